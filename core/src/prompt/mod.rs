//! What a person is shown, built from the pack alone.
//!
//! The app draws it but cannot word it: every sentence comes from the pack or
//! from [`crate::texts`], and the hash of what was shown stands in the record.
//! A prompt never says more or less about a refusal than the pack does.

mod build;
mod document;
mod edition;
mod promises;

pub use build::{News, accesses, policy};
pub use document::policy_document;
pub use edition::later_edition;

use crate::digest::Digest;
use crate::texts::Language;

/// Agrees to everything the prompt asks.
pub const CONTROL_AGREE: &str = "agree";
/// Refuses everything the prompt asks.
pub const CONTROL_REFUSE: &str = "refuse";
/// Hands in the switches as they stand.
pub const CONTROL_SUBMIT: &str = "submit";
/// Goes on to the system's dialog.
pub const CONTROL_CONTINUE: &str = "continue";
/// Not a control of a prompt: the system's dialog that answered a primer.
pub const CONTROL_SYSTEM: &str = "system";

/// Shape of a prompt; chosen by the core, never by the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// The policy itself: two controls of equal rank.
    Policy,
    /// One question: two controls of equal rank.
    Consent,
    /// Several independent questions: one switch each, none set.
    Choices,
    /// One neutral control and no exit, always followed by the system's dialog.
    Primer,
}

impl Style {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Style::Policy => "POLICY",
            Style::Consent => "CONSENT",
            Style::Choices => "CHOICES",
            Style::Primer => "PRIMER",
        }
    }
}

/// What is shown, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptText {
    /// The language.
    pub language: Language,
    /// The heading.
    pub title: String,
    /// The body, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Switches, none of them set.
    pub choices: Vec<Choice>,
    /// Controls of equal rank, in order.
    pub controls: Vec<Control>,
    /// Label of the way to the full policy.
    pub policy_label: String,
    /// Label of the way out, for screen readers.
    pub close_label: String,
    /// Hash of all of the above.
    pub hash: Digest,
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it tells.
    pub role: Role,
    /// The text.
    pub text: String,
}

/// What a piece of the body tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// An opening sentence.
    Summary,
    /// Why.
    Purpose,
    /// Which data.
    Kinds,
    /// How they are read and used.
    Manner,
    /// Who decides.
    Controller,
    /// Who receives them.
    Recipient,
    /// What a refusal costs.
    Refusal,
    /// How to take consent back.
    Withdrawal,
    /// What is different from the edition that was agreed to.
    Change,
}

impl Role {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Summary => "summary",
            Role::Purpose => "purpose",
            Role::Kinds => "kinds",
            Role::Manner => "manner",
            Role::Controller => "controller",
            Role::Recipient => "recipient",
            Role::Refusal => "refusal",
            Role::Withdrawal => "withdrawal",
            Role::Change => "change",
        }
    }
}

/// One switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Id: the item (`recipient.item`) or the access.
    pub id: String,
    /// What is agreed to.
    pub title: String,
    /// Purpose, manner and effect.
    pub detail: String,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Id, one of the constants of this module.
    pub id: String,
    /// Its label.
    pub label: String,
}

/// Readable text of a policy, generated from its pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument {
    /// The title.
    pub title: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// One section of a policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// The lines.
    pub lines: Vec<String>,
}

impl PromptText {
    fn sealed(mut self) -> PromptText {
        let mut fields: Vec<&str> = vec![self.language.tag(), &self.title];
        for paragraph in &self.paragraphs {
            fields.extend([paragraph.role.name(), &paragraph.text]);
        }
        for choice in &self.choices {
            fields.extend([choice.id.as_str(), &choice.title, &choice.detail]);
        }
        for control in &self.controls {
            fields.extend([control.id.as_str(), &control.label]);
        }
        fields.extend([self.policy_label.as_str(), &self.close_label]);
        let bytes: Vec<&[u8]> = fields.into_iter().map(str::as_bytes).collect();
        self.hash = Digest::of("askfirst prompt 1", &bytes);
        self
    }
}
