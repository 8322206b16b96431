//! The policy of a later edition: what changed, and the two controls.

use super::build::{controllers, finished, labelled, paragraph, policy_controls, withdrawal};
use super::{Paragraph, PromptText, Role};
use crate::catalogue::Catalogue;
use crate::pack::model::{ChangeClass, Declined};
use crate::rules::changes::{Comparison, How};
use crate::rules::days::Day;
use crate::rules::editions::binds_from;
use crate::texts::{self, Language};

/// The prompt for an edition that follows one the person agreed to.
#[must_use]
pub fn later_edition(
    catalogue: &Catalogue,
    comparison: &Comparison,
    language: Language,
) -> PromptText {
    let data = catalogue.data();
    let title = match language {
        Language::Zh => format!("{}（有更新）", data.identity.title.zh),
        Language::En => format!("{} (updated)", data.identity.title.en),
    };
    let mut paragraphs = vec![paragraph(Role::Summary, summary(comparison, language))];
    paragraphs.extend(changes(comparison, language));
    paragraphs.extend(taken_away(comparison, language));
    paragraphs.extend(from(catalogue, language));
    let who = controllers(catalogue, language);
    paragraphs.push(paragraph(
        Role::Controller,
        labelled(language, "处理者", "Controller", &who),
    ));
    let declined = data.change.as_ref().map(|change| change.declined);
    paragraphs.push(paragraph(
        Role::Refusal,
        refusal(declined.unwrap_or_default(), language).to_owned(),
    ));
    paragraphs.push(paragraph(Role::Withdrawal, withdrawal(catalogue, language)));
    let controls = policy_controls(data.acceptance.act, language);
    finished(language, title, paragraphs, Vec::new(), controls)
}

fn summary(comparison: &Comparison, language: Language) -> String {
    let (zh, en) = if comparison.unknown {
        (
            "隐私政策已更新。本机没有您此前同意的版本，请重新阅读全文；在您选择之前，全部保持关闭。",
            "The privacy policy has been updated. The edition you agreed to is not on this device, so please read all of it again; until you choose, everything stays closed.",
        )
    } else if comparison.is_material() {
        (
            "隐私政策已更新。以下是与您此前同意的版本相比的变化；在您选择之前，有变化的部分保持关闭，其余照旧。",
            "The privacy policy has been updated. This is what differs from the edition you agreed to; until you choose, what differs stays closed and the rest goes on.",
        )
    } else {
        (
            "隐私政策已更新，只有文字表述不同。",
            "The privacy policy has been updated; only its wording differs.",
        )
    };
    language.pick(zh, en).to_owned()
}

/// One paragraph for each class, in the order of classes.
fn changes(comparison: &Comparison, language: Language) -> Vec<Paragraph> {
    let mut classes: Vec<ChangeClass> = comparison.changes.iter().map(|it| it.class).collect();
    classes.dedup();
    let of_class = |class: ChangeClass| {
        let parts: Vec<String> = [How::Added, How::Changed, How::Removed]
            .into_iter()
            .filter_map(|how| named(comparison, class, how, language))
            .collect();
        let name = texts::class_name(class);
        let list = parts.join(language.pick("；", "; "));
        paragraph(Role::Change, labelled(language, &name.zh, &name.en, &list))
    };
    classes.into_iter().map(of_class).collect()
}

fn named(
    comparison: &Comparison,
    class: ChangeClass,
    how: How,
    language: Language,
) -> Option<String> {
    let found = comparison.changes.iter();
    let mut names: Vec<&str> = found
        .filter(|it| it.class == class && it.how == how)
        .map(|it| language.of_text(&it.text))
        .collect();
    names.dedup();
    let list = names.join(language.pick("、", ", "));
    let word = texts::how_name(how);
    (!names.is_empty()).then(|| match language {
        Language::Zh => format!("{} {list}", word.zh),
        Language::En => format!("{} {list}", word.en),
    })
}

/// Rights shrink only by saying yes to exactly that.
fn taken_away(comparison: &Comparison, language: Language) -> Option<Paragraph> {
    let names: Vec<String> = comparison
        .taken_away
        .iter()
        .map(|&right| language.of_text(&texts::right_name(right)).to_owned())
        .collect();
    let list = names.join(language.pick("、", ", "));
    let text = match language {
        Language::Zh => format!("减少的权利：{list}。不同意时，您仍可按此前的版本行使。"),
        Language::En => {
            format!(
                "Rights that become less: {list}. If you do not agree you keep them as they were."
            )
        }
    };
    (!names.is_empty()).then(|| paragraph(Role::Change, text))
}

/// The day from which it binds, if the text names one.
fn from(catalogue: &Catalogue, language: Language) -> Option<Paragraph> {
    let day = Day::of(binds_from(&catalogue.data().identity)?).to_string();
    Some(paragraph(
        Role::Change,
        labelled(language, "生效日期", "In force from", &day),
    ))
}

fn refusal(declined: Declined, language: Language) -> &'static str {
    let (zh, en) = match declined {
        Declined::OldTextGoesOn => (
            "不同意时，有变化的部分不会启用，其余按您此前同意的版本继续；您也可以随时停止使用。",
            "If you do not agree, nothing that differs is used and the rest goes on under the edition you agreed to; you may also stop using the service at any time.",
        ),
        Declined::ServiceEnds => (
            "不同意时，将无法继续使用本服务。",
            "If you do not agree, the service cannot be used any more.",
        ),
    };
    language.pick(zh, en)
}
