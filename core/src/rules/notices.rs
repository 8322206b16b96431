//! What a notice to the person must hold.

use crate::pack::model::{IncidentNotice, NoticePart};
use crate::rule::Rule;
use crate::state::WrittenPart;

/// Parts that the text promises after an incident and that a notice lacks.
///
/// A part without words in either language is lacking. A text that promises
/// nothing lacks nothing, as long as there is something to tell.
#[must_use]
pub fn lacking(promised: Option<&IncidentNotice>, written: &[WrittenPart]) -> Vec<NoticePart> {
    let is_written = |part: NoticePart| {
        written.iter().any(|it| {
            it.part == part && !it.text.zh.trim().is_empty() && !it.text.en.trim().is_empty()
        })
    };
    match promised {
        _ if !Rule::R076.holds() => Vec::new(),
        Some(promised) => {
            let parts = promised.parts.iter().copied();
            parts.filter(|part| !is_written(*part)).collect()
        }
        None if written.iter().any(|it| is_written(it.part)) => Vec::new(),
        None => vec![NoticePart::Facts],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::model::Text;
    use NoticePart::{Advice, Facts, Measures, Remedies};

    fn promised(parts: &[NoticePart]) -> IncidentNotice {
        IncidentNotice {
            parts: parts.to_vec(),
            channels: words("x"),
            clause: "四".to_owned(),
        }
    }

    fn words(text: &str) -> Text {
        Text {
            zh: text.to_owned(),
            en: text.to_owned(),
        }
    }

    fn written(parts: &[NoticePart]) -> Vec<WrittenPart> {
        let part = |&part: &NoticePart| WrittenPart {
            part,
            text: words("x"),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn a_notice_without_remedies_is_enough_for_one_text_and_not_for_another() {
        let notice = written(&[Facts, Measures, Advice]);
        let of_003 = promised(&[Facts, Measures, Advice, Remedies]);
        let of_002 = promised(&[Facts, Advice]);
        assert_eq!(lacking(Some(&of_003), &notice), [Remedies]);
        assert_eq!(lacking(Some(&of_002), &notice), []);
        assert_eq!(lacking(None, &notice), [], "a silent text promises no part");
    }

    #[test]
    fn a_part_without_words_is_no_part() {
        let mut notice = written(&[Facts]);
        notice[0].text.en = " ".to_owned();
        assert_eq!(lacking(Some(&promised(&[Facts])), &notice), [Facts]);
        assert_eq!(lacking(None, &notice), [Facts]);
        assert_eq!(lacking(None, &[]), [Facts]);
    }
}
