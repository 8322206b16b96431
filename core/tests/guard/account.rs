//! Accounts that are closed, services that end, data under legal hold.

use askfirst::catalogue::AccessParts;
use askfirst::guard::{AccountStage, ClosingAnswer, EndAnswer, HeldUse, Owed};
use askfirst::pack::model::{Disposal, Initiator, RefusalEffect};
use askfirst::rules::clocks::Due;
use askfirst::state::ObligedAction;

use crate::phone::*;

fn words(owed: &[Owed]) -> Vec<String> {
    let mut words: Vec<String> = owed
        .iter()
        .map(|it| {
            let who = it.recipient.as_deref().unwrap_or("app");
            format!("{:?} {who} {}", it.action, it.kind)
        })
        .collect();
    words.sort();
    words
}

/// R-060, T-51: everything shuts, and what becomes of the data is the pack's own.
#[test]
fn a_closed_account_shuts_everything_and_leaves_what_the_pack_promises() {
    let phone = Phone::accepting(policy("001"));
    phone.give("scan.camera");
    let unspent = permit(phone.never("scan.camera"));
    let answer = phone.guard.account().closed(Initiator::Employer).wait();
    let ClosingAnswer::Closed { then, obligations } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(then, Disposal::DeleteOrAnonymise);
    assert_eq!(words(&obligations), ["DeleteOrAnonymise app "]);
    assert!(!phone.guard.spend(unspent), "permits are void");
    let catalogue = phone.guard.catalogue().unwrap();
    // Who is behind a category is asked first of all.
    let named = |it: &&askfirst::catalogue::Line| {
        catalogue
            .recipient(it)
            .is_none_or(|recipient| !recipient.category)
    };
    for line in catalogue.lines().iter().filter(named) {
        assert!(!phone.guard.is_open(phone.gate(&line.id)));
        for ask in [Ask::Never, Ask::IfNew, Ask::Tapped] {
            assert_eq!(reason(&phone.ask(&line.id, ask)), Reason::AccountClosed);
        }
    }
    assert_eq!(
        phone.guard.account().stage(),
        AccountStage::Closed {
            since: phone.clock.now()
        }
    );
    let again = phone.guard.account().closed(Initiator::Employer).wait();
    assert_eq!(again, ClosingAnswer::NoChange);
    // After a restart too.
    let phone = phone.reopen_with(policy("001"), None);
    assert_eq!(reason(&phone.never("scan.camera")), Reason::AccountClosed);
    assert!(phone.guard.policy_document(Language::Zh).is_some(), "R-097");
}

#[test]
fn a_pack_that_promises_no_deletion_leaves_none_to_do_and_says_so() {
    let phone = Phone::accepting(policy("004"));
    let terms = phone.guard.account().closing_terms().unwrap();
    assert_eq!(terms.then, Disposal::NotPromised);
    let answer = phone
        .guard
        .account()
        .closed(Initiator::CustomerService)
        .wait();
    assert_eq!(
        answer,
        ClosingAnswer::Closed {
            then: Disposal::NotPromised,
            obligations: Vec::new()
        }
    );
    assert_eq!(phone.happened("account_closed"), ["not_promised"]);
}

/// whoever got data is told, and must stop.
#[test]
fn closing_stops_recipients_and_passes_the_deletion_on() {
    let phone = Phone::accepted();
    phone.give("amap.location");
    phone.read("amap.location");
    let answer = phone.guard.account().closed(Initiator::Person).wait();
    let ClosingAnswer::Closed { obligations, .. } = answer else {
        panic!("{answer:?}")
    };
    let expected = [
        "DeleteOrAnonymise app ",
        "PassDeletionOn amap loc.precise",
        "StopRecipient amap ",
    ];
    assert_eq!(words(&obligations), expected);
    let told = obligations
        .iter()
        .find(|it| it.action == ObligedAction::PassDeletionOn);
    let span = told.unwrap().collected.unwrap();
    assert_eq!((span.first, span.last), (START, START));
}

/// R-061, T-50: what additional functions had is shut, core goes on, nothing
/// new is asked; the clock of the text runs, and a rejection restores.
#[test]
fn a_closing_request_suspends_and_runs_its_clock() {
    let phone = Phone::accepted();
    phone.give("nearby.location");
    let answer = phone
        .guard
        .account()
        .request_closing(Initiator::Person)
        .wait();
    let ClosingAnswer::Requested { due, .. } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(due, Due::At(START.plus_ms(48 * HOUR)));
    assert!(!phone.guard.is_open(phone.gate("nearby.location")));
    for ask in [Ask::Never, Ask::IfNew, Ask::Tapped] {
        assert_eq!(
            reason(&phone.ask("nearby.location", ask)),
            Reason::AccountClosing
        );
        assert_eq!(
            reason(&phone.ask("scan.camera", ask)),
            Reason::AccountClosing
        );
    }
    assert!(
        matches!(phone.never("search.phone"), Verdict::Permit(_)),
        "core goes on"
    );
    let late = || match phone.guard.account().stage() {
        AccountStage::Closing { overdue, .. } => overdue,
        other => panic!("{other:?}"),
    };
    phone.after(48 * HOUR - 60_000);
    assert!(!late() && phone.happened("closing_overdue").is_empty());
    phone.after(2 * 60_000);
    assert!(late());
    assert_eq!(phone.happened("closing_overdue").len(), 1);
    phone.after(HOUR);
    assert_eq!(phone.happened("closing_overdue").len(), 1, "noted once");
    let answer = phone.guard.account().closing_rejected().wait();
    assert_eq!(answer, ClosingAnswer::OpenAgain);
    assert!(
        matches!(phone.never("nearby.location"), Verdict::Permit(_)),
        "as before"
    );
    assert_eq!(
        reason(&phone.never("scan.camera")),
        Reason::NoConsent,
        "nothing new"
    );
}

#[test]
fn a_question_that_stands_is_taken_down_by_a_closing() {
    let phone = Phone::accepted();
    let read = phone
        .guard
        .request(phone.gate("scan.camera"), Ask::IfNew, PlatformState::OPEN);
    let ticket = phone.prompt().ticket;
    assert!(phone.guard.shown(ticket, Language::Zh).wait());
    let _ = phone
        .guard
        .account()
        .request_closing(Initiator::Person)
        .wait();
    assert_eq!(reason(&read.wait()), Reason::AccountClosing);
    let pressed = phone
        .guard
        .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound);
    assert!(!pressed.wait());
    assert_eq!(phone.happened("left_open"), ["ended"]);
}

#[test]
fn a_closing_that_was_overdue_while_the_app_was_dead_is_noted_when_it_opens() {
    let phone = Phone::accepted();
    let _ = phone
        .guard
        .account()
        .request_closing(Initiator::Person)
        .wait();
    phone.clock.advance_ms(49 * HOUR);
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert_eq!(phone.happened("closing_overdue").len(), 1);
}

/// R-062, T-53: the check before closing has a purpose of its own.
#[test]
fn the_closing_check_asks_for_what_it_needs_and_for_nothing_else() {
    let phone = Phone::accepting(policy("001"));
    phone.give("browse.android_id");
    let _ = phone.guard.withdraw(phone.gate("browse.android_id")).wait();
    let answer = phone
        .guard
        .account()
        .request_closing(Initiator::Employer)
        .wait();
    let ClosingAnswer::Requested { due, .. } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(due, Due::NotPromised, "001 promises no time for the review");
    let model = AccessParts {
        kind: "device.model".to_owned(),
        purpose: Some("closing_check".to_owned()),
        ..AccessParts::default()
    };
    let model = phone.guard.gate_of(&model);
    let read = phone.guard.request(model, Ask::Never, PlatformState::OPEN);
    assert!(matches!(read.wait(), Verdict::Permit(_)), "model is free");
    let id = phone.gate("closing_check.android_id");
    let read = phone.guard.request(id, Ask::IfNew, PlatformState::OPEN);
    let prompt = phone.prompt();
    assert_eq!(prompt.accesses, ["closing_check.android_id"]);
    phone.answer("agree", &[]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    let other = reason(&phone.ask("browse.android_id", Ask::Tapped));
    assert_eq!(other, Reason::AccountClosing, "another purpose stays shut");
    let check = phone.guard.account().closing_terms().unwrap().check;
    assert!(check.iter().all(|it| it.starts_with("closing_check.")) && check.len() == 4);
}

#[test]
fn only_whoever_the_policy_names_may_start_a_closing() {
    let phone = Phone::accepting(policy("001"));
    let named = vec![Initiator::Employer, Initiator::CustomerService];
    let answer = phone
        .guard
        .account()
        .request_closing(Initiator::Person)
        .wait();
    assert_eq!(answer, ClosingAnswer::NotByThem(named.clone()));
    let answer = phone.guard.account().closed(Initiator::Counter).wait();
    assert_eq!(answer, ClosingAnswer::NotByThem(named));
    assert_eq!(phone.guard.account().stage(), AccountStage::Open);
    // A silent text keeps no person from it, and promises nothing.
    let phone = Phone::accepting(policy("000"));
    assert_eq!(phone.guard.account().closing_terms(), None);
    let answer = phone.guard.account().closed(Initiator::Employer).wait();
    assert_eq!(answer, ClosingAnswer::NotByThem(Vec::new()));
    let answer = phone.guard.account().closed(Initiator::Person).wait();
    assert!(matches!(
        answer,
        ClosingAnswer::Closed {
            then: Disposal::NotPromised,
            ..
        }
    ));
}

/// R-065, T-49: nothing comes back with the account.
#[test]
fn an_account_opened_again_starts_with_nothing() {
    let phone = Phone::accepted();
    assert!(phone.guard.switch_to(account("u-1")).wait());
    phone.accept();
    phone.give("security.device_id");
    let _ = phone.guard.account().closed(Initiator::Person).wait();
    // A new account, the same person and phone.
    assert!(phone.guard.switch_to(account("u-2")).wait());
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::NoPolicyAcceptance
    );
    phone.accept();
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::NoConsent
    );
    // The same name, opened anew.
    assert!(phone.guard.switch_to(account("u-1")).wait());
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::AccountClosed
    );
    let answer = phone.guard.account().opened_again().wait();
    assert_eq!(answer, ClosingAnswer::OpenAgain);
    phone.accept();
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::NoConsent
    );
    phone.give("security.device_id");
}

/// business does not touch held data; the ground has to be named.
#[test]
fn held_data_are_locked_away_from_daily_use() {
    let phone = Phone::accepted();
    phone.give("nearby.location");
    let held = phone.guard.account().hold(
        vec!["loc.precise".to_owned()],
        "会计法第二十三条".to_owned(),
    );
    let hold = held.wait().unwrap();
    assert!(!phone.guard.is_open(phone.gate("nearby.location")));
    for ask in [Ask::Never, Ask::Tapped] {
        assert_eq!(
            reason(&phone.ask("nearby.location", ask)),
            Reason::LegalHold
        );
    }
    assert!(
        matches!(phone.never("search.phone"), Verdict::Permit(_)),
        "other kinds go on"
    );
    let used = |kind: &str, ground: &str| {
        let (kind, ground) = (kind.to_owned(), ground.to_owned());
        phone
            .guard
            .account()
            .use_held(kind, ground, "auditor".to_owned())
            .wait()
    };
    assert_eq!(used("loc.precise", "recommendation"), HeldUse::OtherGround);
    assert_eq!(used("loc.precise", ""), HeldUse::OtherGround);
    assert_eq!(used("clip.content", "会计法第二十三条"), HeldUse::NotHeld);
    assert!(matches!(
        used("loc.precise", "会计法第二十三条"),
        HeldUse::Allowed { .. }
    ));
    assert_eq!(phone.happened("held_used"), ["loc.precise"]);
    let empty = phone
        .guard
        .account()
        .hold(Vec::new(), " ".to_owned())
        .wait();
    assert_eq!(empty, None, "a hold names its ground");
    let phone = phone.reopen();
    assert_eq!(reason(&phone.never("nearby.location")), Reason::LegalHold);
    assert!(phone.guard.account().release(hold).wait());
    assert!(!phone.guard.account().release(hold).wait());
    assert!(matches!(phone.never("nearby.location"), Verdict::Permit(_)));
}

/// the date holds, whether the notice was in time or not.
#[test]
fn a_service_end_is_honoured_and_short_notice_is_told() {
    // START is 2024-01-10 in China.
    for (day, short) in [("2024-01-30", true), ("2024-02-09", false)] {
        let phone = Phone::accepted();
        phone.give("nearby.location");
        let answer = phone.guard.service().announce_end(day.to_owned()).wait();
        assert_eq!(answer, EndAnswer::Announced { short: Some(short) });
        let words = if short { "short_notice" } else { "in_time" };
        assert_eq!(phone.happened("service_end_announced"), [words]);
        assert!(
            phone.guard.is_open(phone.gate("nearby.location")),
            "until then it goes on"
        );
    }
    // A text that promises no time cannot be short of it.
    let phone = Phone::accepting(policy("001"));
    let answer = phone
        .guard
        .service()
        .announce_end("2024-08-11".to_owned())
        .wait();
    assert_eq!(answer, EndAnswer::Announced { short: None });
    let answer = phone
        .guard
        .service()
        .announce_end("2024-02-30".to_owned())
        .wait();
    assert_eq!(answer, EndAnswer::NotADay);
}

#[test]
fn from_the_day_on_everything_is_shut_without_any_call() {
    let phone = Phone::accepted();
    phone.give("nearby.location");
    phone.give("amap.location");
    let _ = phone
        .guard
        .service()
        .announce_end("2024-02-10".to_owned())
        .wait();
    let gate = phone.gate("nearby.location");
    // 2024-02-10 begins at 2024-02-09T16:00:00Z.
    let end = Timestamp(1_707_494_400_000);
    phone.clock.set(end.plus_ms(-1));
    assert!(phone.guard.is_open(gate));
    let unspent = permit(phone.never("nearby.location"));
    phone.clock.set(end);
    assert!(
        !phone.guard.is_open(gate),
        "no call, no message, only the clock"
    );
    assert!(
        !phone.guard.spend(unspent),
        "a permit does not outlive the service"
    );
    let catalogue = phone.guard.catalogue().unwrap();
    for line in catalogue.lines() {
        let nameless = catalogue.recipient(line).is_some_and(|it| it.category);
        let expected = if nameless {
            Reason::RecipientNotDeclared
        } else {
            Reason::ServiceEnded
        };
        let verdict = phone.ask(&line.id, Ask::Tapped);
        assert_eq!(reason(&verdict), expected, "{}", line.id);
    }
    assert_eq!(phone.happened("service_ended").len(), 1);
    assert_eq!(words(&phone.guard.obligations()), ["StopRecipient amap "]);
    // Setting the clock back begins nothing again.
    phone.clock.set(end.plus_ms(-DAY));
    assert!(!phone.guard.is_open(gate));
    assert_eq!(
        reason(&phone.never("nearby.location")),
        Reason::ServiceEnded
    );
    let again = phone
        .guard
        .service()
        .announce_end("2030-01-01".to_owned())
        .wait();
    assert_eq!(again, EndAnswer::AlreadyEnded);
    let phone = phone.reopen();
    assert_eq!(
        reason(&phone.never("nearby.location")),
        Reason::ServiceEnded
    );
    assert!(phone.guard.policy_document(Language::En).is_some(), "R-097");
}

/// told first; insisting stops the collection and blocks what needs it.
#[test]
fn core_data_end_with_the_account_or_by_insisting() {
    let phone = Phone::accepting(policy("002"));
    let gate = phone.gate("account.name");
    assert!(matches!(phone.never("account.name"), Verdict::Permit(_)));
    assert_eq!(phone.guard.withdraw(gate).wait(), Withdrawn::ClosesAccount);
    assert!(phone.guard.is_open(gate), "nothing was changed");
    let told = phone
        .guard
        .withdrawals()
        .consequence(gate, Language::Zh)
        .unwrap();
    assert!(told.contains("注销") && told.contains("线下窗口"), "{told}");
    assert!(told.contains("注销后不再为您提供产品和服务"), "{told}");
    let optional = phone.gate("location_service.gps");
    let none = phone
        .guard
        .withdrawals()
        .consequence(optional, Language::Zh);
    assert_eq!(none, None, "a switch does that");
    assert!(matches!(
        phone.guard.withdrawals().insist(gate).wait(),
        Withdrawn::Done(_)
    ));
    assert!(!phone.guard.is_open(gate));
    let Verdict::Shut(shut) = phone.never("account.name") else {
        panic!()
    };
    assert_eq!(
        (shut.reason, shut.effect),
        (Reason::Withdrawn, Some(RefusalEffect::BlockService))
    );
    let phone = phone.reopen_with(policy("002"), None);
    assert_eq!(reason(&phone.never("account.name")), Reason::Withdrawn);
    // The person's own tap asks again.
    phone.give("account.name");
}

/// R-054, T-29: every gated access has a switch of the app's own.
#[test]
fn every_gated_access_of_every_policy_has_a_switch_in_the_app() {
    for number in ["000", "001", "002", "003", "004"] {
        let phone = Phone::with(policy(number));
        let routes = phone.guard.withdrawals().routes();
        let catalogue = phone.guard.catalogue().unwrap();
        assert_eq!(routes.len(), catalogue.lines().len());
        for (route, line) in routes.iter().zip(catalogue.lines()) {
            assert!(route.by_switch || !line.gated, "{number} {}", line.id);
        }
    }
    let phone = Phone::accepting(policy("001"));
    let routes = phone.guard.withdrawals().routes();
    let route = |id: &str| routes.iter().find(|it| it.access == id).unwrap();
    let (id, apps) = (route("browse.android_id"), route("install_check.app_list"));
    assert!(
        id.by_switch && !id.by_system,
        "no system has a switch for it"
    );
    assert!(apps.by_switch);
    let (_, others) = phone.guard.withdrawals().terms().unwrap();
    assert_eq!(others.len(), 1, "五·3(1)");
    // The switch works.
    phone.give("browse.android_id");
    let gate = phone.gate("browse.android_id");
    assert!(matches!(
        phone.guard.withdraw(gate).wait(),
        Withdrawn::Done(_)
    ));
    assert_eq!(reason(&phone.never("browse.android_id")), Reason::Withdrawn);
}

/// R-056, T-25: what was read stays lawful under what allowed it.
#[test]
fn past_reads_keep_the_consent_that_they_rested_on() {
    let phone = Phone::accepted();
    phone.give("security.device_id");
    phone.after(HOUR);
    for _ in 0..2 {
        phone.read("security.device_id");
    }
    phone.after(HOUR);
    let _ = phone
        .guard
        .withdraw(phone.gate("security.device_id"))
        .wait();
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::Withdrawn
    );
    assert!(
        matches!(phone.never("search.phone"), Verdict::Permit(_)),
        "other functions go on"
    );
    let reads = phone.guard.withdrawals().past_reads().wait();
    let of_id: Vec<_> = reads
        .iter()
        .filter(|it| it.access == "security.device_id")
        .collect();
    assert_eq!(of_id.len(), 3, "the one that gave it, and two after");
    for read in of_id {
        assert_eq!(read.given, START);
        assert_eq!(read.ended, Some(START.plus_ms(2 * HOUR)));
        assert!(read.at >= read.given && read.at < START.plus_ms(2 * HOUR));
    }
    let of_core = reads.iter().find(|it| it.access == "search.phone").unwrap();
    assert_eq!(of_core.ended, None, "the acceptance stands");
}

/// As `Account` says.
#[test]
fn an_empty_tenant_is_none_and_another_one_is_somebody_else() {
    let phone = Phone::accepted();
    let of = |tenant: Option<&str>| {
        let (id, tenant) = ("li".to_owned(), tenant.map(str::to_owned));
        Some(Account { id, tenant })
    };
    assert!(phone.guard.switch_to(of(None)).wait());
    phone.accept();
    phone.give("jmlink.clipboard");
    let gate = phone.gate("jmlink.clipboard");
    assert!(phone.guard.switch_to(of(Some(""))).wait());
    assert!(phone.guard.is_open(gate));
    assert!(phone.guard.switch_to(of(Some("north"))).wait());
    assert!(!phone.guard.is_open(gate));
}
