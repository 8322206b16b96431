//! What was seen to happen, against what was declared; and what was collected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AccountState, ConsentState, DecisionRecord, Obligation, Recorded};
use crate::clock::Timestamp;
use crate::reason::Reason;

/// What was seen of an access that did not go by the guard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConductEvent {
    /// An access was observed that nothing allows.
    Nonconforming {
        /// By whom; none is the app itself.
        recipient: Option<String>,
        /// Of which kind.
        kind: String,
        /// When it was observed.
        observed: Timestamp,
        /// Why nothing allows it.
        reason: Reason,
    },
    /// The host has settled what was found against a recipient.
    Cleared {
        /// The recipient.
        recipient: String,
    },
}

/// From when to when something was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First time.
    pub first: Timestamp,
    /// Last time.
    pub last: Timestamp,
}

/// What is to be deleted, and from when it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deletes {
    /// Accesses by which it was collected.
    pub accesses: Vec<String>,
    /// From when to when.
    pub span: Span,
}

impl ConsentState {
    pub(super) fn conduct_event(&mut self, event: &ConductEvent, entry: u64) {
        match event {
            ConductEvent::Nonconforming { recipient, .. } => {
                if let Some(recipient) = recipient {
                    self.revoked.insert(recipient.clone(), entry);
                }
            }
            ConductEvent::Cleared { recipient } => {
                self.revoked.remove(recipient);
            }
        }
    }

    /// Remembers what was allowed to be collected, by access: whoever got data
    /// has to be told of a deletion, and what a minor gave has to be
    /// found again. No decision rests on it.
    pub(super) fn decided(&mut self, decisions: &[DecisionRecord], at: &Recorded) {
        let account = self.account_of(at);
        for decision in decisions {
            // Undeclared requests, starts of SDKs and what is asked about data
            // that were read are no reads; a read without consent is one.
            let access = decision.access.strip_prefix("exempt ");
            let access = access.unwrap_or(&decision.access);
            if decision.allowed && !access.contains([' ', '/']) {
                account.note_collected(access, decision.at);
            }
        }
    }
}

impl ConsentState {
    /// What was deleted is not there to be deleted again; what came later is.
    pub(super) fn forget_collected(&mut self, done: &Obligation) {
        let (Some(deletes), Some(account)) = (&done.deletes, self.accounts.get_mut(&done.account))
        else {
            return;
        };
        for access in &deletes.accesses {
            if let Some(span) = account.collected.get_mut(access) {
                if span.last <= deletes.span.last {
                    account.collected.remove(access);
                } else {
                    // When the later ones began is not known; certainly after these.
                    span.first = deletes.span.last.plus_ms(1);
                }
            }
        }
    }
}

impl AccountState {
    fn note_collected(&mut self, access: &str, at: Timestamp) {
        let span = self.collected.entry(access.to_owned()).or_insert(Span {
            first: at,
            last: at,
        });
        span.first = span.first.min(at);
        span.last = span.last.max(at);
    }

    /// The first time that anything was collected.
    #[must_use]
    pub fn first_collected(&self) -> Option<Timestamp> {
        self.collected.values().map(|span| span.first).min()
    }
}

/// What was collected, by access.
pub type Collected = BTreeMap<String, Span>;
