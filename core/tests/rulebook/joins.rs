//! Joining data (R-041 … R-043).

use askfirst::guard::Joined;

use crate::app::*;

fn open(app: &App, accesses: &[&str], ask: Ask) -> Reply<Joined> {
    let gates = accesses.iter().map(|it| app.gate(it)).collect();
    app.guard.joins().open(gates, ask, PlatformState::OPEN)
}

fn shut(joined: Joined) -> Reason {
    match joined {
        Joined::Shut(shut) => shut.reason,
        Joined::Open(_) => panic!("it was joined"),
    }
}

/// R-041, T-30: free by itself, personal beside a phone number, and only as long.
#[test]
fn data_that_name_nobody_need_consent_as_long_as_they_are_joined() {
    let app = App::accepted();
    assert!(app.never("safety.model").is_ok(), "free on its own");
    let join = open(&app, &["safety.model", "login.phone"], Ask::Tapped);
    let prompt = app.press("agree", &[]);
    assert_eq!(prompt.accesses, ["safety.model@joined"]);
    assert!(
        says(&prompt).contains("与能识别您身份的信息合并"),
        "{}",
        says(&prompt)
    );
    let Joined::Open(id) = join.wait() else {
        panic!("it was agreed to");
    };
    assert_eq!(app.guard.joins().stands(id).wait(), None);
    assert!(app.never("safety.model").is_ok());
    app.withdraw("safety.model@joined");
    assert_eq!(
        app.never("safety.model"),
        Err(Reason::Withdrawn),
        "still joined"
    );
    assert!(!app.is_open("safety.model"));
    assert!(app.guard.joins().stands(id).wait().is_some());
    assert!(app.guard.joins().end(id).wait());
    assert!(
        app.never("safety.model").is_ok(),
        "the earlier rule returns"
    );
    assert!(app.is_open("safety.model"));
    assert!(!app.guard.joins().end(id).wait(), "it ended once");
    assert_eq!(app.happened("joined"), ["safety.model login.phone"]);
}

#[test]
fn a_refused_join_leaves_single_use_as_it_was() {
    let app = App::accepted();
    let join = open(&app, &["safety.model", "login.phone"], Ask::Tapped);
    app.press("refuse", &[]);
    assert_eq!(shut(join.wait()), Reason::Refused);
    assert!(app.never("safety.model").is_ok());
    assert_eq!(
        shut(open(&app, &["safety.model", "login.phone"], Ask::IfNew).wait()),
        Reason::Refused
    );
    app.asks_nobody();
    assert_eq!(
        shut(open(&app, &["safety.model", "login.phone"], Ask::Never).wait()),
        Reason::Refused
    );
}

#[test]
fn every_member_needs_its_own_consent() {
    let app = App::accepted();
    let never = open(&app, &["scan.camera", "login.phone"], Ask::Never).wait();
    assert_eq!(shut(never), Reason::NoConsent);
    app.give("scan.camera");
    let joined = open(&app, &["scan.camera", "login.phone"], Ask::Never).wait();
    assert!(
        matches!(joined, Joined::Open(_)),
        "personal data by themselves: {joined:?}"
    );
}

/// R-042, T-31: agreed to everything, and still never.
#[test]
fn what_the_policy_promises_never_to_join_is_never_joined() {
    let app = App::accepted();
    assert!(app.never("safety.usage").is_ok() && app.never("login.phone").is_ok());
    for pair in [
        ["safety.usage", "login.phone"],
        ["login.phone", "safety.usage"],
    ] {
        assert_eq!(
            shut(open(&app, &pair, Ask::Tapped).wait()),
            Reason::ForbiddenJoin
        );
    }
    app.asks_nobody();
    let with_more = ["login.phone", "safety.model", "safety.usage"];
    assert_eq!(
        shut(open(&app, &with_more, Ask::Tapped).wait()),
        Reason::ForbiddenJoin
    );
    let decisions = app.guard.decisions(0, usize::MAX).wait();
    assert!(
        decisions
            .iter()
            .any(|it| it.reason == Some(Reason::ForbiddenJoin))
    );
}

/// what nobody can be found in stays so.
#[test]
fn anonymised_data_are_never_joined() {
    let app = App::accepted();
    let join = open(&app, &["safety.trend", "login.phone"], Ask::Tapped).wait();
    assert_eq!(shut(join), Reason::ForbiddenJoin);
}

/// R-043, T-32: de-identified is not anonymous.
#[test]
fn only_anonymised_data_leave_the_rules() {
    let app = App::accepted();
    let release = |kind: &str| {
        let released = app
            .guard
            .handling()
            .release(kind.to_owned(), "统计局".to_owned());
        released.wait().map(|shut| shut.reason)
    };
    assert_eq!(release("x.trend"), None);
    assert_eq!(release("x.trail"), Some(Reason::RecipientNotDeclared));
    assert_eq!(release("device.model"), Some(Reason::RecipientNotDeclared));
    assert_eq!(release("phone.number"), Some(Reason::RecipientNotDeclared));
    assert_eq!(release("net.ip"), Some(Reason::NotDeclared));
}

#[test]
fn calling_an_identifier_anonymised_does_not_free_it() {
    let mut text = text();
    of(&mut text["kinds"], "device.android_id")["identifiability"] = json!("anonymised");
    let problems = Pack::parse("pack", &text.to_string()).unwrap_err();
    assert!(
        problems.to_string().contains("identifiability"),
        "{problems}"
    );
}

/// A join is a running operation; it does not outlive its process.
#[test]
fn a_join_ends_with_its_process() {
    let app = App::accepted();
    let join = open(&app, &["safety.model", "login.phone"], Ask::Tapped);
    app.press("agree", &[]);
    assert!(matches!(join.wait(), Joined::Open(_)));
    let app = app.again(&text());
    app.withdraw("safety.model@joined");
    assert!(app.never("safety.model").is_ok());
}

#[test]
fn a_join_of_something_undeclared_is_shut() {
    let app = App::accepted();
    let joined = open(&app, &["safety.model", "clip.content"], Ask::Tapped).wait();
    assert_eq!(shut(joined), Reason::NotDeclared);
}
