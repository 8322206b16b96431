//! Joining data with other data (R-041 … R-043).
//!
//! The library can say whether data may be joined and record that they are; it
//! cannot see the joining itself.

use super::super::Guard;
use super::super::questions::Then;
use super::super::reply::Reply;
use super::super::types::{Gate, Shut};
use super::super::worker::{Worker, random_number};
use std::sync::atomic::Ordering;

use crate::catalogue::Target;
use crate::decide::{Ask, Decision, PlatformState, key_of};
use crate::ledger::Class;
use crate::reason::Reason;
use crate::rules::joins;
use crate::state::Event;

/// Joins of data. Made by [`Guard::joins`].
#[derive(Debug)]
pub struct Joins<'a>(&'a Guard);

/// Whether data may be joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// They may, until the join is ended by this number, or its process ends.
    Open(u64),
    /// They may not.
    Shut(Shut),
}

impl Guard {
    /// Joins of data.
    #[must_use]
    pub fn joins(&self) -> Joins<'_> {
        Joins(self)
    }
}

impl Joins<'_> {
    /// Asks whether the data behind these gates may be joined, and records that they are.
    ///
    /// Each of them needs its consent as personal data; data that name nobody by
    /// themselves need a consent to the joining, which is asked for like any other.
    pub fn open(&self, gates: Vec<Gate>, ask: Ask, platform: PlatformState) -> Reply<Joined> {
        let guard = self.0;
        let call = guard.shared.next_call.fetch_add(1, Ordering::Relaxed);
        let shared = std::sync::Arc::clone(&guard.shared);
        guard
            .call(
                Joined::Shut(Shut::because(Reason::Closed)),
                move |worker, sender| {
                    worker.when_open_for(Some(call), move |worker| match worker.members(&gates) {
                        Ok(members) => {
                            worker.ask_together(call, &members, ask, platform, Then::Join(sender));
                        }
                        Err(shut) => sender.send(Joined::Shut(shut)),
                    });
                },
            )
            .on_cancel(move || shared.send(move |worker| worker.cancelled(call)))
    }

    /// Ends a join: from now on each kind counts by itself again. False if there is none.
    pub fn end(&self, join: u64) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.end_join(join))
        })
    }

    /// Why a join that was opened may not go on; none if it may.
    pub fn stands(&self, join: u64) -> Reply<Option<Shut>> {
        let fallback = Some(Shut::because(Reason::Closed));
        self.0.call(fallback, move |worker, sender| {
            sender.send(worker.why_join_ends(join))
        })
    }
}

impl Worker {
    /// The gates whose consents a join needs; a promise never to join comes before any consent.
    fn members(&mut self, gates: &[Gate]) -> Result<Vec<Gate>, Shut> {
        if let Some(reason) = self.not_ready() {
            return Err(Shut::because(reason));
        }
        let Some(catalogue) = self.catalogue() else {
            return Err(Shut::because(Reason::PackInvalid));
        };
        let mut targets: Vec<Target> = Vec::new();
        for &gate in gates {
            match self.shared.target_of(gate) {
                Ok(target) => targets.push(catalogue.base_of(target)),
                Err((_, reason)) => return Err(Shut::because(reason)),
            }
        }
        if let Err(reason) = joins::may_join(&catalogue, &targets) {
            self.log_decision(self.label(&targets), Err(reason));
            return Err(Shut::because(reason));
        }
        let members = targets
            .into_iter()
            .map(|it| joins::as_member(&catalogue, it));
        Ok(members.map(|it| self.shared.gate_of_target(it)).collect())
    }

    fn label(&self, targets: &[Target]) -> String {
        let ids: Vec<String> = targets.iter().map(|&it| self.access_of(it)).collect();
        format!("join {}", ids.join(" "))
    }

    /// Joins what stands agreed to.
    pub(in crate::guard) fn join(&mut self, members: &[Gate]) -> Joined {
        let (None, Some(catalogue)) = (self.not_ready(), self.catalogue()) else {
            let reason = self.not_ready().unwrap_or(Reason::PackInvalid);
            return Joined::Shut(Shut::because(reason));
        };
        let targets: Vec<Target> = members
            .iter()
            .filter_map(|&gate| self.shared.target_of(gate).ok())
            .collect();
        let bases: Vec<Target> = targets.iter().map(|&it| catalogue.base_of(it)).collect();
        let label = self.label(&bases);
        if let Some((target, reason)) = self.first_no(&targets) {
            self.log_decision(label, Err(reason));
            return Joined::Shut(self.shared.shut_door(target, reason));
        }
        let (id, opening) = (random_number(), self.opening);
        let keys = bases.iter().map(|&it| key_of(&catalogue, it)).collect();
        let slots = Worker::slots_of(&catalogue, &bases);
        let event = Event::Joined { id, opening, keys };
        let account = self.state.account.clone();
        match self.record_for(&account, Class::Answer, &slots, |_| vec![event]) {
            Ok(entries) if entries.is_empty() => Joined::Shut(Shut::because(Reason::Unsettled)),
            Ok(entries) => {
                self.log_decision(label, Ok(entries.first().copied().unwrap_or(0)));
                Joined::Open(id)
            }
            Err(reason) => Joined::Shut(Shut::because(reason)),
        }
    }

    fn first_no(&self, targets: &[Target]) -> Option<(Target, Reason)> {
        let catalogue = self.catalogue()?;
        targets
            .iter()
            .find_map(|&target| match self.at_rest(&catalogue, target) {
                Decision::Allow(_) => None,
                Decision::Deny(reason) => Some((target, reason)),
                Decision::Ask | Decision::AskSystem => Some((target, Reason::NoConsent)),
            })
    }

    /// What an open join of this process joins.
    fn joined(&self, join: u64) -> Option<Vec<Target>> {
        let catalogue = self.catalogue()?;
        let keys = &self.state.current()?.joins.get(&join)?.keys;
        let targets = catalogue.targets();
        let members = targets.filter(|&it| keys.contains(&key_of(&catalogue, it)));
        Some(members.collect())
    }

    fn end_join(&mut self, join: u64) -> bool {
        let (Some(targets), Some(catalogue)) = (self.joined(join), self.catalogue()) else {
            return false;
        };
        let slots = Worker::slots_of(&catalogue, &targets);
        let event = Event::JoinEnded { id: join };
        self.record(Class::Answer, &slots, |_| vec![event]).is_ok()
    }

    fn why_join_ends(&mut self, join: u64) -> Option<Shut> {
        if let Some(reason) = self.not_ready().or_else(|| self.refresh().err()) {
            return Some(Shut::because(reason));
        }
        let Some(targets) = self.joined(join) else {
            return Some(Shut::because(Reason::NotDeclared));
        };
        let (target, reason) = self.first_no(&targets)?;
        Some(self.shared.shut_door(target, reason))
    }
}
