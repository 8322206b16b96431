//! The history of consent, folded into what stands now.
//!
//! Events are what happened; they are appended to the ledger and never
//! changed. [`ConsentState`] is derived from them alone, so replaying a ledger
//! gives the state that wrote it.
//!
//! **Invariant:** applying an event reads no clock and does no I/O.

mod account;
mod conduct;
mod editions;
mod event;
mod fold;
mod notices;
mod pairs;
mod person;
mod requests;
mod sealed;
mod service;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::Digest;

pub use account::{AccountEvent, ClosingEnd, ClosingState, Hold, Life};
pub use conduct::{Collected, ConductEvent, Deletes, Span};
pub use editions::{Bound, Edition};
pub use event::{
    AnswerRecord, Confirmation, DecisionRecord, Event, LeftOpen, ObligedAction, Recorded,
    SaidOfAccess, SaidOfController, SaidRecord, Until, WithdrawnBy,
};
pub use notices::{Notice, NoticeAbout, NoticeEvent, WrittenPart};
pub use person::{GuardianRecord, PersonEvent, PersonState, StatedAge};
pub use requests::{RequestEvent, RequestOutcome, RequestState};
pub use sealed::STATE_FORMAT;
pub use service::{EndOfService, ServiceEvent};

/// Whose consent it is: an account under a tenant, or the installation.
///
/// Holds a keyed hash, never the account's own name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountRef(pub String);

/// What was asked, exactly: the same key for the same question, whatever the edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentKey {
    /// Access id.
    pub access: String,
    /// Controller id.
    pub controller: String,
}

/// State of one consent, derived from its events (ISO/IEC TS 27560, DPV).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// Given.
    Given,
    /// Refused in a prompt.
    Refused,
    /// Refused in the system's dialog that answered a primer.
    RefusedInSystem,
    /// Withdrawn by the person.
    Withdrawn,
    /// Withdrawn by turning the system's permission off.
    WithdrawnInSystem,
    /// Given for one read, and used.
    Spent,
    /// Given by a minor before a guardian agreed; it counts as never given.
    Suspended,
}

/// The last answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// What it says.
    pub status: ConsentStatus,
    /// The entry that says so.
    pub entry: u64,
    /// Since when.
    pub since: Timestamp,
    /// What the pack said when it was answered.
    pub fingerprint: Digest,
    /// The same but for the controller; entries of the first releases do not have it.
    pub terms: Option<Digest>,
    /// How long a consent lasts.
    pub until: Until,
}

/// What is known of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountState {
    /// Every answer to an edition of the policy, in order.
    pub policies: Vec<PolicyStanding>,
    /// When the notice of each edition was first shown.
    pub shown: BTreeMap<Digest, Timestamp>,
    /// The last answer to each question.
    #[serde(with = "pairs")]
    pub standings: HashMap<ConsentKey, Standing>,
    /// Questions asked and left open, and when.
    #[serde(with = "pairs")]
    pub left_open: HashMap<ConsentKey, Timestamp>,
    /// Where the system's permission was last seen on.
    pub system_on: BTreeSet<ConsentKey>,
    /// Where the system's own dialog was refused.
    pub system_refused: BTreeSet<ConsentKey>,
    /// Joins that have not ended.
    pub joins: BTreeMap<u64, Join>,
    /// Closing, closed, legal holds.
    pub life: Life,
    /// Age and guardian.
    pub person: PersonState,
    /// The entry by which everything agreed to before it was suspended.
    pub suspended_by: Option<u64>,
    /// Requests about rights.
    pub requests: BTreeMap<u64, RequestState>,
    /// Notices that were shown.
    pub notices_shown: BTreeSet<u64>,
    /// What was collected, by access.
    pub collected: Collected,
}

/// Data that are joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Opening that joined them.
    pub opening: u64,
    /// What is joined.
    pub keys: Vec<ConsentKey>,
}

/// An answer to an edition of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyStanding {
    /// Whether it was accepted.
    pub accepted: bool,
    /// Which pack.
    pub pack: Digest,
    /// The entry that says so.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
}

/// Something the app must still do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// Recipient concerned.
    pub recipient: Option<String>,
    /// Kind concerned.
    pub kind: String,
    /// What to do.
    pub action: ObligedAction,
    /// Opening that was told *after a restart*; it blocks that opening only.
    pub waits_for_end_of: Option<u64>,
    /// Whose account it concerns.
    pub account: AccountRef,
    /// What is to be deleted, where that is the duty.
    pub deletes: Option<Deletes>,
}

/// Everything that a decision can rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentState {
    /// The account in use.
    pub account: AccountRef,
    /// Every account seen.
    pub accounts: BTreeMap<AccountRef, AccountState>,
    /// What the app must still do.
    pub obligations: BTreeMap<u64, Obligation>,
    /// Latest time seen, so that a clock that went back is noticed.
    pub latest: Option<Timestamp>,
    /// Quiet periods run from here for every question, after a recovery.
    pub quiet_since: Option<Timestamp>,
    /// Editions that were opened over this ledger.
    pub editions: BTreeMap<Digest, Edition>,
    /// Names that stand behind categories of recipients, by id.
    pub bound: BTreeMap<String, Bound>,
    /// Sources of which it was shown how they came by their data, and the entry that says so.
    pub proofs: BTreeMap<String, u64>,
    /// The end of the service, once it was announced.
    pub service_end: Option<EndOfService>,
    /// Every notice that was queued.
    pub notices: BTreeMap<u64, Notice>,
    /// Recipients that were seen to do what nothing allows, and the entry that says so.
    pub revoked: BTreeMap<String, u64>,
    /// Questions that have not ended.
    open: BTreeMap<u64, Vec<ConsentKey>>,
}

impl ConsentState {
    /// What is known of the account in use.
    #[must_use]
    pub fn current(&self) -> Option<&AccountState> {
        self.accounts.get(&self.account)
    }

    /// The last answer to a question, for the account in use.
    #[must_use]
    pub fn standing(&self, key: &ConsentKey) -> Option<&Standing> {
        self.current()?.standings.get(key)
    }

    /// Since when a question has been left open, for the account in use.
    #[must_use]
    pub fn left_open_since(&self, key: &ConsentKey) -> Option<Timestamp> {
        let own = self
            .current()
            .and_then(|account| account.left_open.get(key))
            .copied();
        own.max(self.quiet_since)
    }
}
