//! Requests of a person about their rights, and what became of them.

use serde::{Deserialize, Serialize};

use super::{AccountState, Recorded};
use crate::clock::Timestamp;
use crate::pack::model::{ClockStart, RightName};
use crate::rule::Rule;
use crate::rules::clocks::Promise;

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestEvent {
    /// A person asked.
    Made {
        /// Number of the request.
        id: u64,
        /// For what.
        right: RightName,
        /// About which kind; none is everything.
        kind: Option<String>,
        /// Whether identity has to be shown first.
        needs_identity: bool,
        /// The time that the text promises for an answer, if any.
        promise: Option<Promise>,
    },
    /// The person's identity was established.
    IdentityVerified {
        /// Number of the request.
        id: u64,
    },
    /// It was not answered in the time promised.
    Overdue {
        /// Number of the request.
        id: u64,
    },
    /// It was done.
    Answered {
        /// Number of the request.
        id: u64,
    },
    /// It was refused on a ground of the text's list.
    Refused {
        /// Number of the request.
        id: u64,
        /// Number of the item in the list.
        item: u32,
        /// The law that is meant, where the item needs one.
        citation: Option<String>,
    },
    /// The person took it back.
    TakenBack {
        /// Number of the request.
        id: u64,
    },
}

/// A request, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestState {
    /// For what.
    pub right: RightName,
    /// About which kind; none is everything.
    pub kind: Option<String>,
    /// When it was made.
    pub made: Timestamp,
    /// Whether identity has to be shown first.
    pub needs_identity: bool,
    /// When identity was established.
    pub verified: Option<Timestamp>,
    /// The time that the text promised then.
    pub promise: Option<Promise>,
    /// Whether it has been noted as overdue.
    pub noted_overdue: bool,
    /// What became of it.
    pub outcome: RequestOutcome,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestOutcome {
    /// Nothing yet.
    Open,
    /// It was done.
    Answered(Timestamp),
    /// It was refused on this item of the list.
    Refused(Timestamp, u32),
    /// It was taken back.
    TakenBack(Timestamp),
}

impl RequestState {
    /// When its clock started, if it has.
    #[must_use]
    pub fn started(&self) -> Option<Timestamp> {
        match self.promise?.starts {
            ClockStart::IdentityVerified if self.needs_identity && Rule::R094.holds() => {
                self.verified
            }
            // Where nobody asks for identity, it is established by the request itself.
            ClockStart::IdentityVerified | ClockStart::Request => Some(self.made),
            ClockStart::ServiceEnd => None,
        }
    }
}

impl AccountState {
    pub(super) fn request_event(&mut self, event: &RequestEvent, at: &Recorded) {
        if let RequestEvent::Made {
            id,
            right,
            kind,
            needs_identity,
            promise,
        } = event
        {
            let request = RequestState {
                right: *right,
                kind: kind.clone(),
                made: at.at,
                needs_identity: *needs_identity,
                verified: None,
                promise: *promise,
                noted_overdue: false,
                outcome: RequestOutcome::Open,
            };
            self.requests.insert(*id, request);
            return;
        }
        let (RequestEvent::Made { id, .. }
        | RequestEvent::IdentityVerified { id }
        | RequestEvent::Overdue { id }
        | RequestEvent::Answered { id }
        | RequestEvent::Refused { id, .. }
        | RequestEvent::TakenBack { id }) = event;
        let Some(request) = self.requests.get_mut(id) else {
            return;
        };
        match event {
            RequestEvent::IdentityVerified { .. } => request.verified = Some(at.at),
            RequestEvent::Overdue { .. } => request.noted_overdue = true,
            RequestEvent::Answered { .. } => request.outcome = RequestOutcome::Answered(at.at),
            RequestEvent::Refused { item, .. } => {
                request.outcome = RequestOutcome::Refused(at.at, *item);
            }
            RequestEvent::TakenBack { .. } => request.outcome = RequestOutcome::TakenBack(at.at),
            RequestEvent::Made { .. } => {}
        }
    }
}
