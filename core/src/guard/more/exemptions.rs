//! Acting without consent where the policy's lists name the case (R-078 … R-080).
//!
//! Off unless the host switched it on. A claim is for one read, is kept with
//! who made it and why, and never becomes a consent.

use super::super::Guard;
use super::super::reply::Reply;
use super::super::types::{Gate, Permit, Shut};
use super::super::worker::Worker;
use crate::decide::{Ask, Decision, Granted, PlatformState, decide_exempt, key_of};
use crate::ledger::Class;
use crate::pack::model::Action;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::exemptions::{Claim, admissible};
use crate::state::Event;

/// Cases without consent. Made by [`Guard::exemptions`].
#[derive(Debug)]
pub struct Exemptions<'a>(&'a Guard);

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exempted {
    /// One read is allowed.
    Permit(Permit),
    /// It is recorded under this entry; what was claimed is not a read.
    Recorded(u64),
    /// It is not admissible.
    Shut(Shut),
}

impl Guard {
    /// Cases without consent.
    #[must_use]
    pub fn exemptions(&self) -> Exemptions<'_> {
        Exemptions(self)
    }
}

impl Exemptions<'_> {
    /// Claims an exemption for an access of the app itself.
    pub fn claim(&self, gate: Gate, claim: Claim, platform: PlatformState) -> Reply<Exempted> {
        let fallback = Exempted::Shut(Shut::because(Reason::Closed));
        self.0.call(fallback, move |worker, sender| {
            worker.when_open(move |worker| {
                let exempted = worker.exempt(gate, claim, platform);
                sender.send(exempted);
            });
        })
    }
}

impl Worker {
    fn exempt(&mut self, gate: Gate, claim: Claim, platform: PlatformState) -> Exempted {
        let access = match self.shared.target_of(gate) {
            Ok(target) => self.access_of(target),
            Err((label, _)) => label,
        };
        let exempted = self.exempted(gate, claim, platform);
        let outcome = match &exempted {
            Ok((entry, _)) => Ok(*entry),
            Err(reason) => Err(*reason),
        };
        self.log_decision(format!("exempt {access}"), outcome);
        match exempted {
            Ok((_, Some(permit))) => Exempted::Permit(permit),
            Ok((entry, None)) => Exempted::Recorded(entry),
            Err(reason) => Exempted::Shut(Shut::because(reason)),
        }
    }

    /// The entry of the claim, and the permit if it was a read.
    fn exempted(
        &mut self,
        gate: Gate,
        claim: Claim,
        platform: PlatformState,
    ) -> Result<(u64, Option<Permit>), Reason> {
        if let Some(reason) = self.not_ready().or_else(|| self.refresh().err()) {
            return Err(reason);
        }
        if !self.shared.options.exemptions && Rule::R079.holds() {
            return Err(Reason::ExemptionsOff);
        }
        let target = self.shared.target_of(gate).map_err(|(_, reason)| reason)?;
        let catalogue = self.catalogue().ok_or(Reason::PackInvalid)?;
        let line = catalogue.line(target.line);
        let item = admissible(&catalogue, line, &claim)?;
        let is_read = match claim.action {
            Action::Collect if line.action == Action::Collect => true,
            Action::Collect | Action::RefuseRequest => return Err(Reason::ExemptionScope),
            Action::Share | Action::Transfer | Action::Disclose | Action::Retain => false,
        };
        let granted = if is_read {
            let context = self.context(Ask::Never, platform);
            match decide_exempt(&catalogue, &self.state, target, &context) {
                Decision::Allow(granted) => Some(granted),
                Decision::Deny(reason) => return Err(reason),
                Decision::Ask | Decision::AskSystem => return Err(Reason::OsDenied),
            }
        } else {
            None
        };
        let event = Event::Exempted {
            key: key_of(&catalogue, target),
            action: claim.action,
            number: item.number,
            ground: item.ground,
            reason: claim.reason,
            requester: claim.requester,
            citation: claim.citation,
        };
        let entries = self.record(Class::Answer, &[], |_| vec![event])?;
        let entry = entries.first().copied().ok_or(Reason::Internal)?;
        let Some(granted) = granted else {
            return Ok((entry, None));
        };
        // It rests on the case that was recorded, not on a consent.
        let granted = Granted { entry, ..granted };
        let permit = self
            .issue(gate, target, granted, None)
            .ok_or(Reason::Unsettled)?;
        Ok((entry, Some(permit)))
    }
}
