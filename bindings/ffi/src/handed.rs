//! Answers that are on their way to a caller who may have left.
//!
//! A foreign caller can be cancelled after its answer left the guard and before
//! it arrived. What the guard handed over by then, a permit or the system's
//! dialog, must not be lost with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use askfirst::guard::Verdict;

/// What a call was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// A permit.
    Permit(u64),
    /// The system's dialog to show.
    Question(u64),
}

/// What was given and has not been received yet, by the caller's own numbers.
#[derive(Debug, Default)]
pub(crate) struct Handed(Mutex<BTreeMap<u64, Given>>);

impl Handed {
    pub(crate) fn note(&self, call: u64, verdict: &Verdict) {
        let given = match verdict {
            Verdict::Permit(permit) => Given::Permit(permit.id),
            Verdict::AskSystem(question) => Given::Question(*question),
            Verdict::Shut(_) => return,
        };
        self.lock().insert(call, given);
    }

    pub(crate) fn take(&self, call: u64) -> Option<Given> {
        self.lock().remove(&call)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Given>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use askfirst::guard::Permit;
    use askfirst::guard::Shut;
    use askfirst::reason::Reason;

    #[test]
    fn what_a_caller_never_received_is_found_once() {
        let handed = Handed::default();
        let permit = Permit {
            id: 7,
            entry: 1,
            no_store: false,
        };
        handed.note(1, &Verdict::Permit(permit));
        handed.note(2, &Verdict::AskSystem(9));
        handed.note(3, &Verdict::Shut(Shut::because(Reason::NoConsent)));
        assert_eq!(handed.take(1), Some(Given::Permit(7)));
        assert_eq!(handed.take(1), None);
        assert_eq!(handed.take(2), Some(Given::Question(9)));
        assert_eq!(handed.take(3), None);
    }
}
