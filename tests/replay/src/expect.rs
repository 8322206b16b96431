//! What must come of a step, and whether it did.
//!
//! What a step does not state must not happen; only the counts are looked at
//! on request.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::log::Call;
use crate::screen::Standing;

/// What must come of a step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Then {
    /// Answers that calls get.
    pub answers: Vec<WantedAnswer>,
    /// The prompt that stands.
    pub prompt: Option<WantedPrompt>,
    /// The kind whose system dialog stands.
    pub system_dialog: Option<String>,
    /// What SDKs were told.
    pub sdk: Vec<String>,
    /// Reads so far.
    pub reads: Option<u64>,
    /// Reads so far, by kind.
    pub reads_of: BTreeMap<String, u64>,
    /// Prompts so far.
    pub prompts: Option<u64>,
    /// System dialogs so far.
    pub system_dialogs: Option<u64>,
    /// SDK starts so far.
    pub starts: Option<u64>,
    /// Words that each effect must contain.
    pub effect_says: Vec<String>,
}

/// One answer, or several equal ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WantedAnswer {
    /// How many.
    pub times: usize,
    /// The first words of the answer.
    pub words: Vec<String>,
}

impl TryFrom<String> for WantedAnswer {
    type Error = String;

    fn try_from(text: String) -> Result<WantedAnswer, String> {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let times = match &words[..] {
            [count, mark, _, ..] if mark == "x" => count
                .parse()
                .map_err(|_| format!("`{count}` is not a count"))?,
            _ => 1,
        };
        if text.split(' ').any(str::is_empty) {
            return Err(format!(
                "`{text}`: an answer is words with one space between them"
            ));
        }
        if words.get(1).is_some_and(|mark| mark == "x") {
            words.drain(..2);
        }
        Ok(WantedAnswer { times, words })
    }
}

impl std::fmt::Display for WantedAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.times != 1 {
            write!(f, "{} x ", self.times)?;
        }
        f.write_str(&self.words.join(" "))
    }
}

/// The prompt that must stand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WantedPrompt {
    /// Its style.
    pub style: Option<StyleWord>,
    /// Exactly these accesses.
    pub accesses: Option<Vec<String>>,
    /// Texts that must occur.
    pub says: Vec<String>,
    /// Texts that must not.
    pub lacks: Vec<String>,
    /// Exactly these controls.
    pub controls: Option<Vec<String>>,
    /// Exactly these switches.
    pub choices: Option<Vec<String>>,
    /// Whether it is the one that stood before.
    pub same: bool,
}

/// A prompt's style as scenarios write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StyleWord {
    /// The policy.
    Policy,
    /// One question.
    Consent,
    /// Several switches.
    Choices,
    /// Before a system dialog.
    Primer,
}

impl StyleWord {
    /// The style's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StyleWord::Policy => "POLICY",
            StyleWord::Consent => "CONSENT",
            StyleWord::Choices => "CHOICES",
            StyleWord::Primer => "PRIMER",
        }
    }
}

/// What has been counted since the scenario began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reads, by kind.
    pub reads: BTreeMap<String, u64>,
    /// Prompts.
    pub prompts: u64,
    /// System dialogs.
    pub system_dialogs: u64,
    /// SDK starts.
    pub starts: u64,
}

impl Counts {
    /// Reads of all kinds together.
    #[must_use]
    pub fn all_reads(&self) -> u64 {
        self.reads.values().sum()
    }
}

/// What did come of a step.
#[derive(Debug)]
pub(crate) struct Came<'a> {
    pub(crate) calls: &'a [Call],
    pub(crate) prompt: Option<&'a Standing>,
    pub(crate) same_prompt: bool,
    pub(crate) dialog: Option<&'a str>,
    pub(crate) sdk: &'a [String],
    pub(crate) counts: &'a Counts,
}

impl Then {
    /// How many answers the step must bring.
    #[must_use]
    pub fn answer_count(&self) -> usize {
        self.answers.iter().map(|answer| answer.times).sum()
    }

    /// Every difference between what must come and what came, as sentences.
    pub(crate) fn differences(&self, came: &Came<'_>) -> Vec<String> {
        let mut found = Vec::new();
        self.compare_answers(came.calls, &mut found);
        self.compare_prompt(came, &mut found);
        if self.system_dialog.as_deref() != came.dialog {
            let show = |dialog: Option<&str>| dialog.unwrap_or("none").to_owned();
            found.push(expected(
                "system dialog",
                &show(self.system_dialog.as_deref()),
                &show(came.dialog),
            ));
        }
        if self.sdk != came.sdk {
            found.push(expected(
                "SDK calls",
                &format!("{:?}", self.sdk),
                &format!("{:?}", came.sdk),
            ));
        }
        self.compare_counts(came.counts, &mut found);
        for call in came.calls {
            self.compare_effect(call, &mut found);
        }
        found
    }

    fn compare_answers(&self, calls: &[Call], found: &mut Vec<String>) {
        let mut rest = calls.iter();
        for wanted in &self.answers {
            for _ in 0..wanted.times {
                match rest.next() {
                    Some(call)
                        if wanted.words.len() <= call.answer.len()
                            && wanted
                                .words
                                .iter()
                                .zip(&call.answer)
                                .all(|(want, is)| want == is) => {}
                    Some(call) => {
                        found.push(expected(
                            &call.to_string(),
                            &wanted.words.join(" "),
                            &call.answer.join(" "),
                        ));
                        break;
                    }
                    None => {
                        found.push(format!(
                            "expected the answer `{wanted}`, but nothing was answered"
                        ));
                        break;
                    }
                }
            }
        }
        for equal in rest
            .as_slice()
            .chunk_by(|one, next| one.answer == next.answer)
        {
            let (call, count) = (&equal[0], equal.len());
            let times = if count == 1 {
                String::new()
            } else {
                format!(", {count} times over")
            };
            let answer = call.answer.join(" ");
            found.push(format!(
                "{call} was answered `{answer}`{times}, which the step does not state"
            ));
        }
    }

    fn compare_prompt(&self, came: &Came<'_>, found: &mut Vec<String>) {
        let (wanted, prompt) = match (&self.prompt, came.prompt) {
            (None, None) => return,
            (None, Some(prompt)) => {
                found.push(format!(
                    "a prompt {} is on the screen, which the step does not state",
                    prompt.summary()
                ));
                return;
            }
            (Some(_), None) => {
                found.push("expected a prompt, but none is on the screen".to_owned());
                return;
            }
            (Some(wanted), Some(prompt)) => (wanted, prompt),
        };
        if wanted.same != came.same_prompt {
            let what = |same: bool| {
                if same {
                    "the same as before"
                } else {
                    "a new one"
                }
            };
            found.push(expected(
                "the prompt",
                what(wanted.same),
                what(came.same_prompt),
            ));
        }
        if let Some(style) = wanted.style.filter(|style| style.name() != prompt.style()) {
            found.push(expected("the prompt's style", style.name(), prompt.style()));
        }
        let lists = [
            ("the prompt's accesses", &wanted.accesses, prompt.accesses()),
            ("the prompt's controls", &wanted.controls, prompt.controls()),
            ("the prompt's switches", &wanted.choices, prompt.choices()),
        ];
        for (what, wanted, is) in lists {
            if let Some(wanted) = wanted.as_ref().filter(|wanted| **wanted != is) {
                found.push(expected(what, &format!("{wanted:?}"), &format!("{is:?}")));
            }
        }
        let text = prompt.all_text();
        for words in wanted
            .says
            .iter()
            .filter(|words| !text.contains(words.as_str()))
        {
            found.push(format!(
                "the prompt does not say `{words}`; it says:\n{text}"
            ));
        }
        for words in wanted
            .lacks
            .iter()
            .filter(|words| text.contains(words.as_str()))
        {
            found.push(format!(
                "the prompt says `{words}`, which it must not; it says:\n{text}"
            ));
        }
    }

    fn compare_counts(&self, counts: &Counts, found: &mut Vec<String>) {
        let totals = [
            ("reads", self.reads, counts.all_reads()),
            ("prompts", self.prompts, counts.prompts),
            ("system dialogs", self.system_dialogs, counts.system_dialogs),
            ("SDK starts", self.starts, counts.starts),
        ];
        for (what, wanted, is) in totals {
            if let Some(wanted) = wanted.filter(|wanted| *wanted != is) {
                found.push(expected(
                    &format!("{what} so far"),
                    &wanted.to_string(),
                    &is.to_string(),
                ));
            }
        }
        for (kind, wanted) in &self.reads_of {
            let is = counts.reads.get(kind).copied().unwrap_or(0);
            if is != *wanted {
                found.push(expected(
                    &format!("reads of `{kind}` so far"),
                    &wanted.to_string(),
                    &is.to_string(),
                ));
            }
        }
    }

    fn compare_effect(&self, call: &Call, found: &mut Vec<String>) {
        let [shut, _, _, _, effect, ..] = &call.answer[..] else {
            return;
        };
        if shut != "shut" {
            return;
        }
        for words in self
            .effect_says
            .iter()
            .filter(|words| !effect.contains(words.as_str()))
        {
            found.push(format!(
                "the effect of {call} does not say `{words}`; it says `{effect}`"
            ));
        }
    }
}

fn expected(what: &str, wanted: &str, is: &str) -> String {
    format!("{what}: expected `{wanted}`, but it is `{is}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str) -> Result<WantedAnswer, String> {
        WantedAnswer::try_from(text.to_owned())
    }

    #[test]
    fn a_count_stands_before_an_x() {
        let answer = wanted("50 x shut REFUSED").unwrap();
        assert_eq!(
            (answer.times, answer.words),
            (50, vec!["shut".to_owned(), "REFUSED".to_owned()])
        );
        assert_eq!(wanted("value").unwrap().times, 1);
    }

    #[test]
    fn an_answer_that_is_no_words_is_refused() {
        for text in ["", " value", "shut  REFUSED", "many x value"] {
            assert!(wanted(text).is_err(), "{text:?}");
        }
    }
}
