//! An account as a whole: closing, closed, data under legal hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AccountState, Recorded};
use crate::clock::Timestamp;
use crate::pack::model::{Disposal, Initiator};
use crate::rule::Rule;
use crate::rules::clocks::Promise;

/// What happened to an account as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AccountEvent {
    /// Closing was asked for; from here on nothing new is collected.
    ClosingRequested {
        /// Who started it.
        by: Initiator,
        /// The time that the text promises for its review, if any.
        promise: Option<Promise>,
    },
    /// The review was not done in the time promised.
    ClosingOverdue,
    /// The closing came to nothing; what stood before stands again.
    ClosingEnded {
        /// How.
        how: ClosingEnd,
    },
    /// The account was closed.
    Closed {
        /// Who started it.
        by: Initiator,
        /// What the text promises to become of the data.
        then: Disposal,
    },
    /// Somebody opened an account of the same name; it begins with nothing.
    OpenedAgain,
    /// Data are kept because a law requires it, away from daily use.
    Held {
        /// Number of the hold.
        id: u64,
        /// Kinds; empty is every kind.
        kinds: Vec<String>,
        /// The ground, as the host names it.
        ground: String,
    },
    /// Held data were used for the ground they are held for.
    HeldUsed {
        /// Number of the hold.
        id: u64,
        /// Kind used.
        kind: String,
        /// Who used it.
        by: String,
    },
    /// A hold ended.
    Released {
        /// Number of the hold.
        id: u64,
    },
    /// Promotional messages were stopped, or let in again.
    Messages {
        /// Whether they are stopped.
        stopped: bool,
    },
}

/// How a closing came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosingEnd {
    /// Turned down by whoever reviews it.
    Rejected,
    /// Taken back by whoever asked.
    TakenBack,
}

/// How far an account's closing has come, and what is held of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Life {
    /// A closing that is under review.
    pub closing: Option<ClosingState>,
    /// Since when it is closed, and by which entry.
    pub closed: Option<(Timestamp, u64)>,
    /// Data kept because a law requires it.
    pub holds: BTreeMap<u64, Hold>,
    /// Whether promotional messages are stopped.
    pub messages_stopped: bool,
}

/// A closing that is under review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingState {
    /// Who started it.
    pub by: Initiator,
    /// Since when.
    pub since: Timestamp,
    /// The time that the text promised then.
    pub promise: Option<Promise>,
    /// Whether it has been noted as overdue.
    pub noted_overdue: bool,
}

/// Data kept because a law requires it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Kinds; empty is every kind.
    pub kinds: Vec<String>,
    /// The ground, as the host named it.
    pub ground: String,
    /// Since when.
    pub since: Timestamp,
}

impl Hold {
    /// Whether a kind is under it.
    #[must_use]
    pub fn covers(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|held| held == kind)
    }
}

impl AccountState {
    pub(super) fn account_event(&mut self, event: &AccountEvent, entry: u64, at: &Recorded) {
        match event {
            AccountEvent::ClosingRequested { by, promise } => {
                self.life.closing = Some(ClosingState {
                    by: *by,
                    since: at.at,
                    promise: *promise,
                    noted_overdue: false,
                });
            }
            AccountEvent::ClosingOverdue => {
                if let Some(closing) = &mut self.life.closing {
                    closing.noted_overdue = true;
                }
            }
            AccountEvent::ClosingEnded { .. } => self.life.closing = None,
            AccountEvent::Closed { .. } => {
                self.life.closing = None;
                self.life.closed = Some((at.at, entry));
            }
            AccountEvent::OpenedAgain => {
                // What a law requires to be kept outlives the account (T-51).
                let holds = std::mem::take(&mut self.life.holds);
                if Rule::R065.holds() {
                    *self = AccountState::default();
                }
                self.life.closed = None;
                self.life.holds = holds;
            }
            AccountEvent::Held { id, kinds, ground } => {
                let hold = Hold {
                    kinds: kinds.clone(),
                    ground: ground.clone(),
                    since: at.at,
                };
                self.life.holds.insert(*id, hold);
            }
            AccountEvent::Released { id } => {
                self.life.holds.remove(id);
            }
            AccountEvent::Messages { stopped } => self.life.messages_stopped = *stopped,
            AccountEvent::HeldUsed { .. } => {}
        }
    }
}
