//! Minors and their guardians.

use askfirst::guard::GuardianAnswer;
use askfirst::rules::minors::GuardianFault;
use askfirst::state::{GuardianRecord, ObligedAction};

use crate::phone::*;

fn phone_of_age(years: u8) -> Phone {
    let phone = Phone::new();
    let answer = phone.guard.person().states_age(years).wait();
    assert!(matches!(answer, AgeAnswer::Recorded { .. }));
    phone
}

fn record(consented: Timestamp) -> GuardianRecord {
    GuardianRecord {
        guardian: "g-17".to_owned(),
        method: "video call".to_owned(),
        evidence: "case 2024-88".to_owned(),
        consented,
    }
}

/// R-089, T-47: unknown is not adult, and what needs no prompt goes on.
#[test]
fn an_unknown_age_shuts_what_is_gated() {
    let phone = Phone::new();
    phone.accept_at_no_age();
    for ask in [Ask::Never, Ask::IfNew, Ask::Tapped] {
        assert_eq!(reason(&phone.ask("scan.camera", ask)), Reason::AgeUnknown);
        assert_eq!(
            reason(&phone.ask("jmlink.clipboard", ask)),
            Reason::AgeUnknown
        );
    }
    assert!(
        matches!(phone.never("search.phone"), Verdict::Permit(_)),
        "not gated"
    );
    let view = phone.guard.person().view();
    assert!(view.age_matters && view.age_unknown && !view.guardian_required);
    let answer = phone.guard.person().states_age(18).wait();
    let expected = AgeAnswer::Recorded {
        guardian_required: false,
        suspended: Vec::new(),
        obligations: Vec::new(),
    };
    assert_eq!(answer, expected);
    phone.give("scan.camera");
    assert!(phone.guard.policy_document(Language::Zh).is_some());
}

#[test]
fn a_policy_that_is_silent_about_minors_asks_no_age() {
    let phone = Phone::accepting(policy("001"));
    assert!(!phone.guard.person().view().age_matters);
    assert_eq!(
        phone.guard.person().states_age(10).wait(),
        AgeAnswer::NotAskedFor
    );
    assert!(phone.happened("age_stated").is_empty());
    phone.give("scan.camera");
}

/// T-48: before anything else, and not by the minor's own tap.
#[test]
fn a_minor_needs_a_guardian_before_anything_else() {
    for years in [0, 14, 15, 17] {
        let phone = phone_of_age(years);
        for access in ["search.phone", "scan.camera", "jmlink.clipboard"] {
            for ask in [Ask::Never, Ask::IfNew, Ask::Tapped] {
                assert_eq!(reason(&phone.ask(access, ask)), Reason::GuardianRequired);
            }
        }
        // The policy is not even put before the minor.
        let policy = phone.guard.present_policy(Ask::Tapped, true);
        assert_eq!(policy.wait(), PolicyState::NotAnswered);
        assert_eq!(phone.guard.prompt(), None);
        let guardian = phone
            .guard
            .person()
            .guardian_consented(record(START))
            .wait();
        let stands = GuardianAnswer::Stands {
            obligations: Vec::new(),
        };
        assert_eq!(guardian, stands);
        phone.accept();
        phone.give("scan.camera");
        let view = phone.guard.person().view();
        assert_eq!(view.guardian, Some(record(START)));
        assert!(view.use_limits.is_some());
    }
}

#[test]
fn all_of_a_childs_data_are_sensitive_and_a_fifteen_year_olds_are_not() {
    for (years, sensitive) in [(14, true), (15, false)] {
        let phone = phone_of_age(years);
        let _ = phone
            .guard
            .person()
            .guardian_consented(record(START))
            .wait();
        phone.accept();
        assert_eq!(phone.guard.person().view().all_sensitive, sensitive);
        // What the policy's acceptance opens for others needs its own prompt.
        assert_eq!(phone.guard.is_open(phone.gate("search.phone")), !sensitive);
        let gates = vec![
            phone.gate("jmlink.app_list"),
            phone.gate("jmlink.clipboard"),
        ];
        let asked = phone
            .guard
            .ask_together(gates, Ask::Tapped, PlatformState::OPEN);
        let style = phone.prompt().style;
        assert_eq!(
            style,
            if sensitive {
                Style::Consent
            } else {
                Style::Choices
            }
        );
        drop(asked);
        let () = phone.guard.settle().wait();
        if sensitive {
            phone.give("search.phone");
        }
    }
}

#[test]
fn a_guardians_consent_must_be_verifiable() {
    let phone = phone_of_age(16);
    let taken = |record| phone.guard.person().guardian_consented(record).wait();
    let nameless = GuardianRecord {
        guardian: String::new(),
        ..record(START)
    };
    assert_eq!(
        taken(nameless),
        GuardianAnswer::NotTaken(GuardianFault::NotVerifiable)
    );
    let unproven = GuardianRecord {
        evidence: " ".to_owned(),
        ..record(START)
    };
    assert_eq!(
        taken(unproven),
        GuardianAnswer::NotTaken(GuardianFault::NotVerifiable)
    );
    let later = taken(record(START.plus_ms(1)));
    assert_eq!(later, GuardianAnswer::NotTaken(GuardianFault::InTheFuture));
    assert_eq!(
        reason(&phone.never("search.phone")),
        Reason::GuardianRequired
    );
    let phone = Phone::accepting(policy("001"));
    let answer = phone
        .guard
        .person()
        .guardian_consented(record(START))
        .wait();
    assert_eq!(answer, GuardianAnswer::NotTaken(GuardianFault::NotAskedFor));
}

/// an adult by assumption turns out to be sixteen.
#[test]
fn learning_of_a_minor_suspends_every_consent_and_has_the_data_deleted() {
    let phone = Phone::accepted();
    let given = [
        "scan.camera",
        "nearby.location",
        "security.device_id",
        "amap.location",
        "jmlink.clipboard",
    ];
    for access in given {
        phone.give(access);
    }
    phone.after(HOUR);
    phone.read("amap.location");
    let held = permit(phone.never("scan.camera"));
    let answer = phone.guard.person().states_age(16).wait();
    let AgeAnswer::Recorded {
        guardian_required: true,
        mut suspended,
        obligations,
    } = answer
    else {
        panic!("{answer:?}")
    };
    suspended.sort();
    let mut expected = given.to_vec();
    expected.sort_unstable();
    assert_eq!(suspended, expected);
    let to_do = |action| {
        let of = obligations.iter().filter(|it| it.action == action);
        let mut of: Vec<_> = of
            .map(|it| (it.recipient.clone().unwrap_or_default(), it.kind.clone()))
            .collect();
        of.sort();
        of
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    let own = [
        ("", "device.id_any"),
        ("", "loc.precise"),
        ("", "media.camera"),
    ];
    assert_eq!(to_do(ObligedAction::Delete), pairs(&own));
    let passed_on = [("amap", "loc.precise"), ("jmlink", "clip.content")];
    assert_eq!(to_do(ObligedAction::PassDeletionOn), pairs(&passed_on));
    assert_eq!(
        to_do(ObligedAction::StopRecipient),
        pairs(&[("amap", ""), ("jmlink", "")])
    );
    let amap = obligations
        .iter()
        .find(|it| it.recipient.as_deref() == Some("amap") && it.collected.is_some());
    let span = amap.unwrap().collected.unwrap();
    assert_eq!((span.first, span.last), (START, START.plus_ms(HOUR)));
    assert!(!phone.guard.spend(held), "permits are void");
    for access in given {
        assert_eq!(reason(&phone.never(access)), Reason::GuardianRequired);
    }
    // The guardian's consent opens the way, not what the minor agreed to alone.
    for owed in phone.guard.obligations() {
        assert!(phone.guard.confirm(owed.id, Confirmation::Done).wait());
    }
    let late = phone
        .guard
        .person()
        .guardian_consented(record(START.plus_ms(HOUR)))
        .wait();
    let nothing_left = GuardianAnswer::Stands {
        obligations: Vec::new(),
    };
    assert_eq!(late, nothing_left);
    assert_eq!(
        reason(&phone.never("scan.camera")),
        Reason::NoPolicyAcceptance
    );
    phone.accept();
    assert_eq!(reason(&phone.never("scan.camera")), Reason::NoConsent);
    phone.give("scan.camera");
    let phone = phone.reopen();
    assert!(matches!(phone.never("scan.camera"), Verdict::Permit(_)));
    assert_eq!(reason(&phone.never("nearby.location")), Reason::NoConsent);
}

/// dated after a collection, it does not cover that collection.
#[test]
fn a_guardians_consent_dated_after_a_collection_does_not_cover_it() {
    let phone = Phone::accepted();
    phone.give("scan.camera");
    phone.after(HOUR);
    // A consent that came before the first collection covers it.
    let prior = record(START.plus_ms(-1));
    let answer = phone.guard.person().guardian_consented(prior).wait();
    assert_eq!(
        answer,
        GuardianAnswer::Stands {
            obligations: Vec::new()
        }
    );
    let answer = phone.guard.person().states_age(16).wait();
    let AgeAnswer::Recorded {
        suspended,
        obligations,
        ..
    } = answer
    else {
        panic!("{answer:?}")
    };
    assert!(suspended.is_empty() && obligations.is_empty());
    assert!(matches!(phone.never("scan.camera"), Verdict::Permit(_)));
    // One that came after does not.
    let phone = Phone::accepted();
    phone.give("scan.camera");
    phone.after(HOUR);
    let late = record(START.plus_ms(HOUR));
    let _ = phone.guard.person().guardian_consented(late).wait();
    let answer = phone.guard.person().states_age(16).wait();
    let AgeAnswer::Recorded {
        guardian_required,
        suspended,
        obligations,
    } = answer
    else {
        panic!("{answer:?}")
    };
    assert!(!guardian_required, "from here on it stands");
    assert_eq!(suspended, ["scan.camera"]);
    assert_eq!(obligations.len(), 1);
    assert_eq!(obligations[0].action, ObligedAction::Delete);
    assert_eq!(obligations[0].kind, "media.camera");
}

#[test]
fn a_guardian_can_take_it_back() {
    let phone = phone_of_age(16);
    let _ = phone
        .guard
        .person()
        .guardian_consented(record(START))
        .wait();
    phone.accept();
    phone.give("scan.camera");
    assert!(phone.guard.person().guardian_withdrew().wait());
    assert!(!phone.guard.person().guardian_withdrew().wait());
    assert!(!phone.guard.is_open(phone.gate("scan.camera")));
    assert_eq!(
        reason(&phone.never("search.phone")),
        Reason::GuardianRequired
    );
    let phone = phone.reopen();
    assert_eq!(
        reason(&phone.never("scan.camera")),
        Reason::GuardianRequired
    );
}

/// T-49: age and guardian belong to one account.
#[test]
fn an_age_belongs_to_one_account() {
    let phone = phone_of_age(16);
    let other = account("u-2");
    assert!(phone.guard.switch_to(other).wait());
    phone.accept_at_no_age();
    assert_eq!(reason(&phone.never("scan.camera")), Reason::AgeUnknown);
    assert!(phone.guard.switch_to(None).wait());
    assert_eq!(
        reason(&phone.never("scan.camera")),
        Reason::GuardianRequired
    );
}

/// the ledger keeps bands, never the age.
#[test]
fn the_age_itself_is_not_kept() {
    let phone = phone_of_age(16);
    let entries = phone.guard.entries(1, usize::MAX).wait();
    let stated = entries.iter().find(|it| it.what == "age_stated").unwrap();
    assert!(!format!("{stated:?}").contains("16"), "{stated:?}");
}
