//! Notices that wait until they are shown.

use askfirst::guard::NoticeAnswer;
use askfirst::pack::model::{NoticePart, Text};

use crate::phone::*;
use NoticePart::{Advice, Facts, Measures, Remedies};

fn parts(parts: &[NoticePart]) -> Vec<(NoticePart, Text)> {
    let text = |part: NoticePart| Text {
        zh: format!("内容{part:?}"),
        en: format!("about {part:?}"),
    };
    parts.iter().map(|&part| (part, text(part))).collect()
}

/// told after a disclosure, pending until shown.
#[test]
fn a_disclosure_is_told_at_the_next_start_and_until_it_is_shown() {
    let phone = Phone::accepting(policy("000"));
    let kinds = vec!["loc.precise".to_owned()];
    let told = phone.guard.notices();
    let answer = told
        .disclosed("某人民法院".to_owned(), kinds, "judgment 12".to_owned())
        .wait();
    let NoticeAnswer::Queued { id } = answer else {
        panic!("{answer:?}")
    };
    let phone = phone.reopen_with(policy("000"), None);
    let () = phone.guard.settle().wait();
    let pending = phone.guard.notices().pending(Language::Zh);
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].id, id);
    let told = &pending[0].lines[0];
    assert!(
        told.contains("某人民法院") && told.contains("GPS"),
        "{told}"
    );
    // Somebody else's account is not told of it.
    let other = account("u-2");
    assert!(phone.guard.switch_to(other).wait());
    assert!(phone.guard.notices().pending(Language::Zh).is_empty());
    assert!(!phone.guard.notices().shown(id, Language::Zh).wait());
    assert!(phone.guard.switch_to(None).wait());
    assert!(phone.guard.notices().shown(id, Language::Zh).wait());
    assert!(phone.guard.notices().pending(Language::Zh).is_empty());
    assert!(
        !phone.guard.notices().shown(id, Language::Zh).wait(),
        "once"
    );
    let phone = phone.reopen_with(policy("000"), None);
    let () = phone.guard.settle().wait();
    assert!(phone.guard.notices().pending(Language::Zh).is_empty());
}

#[test]
fn a_text_that_promises_no_word_of_a_disclosure_has_it_recorded() {
    let phone = Phone::accepting(policy("001"));
    let kinds = vec!["phone.number".to_owned()];
    let answer = phone
        .guard
        .notices()
        .disclosed("court".to_owned(), kinds, "law".to_owned());
    assert_eq!(answer.wait(), NoticeAnswer::NotPromised);
    assert!(phone.guard.notices().pending(Language::En).is_empty());
    assert_eq!(phone.happened("disclosed"), ["phone.number"]);
}

/// a notice without what the text promises is incomplete.
#[test]
fn an_incident_notice_has_every_part_that_the_text_promises() {
    let without_remedies = parts(&[Facts, Measures, Advice]);
    let phone = Phone::accepting(policy("003"));
    let answer = phone
        .guard
        .notices()
        .incident(without_remedies.clone())
        .wait();
    assert_eq!(answer, NoticeAnswer::Lacks(vec![Remedies]));
    assert!(phone.guard.notices().pending(Language::En).is_empty());
    let whole = parts(&[Facts, Measures, Advice, Remedies]);
    let answer = phone.guard.notices().incident(whole).wait();
    assert!(matches!(answer, NoticeAnswer::Queued { .. }));
    let pending = phone.guard.notices().pending(Language::En);
    assert_eq!(pending[0].lines.len(), 5);
    assert_eq!(pending[0].lines[4], "about Remedies");
    // It concerns everybody.
    let other = account("u-2");
    assert!(phone.guard.switch_to(other).wait());
    assert_eq!(phone.guard.notices().pending(Language::En).len(), 1);
    let phone = Phone::accepting(policy("002"));
    let answer = phone.guard.notices().incident(without_remedies).wait();
    assert!(matches!(answer, NoticeAnswer::Queued { .. }));
    let phone = Phone::accepting(policy("000"));
    let answer = phone.guard.notices().incident(parts(&[Facts])).wait();
    assert!(
        matches!(answer, NoticeAnswer::Queued { .. }),
        "none promised"
    );
    let answer = phone.guard.notices().incident(Vec::new()).wait();
    assert_eq!(answer, NoticeAnswer::Lacks(vec![Facts]));
}

/// the end of the service is a notice too.
#[test]
fn the_end_of_the_service_waits_to_be_shown() {
    let phone = Phone::accepted();
    let _ = phone
        .guard
        .service()
        .announce_end("2024-03-01".to_owned())
        .wait();
    let pending = phone.guard.notices().pending(Language::Zh);
    assert_eq!(pending.len(), 1);
    assert!(
        pending[0].lines[0].contains("2024-03-01"),
        "{:?}",
        pending[0].lines
    );
    assert!(
        phone
            .guard
            .notices()
            .shown(pending[0].id, Language::Zh)
            .wait()
    );
    assert!(phone.guard.notices().pending(Language::Zh).is_empty());
}
