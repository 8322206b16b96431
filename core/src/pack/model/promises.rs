//! What a policy promises beside consent: limits, clocks, rights, and what happens at the end.
//!
//! Every block is optional. A block that is absent means that the text is
//! silent, and the guard then answers as a silent text requires: nothing is
//! promised, nothing is allowed by it, and a screen says that it is not given.

use serde::{Deserialize, Serialize};

use super::{Remark, Text};

/// What is done with data. A ground for one action is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The app reads or receives them.
    Collect,
    /// They are given to a recipient for its own part of the work.
    Share,
    /// They go over to another controller.
    Transfer,
    /// They are made public.
    Disclose,
    /// They are kept longer than the purpose needs.
    Retain,
    /// A person's request about them is refused.
    RefuseRequest,
}

/// Whether data say who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Identifiability {
    /// They do, alone.
    #[default]
    Personal,
    /// They do once joined with others, and as long as they are.
    WhenJoined,
    /// Names were taken out, and could be put back; still personal.
    DeIdentified,
    /// Nobody can be found in them any more.
    Anonymised,
}

/// Where a recipient processes data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// In the country of the policy.
    Domestic,
    /// Elsewhere.
    Abroad,
}

/// Where data are kept, and whether they may leave (PIPL art. 38-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// What holds for sending them abroad.
    pub abroad: CrossBorder,
    /// Section of the text.
    pub clause: String,
}

/// What holds for sending data abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CrossBorder {
    /// They stay.
    Never,
    /// Only with a consent of its own.
    SeparateConsent,
}

/// A list of cases in which an action needs no consent, or a request may be refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExemptionList {
    /// The one action it is for.
    pub action: Action,
    /// Its items.
    pub items: Vec<ExemptionItem>,
    /// Section of the text.
    pub clause: String,
}

/// One case of a list, with its limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExemptionItem {
    /// Its number in the text.
    pub number: u32,
    /// The ground, from a closed vocabulary.
    pub ground: Ground,
    /// The case, in the author's own words.
    pub text: Text,
    /// Kinds it is limited to; empty is none at all, absent is no limit by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// Purposes it is limited to; absent is no limit by purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purposes: Option<Vec<String>>,
    /// Whether the law that is meant has to be named.
    #[serde(default)]
    pub requires_citation: bool,
    /// Whether the text asks for a direct link between the case and the data.
    #[serde(default)]
    pub directly: bool,
    /// It names the person's own consent, so it exempts from nothing.
    #[serde(default)]
    pub is_consent: bool,
    /// It can refuse a request, never collect.
    #[serde(default)]
    pub refuse_only: bool,
}

/// Why an exemption is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// National security, defence.
    NationalSecurity,
    /// Public safety, public health, a major public interest.
    PublicInterest,
    /// Crime, prosecution, trial, enforcement.
    CriminalJustice,
    /// Life or property, where consent is hard to get.
    VitalInterest,
    /// The person made the data public.
    MadePublicByPerson,
    /// Lawfully public sources.
    PublicSource,
    /// A contract that the person asked for.
    Contract,
    /// Finding and mending faults.
    FaultHandling,
    /// Lawful news reporting.
    News,
    /// Research on de-identified data.
    Research,
    /// Other cases that a law names.
    OtherLaw,
    /// Malice or abuse of rights.
    Abuse,
    /// Serious harm to the rights of others.
    HarmToOthers,
    /// Trade secrets.
    TradeSecret,
    /// A law that applies.
    Law,
    /// A judgment or legal process.
    LegalProcess,
    /// A demand of an authority.
    AuthorityDemand,
    /// A reasonable belief that the law requires it.
    BeliefInLaw,
    /// Enforcing agreements, complaints, protecting users or the public.
    Protection,
    /// The person's own consent.
    Consent,
    /// A merger or the like, with a successor.
    Merger,
    /// Affiliates, providers, contractors, agents.
    Partners,
    /// To finish a matter or settle a dispute.
    Dispute,
}

/// Joining data with other data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Pairs that nothing may join, whatever was agreed to.
    #[serde(default)]
    pub never: Vec<NeverJoin>,
    /// Section of the text.
    pub clause: String,
}

/// Data that may not be joined: nothing of the one side with anything of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NeverJoin {
    /// Kinds of the one side.
    pub one: Vec<String>,
    /// Kinds of the other.
    pub other: Vec<String>,
    /// The promise, in the author's own words.
    pub text: Text,
    /// Section of the text.
    pub clause: String,
}

/// How long data are kept, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The rule as a person reads it.
    pub text: Text,
    /// What becomes of them then.
    pub then: Disposal,
    /// When copies in backups go.
    #[serde(default)]
    pub backups: Backups,
    /// Section of the text.
    pub clause: String,
}

/// What becomes of data that are no longer needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disposal {
    /// Deleted.
    Delete,
    /// Deleted or anonymised.
    DeleteOrAnonymise,
    /// Nothing is promised.
    NotPromised,
}

/// When copies in backups go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Backups {
    /// When the backup is next renewed.
    AtNextUpdate,
    /// The text does not say.
    #[default]
    NotStated,
}

/// A time that the policy promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromisedTime {
    /// What must happen within it.
    pub what: PromisedEvent,
    /// How many units.
    pub length: u32,
    /// The unit.
    pub unit: TimeUnit,
    /// What starts it.
    pub starts: ClockStart,
    /// Section of the text.
    pub clause: String,
}

/// What a promised time is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PromisedEvent {
    /// A request about rights is answered.
    RequestAnswered,
    /// A request to close an account is reviewed.
    ClosingReviewed,
    /// The end of the service is announced: at least so long before.
    ServiceEndAnnounced,
}

/// Unit of a promised time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours.
    Hours,
    /// Calendar days.
    Days,
    /// Working days; they need a calendar, which the host supplies (D-13).
    WorkingDays,
}

/// What starts a promised time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// The request.
    Request,
    /// The moment the person's identity was established.
    IdentityVerified,
    /// Backwards from the day the service ends.
    ServiceEnd,
}

/// How an account is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Who may start it.
    pub initiators: Vec<Initiator>,
    /// Where, as a person reads it.
    pub route: Text,
    /// Id of the purpose for which data may be checked before closing, if the text names any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_purpose: Option<String>,
    /// What becomes of the data.
    pub then: Disposal,
    /// Whether it cannot be undone.
    #[serde(default)]
    pub irreversible: bool,
    /// What a person is told before.
    #[serde(default)]
    pub risks: Vec<Remark>,
    /// Section of the text.
    pub clause: String,
}

/// Who may start closing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// The person, in the app.
    Person,
    /// The person, through customer service.
    CustomerService,
    /// The person, at a counter.
    Counter,
    /// The person's employer.
    Employer,
    /// The enterprise customer.
    EnterpriseCustomer,
}

/// The end of the service. How early it is announced is a [`PromisedTime`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceEnd {
    /// How it is announced.
    pub notice: Text,
    /// What becomes of the data.
    pub then: Disposal,
    /// Section of the text.
    pub clause: String,
}
