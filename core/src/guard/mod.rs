//! The only façade: questions, tickets, permits, withdrawals.
//!
//! One thread of its own does all the work of a guard, in the order in which
//! it was sent; so nothing blocks its caller, nothing is decided twice at once,
//! and a call from inside a prompt or a listener is simply the next one in
//! line. The hot call ([`Guard::is_open`]) and permits touch memory only.
//!
//! **Invariant:** the guard calls nobody back. Hosts wait for
//! [`Guard::changed`] and look.

mod asking;
mod closings;
mod decisions;
mod history;
mod hot;
mod more;
mod permits;
mod questions;
mod record;
mod registry;
mod reply;
mod requests;
mod shared;
mod system;
mod together;
mod types;
mod views;
mod withdrawing;
mod worker;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

pub use self::more::*;
pub use self::reply::Reply;
pub use self::types::*;

use self::hot::{Check, Hot};
use self::permits::Ended;
use self::questions::Then;
use self::reply::{Sender, reply};
use self::shared::{Command, Shared, View, Withdrawal, label_of};
use self::worker::Worker;
use crate::catalogue::{AccessParts, Binding, Catalogue};
use crate::clock::{Clock, SystemClock};
use crate::decide::{Ask, PlatformState};
use crate::ledger::{Anchor, Key};
use crate::pack::Pack;
use crate::pack::model::Surface;
use crate::prompt::PolicyDocument;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{Confirmation, DecisionRecord};
use crate::texts::Language;

/// How a guard is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Directory of the ledger; nothing else may lie in it.
    pub directory: PathBuf,
    /// Facts about the device that conditions of recipients look at, such as `brand`.
    pub facts: BTreeMap<String, String>,
    /// Hours of silence after a question was left open, if they are to be more than the pack's,
    /// or the usual 48.
    pub quiet_period_hours: Option<u32>,
    /// How long a prompt may take to be drawn.
    pub shown_timeout: Duration,
    /// How long the key store may take.
    pub key_timeout: Duration,
    /// Whether the platform's own dialog may answer a primer (iOS).
    pub primer: bool,
    /// The surface the host is; none takes a pack for any.
    pub surface: Option<Surface>,
    /// Who stands behind the categories of recipients that the policy names.
    pub bindings: Vec<Binding>,
    /// Whether anything may be done under an exemption at all (R-079, D-10).
    pub exemptions: bool,
    /// Source of time.
    pub clock: Arc<dyn Clock>,
}

impl Options {
    /// The usual set-up over a directory.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Options {
        Options {
            directory: directory.into(),
            facts: BTreeMap::new(),
            quiet_period_hours: None,
            shown_timeout: Duration::from_secs(4),
            key_timeout: Duration::from_secs(10),
            primer: false,
            surface: None,
            bindings: Vec::new(),
            exemptions: false,
            clock: Arc::new(SystemClock),
        }
    }
}

/// What the host's key store says.
#[derive(Debug)]
pub enum KeyAnswer {
    /// The key.
    Key(Key),
    /// It is locked; the host tries again later.
    Locked,
    /// The key is gone for good.
    Lost,
}

/// What a person who uses an account is called in the ledger: a keyed hash of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The app's own name for the account.
    pub id: String,
    /// Tenant, where the pack has them; an empty one is none.
    pub tenant: Option<String>,
}

/// The one door. Cheap to clone; all clones are the same guard.
#[derive(Clone)]
pub struct Guard {
    shared: Arc<Shared>,
}

impl Guard {
    /// Opens a guard over a pack. Returns at once; everything is shut until a
    /// key has been supplied and the ledger verified.
    ///
    /// A directory is opened once in a process: a second call with the same
    /// pack gives the same guard, with another pack a closed one.
    #[must_use]
    pub fn open(pack: Pack, options: Options) -> Guard {
        registry::open(pack, options)
    }

    /// Opens a second guard over a directory that is open already, as another process would.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn test_open_apart(pack: Pack, options: Options) -> Guard {
        registry::open_apart(pack, options)
    }

    /// A guard that is shut for good, because there is no usable pack.
    #[must_use]
    pub fn without_pack(detail: String, options: Options) -> Guard {
        let closed = Closed {
            cause: Cause::PackInvalid,
            detail,
            entry: None,
        };
        Guard::spawn(None, options, Status::Closed(closed))
    }

    /// Whether two handles are the same guard.
    #[must_use]
    pub fn is_same(&self, other: &Guard) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    fn spawn(catalogue: Option<Arc<Catalogue>>, options: Options, status: Status) -> Guard {
        let (commands, inbox) = mpsc::channel();
        let view = View {
            change: 1,
            status,
            prompt: None,
            state: Arc::default(),
            anchor: None,
            opening: 0,
            facts: Arc::new(options.facts.clone()),
            calendar: None,
        };
        let shared = Arc::new(Shared {
            hot: Hot::new(catalogue.as_deref(), Arc::clone(&options.clock)),
            catalogue,
            options,
            undeclared: Mutex::default(),
            permits: Mutex::default(),
            view: Mutex::new(view),
            changed: Condvar::new(),
            waiting: Mutex::default(),
            next_call: AtomicU64::new(1),
            commands,
        });
        Worker::start(Arc::clone(&shared), inbox);
        Guard { shared }
    }

    /// Hands over what the key store said, with the anchor kept outside the ledger.
    pub fn supply_key(&self, answer: KeyAnswer, anchor: Option<Anchor>) {
        self.shared
            .send(move |worker| worker.supply_key(answer, anchor));
    }

    /// Whether the guard can answer.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared.view().status.clone()
    }

    /// The door for an access, by its id. An undeclared one has a door too; it stays shut.
    #[must_use]
    pub fn gate(&self, access: &str) -> Gate {
        match self.shared.catalogue.as_deref() {
            Some(catalogue) => self
                .shared
                .gate_for(catalogue.by_id(access), || access.to_owned()),
            None => self
                .shared
                .gate_for(Err(Reason::PackInvalid), || access.to_owned()),
        }
    }

    /// The door for an access, by its parts.
    #[must_use]
    pub fn gate_of(&self, parts: &AccessParts) -> Gate {
        let resolved = match self.shared.catalogue.as_deref() {
            Some(catalogue) => catalogue.resolve(parts),
            None => Err(Reason::PackInvalid),
        };
        self.shared.gate_for(resolved, || label_of(parts))
    }

    /// Whether consent stands, as far as this process has settled it.
    ///
    /// Consent only: the system's permission, its switches and the foreground are
    /// looked at by every read. No lock, no allocation, no system call (a dated
    /// consent reads the clock; the one check that finds a change has it looked
    /// at), and it cannot panic.
    // Also where all else is optimised for size: a call costs more than what it does.
    #[inline(always)]
    #[must_use]
    pub fn is_open(&self, gate: Gate) -> bool {
        match self.shared.hot.check(gate.0) {
            Check::Open => true,
            Check::Shut => false,
            Check::Changed => {
                self.tell_of_change();
                false
            }
        }
    }

    /// Number of the shared word that a gate follows, for tools that look at what processes share.
    #[must_use]
    pub fn shared_word(&self, gate: Gate) -> u16 {
        self.shared.hot.slot(gate.0)
    }

    /// The one check that finds a change has it looked at; a loop of checks asks once.
    #[cold]
    fn tell_of_change(&self) {
        if self.shared.hot.is_first_to_tell() {
            self.shared.send(Worker::look_again);
        }
    }

    /// Asks for one read. Pends while a person is asked; dropping the reply is cancelling.
    pub fn request(&self, gate: Gate, ask: Ask, platform: PlatformState) -> Reply<Verdict> {
        let call = self.shared.next_call.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::clone(&self.shared);
        self.call(
            Verdict::Shut(Shut::because(Reason::Closed)),
            move |worker, sender| {
                worker.request(call, gate, ask, platform, sender);
            },
        )
        .giving_back_to(self)
        .on_cancel(move || shared.send(move |worker| worker.cancelled(call)))
    }

    /// Reports what the system's dialog left behind; answers the request that was told to show it.
    pub fn system_answered(&self, question: u64, platform: PlatformState) -> Reply<Verdict> {
        self.call(
            Verdict::Shut(Shut::because(Reason::Closed)),
            move |worker, sender| {
                worker.system_answered(question, platform, sender);
            },
        )
        .giving_back_to(self)
    }

    /// Reports that the system's dialog will not be shown by whoever was told to.
    pub fn system_abandoned(&self, question: u64) {
        self.shared
            .send(move |worker| worker.system_abandoned(question));
    }

    /// Spends a permit, immediately before the platform is touched. Memory only.
    #[must_use]
    pub fn spend(&self, permit: u64) -> bool {
        self.shared.permits().spend(&self.shared.hot, permit)
    }

    /// Ends a permit after the platform answered. If it returns something, the
    /// value must be dropped and that is the answer. Memory only.
    #[must_use]
    pub fn finish(&self, permit: u64, outcome: ReadOutcome) -> Option<Shut> {
        let ended = self.shared.permits().finish(&self.shared.hot, permit);
        let given_back = ended.and_then(|ended| ended.given_back);
        self.shared
            .send(move |worker| worker.read_ended(permit, outcome, given_back));
        match ended {
            Some(Ended { keeps: true, .. }) => None,
            Some(Ended { gate, .. }) => Some(self.shared.why_void(gate)),
            None => Some(Shut::because(Reason::PermitVoid)),
        }
    }

    /// Puts several independent questions on one screen.
    pub fn ask_together(
        &self,
        gates: Vec<Gate>,
        ask: Ask,
        platform: PlatformState,
    ) -> Reply<Vec<Answer>> {
        let call = self.shared.next_call.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::clone(&self.shared);
        self.call(Vec::new(), move |worker, sender| {
            worker.ask_together(call, &gates, ask, platform, Then::Answers(sender));
        })
        .on_cancel(move || shared.send(move |worker| worker.cancelled(call)))
    }

    /// Puts the policy before the person, unless it has been answered.
    pub fn present_policy(&self, ask: Ask, screen: bool) -> Reply<PolicyState> {
        let call = self.shared.next_call.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::clone(&self.shared);
        self.call(PolicyState::NotAnswered, move |worker, sender| {
            worker.present_policy(call, ask, screen, sender);
        })
        .on_cancel(move || shared.send(move |worker| worker.cancelled(call)))
    }

    /// The question that waits for a person now.
    #[must_use]
    pub fn prompt(&self) -> Option<Arc<Prompt>> {
        self.shared.view().prompt.clone()
    }

    /// Reports that the prompt was drawn. Without it no answer counts.
    pub fn shown(&self, ticket: u64, language: Language) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            sender.send(worker.shown(ticket, language))
        })
    }

    /// Reports the person's answer. True if it counted: false for a ticket that
    /// is used, unknown, or was never shown.
    ///
    /// # Durability
    /// Returns after the answer is on disk.
    pub fn press(&self, ticket: u64, control: String, on: Vec<String>, tap: Tap) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            sender.send(worker.press(ticket, &control, &on, tap))
        })
    }

    /// Reports that the prompt was left without an answer.
    pub fn dismiss(&self, ticket: u64, how: Dismissal) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            sender.send(worker.dismiss(ticket, how))
        })
    }

    /// Tells whether there is a screen to draw prompts on; time stands still without one.
    pub fn screen(&self, present: bool) {
        self.shared.send(move |worker| worker.screen(present));
    }

    /// Withdraws one consent. Withdrawals of many callers at once share one write.
    ///
    /// # Durability
    /// The gate is shut in every process before this returns, and the record is on disk.
    pub fn withdraw(&self, gate: Gate) -> Reply<Withdrawn> {
        self.withdraw_as(gate, false)
    }

    fn withdraw_as(&self, gate: Gate, insists: bool) -> Reply<Withdrawn> {
        let (sender, receiver) = reply(Withdrawn::NotDurable);
        let withdrawal = Withdrawal {
            gate,
            insists,
            sender,
        };
        // A guard that has ended drops it, and the caller gets the fallback.
        let _ = self.shared.commands.send(Command::Withdraw(withdrawal));
        receiver
    }

    /// Asks whether a recipient's SDK may start. Never asks the person.
    pub fn start(&self, recipient: String) -> Reply<Started> {
        self.start_as(recipient, false)
    }

    /// The same at the person's own tap, for what only the person starts, such
    /// as sending an error report.
    pub fn start_tapped(&self, recipient: String) -> Reply<Started> {
        self.start_as(recipient, true)
    }

    fn start_as(&self, recipient: String, by_person: bool) -> Reply<Started> {
        let fallback = Started::Held(Shut::because(Reason::Closed));
        self.call(fallback, move |worker, sender| {
            worker.start_recipient(recipient, by_person, sender);
        })
    }

    /// Reports a fact that conditions of recipients look at, such as the way of
    /// payment that was chosen; none takes it back.
    pub fn set_fact(&self, name: String, value: Option<String>) -> Reply<()> {
        self.call((), move |worker, sender| {
            worker.set_fact(name, value);
            sender.send(());
        })
    }

    /// Reports what became of an obligation.
    pub fn confirm(&self, obligation: u64, how: Confirmation) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            sender.send(worker.confirm(obligation, how))
        })
    }

    /// Reports the system's permission for a gate, on resume: off is a withdrawal.
    pub fn platform_seen(&self, gate: Gate, platform: PlatformState) -> Reply<()> {
        self.call((), move |worker, sender| {
            worker.platform_seen(gate, platform);
            sender.send(());
        })
    }

    /// Switches the account in use; none is signed out. True once it is on disk.
    ///
    /// Nothing of the former account is answered from here on, in this process:
    /// what comes before the guard is ready, or cannot be written, is written
    /// before any gate opens.
    pub fn switch_to(&self, account: Option<Account>) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            sender.send(worker.switch_to(account.as_ref()))
        })
    }

    /// Records an acceptance that an older release of the app reports. It opens nothing.
    pub fn reported_acceptance(&self, text_version: String, at: crate::Timestamp) -> Reply<bool> {
        self.call(false, move |worker, sender| {
            // Reported while the guard still opens, it must not be lost.
            worker.when_open(move |worker| {
                sender.send(worker.reported_acceptance(text_version, at));
            });
        })
    }

    /// Sets the old ledger aside and begins a new one, with everything un-asked
    /// and every quiet period running. Only after a cause that allows it.
    pub fn start_again(&self, key: Key) -> Reply<Status> {
        self.call(self.status(), move |worker, sender| {
            sender.send(worker.start_again(key))
        })
    }

    /// Checks the whole ledger.
    pub fn verify(&self) -> Reply<VerifyReport> {
        let fallback = VerifyReport {
            entries: 0,
            first_bad: None,
            intact: false,
            head: String::new(),
        };
        self.call(fallback, move |worker, sender| sender.send(worker.verify()))
    }

    /// Ledger entries from a position on.
    pub fn entries(&self, from: u64, limit: usize) -> Reply<Vec<EntryView>> {
        self.call(Vec::new(), move |worker, sender| {
            sender.send(worker.entries(from, limit))
        })
    }

    /// Decisions, in order, beginning with the given one.
    pub fn decisions(&self, from: usize, limit: usize) -> Reply<Vec<DecisionRecord>> {
        self.call(Vec::new(), move |worker, sender| {
            sender.send(worker.decisions(from, limit))
        })
    }

    /// Comes back when every call made before it has been handled.
    pub fn settle(&self) -> Reply<()> {
        self.call((), |worker, sender| {
            worker.flush();
            sender.send(());
        })
    }

    /// Count of changes; moves whenever something that can be looked at has changed.
    #[must_use]
    pub fn change(&self) -> u64 {
        self.shared.view().change
    }

    /// Comes back with the count of changes once it is past `since`.
    pub fn changed(&self, since: u64) -> Reply<u64> {
        let (sender, receiver) = reply(since);
        let mut waiting = self
            .shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let change = self.change();
        if change > since {
            sender.send(change);
        } else {
            waiting.push((since, sender));
        }
        receiver
    }

    /// Waits for a change without a future; the count then, changed or not.
    #[must_use]
    pub fn wait_for_change(&self, since: u64, limit: Duration) -> u64 {
        let view = self.shared.view();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(view, limit, |view| view.change <= since);
        waited.unwrap_or_else(PoisonError::into_inner).0.change
    }

    /// What the host must keep outside the ledger, so that an older copy is noticed.
    #[must_use]
    pub fn anchor(&self) -> Option<Anchor> {
        self.shared.view().anchor
    }

    /// The pack's text for reading; none without a pack.
    #[must_use]
    pub fn policy_document(&self, language: Language) -> Option<PolicyDocument> {
        Some(crate::prompt::policy_document(
            self.shared
                .catalogue
                .as_deref()
                .filter(|_| Rule::R097.holds() || self.shared.not_ready().is_none())?,
            language,
        ))
    }

    /// The catalogue; none without a pack.
    #[must_use]
    pub fn catalogue(&self) -> Option<&Catalogue> {
        self.shared.catalogue.as_deref()
    }

    /// Closes the guard: every gate is shut when this returns, and every call ends.
    pub fn close(&self) {
        self.shared.hot.close();
        self.shared.permits().close();
        self.shared.send(Worker::close);
        registry::forget(&self.shared);
        let _ = self.shared.commands.send(Command::Stop);
    }

    /// Ends the guard as a killed process would: nothing more is written.
    pub fn test_kill(&self) {
        let (sender, done) = reply(());
        self.shared.send(move |worker| {
            worker.die();
            sender.send(());
        });
        let () = done.wait();
        registry::forget(&self.shared);
        let _ = self.shared.commands.send(Command::Stop);
    }

    /// Panics inside the guard, to show that a fault shuts it.
    pub fn test_panic(&self) -> Reply<()> {
        self.call((), |_, _| panic!("a fault planted by a test"))
    }

    fn call<T: Send + 'static>(
        &self,
        fallback: T,
        work: impl FnOnce(&mut Worker, Sender<T>) + Send + 'static,
    ) -> Reply<T> {
        let (sender, receiver) = reply(fallback);
        self.shared.send(move |worker| work(worker, sender));
        receiver
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Guard({:?})", self.status())
    }
}
