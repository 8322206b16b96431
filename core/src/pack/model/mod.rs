//! The data of a policy pack: one version of one privacy policy, as its author wrote it.
//!
//! These types say only what a pack may contain. Whether it is consistent is
//! the checks' job, and what it means for a decision the catalogue's.
//! Unknown fields are errors everywhere: a misspelt field that is silently
//! ignored would be a promise of the policy that nobody keeps.

use serde::{Deserialize, Serialize};

mod people;
mod promises;

pub use self::people::*;
pub use self::promises::*;

/// Version of the pack format this library reads.
pub const PACK_FORMAT: u32 = 1;

/// Text shown to a person, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One policy version as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackData {
    /// Format of this file; see [`PACK_FORMAT`].
    pub format: u32,
    /// Which policy this is, and which edition of it.
    pub identity: Identity,
    /// Where the policy applies, and where it does not.
    pub scope: Scope,
    /// Who decides why and how data are processed.
    pub controllers: Vec<Controller>,
    /// The act by which a person accepts the policy.
    pub acceptance: Acceptance,
    /// Every kind of personal data the policy names.
    pub kinds: Vec<Kind>,
    /// Every purpose the policy states.
    pub purposes: Vec<Purpose>,
    /// What the app itself does, and what it reads to do it.
    pub functions: Vec<Function>,
    /// Third-party SDKs and partners that receive data.
    pub recipients: Vec<Recipient>,
    /// How consent is withdrawn.
    pub withdrawal: Withdrawal,
    /// Hours of silence after a prompt was left unanswered, where the policy sets them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_period_hours: Option<u32>,
    /// How to reach the controller.
    pub contact: Contact,
    /// Where data are kept, and whether they may leave the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// Cases without consent, and grounds to refuse a request: one list for each action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<ExemptionList>,
    /// What may not be joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combination: Option<Combination>,
    /// How long data are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    /// Times that the policy promises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<PromisedTime>,
    /// How an account is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// What happens when the service ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_end: Option<ServiceEnd>,
    /// What holds for minors; absent: the text is silent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minors: Option<Minors>,
    /// How the policy itself changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeRule>,
    /// What a person may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<Right>,
    /// What a person is told after an incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentNotice>,
    /// Whether the person is told after data were handed over on legal demand: the section that promises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_after_disclosure: Option<String>,
    /// Messages to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Messages>,
    /// Where data come from that others hand over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What the author noticed in the text: contradictions, open wording, silence.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// Which policy, and which edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Name of the line of versions, the same in every edition.
    pub id: String,
    /// Title shown to a person.
    pub title: Text,
    /// Position in the line of versions; grows with every edition, starting at 1.
    pub ordinal: u32,
    /// Day the text was last changed, as the text says it (`YYYY-MM-DD`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Day the text takes effect, as the text says it (`YYYY-MM-DD`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<String>,
    /// Address of the full text, if the policy gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_url: Option<String>,
    /// Where former editions can be read, if the policy says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_url: Option<String>,
    /// How the author rates the step from the former edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_change: Option<DeclaredChange>,
    /// Section of the text that this block rests on.
    pub clause: String,
}

/// Where a policy applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The product the policy is for.
    pub product: Text,
    /// Surfaces it covers.
    pub surfaces: Vec<Surface>,
    /// Countries it is for, ISO 3166-1 alpha-2; empty where the text does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub territory: Vec<String>,
    /// Whether one account may belong to several organisations, each with its own consent.
    #[serde(default)]
    pub tenants: bool,
    /// What it leaves out, in the author's own words.
    #[serde(default)]
    pub exclusions: Vec<Remark>,
    /// Agreements it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Remark>,
    /// Section of the text that this block rests on.
    pub clause: String,
}

/// Where a product meets its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// An app on a phone.
    App,
    /// A web site.
    Site,
    /// A program on a personal computer.
    Client,
    /// A mini-program inside another app.
    MiniProgram,
    /// A plug-in inside another product.
    Plugin,
}

impl Surface {
    /// The surface of a name as packs write it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Surface> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}

/// A statement with its section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The statement, in the author's own words.
    pub text: Text,
    /// Section of the text.
    pub clause: String,
}

/// Someone who decides why and how data are processed (PIPL art. 73, GDPR art. 4(7)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Controller {
    /// Id inside the pack.
    pub id: String,
    /// Name, if the policy gives one.
    pub name: Option<Text>,
    /// Its part.
    pub role: ControllerRole,
    /// Id of the controller of the former edition whose terms this one has taken over unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<String>,
    /// Section of the text.
    pub clause: String,
}

/// The part a controller plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControllerRole {
    /// Runs the product.
    Operator,
    /// An organisation that uses the product for its own people.
    EnterpriseCustomer,
    /// A company of the same group.
    Affiliate,
    /// A public authority.
    Authority,
}

/// How the policy is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The act that counts.
    pub act: AcceptanceAct,
    /// Section of the text.
    pub clause: String,
}

/// The act by which a policy is accepted. Using the product is never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceAct {
    /// Tap *agree* and submit.
    AgreeAndSubmit,
    /// Tick the box, then log in.
    TickAndLogIn,
    /// The text names only use; the guard's own explicit act stands in for it.
    Explicit,
}

/// A kind of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Id, from the registry of kinds or the pack's own (`x.` prefix).
    pub id: String,
    /// What the policy calls it.
    pub term: Text,
    /// Whether it is sensitive personal information (PIPL art. 28).
    #[serde(default)]
    pub sensitive: bool,
    /// Whether the data say who somebody is.
    #[serde(default)]
    pub identifiability: Identifiability,
    /// For an umbrella word: the named kinds it stands for, nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<String>,
    /// Section of the text.
    pub clause: String,
}

/// Why data are processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Id inside the pack.
    pub id: String,
    /// The purpose as a person reads it, after "in order to".
    pub text: Text,
    /// Purposes that the text itself calls related: a consent for one of them covers this one too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_to: Vec<String>,
    /// It is the text's general purpose, which stands in where a kind has none of its own (D-15).
    #[serde(default)]
    pub general: bool,
    /// Section of the text.
    pub clause: String,
}

/// Something the app does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Id; shares one name space with recipients.
    pub id: String,
    /// Name as a person reads it.
    pub name: Text,
    /// Core or additional.
    pub tier: Tier,
    /// What a refusal costs.
    pub refusal: Refusal,
    /// Ids of the controllers that collect for it; the first is the usual one.
    pub controllers: Vec<String>,
    /// It runs only when the person starts it, such as sending an error report.
    #[serde(default)]
    pub started_by_person: bool,
    /// What the app itself reads for it.
    #[serde(default)]
    pub accesses: Vec<Access>,
    /// Section of the text that sets the tier.
    pub clause: String,
}

/// Whether the service can do without a function's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The policy calls it necessary for the basic service.
    Core,
    /// The policy calls it optional.
    Additional,
    /// The policy does not say; treated as additional.
    Unspecified,
}

/// What happens after a refusal, as the policy states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The effect, from a closed vocabulary, so that no wording can be harsher than the text.
    pub effect: RefusalEffect,
    /// Another way to the same end, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Text>,
    /// Section of the text.
    pub clause: String,
}

/// Closed vocabulary of refusal effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalEffect {
    /// The service cannot be used.
    BlockService,
    /// The text hedges: it may not run normally.
    MayImpair,
    /// Only this function is lost.
    LoseFeature,
    /// It works, less well.
    Degrade,
    /// The text is silent; behaves as [`RefusalEffect::LoseFeature`].
    Unspecified,
}

/// One line of a pack: a kind read for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Name, unique under its owner; `owner.name` is the access id.
    pub id: String,
    /// Id of the kind.
    pub kind: String,
    /// Id of the purpose. A recipient's line takes the purpose of its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How the data come to the app.
    #[serde(default)]
    pub mode: Mode,
    /// What opens it.
    pub consent: Consent,
    /// How the data are read and what is done with them, as a person reads it.
    pub manner: Text,
    /// Whether it may be read while the app is in the background.
    #[serde(default)]
    pub background: bool,
    /// What is done with the data; for the app itself to collect, for a recipient to share, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// It may be used and must not be kept or passed on.
    #[serde(default)]
    pub no_store: bool,
    /// Id of the source, for data that others hand over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The author added it; the text does not name it (D-6). A screen says so.
    #[serde(default)]
    pub not_in_text: bool,
    /// Section of the text.
    pub clause: String,
}

/// How data come to the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Read or generated by the app.
    #[default]
    Passive,
    /// Typed or handed over by the person.
    Active,
    /// Received from someone else.
    Import,
}

/// What opens an access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The rule.
    pub rule: ConsentRule,
    /// How long a consent lasts.
    #[serde(default)]
    pub lasts: Lasts,
    /// By which act it is given.
    #[serde(default)]
    pub method: ConsentMethod,
}

/// By which act a consent is given, as the policy asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentMethod {
    /// A prompt with two equal controls.
    #[default]
    Popup,
    /// A switch that the person sets, then submits.
    Tick,
}

/// Which act opens an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentRule {
    /// Opened by accepting the policy; never for a gated kind.
    Acceptance,
    /// Its own prompt, at the time of use.
    Prompt,
}

/// How long a consent lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lasts {
    /// While the person uses the service.
    #[default]
    WhileUsing,
    /// For one read.
    Once,
    /// For the given number of hours.
    Hours(u32),
}

/// Someone the data are disclosed to (GDPR art. 4(9)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Id; shares one name space with functions.
    pub id: String,
    /// Name as a person reads it.
    pub name: Text,
    /// Id of the function it serves.
    pub function: String,
    /// The text names only a category; the host binds a name to it, which is recorded and shown.
    #[serde(default)]
    pub category: bool,
    /// Where it processes data, if the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// When it may run at all; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Address of its site, if the policy gives one.
    pub site_url: Option<String>,
    /// Address of its own policy, if the policy gives one.
    pub policy_url: Option<String>,
    /// Its data–purpose pairs, each agreed to by itself.
    pub items: Vec<Item>,
    /// Section of the text.
    pub clause: String,
}

/// One data–purpose pair of a recipient: one switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Id, unique under its recipient.
    pub id: String,
    /// What it is called on a switch.
    pub name: Text,
    /// Id of the purpose.
    pub purpose: String,
    /// The lines that the pair covers.
    pub accesses: Vec<Access>,
    /// Section of the text.
    pub clause: String,
}

/// When a recipient may run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Name of the fact the host reports, such as `brand` or `chosen`.
    pub fact: String,
    /// Values that let it run; any one of them is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Values that keep it from running.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<String>,
    /// The condition as a person reads it.
    pub text: Text,
}

/// How consent is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Where, as a person reads it.
    pub route: Text,
    /// Whether core data end only with the account.
    #[serde(default)]
    pub core_needs_closing: bool,
    /// Other ways, such as by telephone, as the text lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_routes: Vec<Remark>,
    /// Section of the text.
    pub clause: String,
}

/// How to reach the controller. What the policy does not give is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Telephone.
    pub phone: Option<String>,
    /// Electronic mail.
    pub mail: Option<String>,
    /// Postal address.
    pub address: Option<Text>,
    /// Who is responsible for personal data, if the text names somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Text>,
    /// Where to complain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<Remark>,
    /// Section of the text.
    pub clause: String,
}

/// Something the author noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What sort of thing.
    pub about: NoteKind,
    /// The note, in the author's own words.
    pub text: Text,
    /// Sections it concerns.
    pub clause: String,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// The text contradicts itself; the stricter reading is used.
    Conflict,
    /// Open wording that grants nothing.
    OpenEnded,
    /// The text does not say.
    Silent,
    /// An interpretation the author had to make.
    Reading,
}
