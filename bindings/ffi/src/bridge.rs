//! The UniFFI object: each method hands one call to the guard.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{
    self as core, Account as CoreAccount, Dismissal, Gate, Guard, KeyAnswer as CoreKeyAnswer,
    Options, PolicyState, ReadOutcome, Tap,
};
use askfirst::pack::Pack;
use askfirst::pack::model::RefusalEffect;
use askfirst::reason::Reason;
use askfirst::state::Confirmation;
use askfirst::texts::{Language, reason_message as core_message};
use askfirst::{Clock, ManualClock, Timestamp};

use crate::convert::language;
use crate::handed::{Given, Handed};
use crate::input::{AccessParts, Account, OpenOptions, parts as parts_of};
use crate::keys::{AnchorAnswer, KeyAnswer, anchor as anchor_of, key_answer};
use crate::mirror::{
    AccessView, Answer, ConsentView, DecisionView, EntryView, GateState, PolicyDocument, Prompt,
    RecipientView, Shut, Started, Status, Verdict, VerifyReport, Withdrawn,
};
use crate::{logs, table};

/// One guard.
#[derive(Debug, uniffi::Object)]
pub struct Bridge {
    pub(crate) guard: Guard,
    pub(crate) number: u64,
    handed: Handed,
}

/// What only this crate knows of a guard: its hand-set clock and its language.
#[derive(Debug, Default)]
struct Extra {
    clock: Option<Arc<ManualClock>>,
    language: Option<Language>,
}

static EXTRAS: Mutex<BTreeMap<u64, Extra>> = Mutex::new(BTreeMap::new());

fn extras() -> std::sync::MutexGuard<'static, BTreeMap<u64, Extra>> {
    EXTRAS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a guard; its number, or 0 if this process has opened too many.
pub(crate) fn open(options: OpenOptions) -> u64 {
    logs::keep();
    let clock = options
        .manual_clock_ms
        .map(|start| Arc::new(ManualClock::new(Timestamp(start))));
    let extra = Extra {
        clock: clock.clone(),
        language: Some(language(&options.language)),
    };
    let mut core = Options::new(&options.directory);
    core.facts = options
        .device
        .into_iter()
        .map(|fact| (fact.name, fact.value))
        .collect();
    core.quiet_period_hours = options.quiet_period_hours;
    core.shown_timeout = Duration::from_millis(options.shown_timeout_ms);
    core.key_timeout = Duration::from_millis(options.key_timeout_ms);
    core.primer = options.ios && !options.two_controls_always;
    core.surface = Some(options.surface);
    core.bindings = options.bindings;
    core.exemptions = options.exemptions;
    if let Some(clock) = clock {
        core.clock = clock as Arc<dyn Clock>;
    }
    let guard = match Pack::parse(&options.pack_name, &options.pack) {
        Ok(pack) => Guard::open(pack, core),
        Err(problems) => Guard::without_pack(problems.to_string(), core),
    };
    let number = table::put(guard);
    extras().entry(number).or_insert(extra);
    number
}

/// A guard that is shut for good, because the host itself is set up wrongly.
pub(crate) fn refused(detail: String) -> u64 {
    table::put(Guard::without_pack(detail, Options::new(".")))
}

/// A verdict with its effect as a sentence.
pub(crate) fn verdict(number: u64, guard: &Guard, verdict: core::Verdict) -> Verdict {
    match verdict {
        core::Verdict::Permit(permit) => Verdict::Permit {
            id: permit.id,
            entry: permit.entry,
        },
        core::Verdict::Shut(shut) => Verdict::Shut {
            shut: described(number, guard, &shut),
        },
        core::Verdict::AskSystem(question) => Verdict::AskSystem { question },
    }
}

/// A shut door with its effect as a sentence.
pub(crate) fn described(number: u64, guard: &Guard, shut: &core::Shut) -> Shut {
    Shut::of(shut, guard.effect_text(shut, language_of(number)))
}

fn language_of(number: u64) -> Language {
    extras()
        .get(&number)
        .and_then(|extra| extra.language)
        .unwrap_or(Language::En)
}

impl Bridge {
    /// What withdrawing core data would cost: the pack's own words for losing the service.
    fn closing_consequence(&self, gate: Gate) -> String {
        let shut = core::Shut {
            effect: Some(RefusalEffect::BlockService),
            gate,
            ..core::Shut::because(Reason::Withdrawn)
        };
        self.guard
            .effect_text(&shut, language_of(self.number))
            .unwrap_or_default()
    }

    pub(crate) fn withdrawn(&self, gate: u32, withdrawn: core::Withdrawn) -> Withdrawn {
        match withdrawn {
            core::Withdrawn::Done(obligations) => Withdrawn::Done { obligations },
            core::Withdrawn::ClosesAccount => Withdrawn::ClosesAccount {
                consequence: self.closing_consequence(Gate(gate)),
            },
            core::Withdrawn::NotDurable => Withdrawn::NotDurable,
            core::Withdrawn::NothingGiven => Withdrawn::NothingGiven,
        }
    }

    fn verdict(&self, verdict: core::Verdict) -> Verdict {
        self::verdict(self.number, &self.guard, verdict)
    }
}

#[uniffi::export]
impl Bridge {
    /// Opens a guard. Never fails: a broken pack gives a guard that is shut and says why.
    #[uniffi::constructor]
    pub fn open(options: OpenOptions) -> Arc<Bridge> {
        Bridge::attach(open(options))
    }

    /// The guard that was opened under a number; a shut one if there is none.
    #[uniffi::constructor]
    pub fn attach(number: u64) -> Arc<Bridge> {
        let guard = table::get(number).cloned().unwrap_or_else(|| {
            Guard::without_pack("no guard has this number".to_owned(), Options::new("."))
        });
        Arc::new(Bridge {
            guard,
            number,
            handed: Handed::default(),
        })
    }

    /// Number of the guard, for the fast paths.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What `askfirst_is_open` takes.
    pub fn token(&self, gate: u32) -> u64 {
        table::token(self.number, gate)
    }

    /// Hands over what the key store said.
    pub fn supply_key(&self, answer: KeyAnswer, anchor: AnchorAnswer) {
        self.guard.supply_key(key_answer(answer), anchor_of(anchor));
    }

    /// Whether the guard can answer.
    pub fn status(&self) -> Status {
        self.guard.status().into()
    }

    /// The door for an access, by its id.
    pub fn gate(&self, access: String) -> u32 {
        self.guard.gate(&access).0
    }

    /// The door for an access, for reading one kind of data; shut if the pack says another kind.
    pub fn gate_of_kind(&self, access: String, kind: String) -> u32 {
        self.guard.gate_of_kind(&access, &kind).0
    }

    /// The door for an access, by its parts.
    pub fn gate_of(&self, parts: AccessParts) -> u32 {
        self.guard.gate_of(&parts_of(parts)).0
    }

    /// Whether consent stands.
    pub fn is_open(&self, gate: u32) -> bool {
        self.guard.is_open(Gate(gate))
    }

    /// What a gate looks like.
    pub fn gate_state(&self, gate: u32) -> GateState {
        self.guard.gate_state(Gate(gate)).into()
    }

    /// Asks for one read. Pends while a person is asked.
    ///
    /// `call` is the caller's own number for it: whoever got the answer says
    /// `received`, and whoever was cancelled says `left`.
    pub async fn request(
        &self,
        call: u64,
        gate: u32,
        ask: Ask,
        platform: PlatformState,
    ) -> Verdict {
        let answer = self.guard.request(Gate(gate), ask, platform).await;
        self.handed.note(call, &answer);
        self.verdict(answer)
    }

    /// Reports what the system's dialog left behind. `call` is as for `request`.
    pub async fn system_answered(
        &self,
        call: u64,
        question: u64,
        platform: PlatformState,
    ) -> Verdict {
        let answer = self.guard.system_answered(question, platform).await;
        self.handed.note(call, &answer);
        self.verdict(answer)
    }

    /// The answer of a call has arrived.
    pub fn received(&self, call: u64) {
        let _ = self.handed.take(call);
    }

    /// A call was cancelled. If its answer was on its way already, the system's
    /// question goes to the next caller and the permit is given back.
    pub fn left(&self, call: u64) {
        match self.handed.take(call) {
            Some(Given::Question(question)) => self.guard.system_abandoned(question),
            Some(Given::Permit(permit)) => {
                let _ = self.guard.finish(permit, ReadOutcome::Failed);
            }
            None => {}
        }
    }

    /// Reports that the system's dialog will not be shown.
    pub fn system_abandoned(&self, question: u64) {
        self.guard.system_abandoned(question);
    }

    /// Spends a permit, immediately before the platform is touched.
    pub fn spend(&self, permit: u64) -> bool {
        self.guard.spend(permit)
    }

    /// Ends a permit; if it returns something, the value must be dropped.
    pub fn finish(&self, permit: u64, outcome: ReadOutcome) -> Option<Shut> {
        let shut = self.guard.finish(permit, outcome)?;
        Some(described(self.number, &self.guard, &shut))
    }

    /// Puts several independent questions on one screen.
    pub async fn ask_together(
        &self,
        gates: Vec<u32>,
        ask: Ask,
        platform: PlatformState,
    ) -> Vec<Answer> {
        let gates = gates.into_iter().map(Gate).collect();
        self.guard
            .ask_together(gates, ask, platform)
            .await
            .into_iter()
            .map(Answer::from)
            .collect()
    }

    /// Puts the policy before the person, unless it has been answered.
    pub async fn present_policy(&self, ask: Ask, screen: bool) -> PolicyState {
        self.guard.present_policy(ask, screen).await
    }

    /// What the person said to the policy.
    pub fn policy_state(&self) -> PolicyState {
        self.guard.policy_state()
    }

    /// The question that waits for a person now.
    pub fn prompt(&self) -> Option<Prompt> {
        self.guard.prompt().map(|prompt| Prompt::from(&*prompt))
    }

    /// Reports that the prompt was drawn.
    pub async fn shown(&self, ticket: u64, language: String) -> bool {
        self.guard.shown(ticket, self::language(&language)).await
    }

    /// Reports the person's answer.
    pub async fn press(&self, ticket: u64, control: String, on: Vec<String>, tap: Tap) -> bool {
        self.guard.press(ticket, control, on, tap).await
    }

    /// Reports that the prompt was left without an answer.
    pub async fn dismiss(&self, ticket: u64, how: Dismissal) -> bool {
        self.guard.dismiss(ticket, how).await
    }

    /// There is no screen to draw prompts on.
    pub fn screen_gone(&self) {
        self.guard.screen(false);
    }

    /// There is one again.
    pub fn screen_back(&self) {
        self.guard.screen(true);
    }

    /// Withdraws one consent.
    pub async fn withdraw(&self, gate: u32) -> Withdrawn {
        let withdrawn = self.guard.withdraw(Gate(gate)).await;
        self.withdrawn(gate, withdrawn)
    }

    /// Asks whether an SDK may start: at the person's own tap, or by itself.
    pub async fn start(&self, recipient: String, tapped: bool) -> Started {
        let started = if tapped {
            self.guard.start_tapped(recipient)
        } else {
            self.guard.start(recipient)
        };
        match started.await {
            core::Started::Running(allowed) => Started::Running { allowed },
            core::Started::Held(shut) => Started::Held {
                shut: described(self.number, &self.guard, &shut),
            },
        }
    }

    /// Reports a fact that conditions of recipients look at; none takes it back.
    pub async fn set_fact(&self, name: String, value: Option<String>) {
        self.guard.set_fact(name, value).await;
    }

    /// Reports what became of an obligation.
    pub async fn confirm(&self, obligation: u64, how: Confirmation) -> bool {
        self.guard.confirm(obligation, how).await
    }

    /// What the app must still do.
    pub fn obligations(&self) -> Vec<core::Owed> {
        self.guard.obligations()
    }

    /// Reports the system's permission for a gate, on resume.
    pub async fn platform_seen(&self, gate: u32, platform: PlatformState) {
        self.guard.platform_seen(Gate(gate), platform).await;
    }

    /// Switches the account in use.
    pub async fn switch_to(&self, account: Option<Account>) -> bool {
        self.guard
            .switch_to(account.map(|it| CoreAccount {
                id: it.id,
                tenant: it.tenant,
            }))
            .await
    }

    /// Records an acceptance that an older release of the app reports.
    pub async fn legacy_acceptance(&self, text_version: String, at_ms: i64) -> bool {
        self.guard
            .reported_acceptance(text_version, Timestamp(at_ms))
            .await
    }

    /// Every access of the pack with its consent.
    pub fn consents(&self) -> Vec<ConsentView> {
        self.guard
            .consents()
            .into_iter()
            .map(ConsentView::from)
            .collect()
    }

    /// Readable text of the policy, generated from the pack.
    pub fn policy_document(&self, language: String) -> PolicyDocument {
        let document = self.guard.policy_document(self::language(&language));
        document.map_or(
            PolicyDocument {
                title: String::new(),
                sections: Vec::new(),
            },
            PolicyDocument::from,
        )
    }

    /// Every access that the pack declares, in the pack's order.
    pub fn declared(&self) -> Vec<AccessView> {
        let Some(catalogue) = self.guard.catalogue() else {
            return Vec::new();
        };
        catalogue
            .lines()
            .iter()
            .map(|line| AccessView::of(catalogue, line))
            .collect()
    }

    /// Every recipient that the pack declares, in the pack's order.
    pub fn recipients(&self) -> Vec<RecipientView> {
        let Some(catalogue) = self.guard.catalogue() else {
            return Vec::new();
        };
        RecipientView::all(catalogue, language_of(self.number))
    }

    /// Ledger entries from a position on.
    pub async fn entries(&self, from: u64, limit: u32) -> Vec<EntryView> {
        self.guard
            .entries(from, limit as usize)
            .await
            .into_iter()
            .map(EntryView::from)
            .collect()
    }

    /// Decisions, in order.
    pub async fn decisions(&self, from: u64, limit: u32) -> Vec<DecisionView> {
        let decisions = self
            .guard
            .decisions(usize::try_from(from).unwrap_or(usize::MAX), limit as usize)
            .await;
        decisions
            .into_iter()
            .zip(from..)
            .map(|(decision, id)| DecisionView::of(id, decision))
            .collect()
    }

    /// Checks the whole ledger.
    pub async fn verify(&self) -> VerifyReport {
        self.guard.verify().await.into()
    }

    /// Why a gate is open or shut, for a developer.
    pub fn explain(&self, gate: u32, language: String) -> String {
        self.guard.explain(Gate(gate), self::language(&language))
    }

    /// Sets the old ledger aside and begins a new one, with a new key.
    pub async fn start_again(&self, key: Vec<u8>) -> Status {
        match key_answer(KeyAnswer::Key { bytes: key }) {
            CoreKeyAnswer::Key(key) => self.guard.start_again(key).await.into(),
            CoreKeyAnswer::Locked | CoreKeyAnswer::Lost => self.status(),
        }
    }

    /// Comes back with the count of changes once it is past `since`.
    pub async fn changed(&self, since: u64) -> u64 {
        self.guard.changed(since).await
    }

    /// Count of changes.
    pub fn change(&self) -> u64 {
        self.guard.change()
    }

    /// What the host must keep outside the ledger.
    pub fn anchor(&self) -> Option<Vec<u8>> {
        self.guard.anchor().map(|anchor| anchor.to_bytes().to_vec())
    }

    /// Comes back when every call made before it has been handled.
    pub async fn settle(&self) {
        self.guard.settle().await;
    }

    /// Closes the guard.
    pub fn shut_down(&self) {
        self.guard.close();
    }

    /// Tests only: moves the hand-set clock.
    pub fn test_advance_clock(&self, ms: i64) {
        if let Some(clock) = extras()
            .get(&self.number)
            .and_then(|extra| extra.clock.as_ref())
        {
            clock.advance_ms(ms);
        }
    }

    /// Tests only: sets the hand-set clock.
    pub fn test_set_clock(&self, ms: i64) {
        if let Some(clock) = extras()
            .get(&self.number)
            .and_then(|extra| extra.clock.as_ref())
        {
            clock.set(Timestamp(ms));
        }
    }

    /// Tests only: ends the guard as a killed process would.
    pub fn test_kill(&self) {
        self.guard.test_kill();
    }

    /// Tests only: panics inside the guard.
    pub async fn test_panic(&self) {
        self.guard.test_panic().await;
    }
}

/// What a reason means, as one sentence for a person; empty for an unknown code.
#[uniffi::export]
pub fn reason_message(code: String, language: String) -> String {
    let reason = Reason::from_code(&code);
    reason.map_or(String::new(), |reason| {
        core_message(reason, self::language(&language)).to_owned()
    })
}
