//! What may be done with data after they were read: keeping, passing on,
//! leaving the rules; and how a source came by them.
//!
//! The library can only answer and record; it never sees the data, so it
//! cannot stop an app that does not ask.

use super::super::Guard;
use super::super::reply::Reply;
use super::super::types::{Gate, Shut};
use super::super::worker::Worker;
use crate::catalogue::{Catalogue, Target};
use crate::decide::Decision;
use crate::ledger::{Class, EVERYTHING};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::joins;
use crate::state::{DecisionRecord, Event};

/// What may be done with data. Made by [`Guard::handling`].
#[derive(Debug)]
pub struct Handling<'a>(&'a Guard);

impl Guard {
    /// What may be done with data after they were read.
    #[must_use]
    pub fn handling(&self) -> Handling<'_> {
        Handling(self)
    }
}

impl Handling<'_> {
    /// Whether a value that was read may be kept. None is yes.
    pub fn keep(&self, gate: Gate) -> Reply<Option<Shut>> {
        self.judge(move |worker| worker.may_keep(gate))
    }

    /// Whether a value that was read behind one gate may be passed on through
    /// another one, that of the recipient's own access. None is yes.
    pub fn pass_on(&self, from: Gate, to: Gate) -> Reply<Option<Shut>> {
        self.judge(move |worker| worker.may_pass_on(from, to))
    }

    /// Whether data of a kind may go out as statistics, outside consent and
    /// recipients: only what the policy calls anonymised may. None is yes.
    pub fn release(&self, kind: String, to: String) -> Reply<Option<Shut>> {
        self.judge(move |worker| worker.may_release(&kind, &to))
    }

    /// Records how it was shown that a source obtained its data lawfully;
    /// `reference` says where that can be found. False for an unknown source or an empty reference.
    pub fn prove_source(&self, source: String, reference: String) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.prove_source(source, reference))
        })
    }

    fn judge(
        &self,
        judge: impl FnOnce(&mut Worker) -> Option<Shut> + Send + 'static,
    ) -> Reply<Option<Shut>> {
        let fallback = Some(Shut::because(Reason::Closed));
        self.0
            .call(fallback, move |worker, sender| sender.send(judge(worker)))
    }
}

impl Worker {
    fn may_keep(&mut self, gate: Gate) -> Option<Shut> {
        let judged = self.about(gate).and_then(|(catalogue, target)| {
            storable(&catalogue, target)?;
            self.standing_yes(&catalogue, target)
        });
        self.told("keep", gate, judged)
    }

    fn may_pass_on(&mut self, from: Gate, to: Gate) -> Option<Shut> {
        let judged = self.about(from).and_then(|(catalogue, target)| {
            storable(&catalogue, target)?;
            let (_, onward) = self.about(to)?;
            carries(&catalogue, target, onward)?;
            self.standing_yes(&catalogue, onward)
        });
        self.told("pass on", to, judged)
    }

    /// What a gate stands for, once the guard can answer.
    fn about(&mut self, gate: Gate) -> Result<(std::sync::Arc<Catalogue>, Target), Reason> {
        let catalogue = self.up_to_date()?;
        let target = self.shared.target_of(gate).map_err(|(_, reason)| reason)?;
        Ok((catalogue, target))
    }

    /// The entry by which a target stands agreed to.
    fn standing_yes(&self, catalogue: &Catalogue, target: Target) -> Result<Option<u64>, Reason> {
        match self.at_rest(catalogue, target) {
            Decision::Allow(granted) => Ok(Some(granted.entry)),
            Decision::Deny(reason) => Err(reason),
            Decision::Ask | Decision::AskSystem => Err(Reason::NoConsent),
        }
    }

    fn told(
        &mut self,
        what: &str,
        gate: Gate,
        judged: Result<Option<u64>, Reason>,
    ) -> Option<Shut> {
        let target = self.shared.target_of(gate).ok();
        let access = match self.shared.target_of(gate) {
            Ok(target) => self.access_of(target),
            Err((label, _)) => label,
        };
        self.note(format!("{what} {access}"), judged);
        let reason = judged.err()?;
        Some(match target {
            Some(target) => self.shared.shut_door(target, reason),
            None => Shut::because(reason),
        })
    }

    fn note(&mut self, access: String, judged: Result<Option<u64>, Reason>) {
        self.log(DecisionRecord {
            at: self.now(),
            access,
            allowed: judged.is_ok(),
            reason: judged.err(),
            entry: judged.ok().flatten(),
            through: None,
        });
    }

    fn may_release(&mut self, kind: &str, to: &str) -> Option<Shut> {
        let judged = match (self.not_ready(), self.catalogue()) {
            (Some(reason), _) => Err(reason),
            (None, None) => Err(Reason::PackInvalid),
            (None, Some(catalogue)) => joins::is_free(&catalogue, kind).map(|()| None),
        };
        self.note(format!("release {kind} {to}"), judged);
        judged.err().map(Shut::because)
    }

    fn prove_source(&mut self, source: String, reference: String) -> bool {
        let known = self
            .catalogue()
            .is_some_and(|it| it.data().sources.iter().any(|known| known.id == source));
        if !known || reference.trim().is_empty() {
            return false;
        }
        let event = Event::SourceProven { source, reference };
        self.record(Class::Answer, &[EVERYTHING], |_| vec![event])
            .is_ok()
    }
}

/// A permission to use may forbid to keep.
fn storable(catalogue: &Catalogue, target: Target) -> Result<(), Reason> {
    if catalogue.line(target.line).access.no_store && Rule::R044.holds() {
        Err(Reason::NoStore)
    } else {
        Ok(())
    }
}

/// Whether the recipient's access holds the kinds that are passed on.
fn carries(catalogue: &Catalogue, from: Target, to: Target) -> Result<(), Reason> {
    let (own, onward) = (catalogue.line(from.line), catalogue.line(to.line));
    let same =
        own.kind.id == onward.kind.id || own.covers.iter().all(|kind| onward.covers.contains(kind));
    if onward.recipient.is_some() && same {
        Ok(())
    } else {
        Err(Reason::RecipientKindExceeded)
    }
}
