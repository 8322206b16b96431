//! The fake app with the part of a language binding that Rust has none of: it
//! reads with permits, shows the system's dialog and starts SDKs, over nothing
//! but the core's public calls.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use askfirst::decide::{Ask, Permission, PlatformState};
use askfirst::guard::{Gate, Guard, Permit, ReadOutcome, Shut, Started, Status, Verdict};
use askfirst::state::{Confirmation, ObligedAction};
use askfirst::texts::{Language, reason_message};

use crate::fields::{HoldAt, Subject};
use crate::format::{Gives, Stops};
use crate::phone::Phone;
use crate::tasks::{Fields, until};

/// What the calls of one process share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) guard: Guard,
    pub(crate) phone: Rc<RefCell<Phone>>,
    pub(crate) desk: Rc<RefCell<Desk>>,
    pub(crate) language: Language,
}

/// The SDKs of one process, and what their adapters were told.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    stops: BTreeMap<String, Stops>,
    running: BTreeMap<String, BTreeSet<String>>,
    handled: BTreeSet<u64>,
    /// Told since the last look: the expectation's words, and the accesses.
    pub(crate) told: Vec<Told>,
}

/// One call of an adapter.
#[derive(Debug)]
pub(crate) struct Told {
    /// `start`, `changed` or `stop`.
    pub(crate) what: &'static str,
    /// Whose adapter.
    pub(crate) recipient: String,
    /// What it may use.
    pub(crate) allowed: BTreeSet<String>,
}

/// A door, and what a provider has to know about it.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    gate: Gate,
    kind: String,
}

impl Door {
    pub(crate) fn gate(&self) -> Gate {
        self.gate
    }
}

impl Desk {
    pub(crate) fn new(stops: BTreeMap<String, Stops>) -> Desk {
        Desk {
            stops,
            ..Desk::default()
        }
    }

    /// A new process runs no SDK.
    pub(crate) fn forget_process(&mut self) {
        self.running.clear();
        self.handled.clear();
    }

    fn tell(&mut self, what: &'static str, recipient: &str, allowed: BTreeSet<String>) {
        self.told.push(Told {
            what,
            recipient: recipient.to_owned(),
            allowed,
        });
    }
}

impl App {
    /// The door for what a scenario names.
    pub(crate) fn door(&self, subject: &Subject) -> Door {
        let catalogue = self.guard.catalogue();
        match subject {
            Subject::Id(id) => {
                let line = catalogue.and_then(|it| it.lines().iter().find(|line| &line.id == id));
                Door {
                    gate: self.guard.gate(id),
                    kind: line.map_or("none".to_owned(), |line| line.kind.id.clone()),
                }
            }
            Subject::Parts { parts, .. } => Door {
                gate: self.guard.gate_of(parts),
                kind: parts.kind.clone(),
            },
        }
    }

    pub(crate) fn is_open(&self, subject: &Subject) -> bool {
        self.guard.is_open(self.door(subject).gate)
    }

    /// One guarded read, as a binding does it.
    pub(crate) async fn read(self, door: Door, ask: Ask) -> Fields {
        let now = || self.phone.borrow().platform(&door.kind);
        let mut platform = now();
        let mut verdict = self.guard.request(door.gate, ask, platform).await;
        while let Verdict::AskSystem(question) = verdict {
            self.show_dialog(question, &door.kind).await;
            platform = now();
            verdict = self.guard.system_answered(question, platform).await;
        }
        // The system is looked at when the phone is read, not when the question was put.
        if let Verdict::Permit(permit) = &verdict
            && ask != Ask::Never
            && now() != platform
        {
            let _ = self.guard.finish(permit.id, ReadOutcome::NotOffered);
            verdict = self.guard.request(door.gate, Ask::Never, now()).await;
        }
        match verdict {
            Verdict::Permit(permit) => self.provide(permit, &door).await,
            Verdict::Shut(shut) => self.shut(&shut),
            Verdict::AskSystem(_) => unreachable!("a call that never asks is never told to"),
        }
    }

    async fn show_dialog(&self, question: u64, kind: &str) {
        let number = self.phone.borrow_mut().show_dialog(kind);
        let mut shower = Shower {
            app: self,
            question,
            number,
            is_answered: false,
        };
        until(|| !self.phone.borrow().is_up(number)).await;
        shower.is_answered = true;
    }

    /// What a provider does with a permit.
    pub(crate) async fn provide(&self, permit: Permit, door: &Door) -> Fields {
        let kind = door.kind.as_str();
        self.pause(kind, HoldAt::Before).await;
        let spent = self.guard.spend(permit.id);
        if spent {
            self.phone.borrow_mut().count_read(kind);
            self.pause(kind, HoldAt::After).await;
        }
        let gives = self.phone.borrow().gives(kind);
        let (outcome, answer) = match gives {
            Gives::Value => (
                ReadOutcome::Read,
                vec!["value".to_owned(), permit.entry.to_string()],
            ),
            Gives::NotOffered => (ReadOutcome::NotOffered, unavailable("NOT_OFFERED")),
            Gives::NoValue => (ReadOutcome::NoValue, unavailable("NO_VALUE")),
            Gives::Failed => (ReadOutcome::Failed, unavailable("FAILED")),
        };
        match self.guard.finish(permit.id, outcome) {
            Some(shut) => self.shut(&shut),
            None => answer,
        }
    }

    async fn pause(&self, kind: &str, at: HoldAt) {
        if self.phone.borrow_mut().stops(kind, at) {
            until(|| !self.phone.borrow().is_held(kind)).await;
        }
    }

    fn shut(&self, shut: &Shut) -> Fields {
        let effect = self
            .guard
            .effect_text(shut, self.language)
            .unwrap_or_default();
        let reason = shut.reason;
        [
            reason.code(),
            reason.group().name(),
            shut.remedy.name(),
            &effect,
            reason_message(reason, self.language),
        ]
        .into_iter()
        .fold(vec!["shut".to_owned()], |mut fields, field| {
            fields.push(field.to_owned());
            fields
        })
    }

    /// Starts an SDK through its adapter, once in a process.
    pub(crate) async fn start(self, recipient: String, tapped: bool) -> Fields {
        let started = if tapped {
            self.guard.start_tapped(recipient.clone())
        } else {
            self.guard.start(recipient.clone())
        };
        match started.await {
            Started::Held(shut) => no("held", &shut),
            Started::Running(allowed) => {
                let allowed: BTreeSet<String> = allowed.into_iter().collect();
                let fields = vec!["running".to_owned(), join(&allowed)];
                let mut desk = self.desk.borrow_mut();
                if !desk.running.contains_key(&recipient) {
                    self.phone.borrow_mut().counts.starts += 1;
                    desk.tell("start", &recipient, allowed.clone());
                    desk.running.insert(recipient, allowed);
                }
                fields
            }
        }
    }

    /// Does what withdrawals left to do, and tells running SDKs what they may still use.
    pub(crate) fn tend_sdks(&self) {
        if !matches!(self.guard.status(), Status::Ready { .. }) {
            return;
        }
        if !self.desk.borrow().running.is_empty() {
            // Gates are shut for a moment while the guard looks at them again: only what stays counts.
            let () = self.guard.settle().wait();
        }
        let mut desk = self.desk.borrow_mut();
        for owed in self.guard.obligations() {
            let Some(recipient) = owed.recipient else {
                continue;
            };
            if owed.action != ObligedAction::StopRecipient || !desk.handled.insert(owed.id) {
                continue;
            }
            desk.running.remove(&recipient);
            desk.tell("stop", &recipient, BTreeSet::new());
            let how = match desk.stops.get(&recipient).copied().unwrap_or_default() {
                Stops::Now => Confirmation::Done,
                Stops::AfterRestart => Confirmation::AfterRestart,
            };
            let _ = self.guard.confirm(owed.id, how).wait();
        }
        let running: Vec<(String, BTreeSet<String>)> = desk.running.clone().into_iter().collect();
        for (recipient, before) in running {
            let allowed = self.open_accesses(&recipient);
            if allowed == before {
                continue;
            }
            if allowed.is_empty() {
                // Another account, another fact, a consent that ran out: nobody withdrew, so that nothing is owed.
                desk.running.remove(&recipient);
                desk.tell("stop", &recipient, allowed);
            } else {
                desk.tell("changed", &recipient, allowed.clone());
                desk.running.insert(recipient, allowed);
            }
        }
    }

    fn open_accesses(&self, recipient: &str) -> BTreeSet<String> {
        let Some(catalogue) = self.guard.catalogue() else {
            return BTreeSet::new();
        };
        let lines = catalogue.lines().iter();
        lines
            .filter(|line| {
                catalogue
                    .recipient(line)
                    .is_some_and(|it| it.id == recipient)
            })
            .filter(|line| self.guard.is_open(self.guard.gate(&line.id)))
            .map(|line| line.id.clone())
            .collect()
    }

    /// What the system says about what is behind a door.
    pub(crate) fn platform_of(&self, door: &Door) -> PlatformState {
        self.phone.borrow().platform(&door.kind)
    }

    /// What the system says about several accesses together: no more than it says about each.
    pub(crate) fn platform_for(&self, accesses: &[String]) -> PlatformState {
        let first = accesses.first().map_or("none".to_owned(), |id| {
            self.door(&Subject::Id(id.clone())).kind
        });
        PlatformState {
            permission: Permission::NotNeeded,
            switch_on: true,
            ..self.phone.borrow().platform(&first)
        }
    }

    /// Tells the guard what the system says now, for every access that the system has a say in.
    pub(crate) fn comes_to_front(&self) {
        self.guard.screen(true);
        let Some(catalogue) = self.guard.catalogue() else {
            return;
        };
        for line in catalogue.lines() {
            let platform = self.phone.borrow().platform(&line.kind.id);
            if platform.permission != Permission::NotNeeded {
                let seen = self
                    .guard
                    .platform_seen(self.guard.gate(&line.id), platform);
                let () = seen.wait();
            }
        }
    }
}

/// Hands the system's question to the next caller if this one goes away.
struct Shower<'a> {
    app: &'a App,
    question: u64,
    number: u64,
    is_answered: bool,
}

impl Drop for Shower<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.app.phone.borrow_mut().take_down(self.number);
            self.app.guard.system_abandoned(self.question);
        }
    }
}

/// A no without its effect, as a log writes it.
pub(crate) fn no(word: &str, shut: &Shut) -> Fields {
    [
        word,
        shut.reason.code(),
        shut.group().name(),
        shut.remedy.name(),
    ]
    .map(str::to_owned)
    .into()
}

fn unavailable(cause: &str) -> Fields {
    vec!["unavailable".to_owned(), cause.to_owned()]
}

/// Accesses as a log writes them.
pub(crate) fn join(accesses: &BTreeSet<String>) -> String {
    accesses
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(",")
}
