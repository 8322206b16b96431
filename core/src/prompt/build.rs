//! Builds prompts and the readable policy from a catalogue.

use super::{
    CONTROL_AGREE, CONTROL_CONTINUE, CONTROL_REFUSE, CONTROL_SUBMIT, Choice, Control, Paragraph,
    PolicyDocument, PromptText, Role, Section, Style,
};
use crate::catalogue::{Catalogue, Line, Target};
use crate::digest::Digest;
use crate::pack::model::{AcceptanceAct, ControllerRole, Function, Recipient, Tier};
use crate::texts::{Language, refusal_effect};

/// The prompt for the policy itself.
#[must_use]
pub fn policy(catalogue: &Catalogue, language: Language) -> PromptText {
    let data = catalogue.data();
    let title = language.of_text(&data.identity.title);
    let summary = language.pick(
        "请先阅读隐私政策。同意之前，本应用及其中的第三方服务不会读取您的个人信息。",
        "Please read the privacy policy first. Until you agree, neither this app nor any third-party service in it reads your personal data.",
    );
    let gated = language.pick(
        "同意本政策不等于同意读取设备标识、位置、剪切板、应用列表等信息，也不等于同意提供给第三方；用到时会逐项征求您的同意。",
        "Agreeing to the policy opens neither device identifiers, location, clipboard or installed apps, nor any third party: you are asked for each at the time of use.",
    );
    let refusal = language.pick(
        "不同意时，您仍可浏览不需要个人信息的内容，并可随时重新选择。",
        "If you do not agree you can still look at what needs no personal data, and choose again at any time.",
    );
    let paragraphs = vec![
        paragraph(Role::Summary, summary.to_owned()),
        paragraph(Role::Purpose, gated.to_owned()),
        paragraph(
            Role::Controller,
            labelled(
                language,
                "处理者",
                "Controller",
                &controllers(catalogue, language),
            ),
        ),
        paragraph(Role::Refusal, refusal.to_owned()),
        paragraph(Role::Withdrawal, withdrawal(catalogue, language)),
    ];
    let agree = match data.acceptance.act {
        AcceptanceAct::AgreeAndSubmit => language.pick("同意并提交", "Agree and submit"),
        AcceptanceAct::TickAndLogIn => language.pick("勾选同意并登录", "Tick and log in"),
        AcceptanceAct::Explicit => language.pick("同意", "Agree"),
    };
    let controls = vec![
        control(CONTROL_REFUSE, language.pick("不同意", "Do not agree")),
        control(CONTROL_AGREE, agree),
    ];
    finished(language, title.to_owned(), paragraphs, Vec::new(), controls)
}

/// The prompt for one or several accesses, grouped into the choices that are answered together.
#[must_use]
pub fn accesses(
    catalogue: &Catalogue,
    style: Style,
    choices: &[Vec<Target>],
    language: Language,
) -> PromptText {
    match style {
        Style::Choices => several(catalogue, choices, language),
        Style::Consent | Style::Primer | Style::Policy => {
            single(catalogue, style, choices.concat(), language)
        }
    }
}

fn single(
    catalogue: &Catalogue,
    style: Style,
    targets: Vec<Target>,
    language: Language,
) -> PromptText {
    let lines: Vec<&Line> = targets
        .iter()
        .map(|target| catalogue.line(target.line))
        .collect();
    let Some((&line, target)) = lines.first().zip(targets.first()) else {
        return finished(language, String::new(), Vec::new(), Vec::new(), Vec::new());
    };
    let function = catalogue.function(line);
    let terms = terms(&lines, language);
    let who = catalogue.recipient(line).map(|r| language.of_text(&r.name));
    let title = match (who, language) {
        (Some(who), Language::Zh) => format!("允许{who}获取{terms}？"),
        (Some(who), Language::En) => format!("Let {who} have: {terms}?"),
        (None, Language::Zh) => format!("允许“{}”读取{terms}？", function.name.zh),
        (None, Language::En) => format!("Let “{}” read: {terms}?", function.name.en),
    };
    let title = if style == Style::Primer {
        match language {
            Language::Zh => format!("“{}”需要{terms}", function.name.zh),
            Language::En => format!("“{}” needs: {terms}", function.name.en),
        }
    } else {
        title
    };
    let controller = &catalogue.controllers()[target.controller];
    let paragraphs = vec![
        paragraph(
            Role::Purpose,
            labelled(
                language,
                "目的",
                "Purpose",
                language.of_text(&line.purpose.text),
            ),
        ),
        paragraph(Role::Kinds, labelled(language, "信息", "Data", &terms)),
        paragraph(
            Role::Manner,
            labelled(language, "方式", "How", &manners(&lines, language)),
        ),
        paragraph(
            Role::Controller,
            labelled(
                language,
                "处理者",
                "Controller",
                &controller_name(controller, language),
            ),
        ),
        paragraph(
            Role::Recipient,
            recipient_line(catalogue.recipient(line), language),
        ),
        paragraph(Role::Refusal, refusal(function, language)),
        paragraph(Role::Withdrawal, withdrawal(catalogue, language)),
    ];
    let controls = match style {
        Style::Primer => vec![control(CONTROL_CONTINUE, language.pick("继续", "Continue"))],
        Style::Policy | Style::Consent | Style::Choices => vec![
            control(CONTROL_REFUSE, language.pick("不同意", "Do not agree")),
            control(CONTROL_AGREE, language.pick("同意", "Agree")),
        ],
    };
    finished(language, title, paragraphs, Vec::new(), controls)
}

fn several(catalogue: &Catalogue, choices: &[Vec<Target>], language: Language) -> PromptText {
    let first = choices
        .iter()
        .flatten()
        .next()
        .map(|target| catalogue.line(target.line));
    let function = first.map(|line| catalogue.function(line));
    let recipient = first.and_then(|line| catalogue.recipient(line));
    let name = recipient
        .map(|r| &r.name)
        .or(function.map(|f| &f.name))
        .map_or(String::new(), |name| language.of_text(name).to_owned());
    let title = match language {
        Language::Zh => format!("{name}：请逐项选择"),
        Language::En => format!("{name}: choose one by one"),
    };
    let summary = language.pick(
        "以下各项互相独立，默认全部关闭；只打开您同意的项目。",
        "Each choice stands by itself and all are off; turn on only what you agree to.",
    );
    let mut paragraphs = vec![paragraph(Role::Summary, summary.to_owned())];
    paragraphs.push(paragraph(
        Role::Controller,
        labelled(
            language,
            "处理者",
            "Controller",
            &controllers(catalogue, language),
        ),
    ));
    paragraphs.push(paragraph(
        Role::Recipient,
        recipient_line(recipient, language),
    ));
    paragraphs.extend(function.map(|f| paragraph(Role::Refusal, refusal(f, language))));
    paragraphs.push(paragraph(Role::Withdrawal, withdrawal(catalogue, language)));
    let choices = choices
        .iter()
        .filter_map(|targets| choice(catalogue, targets, language))
        .collect();
    let controls = vec![
        control(CONTROL_REFUSE, language.pick("全部不同意", "Agree to none")),
        control(CONTROL_SUBMIT, language.pick("提交选择", "Submit choices")),
    ];
    finished(language, title, paragraphs, choices, controls)
}

fn choice(catalogue: &Catalogue, targets: &[Target], language: Language) -> Option<Choice> {
    let lines: Vec<&Line> = targets
        .iter()
        .map(|target| catalogue.line(target.line))
        .collect();
    let line = *lines.first()?;
    let purpose = labelled(
        language,
        "目的",
        "Purpose",
        language.of_text(&line.purpose.text),
    );
    let manner = labelled(language, "方式", "How", &manners(&lines, language));
    let title = match catalogue.item(line) {
        Some(item) => language.of_text(&item.name).to_owned(),
        None => terms(&lines, language),
    };
    Some(Choice {
        id: catalogue.choice_of(line),
        title,
        detail: format!("{purpose}\n{manner}"),
    })
}

fn finished(
    language: Language,
    title: String,
    paragraphs: Vec<Paragraph>,
    choices: Vec<Choice>,
    controls: Vec<Control>,
) -> PromptText {
    PromptText {
        language,
        title,
        paragraphs,
        choices,
        controls,
        policy_label: language
            .pick("查看隐私政策全文", "Read the full privacy policy")
            .to_owned(),
        close_label: language
            .pick("关闭，暂不选择", "Close without choosing")
            .to_owned(),
        hash: Digest([0; 32]),
    }
    .sealed()
}

fn paragraph(role: Role, text: String) -> Paragraph {
    Paragraph { role, text }
}

fn control(id: &str, label: &str) -> Control {
    Control {
        id: id.to_owned(),
        label: label.to_owned(),
    }
}

fn labelled(language: Language, zh: &str, en: &str, text: &str) -> String {
    match language {
        Language::Zh => format!("{zh}：{text}"),
        Language::En => format!("{en}: {text}"),
    }
}

fn terms(lines: &[&Line], language: Language) -> String {
    joined(
        lines.iter().map(|line| language.of_text(&line.kind.term)),
        language,
    )
}

fn manners(lines: &[&Line], language: Language) -> String {
    let mut seen: Vec<&str> = lines
        .iter()
        .map(|line| language.of_text(&line.access.manner))
        .collect();
    seen.dedup();
    seen.join(language.pick("；", "; "))
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>, language: Language) -> String {
    parts.collect::<Vec<_>>().join(language.pick("、", ", "))
}

fn controllers(catalogue: &Catalogue, language: Language) -> String {
    let names: Vec<String> = catalogue
        .controllers()
        .iter()
        .filter(|it| {
            matches!(
                it.role,
                ControllerRole::Operator | ControllerRole::Authority
            )
        })
        .map(|it| controller_name(it, language))
        .collect();
    joined(names.iter().map(String::as_str), language)
}

fn controller_name(controller: &crate::pack::model::Controller, language: Language) -> String {
    if let Some(name) = &controller.name {
        return language.of_text(name).to_owned();
    }
    let (zh, en) = match controller.role {
        ControllerRole::Operator => (
            "本应用的运营者（政策未写明名称）",
            "the operator of this app (not named in the policy)",
        ),
        ControllerRole::EnterpriseCustomer => ("您所在的企业", "your organisation"),
        ControllerRole::Affiliate => ("关联公司", "an affiliate"),
        ControllerRole::Authority => (
            "主管机关（政策未写明名称）",
            "the authority in charge (not named in the policy)",
        ),
    };
    language.pick(zh, en).to_owned()
}

fn recipient_line(recipient: Option<&Recipient>, language: Language) -> String {
    match recipient {
        Some(recipient) => labelled(
            language,
            "接收方",
            "Recipient",
            language.of_text(&recipient.name),
        ),
        None => language
            .pick(
                "接收方：无，不提供给第三方",
                "Recipient: none, not passed to third parties",
            )
            .to_owned(),
    }
}

fn refusal(function: &Function, language: Language) -> String {
    let effect = refusal_effect(
        function.refusal.effect,
        language.of_text(&function.name),
        language,
    );
    match &function.refusal.alternative {
        Some(other) => match language {
            Language::Zh => format!("{effect}{}", ended(&other.zh, '。')),
            Language::En => format!("{effect} {}", ended(&capitalised(&other.en), '.')),
        },
        None => effect,
    }
}

fn ended(sentence: &str, stop: char) -> String {
    format!("{}{stop}", sentence.trim_end_matches(stop))
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn withdrawal(catalogue: &Catalogue, language: Language) -> String {
    let route = language.of_text(&catalogue.data().withdrawal.route);
    match language {
        Language::Zh => format!("撤回：{route}。撤回不影响此前已进行的处理。"),
        Language::En => format!("To withdraw: {route}. What was done before stays lawful."),
    }
}

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
    let lines = vec![
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
    Section {
        heading: headed(
            language.pick("联系我们", "Contact"),
            &contact.clause,
            language,
        ),
        lines,
    }
}

fn headed(heading: &str, clause: &str, language: Language) -> String {
    let clause = language.of_clause(clause);
    match language {
        Language::Zh => format!("{heading}（{clause}）"),
        Language::En => format!("{heading} ({clause})"),
    }
}
