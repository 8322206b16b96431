//! What closes: withdrawal, account switch, obligations; and starting over.

use std::sync::Arc;

use super::Account;
use super::hot::slot_of;
use super::more::{duty, owed_of};
use super::reply::Sender;
use super::shared::{Withdrawal, bounded};
use super::types::{Closed, Gate, Owed, Shut, Started, Status, Withdrawn};
use super::worker::Worker;
use crate::catalogue::{Catalogue, Line, Part, Target};
use crate::clock::Timestamp;
use crate::decide::{Decision, PlatformState, key_of};
use crate::ledger::{Class, EVERYTHING, Key, Ledger};
use crate::pack::model::Tier;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::touch::touched_by;
use crate::state::{
    AccountRef, Confirmation, ConsentStatus, Event, LeftOpen, ObligedAction, WithdrawnBy,
};

impl Worker {
    /// Withdrawals that came in together: each is shut at once, all are written with one sync,
    /// and only then anybody hears of his own.
    pub(super) fn withdraw_together(&mut self, calls: Vec<Withdrawal>) {
        if matches!(self.shared.view().status, Status::Opening) {
            // Before the guard is ready nobody knows whose consent it is.
            return self.when_open(move |worker| worker.withdraw_together(calls));
        }
        let mut wave = Wave::default();
        for Withdrawal {
            gate,
            insists,
            sender,
        } in calls
        {
            let (Ok(target), Some(catalogue)) = (self.shared.target_of(gate), self.catalogue())
            else {
                sender.send(Withdrawn::NothingGiven);
                continue;
            };
            if wave.reached.contains(&target) {
                // What an earlier one reaches is judged by what it left.
                self.write(std::mem::take(&mut wave));
            }
            // The first of a wave looks at the ledger for all.
            let looked = !wave.reached.is_empty() || self.refresh().is_ok();
            if self.not_ready().is_some() || !looked {
                sender.send(self.withdraw_later(&catalogue, target, insists));
                continue;
            }
            if let Err(answer) = self.may_withdraw(&catalogue, target, insists) {
                sender.send(answer);
                continue;
            }
            self.shut_for_withdrawal(&catalogue, target, &mut wave);
            wave.senders.push((sender, wave.events.len()));
            wave.events.extend(withdrawal(&catalogue, target));
            wave.slots.extend(affected(&catalogue, target));
        }
        self.write(wave);
    }

    /// Core data that the pack ties to the account end with the account, unless
    /// the person was told so and insists.
    fn may_withdraw(
        &self,
        catalogue: &Catalogue,
        target: Target,
        insists: bool,
    ) -> Result<(), Withdrawn> {
        if !insists && needs_closing(catalogue, catalogue.line(target.line)) {
            return Err(Withdrawn::ClosesAccount);
        }
        let switchable =
            Rule::R053.holds() && (Rule::R054.holds() || self.has_system_switch(target));
        if self.stands(target) && switchable {
            Ok(())
        } else {
            Err(Withdrawn::NothingGiven)
        }
    }

    /// Shuts first; what cannot be written stays shut.
    fn shut_for_withdrawal(&mut self, catalogue: &Catalogue, target: Target, wave: &mut Wave) {
        // First: what is recorded of the questions settles the gates once more.
        self.void_questions(target);
        for touched in touched_by(catalogue, target) {
            let gate = self.shared.gate_of_target(touched);
            self.shared.hot.shut(gate.0);
            wave.reached.push(touched);
        }
    }

    fn write(&mut self, mut wave: Wave) {
        if wave.senders.is_empty() {
            return;
        }
        wave.slots.sort_unstable();
        wave.slots.dedup();
        let mut owed: Vec<Vec<Owed>> = Vec::new();
        for (number, (_, from)) in wave.senders.iter().enumerate() {
            let to = wave
                .senders
                .get(number + 1)
                .map_or(wave.events.len(), |next| next.1);
            owed.push(wave.events[*from..to].iter().filter_map(owed_of).collect());
        }
        let account = self.state.account.clone();
        let is_written = self
            .record_closing(account, wave.slots, wave.events)
            .is_ok();
        for ((sender, _), owed) in wave.senders.into_iter().zip(owed) {
            sender.send(if is_written {
                Withdrawn::Done(owed)
            } else {
                Withdrawn::NotDurable
            });
        }
    }

    /// The ledger cannot be looked at now: what was withdrawn is written first when it can.
    fn withdraw_later(
        &mut self,
        catalogue: &Arc<Catalogue>,
        target: Target,
        insists: bool,
    ) -> Withdrawn {
        if !insists && needs_closing(catalogue, catalogue.line(target.line)) {
            return Withdrawn::ClosesAccount;
        }
        // A guard that never was ready does not know whose consent it would be.
        if !self.known.is_empty() {
            let (account, slots) = (self.state.account.clone(), affected(catalogue, target));
            self.keep_closing(account, slots, withdrawal(catalogue, target));
        }
        Withdrawn::NotDurable
    }

    /// Whether the system has a switch for it too.
    fn has_system_switch(&self, target: Target) -> bool {
        let catalogue = self.catalogue();
        catalogue.is_some_and(|it| super::more::has_system_permission(it.line(target.line)))
    }

    /// Whether there is a consent to take back, by a prompt or by accepting the policy. One for a
    /// read that was made counts as well: another process may have its read before it, and who
    /// takes it back does not want to be asked again.
    fn stands(&self, target: Target) -> bool {
        let Some(catalogue) = self.catalogue() else {
            return false;
        };
        let key = key_of(&catalogue, target);
        match self.state.standing(&key) {
            Some(it) => matches!(it.status, ConsentStatus::Given | ConsentStatus::Spent),
            None => matches!(self.at_rest(&catalogue, target), Decision::Allow(_)),
        }
    }

    /// An answer to a question that is older than the withdrawal does not count.
    fn void_questions(&mut self, target: Target) {
        let asking = |question: &&super::questions::Question| question.targets().contains(&target);
        let tickets: Vec<u64> = self
            .questions
            .queue
            .iter()
            .filter(asking)
            .map(|question| question.ticket)
            .collect();
        for ticket in tickets {
            self.leave_open(ticket, LeftOpen::CallersGone);
        }
    }

    // Obligations and SDKs.

    pub(super) fn confirm(&mut self, id: u64, how: Confirmation) -> bool {
        if !self.state.obligations.contains_key(&id) {
            return false;
        }
        let opening = self.opening;
        self.record(Class::Answer, &[EVERYTHING], |_| {
            vec![Event::Confirmed { id, how, opening }]
        })
        .is_ok()
    }

    pub(super) fn start_recipient(
        &mut self,
        recipient: String,
        by_person: bool,
        sender: Sender<Started>,
    ) {
        self.when_open(move |worker| {
            let started = worker.started(recipient, by_person);
            sender.send(started);
        });
    }

    fn started(&mut self, recipient: String, by_person: bool) -> Started {
        if let Some(reason) = self.not_ready().or_else(|| self.refresh().err()) {
            return Started::Held(Shut::because(reason));
        }
        let Some(catalogue) = self.catalogue() else {
            return Started::Held(Shut::because(Reason::PackInvalid));
        };
        let Some(index) = catalogue
            .data()
            .recipients
            .iter()
            .position(|it| it.id == recipient && !it.category)
        else {
            self.log_decision(
                format!("start {}", bounded(&recipient)),
                Err(Reason::RecipientNotDeclared),
            );
            return Started::Held(Shut::because(Reason::RecipientNotDeclared));
        };
        let mut first_no = None;
        let mut allowed = Vec::new();
        for target in catalogue.targets().filter(|it| {
            let line = catalogue.line(it.line);
            line.recipient == Some(index) && line.part == Part::Whole
        }) {
            let open = PlatformState::OPEN;
            match self.decided_without_asking(&catalogue, target, by_person, open) {
                Decision::Allow(granted) => {
                    allowed.push((catalogue.line(target.line).id.clone(), granted.entry))
                }
                Decision::Deny(reason) => {
                    first_no.get_or_insert((target, reason));
                }
                Decision::Ask | Decision::AskSystem => {
                    first_no.get_or_insert((target, Reason::NoConsent));
                }
            }
        }
        let label = format!("start {recipient}");
        if allowed.is_empty() && !Rule::R067.holds() {
            allowed.push((recipient.clone(), 0));
        }
        if let Some(&(_, entry)) = allowed.first() {
            self.log_decision(label, Ok(entry));
            let event = Event::Started { recipient };
            return match self.record(Class::Asked, &[], |_| vec![event]) {
                Ok(_) => {
                    let mut ids: Vec<String> = allowed.into_iter().map(|(id, _)| id).collect();
                    ids.dedup();
                    Started::Running(ids)
                }
                Err(reason) => Started::Held(Shut::because(reason)),
            };
        }
        let shut = first_no.map_or(Shut::because(Reason::NoConsent), |(target, reason)| {
            self.shared.shut_door(target, reason)
        });
        self.log_decision(label, Err(shut.reason));
        Started::Held(shut)
    }

    // The system's permission, seen on resume.

    pub(super) fn platform_seen(&mut self, gate: Gate, platform: PlatformState) {
        if let Ok(target) = self.shared.target_of(gate)
            && self.not_ready().is_none()
            && self.refresh().is_ok()
        {
            // A failure has shut the guard; there is nothing to add.
            let _ = self.note_permission(target, platform);
            self.seen_beside_dialog(target, platform);
        }
    }

    // Accounts.

    pub(super) fn switch_to(&mut self, account: Option<&Account>) -> bool {
        if self.not_ready().is_some() || self.refresh().is_err() {
            self.want_account(account.cloned());
            return false;
        }
        let account = self.account_ref(account);
        if account == self.state.account || !Rule::R030.holds() {
            return true;
        }
        self.end_questions(LeftOpen::AccountSwitched);
        // Decisions stand under the account they were made for.
        self.flush();
        // Last before the switch: each record before it settles the gates once more.
        self.shared.permits().void_all();
        self.shared.hot.shut_all();
        self.record_closing(account, vec![EVERYTHING], vec![Event::AccountSwitched])
            .is_ok()
    }

    /// Takes down what was asked of another account, however this process heard of the change.
    pub(super) fn follow_account(&mut self) {
        let account = &self.state.account;
        let of_another = self.questions.queue.iter().any(|it| it.account != *account)
            || self.system.is_of_another(account);
        if of_another {
            self.end_questions(LeftOpen::AccountSwitched);
        }
    }

    /// Takes every question down that stands or waits.
    pub(super) fn end_questions(&mut self, how: LeftOpen) {
        // All at once: what waits in the queue must not come before the person in between.
        for question in std::mem::take(&mut self.questions.queue) {
            self.end_question(question, how);
        }
        self.end_all_system(Reason::NotAnswered);
        self.issue_next();
    }

    /// A name that means nothing outside this ledger: keyed, so that nobody can try names against it.
    pub(super) fn account_ref(&self, account: Option<&Account>) -> AccountRef {
        let (Some(account), Some(key)) = (account, &self.key) else {
            return AccountRef::default();
        };
        let name = key.name_of(&[
            "account",
            &account.id,
            account.tenant.as_deref().unwrap_or_default(),
        ]);
        AccountRef(
            name.iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    pub(super) fn reported_acceptance(
        &mut self,
        text_version: String,
        reported_at: Timestamp,
    ) -> bool {
        let event = Event::ReportedAcceptance {
            text_version,
            reported_at,
        };
        self.record(Class::Asked, &[], |_| vec![event]).is_ok()
    }

    // Starting over.

    pub(super) fn start_again(&mut self, key: Key) -> Status {
        let cause = match &self.shared.view().status {
            Status::Closed(Closed { cause, .. }) if cause.can_start_again() => *cause,
            other => return other.clone(),
        };
        let directory = self.shared.options.directory.clone();
        let began = self.draft(
            Class::Asked,
            None,
            Event::Began {
                after: Some(cause.name().to_owned()),
            },
        );
        let options = crate::ledger::Options::default();
        match Ledger::start_again(&directory, &key, cause.name(), options, |_| vec![began]) {
            Ok(opened) => {
                self.key = Some(key);
                self.anchor = None;
                self.ready(opened);
            }
            Err(error) => self.shut_for(&error),
        }
        self.shared.view().status.clone()
    }
}

/// Whether the pack ties a line to the account.
pub(super) fn needs_closing(catalogue: &Catalogue, line: &Line) -> bool {
    let core = catalogue.function(line).tier == Tier::Core;
    core && !line.gated && Rule::R057.holds() && catalogue.data().withdrawal.core_needs_closing
}

/// Withdrawals that are written together.
#[derive(Default)]
struct Wave {
    /// Everything that they shut.
    reached: Vec<Target>,
    events: Vec<Event>,
    slots: Vec<u16>,
    /// Who waits, and where his events begin.
    senders: Vec<(Sender<Withdrawn>, usize)>,
}

fn withdrawal(catalogue: &Catalogue, target: Target) -> Vec<Event> {
    let line = catalogue.line(target.line);
    let mut events = vec![Event::Withdrawn {
        key: key_of(catalogue, target),
        by: WithdrawnBy::Person,
    }];
    let recipient = catalogue
        .recipient(line)
        .map(|recipient| recipient.id.clone());
    let mut owe = |action| {
        let (recipient, kind) = (recipient.clone(), line.kind.id.clone());
        events.push(duty(action, recipient, kind, None));
    };
    if line.recipient.is_some() {
        owe(ObligedAction::StopRecipient);
    }
    owe(ObligedAction::PurgeCache);
    events
}

/// Gates that a withdrawal shuts: its own, what it reaches, and those of the recipient that must stop.
fn affected(catalogue: &Arc<Catalogue>, target: Target) -> Vec<u16> {
    let recipient = catalogue.line(target.line).recipient;
    let others = catalogue
        .targets()
        .filter(|it| recipient.is_some() && catalogue.line(it.line).recipient == recipient);
    let mut slots: Vec<u16> = touched_by(catalogue, target)
        .into_iter()
        .chain(others)
        .map(|it| slot_of(catalogue, it))
        .collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}
