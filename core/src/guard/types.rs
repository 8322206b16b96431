//! What the guard answers with.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::pack::model::RefusalEffect;
use crate::prompt::{PromptText, Style};
use crate::reason::{Group, Reason, Remedy};
use crate::state::{ObligedAction, Span};

/// A door for one access, as a small number. Zero is no gate and stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gate(pub u32);

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One read is allowed.
    Permit(Permit),
    /// It is not, and why.
    Shut(Shut),
    /// Consent is there; show the system's dialog, then call
    /// [`super::Guard::system_answered`] with this number.
    AskSystem(u64),
}

/// Proof of an Allow, for one read.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Permit {
    /// Number to spend it by.
    pub id: u64,
    /// The ledger entry that allowed it.
    pub entry: u64,
    /// The value may be used and must not be kept or passed on.
    pub no_store: bool,
}

/// A shut door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shut {
    /// Why.
    pub reason: Reason,
    /// What a screen can offer next.
    pub remedy: Remedy,
    /// What it costs, as the pack says.
    pub effect: Option<RefusalEffect>,
    /// The gate it is about; 0 if it is about none.
    pub gate: Gate,
}

impl Shut {
    /// A shut door of which the pack says nothing more.
    #[must_use]
    pub fn because(reason: Reason) -> Shut {
        Shut {
            reason,
            remedy: reason.remedy(),
            effect: None,
            gate: Gate(0),
        }
    }

    /// What sort of *no* it is.
    #[must_use]
    pub fn group(&self) -> Group {
        self.reason.group()
    }
}

/// Whether the guard can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The ledger is being opened; every gate is shut.
    Opening,
    /// Open for questions.
    Ready {
        /// Whether an older copy of the ledger would be noticed.
        rollback_detectable: bool,
    },
    /// Shut, and why.
    Closed(Closed),
}

impl Status {
    /// The reason that every gate gives meanwhile; none if the guard can answer.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Status::Opening => Some(Reason::NotReady),
            Status::Ready { .. } => None,
            Status::Closed(closed) => Some(closed.cause.reason()),
        }
    }
}

/// Why the guard is shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The cause.
    pub cause: Cause,
    /// More about it, for a developer. Holds no personal data.
    pub detail: String,
    /// The first bad entry of the ledger.
    pub entry: Option<u64>,
}

/// Why the guard is shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The pack is missing or broken.
    PackInvalid,
    /// This directory is already open with another pack.
    OtherPack,
    /// A newer edition of the policy was in force here; an older one cannot come back.
    OlderEdition,
    /// The key store lost the key.
    KeyLost,
    /// The key store is locked; it opens by itself when a key is supplied.
    KeyLocked,
    /// The key store did not answer in time; a later answer still opens.
    KeyTimeout,
    /// The key does not fit the ledger.
    KeyWrong,
    /// The ledger is damaged or altered.
    Damaged,
    /// The ledger is older than its anchor.
    RolledBack,
    /// The ledger was written by a newer release.
    NewerFormat,
    /// The disk is full; it opens by itself later.
    StorageFull,
    /// The directory cannot be written or reached; it opens by itself later.
    StorageUnavailable,
    /// A fault inside the guard.
    Fault,
    /// The host closed it.
    ClosedByHost,
}

impl Cause {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::PackInvalid => "PACK_INVALID",
            Cause::OtherPack => "OTHER_PACK",
            Cause::OlderEdition => "OLDER_EDITION",
            Cause::KeyLost => "KEY_LOST",
            Cause::KeyLocked => "KEY_LOCKED",
            Cause::KeyTimeout => "KEY_TIMEOUT",
            Cause::KeyWrong => "KEY_WRONG",
            Cause::Damaged => "DAMAGED",
            Cause::RolledBack => "ROLLED_BACK",
            Cause::NewerFormat => "NEWER_FORMAT",
            Cause::StorageFull => "STORAGE_FULL",
            Cause::StorageUnavailable => "STORAGE_UNAVAILABLE",
            Cause::Fault => "FAULT",
            Cause::ClosedByHost => "CLOSED_BY_HOST",
        }
    }

    /// The reason that every gate gives meanwhile.
    #[must_use]
    pub fn reason(self) -> Reason {
        match self {
            Cause::PackInvalid | Cause::OtherPack | Cause::OlderEdition => Reason::PackInvalid,
            Cause::KeyLost => Reason::KeyLost,
            Cause::KeyLocked
            | Cause::KeyTimeout
            | Cause::StorageFull
            | Cause::StorageUnavailable => Reason::StorageUnavailable,
            Cause::KeyWrong | Cause::Damaged | Cause::RolledBack | Cause::NewerFormat => {
                Reason::StoreUntrusted
            }
            Cause::Fault => Reason::Internal,
            Cause::ClosedByHost => Reason::Closed,
        }
    }

    /// Whether [`super::Guard::start_again`] is a way on.
    #[must_use]
    pub fn can_start_again(self) -> bool {
        match self {
            Cause::KeyLost | Cause::KeyWrong | Cause::Damaged | Cause::RolledBack => true,
            Cause::PackInvalid
            | Cause::OtherPack
            | Cause::OlderEdition
            | Cause::KeyLocked
            | Cause::KeyTimeout
            | Cause::NewerFormat
            | Cause::StorageFull
            | Cause::StorageUnavailable
            | Cause::Fault
            | Cause::ClosedByHost => false,
        }
    }

    /// Whether the guard opens by itself once the cause has passed.
    #[must_use]
    pub(super) fn passes(self) -> bool {
        matches!(self, Cause::StorageFull | Cause::StorageUnavailable)
    }
}

/// What the person said to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyState {
    /// Accepted, in the version in force.
    Accepted,
    /// Declined.
    Declined,
    /// Not answered.
    NotAnswered,
}

/// A question on its way to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Number to answer it by.
    pub ticket: u64,
    /// Its shape.
    pub style: Style,
    /// Ids of the accesses it asks for; empty for the policy.
    pub accesses: Vec<String>,
    /// Its words, in every language.
    pub texts: Vec<PromptText>,
}

/// How the library heard a tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tap {
    /// From the drawn control itself.
    Bound,
    /// The app said so.
    Pressed,
}

impl Tap {
    pub(super) fn name(self) -> &'static str {
        match self {
            Tap::Bound => "bound",
            Tap::Pressed => "pressed",
        }
    }
}

/// How a prompt was left without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dismissal {
    /// Its close control.
    Closed,
    /// A tap outside.
    OutsideTap,
    /// The system's back.
    Back,
    /// Nobody answered in time.
    TimedOut,
    /// It could not be drawn.
    UiFailed,
}

/// What became of one of several questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Access id.
    pub access: String,
    /// Whether consent stands now.
    pub given: bool,
    /// Why not.
    pub reason: Option<Reason>,
}

/// What became of a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawn {
    /// On disk and seen in every process.
    Done(Vec<Owed>),
    /// Core data end only with the account; nothing was changed.
    ClosesAccount,
    /// Shut now, but the record could not be written: a restart may forget it.
    NotDurable,
    /// There was nothing to withdraw.
    NothingGiven,
}

/// Something the app must still do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Number to confirm it by.
    pub id: u64,
    /// Recipient concerned.
    pub recipient: Option<String>,
    /// Kind concerned.
    pub kind: String,
    /// What to do.
    pub action: ObligedAction,
    /// From when to when the data were collected that are to be deleted.
    pub collected: Option<Span>,
}

/// Whether a recipient's SDK may start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Started {
    /// It may, with these accesses.
    Running(Vec<String>),
    /// It may not.
    Held(Shut),
}

/// What came of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadOutcome {
    /// A value was read.
    Read,
    /// The platform has no such data.
    NotOffered,
    /// There was none.
    NoValue,
    /// It took too long.
    TimedOut,
    /// The platform failed.
    Failed,
}

/// Where one consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nobody was asked.
    UnAsked,
    /// Opened by accepting the policy.
    ByPolicy,
    /// Given.
    Given,
    /// Refused.
    Refused,
    /// Withdrawn.
    Withdrawn,
    /// Ran out, or was for one read.
    Expired,
    /// The pack says something else now.
    Stale,
    /// Asked and left open.
    LeftOpen,
    /// The pack does not cover it.
    NotDeclared,
}

impl Standing {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Standing::UnAsked => "UN_ASKED",
            Standing::ByPolicy => "BY_POLICY",
            Standing::Given => "GIVEN",
            Standing::Refused => "REFUSED",
            Standing::Withdrawn => "WITHDRAWN",
            Standing::Expired => "EXPIRED",
            Standing::Stale => "STALE",
            Standing::LeftOpen => "LEFT_OPEN",
            Standing::NotDeclared => "NOT_DECLARED",
        }
    }
}

/// What a gate looks like from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateState {
    /// Whether consent stands, as [`super::Guard::is_open`] says.
    pub open: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// Where the consent stands.
    pub standing: Standing,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// One consent, for a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentView {
    /// Access id.
    pub access: String,
    /// Id of the choice it is answered with.
    pub choice: String,
    /// Kind id.
    pub kind: String,
    /// Function id.
    pub function: String,
    /// Recipient id.
    pub recipient: Option<String>,
    /// Words for a screen, one for each language in [`crate::texts::Language::ALL`].
    pub words: Vec<ConsentWords>,
    /// Whether it needs a prompt of its own.
    pub gated: bool,
    /// Where it stands.
    pub state: GateState,
}

/// Words of one consent in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentWords {
    /// BCP 47 tag.
    pub language: String,
    /// What the policy calls the kind.
    pub term: String,
    /// The purpose.
    pub purpose: String,
    /// The function.
    pub function: String,
    /// The recipient.
    pub recipient: Option<String>,
    /// What a refusal costs.
    pub effect: String,
    /// The section of the policy.
    pub clause: String,
}

/// One ledger entry, for a screen. Holds no collected value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Its position.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// What happened, in a fixed vocabulary.
    pub what: String,
    /// Access concerned.
    pub access: Option<String>,
    /// More, in a fixed vocabulary.
    pub detail: String,
}

/// What checking the whole ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Entries checked.
    pub entries: u64,
    /// First bad entry, if any.
    pub first_bad: Option<u64>,
    /// Whether everything was in order.
    pub intact: bool,
    /// Hash at the head, in hexadecimal.
    pub head: String,
}

/// A prompt that is waiting, shared without copying.
pub(super) type SharedPrompt = Option<Arc<Prompt>>;
