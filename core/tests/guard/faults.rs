//! Faults and strange circumstances.

use crate::phone::*;

#[test]
fn a_process_killed_while_asking_has_no_consent_and_stays_quiet() {
    let phone = Phone::accepted();
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let prompt = phone.prompt();
    assert!(phone.guard.shown(prompt.ticket, Language::Zh).wait());
    let phone = phone.reopen();
    assert!(matches!(read.wait(), Verdict::Shut(_)));
    assert!(
        !phone
            .guard
            .press(prompt.ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
            .wait()
    );
    assert_eq!(
        reason(&phone.ask("security.device_id", Ask::IfNew)),
        Reason::NotAnswered
    );
}

#[test]
fn a_prompt_that_is_never_drawn_ends_by_itself_and_is_not_held_against_the_person() {
    let phone = Phone::impatient();
    let verdict = phone.ask("security.device_id", Ask::IfNew);
    assert_eq!(reason(&verdict), Reason::NotAnswered);
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    phone.answer("agree", &[]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}

#[test]
fn undeclared_requests_name_what_is_not_declared() {
    let phone = Phone::accepted();
    assert_eq!(reason(&phone.never("app.clipboard")), Reason::NotDeclared);
    assert_eq!(
        reason(&phone.never("jmlink.camera")),
        Reason::RecipientKindExceeded
    );
    assert_eq!(
        phone.guard.gate_state(Gate(0)).reason,
        Some(Reason::NotDeclared)
    );
    assert!(!phone.guard.is_open(Gate(0)));
    assert!(!phone.guard.is_open(Gate(u32::MAX)));
}

#[test]
fn a_gate_reads_only_the_kind_that_the_pack_declares() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let (guard, own) = (&phone.guard, phone.gate("jmlink.clipboard"));
    assert_eq!(guard.gate_of_kind("jmlink.clipboard", "clip.content"), own);
    assert!(guard.is_open(own));
    let disguised = guard.gate_of_kind("jmlink.clipboard", "loc.precise");
    assert_ne!(disguised, own);
    assert!(!guard.is_open(disguised));
    let state = guard.gate_state(disguised);
    assert_eq!(state.reason, Some(Reason::NotDeclared));
    // An umbrella word opens what it stands for, and a stranger to the pack keeps its own reason.
    let device = phone.gate("jmlink.device_id");
    for kind in ["device.id_any", "device.android_id", "device.idfv"] {
        assert_eq!(guard.gate_of_kind("jmlink.device_id", kind), device);
    }
    assert_ne!(
        guard.gate_of_kind("jmlink.device_id", "device.imei"),
        device
    );
    assert_eq!(
        guard.gate_of_kind("jmlink.camera", "media.camera"),
        phone.gate("jmlink.camera")
    );
}

#[test]
fn a_changed_ledger_gives_no_permit_and_names_the_cause() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let () = phone.guard.settle().wait();
    phone.guard.test_kill();
    let file = phone.directory.join("ledger-1.db");
    let untouched = std::fs::read(&file).unwrap();
    let mut changed = untouched.clone();
    // The last used page holds the newest entries.
    let middle = changed.iter().rposition(|byte| *byte != 0).unwrap() - 40;
    changed[middle] ^= 1;
    std::fs::write(&file, changed).unwrap();
    let phone = phone.reopen();
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::StoreUntrusted
    );
    let Status::Closed(closed) = phone.guard.status() else {
        panic!()
    };
    assert_eq!(closed.cause, Cause::Damaged);
    phone.guard.test_kill();
    std::fs::write(&file, untouched).unwrap();
    let phone = phone.reopen();
    assert!(
        matches!(
            phone.ask("jmlink.clipboard", Ask::IfNew),
            Verdict::Permit(_)
        ),
        "changed back"
    );
}

#[test]
fn starting_again_keeps_the_old_ledger_and_every_quiet_period() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    phone.guard.test_kill();
    let guard = Guard::open(pack_003(), options(&phone.directory, &phone.clock));
    guard.supply_key(KeyAnswer::Key(Key::new([8; 32])), None);
    let phone = Phone {
        guard,
        directory: Arc::clone(&phone.directory),
        clock: Arc::clone(&phone.clock),
    };
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::StoreUntrusted
    );
    let Status::Closed(closed) = phone.guard.status() else {
        panic!()
    };
    assert_eq!(closed.cause, Cause::KeyWrong);
    assert!(matches!(
        phone.guard.start_again(Key::new([9; 32])).wait(),
        Status::Ready { .. }
    ));
    assert_eq!(
        reason(&phone.never("jmlink.clipboard")),
        Reason::NoPolicyAcceptance
    );
    phone.accept();
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::NotAnswered,
        "quiet"
    );
    phone.give("jmlink.clipboard");
}

#[test]
fn an_older_copy_of_the_ledger_shows_against_the_anchor() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let () = phone.guard.settle().wait();
    phone.guard.test_kill();
    let older: Vec<(PathBuf, Vec<u8>)> = std::fs::read_dir(&**phone.directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    let phone = phone.reopen();
    assert!(matches!(
        phone.guard.withdraw(phone.gate("jmlink.clipboard")).wait(),
        Withdrawn::Done(_)
    ));
    let anchor = phone.guard.anchor();
    phone.guard.test_kill();
    for path in std::fs::read_dir(&**phone.directory).unwrap() {
        std::fs::remove_file(path.unwrap().path()).unwrap();
    }
    for (path, bytes) in older {
        std::fs::write(path, bytes).unwrap();
    }
    let phone = phone.reopen_with(pack_003(), anchor);
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::StoreUntrusted
    );
    let Status::Closed(closed) = phone.guard.status() else {
        panic!()
    };
    assert_eq!(closed.cause, Cause::RolledBack);
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert_eq!(
        phone.guard.status(),
        Status::Ready {
            rollback_detectable: false
        },
        "and it says so without one"
    );
}

#[test]
fn a_panic_inside_shuts_everything_and_every_call_still_ends() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let waiting = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let () = phone.guard.test_panic().wait();
    assert_eq!(reason(&waiting.wait()), Reason::Internal);
    assert_eq!(reason(&phone.never("jmlink.clipboard")), Reason::Internal);
    assert!(!phone.guard.is_open(phone.gate("jmlink.clipboard")));
}

#[test]
fn no_key_in_time_closes_and_a_later_key_opens() {
    let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
    let mut options = options(&directory, &clock);
    options.key_timeout = Duration::from_millis(50);
    let guard = Guard::open(pack_003(), options);
    let phone = Phone {
        directory,
        clock,
        guard,
    };
    assert_eq!(reason(&phone.never("jmlink.clipboard")), Reason::NotReady);
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::StorageUnavailable,
        "waits, then ends"
    );
    phone.guard.supply_key(KeyAnswer::Key(key()), None);
    assert_eq!(
        reason(&phone.ask("jmlink.clipboard", Ask::IfNew)),
        Reason::NoPolicyAcceptance
    );
    assert!(matches!(phone.guard.status(), Status::Ready { .. }));
}

#[test]
fn a_second_open_gives_the_same_guard_and_another_pack_is_turned_away() {
    let phone = Phone::new();
    let same = Guard::open(pack_003(), options(&phone.directory, &phone.clock));
    assert!(same.is_same(&phone.guard));
    let json =
        include_str!("../../policies/003.json").replacen("\"ordinal\": 1", "\"ordinal\": 2", 1);
    let other = Guard::open(
        Pack::parse("other.json", &json).unwrap(),
        options(&phone.directory, &phone.clock),
    );
    let Status::Closed(closed) = other.status() else {
        panic!()
    };
    assert_eq!(closed.cause, Cause::OtherPack);
}

#[test]
fn a_clock_that_went_back_neither_opens_nor_ends_a_silence() {
    let phone = Phone::accepted();
    phone.leave_open("security.device_id");
    phone.clock.advance_ms(-400 * 24 * HOUR);
    assert_eq!(
        reason(&phone.ask("security.device_id", Ask::IfNew)),
        Reason::NotAnswered
    );
}

#[test]
fn without_a_screen_nothing_waits_for_one() {
    let phone = Phone::accepted();
    let dark = PlatformState {
        screen: false,
        ..PlatformState::OPEN
    };
    let read = phone
        .guard
        .request(phone.gate("security.device_id"), Ask::Tapped, dark)
        .wait();
    assert_eq!(reason(&read), Reason::NoScreen);
    phone.give("security.device_id");
    let behind = PlatformState {
        foreground: false,
        ..PlatformState::OPEN
    };
    let read = phone
        .guard
        .request(phone.gate("security.device_id"), Ask::Tapped, behind)
        .wait();
    assert_eq!(reason(&read), Reason::NotInUse);
}

#[test]
fn the_record_lists_every_decision_and_verifies() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    for _ in 0..9 {
        let _ = phone.never("jmlink.clipboard");
    }
    let decisions = phone.guard.decisions(0, 100).wait();
    assert_eq!(decisions.iter().filter(|it| it.allowed).count(), 10);
    let report = phone.guard.verify().wait();
    assert!(
        report.intact && report.entries > 5 && report.head.len() == 64,
        "{report:?}"
    );
}
