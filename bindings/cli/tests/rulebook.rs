//! `askfirst explain` and `askfirst diff`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use common::askfirst;

fn told(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = askfirst(arguments);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn explain_tells_of_an_access_and_of_one_that_there_is_none() {
    let (code, out, _) = told(&[
        "explain",
        "core/policies/003.json",
        "clip.content",
        "-",
        "jmlink",
        "--lang",
        "en",
    ]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("jmlink.clipboard: "), "{out}");
    assert!(out.contains("Rests on: 三(三)15"), "{out}");
    let (code, out, _) = told(&[
        "explain",
        "core/policies/000.json",
        "clip.content",
        "--lang",
        "zh",
    ]);
    assert_eq!(code, Some(1));
    assert!(out.contains("始终关闭（NOT_DECLARED）"), "{out}");
    assert_eq!(told(&["explain", "core/policies/000.json"]).0, Some(2));
}

#[test]
fn diff_lists_classes_stale_consents_and_lost_rights() {
    let (old, new) = (
        "tests/scenarios/packs/edition-1.json",
        "tests/scenarios/packs/edition-2.json",
    );
    let (code, out, _) = told(&["diff", old, new, "--lang", "en"]);
    assert_eq!(code, Some(1), "{out}");
    for words in [
        "Purposes: changed",
        "Kinds of data: new",
        "consents that go stale: invite.clipboard",
        "accesses that are new: voice.mic",
        "rights that become less: to take a copy",
    ] {
        assert!(out.contains(words), "{words} is not in\n{out}");
    }
    assert_eq!(told(&["diff", old, old]).0, Some(0));
    let (code, _, err) = told(&["diff", new, old, "--lang", "zh"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("先后版本"), "{err}");
    assert_eq!(told(&["diff", "core/policies/000.json", old]).0, Some(2));
}
