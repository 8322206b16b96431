//! The hot call: is this gate open?
//!
//! Two loads and a comparison. The private word of a gate holds the version of
//! its slot at which consent was last seen to stand; the slot is shared with
//! the app's other processes and can only make the two differ. So whatever
//! happens to the shared memory, it can close a gate and never open one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use once_cell::sync::OnceCell;

use crate::catalogue::{Catalogue, Target};
use crate::clock::{Clock, Timestamp};
use crate::digest::Digest;
use crate::ledger::{EVERYTHING, SLOTS, Word, Words};

/// Gates of one guard, with all that a check needs.
pub(super) struct Hot {
    cells: Box<[Cell]>,
    words: OnceCell<Arc<Words>>,
    /// The word that stands for every gate, once there is one.
    everything_now: Word,
    /// Version of the word that stands for every gate, at which all of this was last settled.
    everything: AtomicU64,
    clock: Arc<dyn Clock>,
    /// Set by the first check that finds a change, until somebody looks: the rest need not tell.
    told: AtomicBool,
    /// From this moment on a shut gate may stand open by time alone; `i64::MAX` if none does.
    look_at: AtomicI64,
    /// Before this moment the clock has gone back, and cannot say that time is left.
    not_before: AtomicI64,
    /// The host has closed the guard; nothing that is still being settled opens a gate.
    closed: AtomicBool,
}

/// What a check finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Open,
    Shut,
    /// Shut, and something has changed since this process last looked.
    Changed,
}

/// The state of a gate that nobody has settled: there is nothing it could differ from.
const UNSETTLED: u64 = u64::MAX;

/// Alone on its cache line: a check of one gate reads this line, the gate's word and the one for
/// everything, and nothing else.
#[repr(align(64))]
struct Cell {
    /// The gate's shared word, once there is one. No way through the table of words: it would be
    /// three more loads, each waiting for the one before.
    word: Word,
    /// Version of the slot at which consent stood; 0 is shut.
    version: AtomicU64,
    /// Version of the slot at which the gate was last settled, open or shut: another process's
    /// opening shows as a difference.
    settled: AtomicU64,
    /// First moment at which the consent no longer stands; `i64::MAX` if it has none, `i64::MIN` of
    /// a gate that is shut.
    until: AtomicI64,
    slot: u16,
}

impl Hot {
    pub(super) fn new(catalogue: Option<&Catalogue>, clock: Arc<dyn Clock>) -> Hot {
        let cell = |slot| Cell {
            word: Word::default(),
            version: AtomicU64::new(0),
            settled: AtomicU64::new(UNSETTLED),
            until: AtomicI64::new(i64::MIN),
            slot,
        };
        // Index 0 is no gate: its word stays 0 for ever.
        let mut cells = vec![cell(0)];
        if let Some(catalogue) = catalogue {
            cells.extend(
                catalogue
                    .targets()
                    .map(|target| cell(slot_of(catalogue, target))),
            );
        }
        Hot {
            cells: cells.into(),
            words: OnceCell::new(),
            everything_now: Word::default(),
            everything: AtomicU64::new(0),
            clock,
            told: AtomicBool::new(false),
            look_at: AtomicI64::new(i64::MAX),
            not_before: AtomicI64::new(i64::MIN),
            closed: AtomicBool::new(false),
        }
    }

    /// What [`super::Guard::is_open`] rests on.
    // Also where all else is optimised for size: a call costs more than what it does.
    #[inline(always)]
    pub(super) fn check(&self, gate: u32) -> Check {
        let Some(cell) = self.cells.get(gate as usize) else {
            return Check::Shut;
        };
        let version = cell.version.load(Ordering::Acquire);
        if version == 0 {
            return self.check_shut(cell);
        }
        let everything = self.everything.load(Ordering::Acquire);
        let settled = cell.word.load(Ordering::Acquire) == version
            && self.everything_now.load(Ordering::Acquire) == everything;
        if !settled {
            return Check::Changed;
        }
        // Read after the version, never before it; see `settle`.
        let until = cell.until.load(Ordering::Acquire);
        if until == i64::MAX || self.is_before(until) {
            Check::Open
        } else {
            Check::Shut
        }
    }

    /// Whether a moment has not come yet by the exact clock; what has no end never comes.
    pub(super) fn is_still_before(&self, until: Option<Timestamp>) -> bool {
        until.is_none_or(|until| self.is_left(self.clock.now(), until.0))
    }

    /// Kept apart so that a gate without a date pays one branch and nothing more.
    #[inline(never)]
    fn is_before(&self, until: i64) -> bool {
        self.is_left(self.clock.at_latest(), until)
    }

    /// Whether time is left. A clock that went back behind the history shuts what has an end, as
    /// a read would.
    fn is_left(&self, now: Timestamp, until: i64) -> bool {
        (self.not_before.load(Ordering::Relaxed)..until).contains(&now.0)
    }

    pub(super) fn set_not_before(&self, moment: i64) {
        self.not_before.store(moment, Ordering::Relaxed);
    }

    /// A shut gate opens by looking again, so it has to notice that there is something new.
    fn check_shut(&self, cell: &Cell) -> Check {
        let (settled, relaxed) = (cell.settled.load(Ordering::Relaxed), Ordering::Relaxed);
        let changed = cell.word.load(relaxed) != settled
            || self.everything_now.load(relaxed) != self.everything.load(relaxed);
        if (changed && settled != UNSETTLED) || self.is_time_to_look() {
            Check::Changed
        } else {
            Check::Shut
        }
    }

    /// Time can open as well as shut, such as the day an edition comes into
    /// force; but only what the guard has looked at again.
    fn is_time_to_look(&self) -> bool {
        let look_at = self.look_at.load(Ordering::Relaxed);
        look_at != i64::MAX && self.clock.at_latest().0 >= look_at
    }

    pub(super) fn set_look_at(&self, moment: i64) {
        self.look_at.store(moment, Ordering::Relaxed);
    }

    /// Whether the caller is the first to find a change since somebody last looked.
    pub(super) fn is_first_to_tell(&self) -> bool {
        !self.told.swap(true, Ordering::AcqRel)
    }

    /// Somebody looks now; what changes from here on is to be told again.
    pub(super) fn looks(&self) {
        self.told.store(false, Ordering::Release);
    }

    pub(super) fn attach(&self, words: Arc<Words>) {
        // A second attach, after a fresh start, maps the same file: what is there stays.
        let words = self.words.get_or_init(|| words);
        for cell in &self.cells {
            cell.word.attach(words, cell.slot);
        }
        self.everything_now.attach(words, EVERYTHING);
    }

    pub(super) fn slot(&self, gate: u32) -> u16 {
        self.cells.get(gate as usize).map_or(0, |cell| cell.slot)
    }

    /// The versions of a gate's words as they stand: its own, and the one for everything.
    pub(super) fn versions_now(&self, gate: u32) -> Option<(u64, u64)> {
        let words = self.words.get()?;
        let own = words.slot(self.slot(gate)).load(Ordering::Acquire);
        Some((own, words.everything().load(Ordering::Acquire)))
    }

    /// Lets every gate follow what was settled; before this a change of everything keeps all shut.
    pub(super) fn set_everything(&self, version: u64) {
        self.everything.store(version, Ordering::Release);
    }

    /// Every shared word as it is now, the one for everything last.
    pub(super) fn words_now(&self) -> Vec<u64> {
        let Some(words) = self.words.get() else {
            return Vec::new();
        };
        (0..=EVERYTHING)
            .map(|slot| words.slot(slot).load(Ordering::SeqCst))
            .collect()
    }

    /// Lets a gate follow what was decided at this version of its slot. A version that is odd, so
    /// that a change is under way, opens nothing.
    pub(super) fn settle(&self, gate: u32, version: u64, until: Option<i64>) {
        if let Some(cell) = self.cells.get(gate as usize) {
            let open = until.filter(|_| version.is_multiple_of(2));
            let (shown, until) = open.map_or((0, i64::MIN), |until| (version, until));
            cell.settled.store(version, Ordering::Relaxed);
            // Whoever reads between the two stores finds the earlier end: one that comes nearer is
            // there before the version it belongs to, one that moves away comes after it.
            if until < cell.until.load(Ordering::Relaxed) {
                cell.until.store(until, Ordering::Release);
                cell.version.store(shown, Ordering::SeqCst);
            } else {
                cell.version.store(shown, Ordering::SeqCst);
                cell.until.store(until, Ordering::Release);
            }
            // Looked at after the store, so that one of the two sees the other.
            if self.closed.load(Ordering::SeqCst) {
                cell.version.store(0, Ordering::SeqCst);
            }
        }
    }

    /// Shuts every gate for good.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.shut_all();
    }

    /// Shuts one gate until it is settled again.
    pub(super) fn shut(&self, gate: u32) {
        if let Some(cell) = self.cells.get(gate as usize) {
            cell.version.store(0, Ordering::SeqCst);
        }
    }

    pub(super) fn shut_all(&self) {
        for cell in &self.cells {
            cell.version.store(0, Ordering::SeqCst);
            cell.settled.store(UNSETTLED, Ordering::Relaxed);
        }
        // Nothing opens by time before somebody has settled it again.
        self.set_look_at(i64::MAX);
    }
}

impl std::fmt::Debug for Hot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hot({} gates)", self.cells.len() - 1)
    }
}

/// The shared word of a target: the same in every process and every edition.
pub(super) fn slot_of(catalogue: &Catalogue, target: Target) -> u16 {
    let key = crate::decide::key_of(catalogue, target);
    let digest = Digest::of(
        "askfirst slot 1",
        &[key.access.as_bytes(), key.controller.as_bytes()],
    );
    u16::from(digest.0[0]) % SLOTS
}
