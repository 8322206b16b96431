//! A phone with one app on it, and its person.

pub(crate) use std::collections::BTreeMap;
pub(crate) use std::path::PathBuf;
pub(crate) use std::sync::Arc;
pub(crate) use std::sync::atomic::{AtomicU32, Ordering};
pub(crate) use std::time::Duration;

pub(crate) use askfirst::decide::{Ask, Permission, PlatformState};
pub(crate) use askfirst::guard::{
    Account, AgeAnswer, Cause, Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState,
    ReadOutcome, Shut, Started, Status, Tap, Verdict, Withdrawn,
};
pub(crate) use askfirst::ledger::{Anchor, Key};
pub(crate) use askfirst::pack::Pack;
pub(crate) use askfirst::prompt::Style;
pub(crate) use askfirst::reason::{Group, Reason, Remedy};
pub(crate) use askfirst::state::Confirmation;
pub(crate) use askfirst::texts::Language;
pub(crate) use askfirst::{Clock, ManualClock, Timestamp};

pub(crate) const START: Timestamp = Timestamp(1_704_877_200_000);
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A phone with one app on it: a directory, a clock, and the guard if the app runs.
pub(crate) struct Phone {
    pub(crate) directory: Arc<Directory>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) guard: Guard,
}

pub(crate) fn pack_003() -> Pack {
    Pack::parse("003.json", include_str!("../../policies/003.json")).unwrap()
}

/// A directory of one test; gone with the last phone that uses it.
pub(crate) struct Directory(pub(crate) PathBuf);

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

pub(crate) fn fresh_directory() -> Arc<Directory> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let directory =
        std::env::temp_dir().join(format!("askfirst-guard-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    Arc::new(Directory(directory))
}

pub(crate) fn options(directory: &Directory, clock: &Arc<ManualClock>) -> Options {
    let mut options = Options::new(directory.to_path_buf());
    options.clock = Arc::clone(clock) as Arc<dyn Clock>;
    // No test but one waits it out, and a busy machine must not.
    options.shown_timeout = Duration::from_secs(120);
    options.facts = BTreeMap::from([("brand".to_owned(), "xiaomi".to_owned())]);
    options
}

pub(crate) fn account(id: &str) -> Option<Account> {
    Some(Account {
        id: id.to_owned(),
        tenant: None,
    })
}

pub(crate) fn key() -> Key {
    Key::new([7; 32])
}

/// One of the five policies, changed as a test needs it.
pub(crate) fn changed(number: &str, change: impl FnOnce(&mut serde_json::Value)) -> Pack {
    let file = format!("{}/policies/{number}.json", env!("CARGO_MANIFEST_DIR"));
    let mut json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    change(&mut json);
    Pack::parse(number, &json.to_string()).unwrap()
}

pub(crate) fn policy(number: &str) -> Pack {
    changed(number, |_| {})
}

impl Phone {
    pub(crate) fn new() -> Phone {
        Phone::with(pack_003())
    }

    /// A phone on a day on which the pack binds.
    pub(crate) fn with(pack: Pack) -> Phone {
        let binds = askfirst::rules::editions::binds_from(&pack.data().identity);
        let start = binds.map_or(START, |from| START.max(from.plus_ms(HOUR)));
        let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(start)));
        let guard = Guard::open(pack, options(&directory, &clock));
        guard.supply_key(KeyAnswer::Key(key()), None);
        Phone {
            directory,
            clock,
            guard,
        }
    }

    /// A phone whose prompts are overdue soon.
    pub(crate) fn impatient() -> Phone {
        Phone::accepted().reopen_as(|options| options.shown_timeout = Duration::from_millis(1500))
    }

    /// The app is killed and starts again, set up otherwise.
    pub(crate) fn reopen_as(self, change: impl FnOnce(&mut Options)) -> Phone {
        self.guard.test_kill();
        let mut options = options(&self.directory, &self.clock);
        change(&mut options);
        let guard = Guard::open(pack_003(), options);
        guard.supply_key(KeyAnswer::Key(key()), None);
        Phone {
            guard,
            directory: Arc::clone(&self.directory),
            clock: Arc::clone(&self.clock),
        }
    }

    pub(crate) fn accepted() -> Phone {
        Phone::accepting(pack_003())
    }

    pub(crate) fn accepting(pack: Pack) -> Phone {
        let phone = Phone::with(pack);
        phone.accept();
        phone
    }

    /// The person, who is of age, accepts the policy.
    pub(crate) fn accept(&self) {
        self.come_of_age();
        self.accept_at_no_age();
    }

    /// States an age where the policy wants to know one and nobody has stated it.
    pub(crate) fn come_of_age(&self) {
        let () = self.guard.settle().wait();
        if self.guard.person().view().age_unknown {
            let answer = self.guard.person().states_age(30).wait();
            assert!(matches!(answer, AgeAnswer::Recorded { .. }), "{answer:?}");
        }
    }

    /// The person accepts the policy, and nobody says how old they are.
    pub(crate) fn accept_at_no_age(&self) {
        let phone = self;
        let policy = phone.guard.present_policy(Ask::IfNew, true);
        phone.answer("agree", &[]);
        assert_eq!(policy.wait(), PolicyState::Accepted);
    }

    /// Reads once, which the person has agreed to.
    pub(crate) fn read(&self, access: &str) {
        let permit = permit(self.never(access));
        assert!(self.guard.spend(permit));
        assert!(self.guard.finish(permit, ReadOutcome::Read).is_none());
    }

    pub(crate) fn after(&self, ms: i64) {
        self.clock.advance_ms(ms);
        let () = self.guard.settle().wait();
    }

    /// What happened, in the ledger's words.
    pub(crate) fn happened(&self, what: &str) -> Vec<String> {
        let entries = self.guard.entries(1, usize::MAX).wait();
        let found = entries.into_iter().filter(|entry| entry.what == what);
        found.map(|entry| entry.detail).collect()
    }

    pub(crate) fn reopen(self) -> Phone {
        self.reopen_with(pack_003(), None)
    }

    pub(crate) fn reopen_with(self, pack: Pack, anchor: Option<Anchor>) -> Phone {
        self.guard.test_kill();
        let guard = Guard::open(pack, options(&self.directory, &self.clock));
        guard.supply_key(KeyAnswer::Key(key()), anchor);
        Phone {
            guard,
            directory: Arc::clone(&self.directory),
            clock: Arc::clone(&self.clock),
        }
    }

    pub(crate) fn gate(&self, access: &str) -> Gate {
        self.guard.gate(access)
    }

    /// Waits until a question is before the person.
    pub(crate) fn prompt(&self) -> Arc<askfirst::guard::Prompt> {
        for _ in 0..1000 {
            if let Some(prompt) = self.guard.prompt() {
                return prompt;
            }
            let () = self.guard.settle().wait();
        }
        panic!("no question came; status {:?}", self.guard.status());
    }

    pub(crate) fn answer(&self, control: &str, on: &[&str]) {
        let prompt = self.prompt();
        assert!(self.guard.shown(prompt.ticket, Language::Zh).wait());
        let on = on.iter().map(|id| (*id).to_owned()).collect();
        assert!(
            self.guard
                .press(prompt.ticket, control.to_owned(), on, Tap::Bound)
                .wait()
        );
    }

    pub(crate) fn ask(&self, access: &str, ask: Ask) -> Verdict {
        self.guard
            .request(self.gate(access), ask, PlatformState::OPEN)
            .wait()
    }

    /// The app asks in passing, and the person leaves the prompt without an answer.
    pub(crate) fn leave_open(&self, access: &str) {
        let read = self
            .guard
            .request(self.gate(access), Ask::IfNew, PlatformState::OPEN);
        let ticket = self.prompt().ticket;
        assert!(self.guard.shown(ticket, Language::Zh).wait());
        assert!(self.guard.dismiss(ticket, Dismissal::Closed).wait());
        assert_eq!(reason(&read.wait()), Reason::NotAnswered);
    }

    pub(crate) fn never(&self, access: &str) -> Verdict {
        self.ask(access, Ask::Never)
    }

    pub(crate) fn give(&self, access: &str) {
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

pub(crate) fn reason(verdict: &Verdict) -> Reason {
    match verdict {
        Verdict::Shut(shut) => shut.reason,
        other => panic!("expected a shut door, got {other:?}"),
    }
}

pub(crate) fn permit(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Permit(permit) => permit.id,
        other => panic!("expected a permit, got {other:?}"),
    }
}

pub(crate) fn running(accesses: &[&str]) -> Started {
    Started::Running(accesses.iter().map(|it| (*it).to_owned()).collect())
}
