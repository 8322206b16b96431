//! A consent that ends, by its date or by its one read, opens nothing afterwards.

use super::phone::*;

const OFF: PlatformState = PlatformState {
    permission: Permission::Denied,
    ..PlatformState::OPEN
};
const ON: PlatformState = PlatformState {
    permission: Permission::Granted,
    ..PlatformState::OPEN
};
/// Given for one read.
const ONCE: &str = "notes.avatar";
/// Given for an hour.
const DATED: &str = "notes.email";

fn lasting() -> Phone {
    let pack = Pack::parse("lasting.json", include_str!("../packs/lasting.json")).unwrap();
    Phone::accepting(pack)
}

/// Agrees to one read; its permit.
fn agrees_once(phone: &Phone, platform: PlatformState) -> u64 {
    let read = phone.guard.request(phone.gate(ONCE), Ask::Tapped, platform);
    phone.answer("agree", &[]);
    permit(read.wait())
}

/// Agrees to one read that does not come about.
fn agrees_and_does_not_read(phone: &Phone, platform: PlatformState) {
    let id = agrees_once(phone, platform);
    let _ = phone.guard.finish(id, ReadOutcome::Failed);
    let () = phone.guard.settle().wait();
}

#[test]
fn a_consent_for_one_read_that_was_given_back_can_be_withdrawn() {
    let phone = lasting();
    agrees_and_does_not_read(&phone, PlatformState::OPEN);
    let withdrawn = phone.guard.withdraw(phone.gate(ONCE)).wait();
    assert!(matches!(withdrawn, Withdrawn::Done(_)), "{withdrawn:?}");
    assert_eq!(reason(&phone.never(ONCE)), Reason::Withdrawn);
}

#[test]
fn a_permit_for_one_read_is_void_after_the_withdrawal() {
    let phone = lasting();
    let id = agrees_once(&phone, PlatformState::OPEN);
    let withdrawn = phone.guard.withdraw(phone.gate(ONCE)).wait();
    assert!(matches!(withdrawn, Withdrawn::Done(_)), "{withdrawn:?}");
    assert!(!phone.guard.spend(id));
    // Nothing was read; what comes back is no consent any more.
    let _ = phone.guard.finish(id, ReadOutcome::Failed);
    let () = phone.guard.settle().wait();
    assert_eq!(reason(&phone.never(ONCE)), Reason::Withdrawn);
}

#[test]
fn a_consent_for_one_read_ends_with_the_systems_permission() {
    let phone = lasting();
    let gate = phone.gate(ONCE);
    agrees_and_does_not_read(&phone, ON);
    let off = phone.guard.request(gate, Ask::Never, OFF).wait();
    assert_eq!(reason(&off), Reason::OsDenied);
    // Turned on again it is a possibility, not a consent.
    let on = phone.guard.request(gate, Ask::Never, ON).wait();
    assert!(matches!(on, Verdict::Shut(_)), "{on:?}");
}

#[test]
fn a_consent_for_one_read_that_nobody_made_is_still_good() {
    let phone = lasting();
    agrees_and_does_not_read(&phone, PlatformState::OPEN);
    let id = permit(phone.never(ONCE));
    assert!(phone.guard.spend(id));
    assert_eq!(phone.guard.finish(id, ReadOutcome::Read), None);
}

#[test]
fn a_permit_ends_with_its_dated_consent_whatever_was_settled_since() {
    for settles in [false, true] {
        let phone = lasting();
        phone.give(DATED);
        let id = permit(phone.never(DATED));
        phone.after(2 * HOUR);
        if settles {
            phone.give("notes.camera");
        }
        assert!(!phone.guard.spend(id), "settled: {settles}");
        assert!(phone.guard.finish(id, ReadOutcome::Read).is_some());
    }
}

#[test]
fn a_value_that_comes_after_the_end_is_dropped() {
    let phone = lasting();
    phone.give(DATED);
    let id = permit(phone.never(DATED));
    assert!(phone.guard.spend(id));
    phone.after(2 * HOUR);
    let shut = phone.guard.finish(id, ReadOutcome::Read);
    assert!(shut.is_some(), "the consent had ended");
}

#[test]
fn a_value_whose_permit_could_not_be_spent_is_dropped() {
    let phone = lasting();
    phone.give("notes.camera");
    let id = permit(phone.never("notes.camera"));
    assert!(phone.guard.spend(id));
    let _ = phone.guard.finish(id, ReadOutcome::Read);
    let late = permit(phone.never("notes.camera"));
    // Nobody spent it, so nobody may have read.
    assert!(phone.guard.finish(late, ReadOutcome::Read).is_some());
}

/// Whoever asks after the end hears no, also while the guard settles its gates.
#[test]
fn a_gate_is_never_open_after_its_end() {
    let phone = lasting();
    let gate = phone.gate(DATED);
    phone.give(DATED);
    // 0 while the consent may stand, else the round in which it has ended.
    let ended = Arc::new(AtomicU32::new(0));
    let (guard, round) = (phone.guard.clone(), Arc::clone(&ended));
    let looker = std::thread::spawn(move || {
        let mut late = 0;
        loop {
            let before = round.load(Ordering::SeqCst);
            if before == u32::MAX {
                return late;
            }
            let is_open = guard.is_open(gate);
            late += u32::from(before != 0 && is_open && round.load(Ordering::SeqCst) == before);
        }
    });
    for number in 1..=60 {
        phone.clock.advance_ms(2 * HOUR);
        ended.store(number, Ordering::SeqCst);
        for turn in 0..20 {
            let value = Some(format!("{number}.{turn}"));
            let () = phone.guard.set_fact("weather".to_owned(), value).wait();
        }
        ended.store(0, Ordering::SeqCst);
        phone.give(DATED);
    }
    ended.store(u32::MAX, Ordering::SeqCst);
    assert_eq!(looker.join().unwrap(), 0);
}
