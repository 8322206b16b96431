//! Keeping, passing on, and where data come from.

use askfirst::catalogue::AccessParts;
use askfirst::pack::model::Mode;

use crate::app::*;

fn reason(shut: Option<Shut>) -> Option<Reason> {
    shut.map(|shut| shut.reason)
}

/// R-044, T-33.
#[test]
fn what_may_only_be_used_is_neither_kept_nor_passed_on() {
    let app = App::accepted();
    app.give("dialling.calls");
    let Verdict::Permit(permit) = app.request("dialling.calls", Ask::Never).wait() else {
        panic!("it was given");
    };
    assert!(permit.no_store);
    let handling = app.guard.handling();
    let calls = app.gate("dialling.calls");
    assert_eq!(reason(handling.keep(calls).wait()), Some(Reason::NoStore));
    let onward = handling.pass_on(calls, app.gate("partner.nickname")).wait();
    assert_eq!(reason(onward), Some(Reason::NoStore));
    let decisions = app.guard.decisions(0, usize::MAX).wait();
    let told: Vec<&str> = decisions
        .iter()
        .filter(|it| it.reason == Some(Reason::NoStore))
        .map(|it| it.access.as_str())
        .collect();
    assert_eq!(told, ["keep dialling.calls", "pass on partner.nickname"]);
}

#[test]
fn what_may_be_kept_is_kept_only_with_consent_and_passed_on_only_to_its_recipient() {
    let app = App::accepted();
    let handling = app.guard.handling();
    let (camera, cloud) = (app.gate("scan.camera"), app.gate("cloud.camera"));
    assert_eq!(
        reason(handling.keep(camera).wait()),
        Some(Reason::NoConsent)
    );
    app.give("scan.camera");
    assert_eq!(handling.keep(camera).wait(), None);
    assert_eq!(
        reason(handling.pass_on(camera, cloud).wait()),
        Some(Reason::NoConsent)
    );
    let other = app.gate("map_sdk.coarse");
    assert_eq!(
        reason(handling.pass_on(camera, other).wait()),
        Some(Reason::RecipientKindExceeded)
    );
    let read = app.request("cloud.camera", Ask::Tapped);
    app.press("agree", &[]);
    let () = app.guard.settle().wait();
    app.press("agree", &[]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    assert_eq!(handling.pass_on(camera, cloud).wait(), None);
}

fn import(kind: &str, source: Option<&str>) -> AccessParts {
    AccessParts {
        kind: kind.to_owned(),
        mode: Mode::Import,
        source: source.map(str::to_owned),
        ..AccessParts::default()
    }
}

///
#[test]
fn data_come_from_a_source_that_the_policy_names_or_not_at_all() {
    let app = App::accepted();
    let asked = |parts: &AccessParts| {
        let gate = app.guard.gate_of(parts);
        match app
            .guard
            .request(gate, Ask::Never, PlatformState::OPEN)
            .wait()
        {
            Verdict::Shut(shut) => shut.reason,
            other => panic!("{parts:?} gave {other:?}"),
        }
    };
    assert_eq!(
        asked(&import("id.nickname", Some("data_broker"))),
        Reason::SourceNotDeclared
    );
    assert_eq!(
        asked(&import("id.nickname", None)),
        Reason::SourceNotDeclared
    );
    assert_eq!(
        asked(&import("id.nickname", Some("platform"))),
        Reason::NoConsent
    );
    assert_eq!(
        asked(&import("loc.coarse", Some("platform"))),
        Reason::TriggerMismatch
    );
}

/// how the source came by them.
#[test]
fn a_source_may_have_to_be_proven_first() {
    let app = App::accepted();
    assert_eq!(
        app.read("linking.avatar", Ask::Tapped),
        Err(Reason::SourceUnproven)
    );
    app.asks_nobody();
    let prove = |source: &str, reference: &str| {
        let handling = app.guard.handling();
        handling
            .prove_source(source.to_owned(), reference.to_owned())
            .wait()
    };
    assert!(!prove("data_broker", "contract 7"));
    assert!(!prove("partner", "  "));
    assert_eq!(app.never("linking.avatar"), Err(Reason::SourceUnproven));
    assert!(prove("partner", "contract 7"));
    app.give("linking.avatar");
    assert!(app.is_open("linking.avatar"));
    assert_eq!(app.happened("source_proven"), ["partner"]);
}

/// An import without a source is no pack at all.
#[test]
fn every_import_names_its_source() {
    let mut text = text();
    let linking = of(&mut text["functions"], "linking");
    linking["accesses"][0]
        .as_object_mut()
        .unwrap()
        .remove("source");
    let problems = Pack::parse("pack", &text.to_string()).unwrap_err();
    assert!(
        problems.to_string().contains("needs `source`"),
        "{problems}"
    );
}
