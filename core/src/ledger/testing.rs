//! Fault points and mutants for the crash tests; compiled only under the feature `testing`.
//!
//! The point between write and sync lies inside the storage layer, so that the
//! tests' own storage layer reports it.

use std::sync::atomic::{AtomicU8, Ordering};

use once_cell::sync::OnceCell;

/// An instant of a change at which a process may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Point {
    /// The turn is taken and the slots are marked; nothing is written.
    BeforeWrite,
    /// The bytes were handed to the storage, which has not synced them.
    BetweenWriteAndSync,
    /// The change is durable and nobody has been told.
    BetweenSyncAndPublish,
    /// Every process can see the change; the caller has no answer yet.
    BetweenPublishAndAcknowledge,
    /// A word that processes share is about to change.
    Word,
    /// A file beside the database is about to be made, written, synced or taken away.
    File,
}

/// A deliberate fault that a test must find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Mutant {
    /// The code as it is.
    None,
    /// Commits are not synced.
    NoSync,
    /// Cells and slots change before the commit is durable.
    PublishBeforeSync,
    /// Slots are not marked before the change is written.
    NoMark,
    /// The turn is given back before the change is published.
    UnlockBeforePublish,
}

type Hook = Box<dyn Fn(Point) + Send + Sync>;

static HOOK: OnceCell<Hook> = OnceCell::new();
static MUTANT: AtomicU8 = AtomicU8::new(0);

/// Sets what happens at every fault point of this process; only the first call counts.
pub fn on_point(hook: impl Fn(Point) + Send + Sync + 'static) {
    let _ = HOOK.set(Box::new(hook));
}

/// Tells the hook that a fault point is reached.
pub fn reach(point: Point) {
    if let Some(hook) = HOOK.get() {
        hook(point);
    }
}

/// Switches a deliberate fault on for this process.
pub fn set_mutant(mutant: Mutant) {
    MUTANT.store(mutant as u8, Ordering::SeqCst);
}

/// The deliberate fault in force.
#[must_use]
pub fn mutant() -> Mutant {
    match MUTANT.load(Ordering::SeqCst) {
        1 => Mutant::NoSync,
        2 => Mutant::PublishBeforeSync,
        3 => Mutant::NoMark,
        4 => Mutant::UnlockBeforePublish,
        _ => Mutant::None,
    }
}
