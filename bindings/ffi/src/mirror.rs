//! The core's types as UniFFI sees them.
//!
//! `remote` repeats an item of the core; if the two differ, this does not
//! compile. Records with a type UniFFI cannot carry have a twin here and one
//! conversion.

use askfirst::Timestamp;
use askfirst::decide::{Ask, Permission, PlatformState};
use askfirst::guard::{Cause, Dismissal, Owed, PolicyState, ReadOutcome, Standing, Tap};
use askfirst::pack::model::{Mode, RefusalEffect, Surface};
use askfirst::prompt::Style;
use askfirst::reason::{Group, Remedy};
use askfirst::state::{Confirmation, ObligedAction, Span};

/// Who acts, and so whether a question may be put.
#[uniffi::remote(Enum)]
pub enum Ask {
    Never,
    IfNew,
    Tapped,
}

/// The system's own permission for a kind.
#[uniffi::remote(Enum)]
pub enum Permission {
    NotNeeded,
    Granted,
    NotAsked,
    Denied,
    Unavailable,
}

/// What the platform says at the moment of a request.
#[uniffi::remote(Record)]
pub struct PlatformState {
    pub permission: Permission,
    pub switch_on: bool,
    pub foreground: bool,
    pub screen: bool,
}

/// Shape of a prompt.
#[uniffi::remote(Enum)]
pub enum Style {
    Policy,
    Consent,
    Choices,
    Primer,
}

/// What sort of no it is.
#[uniffi::remote(Enum)]
pub enum Group {
    NotReady,
    NotAnswered,
    SaidNo,
    SystemOff,
    NotDeclared,
    NotNow,
}

/// What a screen can offer next.
#[uniffi::remote(Enum)]
pub enum Remedy {
    None,
    AskOnTap,
    SystemSettings,
    AnotherWay,
    CloseAccount,
    Recover,
}

/// Why the guard is shut.
#[uniffi::remote(Enum)]
pub enum Cause {
    PackInvalid,
    OtherPack,
    OlderEdition,
    KeyLost,
    KeyLocked,
    KeyTimeout,
    KeyWrong,
    Damaged,
    RolledBack,
    NewerFormat,
    StorageFull,
    StorageUnavailable,
    Fault,
    ClosedByHost,
}

/// What the person said to the policy.
#[uniffi::remote(Enum)]
pub enum PolicyState {
    Accepted,
    Declined,
    NotAnswered,
}

/// How the library heard a tap.
#[uniffi::remote(Enum)]
pub enum Tap {
    Bound,
    Pressed,
}

/// How a prompt was left without an answer.
#[uniffi::remote(Enum)]
pub enum Dismissal {
    Closed,
    OutsideTap,
    Back,
    TimedOut,
    UiFailed,
}

/// What came of a read.
#[uniffi::remote(Enum)]
pub enum ReadOutcome {
    Read,
    NotOffered,
    NoValue,
    TimedOut,
    Failed,
}

/// Where one consent stands.
#[uniffi::remote(Enum)]
pub enum Standing {
    UnAsked,
    ByPolicy,
    Given,
    Refused,
    Withdrawn,
    Expired,
    Stale,
    LeftOpen,
    NotDeclared,
}

/// What the app must still do.
#[uniffi::remote(Enum)]
pub enum ObligedAction {
    StopRecipient,
    PurgeCache,
    Delete,
    DeleteOrAnonymise,
    PassDeletionOn,
}

/// What became of an obligation.
#[uniffi::remote(Enum)]
pub enum Confirmation {
    Done,
    AfterRestart,
    NotOffered,
}

/// What a refusal costs.
#[uniffi::remote(Enum)]
pub enum RefusalEffect {
    BlockService,
    MayImpair,
    LoseFeature,
    Degrade,
    Unspecified,
}

/// How data come to the app.
#[uniffi::remote(Enum)]
pub enum Mode {
    Passive,
    Active,
    Import,
}

/// What the host is.
#[uniffi::remote(Enum)]
pub enum Surface {
    App,
    Site,
    Client,
    MiniProgram,
    Plugin,
}

/// A reason: its code, which may grow, and its group, which is closed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Reason {
    /// The stable code.
    pub code: String,
    /// What sort of no it is.
    pub group: Group,
}

/// A shut door.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Shut {
    /// Why.
    pub reason: Reason,
    /// What a screen can offer next.
    pub remedy: Remedy,
    /// What it costs, as one sentence in the guard's language.
    pub effect: Option<String>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Verdict {
    /// One read is allowed.
    Permit {
        /// Number to spend it by.
        id: u64,
        /// The ledger entry that allowed it.
        entry: u64,
    },
    /// It is not.
    Shut {
        /// The shut door.
        shut: Shut,
    },
    /// Show the system's dialog, then report what it left behind.
    AskSystem {
        /// Number to report under.
        question: u64,
    },
}

/// Whether the guard can answer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Status {
    /// The ledger is being opened.
    Opening,
    /// Open for questions.
    Ready {
        /// Whether an older copy of the ledger would be noticed.
        rollback_detectable: bool,
    },
    /// Shut.
    Closed {
        /// The cause.
        cause: Cause,
        /// More about it, for a developer.
        detail: String,
        /// First bad entry of the ledger.
        entry: Option<u64>,
        /// Whether starting again is a way on.
        can_start_again: bool,
    },
}

/// A question on its way to a person.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Prompt {
    /// Number to answer it by.
    pub ticket: u64,
    /// Its shape.
    pub style: Style,
    /// Accesses it asks for.
    pub accesses: Vec<String>,
    /// Its words, in every language.
    pub texts: Vec<PromptText>,
}

/// What is shown, in one language.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PromptText {
    /// BCP 47 tag.
    pub language: String,
    /// The heading.
    pub title: String,
    /// The body.
    pub paragraphs: Vec<Paragraph>,
    /// Switches, none set.
    pub choices: Vec<Choice>,
    /// Controls of equal rank.
    pub controls: Vec<Control>,
    /// Label of the way to the full policy.
    pub policy_label: String,
    /// Label of the way out.
    pub close_label: String,
    /// Hash of all of it, in hexadecimal.
    pub hash: String,
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Paragraph {
    /// What it tells.
    pub role: String,
    /// The text.
    pub text: String,
}

/// One switch.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// Id.
    pub id: String,
    /// What is agreed to.
    pub title: String,
    /// Purpose and manner.
    pub detail: String,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Control {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
}

/// What became of one of several questions.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Answer {
    /// Access id.
    pub access: String,
    /// Whether consent stands now.
    pub given: bool,
    /// Why not.
    pub reason: Option<Reason>,
}

/// What became of a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Withdrawn {
    /// On disk and seen in every process.
    Done {
        /// What the app must still do.
        obligations: Vec<Owed>,
    },
    /// Core data end only with the account; nothing was changed.
    ClosesAccount {
        /// What that means.
        consequence: String,
    },
    /// Shut now, but the record could not be written.
    NotDurable,
    /// There was nothing to withdraw.
    NothingGiven,
}

/// From when to when something happened.
#[uniffi::remote(Record)]
pub struct Span {
    pub first: Timestamp,
    pub last: Timestamp,
}

/// Something the app must still do.
#[uniffi::remote(Record)]
pub struct Owed {
    pub id: u64,
    pub recipient: Option<String>,
    pub kind: String,
    pub action: ObligedAction,
    pub collected: Option<Span>,
}

/// Whether an SDK may start.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Started {
    /// It may.
    Running {
        /// With these accesses.
        allowed: Vec<String>,
    },
    /// It may not.
    Held {
        /// Why.
        shut: Shut,
    },
}

/// What a gate looks like.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateState {
    /// Whether consent stands.
    pub open: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// Where it stands.
    pub standing: Standing,
    /// Since when, in milliseconds since 1970 UTC.
    pub since_ms: Option<i64>,
}

/// One consent, for a screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConsentView {
    /// Access id.
    pub access: String,
    /// Choice it is answered with.
    pub choice: String,
    /// Kind id.
    pub kind: String,
    /// Function id.
    pub function: String,
    /// Recipient id.
    pub recipient: Option<String>,
    /// Words, one for each language.
    pub words: Vec<ConsentWords>,
    /// Whether it needs a prompt of its own.
    pub gated: bool,
    /// Where it stands.
    pub state: GateState,
}

/// Words of one consent in one language.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

/// One ledger entry, for a screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EntryView {
    /// Position.
    pub id: u64,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// What happened.
    pub what: String,
    /// Access concerned.
    pub access: Option<String>,
    /// More.
    pub detail: String,
}

/// One access that the pack declares.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccessView {
    /// Access id.
    pub id: String,
    /// Kind id.
    pub kind: String,
    /// Function id.
    pub function: String,
    /// Purpose id.
    pub purpose: String,
    /// Recipient id.
    pub recipient: Option<String>,
    /// Choice it is answered with.
    pub choice: String,
}

/// One recipient that the pack declares.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RecipientView {
    /// Recipient id.
    pub id: String,
    /// Name, in the guard's language.
    pub name: String,
    /// Its accesses, in the pack's order.
    pub accesses: Vec<String>,
}

/// One decision, without the data it was about.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DecisionView {
    /// Position, beginning with 0.
    pub id: u64,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Access id or request.
    pub access: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<Reason>,
    /// The entry that allowed it.
    pub entry: Option<u64>,
}

/// What checking the whole ledger found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifyReport {
    /// Entries checked.
    pub entries: u64,
    /// First bad entry.
    pub first_bad: Option<u64>,
    /// Whether all was in order.
    pub intact: bool,
    /// Hash at the head.
    pub head: String,
}

/// Readable text of the policy.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PolicyDocument {
    /// Title.
    pub title: String,
    /// Sections.
    pub sections: Vec<PolicySection>,
}

/// A section of the policy.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PolicySection {
    /// Heading.
    pub heading: String,
    /// Lines.
    pub lines: Vec<String>,
}
