//! Purposes, families, who starts.

use crate::app::*;

/// R-009, T-14: the other ways to a place are no way around a refusal.
#[test]
fn refusing_a_place_shuts_every_other_way_to_it() {
    let app = App::accepted();
    app.refuse("navigation.precise");
    for way in [
        "navigation.coarse",
        "navigation.wifi",
        "navigation.cell",
        "navigation.geotag",
    ] {
        assert_eq!(app.never(way), Err(Reason::Refused), "{way}");
        assert_eq!(app.read(way, Ask::IfNew), Err(Reason::Refused), "{way}");
        assert!(!app.is_open(way));
    }
    app.asks_nobody();
    // What the person types is the other way that was offered, and another purpose another use.
    let typed = app.request("navigation.region", Ask::IfNew);
    app.press("agree", &[]);
    assert!(matches!(typed.wait(), Verdict::Permit(_)));
    let sdk = app.request("map_sdk.precise", Ask::IfNew);
    app.press("agree", &[]);
    assert!(matches!(sdk.wait(), Verdict::Permit(_)));
    // The person's own tap asks, and that answer counts.
    app.give("navigation.wifi");
    assert!(app.is_open("navigation.wifi"));
    assert_eq!(app.never("navigation.cell"), Err(Reason::Refused));
}

#[test]
fn withdrawing_a_place_leaves_nothing_to_try_next() {
    let app = App::accepted();
    app.give("navigation.precise");
    app.withdraw("navigation.precise");
    assert_eq!(
        app.read("navigation.cell", Ask::IfNew),
        Err(Reason::Withdrawn)
    );
    app.asks_nobody();
}

/// approximate given stays, and opens nothing precise.
#[test]
fn a_member_that_was_agreed_to_by_itself_stays() {
    let app = App::accepted();
    app.give("navigation.coarse");
    assert_eq!(app.never("navigation.precise"), Err(Reason::NoConsent));
    app.refuse("navigation.precise");
    assert!(app.is_open("navigation.coarse"));
    assert!(app.never("navigation.coarse").is_ok());
}

/// What rests on a consent falls with it, a permit that was handed out too.
#[test]
fn a_permit_through_a_related_purpose_dies_with_the_consent() {
    let app = App::accepted();
    app.give("navigation.coarse");
    let Verdict::Permit(permit) = app.request("roads.coarse", Ask::Never).wait() else {
        panic!("it was given");
    };
    app.withdraw("navigation.coarse");
    assert!(!app.guard.spend(permit.id), "what it rests on is gone");
}

/// R-033, T-34: the pack says it, so one consent covers both, and the log says through which.
#[test]
fn a_purpose_that_the_policy_calls_related_is_covered() {
    let app = App::accepted();
    assert_eq!(app.never("roads.coarse"), Err(Reason::NoConsent));
    app.give("navigation.coarse");
    let entry = app.never("roads.coarse").unwrap();
    assert_eq!(app.never("navigation.coarse"), Ok(entry));
    assert!(app.is_open("roads.coarse"));
    let decisions = app.guard.decisions(0, usize::MAX).wait();
    let through = decisions
        .iter()
        .filter(|it| it.access == "roads.coarse")
        .find_map(|it| it.through.clone());
    assert_eq!(through.as_deref(), Some("navigation.coarse"));
    app.withdraw("navigation.coarse");
    assert_eq!(app.never("roads.coarse"), Err(Reason::NoConsent));
    assert!(!app.is_open("roads.coarse"));
}

#[test]
fn the_relation_goes_one_way_and_an_own_answer_beats_it() {
    let app = App::accepted();
    app.give("roads.coarse");
    assert_eq!(app.never("navigation.coarse"), Err(Reason::NoConsent));
    app.give("navigation.coarse");
    app.withdraw("roads.coarse");
    assert_eq!(app.never("roads.coarse"), Err(Reason::Withdrawn));
    assert!(app.never("navigation.coarse").is_ok());
}

/// any other purpose is asked for by ticking, beforehand.
#[test]
fn another_purpose_is_asked_for_by_a_switch_that_is_not_set() {
    let app = App::accepted();
    app.give("navigation.coarse");
    let read = app.request("shops.coarse", Ask::IfNew);
    let prompt = app.prompt();
    assert_eq!(prompt.style, Style::Choices);
    let text = &prompt.texts[0];
    assert_eq!(text.choices.len(), 1);
    let ids: Vec<_> = text.controls.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["refuse", "submit"]);
    assert!(app.guard.shown(prompt.ticket, Language::Zh).wait());
    let agreed = app
        .guard
        .press(prompt.ticket, "agree".to_owned(), Vec::new(), Tap::Bound);
    assert!(!agreed.wait(), "such a prompt has no such control");
    app.press("submit", &["shops.coarse"]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}

#[test]
fn submitting_without_the_switch_is_a_refusal() {
    let app = App::accepted();
    let read = app.request("shops.coarse", Ask::IfNew);
    app.press("submit", &[]);
    let Verdict::Shut(shut) = read.wait() else {
        panic!("nothing was set");
    };
    assert_eq!(shut.reason, Reason::Refused);
}

/// for a face every scene is asked for, whatever the pack calls related.
#[test]
fn a_sensitive_kind_is_never_covered_by_a_neighbour() {
    let app = App::accepted();
    app.give("face.face");
    assert_eq!(app.never("door.face"), Err(Reason::NoConsent));
}

///
#[test]
fn an_error_report_goes_out_only_when_the_person_sends_it() {
    let app = App::accepted();
    for ask in [Ask::Never, Ask::IfNew] {
        assert_eq!(app.read("report.crash", ask), Err(Reason::TriggerMismatch));
    }
    app.asks_nobody();
    app.give("report.crash");
    assert_eq!(
        app.never("report.crash"),
        Err(Reason::TriggerMismatch),
        "even so"
    );
    assert!(app.read("report.crash", Ask::Tapped).is_ok());
    assert!(
        app.is_open("report.crash"),
        "consent stands; who acts is looked at by every read"
    );
}

#[test]
fn an_sdk_for_error_reports_starts_only_at_the_persons_tap() {
    let app = App::accepted();
    app.give("crash_sdk.network");
    let crash = || "crash_sdk".to_owned();
    let Started::Held(shut) = app.guard.start(crash()).wait() else {
        panic!("nobody tapped");
    };
    assert_eq!(shut.reason, Reason::TriggerMismatch);
    let started = app.guard.start_tapped(crash()).wait();
    assert_eq!(
        started,
        Started::Running(vec!["crash_sdk.network".to_owned()])
    );
    // The row is the ceiling: no identifier.
    let asked = app.guard.gate_of(&askfirst::catalogue::AccessParts {
        kind: "device.android_id".to_owned(),
        recipient: Some(crash()),
        ..askfirst::catalogue::AccessParts::default()
    });
    let verdict = app
        .guard
        .request(asked, Ask::Tapped, PlatformState::OPEN)
        .wait();
    let Verdict::Shut(shut) = verdict else {
        panic!("not in the row");
    };
    assert_eq!(shut.reason, Reason::RecipientKindExceeded);
}
