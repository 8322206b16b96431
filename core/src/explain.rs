//! What the guard would ask, show and do about one access, and why, in a few lines.
//!
//! For authors of packs and developers of apps: the same words that a person
//! gets, with the sections of the policy they rest on.

use crate::catalogue::{AccessParts, Catalogue, Line, LineIndex, Part, Target};
use crate::pack::model::{ConsentRule, Lasts, Mode, Tier};
use crate::prompt::{self, Role, Style};
use crate::reason::Reason;
use crate::texts::{Language, reason_message};

/// What is to be explained.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Kind of data.
    pub kind: String,
    /// Purpose or function; none is every one.
    pub purpose: Option<String>,
    /// Recipient; none is the app itself.
    pub recipient: Option<String>,
}

/// The explanation of one access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Id of the access; none if the policy does not cover the question.
    pub access: Option<String>,
    /// A few lines, each a sentence or a label with its text.
    pub lines: Vec<String>,
}

/// Explains every access that a question is about; one that no access covers
/// gets the reason why.
#[must_use]
pub fn explain(catalogue: &Catalogue, question: &Question, language: Language) -> Vec<Explanation> {
    let found = covering(catalogue, question);
    if found.is_empty() {
        let reason = why_uncovered(catalogue, question);
        return vec![Explanation {
            access: None,
            lines: uncovered(reason, language),
        }];
    }
    let explained = found.into_iter().map(|target| Explanation {
        access: Some(catalogue.line(target.line).id.clone()),
        lines: lines_about(catalogue, target, language),
    });
    explained.collect()
}

fn covering(catalogue: &Catalogue, question: &Question) -> Vec<Target> {
    let is_meant = |line: &Line| {
        let recipient = catalogue.recipient(line).map(|it| &it.id);
        let purpose = question.purpose.as_ref();
        line.part == Part::Whole
            && recipient == question.recipient.as_ref()
            && (line.kind.id == question.kind || line.covers.contains(&question.kind))
            && purpose.is_none_or(|it| &line.purpose.id == it || &catalogue.function(line).id == it)
    };
    let mut seen: Vec<LineIndex> = Vec::new();
    let mut targets: Vec<Target> = Vec::new();
    for target in catalogue.targets() {
        if is_meant(catalogue.line(target.line)) && !seen.contains(&target.line) {
            seen.push(target.line);
            targets.push(target);
        }
    }
    targets
}

fn why_uncovered(catalogue: &Catalogue, question: &Question) -> Reason {
    let parts = AccessParts {
        kind: question.kind.clone(),
        purpose: question.purpose.clone(),
        recipient: question.recipient.clone(),
        ..AccessParts::default()
    };
    match catalogue.resolve(&parts) {
        Err(reason) => reason,
        // Only a category of recipients resolves to nothing that can be asked for.
        Ok(_) => Reason::RecipientNotDeclared,
    }
}

fn uncovered(reason: Reason, language: Language) -> Vec<String> {
    let message = reason_message(reason, language);
    vec![
        match language {
            Language::Zh => format!("始终关闭（{}）：{message}", reason.code()),
            Language::En => format!("Always shut ({}): {message}", reason.code()),
        },
        language
            .pick(
                "不会弹出询问，也不会读取。",
                "Nobody is asked, and nothing is read.",
            )
            .to_owned(),
    ]
}

pub(crate) fn lines_about(
    catalogue: &Catalogue,
    target: Target,
    language: Language,
) -> Vec<String> {
    let line = catalogue.line(target.line);
    let mut lines = vec![
        what(catalogue, line, language),
        asks(catalogue, line, language),
    ];
    if line.gated || line.access.consent.rule != ConsentRule::Acceptance {
        lines.extend(shows(catalogue, target, language));
    }
    lines.extend(limits(catalogue, line, language));
    lines.push(why(catalogue, line, language));
    lines
}

/// What is read, for what, and who gets it.
fn what(catalogue: &Catalogue, line: &Line, language: Language) -> String {
    let term = language.of_text(&line.kind.term);
    let function = language.of_text(&catalogue.function(line).name);
    let recipient = catalogue.recipient(line);
    let who = recipient.map(|it| language.of_text(&it.name));
    match (language, who) {
        (Language::Zh, Some(who)) => format!("{}：{who}获取{term}，用于“{function}”。", line.id),
        (Language::En, Some(who)) => format!("{}: {who} gets {term}, for “{function}”.", line.id),
        (Language::Zh, None) => format!("{}：“{function}”读取{term}。", line.id),
        (Language::En, None) => format!("{}: “{function}” reads {term}.", line.id),
    }
}

/// Whether, and how, the person is asked.
fn asks(catalogue: &Catalogue, line: &Line, language: Language) -> String {
    if !line.gated && line.access.consent.rule == ConsentRule::Acceptance {
        return language
            .pick(
                "询问：不单独询问，同意隐私政策即可，可以撤回。",
                "Asks: nobody; accepting the policy opens it, and it can be withdrawn.",
            )
            .to_owned();
    }
    let with = catalogue.answered_with(line_index(catalogue, line)).count();
    let alone = line.kind.sensitive;
    let (zh, en) = match (alone, with > 1) {
        (true, _) => (
            "询问：使用时单独弹窗，不与其他信息合并",
            "Asks: at the time of use, alone on the screen",
        ),
        (false, true) => (
            "询问：使用时弹窗，与同一项目的其他信息一起",
            "Asks: at the time of use, together with the rest of its item",
        ),
        (false, false) => ("询问：使用时弹窗", "Asks: at the time of use"),
    };
    let (lasts_zh, lasts_en) = match line.access.consent.lasts {
        Lasts::WhileUsing => (
            "使用服务期间有效".to_owned(),
            "valid while the service is used".to_owned(),
        ),
        Lasts::Once => ("只用于一次读取".to_owned(), "valid for one read".to_owned()),
        Lasts::Hours(hours) => (
            format!("{hours}小时内有效"),
            format!("valid for {hours} hours"),
        ),
    };
    match language {
        Language::Zh => format!("{zh}；{lasts_zh}。"),
        Language::En => format!("{en}; {lasts_en}."),
    }
}

fn line_index(catalogue: &Catalogue, line: &Line) -> LineIndex {
    let mut lines = catalogue.lines().iter();
    lines.position(|it| it.id == line.id).unwrap_or_default()
}

/// The question itself, and what a refusal costs.
fn shows(catalogue: &Catalogue, target: Target, language: Language) -> Vec<String> {
    let choice = vec![target];
    let text = prompt::accesses(catalogue, Style::Consent, &[choice], None, language);
    let of = |role: Role| text.paragraphs.iter().find(|it| it.role == role);
    let title = match language {
        Language::Zh => format!("显示：{}", text.title),
        Language::En => format!("Shows: {}", text.title),
    };
    let told = [Role::Purpose, Role::Refusal, Role::Withdrawal];
    let told = told.into_iter().filter_map(of).map(|it| it.text.clone());
    std::iter::once(title).chain(told).collect()
}

/// What else has to be so before it opens.
fn limits(catalogue: &Catalogue, line: &Line, language: Language) -> Vec<String> {
    let mut limits = Vec::new();
    let mut add = |applies: bool, zh: &str, en: &str| {
        if applies {
            limits.push(language.pick(zh, en).to_owned());
        }
    };
    add(
        catalogue.recipient(line).is_some(),
        "第三方须在此项同意之后才能启动。",
        "The third party starts only after this consent.",
    );
    add(
        line.abroad.is_some(),
        "信息传到境外，另需单独同意。",
        "The data go abroad, which needs a consent of its own.",
    );
    add(
        line.joined.is_some(),
        "与能识别身份的信息合并时，另需单独同意。",
        "Joined with data that say who somebody is, it needs a consent of its own.",
    );
    add(
        catalogue.function(line).started_by_person,
        "只由用户本人发起。",
        "Only the person starts it.",
    );
    add(
        line.access.no_store,
        "只能使用，不得保存或转交。",
        "It may be used, but neither kept nor passed on.",
    );
    add(
        !line.access.background,
        "只在应用使用期间读取。",
        "It is read only while the app is in use.",
    );
    add(
        line.access.mode == Mode::Active,
        "由用户填写或提供，不从设备读取。",
        "The person types or provides it; it is not read from the device.",
    );
    add(
        line.access.not_in_text,
        "政策原文未写明，由作者补充。",
        "The text does not say it; the author added it.",
    );
    limits
}

/// The sections that it rests on.
fn why(catalogue: &Catalogue, line: &Line, language: Language) -> String {
    let function = catalogue.function(line);
    let tier = match function.tier {
        Tier::Core => language.pick("基本功能", "core function"),
        Tier::Additional => language.pick("附加功能", "additional function"),
        Tier::Unspecified => language.pick(
            "政策未写明是否为基本功能，按附加功能对待",
            "the policy does not say whether it is core, so it is not",
        ),
    };
    let mut clauses = vec![
        language.of_clause(&line.access.clause),
        language.of_clause(&function.clause),
    ];
    clauses.extend(
        catalogue
            .recipient(line)
            .map(|it| language.of_clause(&it.clause)),
    );
    clauses.dedup();
    let clauses = clauses.join(language.pick("、", ", "));
    match language {
        Language::Zh => format!("依据：{clauses}；{tier}。"),
        Language::En => format!("Rests on: {clauses}; {tier}."),
    }
}
