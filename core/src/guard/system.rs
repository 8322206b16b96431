//! The system's own dialog: one caller shows it, everybody who waits gets its answer.

use std::collections::VecDeque;

use super::questions::{Question, ReadCall, Stage, Waiter, Waiting};
use super::reply::Sender;
use super::types::{Shut, Verdict};
use super::worker::{Worker, random_number};
use crate::catalogue::Target;
use crate::decide::{Ask, Decision, Permission, PlatformState, key_of};
use crate::digest::Digest;
use crate::ledger::Class;
use crate::reason::Reason;
use crate::state::Event;
use crate::texts::Language;

/// Dialogs of the system that are to be shown, or are.
#[derive(Default)]
pub(super) struct SystemQuestions(Vec<SystemQuestion>);

struct SystemQuestion {
    id: u64,
    target: Target,
    /// The call that was told to show the dialog, as it was made.
    shower: Option<Shower>,
    waiting: VecDeque<(u64, ReadCall)>,
    /// The primer that the dialog answers.
    primer: Option<Primer>,
}

struct Shower {
    gate: super::Gate,
    ask: Ask,
}

struct Primer {
    question: Question,
    language: Language,
    text: Digest,
    tap: &'static str,
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
            primer: None,
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
        let reads = std::mem::take(&mut question.waiters);
        let waiting: VecDeque<(u64, ReadCall)> = reads
            .into_iter()
            .filter_map(|waiter: Waiter| match waiter.what {
                Waiting::Read(read) => Some((waiter.call, read)),
                Waiting::Policy(_) | Waiting::Together(_) => None,
            })
            .collect();
        if let Some(target) = waiting.front().map(|(_, read)| read.target) {
            let primer = Some(Primer {
                question,
                language,
                text,
                tap,
            });
            self.system.0.push(SystemQuestion {
                id: random_number(),
                target,
                shower: None,
                waiting,
                primer,
            });
            let last = self.system.0.len() - 1;
            self.hand_over(last);
        }
        self.issue_next();
    }

    /// Tells the next one in line to show the dialog; without anybody it is gone.
    fn hand_over(&mut self, position: usize) {
        let question = &mut self.system.0[position];
        match question.waiting.pop_front() {
            Some((_, read)) => {
                question.shower = Some(Shower {
                    gate: read.gate,
                    ask: read.ask,
                });
                read.sender.send(Verdict::AskSystem(question.id));
            }
            None => {
                self.system.0.remove(position);
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
        let Some(position) = self.system.0.iter().position(|question| question.id == id) else {
            return sender.send(Verdict::Shut(Shut::because(Reason::PermitVoid)));
        };
        let mut question = self.system.0.remove(position);
        let granted = matches!(
            platform.permission,
            Permission::Granted | Permission::NotNeeded
        );
        let written = self.record_system(&mut question, granted);
        let shower = question.shower.take().map(|shower| ReadCall {
            gate: shower.gate,
            target: question.target,
            ask: shower.ask,
            platform,
            sender,
            asked: Vec::new(),
        });
        let waiting = question
            .waiting
            .into_iter()
            .map(|(_, read)| ReadCall { platform, ..read });
        for read in shower.into_iter().chain(waiting) {
            match written {
                Ok(()) => self.after_system(read),
                Err(reason) => self.refuse(read, reason),
            }
        }
    }

    fn record_system(
        &mut self,
        question: &mut SystemQuestion,
        granted: bool,
    ) -> Result<(), Reason> {
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
        self.record(Class::Answer, &slots, |_| {
            vec![Event::SystemSeen { key, granted }]
        })
        .map(|_| ())
    }

    /// The dialog is never shown twice for one call.
    fn after_system(&mut self, read: ReadCall) {
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
        for question in &mut self.system.0 {
            question.waiting.retain(|(waiting, _)| *waiting != call);
        }
    }

    pub(super) fn end_all_system(&mut self, reason: Reason) {
        for question in std::mem::take(&mut self.system.0) {
            for (_, read) in question.waiting {
                self.refuse(read, reason);
            }
        }
    }
}
