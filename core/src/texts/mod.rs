//! The library's own words, in Chinese and English.
//!
//! The only place that words are kept which do not come from a pack. They are
//! neutral on purpose: neither harsher nor softer than the code they stand for.

mod names;

use crate::pack::model::{RefusalEffect, Text};
use crate::reason::Reason;
use crate::rules::days::Day;
use crate::state::NoticeAbout;

pub(crate) use names::{
    access_name, block_name, class_name, companion_manner, controller_name, exemption_heading,
    how_name, initiator_name, notice_part_name, promised_time, right_id, right_name,
};

/// A language that prompts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The language of a BCP 47 tag; what is neither is English.
    #[must_use]
    pub fn of(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Language::Zh
        } else {
            Language::En
        }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The text in this language.
    #[must_use]
    pub fn of_text(self, text: &Text) -> &str {
        match self {
            Language::Zh => &text.zh,
            Language::En => &text.en,
        }
    }

    /// A section of a policy as a person reads it: packs name the parts that
    /// have no number by an English word, and part citations by `; `.
    #[must_use]
    pub fn of_clause(self, clause: &str) -> String {
        if self == Language::En {
            return clause.to_owned();
        }
        let cited = PARTS_WITHOUT_NUMBER
            .iter()
            .fold(clause.replace("; ", "；"), |text, (word, zh)| {
                text.replace(word, zh)
            });
        // A word that was set off by a blank needs none in Chinese.
        cited.replace(' ', "")
    }

    /// The one of two wordings that is in this language.
    #[must_use]
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// Parts of a policy that have no number, as packs cite them, and their Chinese names.
/// `docs/packs.md` lists them for authors.
const PARTS_WITHOUT_NUMBER: &[(&str, &str)] = &[
    ("preface", "引言"),
    ("definitions", "定义"),
    ("closing", "结尾"),
    ("head", "开头"),
    ("tail", "末段"),
    ("class-", "类别"),
    ("note-", "注"),
    // A point of a list without numbers, counted: `2.2.1 b4`.
    (" b", "要点"),
];

/// What a refusal costs, for a function of this name.
#[must_use]
pub fn refusal_effect(effect: RefusalEffect, function: &str, language: Language) -> String {
    let (zh, en) = match effect {
        RefusalEffect::BlockService => (
            format!("不同意将无法正常使用本服务（涉及功能：{function}）。"),
            format!("Without it the service cannot be used normally (function: {function})."),
        ),
        RefusalEffect::MayImpair => (
            format!("不同意时，“{function}”可能无法正常运行，其他功能不受影响。"),
            format!("Without it “{function}” may not run normally. Nothing else changes."),
        ),
        RefusalEffect::LoseFeature | RefusalEffect::Unspecified => (
            format!("不同意时，仅“{function}”不可用，其他功能不受影响。"),
            format!("Without it only “{function}” is unavailable. Nothing else changes."),
        ),
        RefusalEffect::Degrade => (
            format!("不同意时，“{function}”仍可使用，只是效果可能降低。"),
            format!("Without it “{function}” still works, less well."),
        ),
    };
    language.pick(&zh, &en).to_owned()
}

/// What ending the use of core data costs, before it is done.
#[must_use]
pub fn closing_consequence<'a>(
    effect: RefusalEffect,
    function: &str,
    route: Option<&str>,
    risks: impl Iterator<Item = &'a str>,
    language: Language,
) -> String {
    let effect = refusal_effect(effect, function, language);
    let only = match route {
        Some(route) => match language {
            Language::Zh => format!("按隐私政策，该信息须注销账户才会停用。注销：{route}。"),
            Language::En => {
                format!("By the policy its use ends only with the account. To close it: {route}.")
            }
        },
        None => language
            .pick(
                "按隐私政策，该信息须注销账户才会停用。政策未写明如何注销。",
                "By the policy its use ends only with the account. The policy does not say how to close it.",
            )
            .to_owned(),
    };
    let gap = language.pick("", " ");
    risks.fold(format!("{only}{gap}{effect}"), |told, risk| {
        format!("{told}{gap}{risk}")
    })
}

/// What a notice is about, as one sentence before its parts.
#[must_use]
pub fn notice_sentence(
    about: &NoticeAbout,
    term: impl Fn(&String) -> String,
    language: Language,
) -> String {
    match about {
        NoticeAbout::Disclosure {
            recipient, kinds, ..
        } => {
            let terms: Vec<String> = kinds.iter().map(term).collect();
            let terms = terms.join(language.pick("、", ", "));
            match language {
                Language::Zh => format!("应法律要求，您的以下信息已提供给{recipient}：{terms}。"),
                Language::En => {
                    format!("On a legal demand, these data were handed to {recipient}: {terms}.")
                }
            }
        }
        NoticeAbout::Incident => language
            .pick(
                "发生了个人信息安全事件，特此告知。",
                "There was a security incident with personal data.",
            )
            .to_owned(),
        NoticeAbout::ServiceEnd { from } => {
            let day = Day::of(*from);
            match language {
                Language::Zh => {
                    format!("本服务将于{day}停止运营。自该日起，不再收集您的个人信息。")
                }
                Language::En => format!(
                    "The service ends on {day}. From that day on none of your personal data are collected."
                ),
            }
        }
    }
}

/// What a reason means, as one sentence for a person.
#[must_use]
pub fn reason_message(reason: Reason, language: Language) -> &'static str {
    let (zh, en) = match reason {
        Reason::NotDeclared => (
            "隐私政策未包含此类信息，因此不会读取。",
            "The privacy policy does not cover this data, so it is not read.",
        ),
        Reason::PurposeNotDeclared => (
            "隐私政策未说明为此目的使用该信息。",
            "The privacy policy does not state this purpose for the data.",
        ),
        Reason::RecipientNotDeclared => (
            "隐私政策未列出该第三方。",
            "The privacy policy does not list this third party.",
        ),
        Reason::RecipientKindExceeded => (
            "该第三方无权获取此类信息。",
            "This third party is not entitled to this data.",
        ),
        Reason::ControllerMismatch => (
            "该功能不由此处理者负责。",
            "This function is not run by that controller.",
        ),
        Reason::TriggerMismatch => (
            "政策声明的收集方式与此不同。",
            "The policy states another way of collecting this data.",
        ),
        Reason::ActionNotDeclared => (
            "隐私政策未说明会这样处理该信息。",
            "The privacy policy does not say that this is done with the data.",
        ),
        Reason::SourceNotDeclared => (
            "隐私政策未说明该信息的这一来源。",
            "The privacy policy does not name this source of the data.",
        ),
        Reason::CrossBorder => (
            "隐私政策不允许将信息传到境外。",
            "The privacy policy does not let the data leave the country.",
        ),
        Reason::ForbiddenJoin => (
            "隐私政策承诺不会将这些信息合并使用。",
            "The privacy policy promises that these data are never combined.",
        ),
        Reason::NoStore => (
            "该信息只能使用，不得保存或转交。",
            "These data may be used, but neither kept nor passed on.",
        ),
        Reason::ExemptionNotListed => (
            "隐私政策未列出这一免于同意的情形。",
            "The privacy policy does not list this case as one without consent.",
        ),
        Reason::ExemptionScope => (
            "免于同意的情形不适用于此项处理。",
            "The case without consent does not extend to this.",
        ),
        Reason::ExemptionsOff => (
            "本应用未启用免于同意的情形。",
            "This app has not enabled cases without consent.",
        ),
        Reason::SourceUnproven => (
            "尚未证明该信息来源合法。",
            "It has not been shown that the source obtained the data lawfully.",
        ),
        Reason::ServiceEnded => ("本服务已停止运营。", "The service has ended."),
        Reason::AccountClosed => ("账户已注销。", "The account is closed."),
        Reason::AccountClosing => ("账户正在注销。", "The account is being closed."),
        Reason::LegalHold => (
            "该信息仅因法律要求而保留，不用于日常业务。",
            "The data are kept only because a law requires it, and not used otherwise.",
        ),
        Reason::GuardianRequired => (
            "需要先取得监护人的同意。",
            "A guardian has to consent first.",
        ),
        Reason::AgeUnknown => (
            "尚不知道您的年龄，因此不会读取。",
            "Your age is not known yet, so nothing is read.",
        ),
        Reason::RecipientCondition => (
            "该第三方服务不适用于当前情况。",
            "This third-party service does not apply here.",
        ),
        Reason::Nonconforming => (
            "发现该第三方服务有未获允许的读取，已停用。",
            "This third-party service was seen to read what it may not; it is shut off.",
        ),
        Reason::ForbiddenTopic => (
            "隐私政策承诺不推送此类内容。",
            "The privacy policy promises not to send messages on this topic.",
        ),
        Reason::NotInUse => (
            "应用未在使用中，不会读取。",
            "The app is not in use, so nothing is read.",
        ),
        Reason::ObligationPending => (
            "正在等待第三方服务确认停止。",
            "Waiting for the third-party service to confirm that it stopped.",
        ),
        Reason::Unsettled => (
            "设置正在更新，请稍后再试。",
            "Settings are being updated; please try again.",
        ),
        Reason::PermitVoid => (
            "授权已失效，未读取任何内容。",
            "The permit no longer holds; nothing was read.",
        ),
        Reason::NoPolicyAcceptance => (
            "尚未同意隐私政策。",
            "The privacy policy has not been accepted.",
        ),
        Reason::NoConsent => (
            "尚未征得您的同意。",
            "You have not been asked for this yet.",
        ),
        Reason::NotAnswered => ("您尚未作出选择。", "You have not made a choice yet."),
        Reason::NoScreen => (
            "当前无法显示询问界面。",
            "There is no screen to ask on right now.",
        ),
        Reason::StaleConsent => (
            "政策内容已变化，需要重新征得同意。",
            "The policy has changed; you need to be asked again.",
        ),
        Reason::Expired => ("此前的同意已到期。", "The earlier consent has run out."),
        Reason::Refused => ("您选择了不同意。", "You chose not to agree."),
        Reason::Withdrawn => ("您已撤回同意。", "You have withdrawn your consent."),
        Reason::OsDenied => ("系统权限未开启。", "The system permission is off."),
        Reason::SwitchOff => (
            "系统开关（如定位服务）已关闭。",
            "A system switch, such as location, is off.",
        ),
        Reason::NotReady => ("隐私保护正在启动。", "Privacy protection is starting."),
        Reason::PackInvalid => (
            "隐私政策数据有误，已全部关闭。",
            "The privacy policy data is invalid; everything is closed.",
        ),
        Reason::StoreUntrusted => (
            "同意记录无法核实，已全部关闭。",
            "The consent record cannot be trusted; everything is closed.",
        ),
        Reason::KeyLost => (
            "同意记录的密钥丢失，已全部关闭。",
            "The key of the consent record is gone; everything is closed.",
        ),
        Reason::StorageUnavailable => (
            "暂时无法访问同意记录。",
            "The consent record cannot be reached right now.",
        ),
        Reason::ClockStrange => (
            "设备时间异常，有期限的同意暂不生效。",
            "The device clock looks wrong; dated consents are paused.",
        ),
        Reason::Cancelled => ("操作已取消。", "The call was cancelled."),
        Reason::Closed => ("隐私保护已关闭。", "Privacy protection is closed."),
        Reason::Internal => (
            "隐私保护出现故障，已全部关闭。",
            "Privacy protection met a fault; everything is closed.",
        ),
    };
    language.pick(zh, en)
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_citation_reads_in_the_language_of_the_page() {
        assert_eq!(
            Language::Zh.of_clause("一 head; 三(三)15"),
            "一开头；三(三)15"
        );
        assert_eq!(Language::Zh.of_clause("class-1; note-2"), "类别1；注2");
        assert_eq!(
            Language::Zh.of_clause("2.2.1 b4; 四 b1"),
            "2.2.1要点4；四要点1"
        );
        assert_eq!(
            Language::En.of_clause("一 head; 三(三)15"),
            "一 head; 三(三)15"
        );
    }
}
