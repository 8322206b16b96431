//! The steps of one shared word, apart from where it lies.
//!
//! Even is *settled*, odd *a change is under way*, and a word only grows. The model in `tests/loom`
//! compiles this very file against atomics that try every order of memory.

use super::atomic::{AtomicU64, Ordering};

/// Versions start over far above any real one once a word holds nonsense.
pub(super) const ABSURD: u64 = 1 << 62;

/// Says that a change begins. The version to publish when it is durable.
pub(super) fn mark(word: &AtomicU64) -> u64 {
    let odd = word.load(Ordering::SeqCst) | 1;
    word.store(odd, Ordering::SeqCst);
    odd + 1
}

/// Says that the change is durable.
pub(super) fn publish(word: &AtomicU64, version: u64) {
    word.store(version, Ordering::SeqCst);
}

/// Whether a dead writer left the word, or nobody ever wrote it.
pub(super) fn is_unsettled(found: u64) -> bool {
    found == 0 || found & 1 == 1 || found >= ABSURD
}

/// The even version after a real one.
pub(super) fn after(found: u64) -> u64 {
    (found | 1) + 1
}
