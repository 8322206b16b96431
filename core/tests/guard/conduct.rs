//! What was seen beside the guard, and messages.

use askfirst::guard::{Conformity, MessageClass, Observed};
use askfirst::state::ObligedAction;

use crate::phone::*;

fn observed(phone: &Phone, recipient: Option<&str>, kind: &str) -> Conformity {
    let observed = Observed {
        recipient: recipient.map(str::to_owned),
        kind: kind.to_owned(),
        at: phone.clock.now(),
    };
    phone.guard.conformity().observed(observed).wait()
}

fn why(conformity: Conformity) -> Reason {
    match conformity {
        Conformity::Nonconforming { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

/// R-048, T-20: the row is the ceiling; whoever reads more is shut off.
#[test]
fn an_undeclared_read_is_recorded_and_shuts_the_recipient_off() {
    let phone = Phone::accepted();
    phone.give("bugly.network");
    let started = phone.guard.start("bugly".to_owned()).wait();
    assert_eq!(started, running(&["bugly.network"]));
    assert_eq!(
        observed(&phone, Some("bugly"), "net.access"),
        Conformity::Conforms
    );
    let answer = observed(&phone, Some("bugly"), "clip.content");
    let Conformity::Nonconforming {
        reason: why,
        obligations,
    } = answer
    else {
        panic!("{answer:?}")
    };
    assert_eq!(why, Reason::RecipientKindExceeded);
    assert_eq!(obligations.len(), 1);
    assert_eq!(obligations[0].action, ObligedAction::StopRecipient);
    assert_eq!(
        phone.happened("nonconforming"),
        ["bugly clip.content RECIPIENT_KIND_EXCEEDED"]
    );
    let held = |phone: &Phone| match phone.guard.start("bugly".to_owned()).wait() {
        Started::Held(shut) => shut.reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(held(&phone), Reason::Nonconforming);
    assert_eq!(reason(&phone.never("bugly.network")), Reason::Nonconforming);
    assert!(!phone.guard.is_open(phone.gate("bugly.network")));
    assert_eq!(phone.guard.conformity().shut_off(), ["bugly"]);
    // That it stopped is not enough; the host has to settle it.
    for owed in phone.guard.obligations() {
        assert!(phone.guard.confirm(owed.id, Confirmation::Done).wait());
    }
    let phone = phone.reopen();
    assert_eq!(held(&phone), Reason::Nonconforming);
    assert!(phone.guard.conformity().cleared("bugly".to_owned()).wait());
    assert!(!phone.guard.conformity().cleared("bugly".to_owned()).wait());
    let started = phone.guard.start("bugly".to_owned()).wait();
    assert_eq!(started, running(&["bugly.network"]));
    let findings = phone.guard.conformity().findings().wait();
    assert_eq!(findings.len(), 1, "what was found stays on record");
    assert_eq!(findings[0].kind, "clip.content");
}

#[test]
fn what_is_declared_still_needs_a_consent() {
    let phone = Phone::accepted();
    assert_eq!(
        why(observed(&phone, Some("amap"), "loc.precise")),
        Reason::NoConsent
    );
    let phone = Phone::accepted();
    phone.give("amap.location");
    assert_eq!(
        observed(&phone, Some("amap"), "loc.precise"),
        Conformity::Conforms
    );
    // The app's consent is not the recipient's, nor the other way round.
    assert_eq!(
        why(observed(&phone, None, "loc.precise")),
        Reason::NoConsent
    );
    assert_eq!(
        why(observed(&phone, None, "clip.content")),
        Reason::NotDeclared
    );
    let stranger = observed(&phone, Some("some_sdk"), "net.ip");
    assert_eq!(why(stranger), Reason::RecipientNotDeclared);
    assert_eq!(
        observed(&phone, None, "net.ip"),
        Conformity::Conforms,
        "by the policy"
    );
}

#[test]
fn a_read_from_before_a_withdrawal_is_no_finding() {
    let phone = Phone::accepted();
    phone.give("amap.location");
    let before = phone.clock.now();
    phone.after(HOUR);
    let _ = phone.guard.withdraw(phone.gate("amap.location")).wait();
    let late = |at| {
        let observed = Observed {
            recipient: Some("amap".to_owned()),
            kind: "loc.precise".to_owned(),
            at,
        };
        phone.guard.conformity().observed(observed).wait()
    };
    assert_eq!(late(before), Conformity::Conforms);
    phone.after(2 * HOUR);
    assert!(matches!(
        late(phone.clock.now()),
        Conformity::Nonconforming { .. }
    ));
}

/// three classes, three answers.
#[test]
fn messages_are_of_three_classes() {
    let phone = Phone::accepted();
    let may = |class, topics: &[&str]| {
        let topics: Vec<String> = topics.iter().map(|&it| it.to_owned()).collect();
        phone.guard.messages().may_send(class, &topics)
    };
    use MessageClass::{Promotional, Service};
    assert_eq!(may(Promotional, &["illness"]), Err(Reason::ForbiddenTopic));
    assert_eq!(may(Promotional, &["housing"]), Ok(()));
    assert!(phone.guard.messages().opt_out_route().is_some());
    assert!(phone.guard.messages().stop(true).wait());
    assert_eq!(may(Promotional, &[]), Err(Reason::Refused));
    assert_eq!(
        may(Service, &[]),
        Ok(()),
        "a service notice cannot be refused"
    );
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    let may = |class| phone.guard.messages().may_send(class, &[]);
    assert_eq!(may(Promotional), Err(Reason::Refused), "remembered");
    assert!(phone.guard.messages().stop(false).wait());
    assert_eq!(may(Promotional), Ok(()));
    let _ = phone
        .guard
        .account()
        .closed(askfirst::pack::model::Initiator::Person)
        .wait();
    assert_eq!(may(Promotional), Err(Reason::AccountClosed));
    assert_eq!(may(Service), Ok(()));
}

#[test]
fn promotion_waits_for_the_policy_and_needs_a_word_of_it() {
    let phone = Phone::new();
    let () = phone.guard.settle().wait();
    let may = |phone: &Phone, class| phone.guard.messages().may_send(class, &[]);
    let class = MessageClass::Promotional;
    assert_eq!(may(&phone, class), Err(Reason::NoPolicyAcceptance));
    assert_eq!(may(&phone, MessageClass::Service), Ok(()));
    for number in ["000", "001"] {
        let phone = Phone::accepting(policy(number));
        assert_eq!(may(&phone, class), Err(Reason::NotDeclared), "{number}");
    }
}
