//! Recipients: names for categories, countries, actions.

use askfirst::catalogue::{AccessParts, Binding};
use askfirst::pack::model::{Action, Mode, Region};

use crate::app::*;

fn provider(id: &str, region: Region) -> Binding {
    Binding {
        category: "analytics".to_owned(),
        id: id.to_owned(),
        name: "友盛统计".to_owned(),
        region,
    }
}

fn parts(recipient: &str, kind: &str) -> AccessParts {
    AccessParts {
        kind: kind.to_owned(),
        recipient: Some(recipient.to_owned()),
        ..AccessParts::default()
    }
}

fn reason(app: &App, parts: &AccessParts) -> Reason {
    let verdict = app
        .guard
        .request(app.guard.gate_of(parts), Ask::Tapped, PlatformState::OPEN)
        .wait();
    match verdict {
        Verdict::Shut(shut) => shut.reason,
        other => panic!("{parts:?} gave {other:?}"),
    }
}

/// a category is nobody.
#[test]
fn a_category_without_a_name_receives_nothing() {
    let app = App::accepted();
    assert_eq!(
        app.read("analytics.device_id", Ask::Tapped),
        Err(Reason::RecipientNotDeclared)
    );
    assert_eq!(
        reason(&app, &parts("analytics", "device.android_id")),
        Reason::RecipientNotDeclared
    );
    assert_eq!(
        reason(&app, &parts("umeng", "device.android_id")),
        Reason::RecipientNotDeclared
    );
    let Started::Held(shut) = app.guard.start("analytics".to_owned()).wait() else {
        panic!("a category started");
    };
    assert_eq!(shut.reason, Reason::RecipientNotDeclared);
    app.asks_nobody();
}

#[test]
fn a_bound_name_is_asked_for_by_name_and_recorded() {
    let app = App::with(&text(), |options| {
        options.bindings = vec![
            provider("umeng", Region::Domestic),
            provider("other_stats", Region::Domestic),
        ];
    });
    app.accept();
    let read = app.request("umeng.device_id", Ask::IfNew);
    let prompt = app.press("agree", &[]);
    assert!(
        says(&prompt).contains("友盛统计（统计服务商）"),
        "{}",
        says(&prompt)
    );
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    assert_eq!(
        app.never("other_stats.device_id"),
        Err(Reason::NoConsent),
        "one name is not another"
    );
    assert_eq!(
        reason(&app, &parts("umeng", "apps.installed")),
        Reason::RecipientKindExceeded
    );
    assert_eq!(
        app.happened("bound"),
        ["analytics umeng", "analytics other_stats"]
    );
    assert!(matches!(
        app.guard.start("umeng".to_owned()).wait(),
        Started::Running(_)
    ));
    // The same names again are no news; another name is another recipient to the person.
    let app = app.again_with(&text(), |options| {
        options.bindings = vec![Binding {
            name: "别家统计".to_owned(),
            ..provider("umeng", Region::Domestic)
        }];
    });
    assert_eq!(app.happened("bound").len(), 3);
    assert_eq!(app.never("umeng.device_id"), Err(Reason::StaleConsent));
}

#[test]
fn a_name_needs_a_category_an_id_and_a_name() {
    let bad = [
        Binding {
            category: "map_sdk".to_owned(),
            ..provider("umeng", Region::Domestic)
        },
        provider("map_sdk", Region::Domestic),
        provider("Umeng", Region::Domestic),
        Binding {
            name: " ".to_owned(),
            ..provider("umeng", Region::Domestic)
        },
    ];
    for binding in bad {
        let app = App::with(&text(), |options| options.bindings = vec![binding.clone()]);
        assert_eq!(app.cause(), Some(Cause::PackInvalid), "{binding:?}");
    }
}

/// separate consent even if the ordinary one exists.
#[test]
fn data_go_abroad_only_with_a_consent_of_its_own() {
    let app = App::accepted();
    let read = app.request("cloud.clipboard", Ask::IfNew);
    let ordinary = app.press("agree", &[]);
    assert_eq!(ordinary.accesses, ["cloud.clipboard", "cloud.camera"]);
    assert!(
        says(&ordinary).contains("海外云（境外）"),
        "{}",
        says(&ordinary)
    );
    // The first yes leads to the second question; only both open.
    let mut second = None;
    for _ in 0..2000 {
        let prompt = app.prompt();
        if prompt.ticket != ordinary.ticket {
            second = Some(prompt);
            break;
        }
        let () = app.guard.settle().wait();
    }
    let second = second.unwrap();
    assert_eq!(
        second.accesses,
        ["cloud.clipboard@abroad", "cloud.camera@abroad"]
    );
    assert!(says(&second).contains("传到境外"), "{}", says(&second));
    assert!(!app.is_open("cloud.clipboard"));
    app.press("agree", &[]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    assert!(app.is_open("cloud.clipboard"));
    assert!(app.never("cloud.camera").is_ok());
    app.withdraw("cloud.clipboard@abroad");
    assert_eq!(app.never("cloud.clipboard"), Err(Reason::ObligationPending));
    assert!(!app.is_open("cloud.clipboard"));
}

#[test]
fn refusing_to_send_abroad_keeps_the_ordinary_consent_and_shuts_the_gate() {
    let app = App::accepted();
    let read = app.request("cloud.clipboard", Ask::Tapped);
    app.press("agree", &[]);
    let () = app.guard.settle().wait();
    app.press("refuse", &[]);
    let Verdict::Shut(shut) = read.wait() else {
        panic!("it went abroad");
    };
    assert_eq!(shut.reason, Reason::Refused);
    assert_eq!(
        app.guard.gate_state(app.gate("cloud.clipboard")).standing,
        Standing::Given
    );
    assert_eq!(
        app.guard
            .gate_state(app.gate("cloud.clipboard@abroad"))
            .standing,
        Standing::Refused
    );
    assert_eq!(
        app.read("cloud.clipboard", Ask::IfNew),
        Err(Reason::Refused)
    );
    let Started::Held(held) = app.guard.start("cloud".to_owned()).wait() else {
        panic!("the SDK of a recipient abroad started");
    };
    assert_eq!(held.reason, Reason::Refused);
}

#[test]
fn consent_to_send_abroad_alone_opens_nothing() {
    let app = App::accepted();
    let read = app.request("cloud.camera@abroad", Ask::Tapped);
    let first = app.press("refuse", &[]);
    assert_eq!(
        first.accesses,
        ["cloud.clipboard", "cloud.camera"],
        "the ordinary question comes first"
    );
    assert!(matches!(read.wait(), Verdict::Shut(_)));
    assert!(!app.is_open("cloud.camera@abroad"));
}

#[test]
fn a_refused_ordinary_consent_asks_nothing_more() {
    let app = App::accepted();
    app.refuse("cloud.clipboard");
    app.asks_nobody();
}

#[test]
fn both_questions_come_one_after_the_other_when_asked_together() {
    let app = App::accepted();
    let gates = vec![app.gate("cloud.clipboard"), app.gate("scan.camera")];
    let asked = app
        .guard
        .ask_together(gates, Ask::Tapped, PlatformState::OPEN);
    let first = app.press("submit", &["cloud.backup", "scan.camera"]);
    assert_eq!(first.style, Style::Choices);
    let () = app.guard.settle().wait();
    let second = app.press("agree", &[]);
    assert_eq!(
        second.accesses,
        ["cloud.clipboard@abroad", "cloud.camera@abroad"]
    );
    let answers = asked.wait();
    assert!(answers.iter().all(|it| it.given), "{answers:?}");
}

/// a policy that keeps data in the country, or does not say.
#[test]
fn data_that_must_stay_stay() {
    for change in [
        json!({"country": "CN", "abroad": "never", "clause": "4"}),
        Value::Null,
    ] {
        let mut text = text();
        match change {
            Value::Null => drop(text.as_object_mut().unwrap().remove("storage")),
            other => text["storage"] = other,
        }
        let app = App::with(&text, |_| {});
        app.accept();
        assert_eq!(
            app.read("cloud.clipboard", Ask::Tapped),
            Err(Reason::CrossBorder)
        );
        assert!(!app.is_open("cloud.clipboard"));
        app.asks_nobody();
        assert_eq!(
            app.read("cloud.clipboard@abroad", Ask::Tapped),
            Err(Reason::RecipientKindExceeded)
        );
    }
}

#[test]
fn a_bound_name_abroad_is_asked_for_twice_too() {
    let app = App::with(&text(), |options| {
        options.bindings = vec![provider("umeng", Region::Abroad)];
    });
    app.accept();
    let read = app.request("umeng.device_id", Ask::Tapped);
    app.press("agree", &[]);
    let () = app.guard.settle().wait();
    assert_eq!(app.press("agree", &[]).accesses, ["umeng.device_id@abroad"]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}

/// R-072, T-23: what is done with data is part of what was agreed to.
#[test]
fn sharing_is_not_transferring() {
    let app = App::accepted();
    let asked = |action| AccessParts {
        mode: Mode::Active,
        action,
        ..parts("partner", "id.nickname")
    };
    app.give("partner.nickname");
    let shared = app.guard.gate_of(&asked(None));
    assert!(app.guard.is_open(shared));
    assert_eq!(shared, app.gate("partner.nickname"));
    let transfer = app.guard.gate_of(&asked(Some(Action::Transfer)));
    assert_eq!(transfer, app.gate("partner.nickname_for_good"));
    assert!(!app.guard.is_open(transfer));
    assert_eq!(
        reason(&app, &asked(Some(Action::Disclose))),
        Reason::ActionNotDeclared
    );
    let collected = AccessParts {
        recipient: None,
        function: Some("scan".to_owned()),
        action: Some(Action::Transfer),
        mode: Mode::Passive,
        ..asked(None)
    };
    let camera = AccessParts {
        kind: "media.camera".to_owned(),
        ..collected
    };
    assert_eq!(reason(&app, &camera), Reason::ActionNotDeclared);
    let read = app.request("partner.nickname_for_good", Ask::IfNew);
    let prompt = app.press("agree", &[]);
    assert!(says(&prompt).contains("转让给合作方"), "{}", says(&prompt));
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}
