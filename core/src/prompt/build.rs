//! Builds prompts from a catalogue.

use super::{
    CONTROL_AGREE, CONTROL_CONTINUE, CONTROL_REFUSE, CONTROL_SUBMIT, Choice, Control, Paragraph,
    PromptText, Role, Style,
};
use crate::catalogue::{Catalogue, Line, Part, Target};
use crate::digest::Digest;
use crate::pack::model::{
    AcceptanceAct, Action, Controller, ControllerRole, Function, RefusalEffect, Region,
};
use crate::rule::Rule;
use crate::texts::{self, Language, refusal_effect};

/// What a question has to do with a later edition than the one that was agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum News {
    /// The former edition did not have it.
    New,
    /// The former edition said something else.
    Changed,
}

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
    let controls = policy_controls(data.acceptance.act, language);
    finished(language, title.to_owned(), paragraphs, Vec::new(), controls)
}

/// Two controls of equal rank, with the act that the pack names.
pub(super) fn policy_controls(act: AcceptanceAct, language: Language) -> Vec<Control> {
    let agree = match act {
        _ if !Rule::R017.holds() => language.pick("同意", "Agree"),
        AcceptanceAct::AgreeAndSubmit => language.pick("同意并提交", "Agree and submit"),
        AcceptanceAct::TickAndLogIn => language.pick("勾选同意并登录", "Tick and log in"),
        AcceptanceAct::Explicit => language.pick("同意", "Agree"),
    };
    vec![
        control(CONTROL_REFUSE, language.pick("不同意", "Do not agree")),
        control(CONTROL_AGREE, agree),
    ]
}

/// The prompt for one or several accesses, grouped into the choices that are answered together.
#[must_use]
pub fn accesses(
    catalogue: &Catalogue,
    style: Style,
    choices: &[Vec<Target>],
    news: Option<News>,
    language: Language,
) -> PromptText {
    let mut text = match style {
        Style::Choices => several(catalogue, choices, language),
        Style::Consent | Style::Primer | Style::Policy => {
            single(catalogue, style, choices.concat(), language)
        }
    };
    if let Some(news) = news {
        text.paragraphs.insert(
            0,
            paragraph(Role::Change, changed(news, language).to_owned()),
        );
    }
    text.sealed()
}

fn changed(news: News, language: Language) -> &'static str {
    let (zh, en) = match news {
        News::New => (
            "这是隐私政策更新后新增的内容，您此前同意的版本中没有。",
            "This is new: the edition of the privacy policy that you agreed to did not have it.",
        ),
        News::Changed => (
            "隐私政策更新后，此项内容有变化，此前的同意不再适用。",
            "The privacy policy says something else about this now, so your earlier choice no longer covers it.",
        ),
    };
    language.pick(zh, en)
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
    let title = question(
        line,
        who,
        &terms,
        language.of_text(&function.name),
        language,
    );
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
        paragraph(Role::Recipient, recipient_line(catalogue, line, language)),
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

/// The question in one sentence: what is done with which data, and for whom.
fn question(
    line: &Line,
    who: Option<&str>,
    terms: &str,
    function: &str,
    language: Language,
) -> String {
    let whom = who.unwrap_or(function);
    let (zh, en) = match (line.part, line.action, who) {
        (Part::Abroad, ..) => (
            format!("允许将{terms}传到境外，交给{whom}？"),
            format!("Let {whom} have this abroad: {terms}?"),
        ),
        (Part::Joined, ..) => (
            format!("允许将{terms}与能识别您身份的信息合并？"),
            format!("Combine this with data that say who you are: {terms}?"),
        ),
        (Part::Whole, Action::Transfer, _) => (
            format!("允许将{terms}转让给{whom}？"),
            format!("Transfer this to {whom}: {terms}?"),
        ),
        (Part::Whole, Action::Disclose, _) => (
            format!("允许公开{terms}？"),
            format!("Make this public: {terms}?"),
        ),
        (Part::Whole, Action::Share, None) => (
            format!("允许将{terms}交给您选择的接收方？"),
            format!("Hand this to whom you choose: {terms}?"),
        ),
        (Part::Whole, _, Some(whom)) => (
            format!("允许{whom}获取{terms}？"),
            format!("Let {whom} have: {terms}?"),
        ),
        (Part::Whole, _, None) => (
            format!("允许“{function}”读取{terms}？"),
            format!("Let “{function}” read: {terms}?"),
        ),
    };
    language.pick(&zh, &en).to_owned()
}

fn several(catalogue: &Catalogue, choices: &[Vec<Target>], language: Language) -> PromptText {
    let lines: Vec<&Line> = choices
        .iter()
        .flatten()
        .map(|target| catalogue.line(target.line))
        .collect();
    let owner = |line: &&Line| match catalogue.recipient(line) {
        Some(recipient) => language.of_text(&recipient.name).to_owned(),
        None => language.of_text(&catalogue.function(line).name).to_owned(),
    };
    let owners = joined_once(lines.iter().map(owner), language);
    let title = match language {
        Language::Zh => format!("{owners}：请逐项选择"),
        Language::En => format!("{owners}: choose one by one"),
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
    let recipients = once(
        lines
            .iter()
            .map(|line| recipient_line(catalogue, line, language)),
    );
    let one_recipient = recipients.len() == 1;
    if one_recipient {
        let told = recipients.into_iter();
        paragraphs.extend(told.map(|line| paragraph(Role::Recipient, line)));
    }
    // Each function has an effect of its own, and a refusal costs just that.
    let effects = lines
        .iter()
        .map(|line| refusal(catalogue.function(line), language));
    let effects = once(effects).into_iter();
    paragraphs.extend(effects.map(|effect| paragraph(Role::Refusal, effect)));
    paragraphs.push(paragraph(Role::Withdrawal, withdrawal(catalogue, language)));
    let choices = choices
        .iter()
        .filter_map(|targets| choice(catalogue, targets, !one_recipient, language))
        .collect();
    let controls = vec![
        control(CONTROL_REFUSE, language.pick("全部不同意", "Agree to none")),
        control(CONTROL_SUBMIT, language.pick("提交选择", "Submit choices")),
    ];
    finished(language, title, paragraphs, choices, controls)
}

/// Each text once, in the order of first mention.
fn once(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

fn joined_once(texts: impl Iterator<Item = String>, language: Language) -> String {
    let texts = once(texts);
    joined(texts.iter().map(String::as_str), language)
}

/// One switch; with whoever gets the data, where that is not the same for all.
fn choice(
    catalogue: &Catalogue,
    targets: &[Target],
    with_recipient: bool,
    language: Language,
) -> Option<Choice> {
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
    let title = match line.part {
        Part::Whole => title,
        Part::Abroad => format!("{title}{}", language.pick("（传到境外）", " (abroad)")),
        Part::Joined => format!("{title}{}", language.pick("（合并使用）", " (combined)")),
    };
    let mut detail = format!("{purpose}\n{manner}");
    if with_recipient {
        detail = format!("{detail}\n{}", recipient_line(catalogue, line, language));
    }
    Some(Choice {
        id: catalogue.choice_of(line),
        title,
        detail,
    })
}

pub(super) fn finished(
    language: Language,
    title: String,
    paragraphs: Vec<Paragraph>,
    choices: Vec<Choice>,
    controls: Vec<Control>,
) -> PromptText {
    let told = if Rule::R021.holds() {
        paragraphs.len()
    } else {
        1
    };
    PromptText {
        language,
        title,
        paragraphs: paragraphs.into_iter().take(told).collect(),
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

pub(super) fn paragraph(role: Role, text: String) -> Paragraph {
    Paragraph { role, text }
}

pub(super) fn control(id: &str, label: &str) -> Control {
    Control {
        id: id.to_owned(),
        label: label.to_owned(),
    }
}

pub(super) fn labelled(language: Language, zh: &str, en: &str, text: &str) -> String {
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
    // The author added it (D-6), and a person must be able to tell.
    if lines.iter().any(|line| line.access.not_in_text) {
        seen.push(language.pick(
            "政策原文未写明，由本应用补充",
            "not in the text of the policy; added by this app",
        ));
    }
    seen.join(language.pick("；", "; "))
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>, language: Language) -> String {
    parts.collect::<Vec<_>>().join(language.pick("、", ", "))
}

pub(super) fn controllers(catalogue: &Catalogue, language: Language) -> String {
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

fn controller_name(controller: &Controller, language: Language) -> String {
    language
        .of_text(&texts::controller_name(controller))
        .to_owned()
}

fn recipient_line(catalogue: &Catalogue, line: &Line, language: Language) -> String {
    if let Some(recipient) = catalogue.recipient(line) {
        let name = language.of_text(&recipient.name);
        let place = match recipient.region {
            Some(Region::Abroad) => language.pick("（境外）", " (abroad)"),
            Some(Region::Domestic) | None => "",
        };
        return labelled(language, "接收方", "Recipient", &format!("{name}{place}"));
    }
    let (zh, en) = match line.action {
        Action::Share | Action::Transfer => (
            "接收方：由您选择，见“方式”",
            "Recipient: of your own choice, see “How”",
        ),
        Action::Disclose => (
            "接收方：公开，任何人都能看到",
            "Recipient: everybody, it is made public",
        ),
        // Nobody receives it by this answer; another line of the pack may ask to pass it on.
        _ if is_passed_on(catalogue, line) => (
            "接收方：无；如需提供给第三方，会另行征得您的同意",
            "Recipient: none; passing it on to a third party needs your agreement to that",
        ),
        Action::Collect | Action::Retain | Action::RefuseRequest => (
            "接收方：无，不提供给第三方",
            "Recipient: none, not passed to third parties",
        ),
    };
    language.pick(zh, en).to_owned()
}

/// Whether the pack names a third party that may receive data of these kinds.
fn is_passed_on(catalogue: &Catalogue, line: &Line) -> bool {
    let others = catalogue.lines().iter().filter(|it| it.recipient.is_some());
    others
        .flat_map(|it| &it.covers)
        .any(|kind| line.covers.contains(kind))
}

pub(super) fn refusal(function: &Function, language: Language) -> String {
    let effect = refusal_effect(
        if Rule::R022.holds() {
            function.refusal.effect
        } else {
            RefusalEffect::BlockService
        },
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

pub(super) fn withdrawal(catalogue: &Catalogue, language: Language) -> String {
    let route = language.of_text(&catalogue.data().withdrawal.route);
    match language {
        Language::Zh => format!("撤回：{route}。撤回不影响此前已进行的处理。"),
        Language::En => format!("To withdraw: {route}. What was done before stays lawful."),
    }
}
