//! A person's age, as far as it matters, and a guardian's consent.

use serde::{Deserialize, Serialize};

use super::{AccountState, ConsentStatus, Recorded};
use crate::clock::Timestamp;

/// What became known of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PersonEvent {
    /// The age was stated. The age itself is not kept, only the bands that fit.
    AgeStated {
        /// Which bands of the pack fit, and which do not.
        age: StatedAge,
        /// Whether consents given so far were given by a minor without a
        /// guardian, and are therefore suspended.
        suspends: bool,
    },
    /// A guardian consented.
    GuardianConsented(GuardianRecord),
    /// The guardian took it back.
    GuardianWithdrew,
}

/// Bands of age by their last full year: those that fit, and those that are past.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedAge {
    /// The person is in these.
    pub fits: Vec<u8>,
    /// The person is older than these.
    pub past: Vec<u8>,
}

/// A guardian's consent, as the host shows it. Never a minor's own tap (T-48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardianRecord {
    /// Who, as a reference that means something to the host.
    pub guardian: String,
    /// How it was established.
    pub method: String,
    /// Where the evidence lies.
    pub evidence: String,
    /// When the guardian consented.
    pub consented: Timestamp,
}

/// What is known of the person who uses an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonState {
    /// Bands of age; none if nobody said.
    pub age: Option<StatedAge>,
    /// The guardian's consent that stands.
    pub guardian: Option<GuardianRecord>,
}

impl AccountState {
    pub(super) fn person_event(&mut self, event: &PersonEvent, entry: u64, at: &Recorded) {
        match event {
            PersonEvent::AgeStated { age, suspends } => {
                self.person.age = Some(age.clone());
                if *suspends {
                    self.suspend(entry, at);
                }
            }
            PersonEvent::GuardianConsented(record) => self.person.guardian = Some(record.clone()),
            PersonEvent::GuardianWithdrew => {
                self.person.guardian = None;
                self.suspend(entry, at);
            }
        }
    }

    /// What a minor agreed to alone is not agreed to; what was refused stays refused.
    fn suspend(&mut self, entry: u64, at: &Recorded) {
        self.suspended_by = Some(entry);
        for standing in self.standings.values_mut() {
            if standing.status == ConsentStatus::Given {
                (standing.status, standing.entry, standing.since) =
                    (ConsentStatus::Suspended, entry, at.at);
            }
        }
    }
}
