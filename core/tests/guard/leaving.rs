//! Callers that leave when their answer is on its way, or there and not taken.

use super::phone::*;

fn lasting() -> Pack {
    Pack::parse("lasting.json", include_str!("../packs/lasting.json")).unwrap()
}

/// nothing was read, so the one read is still to come.
#[test]
fn a_consent_for_one_read_outlives_a_caller_that_left_with_its_permit_untaken() {
    let phone = Phone::accepting(lasting());
    let gate = phone.gate("notes.avatar");
    let read = phone.guard.request(gate, Ask::Tapped, PlatformState::OPEN);
    phone.answer("agree", &[]);
    let () = phone.guard.settle().wait();
    assert_eq!(phone.happened("consumed").len(), 1);
    drop(read);
    phone.read("notes.avatar");
    assert_eq!(phone.happened("consumed").len(), 1);
    assert_eq!(reason(&phone.never("notes.avatar")), Reason::Expired);
}

/// The same after the system's own dialog.
#[test]
fn what_the_system_dialog_gave_to_nobody_is_there_for_the_next_caller() {
    let phone = Phone::accepting(lasting());
    let gate = phone.gate("notes.avatar");
    let off = PlatformState {
        permission: Permission::NotAsked,
        ..PlatformState::OPEN
    };
    let read = phone.guard.request(gate, Ask::Tapped, off);
    phone.answer("agree", &[]);
    let Verdict::AskSystem(dialog) = read.wait() else {
        panic!("the system asks as well");
    };
    drop(phone.guard.system_answered(dialog, PlatformState::OPEN));
    let () = phone.guard.settle().wait();
    phone.read("notes.avatar");
    assert_eq!(phone.happened("consumed").len(), 1);
}

/// Whether the caller leaves before, while or after its permit is sent.
#[test]
fn whenever_a_caller_leaves_exactly_one_read_is_left() {
    for round in 0..40_u64 {
        let phone = Phone::accepting(lasting());
        let gate = phone.gate("notes.avatar");
        let read = phone.guard.request(gate, Ask::Tapped, PlatformState::OPEN);
        let ticket = phone.prompt().ticket;
        assert!(phone.guard.shown(ticket, Language::Zh).wait());
        let agree = "agree".to_owned();
        let pressed = phone.guard.press(ticket, agree, Vec::new(), Tap::Bound);
        std::thread::sleep(Duration::from_micros(round * 25));
        drop(read);
        // The last caller may have left before the person answered; then nothing was given.
        if pressed.wait() {
            let () = phone.guard.settle().wait();
            phone.read("notes.avatar");
        }
        assert!(matches!(phone.never("notes.avatar"), Verdict::Shut(_)));
    }
}
