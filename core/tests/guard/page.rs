//! What a person reads: the policy's page, prompts over several functions, explanations.

use askfirst::catalogue::{Catalogue, Target};
use askfirst::explain::{Question, explain};
use askfirst::prompt::{Role, Style, accesses, policy_document};

use crate::phone::*;

fn catalogue(number: &str) -> Catalogue {
    Catalogue::new(policy(number))
}

fn page(number: &str, language: Language) -> String {
    let document = policy_document(&catalogue(number), language);
    let sections = document.sections.iter();
    let text: Vec<String> = sections
        .map(|it| format!("# {}\n{}", it.heading, it.lines.join("\n")))
        .collect();
    text.join("\n")
}

fn target(catalogue: &Catalogue, id: &str) -> Target {
    catalogue.by_id(id).unwrap()
}

/// what the text promises beside consent can be read, and its silence as well.
#[test]
fn the_policys_page_tells_what_the_text_promises_and_where_it_is_silent() {
    let zh = page("003", Language::Zh);
    for words in [
        "传到境外须经您单独同意。",
        "收集时免于同意的情形",
        "可以拒绝请求的情形",
        "审核时限：48小时",
        "答复时限：15日",
        "提前告知：30日",
        "政策写明不提供",
        "绝不推送：宗教信仰、性、疾病",
        "会告知您：事件情况和可能的影响",
        "17周岁及以下：须先由监护人同意。",
        "14周岁及以下：全部个人信息按敏感信息对待。",
    ] {
        assert!(zh.contains(words), "{words} is not in\n{zh}");
    }
    assert!(page("001", Language::Zh).contains("# 未成年人\n政策未写明。"));
    let en = page("001", Language::En);
    for words in [
        "Answered within: 15 working days",
        "It cannot be undone.",
        "May be started by: your employer",
        "the law must be named",
    ] {
        assert!(en.contains(words), "{words} is not in\n{en}");
    }
    assert!(
        page("002", Language::En).contains("The policy lists no case")
            == catalogue("002").data().exemptions.is_empty()
    );
}

/// a screen over several functions states the effect of each.
#[test]
fn a_prompt_over_several_functions_states_the_effect_of_each() {
    let catalogue = catalogue("001");
    let choices: Vec<Vec<Target>> = ["storage.files", "dial.call_log", "scan.camera"]
        .map(|id| vec![target(&catalogue, id)])
        .into();
    let text = accesses(&catalogue, Style::Choices, &choices, None, Language::En);
    let effects: Vec<&str> = text
        .paragraphs
        .iter()
        .filter(|it| it.role == Role::Refusal)
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(effects.len(), 3, "{effects:?}");
    assert!(effects[0].contains("may not run normally"));
    assert!(effects[1].contains("still works, less well"));
    assert!(effects[2].contains("only “"));
}

/// what the person hands to a platform is not said to go to nobody.
#[test]
fn a_line_that_shares_does_not_say_that_nobody_receives() {
    let catalogue = catalogue("003");
    let text = |id: &str| {
        let choice = vec![target(&catalogue, id)];
        let text = accesses(&catalogue, Style::Consent, &[choice], None, Language::Zh);
        let found = text
            .paragraphs
            .into_iter()
            .find(|it| it.role == Role::Recipient);
        found.unwrap().text
    };
    assert_eq!(
        text("third_party_login.nickname_out"),
        "接收方：由您选择，见“方式”"
    );
    assert_eq!(
        text("third_party_login.nickname"),
        "接收方：无，不提供给第三方"
    );
    // Others of this policy may receive the place, each by an agreement of its own.
    assert_eq!(
        text("nearby.location"),
        "接收方：无；如需提供给第三方，会另行征得您的同意"
    );
}

#[test]
fn an_explanation_says_what_is_asked_shown_and_why() {
    let catalogue = catalogue("003");
    let question = |kind: &str, recipient: Option<&str>| Question {
        kind: kind.to_owned(),
        purpose: None,
        recipient: recipient.map(str::to_owned),
    };
    let told = explain(
        &catalogue,
        &question("clip.content", Some("jmlink")),
        Language::En,
    );
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].access.as_deref(), Some("jmlink.clipboard"));
    let text = told[0].lines.join("\n");
    for words in [
        "Asks: at the time of use",
        "Shows: Let ",
        "starts only after",
        "Rests on: 三(三)15",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    let shut = explain(&catalogue, &question("clip.content", None), Language::Zh);
    assert_eq!(shut[0].access, None);
    assert!(shut[0].lines[0].contains("NOT_DECLARED"));
    assert_eq!(
        explain(&catalogue, &question("media.camera", None), Language::En).len(),
        3
    );
}

#[test]
fn the_guards_explanation_ends_with_what_holds_now() {
    let phone = Phone::accepted();
    let told = phone.guard.explain(phone.gate("scan.camera"), Language::En);
    assert!(told.contains("Asks: at the time of use"), "{told}");
    assert!(
        told.lines().last().unwrap().starts_with("Now: NO_CONSENT"),
        "{told}"
    );
}
