//! Changing a ledger, and hearing of changes by other processes.
//!
//! The order is the promise: turn, settle, mark, write, sync, private cells,
//! publish, give the turn back. Every step before the sync may fail and leaves
//! the marked slots closed until somebody settles them.

use super::files::Turn;
use super::seal::{LONGEST_PAYLOAD, Place, Seals, too_large};
use super::store::{Store, StoredHead};
use super::verify::{sealed_head, walk_sealed};
use super::words::{EVERYTHING, Words};
use super::{Anchor, Draft, Entry, Ledger, LedgerError, files};

/// A change that is durable and published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The entries of this change; none if the plan found nothing to write.
    pub entries: Vec<Entry>,
    /// The new end of the ledger, to be kept by the host before it acknowledges.
    pub anchor: Anchor,
}

impl Ledger {
    /// Makes one durable change and publishes it to every process.
    ///
    /// `plan` gets the verified entries that others appended since, which it must take into
    /// account (they are not handed out again), and returns what to write; nothing, if the change
    /// is void by now. `committed` gets the entries written and the version each slot will be
    /// published with: it sets this process's private cells, before any other process can see
    /// the change. Both run under the turn and must neither block nor come back here.
    ///
    /// # Errors
    ///
    /// Nothing was acknowledged, and the slots stay marked, which keeps their gates closed until
    /// the next turn settles them. After [`LedgerError::Unknown`] the change may or may not be
    /// there when the ledger is opened again, and this handle refuses further work; after
    /// [`LedgerError::Full`] it may turn up in the same way only if the process dies first.
    ///
    /// # Durability
    ///
    /// Returns after the change is on disk: one sync.
    pub fn transact(
        &mut self,
        slots: &[u16],
        plan: impl FnOnce(&[Entry]) -> Vec<Draft>,
        committed: impl FnOnce(&[Entry], &[(u16, u64)]),
    ) -> Result<Committed, LedgerError> {
        self.usable()?;
        let outcome = self.change(slots, plan, committed);
        self.close_on_doubt(outcome)
    }

    fn change(
        &mut self,
        slots: &[u16],
        plan: impl FnOnce(&[Entry]) -> Vec<Draft>,
        committed: impl FnOnce(&[Entry], &[(u16, u64)]),
    ) -> Result<Committed, LedgerError> {
        let turn = self.lock.turn(self.options.turn_deadline)?;
        self.require_in_force()?;
        if self.words.is_unsettled() {
            self.settle()?;
        }
        let marks = self.words.mark(slots);
        unmark_if_mutant(&self.words, &marks);
        point!(BeforeWrite);
        let write = self.store.begin()?;
        let (found, others) = tail(&self.store, &self.seals, self.head)?;
        (self.head, self.sealed_up_to) = (found.place, found.checkpoint);
        let drafts = plan(&others);
        let entries = append(&self.store, &self.seals, found, &drafts)?;
        let publish = |entries: &[Entry]| {
            committed(entries, &marks);
            self.words.publish(&marks);
        };
        if entries.is_empty() {
            write.rollback()?;
            publish(&entries);
        } else if publishes_early() {
            publish(&entries);
            write.commit().map_err(commit_failed)?;
            point!(BetweenSyncAndPublish);
        } else {
            write.commit().map_err(commit_failed)?;
            // Noted before anyone can act on it: from here on losing the entry is a roll-back.
            self.head = entries.last().map_or(self.head, |last| Place {
                seq: last.seq,
                hash: last.hash,
            });
            self.words
                .mirror(&self.head, &self.seals.mirror_mac(&self.head));
            point!(BetweenSyncAndPublish);
            let turn = give_back_if_mutant(turn);
            publish(&entries);
            drop(turn);
        }
        point!(BetweenPublishAndAcknowledge);
        Ok(Committed {
            entries,
            anchor: self.anchor(),
        })
    }

    /// Returns the entries that other processes appended since this handle last looked, verified.
    ///
    /// Read the versions of the slots *before* calling this, and store them as private cells
    /// *after*: a change in between then makes them differ, which is closed. An odd slot whose
    /// writer is dead is settled here; one whose writer lives stays as it is.
    ///
    /// # Errors
    ///
    /// See [`LedgerError`]; a finding about the ledger itself closes this handle.
    pub fn refresh(&mut self) -> Result<Vec<Entry>, LedgerError> {
        self.usable()?;
        let outcome = self.look();
        self.close_on_doubt(outcome)
    }

    fn look(&mut self) -> Result<Vec<Entry>, LedgerError> {
        self.require_in_force()?;
        if self.words.is_unsettled()
            && let Some(_turn) = self.lock.turn_if_free()?
        {
            self.settle()?;
        }
        let (found, entries) = {
            let _view = self.store.view()?;
            tail(&self.store, &self.seals, self.head)?
        };
        (self.head, self.sealed_up_to) = (found.place, found.checkpoint);
        Ok(entries)
    }

    /// Seals `state` as the outcome of all entries up to [`Ledger::anchor`], so that a later
    /// opening hands out the state and only the entries after it.
    ///
    /// Returns `false`, and writes nothing, if other processes appended since the last look.
    ///
    /// # Errors
    ///
    /// As [`Ledger::transact`].
    pub fn seal_state(&mut self, state: &[u8]) -> Result<bool, LedgerError> {
        self.usable()?;
        let outcome = self.checkpoint(state);
        self.close_on_doubt(outcome)
    }

    fn checkpoint(&mut self, state: &[u8]) -> Result<bool, LedgerError> {
        let _turn = self.lock.turn(self.options.turn_deadline)?;
        self.require_in_force()?;
        let write = self.store.begin()?;
        let found = sealed_head(&self.store, &self.seals)?;
        if found.place != self.head || self.head.seq == 0 {
            return Ok(false);
        }
        let place = found.place;
        self.store
            .add_checkpoint(&place, &self.seals.seal_checkpoint(&place, state)?)?;
        let seal = self.seals.head_mac(&place, place.seq);
        self.store.move_head(&StoredHead {
            place,
            checkpoint: place.seq,
            seal,
        })?;
        write.commit().map_err(commit_failed)?;
        self.sealed_up_to = place.seq;
        Ok(true)
    }

    /// Notes what the owner found in the history, as [`Ledger::audit`] notes what it finds: every
    /// process closes, and every later opening looks at everything first.
    ///
    /// Returns the error that this handle fails with from now on.
    pub fn condemn(&mut self, entry: u64, what: &'static str) -> LedgerError {
        let error = LedgerError::bad_entry(entry, what);
        self.note(&error);
        // Only remembers the error; there is nothing else to hand back.
        let _ = self.close_on_doubt::<()>(Err(error.clone()));
        error
    }

    /// Takes the note of a fault away, after all of the history was looked at again and found in
    /// order. Until then an opening with [`super::Opened::after_fault`] refuses every change.
    ///
    /// # Errors
    ///
    /// The note could not be taken away, and stands.
    pub fn acquit(&mut self) -> Result<(), LedgerError> {
        self.usable()?;
        files::forget_fault(&self.directory, self.number)
    }

    /// Notes a finding about the history and shuts the gates of every process.
    pub(super) fn note(&self, error: &LedgerError) {
        let LedgerError::Damaged { entry, .. } = error else {
            return;
        };
        // If the note cannot be written this process closes all the same, and the next opening
        // looks at everything again.
        let _ = files::note_fault(&self.directory, self.number, *entry);
        let marks = self.words.mark(&[EVERYTHING]);
        self.words.publish(&marks);
    }

    /// Under the turn an odd slot can only be a dead writer's: what it left is made durable
    /// before anyone may act on it.
    fn settle(&self) -> Result<(), LedgerError> {
        self.store.sync_recovered(self.options.turn_deadline)?;
        self.words.settle();
        Ok(())
    }

    /// Another process may have set the ledger aside, and a replaced word or lock file would leave
    /// this process deaf without any error.
    fn require_in_force(&self) -> Result<(), LedgerError> {
        if files::note_path(&self.directory, self.number).exists() {
            return Err(LedgerError::Superseded);
        }
        if let Some(fault) = files::noted_fault(&self.directory, self.number) {
            return Err(fault);
        }
        if self.words.is_file(&files::words_path(&self.directory))
            && self.lock.is_file(&self.directory)
        {
            return Ok(());
        }
        Err(LedgerError::Unknown)
    }

    pub(super) fn usable(&self) -> Result<(), LedgerError> {
        self.closed.clone().map_or(Ok(()), Err)
    }

    /// After doubt about the ledger itself this handle must not be used on: a failed sync is never
    /// retried, because the system may have dropped the pages and would report success.
    pub(super) fn close_on_doubt<T>(
        &mut self,
        outcome: Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        if let Err(error) = &outcome {
            match error {
                LedgerError::Damaged { .. }
                | LedgerError::WrongKey
                | LedgerError::RolledBack { .. }
                | LedgerError::NewerFormat { .. }
                | LedgerError::Unknown
                | LedgerError::Superseded => {
                    self.closed = Some(error.clone());
                    // Leaves the log as it is; if this fails, closing tidies it, which loses no entry.
                    let _ = self.store.trust(false);
                }
                LedgerError::Full
                | LedgerError::ReadOnly
                | LedgerError::Unavailable(_)
                | LedgerError::Locked
                | LedgerError::Busy
                | LedgerError::TooLarge { .. } => {}
            }
        }
        outcome
    }
}

/// Reads the head and verifies what lies between `known` and it.
fn tail(
    store: &Store,
    seals: &Seals,
    known: Place,
) -> Result<(StoredHead, Vec<Entry>), LedgerError> {
    let head = sealed_head(store, seals)?;
    let mut entries = Vec::new();
    if head.place.seq < known.seq || (head.place.seq == known.seq && head.place != known) {
        return Err(LedgerError::RolledBack {
            expected: known.seq,
            found: head.place.seq,
        });
    }
    if head.place != known {
        walk_sealed(store, seals, known, head.place, |entry| entries.push(entry))?;
    }
    Ok((head, entries))
}

/// Appends within the open write transaction and moves the head, if there is anything to append.
pub(super) fn append(
    store: &Store,
    seals: &Seals,
    head: StoredHead,
    drafts: &[Draft],
) -> Result<Vec<Entry>, LedgerError> {
    let mut place = head.place;
    let mut entries = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if draft.payload.len() > LONGEST_PAYLOAD {
            return Err(too_large(draft.payload.len()));
        }
        let sealed = seals.seal(&place, draft.class, &draft.payload)?;
        let hash = seals.header.chain(&place, draft.class, &sealed);
        place = Place {
            seq: place.seq + 1,
            hash,
        };
        store.append(place.seq, draft.class, &hash, &sealed)?;
        entries.push(Entry {
            seq: place.seq,
            class: draft.class,
            hash,
            payload: draft.payload.clone(),
        });
    }
    if !entries.is_empty() {
        let seal = seals.head_mac(&place, head.checkpoint);
        store.move_head(&StoredHead {
            place,
            checkpoint: head.checkpoint,
            seal,
        })?;
    }
    Ok(entries)
}

/// What a failed COMMIT leaves behind is known only if SQLite refused it before it touched the log.
fn commit_failed(error: rusqlite::Error) -> LedgerError {
    match error.into() {
        LedgerError::Full => LedgerError::Full,
        LedgerError::Busy => LedgerError::Busy,
        LedgerError::ReadOnly => LedgerError::ReadOnly,
        _ => LedgerError::Unknown,
    }
}

#[cfg(feature = "testing")]
fn unmark_if_mutant(words: &Words, marks: &[(u16, u64)]) {
    if super::testing::mutant() == super::testing::Mutant::NoMark {
        let before: Vec<(u16, u64)> = marks.iter().map(|(slot, next)| (*slot, next - 2)).collect();
        words.publish(&before);
    }
}

#[cfg(not(feature = "testing"))]
const fn unmark_if_mutant(_words: &Words, _marks: &[(u16, u64)]) {}

#[cfg(feature = "testing")]
fn give_back_if_mutant(turn: Turn) -> Option<Turn> {
    let early = super::testing::mutant() == super::testing::Mutant::UnlockBeforePublish;
    if early {
        drop(turn);
        // The instant that a preempted writer may lose here, made long enough to be met.
        std::thread::sleep(std::time::Duration::from_millis(1));
        return None;
    }
    Some(turn)
}

#[cfg(not(feature = "testing"))]
const fn give_back_if_mutant(turn: Turn) -> Option<Turn> {
    Some(turn)
}

#[cfg(feature = "testing")]
fn publishes_early() -> bool {
    super::testing::mutant() == super::testing::Mutant::PublishBeforeSync
}

#[cfg(not(feature = "testing"))]
const fn publishes_early() -> bool {
    false
}
