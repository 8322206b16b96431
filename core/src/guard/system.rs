//! The system's own dialog: one caller shows it, everybody who waits gets its answer.

use std::collections::VecDeque;
use std::mem::take;

use super::questions::{Question, ReadCall, Stage, Subject, Waiter, Waiting};
use super::reply::Sender;
use super::types::{Shut, Verdict};
use super::worker::{Worker, random_number};
use crate::catalogue::Target;
use crate::decide::{Ask, Decision, Permission, PlatformState, key_of};
use crate::digest::Digest;
use crate::ledger::Class;
use crate::reason::Reason;
use crate::state::{AccountRef, Event, LeftOpen};
use crate::texts::Language;

/// Dialogs of the system that are to be shown, or are.
#[derive(Default)]
pub(super) struct SystemQuestions(Vec<SystemQuestion>);

pub(super) struct SystemQuestion {
    id: u64,
    target: Target,
    /// The call that was told to show the dialog, as it was made.
    shower: Option<Shower>,
    waiting: VecDeque<(u64, ReadCall)>,
    /// Who waits for the answer and cannot show the dialog.
    others: Vec<Waiter>,
    /// The primer that the dialog answers.
    primer: Option<Primer>,
    /// Whose dialog it is.
    account: AccountRef,
}

impl SystemQuestions {
    /// The dialog that answers a primer for this subject.
    pub(super) fn primed(&mut self, subject: &Subject) -> Option<&mut SystemQuestion> {
        self.0.iter_mut().find(|question| question.answers(subject))
    }

    /// Whether there is one.
    pub(super) fn has_primed(&self, subject: &Subject) -> bool {
        self.0.iter().any(|question| question.answers(subject))
    }

    /// Whether a dialog was put for another account than this one.
    pub(super) fn is_of_another(&self, account: &AccountRef) -> bool {
        self.0.iter().any(|question| question.account != *account)
    }
}

impl SystemQuestion {
    fn answers(&self, subject: &Subject) -> bool {
        let primer = self.primer.as_ref();
        primer.is_some_and(|primer| primer.question.subject == *subject)
    }

    /// Lets somebody wait for the dialog's answer.
    pub(super) fn join(&mut self, waiter: Waiter) {
        match waiter.what {
            Waiting::Read(read) => self.waiting.push_back((waiter.call, read)),
            Waiting::Policy(_) | Waiting::Together(_) => self.others.push(waiter),
        }
    }
}

struct Shower {
    call: u64,
    gate: super::Gate,
    ask: Ask,
}

struct Primer {
    question: Question,
    language: Language,
    text: Digest,
    tap: &'static str,
}

fn is_granted(platform: PlatformState) -> bool {
    matches!(
        platform.permission,
        Permission::Granted | Permission::NotNeeded
    )
}

impl Worker {
    /// Lets a read wait for the system's dialog; the first one shows it.
    pub(super) fn put_to_system(&mut self, call: u64, read: ReadCall) {
        if let Some(known) = self
            .system
            .0
            .iter_mut()
            .find(|known| known.target == read.target)
        {
            known.waiting.push_back((call, read));
            return;
        }
        let question = SystemQuestion {
            id: random_number(),
            target: read.target,
            shower: None,
            waiting: VecDeque::from([(call, read)]),
            others: Vec::new(),
            primer: None,
            account: self.state.account.clone(),
        };
        self.system.0.push(question);
        let last = self.system.0.len() - 1;
        self.hand_over(last);
    }

    /// A primer's only control was pressed: the system's dialog follows.
    pub(super) fn primer_to_system(&mut self) {
        let Some(mut question) = self.questions.queue.pop_front() else {
            return;
        };
        let Stage::InSystem {
            language,
            text,
            tap,
        } = question.stage
        else {
            return;
        };
        self.take_prompt_down();
        let target = question
            .waiters
            .iter()
            .find_map(|waiter| match &waiter.what {
                Waiting::Read(read) => Some(read.target),
                Waiting::Policy(_) | Waiting::Together(_) => None,
            });
        let Some(target) = target else {
            // Nobody is left who could show the dialog.
            self.end_question(question, LeftOpen::CallersGone);
            return self.issue_next();
        };
        let waiters = take(&mut question.waiters);
        let mut dialog = SystemQuestion {
            id: random_number(),
            target,
            shower: None,
            waiting: VecDeque::new(),
            others: Vec::new(),
            account: question.account.clone(),
            primer: Some(Primer {
                question,
                language,
                text,
                tap,
            }),
        };
        for waiter in waiters {
            dialog.join(waiter);
        }
        self.system.0.push(dialog);
        let last = self.system.0.len() - 1;
        self.hand_over(last);
        self.issue_next();
    }

    /// Tells the next one in line to show the dialog; without anybody it is gone.
    fn hand_over(&mut self, position: usize) {
        let question = &mut self.system.0[position];
        match question.waiting.pop_front() {
            Some((call, read)) => {
                question.shower = Some(Shower {
                    call,
                    gate: read.gate,
                    ask: read.ask,
                });
                read.sender.send(Verdict::AskSystem(question.id));
            }
            None => {
                let gone = self.system.0.remove(position);
                self.end_waiters(gone.others, self.not_ready());
            }
        }
    }

    /// What the dialog left behind, for everybody who waited for it.
    pub(super) fn system_answered(
        &mut self,
        id: u64,
        platform: PlatformState,
        sender: Sender<Verdict>,
    ) {
        // Another process may have withdrawn or switched since the dialog was put. A failure shuts
        // the guard, which has ended every dialog.
        let _ = self.refresh();
        let Some(position) = self.system.0.iter().position(|question| question.id == id) else {
            return sender.send(Verdict::Shut(Shut::because(Reason::PermitVoid)));
        };
        let mut question = self.system.0.remove(position);
        let written = self.record_system(&mut question, platform);
        let shower = question.shower.take().map(|shower| ReadCall {
            gate: shower.gate,
            target: question.target,
            ask: shower.ask,
            platform,
            sender,
            asked: Vec::new(),
        });
        if let Some(read) = shower {
            self.after_system(read, written);
        }
        self.end_dialog(question.waiting, question.others, platform, written);
    }

    /// Lets those who wait for a dialog go on once somebody has seen its permission on: whoever
    /// was told to show it may never report. Should it, it gets its own answer.
    pub(super) fn seen_beside_dialog(&mut self, target: Target, platform: PlatformState) {
        if !is_granted(platform) {
            // Off, or not asked yet: the dialog may still be up.
            return;
        }
        let account = &self.state.account;
        let is_it = |it: &SystemQuestion| it.target == target && it.account == *account;
        let Some(position) = self.system.0.iter().position(is_it) else {
            return;
        };
        let mut question = self.system.0.remove(position);
        let (waiting, others) = (take(&mut question.waiting), take(&mut question.others));
        let written = self.record_system(&mut question, platform);
        if written.is_ok() {
            self.system.0.push(question);
        }
        self.end_dialog(waiting, others, platform, written);
    }

    fn end_dialog(
        &mut self,
        waiting: VecDeque<(u64, ReadCall)>,
        others: Vec<Waiter>,
        platform: PlatformState,
        written: Result<(), Reason>,
    ) {
        for (_, read) in waiting {
            self.after_system(ReadCall { platform, ..read }, written);
        }
        self.end_waiters(others, written.err());
    }

    fn record_system(
        &mut self,
        question: &mut SystemQuestion,
        platform: PlatformState,
    ) -> Result<(), Reason> {
        let granted = is_granted(platform);
        if let Some(primer) = question.primer.take() {
            let shown = (primer.language, primer.text, primer.tap);
            self.record_primer(&primer.question, granted, shown)?;
        }
        let catalogue = self.catalogue().ok_or(Reason::PackInvalid)?;
        let key = key_of(&catalogue, question.target);
        let account = self.state.current();
        if granted && account.is_some_and(|it| it.system_on.contains(&key)) {
            // Coming back from the system's settings has told it already.
            return Ok(());
        }
        let slots = Worker::slots_of(&catalogue, &[question.target]);
        let account = question.account.clone();
        self.record_for(&account, Class::Answer, &slots, |_| {
            vec![Event::SystemSeen { key, granted }]
        })
        .map(|_| ())
    }

    /// The dialog is never shown twice for one call.
    fn after_system(&mut self, read: ReadCall, written: Result<(), Reason>) {
        if let Err(reason) = written {
            return self.refuse(read, reason);
        }
        match self.decided_again(&read) {
            Decision::Allow(granted) => self.allow(read, granted),
            Decision::Deny(reason) => self.refuse(read, reason),
            Decision::Ask | Decision::AskSystem => self.refuse(read, Reason::OsDenied),
        }
    }

    pub(super) fn system_abandoned(&mut self, id: u64) {
        if let Some(position) = self.system.0.iter().position(|question| question.id == id) {
            self.system.0[position].shower = None;
            self.hand_over(position);
        }
    }

    pub(super) fn system_cancelled(&mut self, call: u64) {
        let mut unshown = Vec::new();
        for question in &mut self.system.0 {
            question.waiting.retain(|(waiting, _)| *waiting != call);
            question.others.retain(|waiter| waiter.call != call);
            // It went before it heard that it was to show the dialog: the next one shows it.
            if question.shower.as_ref().is_some_and(|it| it.call == call) {
                unshown.push(question.id);
            }
        }
        for id in unshown {
            self.system_abandoned(id);
        }
    }

    pub(super) fn end_all_system(&mut self, reason: Reason) {
        for question in take(&mut self.system.0) {
            for (_, read) in question.waiting {
                self.refuse(read, reason);
            }
            self.end_waiters(question.others, Some(reason));
        }
    }
}
