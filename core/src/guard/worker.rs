//! The guard's own thread: opening, the loop, and what time does.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::closings::Closings;
use super::decisions::Decisions;
use super::history::{History, SEAL_AFTER};
use super::more::Archive;
use super::questions::{Questions, Stage};
use super::shared::Withdrawal;
use super::system::SystemQuestions;
use super::types::{Cause, Closed, Dismissal, Status};
use super::{Command, KeyAnswer, Shared};
use crate::catalogue::Catalogue;
use crate::clock::Timestamp;
use crate::ledger::{Anchor, Entry, Key, Ledger, LedgerError, Opened};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{ConsentState, Event, LeftOpen, Recorded};

/// Work that waits for the guard to be ready, with the number of the call that can take it back.
type Deferred = (Option<u64>, Box<dyn FnOnce(&mut Worker) + Send>);

/// How many withdrawals are written at once; the turn of other processes is not kept longer.
const LARGEST_BURST: usize = 256;
/// How often a passing cause, such as a full disk, is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// How often a guard with a screen looks whether another process changed something. Checks and
/// reads look by themselves; this is for what shows and runs without asking.
const WATCH: Duration = Duration::from_secs(1);

/// Everything that only the guard's own thread touches.
pub(crate) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) ledger: Option<Ledger>,
    pub(super) state: Arc<ConsentState>,
    /// Random number of this opening.
    pub(super) opening: u64,
    /// Facts that conditions of recipients look at.
    pub(super) facts: Arc<BTreeMap<String, String>>,
    pub(super) key: Option<Key>,
    pub(super) anchor: Option<Anchor>,
    pub(super) questions: Questions,
    pub(super) system: SystemQuestions,
    pub(super) decisions: Decisions,
    /// When time alone next brings something about.
    pub(super) next_moment: Option<Timestamp>,
    pub(super) log_due: Option<Instant>,
    /// Versions of the shared words that the state in memory is known to match.
    pub(super) known: Vec<u64>,
    pub(super) has_screen: bool,
    /// What opening left to be verified, and the state that it gives so far.
    pub(super) history: Option<History>,
    /// How many entries may wait for a checkpoint.
    pub(super) seal_after: u64,
    /// Former editions that were read again, and what differs from the last one agreed to.
    pub(super) archive: Archive,
    pub(super) closings: Closings,
    /// Consents for one read whose read did not come about; see [`crate::decide::Context::unused`].
    pub(super) unused: BTreeMap<u64, u64>,
    deferred: Vec<Deferred>,
    watch_at: Option<Instant>,
    key_due: Option<Instant>,
    retry_at: Option<Instant>,
}

impl Worker {
    pub(super) fn start(shared: Arc<Shared>, inbox: Receiver<Command>) {
        let key_due = matches!(shared.view().status, Status::Opening)
            .then(|| Instant::now() + shared.options.key_timeout);
        let facts = Arc::clone(&shared.view().facts);
        let mut worker = Worker {
            shared,
            facts,
            ledger: None,
            state: Arc::default(),
            opening: random_number(),
            key: None,
            anchor: None,
            questions: Questions::default(),
            system: SystemQuestions::default(),
            decisions: Decisions::default(),
            next_moment: None,
            log_due: None,
            known: Vec::new(),
            has_screen: true,
            history: None,
            seal_after: SEAL_AFTER,
            archive: Archive::default(),
            closings: Closings::default(),
            unused: BTreeMap::new(),
            deferred: Vec::new(),
            watch_at: None,
            key_due,
            retry_at: None,
        };
        let started = std::thread::Builder::new()
            .name("askfirst".to_owned())
            .spawn(move || worker.run(&inbox));
        if let Err(problem) = started {
            // Without a thread every call gets its fallback, and every gate stays shut.
            log::error!(
                "the guard's thread could not be started: {}",
                problem.kind()
            );
        }
    }

    fn run(&mut self, inbox: &Receiver<Command>) {
        let mut taken = None;
        loop {
            let command = match (taken.take(), self.next_due()) {
                (Some(command), _) => Ok(command),
                (None, None) => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                (None, Some(due)) => {
                    inbox.recv_timeout(due.saturating_duration_since(Instant::now()))
                }
            };
            match command {
                Ok(Command::Do(work)) => {
                    // What ran out before a call ran out before its answer.
                    self.guarded(Worker::on_clock);
                    self.guarded(work);
                    self.guarded(Worker::follow_account);
                }
                Ok(Command::Withdraw(first)) => {
                    let (burst, next) = with_those_that_wait(first, inbox);
                    taken = next;
                    self.guarded(Worker::on_clock);
                    self.guarded(|worker| worker.withdraw_together(burst));
                    self.guarded(Worker::follow_account);
                }
                Ok(Command::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.guarded(Worker::on_time);
        }
    }

    /// A fault in one piece of work shuts the guard; it does not end the thread,
    /// so that every call still gets an answer.
    fn guarded(&mut self, work: impl FnOnce(&mut Worker)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            log::error!("a fault inside the guard; everything is shut");
            self.ledger = None;
            self.shut(Cause::Fault, "a panic inside the guard", None);
        }
    }

    fn next_due(&mut self) -> Option<Instant> {
        let overdue = match self.questions.current().map(|question| &question.stage) {
            Some(Stage::Issued { overdue, .. }) if self.has_screen => *overdue,
            _ => None,
        };
        let (chore, clock) = (self.has_chore().then(Instant::now), self.clock_due());
        let watch = self.watch_at.filter(|_| self.has_screen);
        let dues = [
            watch,
            self.key_due,
            self.log_due,
            self.retry_at,
            overdue,
            chore,
            clock,
        ];
        dues.into_iter().flatten().min()
    }

    fn on_time(&mut self) {
        let now = Instant::now();
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if due(self.key_due) {
            self.key_due = None;
            self.shut(
                Cause::KeyTimeout,
                "the key store did not answer in time",
                None,
            );
        }
        if due(self.retry_at) {
            self.retry_at = None;
            self.open_ledger();
        }
        if due(self.log_due) {
            self.flush();
        }
        if due(self.watch_at) {
            self.watch(now);
        }
        self.end_overdue_prompt(now);
        self.on_clock();
        self.do_chore();
    }

    /// Hears of what another process withdrew or answered, though nobody asks here.
    fn watch(&mut self, now: Instant) {
        let is_ready = self.not_ready().is_none();
        self.watch_at = is_ready.then(|| now + WATCH);
        if is_ready && self.shared.hot.words_now() != self.known {
            // A failure has shut the guard; there is nothing to add.
            let _ = self.refresh();
        }
    }

    fn end_overdue_prompt(&mut self, now: Instant) {
        let Some(question) = self.questions.current() else {
            return;
        };
        let ticket = question.ticket;
        let Stage::Issued {
            overdue: Some(overdue),
            ..
        } = question.stage
        else {
            return;
        };
        if self.has_screen && overdue <= now {
            self.dismiss(ticket, Dismissal::UiFailed);
        }
    }

    // Opening.

    pub(super) fn supply_key(&mut self, answer: KeyAnswer, anchor: Option<Anchor>) {
        if self.ledger.is_some() || self.is_closed_for_good() {
            return;
        }
        self.key_due = None;
        match answer {
            KeyAnswer::Key(key) => {
                self.key = Some(key);
                self.anchor = anchor;
                self.open_ledger();
            }
            KeyAnswer::Locked => self.shut(Cause::KeyLocked, "the key store is locked", None),
            KeyAnswer::Lost => self.shut(Cause::KeyLost, "the key store lost the key", None),
        }
    }

    fn is_closed_for_good(&self) -> bool {
        match &self.shared.view().status {
            Status::Closed(closed) => matches!(
                closed.cause,
                Cause::PackInvalid | Cause::OtherPack | Cause::OlderEdition | Cause::ClosedByHost
            ),
            Status::Opening | Status::Ready { .. } => false,
        }
    }

    fn open_ledger(&mut self) {
        let Some(key) = self.key.clone() else { return };
        let directory = self.shared.options.directory.clone();
        match Ledger::open(
            &directory,
            &key,
            self.anchor.as_ref().filter(|_| Rule::T46.holds()),
            crate::ledger::Options::default(),
        ) {
            Ok(opened) => self.ready(opened),
            Err(error) => {
                self.shut_for(&error);
                let believed =
                    Rule::R035.holds() && (error != LedgerError::WrongKey || Rule::R099.holds());
                if !believed {
                    self.start_again(key);
                }
            }
        }
    }

    /// Takes up the state and lets the questions in.
    pub(super) fn ready(&mut self, opened: Opened) {
        self.shared.hot.attach(opened.ledger.words());
        self.ledger = Some(opened.ledger);
        // Numbers of entries of a ledger that was set aside say nothing about this one's.
        self.unused.clear();
        self.know_words();
        if let Err(reason) = self.take_up(opened.checkpoint, opened.audit) {
            log::warn!("the history cannot be taken up: {reason:?}");
            return;
        }
        if opened.after_fault && !self.is_acquitted() {
            return;
        }
        self.apply(&opened.tail);
        if !Rule::R058.holds() {
            Arc::make_mut(&mut self.state).revive();
        }
        if self.is_superseded() {
            return;
        }
        // A fresh start has written its own beginning.
        let is_new = opened.was_empty && opened.tail.is_empty();
        if self.record_opening(is_new).is_err() || self.write_closings().is_err() {
            return;
        }
        self.watch_at = Some(Instant::now() + WATCH);
        let rollback_detectable = self.anchor.is_some();
        self.shared.update(|view| {
            view.status = Status::Ready {
                rollback_detectable,
            }
        });
        log::info!(
            "the guard is ready; {} entries after the checkpoint",
            opened.tail.len()
        );
        self.flush_soon();
        self.run_deferred();
    }

    fn record_opening(&mut self, is_new: bool) -> Result<(), Reason> {
        let opening = self.opening;
        let mut events = vec![Event::Opened { opening }];
        if is_new {
            events.insert(0, Event::Began { after: None });
        }
        let words = self.words_of_edition();
        self.record(crate::ledger::Class::Asked, &[], |state| {
            events.extend(words.into_iter().filter_map(|it| it.unless_known(state)));
            events
        })
        .map(|_| ())
    }

    pub(super) fn shut_for(&mut self, error: &LedgerError) {
        let (cause, entry) = cause_of(error);
        self.shut(cause, &error.to_string(), entry);
    }

    /// Shuts every gate first, then says why, then ends every call that waits.
    pub(super) fn shut(&mut self, cause: Cause, detail: &str, entry: Option<u64>) {
        self.shared.hot.shut_all();
        self.shared.permits().void_all();
        self.ledger = None;
        self.history = None;
        let closed = Closed {
            cause,
            detail: detail.to_owned(),
            entry,
        };
        log::warn!("the guard is shut: {} ({detail})", cause.name());
        self.shared.update(|view| {
            view.status = Status::Closed(closed);
            view.prompt = None;
        });
        self.retry_at = cause.passes().then(|| Instant::now() + RETRY);
        self.end_all_questions(cause.reason());
        self.run_deferred();
    }

    // Readiness.

    /// Runs work once the guard is ready or shut.
    pub(super) fn when_open(&mut self, work: impl FnOnce(&mut Worker) + Send + 'static) {
        self.when_open_for(None, work);
    }

    /// The same for a call that may be cancelled before.
    pub(super) fn when_open_for(
        &mut self,
        call: Option<u64>,
        work: impl FnOnce(&mut Worker) + Send + 'static,
    ) {
        if matches!(self.shared.view().status, Status::Opening) {
            self.deferred.push((call, Box::new(work)));
        } else {
            work(self);
        }
    }

    /// Drops what a cancelled call has waiting: nobody would wait for its question.
    pub(super) fn forget_deferred(&mut self, call: u64) {
        self.deferred.retain(|(waiting, _)| *waiting != Some(call));
    }

    fn run_deferred(&mut self) {
        for (_, work) in std::mem::take(&mut self.deferred) {
            work(self);
        }
    }

    /// Why nothing can be answered; none if it can.
    pub(super) fn not_ready(&self) -> Option<Reason> {
        self.shared.not_ready()
    }

    pub(super) fn catalogue(&self) -> Option<Arc<Catalogue>> {
        self.shared.catalogue.clone()
    }

    /// A condition that no longer holds shuts its recipient's gates at once.
    pub(super) fn set_fact(&mut self, name: String, value: Option<String>) {
        let facts = Arc::make_mut(&mut self.facts);
        match value {
            Some(value) => facts.insert(name, value),
            None => facts.remove(&name),
        };
        let facts = Arc::clone(&self.facts);
        self.shared.permits().void_all();
        if self.not_ready().is_none() {
            self.set_cells();
        }
        self.shared.update(|view| view.facts = facts);
    }

    // The shared words.

    /// Takes the words as they are for known, before the ledger is read.
    pub(super) fn know_words(&mut self) {
        self.known = self.shared.hot.words_now();
    }

    /// Reads what other processes wrote, if they wrote anything.
    pub(super) fn refresh(&mut self) -> Result<(), Reason> {
        self.take_in().map(|_| ())
    }

    /// The same; whether there was anything, so that every gate was settled anew.
    fn take_in(&mut self) -> Result<bool, Reason> {
        let (before, account) = (self.known.clone(), self.state.account.clone());
        let asked = self.may_ask();
        self.know_words();
        let Some(ledger) = self.ledger.as_mut() else {
            return Err(Reason::NotReady);
        };
        match ledger.refresh() {
            Ok(entries) => {
                let is_news = !entries.is_empty() || before != self.known;
                if is_news {
                    self.apply(&entries);
                    self.set_cells();
                    self.shared.update(|_| {});
                }
                if self.is_superseded() {
                    return Err(Reason::PackInvalid);
                }
                if account != self.state.account {
                    // Another process switched: no question here is that account's.
                    self.end_questions(LeftOpen::AccountSwitched);
                } else if asked && !self.may_ask() {
                    self.end_questions(LeftOpen::Ended);
                }
                Ok(is_news)
            }
            Err(error) => Err(self.ledger_failed(&error)),
        }
    }

    pub(super) fn look_again(&mut self) {
        self.shared.hot.looks();
        if self.not_ready().is_none() && self.take_in() == Ok(false) {
            // Time alone may have opened or shut something.
            self.set_cells();
        }
    }

    /// Applies entries to the state. One that cannot be read is a fault, not a gap.
    pub(super) fn apply(&mut self, entries: &[Entry]) {
        let state = Arc::make_mut(&mut self.state);
        for entry in entries {
            match serde_json::from_slice::<Recorded>(&entry.payload) {
                Ok(recorded) => state.apply(entry.seq, &recorded),
                Err(_) => panic!("an entry of the ledger holds no known event"),
            }
        }
        let (state, opening) = (Arc::clone(&self.state), self.opening);
        let anchor = self.ledger.as_ref().map(Ledger::anchor);
        self.find_next_moment();
        self.shared.update(|view| {
            view.state = state;
            view.opening = opening;
            if anchor.is_some() {
                view.anchor = anchor;
            }
        });
    }

    // Ending.

    pub(super) fn close(&mut self) {
        self.flush();
        self.shut(Cause::ClosedByHost, "closed by the host", None);
    }

    pub(super) fn die(&mut self) {
        self.decisions.lose();
        self.ledger = None;
        self.shared.hot.shut_all();
        self.shared.permits().void_all();
        self.questions = Questions::default();
        self.system = SystemQuestions::default();
        let closed = Closed {
            cause: Cause::ClosedByHost,
            detail: "killed".to_owned(),
            entry: None,
        };
        self.shared.update(|view| {
            view.status = Status::Closed(closed);
            view.prompt = None;
        });
    }
}

/// A withdrawal with those that wait right behind it, and what came after them.
fn with_those_that_wait(
    first: Withdrawal,
    inbox: &Receiver<Command>,
) -> (Vec<Withdrawal>, Option<Command>) {
    let mut burst = vec![first];
    while burst.len() < LARGEST_BURST {
        match inbox.try_recv() {
            Ok(Command::Withdraw(next)) => burst.push(next),
            Ok(other) => return (burst, Some(other)),
            Err(_) => break,
        }
    }
    (burst, None)
}

fn cause_of(error: &LedgerError) -> (Cause, Option<u64>) {
    match error {
        LedgerError::Damaged { entry, .. } => (Cause::Damaged, *entry),
        LedgerError::WrongKey => (Cause::KeyWrong, None),
        // What is missing begins right after the last entry that is there.
        LedgerError::RolledBack { found, .. } => (Cause::RolledBack, Some(found + 1)),
        LedgerError::NewerFormat { .. } => (Cause::NewerFormat, None),
        LedgerError::Full => (Cause::StorageFull, None),
        LedgerError::TooLarge { .. } => (Cause::Fault, None),
        LedgerError::ReadOnly
        | LedgerError::Unavailable(_)
        | LedgerError::Locked
        | LedgerError::Busy
        | LedgerError::Superseded
        | LedgerError::Unknown => (Cause::StorageUnavailable, None),
    }
}

/// A number nobody can guess. Without randomness there is no safe ticket, so none is made.
pub(super) fn random_number() -> u64 {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        // Kept below 2^63, so that every bridge's signed integers can hold it.
        Ok(()) => u64::from_le_bytes(bytes) >> 1,
        Err(_) => panic!("the system gives no random numbers"),
    }
}
