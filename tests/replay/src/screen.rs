//! The fake screen: which prompt stands on it, and in which language.

use std::sync::Arc;

use askfirst::guard::Prompt;
use askfirst::prompt::PromptText;
use askfirst::texts::Language;

use crate::log::Log;

/// A prompt on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// Its number, counted from 1 over the scenario.
    pub(crate) number: usize,
    pub(crate) prompt: Arc<Prompt>,
    /// The language in which it was drawn last.
    pub(crate) drawn: Option<Language>,
    /// The language of the scenario.
    pub(crate) usual: Language,
}

impl Standing {
    /// The text on the screen, or the one that would be.
    pub(crate) fn text(&self) -> Option<&PromptText> {
        let language = self.drawn.unwrap_or(self.usual);
        self.prompt
            .texts
            .iter()
            .find(|text| text.language == language)
    }

    pub(crate) fn style(&self) -> &'static str {
        self.prompt.style.name()
    }

    pub(crate) fn accesses(&self) -> Vec<String> {
        self.prompt.accesses.clone()
    }

    pub(crate) fn controls(&self) -> Vec<String> {
        self.text()
            .map(|text| text.controls.iter().map(|it| it.id.clone()).collect())
            .unwrap_or_default()
    }

    pub(crate) fn choices(&self) -> Vec<String> {
        self.text()
            .map(|text| text.choices.iter().map(|it| it.id.clone()).collect())
            .unwrap_or_default()
    }

    /// Style and accesses, for a message.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}", self.style(), self.prompt.accesses.join(","))
    }

    /// Everything that is shown, one piece to a line.
    pub(crate) fn all_text(&self) -> String {
        let Some(text) = self.text() else {
            return String::new();
        };
        let mut pieces = vec![text.title.as_str()];
        pieces.extend(text.paragraphs.iter().map(|it| it.text.as_str()));
        for choice in &text.choices {
            pieces.extend([choice.title.as_str(), choice.detail.as_str()]);
        }
        pieces.extend(text.controls.iter().map(|it| it.label.as_str()));
        pieces.extend([text.policy_label.as_str(), text.close_label.as_str()]);
        pieces.join("\n")
    }

    /// Writes the prompt into the log.
    pub(crate) fn write(&self, log: &mut Log, step: usize, ms: i64) {
        let number = self.number.to_string();
        log.line(
            step,
            ms,
            &[
                "prompt",
                &number,
                self.style(),
                &self.prompt.accesses.join(","),
            ],
        );
        let Some(text) = self.text() else { return };
        log.line(step, ms, &["title", &text.title]);
        for paragraph in &text.paragraphs {
            log.line(
                step,
                ms,
                &["paragraph", paragraph.role.name(), &paragraph.text],
            );
        }
        for choice in &text.choices {
            log.line(
                step,
                ms,
                &["choice", &choice.id, &choice.title, &choice.detail],
            );
        }
        for control in &text.controls {
            log.line(step, ms, &["control", &control.id, &control.label]);
        }
        log.line(step, ms, &["labels", &text.policy_label, &text.close_label]);
        log.line(step, ms, &["hash", &text.hash.to_hex()]);
    }
}
