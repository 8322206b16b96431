//! What a policy owes to people: minors, changes, rights, notices, messages, and where data come from.
//!
//! Every block is optional here as well, and an absent one means that the text is silent.

use serde::{Deserialize, Serialize};

use super::Text;

/// What holds for minors. An absent block means that the text is silent (D-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Minors {
    /// Bands of age, each with its end; a person is in every band that fits.
    pub bands: Vec<AgeBand>,
    /// What a minor's data may be used for, as a person reads it.
    pub use_limits: Text,
    /// Whether data found to be collected without a guardian are deleted as soon as possible.
    #[serde(default)]
    pub delete_on_discovery: bool,
    /// Section of the text.
    pub clause: String,
}

/// A band of age from birth to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    /// The last full year of age that is in it: 17 for *under 18*, 14 for *14 and under*.
    pub up_to_age: u8,
    /// Whether a guardian has to consent before anything else.
    #[serde(default)]
    pub needs_guardian: bool,
    /// Whether all of the person's data are sensitive.
    #[serde(default)]
    pub all_sensitive: bool,
    /// Section of the text.
    pub clause: String,
}

/// How the policy itself changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeRule {
    /// What the text calls material; the computed difference counts whatever stands here.
    pub material: Vec<ChangeClass>,
    /// When a notice comes.
    pub notice: NoticeTiming,
    /// Whether rights shrink only with explicit consent.
    #[serde(default)]
    pub rights_floor: bool,
    /// What a person keeps who says no to a new edition.
    #[serde(default)]
    pub declined: Declined,
    /// Whether the text promises to keep former editions readable.
    #[serde(default)]
    pub archive: bool,
    /// Section of the text.
    pub clause: String,
}

/// A class of change between two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Purposes.
    Purposes,
    /// Kinds of data.
    Kinds,
    /// How data are used.
    Manner,
    /// Who decides.
    Controller,
    /// Who receives.
    Recipients,
    /// What a person may ask for.
    Rights,
    /// Whom to ask or complain to.
    Contact,
    /// A risk that the author declares high.
    HighRisk,
}

/// When a notice of change comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeTiming {
    /// Before the change takes effect.
    BeforeEffect,
    /// When it is published.
    OnPublication,
    /// The text does not say; before the effect, as the stricter.
    NotStated,
}

/// What a person keeps who says no to a new edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Declined {
    /// What did not change goes on under the old text (D-11).
    #[default]
    OldTextGoesOn,
    /// The service ends for that person.
    ServiceEnds,
}

/// How the author rates the step from the former edition; the computed difference is not bound by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeclaredChange {
    /// Wording only.
    Minor,
    /// Material.
    Material,
    /// Material, with a high risk for the person.
    HighRisk,
}

/// A right, for some kinds of data, with the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// Which right.
    pub right: RightName,
    /// Kinds it is for; empty is every kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Whether the text offers it. False says: named and withheld.
    pub offered: bool,
    /// Where, as a person reads it; absent where the text names no way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Text>,
    /// Whom to turn to.
    #[serde(default)]
    pub addressee: Addressee,
    /// Whether identity may have to be shown first (never for a withdrawal, R-095).
    #[serde(default)]
    pub identity_check: bool,
    /// Whether repeated requests may cost something.
    #[serde(default)]
    pub may_cost: bool,
    /// Section of the text.
    pub clause: String,
}

/// A right of the person (PIPL art. 44-50, GDPR art. 15-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RightName {
    /// To see.
    Access,
    /// To have corrected.
    Correction,
    /// To have deleted.
    Deletion,
    /// To take a copy.
    Copy,
    /// To have it handed to another controller.
    Portability,
    /// To withdraw consent.
    Withdrawal,
    /// To close the account.
    Closing,
    /// To have automated decisions or rules explained.
    Explanation,
    /// To complain.
    Complaint,
}

/// Whom a request goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The operator.
    #[default]
    Operator,
    /// The enterprise customer.
    EnterpriseCustomer,
    /// The person's employer.
    Employer,
}

/// What a person is told after a security incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IncidentNotice {
    /// Parts that a notice must have.
    pub parts: Vec<NoticePart>,
    /// Ways by which it comes, as a person reads it.
    pub channels: Text,
    /// Section of the text.
    pub clause: String,
}

/// A part of a notice about an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticePart {
    /// What happened, and what it may lead to.
    Facts,
    /// What was or will be done.
    Measures,
    /// What people can do themselves.
    Advice,
    /// What is offered to make up for it.
    Remedies,
}

/// Messages to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Whether promotional messages are named at all.
    pub promotional: bool,
    /// How to stop them, as a person reads it; absent where the text names no way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<Text>,
    /// Topics that are never used.
    #[serde(default)]
    pub forbidden: Vec<ForbiddenTopic>,
    /// Section of the text.
    pub clause: String,
}

/// A topic that messages never use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ForbiddenTopic {
    /// Id inside the pack.
    pub id: String,
    /// The topic.
    pub text: Text,
}

/// Where data come from that somebody else hands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id inside the pack.
    pub id: String,
    /// Name or category.
    pub name: Text,
    /// Whether it has to be shown that the source obtained them lawfully.
    #[serde(default)]
    pub needs_proof: bool,
    /// Section of the text.
    pub clause: String,
}
