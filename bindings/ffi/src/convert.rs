//! From the core's types to their mirrors: one conversion each.

use askfirst::catalogue::{Catalogue, Line};
use askfirst::guard as core;
use askfirst::reason;
use askfirst::texts::Language;

use crate::mirror::{
    AccessView, Answer, Choice, ConsentView, ConsentWords, Control, DecisionView, EntryView,
    GateState, Paragraph, PolicyDocument, PolicySection, Prompt, PromptText, Reason, RecipientView,
    Shut, Status, VerifyReport,
};

impl From<reason::Reason> for Reason {
    fn from(reason: reason::Reason) -> Reason {
        Reason {
            code: reason.code().to_owned(),
            group: reason.group(),
        }
    }
}

impl Shut {
    /// The effect is a sentence about the function that is lost.
    pub(crate) fn of(shut: &core::Shut, effect: Option<String>) -> Shut {
        Shut {
            reason: shut.reason.into(),
            remedy: shut.remedy,
            effect,
        }
    }
}

impl From<core::Status> for Status {
    fn from(status: core::Status) -> Status {
        match status {
            core::Status::Opening => Status::Opening,
            core::Status::Ready {
                rollback_detectable,
            } => Status::Ready {
                rollback_detectable,
            },
            core::Status::Closed(core::Closed {
                cause,
                detail,
                entry,
            }) => Status::Closed {
                cause,
                detail,
                entry,
                can_start_again: cause.can_start_again(),
            },
        }
    }
}

impl From<&core::Prompt> for Prompt {
    fn from(prompt: &core::Prompt) -> Prompt {
        Prompt {
            ticket: prompt.ticket,
            style: prompt.style,
            accesses: prompt.accesses.clone(),
            texts: prompt.texts.iter().map(PromptText::from).collect(),
        }
    }
}

impl From<&askfirst::prompt::PromptText> for PromptText {
    fn from(text: &askfirst::prompt::PromptText) -> PromptText {
        let paragraphs = text.paragraphs.iter();
        let choices = text.choices.iter();
        let controls = text.controls.iter();
        PromptText {
            language: text.language.tag().to_owned(),
            title: text.title.clone(),
            paragraphs: paragraphs
                .map(|it| Paragraph {
                    role: it.role.name().to_owned(),
                    text: it.text.clone(),
                })
                .collect(),
            choices: choices
                .map(|it| Choice {
                    id: it.id.clone(),
                    title: it.title.clone(),
                    detail: it.detail.clone(),
                })
                .collect(),
            controls: controls
                .map(|it| Control {
                    id: it.id.clone(),
                    label: it.label.clone(),
                })
                .collect(),
            policy_label: text.policy_label.clone(),
            close_label: text.close_label.clone(),
            hash: text.hash.to_hex(),
        }
    }
}

impl From<core::Answer> for Answer {
    fn from(answer: core::Answer) -> Answer {
        Answer {
            access: answer.access,
            given: answer.given,
            reason: answer.reason.map(Reason::from),
        }
    }
}

impl From<core::GateState> for GateState {
    fn from(state: core::GateState) -> GateState {
        GateState {
            open: state.open,
            reason: state.reason.map(Reason::from),
            standing: state.standing,
            since_ms: state.since.map(|since| since.0),
        }
    }
}

impl From<core::ConsentView> for ConsentView {
    fn from(view: core::ConsentView) -> ConsentView {
        ConsentView {
            access: view.access,
            choice: view.choice,
            kind: view.kind,
            function: view.function,
            recipient: view.recipient,
            words: view.words.into_iter().map(ConsentWords::from).collect(),
            gated: view.gated,
            state: view.state.into(),
        }
    }
}

impl From<core::ConsentWords> for ConsentWords {
    fn from(words: core::ConsentWords) -> ConsentWords {
        let core::ConsentWords {
            language,
            term,
            purpose,
            function,
            recipient,
            effect,
            clause,
        } = words;
        ConsentWords {
            language,
            term,
            purpose,
            function,
            recipient,
            effect,
            clause,
        }
    }
}

impl From<core::EntryView> for EntryView {
    fn from(entry: core::EntryView) -> EntryView {
        let core::EntryView {
            id,
            at,
            what,
            access,
            detail,
        } = entry;
        EntryView {
            id,
            at_ms: at.0,
            what,
            access,
            detail,
        }
    }
}

impl DecisionView {
    pub(crate) fn of(id: u64, decision: askfirst::state::DecisionRecord) -> DecisionView {
        DecisionView {
            id,
            at_ms: decision.at.0,
            access: decision.access,
            allowed: decision.allowed,
            reason: decision.reason.map(Reason::from),
            entry: decision.entry,
        }
    }
}

impl From<core::VerifyReport> for VerifyReport {
    fn from(report: core::VerifyReport) -> VerifyReport {
        let core::VerifyReport {
            entries,
            first_bad,
            intact,
            head,
        } = report;
        VerifyReport {
            entries,
            first_bad,
            intact,
            head,
        }
    }
}

impl From<askfirst::prompt::PolicyDocument> for PolicyDocument {
    fn from(document: askfirst::prompt::PolicyDocument) -> PolicyDocument {
        let sections = document.sections.into_iter();
        PolicyDocument {
            title: document.title,
            sections: sections
                .map(|it| PolicySection {
                    heading: it.heading,
                    lines: it.lines,
                })
                .collect(),
        }
    }
}

/// The language of a tag.
pub(crate) fn language(tag: &str) -> Language {
    Language::of(tag)
}

impl AccessView {
    pub(crate) fn of(catalogue: &Catalogue, line: &Line) -> AccessView {
        AccessView {
            id: line.id.clone(),
            kind: line.kind.id.clone(),
            function: catalogue.function(line).id.clone(),
            purpose: line.purpose.id.clone(),
            recipient: catalogue
                .recipient(line)
                .map(|recipient| recipient.id.clone()),
            choice: catalogue.choice_of(line),
        }
    }
}

impl RecipientView {
    pub(crate) fn all(catalogue: &Catalogue, language: Language) -> Vec<RecipientView> {
        let recipients = catalogue.data().recipients.iter().enumerate();
        recipients
            .map(|(index, recipient)| RecipientView {
                id: recipient.id.clone(),
                name: language.of_text(&recipient.name).to_owned(),
                accesses: catalogue
                    .lines()
                    .iter()
                    .filter(|line| line.recipient == Some(index))
                    .map(|line| line.id.clone())
                    .collect(),
            })
            .collect()
    }
}
