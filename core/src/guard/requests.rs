//! A request for one read, from the question to the permit.

use super::Guard;
use super::permits::UsedUp;
use super::questions::{ReadCall, Subject, Waiter, Waiting};
use super::reply::{Reply, Sender};
use super::types::{Gate, Permit, ReadOutcome, Shut, Verdict};
use super::worker::Worker;
use crate::catalogue::{Catalogue, Line, LineIndex, Target};
use crate::decide::{
    Ask, Decision, Granted, Permission, PlatformState, decide, key_of, parts_of, question_of,
};
use crate::ledger::Class;
use crate::pack::model::RefusalEffect;
use crate::reason::{Reason, Remedy};
use crate::rule::Rule;
use crate::state::{ConsentStatus, DecisionRecord, Event, Standing, WithdrawnBy};

impl Worker {
    pub(super) fn request(
        &mut self,
        call: u64,
        gate: Gate,
        ask: Ask,
        platform: PlatformState,
        sender: Sender<Verdict>,
    ) {
        if ask != Ask::Never {
            return self.when_open_for(Some(call), move |worker| {
                worker.request_now(call, gate, ask, platform, sender);
            });
        }
        self.request_now(call, gate, ask, platform, sender);
    }

    fn request_now(
        &mut self,
        call: u64,
        gate: Gate,
        ask: Ask,
        platform: PlatformState,
        sender: Sender<Verdict>,
    ) {
        let target = match self.shared.target_of(gate) {
            Ok(target) => target,
            Err((access, reason)) => {
                let reason = self.not_ready().unwrap_or(reason);
                self.log_decision(access, Err(reason));
                return sender.send(Verdict::Shut(Shut::because(reason)));
            }
        };
        let read = ReadCall {
            gate,
            target,
            ask,
            platform,
            sender,
            asked: Vec::new(),
        };
        if let Err(reason) = self.prepare(target, platform) {
            return self.refuse(read, reason);
        }
        self.seen_beside_dialog(target, platform);
        match self.decided(target, ask, platform) {
            Decision::Ask => self.put_question(call, read),
            Decision::AskSystem => self.put_to_system(call, read),
            Decision::Allow(granted) => self.allow(read, granted),
            // The very question is before the person: silence after it has not begun.
            Decision::Deny(Reason::NotAnswered) if self.is_being_asked(&read) => {
                self.put_question(call, read)
            }
            Decision::Deny(reason) => self.refuse(read, reason),
        }
    }

    /// Whether a question that would answer this read stands or waits in the queue.
    fn is_being_asked(&self, read: &ReadCall) -> bool {
        self.stands_before_person(read.target, read.ask, read.platform)
            .is_some()
    }

    /// The question about a target, or about what needs a consent beside it,
    /// that stands or waits, if the caller may wait for its answer.
    pub(super) fn stands_before_person(
        &self,
        target: Target,
        ask: Ask,
        platform: PlatformState,
    ) -> Option<Target> {
        if ask == Ask::Never || !platform.screen || !platform.foreground {
            return None;
        }
        let catalogue = self.catalogue()?;
        let context = self.context(ask, platform);
        let is_put = |part: &Target| {
            let choice = choice_with(&catalogue, *part);
            let subject = Subject::Accesses(vec![choice]);
            self.questions.has_same(&subject) || self.system.has_primed(&subject)
        };
        parts_of(&catalogue, &self.state, target, &context)
            .into_iter()
            .find(is_put)
    }

    /// Whose question has to be put for a target.
    pub(super) fn question_of(&self, target: Target, ask: Ask, platform: PlatformState) -> Target {
        let Some(catalogue) = self.catalogue() else {
            return target;
        };
        let standing = self.stands_before_person(target, ask, platform);
        standing.unwrap_or_else(|| {
            let context = self.context(ask, platform);
            question_of(&catalogue, &self.state, target, &context)
        })
    }

    /// What has to be known before deciding: other processes' entries, and
    /// whether the system's permission went off since it was last seen on.
    fn prepare(&mut self, target: Target, platform: PlatformState) -> Result<(), Reason> {
        if let Some(reason) = self.not_ready() {
            return Err(reason);
        }
        self.refresh()?;
        self.note_permission(target, platform)
    }

    pub(super) fn decided(&self, target: Target, ask: Ask, platform: PlatformState) -> Decision {
        match self.catalogue() {
            Some(catalogue) => decide(
                &catalogue,
                &self.state,
                target,
                &self.context(ask, platform),
            ),
            None => Decision::Deny(Reason::PackInvalid),
        }
    }

    /// Records the system's permission where it changed: off is a withdrawal.
    pub(super) fn note_permission(
        &mut self,
        target: Target,
        platform: PlatformState,
    ) -> Result<(), Reason> {
        self.note_permissions(&[(target, platform)])
    }

    /// The same for several who waited for one answer, with one write.
    pub(super) fn note_permissions(
        &mut self,
        seen: &[(Target, PlatformState)],
    ) -> Result<(), Reason> {
        let Some(catalogue) = self.catalogue() else {
            return Ok(());
        };
        let (mut events, mut targets) = (Vec::new(), Vec::new());
        for &(target, platform) in seen {
            if !targets.contains(&target)
                && let Some(event) = self.change_of_permission(&catalogue, target, platform)
            {
                events.push(event);
                targets.push(target);
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        let slots = Worker::slots_of(&catalogue, &targets);
        self.record_closing(self.state.account.clone(), slots, events)
    }

    fn change_of_permission(
        &self,
        catalogue: &Catalogue,
        target: Target,
        platform: PlatformState,
    ) -> Option<Event> {
        let key = key_of(catalogue, target);
        let was_on = self
            .state
            .current()
            .is_some_and(|account| account.system_on.contains(&key));
        let standing = self.state.standing(&key);
        let is_given = standing.is_some_and(|it| self.may_be_read_with(it));
        match platform.permission {
            Permission::Denied | Permission::NotAsked
                if was_on && is_given && Rule::R055.holds() =>
            {
                Some(Event::Withdrawn {
                    key,
                    by: WithdrawnBy::System,
                })
            }
            Permission::Granted if !was_on && is_given => {
                Some(Event::SystemSeen { key, granted: true })
            }
            Permission::Denied
            | Permission::NotAsked
            | Permission::Granted
            | Permission::NotNeeded
            | Permission::Unavailable => None,
        }
    }

    /// Whether somebody may still read with this consent: it stands, or it was for one read that
    /// has not come about, be it given back or still to be made with a permit.
    pub(super) fn may_be_read_with(&self, standing: &Standing) -> bool {
        match standing.status {
            ConsentStatus::Given => true,
            ConsentStatus::Spent => {
                let entry = standing.entry;
                self.unused.contains_key(&entry) || self.shared.permits().may_read_with(entry)
            }
            ConsentStatus::Refused
            | ConsentStatus::Withdrawn
            | ConsentStatus::RefusedInSystem
            | ConsentStatus::WithdrawnInSystem
            | ConsentStatus::Suspended => false,
        }
    }

    /// Gives the permit; a consent for one read is used up first, and durably.
    pub(super) fn allow(&mut self, read: ReadCall, granted: Granted) {
        let used_up = match self.use_up(read.target, granted) {
            Ok(used_up) => used_up,
            Err(reason) => return self.refuse(read, reason),
        };
        match self.issue(read.gate, read.target, granted, used_up) {
            Some(permit) => {
                self.log(DecisionRecord {
                    at: self.now(),
                    access: self.access_of(read.target),
                    allowed: true,
                    reason: None,
                    entry: Some(granted.entry),
                    through: granted.through.map(|line| self.id_of(line)),
                });
                read.sender.send(Verdict::Permit(permit));
            }
            None => {
                self.give_back(used_up);
                self.refuse(read, Reason::Unsettled);
            }
        }
    }

    /// The person agreed to one read, and there was none: this process may still make it.
    fn give_back(&mut self, used_up: Option<UsedUp>) {
        if let Some(UsedUp { given, consumed }) = used_up {
            self.unused.insert(consumed, given);
        }
    }

    pub(super) fn issue(
        &self,
        gate: Gate,
        target: Target,
        granted: Granted,
        used_up: Option<UsedUp>,
    ) -> Option<Permit> {
        let no_store = self
            .catalogue()
            .is_some_and(|it| it.line(target.line).access.no_store);
        // Not the words as they are now: a change since the decision must void the permit.
        let slot = usize::from(self.shared.hot.slot(gate.0));
        let versions = (*self.known.get(slot)?, *self.known.last()?);
        let mut permits = self.shared.permits();
        permits.issue(versions, gate, granted, no_store, used_up)
    }

    /// Uses a consent for one read up, unless it is one that was given back.
    fn use_up(&mut self, target: Target, granted: Granted) -> Result<Option<UsedUp>, Reason> {
        if !granted.once {
            return Ok(None);
        }
        let given = granted.entry;
        let before = self.unused.iter().find(|(_, it)| **it == given);
        let consumed = match before.map(|(&consumed, _)| consumed) {
            Some(consumed) => {
                self.unused.remove(&consumed);
                consumed
            }
            None => self.consume(target)?,
        };
        Ok(Some(UsedUp { given, consumed }))
    }

    /// Wins in exactly one process: the consent is looked at again under the lock.
    fn consume(&mut self, target: Target) -> Result<u64, Reason> {
        let catalogue = self.catalogue().ok_or(Reason::PackInvalid)?;
        let key = key_of(&catalogue, target);
        let slots = Worker::slots_of(&catalogue, &[target]);
        let account = self.state.account.clone();
        let written = self.record_for(&account, Class::Answer, &slots, |state| {
            let live = state
                .standing(&key)
                .is_some_and(|it| it.status == ConsentStatus::Given);
            if live {
                vec![Event::Consumed { key: key.clone() }]
            } else {
                Vec::new()
            }
        })?;
        written.first().copied().ok_or(Reason::Expired)
    }

    pub(super) fn refuse(&mut self, read: ReadCall, reason: Reason) {
        let access = self.access_of(read.target);
        self.log_decision(access, Err(reason));
        let shut = self.shut_door(read.target, reason);
        read.sender.send(Verdict::Shut(shut));
    }

    pub(super) fn access_of(&self, target: Target) -> String {
        self.id_of(target.line)
    }

    fn id_of(&self, line: LineIndex) -> String {
        self.catalogue()
            .map_or(String::new(), |it| it.line(line).id.clone())
    }

    /// A shut door with what the pack says about it.
    fn shut_door(&self, target: Target, reason: Reason) -> Shut {
        self.shared.shut_door(target, reason)
    }

    /// Puts a question, or joins one that asks the same.
    pub(super) fn put_question(&mut self, call: u64, mut read: ReadCall) {
        let Some(catalogue) = self.catalogue() else {
            return;
        };
        let asked = self.question_of(read.target, read.ask, read.platform);
        read.asked.push(asked);
        let choice = choice_with(&catalogue, asked);
        let style = self.style_for(&read, &choice);
        let subject = Subject::Accesses(vec![choice]);
        let waiter = Waiter {
            call,
            what: Waiting::Read(read),
        };
        self.join_or_queue(subject, style, waiter);
    }

    pub(super) fn read_ended(
        &mut self,
        permit: u64,
        outcome: ReadOutcome,
        given_back: Option<UsedUp>,
    ) {
        self.give_back(given_back);
        // Values never come here; only that a read ended, for whoever debugs one.
        log::debug!("permit {permit} ended: {outcome:?}");
    }
}

impl Reply<Verdict> {
    /// A permit that nobody took, because its caller left first, ends without a read: a consent
    /// for one read is there for the next caller.
    pub(super) fn giving_back_to(self, guard: &Guard) -> Reply<Verdict> {
        let guard = guard.clone();
        self.if_untaken(move |verdict| {
            if let Verdict::Permit(permit) = verdict {
                let _ = guard.finish(permit.id, ReadOutcome::Failed);
            }
        })
    }
}

/// The line whose function tells what a refusal costs: its own, not that of the kind.
fn named_first<'a>(catalogue: &'a Catalogue, line: &'a Line) -> &'a Line {
    let same_kind = |it: &&Line| it.kind.id == line.kind.id;
    match Rule::R004.holds() {
        true => line,
        false => catalogue.lines().iter().find(same_kind).unwrap_or(line),
    }
}

/// Everything that is answered with a target.
pub(super) fn choice_with(catalogue: &Catalogue, target: Target) -> Vec<Target> {
    let lines = catalogue.answered_with(target.line);
    lines.map(|line| Target { line, ..target }).collect()
}

impl super::Shared {
    /// Why a permit no longer holds, from the latest picture.
    pub(super) fn why_void(&self, gate: Gate) -> Shut {
        let Ok(target) = self.target_of(gate) else {
            return Shut::because(Reason::PermitVoid);
        };
        let Some(catalogue) = self.catalogue.as_deref() else {
            return Shut::because(Reason::PackInvalid);
        };
        let resting = self.at_rest(catalogue, target);
        if let Some(reason) = resting.closed {
            return Shut::because(reason);
        }
        let reason = match resting.decision {
            Decision::Deny(reason) => reason,
            // Open again under another entry: the permit was still for the old one.
            Decision::Allow(_) | Decision::Ask | Decision::AskSystem => Reason::PermitVoid,
        };
        self.shut_door(target, reason)
    }

    pub(super) fn shut_door(&self, target: Target, reason: Reason) -> Shut {
        let mut shut = Shut {
            gate: self.gate_of_target(target),
            ..Shut::because(reason)
        };
        if let Some(catalogue) = self.catalogue.as_deref() {
            let line = catalogue.line(target.line);
            let refusal = &catalogue.function(named_first(catalogue, line)).refusal;
            let cookies = line.kind.id == "web.cookie";
            shut.effect = Some(match refusal.effect {
                // Nothing but these rules keeps silence, hedging and less comfort from blocking.
                RefusalEffect::Unspecified if !Rule::R005.holds() => RefusalEffect::BlockService,
                RefusalEffect::MayImpair if !Rule::R037.holds() => RefusalEffect::BlockService,
                RefusalEffect::Degrade if cookies && !Rule::R052.holds() => {
                    RefusalEffect::BlockService
                }
                // The text is silent, so only the feature is lost.
                RefusalEffect::Unspecified => RefusalEffect::LoseFeature,
                effect @ (RefusalEffect::BlockService
                | RefusalEffect::MayImpair
                | RefusalEffect::LoseFeature
                | RefusalEffect::Degrade) => effect,
            });
            if refusal.alternative.is_some()
                && Rule::R038.holds()
                && shut.remedy == Remedy::AskOnTap
                && reason == Reason::Refused
            {
                shut.remedy = Remedy::AnotherWay;
            }
        }
        shut
    }
}
