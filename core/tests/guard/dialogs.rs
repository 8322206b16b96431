//! The system's dialog after a primer: everybody who waits gets its answer.

use askfirst::guard::{Answer, Reply};

use super::phone::*;

const NOT_ASKED: PlatformState = PlatformState {
    permission: Permission::NotAsked,
    ..PlatformState::OPEN
};
const GRANTED: PlatformState = PlatformState {
    permission: Permission::Granted,
    ..PlatformState::OPEN
};

/// A phone whose system dialog answers a primer.
fn phone_with_primers() -> Phone {
    Phone::accepted().reopen_as(|options| options.primer = true)
}

/// A read that stands before the person as a primer, and a question together that joined it.
fn joined(phone: &Phone) -> (Reply<Verdict>, Reply<Vec<Answer>>) {
    let gate = phone.gate("nearby.location");
    let read = phone.guard.request(gate, Ask::Tapped, NOT_ASKED);
    let _ = phone.prompt();
    let together = phone.guard.ask_together(vec![gate], Ask::Tapped, NOT_ASKED);
    let () = phone.guard.settle().wait();
    (read, together)
}

/// The person went on from the primer; the dialog that the caller is told to show.
fn continued(phone: &Phone, read: Reply<Verdict>) -> u64 {
    assert_eq!(phone.prompt().style, Style::Primer);
    phone.answer("continue", &[]);
    match read.wait() {
        Verdict::AskSystem(dialog) => dialog,
        other => panic!("{other:?}"),
    }
}

#[test]
fn several_questions_that_joined_a_primer_end_with_its_dialog() {
    let phone = phone_with_primers();
    let (read, together) = joined(&phone);
    let dialog = continued(&phone, read);
    let verdict = phone.guard.system_answered(dialog, GRANTED).wait();
    assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
    let answers = together.wait();
    assert!(answers.iter().all(|answer| answer.given), "{answers:?}");
}

#[test]
fn whoever_asks_while_the_dialog_is_up_gets_its_answer() {
    let phone = phone_with_primers();
    let gate = phone.gate("nearby.location");
    let dialog = continued(&phone, phone.guard.request(gate, Ask::Tapped, NOT_ASKED));
    let in_passing = phone.guard.request(gate, Ask::IfNew, NOT_ASKED);
    let tapped = phone.guard.request(gate, Ask::Tapped, NOT_ASKED);
    let together = phone.guard.ask_together(vec![gate], Ask::Tapped, NOT_ASKED);
    let () = phone.guard.settle().wait();
    assert!(phone.guard.prompt().is_none(), "nothing is asked twice");
    let verdict = phone.guard.system_answered(dialog, GRANTED).wait();
    for verdict in [verdict, in_passing.wait(), tapped.wait()] {
        assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
    }
    assert!(together.wait()[0].given);
    assert!(phone.guard.prompt().is_none());
}

#[test]
fn a_caller_that_left_before_it_heard_of_the_dialog_hands_it_over() {
    let phone = Phone::accepted();
    phone.give("nearby.location");
    let gate = phone.gate("nearby.location");
    let first = phone.guard.request(gate, Ask::IfNew, NOT_ASKED);
    let () = phone.guard.settle().wait();
    drop(first);
    let second = phone.guard.request(gate, Ask::Tapped, NOT_ASKED).wait();
    let Verdict::AskSystem(dialog) = second else {
        panic!("{second:?}");
    };
    let verdict = phone.guard.system_answered(dialog, GRANTED).wait();
    assert!(matches!(verdict, Verdict::Permit(_)), "{verdict:?}");
}

#[test]
fn a_primer_whose_only_reader_left_asks_nobody() {
    let phone = phone_with_primers();
    let (read, together) = joined(&phone);
    drop(read);
    phone.answer("continue", &[]);
    let answers = together.wait();
    assert_eq!(answers[0].reason, Some(Reason::NotAnswered));
    assert!(phone.guard.prompt().is_none());
}

#[test]
fn a_join_that_is_asked_for_early_waits_for_the_guard() {
    let place = fresh_directory();
    let guard = Guard::open(pack_003(), Options::new(place.to_path_buf()));
    let gate = guard.gate("jmlink.clipboard");
    let join = guard
        .joins()
        .open(vec![gate], Ask::Never, PlatformState::OPEN);
    guard.supply_key(KeyAnswer::Key(key()), None);
    let askfirst::guard::Joined::Shut(shut) = join.wait() else {
        panic!("nothing was agreed to");
    };
    assert_eq!(shut.reason, Reason::NoPolicyAcceptance);
    guard.test_kill();
}

/// A dialog whose shower never reports must not hold the others for ever.
#[test]
fn whoever_waits_for_a_dialog_goes_on_once_its_permission_was_seen_on() {
    for by_resume in [true, false] {
        let phone = Phone::accepted();
        phone.give("nearby.location");
        let gate = phone.gate("nearby.location");
        let first = phone.guard.request(gate, Ask::Tapped, NOT_ASKED).wait();
        let Verdict::AskSystem(dialog) = first else {
            panic!("{first:?}");
        };
        let mut second = phone.guard.request(gate, Ask::Tapped, NOT_ASKED);
        let () = phone.guard.platform_seen(gate, NOT_ASKED).wait();
        assert!(second.wait_for(Duration::ZERO).is_none(), "it is still up");
        if by_resume {
            let () = phone.guard.platform_seen(gate, GRANTED).wait();
        } else {
            let third = phone.guard.request(gate, Ask::Never, GRANTED).wait();
            assert!(matches!(third, Verdict::Permit(_)), "{third:?}");
        }
        let second = second.wait_for(Duration::from_secs(60));
        assert!(matches!(second, Some(Verdict::Permit(_))), "{second:?}");
        let late = phone.guard.system_answered(dialog, GRANTED).wait();
        assert!(matches!(late, Verdict::Permit(_)), "{late:?}");
    }
}

/// The primer before it counts as answered by what was seen.
#[test]
fn a_primer_whose_dialog_is_never_reported_is_answered_by_what_was_seen() {
    let phone = phone_with_primers();
    let (read, together) = joined(&phone);
    let _dialog = continued(&phone, read);
    let gate = phone.gate("nearby.location");
    let () = phone.guard.platform_seen(gate, GRANTED).wait();
    assert!(together.wait()[0].given);
    let later = phone.guard.request(gate, Ask::Never, GRANTED).wait();
    assert!(matches!(later, Verdict::Permit(_)), "{later:?}");
}
