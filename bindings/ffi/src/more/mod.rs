//! The named interfaces of the rulebook, as they cross the bridge: one file for
//! each file of the core's `guard/more`.
//!
//! Plain types of the core cross as they are (`remote`); what holds a sentence
//! in the guard's language, or a shape that UniFFI cannot carry, has a twin.

mod account;
mod conduct;
mod editions;
mod exemptions;
mod export;
mod handling;
mod joins;
mod notices;
mod person;
mod requests;
mod withdrawals;

use askfirst::Timestamp;
use askfirst::decide::PlatformState;
use askfirst::guard as core;
use askfirst::pack::model::{Addressee, RightName, Text};
use askfirst::reason::Reason as CoreReason;

use crate::bridge::{Bridge, described};
use crate::mirror::{Reason, Shut};

// Milliseconds since 1970 UTC.
uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |ms| Ok(Timestamp(ms)),
    lower: |at| at.0,
});

// With its group, which no host has to know by heart.
uniffi::custom_type!(CoreReason, Reason, {
    remote,
    try_lift: |reason| CoreReason::from_code(&reason.code).ok_or_else(|| unknown(&reason.code)),
    lower: |reason| Reason::from(reason),
});

fn unknown(code: &str) -> uniffi::deps::anyhow::Error {
    uniffi::deps::anyhow::anyhow!("`{code}` is no reason")
}

/// Words in both languages.
#[uniffi::remote(Record)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

/// Rights that a person may have.
#[uniffi::remote(Enum)]
pub enum RightName {
    Access,
    Correction,
    Deletion,
    Copy,
    Portability,
    Withdrawal,
    Closing,
    Explanation,
    Complaint,
}

/// Whom a request goes to.
#[uniffi::remote(Enum)]
pub enum Addressee {
    Operator,
    EnterpriseCustomer,
    Employer,
}

impl Bridge {
    pub(crate) fn shut(&self, shut: &core::Shut) -> Shut {
        described(self.number, &self.guard, shut)
    }

    /// A question about the app's own doing: only the screen matters for it.
    pub(crate) fn moment(screen: bool) -> PlatformState {
        PlatformState {
            screen,
            ..PlatformState::OPEN
        }
    }
}
