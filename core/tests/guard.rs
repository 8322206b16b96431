//! The guard, over a real ledger: asking, permits, withdrawal, faults.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use askfirst::decide::{Ask, Permission, PlatformState};
use askfirst::guard::{
    Account, Cause, Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState, ReadOutcome, Shut,
    Started, Status, Tap, Verdict, Withdrawn,
};
use askfirst::ledger::{Anchor, Key};
use askfirst::pack::Pack;
use askfirst::prompt::Style;
use askfirst::reason::{Group, Reason, Remedy};
use askfirst::state::Confirmation;
use askfirst::texts::Language;
use askfirst::{Clock, ManualClock, Timestamp};

const START: Timestamp = Timestamp(1_704_877_200_000);
const HOUR: i64 = 3_600_000;

/// A phone with one app on it: a directory, a clock, and the guard if the app runs.
struct Phone {
    directory: Arc<Directory>,
    clock: Arc<ManualClock>,
    guard: Guard,
}

fn pack_003() -> Pack {
    Pack::parse("003.json", include_str!("../policies/003.json")).unwrap()
}

/// A directory of one test; gone with the last phone that uses it.
struct Directory(PathBuf);

impl std::ops::Deref for Directory {
    type Target = PathBuf;

    fn deref(&self) -> &PathBuf {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn fresh_directory() -> Arc<Directory> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let directory =
        std::env::temp_dir().join(format!("askfirst-guard-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    Arc::new(Directory(directory))
}

fn options(directory: &Directory, clock: &Arc<ManualClock>) -> Options {
    let mut options = Options::new(directory.to_path_buf());
    options.clock = Arc::clone(clock) as Arc<dyn Clock>;
    // Long enough for a busy machine, short enough for the test that waits it out.
    options.shown_timeout = Duration::from_millis(1500);
    options.facts = BTreeMap::from([("brand".to_owned(), "xiaomi".to_owned())]);
    options
}

fn key() -> Key {
    Key::new([7; 32])
}

impl Phone {
    fn new() -> Phone {
        let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
        let guard = Guard::open(pack_003(), options(&directory, &clock));
        guard.supply_key(KeyAnswer::Key(key()), None);
        Phone {
            directory,
            clock,
            guard,
        }
    }

    fn accepted() -> Phone {
        let phone = Phone::new();
        let policy = phone.guard.present_policy(Ask::IfNew, true);
        phone.answer("agree", &[]);
        assert_eq!(policy.wait(), PolicyState::Accepted);
        phone
    }

    fn reopen(self) -> Phone {
        self.reopen_with(pack_003(), None)
    }

    fn reopen_with(self, pack: Pack, anchor: Option<Anchor>) -> Phone {
        self.guard.test_kill();
        let guard = Guard::open(pack, options(&self.directory, &self.clock));
        guard.supply_key(KeyAnswer::Key(key()), anchor);
        Phone {
            guard,
            directory: Arc::clone(&self.directory),
            clock: Arc::clone(&self.clock),
        }
    }

    fn gate(&self, access: &str) -> Gate {
        self.guard.gate(access)
    }

    /// Waits until a question is before the person.
    fn prompt(&self) -> Arc<askfirst::guard::Prompt> {
        for _ in 0..1000 {
            if let Some(prompt) = self.guard.prompt() {
                return prompt;
            }
            let () = self.guard.settle().wait();
        }
        panic!("no question came; status {:?}", self.guard.status());
    }

    fn answer(&self, control: &str, on: &[&str]) {
        let prompt = self.prompt();
        assert!(self.guard.shown(prompt.ticket, Language::Zh).wait());
        let on = on.iter().map(|id| (*id).to_owned()).collect();
        assert!(
            self.guard
                .press(prompt.ticket, control.to_owned(), on, Tap::Bound)
                .wait()
        );
    }

    fn ask(&self, access: &str, ask: Ask) -> Verdict {
        self.guard
            .request(self.gate(access), ask, PlatformState::OPEN)
            .wait()
    }

    fn never(&self, access: &str) -> Verdict {
        self.ask(access, Ask::Never)
    }

    fn give(&self, access: &str) {
        let read = self
            .guard
            .request(self.gate(access), Ask::Tapped, PlatformState::OPEN);
        self.answer("agree", &[]);
        assert!(
            matches!(read.wait(), Verdict::Permit(_)),
            "{access} was given"
        );
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.guard.test_kill();
    }
}

fn reason(verdict: &Verdict) -> Reason {
    match verdict {
        Verdict::Shut(shut) => shut.reason,
        other => panic!("expected a shut door, got {other:?}"),
    }
}

fn permit(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Permit(permit) => permit.id,
        other => panic!("expected a permit, got {other:?}"),
    }
}

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
    assert_eq!(recipients.len(), 17);
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
fn a_prompt_that_is_never_drawn_ends_by_itself_and_is_not_held_against_the_person() {
    let phone = Phone::accepted();
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

fn running(accesses: &[&str]) -> Started {
    Started::Running(accesses.iter().map(|it| (*it).to_owned()).collect())
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
    let policy = phone.guard.present_policy(Ask::IfNew, true);
    phone.answer("agree", &[]);
    assert_eq!(policy.wait(), PolicyState::Accepted);
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
    let policy = phone.guard.present_policy(Ask::IfNew, true);
    phone.answer("agree", &[]);
    assert_eq!(policy.wait(), PolicyState::Accepted);
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
    let json = include_str!("../policies/003.json").replacen("\"ordinal\": 1", "\"ordinal\": 2", 1);
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
    let read = phone.guard.request(
        phone.gate("security.device_id"),
        Ask::IfNew,
        PlatformState::OPEN,
    );
    let ticket = phone.prompt().ticket;
    assert!(phone.guard.shown(ticket, Language::Zh).wait());
    assert!(phone.guard.dismiss(ticket, Dismissal::Closed).wait());
    assert_eq!(reason(&read.wait()), Reason::NotAnswered);
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
