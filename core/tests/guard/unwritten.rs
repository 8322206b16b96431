//! What closes and cannot be written, or comes too early, stays closed.

use super::phone::*;

/// Does something while another process will not give the ledger back.
fn while_blocked<T>(phone: &Phone, act: impl FnOnce() -> T) -> T {
    let mut open = std::fs::OpenOptions::new();
    let lock = open.read(true).write(true);
    let lock = lock.open(phone.directory.join("lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    act()
}

/// Waits until the guard has opened again by itself.
fn until_ready(guard: &Guard) {
    let mut seen = 0;
    while !matches!(guard.status(), Status::Ready { .. }) {
        let change = guard.wait_for_change(seen, Duration::from_secs(60));
        assert!(change > seen, "{:?}", guard.status());
        seen = change;
    }
}

#[test]
fn a_withdrawal_that_could_not_be_written_is_written_before_anything_opens() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let () = phone.guard.settle().wait();
    let gate = phone.gate("jmlink.clipboard");
    let withdrawn = while_blocked(&phone, || phone.guard.withdraw(gate).wait());
    assert_eq!(withdrawn, Withdrawn::NotDurable);
    until_ready(&phone.guard);
    assert!(!phone.guard.is_open(gate));
    let now = reason(&phone.never("jmlink.clipboard"));
    assert_eq!(now, Reason::ObligationPending, "and its SDK has to stop");
    assert_eq!(phone.happened("withdrawn").len(), 1);
}

#[test]
fn a_switch_that_could_not_be_written_leaves_nothing_of_the_former_account_open() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let () = phone.guard.settle().wait();
    let gate = phone.gate("jmlink.clipboard");
    let switched = while_blocked(&phone, || phone.guard.switch_to(account("li")).wait());
    assert!(!switched);
    until_ready(&phone.guard);
    assert!(!phone.guard.is_open(gate));
    let now = reason(&phone.never("jmlink.clipboard"));
    assert_eq!(now, Reason::NoPolicyAcceptance);
}

/// a gate that is polled while nothing can be written.
#[test]
fn every_refusal_while_the_guard_was_shut_is_on_record_once_it_opens() {
    for times in [100_u64, 12_000] {
        let phone = Phone::accepted();
        let () = phone.guard.settle().wait();
        let (gate, never) = (phone.gate("jmlink.clipboard"), Ask::Never);
        while_blocked(&phone, || {
            assert!(!phone.guard.switch_to(account("li")).wait());
            for _ in 0..times {
                let read = phone.guard.request(gate, never, PlatformState::OPEN);
                assert_eq!(reason(&read.wait()), Reason::StorageUnavailable);
            }
        });
        until_ready(&phone.guard);
        let decisions = phone.guard.decisions(0, usize::MAX).wait();
        assert!(
            decisions.len() < 1_100,
            "bounded, however often it is asked"
        );
        let counted = |access: &str| match access.strip_prefix("jmlink.clipboard")? {
            "" => Some(1),
            more => more.strip_prefix(" (+")?.strip_suffix(')')?.parse().ok(),
        };
        let all = decisions.iter().filter_map(|it| counted(&it.access));
        assert_eq!(all.sum::<u64>(), times);
    }
}

/// The usual order of a start: the app knows who is signed in before the key store answers.
#[test]
fn a_switch_before_the_guard_is_ready_holds_from_the_first_answer_on() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    phone.guard.test_kill();
    let guard = Guard::open(pack_003(), options(&phone.directory, &phone.clock));
    assert!(!guard.switch_to(account("li")).wait(), "not on disk yet");
    guard.supply_key(KeyAnswer::Key(key()), None);
    let gate = guard.gate("jmlink.clipboard");
    let () = guard.settle().wait();
    assert!(!guard.is_open(gate));
    let read = guard.request(gate, Ask::Never, PlatformState::OPEN).wait();
    assert_eq!(reason(&read), Reason::NoPolicyAcceptance);
    assert!(guard.switch_to(None).wait());
    let read = guard.request(gate, Ask::Never, PlatformState::OPEN).wait();
    assert!(matches!(read, Verdict::Permit(_)), "{read:?}");
    guard.test_kill();
}

#[test]
fn a_withdrawal_before_the_guard_is_ready_waits_for_it() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    phone.guard.test_kill();
    let guard = Guard::open(pack_003(), options(&phone.directory, &phone.clock));
    let withdrawn = guard.withdraw(guard.gate("jmlink.clipboard"));
    guard.supply_key(KeyAnswer::Key(key()), None);
    assert!(matches!(withdrawn.wait(), Withdrawn::Done(_)));
    guard.test_kill();
}

#[test]
fn closing_shuts_at_once_though_the_guard_is_busy() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let gate = phone.gate("jmlink.clipboard");
    let permit = permit(phone.never("jmlink.clipboard"));
    // Work that waits before the closing: one of them settles every gate again.
    for brand in ["huawei", "xiaomi", "oppo"] {
        let set = phone
            .guard
            .set_fact("brand".to_owned(), Some(brand.to_owned()));
        drop(set);
    }
    phone.guard.close();
    assert!(!phone.guard.is_open(gate));
    assert!(!phone.guard.spend(permit));
    let () = phone.guard.settle().wait();
    assert!(!phone.guard.is_open(gate));
}

/// silence follows a question that somebody saw.
#[test]
fn a_question_that_waited_behind_another_is_not_left_open_by_a_switch() {
    let phone = Phone::accepted();
    let guard = &phone.guard;
    let first = guard.request(
        phone.gate("jmlink.clipboard"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let ticket = phone.prompt().ticket;
    assert!(guard.shown(ticket, Language::Zh).wait());
    let gate = phone.gate("bugly.network");
    let second = guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    let () = guard.settle().wait();
    assert!(guard.switch_to(account("li")).wait());
    assert_eq!(reason(&first.wait()), Reason::NotAnswered);
    assert_eq!(reason(&second.wait()), Reason::NotAnswered);
    assert!(guard.switch_to(None).wait());
    let _again = guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    assert_eq!(phone.prompt().accesses, ["bugly.network"]);
    let seen = guard.request(
        phone.gate("jmlink.clipboard"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    assert_eq!(reason(&seen.wait()), Reason::NotAnswered);
}

/// R-023, D-9: 48 hours, unless the policy itself says otherwise.
#[test]
fn an_app_can_lengthen_the_silence_and_never_shorten_it() {
    let phone = Phone::accepted().reopen_as(|options| options.quiet_period_hours = Some(0));
    phone.leave_open("jmlink.clipboard");
    let again = phone.ask("jmlink.clipboard", Ask::IfNew);
    assert_eq!(reason(&again), Reason::NotAnswered);
}

#[test]
fn an_endless_name_is_refused_and_nothing_else() {
    let phone = Phone::accepted();
    let endless = "x".repeat(2_000_000);
    let started = phone.guard.start(endless.clone()).wait();
    assert!(matches!(started, Started::Held(_)));
    assert_eq!(reason(&phone.never(&endless)), Reason::NotDeclared);
    let written = phone.guard.reported_acceptance(endless, START).wait();
    assert!(!written, "and the app is told");
    let () = phone.guard.settle().wait();
    assert!(matches!(phone.guard.status(), Status::Ready { .. }));
    phone.give("jmlink.clipboard");
}

#[test]
fn undeclared_gates_beyond_the_limit_bear_nobody_elses_name() {
    let phone = Phone::accepted();
    for number in 0..2_000 {
        let _ = phone.gate(&format!("none.n{number}"));
    }
    assert_eq!(reason(&phone.never("none.n7")), Reason::NotDeclared);
    assert_eq!(reason(&phone.never("other.thing")), Reason::NotDeclared);
    let decisions = phone.guard.decisions(0, 100).wait();
    let named: Vec<&str> = decisions.iter().map(|it| it.access.as_str()).collect();
    assert_eq!(named, ["none.n7", "(others)"]);
}

#[test]
fn a_directory_behind_a_link_has_one_guard_from_the_first_run_on() {
    let place = fresh_directory();
    std::fs::create_dir_all(place.join("real")).unwrap();
    std::os::unix::fs::symlink(place.join("real"), place.join("link")).unwrap();
    let open = || {
        let guard = Guard::open(pack_003(), Options::new(place.join("link/ledger")));
        guard.supply_key(KeyAnswer::Key(key()), None);
        let () = guard.settle().wait();
        guard
    };
    let (first, second) = (open(), open());
    assert!(first.is_same(&second));
    first.test_kill();
}
