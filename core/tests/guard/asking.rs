//! Questions, tickets and permits.

use crate::phone::*;

#[test]
fn nothing_opens_before_the_policy_is_accepted() {
    let phone = Phone::new();
    for access in [
        "security.device_id",
        "security.app_list",
        "nearby.location",
        "jmlink.clipboard",
        "search.phone",
    ] {
        assert_eq!(
            reason(&phone.ask(access, Ask::Tapped)),
            Reason::NoPolicyAcceptance,
            "{access}"
        );
        assert!(!phone.guard.is_open(phone.gate(access)));
    }
    assert!(phone.guard.prompt().is_none());
    let recipients = pack_003().data().recipients.clone();
    assert_eq!(recipients.len(), 19);
    for recipient in recipients {
        assert!(matches!(
            phone.guard.start(recipient.id).wait(),
            Started::Held(_)
        ));
    }
}

#[test]
fn accepting_the_policy_opens_no_gated_kind() {
    let phone = Phone::accepted();
    for view in phone.guard.consents().into_iter().filter(|view| view.gated) {
        assert!(
            !phone.guard.is_open(phone.gate(&view.access)),
            "{}",
            view.access
        );
    }
    assert_eq!(reason(&phone.never("jmlink.clipboard")), Reason::NoConsent);
}

#[test]
fn a_consent_opens_exactly_its_own_gate() {
    let phone = Phone::accepted();
    let before: Vec<_> = phone
        .guard
        .consents()
        .into_iter()
        .filter(|it| it.state.open)
        .map(|it| it.access)
        .collect();
    phone.give("jmlink.clipboard");
    let after: Vec<_> = phone
        .guard
        .consents()
        .into_iter()
        .filter(|it| it.state.open)
        .map(|it| it.access)
        .collect();
    let new: Vec<_> = after
        .into_iter()
        .filter(|it| !before.contains(it))
        .collect();
    assert_eq!(new, ["jmlink.clipboard"]);
    assert!(phone.guard.is_open(phone.gate("jmlink.clipboard")));
}

#[test]
fn a_call_that_is_cancelled_before_the_guard_is_ready_asks_nobody() {
    let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
    let guard = Guard::open(pack_003(), options(&directory, &clock));
    let gates = vec![guard.gate("scan.camera")];
    drop(guard.present_policy(Ask::IfNew, true));
    drop(guard.request(gates[0], Ask::Tapped, PlatformState::OPEN));
    drop(guard.ask_together(gates, Ask::Tapped, PlatformState::OPEN));
    guard.supply_key(KeyAnswer::Key(key()), None);
    let () = guard.settle().wait();
    assert!(guard.prompt().is_none());
    guard.test_kill();
}

#[test]
fn a_permit_is_for_one_read() {
    let phone = Phone::accepted();
    phone.give("jmlink.clipboard");
    let id = permit(phone.never("jmlink.clipboard"));
    assert!(phone.guard.spend(id));
    assert!(!phone.guard.spend(id));
    assert_eq!(phone.guard.finish(id, ReadOutcome::Read), None);
    assert_eq!(
        phone.guard.finish(id, ReadOutcome::Read).unwrap().reason,
        Reason::PermitVoid
    );
}

#[test]
fn a_refusal_is_remembered_and_only_a_tap_asks_again() {
    let phone = Phone::accepted();
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    phone.answer("refuse", &[]);
    assert_eq!(reason(&read.wait()), Reason::Refused);
    for _ in 0..100 {
        assert_eq!(
            reason(&phone.ask("security.device_id", Ask::IfNew)),
            Reason::Refused
        );
    }
    assert!(phone.guard.prompt().is_none());
    phone.give("security.device_id");
}

#[test]
fn a_dismissed_prompt_is_quiet_for_forty_eight_hours() {
    let phone = Phone::accepted();
    let gate = phone.gate("security.device_id");
    let read = phone.guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    let prompt = phone.prompt();
    assert!(phone.guard.shown(prompt.ticket, Language::En).wait());
    assert!(phone.guard.dismiss(prompt.ticket, Dismissal::Back).wait());
    assert_eq!(reason(&read.wait()), Reason::NotAnswered);
    phone.clock.advance_ms(48 * HOUR - 1);
    assert_eq!(
        reason(&phone.ask("security.device_id", Ask::IfNew)),
        Reason::NotAnswered
    );
    phone.clock.advance_ms(1);
    let again = phone.guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    phone.answer("agree", &[]);
    assert!(matches!(again.wait(), Verdict::Permit(_)));
}

#[test]
fn an_answer_without_a_shown_prompt_does_not_count() {
    let phone = Phone::accepted();
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let ticket = phone.prompt().ticket;
    let press = |ticket, control: &str| {
        phone
            .guard
            .press(ticket, control.to_owned(), Vec::new(), Tap::Pressed)
            .wait()
    };
    assert!(!press(ticket, "agree"), "never shown");
    assert!(!press(ticket + 1, "agree"), "no such ticket");
    assert!(phone.guard.shown(ticket, Language::Zh).wait());
    assert!(!press(ticket, "submit"), "a control of another style");
    assert!(press(ticket, "agree"));
    assert!(!press(ticket, "agree"), "used");
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}

#[test]
fn two_hundred_callers_share_one_prompt_and_get_a_permit_each() {
    let phone = Phone::accepted();
    let gate = phone.gate("security.device_id");
    let reads: Vec<_> = (0..200)
        .map(|_| phone.guard.request(gate, Ask::IfNew, PlatformState::OPEN))
        .collect();
    phone.answer("agree", &[]);
    let mut permits: Vec<u64> = reads.into_iter().map(|read| permit(read.wait())).collect();
    permits.sort_unstable();
    permits.dedup();
    assert_eq!(permits.len(), 200);
    let asked = phone
        .guard
        .entries(1, 10_000)
        .wait()
        .into_iter()
        .filter(|it| it.what == "asked")
        .count();
    assert_eq!(asked, 2, "one for the policy, one for the device id");
}

#[test]
fn the_last_caller_to_leave_takes_the_prompt_down() {
    let phone = Phone::accepted();
    let gate = phone.gate("security.device_id");
    let first = phone.guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    let second = phone.guard.request(gate, Ask::IfNew, PlatformState::OPEN);
    let ticket = phone.prompt().ticket;
    assert!(phone.guard.shown(ticket, Language::Zh).wait());
    drop(first);
    let () = phone.guard.settle().wait();
    assert!(phone.guard.prompt().is_some());
    drop(second);
    let () = phone.guard.settle().wait();
    assert!(phone.guard.prompt().is_none());
    assert!(
        !phone
            .guard
            .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
            .wait()
    );
}

#[test]
fn the_four_deep_link_consents_are_four_switches_on_one_screen() {
    let phone = Phone::accepted();
    let accesses = ["device_id", "network", "app_list", "clipboard"]
        .map(|it| phone.gate(&format!("jmlink.{it}")));
    let asked = phone
        .guard
        .ask_together(accesses.to_vec(), Ask::IfNew, PlatformState::OPEN);
    let prompt = phone.prompt();
    assert_eq!(prompt.style, Style::Choices);
    assert_eq!(prompt.texts[0].choices.len(), 4);
    phone.answer("submit", &["jmlink.identify"]);
    let given: Vec<bool> = asked
        .wait()
        .into_iter()
        .map(|answer| answer.given)
        .collect();
    assert_eq!(given, [true, false, false, false]);
    assert!(
        phone.guard.is_open(phone.gate("jmlink.device_info")),
        "answered with the same item"
    );
    assert_eq!(reason(&phone.never("jmlink.clipboard")), Reason::Refused);
    assert_eq!(
        phone.guard.start("jmlink".to_owned()).wait(),
        running(&["jmlink.device_id", "jmlink.device_info"])
    );
}

#[test]
fn asking_together_joins_the_question_that_already_stands() {
    let phone = Phone::accepted();
    let (clipboard, app_list) = (
        phone.gate("jmlink.clipboard"),
        phone.gate("jmlink.app_list"),
    );
    let read = phone
        .guard
        .request(clipboard, Ask::IfNew, PlatformState::OPEN);
    let first = phone.prompt().ticket;
    let asked =
        phone
            .guard
            .ask_together(vec![clipboard, app_list], Ask::IfNew, PlatformState::OPEN);
    let () = phone.guard.settle().wait();
    assert_eq!(
        phone.prompt().ticket,
        first,
        "the clipboard is not put twice"
    );
    phone.answer("agree", &[]);
    phone.answer("refuse", &[]);
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    let answers: Vec<_> = asked
        .wait()
        .into_iter()
        .map(|it| (it.given, it.reason))
        .collect();
    assert_eq!(answers, [(true, None), (false, Some(Reason::Refused))]);
}

/// one read was agreed to, and one read it is, however often the phone was looked at before.
#[test]
fn a_consent_for_one_read_is_not_lost_with_a_permit_that_read_nothing() {
    let phone = Phone::accepted();
    let read = phone.guard.request(
        phone.gate("sms_login.code"),
        Ask::Tapped,
        PlatformState::OPEN,
    );
    phone.answer("agree", &[]);
    let unspent = permit(read.wait());
    assert_eq!(
        reason(&phone.never("sms_login.code")),
        Reason::Expired,
        "it is this permit's"
    );
    let dropped = phone.guard.finish(unspent, ReadOutcome::NoValue);
    assert!(dropped.is_some());
    phone.read("sms_login.code");
    assert_eq!(reason(&phone.never("sms_login.code")), Reason::Expired);
    assert_eq!(phone.happened("consumed").len(), 1);
}
