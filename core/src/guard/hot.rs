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
use crate::clock::Clock;
use crate::digest::Digest;
use crate::ledger::{EVERYTHING, SLOTS, Words};

/// Gates of one guard, with all that a check needs.
pub struct Hot {
    cells: Box<[Cell]>,
    words: OnceCell<Arc<Words>>,
    /// Version of the word that stands for every gate, at which all of this was last settled.
    everything: AtomicU64,
    clock: Arc<dyn Clock>,
    /// Set by the first check that finds a change, so that the rest need not tell.
    stale: AtomicBool,
}

struct Cell {
    /// Version of the slot at which consent stood; 0 is shut.
    version: AtomicU64,
    /// First moment at which the consent no longer stands; `i64::MAX` if it has none.
    until: AtomicI64,
    slot: u16,
}

impl Hot {
    pub(super) fn new(catalogue: Option<&Catalogue>, clock: Arc<dyn Clock>) -> Hot {
        let cell = |slot| Cell {
            version: AtomicU64::new(0),
            until: AtomicI64::new(i64::MAX),
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
            everything: AtomicU64::new(0),
            clock,
            stale: AtomicBool::new(false),
        }
    }

    /// Whether consent stands for a gate, as far as this process has settled it.
    ///
    /// Consent only: the system's permission, its switches and the foreground
    /// are looked at by every read. No lock, no allocation, no system call
    /// (a dated consent reads the clock), and it cannot panic.
    #[inline]
    #[must_use]
    pub fn is_open(&self, gate: u32) -> bool {
        let Some(cell) = self.cells.get(gate as usize) else {
            return false;
        };
        let version = cell.version.load(Ordering::Acquire);
        if version == 0 {
            return false;
        }
        let Some(words) = self.words.get() else {
            return false;
        };
        let settled = words.slot(cell.slot).load(Ordering::Acquire) == version
            && words.everything().load(Ordering::Acquire)
                == self.everything.load(Ordering::Acquire);
        if !settled {
            self.stale.store(true, Ordering::Relaxed);
            return false;
        }
        let until = cell.until.load(Ordering::Relaxed);
        until == i64::MAX || self.clock.now().0 < until
    }

    /// Whether a check has found a change since this was last asked.
    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::Relaxed)
    }

    pub(super) fn attach(&self, words: Arc<Words>) {
        // A second attach would be another directory's; one guard has one.
        let _ = self.words.set(words);
    }

    pub(super) fn slot(&self, gate: u32) -> u16 {
        self.cells.get(gate as usize).map_or(0, |cell| cell.slot)
    }

    /// The versions a permit is bound to; none while one of them is being changed.
    pub(super) fn versions_now(&self, gate: u32) -> Option<(u64, u64)> {
        let words = self.words.get()?;
        let own = words.slot(self.slot(gate)).load(Ordering::Acquire);
        let everything = words.everything().load(Ordering::Acquire);
        (own % 2 == 0 && everything % 2 == 0).then_some((own, everything))
    }

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

    pub(super) fn set(&self, gate: u32, version: u64, until: i64) {
        if let Some(cell) = self.cells.get(gate as usize) {
            cell.until.store(until, Ordering::Relaxed);
            cell.version.store(version, Ordering::Release);
        }
    }

    pub(super) fn shut_all(&self) {
        for cell in &self.cells {
            cell.version.store(0, Ordering::SeqCst);
        }
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
