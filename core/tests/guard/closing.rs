//! What closes: withdrawal, conditions, the system, other accounts.

use crate::phone::*;

#[test]
fn a_withdrawal_between_permit_and_read_voids_the_permit() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let early = permit(phone.never("jmlink.clipboard"));
    let late = permit(phone.never("jmlink.clipboard"));
    assert!(phone.guard.spend(late), "read before the withdrawal");
    assert!(matches!(
        phone.guard.withdraw(phone.gate("jmlink.clipboard")).wait(),
        Withdrawn::Done(_)
    ));
    assert!(!phone.guard.spend(early));
    let dropped = phone.guard.finish(late, ReadOutcome::Read).unwrap();
    assert_eq!(
        dropped.group(),
        Group::NotNow,
        "the recipient must stop first: {dropped:?}"
    );
    assert!(!phone.guard.is_open(phone.gate("jmlink.clipboard")));
}

#[test]
fn a_recipient_waits_until_it_has_confirmed_that_it_stopped() {
    let phone = Phone::accepted();
    phone.give("amap.location");
    phone.give("amap.device_info");
    let Withdrawn::Done(owed) = phone.guard.withdraw(phone.gate("amap.location")).wait() else {
        panic!()
    };
    assert_eq!(owed.len(), 2, "stop the recipient, purge the cache");
    assert_eq!(
        reason(&phone.never("amap.device_info")),
        Reason::ObligationPending
    );
    for owed in owed {
        assert!(phone.guard.confirm(owed.id, Confirmation::Done).wait());
    }
    assert!(matches!(
        phone.never("amap.device_info"),
        Verdict::Permit(_)
    ));
    assert_eq!(reason(&phone.never("amap.location")), Reason::Withdrawn);
}

#[test]
fn a_recipient_that_stops_at_the_next_start_is_held_until_then() {
    let phone = Phone::accepted();
    phone.give("amap.location");
    phone.give("amap.device_info");
    let Withdrawn::Done(owed) = phone.guard.withdraw(phone.gate("amap.location")).wait() else {
        panic!()
    };
    for owed in owed {
        assert!(
            phone
                .guard
                .confirm(owed.id, Confirmation::AfterRestart)
                .wait()
        );
    }
    assert_eq!(
        reason(&phone.never("amap.device_info")),
        Reason::ObligationPending
    );
    let phone = phone.reopen();
    assert!(matches!(
        phone.never("amap.device_info"),
        Verdict::Permit(_)
    ));
}

#[test]
fn a_recipient_of_another_brand_stays_shut_with_consent_or_without() {
    let phone = Phone::accepted();
    assert_eq!(
        reason(&phone.ask("huawei_push.device_info", Ask::Tapped)),
        Reason::RecipientCondition
    );
    phone.give("xiaomi_push.device_info");
}

#[test]
fn a_condition_that_ends_shuts_its_recipient_at_once() {
    let phone = Phone::accepted();
    let gate = phone.gate("alipay.device_info");
    assert_eq!(
        reason(&phone.ask("alipay.device_info", Ask::Tapped)),
        Reason::RecipientCondition
    );
    let () = phone
        .guard
        .set_fact("payment".to_owned(), Some("alipay".to_owned()))
        .wait();
    phone.give("alipay.device_info");
    let early = permit(phone.never("alipay.device_info"));
    assert!(phone.guard.is_open(gate));
    let () = phone
        .guard
        .set_fact("payment".to_owned(), Some("wechat_pay".to_owned()))
        .wait();
    assert!(!phone.guard.is_open(gate));
    assert!(!phone.guard.spend(early));
    assert_eq!(
        reason(&phone.never("alipay.device_info")),
        Reason::RecipientCondition
    );
}

#[test]
fn the_systems_permission_is_needed_too_and_its_dialog_comes_second() {
    let phone = Phone::accepted();
    let asks = PlatformState {
        permission: Permission::NotAsked,
        ..PlatformState::OPEN
    };
    let gate = phone.gate("nearby.location");
    let reads: Vec<_> = (0..3)
        .map(|_| phone.guard.request(gate, Ask::IfNew, asks))
        .collect();
    phone.answer("agree", &[]);
    let mut reads = reads.into_iter();
    let Verdict::AskSystem(question) = reads.next().unwrap().wait() else {
        panic!("the first shows the dialog")
    };
    let denied = PlatformState {
        permission: Permission::Denied,
        ..PlatformState::OPEN
    };
    let answer = phone.guard.system_answered(question, denied).wait();
    assert_eq!(reason(&answer), Reason::OsDenied);
    let Verdict::Shut(Shut { remedy, .. }) = answer else {
        panic!()
    };
    assert_eq!(remedy, Remedy::SystemSettings);
    for read in reads {
        assert_eq!(reason(&read.wait()), Reason::OsDenied);
    }
    assert!(phone.guard.is_open(gate), "the consent is kept");
    let granted = PlatformState {
        permission: Permission::Granted,
        ..PlatformState::OPEN
    };
    assert!(matches!(
        phone.guard.request(gate, Ask::Never, granted).wait(),
        Verdict::Permit(_)
    ));
    // Seen on, then off: a withdrawal by the system; on again is not a consent.
    assert_eq!(
        reason(&phone.guard.request(gate, Ask::IfNew, denied).wait()),
        Reason::OsDenied
    );
    assert!(!phone.guard.is_open(gate));
    assert_eq!(
        reason(&phone.guard.request(gate, Ask::Never, granted).wait()),
        Reason::Withdrawn
    );
}

#[test]
fn an_abandoned_system_dialog_goes_to_the_next_caller() {
    let phone = Phone::accepted();
    let asks = PlatformState {
        permission: Permission::NotAsked,
        ..PlatformState::OPEN
    };
    let gate = phone.gate("nearby.location");
    let first = phone.guard.request(gate, Ask::IfNew, asks);
    let second = phone.guard.request(gate, Ask::IfNew, asks);
    phone.answer("agree", &[]);
    let Verdict::AskSystem(question) = first.wait() else {
        panic!()
    };
    phone.guard.system_abandoned(question);
    assert_eq!(second.wait(), Verdict::AskSystem(question));
}

#[test]
fn a_primer_is_answered_by_the_systems_dialog() {
    let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
    let mut options = options(&directory, &clock);
    options.primer = true;
    let guard = Guard::open(pack_003(), options);
    guard.supply_key(KeyAnswer::Key(key()), None);
    let phone = Phone {
        directory,
        clock,
        guard,
    };
    phone.accept();
    let asks = PlatformState {
        permission: Permission::NotAsked,
        ..PlatformState::OPEN
    };
    let read = phone
        .guard
        .request(phone.gate("nearby.location"), Ask::IfNew, asks);
    assert_eq!(phone.prompt().style, Style::Primer);
    assert_eq!(phone.prompt().texts[0].controls.len(), 1);
    phone.answer("continue", &[]);
    let Verdict::AskSystem(question) = read.wait() else {
        panic!()
    };
    let granted = PlatformState {
        permission: Permission::Granted,
        ..PlatformState::OPEN
    };
    assert!(matches!(
        phone.guard.system_answered(question, granted).wait(),
        Verdict::Permit(_)
    ));
    assert!(phone.guard.is_open(phone.gate("nearby.location")));
}

#[test]
fn consent_belongs_to_one_account() {
    let phone = Phone::accepted();
    phone.give("security.device_id");
    let account = |id: &str| {
        Some(Account {
            id: id.to_owned(),
            tenant: None,
        })
    };
    assert!(phone.guard.switch_to(account("u-2")).wait());
    assert_eq!(
        reason(&phone.never("security.device_id")),
        Reason::NoPolicyAcceptance
    );
    assert!(phone.guard.switch_to(None).wait());
    assert!(phone.guard.is_open(phone.gate("security.device_id")));
    let phone = phone.reopen();
    assert!(matches!(
        phone.never("security.device_id"),
        Verdict::Permit(_)
    ));
}

#[test]
fn an_account_switch_takes_the_question_down() {
    let phone = Phone::accepted();
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let ticket = phone.prompt().ticket;
    assert!(phone.guard.shown(ticket, Language::Zh).wait());
    assert!(
        phone
            .guard
            .switch_to(Some(Account {
                id: "u-2".to_owned(),
                tenant: None
            }))
            .wait()
    );
    assert!(matches!(read.wait(), Verdict::Shut(_)));
    assert!(
        !phone
            .guard
            .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
            .wait()
    );
}

#[test]
fn an_acceptance_reported_while_the_guard_opens_is_recorded() {
    let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
    let guard = Guard::open(pack_003(), options(&directory, &clock));
    let reported = guard.reported_acceptance("2023-05".to_owned(), START);
    guard.supply_key(KeyAnswer::Key(key()), None);
    assert!(reported.wait());
    let entries = guard.entries(1, 100).wait();
    assert!(
        entries
            .iter()
            .any(|entry| entry.what == "reported_acceptance")
    );
    guard.test_kill();
}

#[test]
fn answers_survive_a_restart_and_a_reported_acceptance_opens_nothing() {
    let phone = Phone::new();
    assert!(
        phone
            .guard
            .reported_acceptance("2023-05".to_owned(), START)
            .wait()
    );
    assert_eq!(
        reason(&phone.ask("security.device_id", Ask::Tapped)),
        Reason::NoPolicyAcceptance
    );
    drop(phone);
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert!(phone.guard.is_open(phone.gate("jmlink.clipboard")));
    assert!(matches!(
        phone.guard.withdraw(phone.gate("jmlink.clipboard")).wait(),
        Withdrawn::Done(_)
    ));
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert!(!phone.guard.is_open(phone.gate("jmlink.clipboard")));
}
