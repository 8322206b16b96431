//! Names for what a pack has only codes for.

use super::Language;
use crate::catalogue::{Catalogue, Line, Part};
use crate::pack::model::{
    Action, ChangeClass, Controller, ControllerRole, Initiator, NoticePart, RightName, Text,
    TimeUnit,
};
use crate::rules::changes::How;
use crate::rules::clocks::Promise;

fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

/// What is special about a companion of an access, as a person reads it.
pub(crate) fn companion_manner(part: Part) -> Text {
    match part {
        Part::Whole => text("", ""),
        Part::Abroad => text(
            "信息会传到境外处理，需要您单独同意",
            "the data are sent to another country, which needs a consent of its own",
        ),
        Part::Joined => text(
            "与能识别您身份的信息合并使用，合并期间按个人信息对待",
            "combined with data that say who you are, and personal data for as long as that lasts",
        ),
    }
}

/// An access in a list: what is read, and for whom or what.
pub(crate) fn access_name(catalogue: &Catalogue, line: &Line) -> Text {
    let function = &catalogue.function(line).name;
    let owner = catalogue.recipient(line).map_or(function, |it| &it.name);
    let term = &line.kind.term;
    text(
        &format!("{}（{}）", term.zh, owner.zh),
        &format!("{} ({})", term.en, owner.en),
    )
}

/// A controller, also one that the policy does not name.
pub(crate) fn controller_name(controller: &Controller) -> Text {
    if let Some(name) = &controller.name {
        return name.clone();
    }
    match controller.role {
        ControllerRole::Operator => text(
            "本应用的运营者（政策未写明名称）",
            "the operator of this app (not named in the policy)",
        ),
        ControllerRole::EnterpriseCustomer => text("您所在的企业", "your organisation"),
        ControllerRole::Affiliate => text("关联公司", "an affiliate"),
        ControllerRole::Authority => text(
            "主管机关（政策未写明名称）",
            "the authority in charge (not named in the policy)",
        ),
    }
}

/// A right, by its everyday name.
pub(crate) fn right_name(right: RightName) -> Text {
    match right {
        RightName::Access => text("查阅", "to see your data"),
        RightName::Correction => text("更正", "to have them corrected"),
        RightName::Deletion => text("删除", "to have them deleted"),
        RightName::Copy => text("获取副本", "to take a copy"),
        RightName::Portability => text("转移给其他处理者", "to have them handed to somebody else"),
        RightName::Withdrawal => text("撤回同意", "to withdraw consent"),
        RightName::Closing => text("注销账户", "to close your account"),
        RightName::Explanation => text("要求解释", "to have rules and decisions explained"),
        RightName::Complaint => text("投诉", "to complain"),
    }
}

/// The stable name of a right, as packs write it.
pub(crate) fn right_id(right: RightName) -> &'static str {
    match right {
        RightName::Access => "access",
        RightName::Correction => "correction",
        RightName::Deletion => "deletion",
        RightName::Copy => "copy",
        RightName::Portability => "portability",
        RightName::Withdrawal => "withdrawal",
        RightName::Closing => "closing",
        RightName::Explanation => "explanation",
        RightName::Complaint => "complaint",
    }
}

/// A block of a pack, by what a person calls it.
pub(crate) fn block_name(path: &str) -> Text {
    let (zh, en) = match path {
        "contact" => (
            "联系与投诉方式",
            "how to reach or complain about the controller",
        ),
        "retention" => ("保存期限", "how long data are kept"),
        "storage" => (
            "存放地点与出境",
            "where data are kept, and whether they leave the country",
        ),
        "exemptions" => ("免于同意的情形", "cases without consent"),
        "combination" => ("信息的合并使用", "combining data"),
        "minors" => ("未成年人保护", "protection of minors"),
        "withdrawal" => ("撤回同意的方式", "how to withdraw consent"),
        "closing" => ("账户注销", "closing an account"),
        "times" => ("答复时限", "how soon you are answered"),
        _ => (
            "对您权益有重大影响的变化",
            "a change with a high risk for you",
        ),
    };
    text(zh, en)
}

/// A class of change.
pub(crate) fn class_name(class: ChangeClass) -> Text {
    match class {
        ChangeClass::Purposes => text("处理目的", "Purposes"),
        ChangeClass::Kinds => text("信息种类", "Kinds of data"),
        ChangeClass::Manner => text("处理方式", "How data are used"),
        ChangeClass::Controller => text("处理者", "Who decides"),
        ChangeClass::Recipients => text("接收方", "Who receives data"),
        ChangeClass::Rights => text("您的权利", "Your rights"),
        ChangeClass::Contact => text("联系方式", "Contact"),
        ChangeClass::HighRisk => text("重大影响", "High risk"),
    }
}

/// What became of something between two editions.
pub(crate) fn how_name(how: How) -> Text {
    match how {
        How::Added => text("新增", "new"),
        How::Removed => text("取消", "no longer"),
        How::Changed => text("变化", "changed"),
    }
}

/// What a list of cases without consent is for.
pub(crate) fn exemption_heading(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Collect => (
            "收集时免于同意的情形",
            "Cases of collecting without consent",
        ),
        Action::Share => ("共享时免于同意的情形", "Cases of sharing without consent"),
        Action::Transfer => (
            "转让时免于同意的情形",
            "Cases of transferring without consent",
        ),
        Action::Disclose => (
            "公开时免于同意的情形",
            "Cases of making public without consent",
        ),
        Action::Retain => ("延长保存的情形", "Cases of keeping data longer"),
        Action::RefuseRequest => ("可以拒绝请求的情形", "Cases in which a request is refused"),
    }
}

/// Who may start closing an account.
pub(crate) fn initiator_name(by: Initiator) -> Text {
    match by {
        Initiator::Person => text("您本人在应用内", "you, in the app"),
        Initiator::CustomerService => text("您本人通过客服", "you, through customer service"),
        Initiator::Counter => text("您本人在线下窗口", "you, at a counter"),
        Initiator::Employer => text("您所在的单位", "your employer"),
        Initiator::EnterpriseCustomer => text("企业客户", "the enterprise customer"),
    }
}

/// A part of a notice about an incident.
pub(crate) fn notice_part_name(part: NoticePart) -> Text {
    match part {
        NoticePart::Facts => text("事件情况和可能的影响", "what happened and may follow"),
        NoticePart::Measures => text("已采取或将采取的措施", "what was or will be done"),
        NoticePart::Advice => text("您可以自行防范的建议", "what you can do yourself"),
        NoticePart::Remedies => text("补救措施", "what is offered to make up for it"),
    }
}

/// A promised length of time.
pub(crate) fn promised_time(promise: Promise, language: Language) -> String {
    let (zh, en) = match promise.unit {
        TimeUnit::Hours => ("小时", "hours"),
        TimeUnit::Days => ("日", "days"),
        TimeUnit::WorkingDays => ("个工作日", "working days"),
    };
    match language {
        Language::Zh => format!("{}{zh}", promise.length),
        Language::En => format!("{} {en}", promise.length),
    }
}
