//! The guard's chores with its history: verifying what opening left for later,
//! and sealing the state so that the next opening is short.
//!
//! Both are done by the guard's own thread while nobody waits for it, a few
//! milliseconds at a time.

use super::worker::Worker;
use crate::ledger::Audit;
use crate::reason::Reason;
use crate::state::{ConsentState, Recorded};

/// After so many entries the state is sealed; an opening never reads many more.
pub(super) const SEAL_AFTER: u64 = 128;
/// How many entries are read at a time where a checkpoint cannot be used.
const READ_AT_A_TIME: usize = 1_000;

/// The replay of the history up to the checkpoint that the guard opened with.
pub(super) struct History {
    audit: Audit,
    replayed: ConsentState,
    /// What the checkpoint says the replay must come to; none if it was not used.
    sealed: Option<ConsentState>,
}

impl Worker {
    /// Begins with what the checkpoint holds. One that another release made is
    /// left alone, and the entries before it are replayed instead.
    pub(super) fn take_up(
        &mut self,
        checkpoint: Option<Vec<u8>>,
        audit: Option<Audit>,
    ) -> Result<(), Reason> {
        self.state = std::sync::Arc::default();
        let sealed = checkpoint
            .as_deref()
            .and_then(ConsentState::from_checkpoint);
        match (&sealed, &audit) {
            (Some(state), _) => self.state = std::sync::Arc::new(state.clone()),
            (None, Some(audit)) => self.replay_up_to(audit.until())?,
            (None, None) => {}
        }
        self.history = audit.map(|audit| History {
            audit,
            replayed: ConsentState::default(),
            sealed,
        });
        Ok(())
    }

    fn replay_up_to(&mut self, last: u64) -> Result<(), Reason> {
        let mut next = 1;
        while next <= last {
            let Some(ledger) = self.ledger.as_mut() else {
                return Err(Reason::NotReady);
            };
            let left = usize::try_from(last - next + 1).unwrap_or(usize::MAX);
            match ledger.read(next, left.min(READ_AT_A_TIME)) {
                Ok(entries) if entries.is_empty() => return Err(Reason::StoreUntrusted),
                Ok(entries) => {
                    next += entries.len() as u64;
                    self.apply(&entries);
                }
                Err(error) => return Err(self.ledger_failed(&error)),
            }
        }
        Ok(())
    }

    pub(super) fn has_chore(&self) -> bool {
        self.history.is_some() || self.is_seal_due()
    }

    /// One small piece of work that can wait.
    pub(super) fn do_chore(&mut self) {
        if self.history.is_some() {
            self.verify_some_history();
        } else if self.is_seal_due() {
            self.seal();
        }
    }

    fn is_seal_due(&self) -> bool {
        self.history.is_none()
            && self
                .ledger
                .as_ref()
                .is_some_and(|ledger| ledger.unsealed() >= self.seal_after)
    }

    fn verify_some_history(&mut self) {
        let (Some(ledger), Some(mut history)) = (self.ledger.as_mut(), self.history.take()) else {
            return;
        };
        let replayed = &mut history.replayed;
        let mut unknown = None;
        let found = ledger.audit(&mut history.audit, |entry| {
            match serde_json::from_slice::<Recorded>(&entry.payload) {
                Ok(recorded) => replayed.apply(entry.seq, &recorded),
                Err(_) => unknown = unknown.or(Some(entry.seq)),
            }
        });
        if let Err(error) = found {
            self.ledger_failed(&error);
        } else if let Some(entry) = unknown {
            self.condemn(entry, "an entry holds no known event");
        } else if !history.audit.is_done() {
            self.history = Some(history);
        } else if history
            .sealed
            .is_some_and(|sealed| sealed != history.replayed)
        {
            let last = history.audit.until();
            self.condemn(last, "the checkpoint is not what the history gives");
        } else {
            log::info!(
                "all {} entries before the checkpoint verify",
                history.audit.until()
            );
        }
    }

    /// What only the replay can find closes every process, as a broken chain does.
    fn condemn(&mut self, entry: u64, what: &'static str) {
        if let Some(ledger) = self.ledger.as_mut() {
            let error = ledger.condemn(entry, what);
            self.ledger_failed(&error);
        }
    }

    /// After a fault nothing is answered before all of the history was replayed and compared;
    /// then the note of the fault goes. Whether it went.
    pub(super) fn is_acquitted(&mut self) -> bool {
        while self.history.is_some() {
            self.verify_some_history();
        }
        let Some(ledger) = self.ledger.as_mut() else {
            return false;
        };
        let gone = ledger.acquit();
        gone.map_err(|error| self.ledger_failed(&error)).is_ok()
    }

    /// Seals the state. Should it fail, the next opening only has more to read.
    fn seal(&mut self) {
        let state = self.state.to_checkpoint();
        let Some(ledger) = self.ledger.as_mut() else {
            return;
        };
        match ledger.seal_state(&state) {
            Ok(true) => self.seal_after = SEAL_AFTER,
            // Others wrote since: their entries first, and then again.
            Ok(false) => self.look_again(),
            Err(error) => {
                log::warn!("the state could not be sealed: {error}");
                self.seal_after += SEAL_AFTER;
            }
        }
    }
}
