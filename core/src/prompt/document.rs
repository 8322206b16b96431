//! The readable policy, generated from the pack.

use super::build::{controllers, labelled, refusal, withdrawal};
use super::{PolicyDocument, Section};
use crate::catalogue::{Catalogue, Line};
use crate::pack::model::{Function, Recipient, Tier};
use crate::texts::Language;

/// The readable policy, generated from the pack with the section each line rests on.
#[must_use]
pub fn policy_document(catalogue: &Catalogue, language: Language) -> PolicyDocument {
    let data = catalogue.data();
    let mut sections = vec![about(catalogue, language)];
    for (index, function) in data.functions.iter().enumerate() {
        let lines = catalogue
            .lines()
            .iter()
            .filter(|l| l.recipient.is_none() && l.function == index);
        let mut text: Vec<String> =
            vec![tier_line(function, language), refusal(function, language)];
        text.extend(lines.map(|line| access_line(line, language)));
        sections.push(Section {
            heading: headed(language.of_text(&function.name), &function.clause, language),
            lines: text,
        });
    }
    for (index, recipient) in data.recipients.iter().enumerate() {
        let lines = catalogue
            .lines()
            .iter()
            .filter(|line| line.recipient == Some(index));
        let mut text: Vec<String> = lines.map(|line| access_line(line, language)).collect();
        text.extend(
            recipient
                .condition
                .iter()
                .map(|c| language.of_text(&c.text).to_owned()),
        );
        text.push(link_line(recipient, language));
        let heading = format!(
            "{}{}",
            language.pick("第三方：", "Third party: "),
            language.of_text(&recipient.name)
        );
        sections.push(Section {
            heading: headed(&heading, &recipient.clause, language),
            lines: text,
        });
    }
    sections.extend(super::promises::chapters(catalogue, language));
    sections.push(contact(catalogue, language));
    PolicyDocument {
        title: language.of_text(&data.identity.title).to_owned(),
        sections,
    }
}

fn about(catalogue: &Catalogue, language: Language) -> Section {
    let identity = &catalogue.data().identity;
    let unknown = language.pick("未写明", "not stated");
    let dated = |date: &Option<String>| date.clone().unwrap_or_else(|| unknown.to_owned());
    let lines = vec![
        labelled(
            language,
            "处理者",
            "Controller",
            &controllers(catalogue, language),
        ),
        labelled(language, "更新日期", "Updated", &dated(&identity.updated)),
        labelled(
            language,
            "生效日期",
            "Effective",
            &dated(&identity.effective),
        ),
        labelled(
            language,
            "原文链接",
            "Full text at",
            &dated(&identity.policy_url),
        ),
        withdrawal(catalogue, language),
        language
            .pick(
                "以下由政策数据包生成，条款号指政策原文的章节。",
                "Generated from the policy pack; clause numbers are sections of the policy.",
            )
            .to_owned(),
    ];
    Section {
        heading: headed(
            language.pick("关于本政策", "About this policy"),
            &identity.clause,
            language,
        ),
        lines,
    }
}

fn tier_line(function: &Function, language: Language) -> String {
    let (zh, en) = match function.tier {
        Tier::Core => ("基本功能", "Core function"),
        Tier::Additional => ("附加功能", "Additional function"),
        Tier::Unspecified => (
            "附加功能（政策未写明）",
            "Additional function (the policy does not say)",
        ),
    };
    language.pick(zh, en).to_owned()
}

fn access_line(line: &Line, language: Language) -> String {
    let (term, purpose) = (
        language.of_text(&line.kind.term),
        language.of_text(&line.purpose.text),
    );
    let manner = language.of_text(&line.access.manner);
    let clause = language.of_clause(&line.access.clause);
    match language {
        Language::Zh => format!("· {term}：{purpose}；{manner}（{clause}）"),
        Language::En => format!("· {term}: {purpose}; {manner} ({clause})"),
    }
}

fn link_line(recipient: &Recipient, language: Language) -> String {
    let missing = language.pick("政策未给出", "not given in the policy");
    let link = recipient.policy_url.as_deref().unwrap_or(missing);
    labelled(language, "第三方隐私政策", "Its own policy", link)
}

fn contact(catalogue: &Catalogue, language: Language) -> Section {
    let contact = &catalogue.data().contact;
    let missing = || {
        language
            .pick("政策未给出", "not given in the policy")
            .to_owned()
    };
    let mut lines = vec![
        labelled(
            language,
            "电话",
            "Telephone",
            &contact.phone.clone().unwrap_or_else(missing),
        ),
        labelled(
            language,
            "邮箱",
            "Mail",
            &contact.mail.clone().unwrap_or_else(missing),
        ),
        labelled(
            language,
            "地址",
            "Address",
            &contact
                .address
                .as_ref()
                .map_or_else(missing, |a| language.of_text(a).to_owned()),
        ),
    ];
    let officer = contact.officer.iter();
    lines.extend(officer.map(|it| {
        let who = language.of_text(it);
        labelled(
            language,
            "个人信息保护负责人",
            "Responsible for personal data",
            who,
        )
    }));
    let complaints = contact.complaints.iter();
    lines.extend(complaints.map(|it| {
        let way = language.of_text(&it.text);
        labelled(language, "投诉", "To complain", way)
    }));
    Section {
        heading: headed(
            language.pick("联系我们", "Contact"),
            &contact.clause,
            language,
        ),
        lines,
    }
}

pub(super) fn headed(heading: &str, clause: &str, language: Language) -> String {
    let clause = language.of_clause(clause);
    match language {
        Language::Zh => format!("{heading}（{clause}）"),
        Language::En => format!("{heading} ({clause})"),
    }
}
