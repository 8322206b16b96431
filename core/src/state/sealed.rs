//! The state as a checkpoint of the ledger holds it.
//!
//! A checkpoint saves the replay of what came before it; it is never a second
//! truth: right after opening the history is replayed all the same, and a
//! checkpoint that does not follow from it closes the guard.

use serde::{Deserialize, Serialize};

use super::ConsentState;

/// Number of the fold and the shape that made a sealed state.
///
/// Whoever changes what an event does to the state, or a field of the state,
/// adds one: a checkpoint of another number is left alone and the history
/// replayed instead.
pub const STATE_FORMAT: u32 = 2;

#[derive(Deserialize)]
struct Numbered {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Sealed<S> {
    format: u32,
    state: S,
}

impl ConsentState {
    /// The state as bytes for a checkpoint.
    #[must_use]
    pub fn to_checkpoint(&self) -> Vec<u8> {
        let sealed = Sealed {
            format: STATE_FORMAT,
            state: self,
        };
        // INVARIANT: plain data serialises; bytes that do not come back are replayed around.
        serde_json::to_vec(&sealed).unwrap_or_default()
    }

    /// Reads what [`ConsentState::to_checkpoint`] wrote; none if another release wrote it.
    #[must_use]
    pub fn from_checkpoint(bytes: &[u8]) -> Option<ConsentState> {
        let numbered: Numbered = serde_json::from_slice(bytes).ok()?;
        if numbered.format != STATE_FORMAT {
            return None;
        }
        let sealed: Sealed<ConsentState> = serde_json::from_slice(bytes).ok()?;
        Some(sealed.state)
    }
}
