//! Plays a scenario step by step, writes its log and compares what came with what must come.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use askfirst::clock::{Clock, ManualClock};
use askfirst::guard::Status;
use askfirst::texts::Language;

use crate::app::{App, Desk, join};
use crate::expect::{Came, Then};
use crate::format::{Scenario, Step};
use crate::log::{Call, Log};
use crate::open::{BadScenario, Loaded};
use crate::phone::Phone;
use crate::screen::Standing;
use crate::storage::Storage;
use crate::tasks::{Tasks, rest};

/// How long a step may wait for what it states. The guard itself never waits for a clock here.
const PATIENCE: Duration = Duration::from_secs(10);

/// A step that did not come out as stated.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The step, from 1.
    pub step: usize,
    /// Its verb.
    pub verb: &'static str,
    /// What was expected and what came.
    pub what: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {} ({}): {}", self.step, self.verb, self.what)
    }
}

/// What came of a scenario.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The canonical decision log.
    pub log: String,
    /// Where it differs from what the scenario states; empty if it passed.
    pub differences: Vec<Difference>,
}

/// Everything that a replay has in its hands.
pub(crate) struct Player<'a> {
    pub(crate) loaded: &'a Loaded,
    patience: Duration,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) storage: Storage,
    pub(crate) phone: Rc<RefCell<Phone>>,
    pub(crate) desk: Rc<RefCell<Desk>>,
    pub(crate) app: Option<App>,
    pub(crate) tasks: Tasks,
    pub(crate) screen: Option<Standing>,
    /// Tickets of all prompts so far, in order of appearance.
    pub(crate) tickets: Vec<u64>,
    /// Joins so far, in order.
    pub(crate) joins: Rc<RefCell<Vec<u64>>>,
    /// Holds so far, in order.
    pub(crate) holds: Rc<RefCell<Vec<u64>>>,
    /// Requests so far, in order.
    pub(crate) requests: Rc<RefCell<Vec<u64>>>,
    /// The last copy of the records, as JSON.
    pub(crate) copy: Rc<RefCell<String>>,
    /// Ledger entries that values named, in order of appearance.
    marks: Vec<String>,
    /// The step that is played, from 1.
    pub(crate) step: usize,
    log: Log,
}

impl Loaded {
    /// Replays the scenario.
    ///
    /// What came out otherwise than stated is no error but a difference. So is
    /// a step that cannot be done any more, such as a tap without a prompt;
    /// it is the last one.
    ///
    /// # Errors
    /// A pack cannot be read, or there is no place to play in.
    pub fn replay(&self) -> Result<Replayed, BadScenario> {
        self.replay_within(PATIENCE, false)
    }

    /// The same with another patience; up to the first step that differs, if told so.
    ///
    /// # Errors
    /// As [`Loaded::replay`].
    pub fn replay_within(
        &self,
        patience: Duration,
        until_different: bool,
    ) -> Result<Replayed, BadScenario> {
        self.check_names()?;
        let mut player = Player::new(self, patience)?;
        let mut differences = Vec::new();
        for step in &self.scenario.steps {
            player.step += 1;
            let (number, verb) = (player.step, step.verb.name());
            let (found, goes_on) = match player.play(step) {
                Ok(found) => (found, true),
                Err(BadScenario::Impossible { problem, .. }) => (vec![problem], false),
                Err(problem) => return Err(problem),
            };
            differences.extend(found.into_iter().map(|what| Difference {
                step: number,
                verb,
                what,
            }));
            if !goes_on || (until_different && !differences.is_empty()) {
                break;
            }
        }
        player.end();
        Ok(Replayed {
            log: player.log.into_text(),
            differences,
        })
    }
}

impl Player<'_> {
    fn new(loaded: &Loaded, patience: Duration) -> Result<Player<'_>, BadScenario> {
        let scenario = &loaded.scenario;
        let storage = Storage::new()
            .map_err(|error| loaded.impossible(format!("no scratch directory: {error}")))?;
        let stops = scenario
            .sdks
            .iter()
            .map(|(id, sdk)| (id.clone(), sdk.stops))
            .collect();
        Ok(Player {
            loaded,
            patience,
            clock: Arc::new(ManualClock::new(scenario.start.0)),
            storage,
            phone: Rc::new(RefCell::new(Phone::new(&scenario.phone))),
            desk: Rc::new(RefCell::new(Desk::new(stops))),
            app: None,
            tasks: Tasks::new(),
            screen: None,
            tickets: Vec::new(),
            joins: Rc::default(),
            holds: Rc::default(),
            requests: Rc::default(),
            copy: Rc::default(),
            marks: Vec::new(),
            step: 0,
            log: Log::new(&scenario.name),
        })
    }

    pub(crate) fn scenario(&self) -> &Scenario {
        &self.loaded.scenario
    }

    pub(crate) fn language(&self) -> Language {
        self.scenario().language.into()
    }

    /// Milliseconds since the scenario began.
    pub(crate) fn ms(&self) -> i64 {
        self.clock.now().0 - self.scenario().start.0.0
    }

    fn play(&mut self, step: &Step) -> Result<Vec<String>, BadScenario> {
        let ticket = self.ticket();
        let dialog = self.phone.borrow().dialog_number();
        self.states_the_age();
        self.perform(&step.verb)?;
        self.wait_for(&step.then, ticket);
        self.settle();
        Ok(self.conclude(&step.then, ticket, dialog))
    }

    /// States the scenario's age for an account whose age is wanted and unknown, as an app does at first use.
    fn states_the_age(&self) {
        let (Some(years), Some(app)) = (self.scenario().age, &self.app) else {
            return;
        };
        let is_ready = matches!(app.guard.status(), Status::Ready { .. });
        if is_ready && app.guard.person().view().age_unknown {
            let _ = app.guard.person().states_age(years).wait();
        }
    }

    fn ticket(&self) -> Option<u64> {
        self.screen.as_ref().map(|standing| standing.prompt.ticket)
    }

    /// Lets everything move until what the step states is there.
    fn wait_for(&mut self, then: &Then, before: Option<u64>) {
        let deadline = Instant::now() + self.patience;
        loop {
            self.round();
            if self.is_as_stated(then, before) || Instant::now() >= deadline {
                return;
            }
            rest();
        }
    }

    fn is_as_stated(&self, then: &Then, before: Option<u64>) -> bool {
        let prompt = match (&then.prompt, &self.screen) {
            (None, None) => true,
            (Some(wanted), Some(standing)) => {
                let same = before == Some(standing.prompt.ticket);
                let drawn = standing.drawn.is_some() || !self.scenario().draws;
                wanted.same == same && drawn
            }
            (None, Some(_)) | (Some(_), None) => false,
        };
        prompt
            && self.tasks.answered() >= then.answer_count()
            && self.phone.borrow().dialog() == then.system_dialog.as_deref()
            && self.desk.borrow().told.len() >= then.sdk.len()
    }

    /// Lets the guard and the app come to rest.
    ///
    /// Not before what the step states has come: the guard writes what it
    /// noted when it is told to settle.
    fn settle(&mut self) {
        let Some(guard) = self.app.as_ref().map(|app| app.guard.clone()) else {
            return;
        };
        loop {
            let () = guard.settle().wait();
            let before = self.picture(&guard);
            self.round();
            if self.picture(&guard) == before {
                break;
            }
        }
        if self.scenario().anchor
            && let Some(anchor) = guard.anchor()
        {
            self.storage.anchor = Some(anchor.to_bytes().to_vec());
        }
    }

    fn picture(
        &self,
        guard: &askfirst::guard::Guard,
    ) -> (u64, usize, Option<u64>, u64, usize, u64) {
        let phone = self.phone.borrow();
        let told = self.desk.borrow().told.len();
        let counts = &phone.counts;
        let moved = counts.all_reads() + counts.system_dialogs;
        (
            guard.change(),
            self.tasks.answered(),
            self.ticket(),
            phone.dialog_number(),
            told,
            moved,
        )
    }

    /// One round of everybody: the calls, the screen, the SDKs.
    fn round(&mut self) {
        self.tasks.poll();
        self.look_at_screen();
        if let Some(app) = &self.app {
            app.tend_sdks();
        }
    }

    fn look_at_screen(&mut self) {
        let prompt = self.app.as_ref().and_then(|app| app.guard.prompt());
        if prompt.as_ref().map(|prompt| prompt.ticket) == self.ticket() {
            return;
        }
        self.screen = prompt.map(|prompt| {
            self.tickets.push(prompt.ticket);
            Standing {
                number: self.tickets.len(),
                prompt,
                drawn: None,
                usual: self.loaded.scenario.language.into(),
            }
        });
        self.phone.borrow_mut().counts.prompts = self.tickets.len() as u64;
        if self.scenario().draws {
            self.draw(self.language());
        }
    }

    /// Draws the prompt that stands; false if none does.
    pub(crate) fn draw(&mut self, language: Language) -> bool {
        let (Some(standing), Some(app)) = (&mut self.screen, &self.app) else {
            return false;
        };
        let _ = app.guard.shown(standing.prompt.ticket, language).wait();
        standing.drawn = Some(language);
        true
    }

    /// Writes the step's lines and finds its differences.
    fn conclude(&mut self, then: &Then, ticket: Option<u64>, dialog: u64) -> Vec<String> {
        let (step, ms) = (self.step, self.ms());
        let told = std::mem::take(&mut self.desk.borrow_mut().told);
        for one in &told {
            self.log.line(
                step,
                ms,
                &["sdk", one.what, &one.recipient, &join(&one.allowed)],
            );
        }
        let mut calls = self.tasks.take_answered();
        self.mark_entries(&mut calls);
        self.log.calls(step, ms, &calls);
        let same_prompt = self.ticket().is_some() && self.ticket() == ticket;
        if let Some(standing) = self.screen.as_ref().filter(|_| !same_prompt) {
            standing.write(&mut self.log, step, ms);
        }
        let phone = self.phone.borrow();
        if let Some(kind) = phone.dialog().filter(|_| phone.dialog_number() != dialog) {
            self.log.line(step, ms, &["dialog", kind]);
        }
        if ticket.is_some() && !same_prompt {
            self.log.line(step, ms, &["gone", "prompt"]);
        }
        if dialog != 0 && phone.dialog_number() != dialog {
            self.log.line(step, ms, &["gone", "dialog"]);
        }
        let counts = &phone.counts;
        let totals = [
            counts.all_reads(),
            counts.prompts,
            counts.system_dialogs,
            counts.starts,
        ]
        .map(|it| it.to_string());
        self.log.line(
            step,
            ms,
            &["end", &totals[0], &totals[1], &totals[2], &totals[3]],
        );
        let sdk: Vec<String> = told
            .iter()
            .map(|one| format!("{} {}", one.what, one.recipient))
            .collect();
        then.differences(&Came {
            calls: &calls,
            prompt: self.screen.as_ref(),
            same_prompt,
            dialog: phone.dialog(),
            sdk: &sdk,
            counts,
        })
    }

    /// Ledger entries are named by order of appearance: housekeeping entries
    /// in between are written by time, not by step.
    fn mark_entries(&mut self, calls: &mut [Call]) {
        for call in calls {
            let [value, entry] = &mut call.answer[..] else {
                continue;
            };
            if value != "value" {
                continue;
            }
            let known = self.marks.iter().position(|mark| mark == entry);
            let index = known.unwrap_or_else(|| {
                self.marks.push(entry.clone());
                self.marks.len() - 1
            });
            *entry = format!("e{}", index + 1);
        }
    }

    /// Ends the process, so that the scratch directory can go.
    fn end(&mut self) {
        self.tasks.forget();
        if let Some(app) = self.app.take() {
            app.guard.test_kill();
        }
    }
}
