//! Cases without consent (R-078 … R-080).

use askfirst::guard::Exempted;
use askfirst::pack::model::{Action, Ground};
use askfirst::rules::exemptions::{Claim, Which, item_of};

use crate::app::*;

fn enabled() -> App {
    let app = App::with(&text(), |options| options.exemptions = true);
    app.accept();
    app
}

fn claim(item: Which) -> Claim {
    Claim {
        action: Action::Collect,
        item,
        reason: "the app crashed at start".to_owned(),
        requester: "support".to_owned(),
        citation: None,
        directly: false,
    }
}

fn claimed(app: &App, access: &str, claim: Claim) -> Result<Exempted, Reason> {
    let exemptions = app.guard.exemptions();
    match exemptions
        .claim(app.gate(access), claim, PlatformState::OPEN)
        .wait()
    {
        Exempted::Shut(shut) => Err(shut.reason),
        other => Ok(other),
    }
}

/// R-078, T-35: a list is for its action.
#[test]
fn a_list_for_one_action_says_nothing_about_another() {
    let app = enabled();
    // Settling a dispute is in the list for sharing; research is in none.
    for item in [Which::Ground(Ground::Dispute), Which::Number(20)] {
        assert_eq!(
            claimed(&app, "safety.apps", claim(item)),
            Err(Reason::ExemptionScope)
        );
    }
    for item in [Which::Ground(Ground::Research), Which::Number(10)] {
        assert_eq!(
            claimed(&app, "safety.apps", claim(item)),
            Err(Reason::ExemptionNotListed)
        );
    }
    let news = claimed(&app, "safety.apps", claim(Which::Number(9)));
    assert!(matches!(news, Ok(Exempted::Permit(_))), "{news:?}");
    let data = pack(&text());
    let refuse = item_of(data.data(), Action::RefuseRequest, Which::Number(6));
    assert!(refuse.is_ok_and(|item| item.ground == Ground::TradeSecret));
}

/// R-079, T-36: deliberate, evidenced, for one read, visible, and no consent.
#[test]
fn an_exemption_is_for_one_read_and_never_becomes_consent() {
    let app = enabled();
    let Ok(Exempted::Permit(permit)) = claimed(&app, "safety.apps", claim(Which::Number(9))) else {
        panic!("it is listed");
    };
    assert!(app.guard.spend(permit.id));
    assert!(!app.guard.spend(permit.id));
    assert_eq!(app.guard.finish(permit.id, ReadOutcome::Read), None);
    assert_eq!(app.never("safety.apps"), Err(Reason::NoConsent));
    assert!(!app.is_open("safety.apps"));
    assert!(app.happened("given").is_empty());
    assert_eq!(app.happened("exempted"), ["safety.appscollect 9"]);
    let decisions = app.guard.decisions(0, usize::MAX).wait();
    assert!(
        decisions
            .iter()
            .any(|it| it.access == "exempt safety.apps" && it.entry == Some(permit.entry))
    );
}

#[test]
fn nobody_claims_without_saying_why_and_who() {
    let app = enabled();
    let base = claim(Which::Number(9));
    for bad in [
        Claim {
            reason: " ".to_owned(),
            ..base.clone()
        },
        Claim {
            requester: String::new(),
            ..base.clone()
        },
    ] {
        assert_eq!(
            claimed(&app, "safety.apps", bad),
            Err(Reason::ExemptionScope)
        );
    }
    assert!(app.happened("exempted").is_empty());
}

/// R-079, D-10: off unless the host says so.
#[test]
fn exemptions_are_off_by_default() {
    let app = App::accepted();
    assert_eq!(
        claimed(&app, "safety.apps", claim(Which::Number(9))),
        Err(Reason::ExemptionsOff)
    );
}

/// an SDK cannot claim.
#[test]
fn a_recipients_code_cannot_claim() {
    let app = enabled();
    assert_eq!(
        claimed(&app, "map_sdk.precise", claim(Which::Number(9))),
        Err(Reason::ExemptionScope)
    );
    let shared = Claim {
        action: Action::Share,
        ..claim(Which::Number(1))
    };
    assert_eq!(
        claimed(&app, "map_sdk.precise", shared),
        Err(Reason::ExemptionScope)
    );
}

/// wide items do not expand.
#[test]
fn an_item_reaches_as_far_as_its_own_limits() {
    let app = enabled();
    let faults = || claim(Which::Number(8));
    assert_eq!(
        claimed(&app, "safety.apps", faults()),
        Err(Reason::ExemptionScope),
        "the app list"
    );
    assert_eq!(
        claimed(&app, "navigation.coarse", faults()),
        Err(Reason::ExemptionScope)
    );
    assert!(claimed(&app, "safety.model", faults()).is_ok());
    let security = || claim(Which::Number(1));
    assert_eq!(
        claimed(&app, "safety.apps", security()),
        Err(Reason::ExemptionScope),
        "not directly"
    );
    let direct = Claim {
        directly: true,
        ..security()
    };
    assert!(claimed(&app, "safety.apps", direct).is_ok());
}

/// R-080: *other cases in law* names the law.
#[test]
fn other_cases_in_law_need_a_law() {
    let app = enabled();
    let other = || claim(Which::Number(11));
    assert_eq!(
        claimed(&app, "safety.apps", other()),
        Err(Reason::ExemptionScope)
    );
    let blank = Claim {
        citation: Some(" ".to_owned()),
        ..other()
    };
    assert_eq!(
        claimed(&app, "safety.apps", blank),
        Err(Reason::ExemptionScope)
    );
    let cited = Claim {
        citation: Some("反恐怖主义法 18".to_owned()),
        ..other()
    };
    assert!(claimed(&app, "safety.apps", cited).is_ok());
}

/// R-080, T-37, T-38.
#[test]
fn grounds_to_refuse_and_consent_itself_exempt_from_nothing() {
    let app = enabled();
    assert_eq!(
        claimed(&app, "safety.apps", claim(Which::Number(6))),
        Err(Reason::ExemptionScope)
    );
    assert_eq!(
        claimed(&app, "safety.apps", claim(Which::Number(13))),
        Err(Reason::ExemptionScope)
    );
}

/// An exemption frees from consent, not from the other doors.
#[test]
fn the_other_doors_stay_shut() {
    let app = App::with(&text(), |options| options.exemptions = true);
    assert_eq!(
        claimed(&app, "safety.apps", claim(Which::Number(9))),
        Err(Reason::NoPolicyAcceptance)
    );
    app.accept();
    assert_eq!(
        claimed(&app, "report.crash", claim(Which::Number(9))),
        Err(Reason::TriggerMismatch)
    );
    let away = PlatformState {
        foreground: false,
        ..PlatformState::OPEN
    };
    let exemptions = app.guard.exemptions();
    let outcome = exemptions
        .claim(app.gate("safety.apps"), claim(Which::Number(9)), away)
        .wait();
    assert!(matches!(outcome, Exempted::Shut(shut) if shut.reason == Reason::NotInUse));
}

/// handing over on legal demand is recorded, and is no read.
#[test]
fn an_action_that_is_no_read_is_recorded() {
    let app = enabled();
    let share = Claim {
        action: Action::Share,
        ..claim(Which::Number(1))
    };
    assert!(matches!(
        claimed(&app, "login.phone", share),
        Ok(Exempted::Recorded(_))
    ));
    assert_eq!(app.happened("exempted"), ["login.phoneshare 1"]);
}
