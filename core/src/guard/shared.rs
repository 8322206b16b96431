//! What every thread may look at, and the way to the guard's own thread.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::Options;
use super::hot::Hot;
use super::permits::Permits;
use super::reply::Sender;
use super::types::{Gate, SharedPrompt, Status, Withdrawn};
use super::worker::Worker;
use crate::catalogue::{AccessParts, Catalogue, Target};
use crate::ledger::Anchor;
use crate::reason::Reason;
use crate::rules::clocks::WorkingDays;
use crate::state::ConsentState;

/// What every thread may look at.
pub(crate) struct Shared {
    pub(super) hot: Hot,
    pub(super) catalogue: Option<Arc<Catalogue>>,
    pub(super) options: Options,
    pub(super) undeclared: Mutex<Vec<(String, Reason)>>,
    pub(super) permits: Mutex<Permits>,
    pub(super) view: Mutex<View>,
    pub(super) changed: Condvar,
    pub(super) waiting: Mutex<Vec<(u64, Sender<u64>)>>,
    pub(super) next_call: AtomicU64,
    pub(super) commands: mpsc::Sender<Command>,
}

/// The latest picture of the guard.
pub(super) struct View {
    pub(super) change: u64,
    pub(super) status: Status,
    pub(super) prompt: SharedPrompt,
    pub(super) state: Arc<ConsentState>,
    pub(super) anchor: Option<Anchor>,
    pub(super) opening: u64,
    /// Facts that conditions of recipients look at, as last reported.
    pub(super) facts: Arc<BTreeMap<String, String>>,
    /// Working days, as far as the host knows them.
    pub(super) calendar: Option<Arc<WorkingDays>>,
}

/// A withdrawal that somebody waits for.
pub(super) struct Withdrawal {
    pub(super) gate: Gate,
    /// The person was told what it costs.
    pub(super) insists: bool,
    pub(super) sender: Sender<Withdrawn>,
}

/// Work for the guard's own thread.
pub(crate) enum Command {
    /// Something to do.
    Do(Box<dyn FnOnce(&mut Worker) + Send>),
    /// A withdrawal. By itself, so that those that wait together are written together.
    Withdraw(Withdrawal),
    /// End of the thread.
    Stop,
}

/// Most undeclared requests that are told apart; the rest share one door.
const MOST_UNDECLARED: usize = 1024;
/// What the shared door stands for.
const THE_REST: &str = "(others)";
/// Longest name of an undeclared access or recipient that is kept, in characters.
const LONGEST_LABEL: usize = 200;

/// A name that the host made up, short enough to be kept.
pub(super) fn bounded(label: &str) -> String {
    label.chars().take(LONGEST_LABEL).collect()
}

impl Shared {
    pub(super) fn send(&self, work: impl FnOnce(&mut Worker) + Send + 'static) {
        // A guard that has ended drops the work, and with it the sender of the
        // reply: the caller gets its fallback.
        let _ = self.commands.send(Command::Do(Box::new(work)));
    }

    pub(super) fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn permits(&self) -> MutexGuard<'_, Permits> {
        self.permits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn calendar(&self) -> Option<Arc<WorkingDays>> {
        self.view().calendar.clone()
    }

    /// Changes the picture and tells whoever waits.
    pub(super) fn update(&self, change: impl FnOnce(&mut View)) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = {
            let mut view = self.view();
            change(&mut view);
            view.change += 1;
            view.change
        };
        self.changed.notify_all();
        let (ready, rest) = std::mem::take(&mut *waiting)
            .into_iter()
            .partition(|(since, _)| *since < count);
        *waiting = rest;
        drop(waiting);
        let ready: Vec<(u64, Sender<u64>)> = ready;
        for (_, sender) in ready {
            sender.send(count);
        }
    }

    /// Gates of declared targets come first, in the catalogue's order; undeclared ones after.
    pub(super) fn gate_for(
        &self,
        resolved: Result<Target, Reason>,
        label: impl FnOnce() -> String,
    ) -> Gate {
        match resolved {
            Ok(target) => self.gate_of_target(target),
            Err(reason) => self.gate_of_undeclared(label(), reason),
        }
    }

    pub(super) fn gate_of_target(&self, target: Target) -> Gate {
        let targets = self
            .catalogue
            .iter()
            .flat_map(|catalogue| catalogue.targets());
        let position = targets.into_iter().position(|known| known == target);
        Gate(
            position
                .and_then(|index| u32::try_from(index + 1).ok())
                .unwrap_or(0),
        )
    }

    fn gate_of_undeclared(&self, label: String, reason: Reason) -> Gate {
        let mut undeclared = self
            .undeclared
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let label = bounded(&label);
        let known = undeclared
            .iter()
            .position(|known| known.0 == label && known.1 == reason);
        let index = known.unwrap_or_else(|| {
            match undeclared.len() {
                MOST_UNDECLARED => {}
                last if last == MOST_UNDECLARED - 1 => {
                    undeclared.push((THE_REST.to_owned(), reason));
                }
                _ => undeclared.push((label, reason)),
            }
            undeclared.len() - 1
        });
        Gate(u32::try_from(self.declared() + 1 + index).unwrap_or(0))
    }

    fn declared(&self) -> usize {
        self.catalogue
            .as_deref()
            .map_or(0, |catalogue| catalogue.targets().count())
    }

    /// What a gate stands for, or why it is shut for good.
    pub(super) fn target_of(&self, gate: Gate) -> Result<Target, (String, Reason)> {
        let Some(index) = (gate.0 as usize).checked_sub(1) else {
            return Err((String::new(), Reason::NotDeclared));
        };
        let declared = self
            .catalogue
            .as_deref()
            .and_then(|catalogue| catalogue.targets().nth(index));
        declared.ok_or_else(|| {
            let undeclared = self
                .undeclared
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let known = index
                .checked_sub(self.declared())
                .and_then(|index| undeclared.get(index));
            known
                .cloned()
                .unwrap_or((String::new(), Reason::NotDeclared))
        })
    }
}

pub(super) fn label_of(parts: &AccessParts) -> String {
    let or_any = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{}/{}/{}/{}",
        parts.recipient.as_deref().unwrap_or("app"),
        or_any(&parts.function),
        or_any(&parts.purpose),
        parts.kind
    )
}
