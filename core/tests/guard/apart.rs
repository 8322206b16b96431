//! Two guards over one ledger, as two processes of an app have them: what one does in the middle
//! of what the other does.
//!
//! The second acts from within the first one's clock, so that the instant is always the same.

use std::sync::Mutex;

use askfirst::guard::Reply;

use super::phone::*;

type Act = Box<dyn FnOnce() + Send>;

/// A phone's clock that lets something happen the next time somebody looks at it.
struct Interrupted {
    clock: Arc<ManualClock>,
    act: Mutex<Option<Act>>,
}

impl std::fmt::Debug for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupted")
    }
}

impl Clock for Interrupted {
    fn now(&self) -> Timestamp {
        let act = self.act.lock().unwrap().take();
        if let Some(act) = act {
            act();
        }
        self.clock.now()
    }
}

/// One process of the app.
struct Process {
    phone: Phone,
    interrupted: Arc<Interrupted>,
}

impl std::ops::Deref for Process {
    type Target = Phone;

    fn deref(&self) -> &Phone {
        &self.phone
    }
}

/// Two processes over one ledger; the policy is accepted.
struct Two {
    one: Process,
    other: Process,
}

const CLIPBOARD: &str = "jmlink.clipboard";
const LOCATION: &str = "nearby.location";
const PHOTOS: &str = "picture_upload.photos";

/// Policy 003 with a consent to photos that lasts thirty days.
fn dated() -> Pack {
    changed("003", |json| {
        let mut functions = json["functions"].as_array_mut().unwrap().iter_mut();
        let upload = functions.find(|it| it["id"] == "picture_upload").unwrap();
        upload["accesses"][0]["consent"] =
            serde_json::json!({"rule": "prompt", "lasts": {"hours": 720}});
    })
}

impl Process {
    fn start(directory: &Arc<Directory>, pack: Pack, primer: bool) -> Process {
        let clock = Arc::new(ManualClock::new(START));
        let interrupted = Arc::new(Interrupted {
            clock: Arc::clone(&clock),
            act: Mutex::default(),
        });
        let mut options = options(directory, &clock);
        options.clock = Arc::clone(&interrupted) as Arc<dyn Clock>;
        options.primer = primer;
        let guard = Guard::test_open_apart(pack, options);
        guard.supply_key(KeyAnswer::Key(key()), None);
        let () = guard.settle().wait();
        let phone = Phone {
            directory: Arc::clone(directory),
            clock,
            guard,
        };
        Process { phone, interrupted }
    }

    /// Lets something happen in the middle of what this process does next.
    fn interrupt(&self, act: impl FnOnce() + Send + 'static) {
        *self.interrupted.act.lock().unwrap() = Some(Box::new(act));
    }

    fn shown(&self) -> u64 {
        let ticket = self.prompt().ticket;
        assert!(self.guard.shown(ticket, Language::Zh).wait());
        ticket
    }

    fn press(&self, ticket: u64, control: &str) -> bool {
        let pressed = self
            .guard
            .press(ticket, control.to_owned(), vec![], Tap::Bound);
        pressed.wait()
    }

    fn tapped(&self, access: &str, platform: PlatformState) -> Reply<Verdict> {
        self.guard.request(self.gate(access), Ask::Tapped, platform)
    }

    fn withdraw(&self, access: &str) {
        let withdrawn = self.guard.withdraw(self.gate(access)).wait();
        assert!(matches!(withdrawn, Withdrawn::Done(_)), "{withdrawn:?}");
    }

    fn switch(&self, to: Option<Account>) {
        assert!(self.guard.switch_to(to).wait());
    }
}

impl Two {
    fn new() -> Two {
        Two::with(pack_003(), false)
    }

    fn with(pack: Pack, primer: bool) -> Two {
        let directory = fresh_directory();
        let one = Process::start(&directory, pack.clone(), primer);
        one.accept();
        let other = Process::start(&directory, pack, primer);
        Two { one, other }
    }

    /// A second account that has accepted the policy and was asked for nothing else.
    fn with_a_second_account(self) -> Two {
        self.other.switch(account("li"));
        self.other.accept();
        self.other.switch(None);
        self
    }
}

fn is_permit(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Permit(_))
}

/// consent belongs to the account that was asked.
#[test]
fn an_answer_does_not_count_for_an_account_that_another_process_switched_to() {
    let two = Two::new().with_a_second_account();
    let read = two.one.tapped(CLIPBOARD, PlatformState::OPEN);
    let ticket = two.one.shown();
    two.other.switch(account("li"));
    assert!(!two.one.press(ticket, "agree"), "it was asked of nobody");
    assert_eq!(reason(&read.wait()), Reason::NotAnswered);
    assert!(!is_permit(&two.other.never(CLIPBOARD)));
}

/// The decision log is written by itself; its entries bring the switch with them.
#[test]
fn a_prompt_is_taken_down_however_a_process_hears_of_another_account() {
    let two = Two::new().with_a_second_account();
    let read = two.one.tapped(CLIPBOARD, PlatformState::OPEN);
    let ticket = two.one.shown();
    let _ = two.one.never("bugly.network");
    two.other.switch(account("li"));
    let () = two.one.guard.settle().wait();
    let () = two.one.guard.settle().wait();
    assert!(two.one.guard.prompt().is_none());
    assert!(!two.one.press(ticket, "agree"));
    assert_eq!(reason(&read.wait()), Reason::NotAnswered);
    assert!(!is_permit(&two.other.never(CLIPBOARD)));
}

#[test]
fn the_answer_to_a_primer_belongs_to_the_account_it_was_put_to() {
    let two = Two::with(pack_003(), true).with_a_second_account();
    let not_asked = PlatformState {
        permission: Permission::NotAsked,
        ..PlatformState::OPEN
    };
    let read = two.one.tapped(LOCATION, not_asked);
    let ticket = two.one.shown();
    assert!(two.one.press(ticket, "continue"));
    let Verdict::AskSystem(dialog) = read.wait() else {
        panic!("the caller shows the dialog");
    };
    two.other.switch(account("li"));
    let verdict = two.one.guard.system_answered(dialog, PlatformState::OPEN);
    assert!(!is_permit(&verdict.wait()));
    assert!(!is_permit(&two.other.never(LOCATION)));
}

/// an answer to a question that is older than the withdrawal does not count.
#[test]
fn a_withdrawal_in_another_process_is_newer_than_the_standing_prompt() {
    let two = Two::with(dated(), false);
    two.one.give(PHOTOS);
    for process in [&two.one, &two.other] {
        process.clock.advance_ms(721 * HOUR);
    }
    let read = two.one.tapped(PHOTOS, PlatformState::OPEN);
    let ticket = two.one.shown();
    two.other.withdraw(PHOTOS);
    assert!(!two.one.press(ticket, "agree"));
    assert!(!is_permit(&read.wait()));
}

/// Invariant 7: the permit is for what was decided, and the decision is older than the withdrawal.
#[test]
fn a_permit_decided_before_a_withdrawal_and_given_after_it_is_void() {
    let two = Two::new();
    two.one.give(CLIPBOARD);
    let other = two.other.guard.clone();
    let () = two.one.guard.settle().wait();
    two.one.interrupt(move || {
        let withdrawn = other.withdraw(other.gate(CLIPBOARD)).wait();
        assert!(matches!(withdrawn, Withdrawn::Done(_)));
    });
    if let Verdict::Permit(permit) = two.one.never(CLIPBOARD) {
        assert!(!two.one.guard.spend(permit.id));
    }
}

#[test]
fn no_gate_is_open_while_the_gates_follow_another_account() {
    let two = Two::new();
    two.one.give(CLIPBOARD);
    let gate = two.one.guard.gate(CLIPBOARD);
    assert!(two.one.guard.is_open(gate));
    let () = two.one.guard.settle().wait();
    two.other.switch(account("li"));
    let (guard, seen) = (two.one.guard.clone(), Arc::new(Mutex::new(Vec::new())));
    let found = Arc::clone(&seen);
    two.one
        .interrupt(move || found.lock().unwrap().push(guard.is_open(gate)));
    assert!(!two.one.guard.is_open(gate), "and has it looked at");
    let () = two.one.guard.settle().wait();
    assert_eq!(*seen.lock().unwrap(), [false]);
    assert!(!two.one.guard.is_open(gate));
}

/// what runs out does not come back with the clock.
#[test]
fn a_clock_that_goes_back_shuts_what_has_an_end() {
    let two = Two::with(dated(), false);
    let one = &two.one;
    one.give(PHOTOS);
    let gate = one.guard.gate(PHOTOS);
    one.clock.advance_ms(700 * HOUR);
    assert!(is_permit(&one.never(PHOTOS)));
    let () = one.guard.settle().wait();
    assert!(one.guard.is_open(gate));
    one.clock.advance_ms(-600 * HOUR);
    assert_eq!(reason(&one.never(PHOTOS)), Reason::ClockStrange);
    assert!(!one.guard.is_open(gate));
}

#[test]
fn what_is_kept_or_asked_rests_on_what_other_processes_did() {
    let two = Two::new();
    assert_eq!(
        two.other.guard.present_policy(Ask::IfNew, true).wait(),
        PolicyState::Accepted
    );
    two.one.give(CLIPBOARD);
    let gate = two.one.guard.gate(CLIPBOARD);
    assert!(two.one.guard.handling().keep(gate).wait().is_none());
    two.other.withdraw(CLIPBOARD);
    let shut = two.one.guard.handling().keep(gate).wait().unwrap();
    assert_eq!(shut.reason, Reason::ObligationPending);
}

/// a running SDK of this process has to stop, though nobody here asks for anything.
#[test]
fn a_process_that_asks_nothing_hears_of_a_withdrawal_in_another() {
    let two = Two::new();
    two.one.give(CLIPBOARD);
    let started = two.one.guard.start("jmlink".to_owned()).wait();
    assert!(matches!(started, Started::Running(_)));
    let () = two.one.guard.settle().wait();
    let mut seen = two.one.guard.change();
    two.other.withdraw(CLIPBOARD);
    while two.one.guard.obligations().is_empty() {
        let change = two.one.guard.wait_for_change(seen, Duration::from_secs(60));
        assert!(change > seen, "nothing is heard");
        seen = change;
    }
}
