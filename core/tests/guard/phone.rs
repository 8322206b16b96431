//! A phone with one app on it, and its person.

pub(crate) use std::collections::BTreeMap;
pub(crate) use std::path::PathBuf;
pub(crate) use std::sync::Arc;
pub(crate) use std::sync::atomic::{AtomicU32, Ordering};
pub(crate) use std::time::Duration;

pub(crate) use askfirst::decide::{Ask, Permission, PlatformState};
pub(crate) use askfirst::guard::{
    Account, Cause, Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState, ReadOutcome, Shut,
    Started, Status, Tap, Verdict, Withdrawn,
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
    // Long enough for a busy machine, short enough for the test that waits it out.
    options.shown_timeout = Duration::from_millis(1500);
    options.facts = BTreeMap::from([("brand".to_owned(), "xiaomi".to_owned())]);
    options
}

pub(crate) fn key() -> Key {
    Key::new([7; 32])
}

impl Phone {
    pub(crate) fn new() -> Phone {
        let (directory, clock) = (fresh_directory(), Arc::new(ManualClock::new(START)));
        let guard = Guard::open(pack_003(), options(&directory, &clock));
        guard.supply_key(KeyAnswer::Key(key()), None);
        Phone {
            directory,
            clock,
            guard,
        }
    }

    pub(crate) fn accepted() -> Phone {
        let phone = Phone::new();
        let policy = phone.guard.present_policy(Ask::IfNew, true);
        phone.answer("agree", &[]);
        assert_eq!(policy.wait(), PolicyState::Accepted);
        phone
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
