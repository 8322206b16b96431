//! What happened: the entries of the ledger.
//!
//! The format only grows: a variant that was once written stays readable.

use serde::{Deserialize, Serialize};

use super::{
    AccountEvent, AccountRef, ConductEvent, ConsentKey, Deletes, NoticeEvent, PersonEvent,
    RequestEvent, ServiceEvent,
};
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::pack::model::{Action, Ground, Region};
use crate::reason::Reason;

/// One thing that happened, with what every record must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// When, by the host's clock.
    pub at: Timestamp,
    /// Hash of the pack in force.
    pub pack: Digest,
    /// Its position in the line of versions.
    pub ordinal: u32,
    /// Whose consent it concerns.
    pub account: AccountRef,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A ledger began; after a recovery it says why, and quiet periods run from now.
    Began {
        /// Why the former ledger was set aside.
        after: Option<String>,
    },
    /// The guard opened over this ledger; the number tells one opening from another.
    Opened {
        /// Random number of this opening.
        opening: u64,
    },
    /// A question was put in the queue's first place, before it was drawn.
    Asked {
        /// Ticket of the question.
        ticket: u64,
        /// What is asked; empty for the policy itself.
        keys: Vec<ConsentKey>,
    },
    /// The prompt was drawn.
    Shown {
        /// Ticket of the question.
        ticket: u64,
        /// Language shown.
        language: String,
        /// Hash of the text shown.
        text: Digest,
    },
    /// A question ended without an answer.
    LeftOpen {
        /// Ticket of the question.
        ticket: u64,
        /// How it ended.
        how: LeftOpen,
    },
    /// The policy was accepted or declined.
    Policy {
        /// Whether it was accepted.
        accepted: bool,
        /// The act.
        act: String,
        /// The answer.
        answer: AnswerRecord,
    },
    /// The person gave consent.
    Given {
        /// What was asked.
        key: ConsentKey,
        /// What the pack said about it.
        said: SaidRecord,
        /// How long it lasts.
        until: Until,
        /// The answer.
        answer: AnswerRecord,
    },
    /// The person refused.
    Refused {
        /// What was asked.
        key: ConsentKey,
        /// What the pack said about it.
        said: SaidRecord,
        /// The answer.
        answer: AnswerRecord,
    },
    /// Consent was withdrawn.
    Withdrawn {
        /// What was withdrawn.
        key: ConsentKey,
        /// By whom.
        by: WithdrawnBy,
    },
    /// A consent for one read was used.
    Consumed {
        /// What was read.
        key: ConsentKey,
    },
    /// The system's permission was seen to have changed.
    SystemSeen {
        /// For which access.
        key: ConsentKey,
        /// Whether it is on.
        granted: bool,
    },
    /// The account in use changed.
    AccountSwitched,
    /// An older release of the app reports an acceptance. It opens nothing.
    ReportedAcceptance {
        /// Version of the text that was accepted, as the app reports it.
        text_version: String,
        /// When, as the app reports it.
        reported_at: Timestamp,
    },
    /// Something the app must still do.
    Obliged {
        /// Number of the obligation.
        id: u64,
        /// Recipient concerned.
        recipient: Option<String>,
        /// Kind concerned.
        kind: String,
        /// What to do.
        action: ObligedAction,
        /// What is to be deleted, where that is the duty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deletes: Option<Deletes>,
    },
    /// The app reports what became of an obligation.
    Confirmed {
        /// Number of the obligation.
        id: u64,
        /// What became of it.
        how: Confirmation,
        /// Opening in which it was reported.
        opening: u64,
    },
    /// An SDK was started.
    Started {
        /// The recipient.
        recipient: String,
    },
    /// Something went wrong outside the ledger.
    Fault {
        /// What, in a fixed vocabulary.
        what: String,
    },
    /// An edition of the policy was opened over this ledger for the first time, or says more now.
    Edition {
        /// Name of its line of versions.
        line: String,
        /// Its canonical text; absent if it stands in an earlier entry, or is too long to keep.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// What it says about each controller.
        controllers: Vec<SaidOfController>,
        /// What it says about each access, but for the controller.
        said: Vec<SaidOfAccess>,
    },
    /// The host named who stands behind a category of recipients.
    Bound {
        /// Category of the pack.
        category: String,
        /// Id of the recipient.
        recipient: String,
        /// Its name.
        name: String,
        /// Where it processes data.
        region: Region,
    },
    /// It was shown how a source came by the data that it hands over.
    SourceProven {
        /// The source.
        source: String,
        /// Where the proof can be found; no personal data.
        reference: String,
    },
    /// Data were joined.
    Joined {
        /// Number of the join.
        id: u64,
        /// Opening that joined them; a join ends with its process.
        opening: u64,
        /// What was joined.
        keys: Vec<ConsentKey>,
    },
    /// A join ended.
    JoinEnded {
        /// Number of the join.
        id: u64,
    },
    /// Something was done without consent, under an exemption; it is no consent.
    Exempted {
        /// The access.
        key: ConsentKey,
        /// What was done.
        action: Action,
        /// Number of the item in the list for the action.
        number: u32,
        /// Its ground.
        ground: Ground,
        /// Why the case was given, in the claimant's words.
        reason: String,
        /// Who claimed it.
        requester: String,
        /// The law that was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        citation: Option<String>,
    },
    /// Decisions since the last block; changes no answer.
    Decided {
        /// In order.
        decisions: Vec<DecisionRecord>,
    },
    /// Something happened to the account as a whole.
    Account(AccountEvent),
    /// Something became known of the person.
    Person(PersonEvent),
    /// Something happened to a request about rights.
    Request(RequestEvent),
    /// Something was announced of the service's end.
    Service(ServiceEvent),
    /// Something happened to a notice.
    Notice(NoticeEvent),
    /// Something was seen that did not go by the guard.
    Conduct(ConductEvent),
}

/// The part of an answer that proves it was given to a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRecord {
    /// Ticket of the question.
    pub ticket: u64,
    /// Style of the prompt.
    pub style: String,
    /// The control that was used.
    pub control: String,
    /// How the tap was heard.
    pub tap: String,
    /// Language shown.
    pub language: String,
    /// Hash of the text shown.
    pub text: Digest,
}

/// What the pack said about an access when it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidRecord {
    /// Kind of data.
    pub kind: String,
    /// Function.
    pub function: String,
    /// Purpose.
    pub purpose: String,
    /// Recipient, if not the app itself.
    pub recipient: Option<String>,
    /// Fingerprint of all that the pack said.
    pub fingerprint: Digest,
    /// The same but for the controller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Digest>,
}

/// What an edition says about a controller, as one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidOfController {
    /// The controller.
    pub id: String,
    /// What is said.
    pub said: Digest,
}

/// What an edition says about an access but for the controller, as one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidOfAccess {
    /// The access, under one controller.
    pub key: ConsentKey,
    /// What is said.
    pub terms: Digest,
}

/// How long a consent lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// While the service is used.
    WhileUsing,
    /// For one read.
    OneRead,
    /// Up to and without a moment.
    Moment(Timestamp),
}

/// How a question ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOpen {
    /// Closed by its own control.
    Closed,
    /// A tap outside.
    OutsideTap,
    /// The system's back.
    Back,
    /// Nobody answered in time.
    TimedOut,
    /// The prompt could not be drawn; nobody was asked, so no quiet period runs.
    UiFailed,
    /// It was taken down before it was drawn; no quiet period runs.
    NeverShown,
    /// Everybody who had asked went away.
    CallersGone,
    /// The account changed under it.
    AccountSwitched,
    /// The account, or the service, came to its end under it.
    Ended,
}

/// Who withdrew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnBy {
    /// The person, in the app.
    Person,
    /// The system's permission was turned off.
    System,
}

/// What the app must still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligedAction {
    /// Stop the recipient's SDK.
    StopRecipient,
    /// Drop values of the kind that are held on the device.
    PurgeCache,
    /// Delete what was collected.
    Delete,
    /// Delete or anonymise what was collected, as the text leaves it open.
    DeleteOrAnonymise,
    /// Tell the recipient to delete what it got.
    PassDeletionOn,
}

/// What became of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Done.
    Done,
    /// It holds once the process has ended.
    AfterRestart,
    /// The SDK offers no way to do it.
    NotOffered,
}

/// One decision, without the data it was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// When.
    pub at: Timestamp,
    /// Access id, or the parts of an undeclared request. With ` (+n)` behind it, this stands for
    /// so many equal refusals, the last of them at `at`: the guard was shut, and could not write.
    pub access: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The entry that allowed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The access whose consent covers it, by the words of the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}
