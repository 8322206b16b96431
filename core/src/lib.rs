//! AskFirst decides whether an app, or a third-party SDK inside it, may read a
//! piece of personal data now.
//!
//! It says yes only when a recorded consent, bound to the purpose and to what
//! the policy said, allows it; otherwise it asks, or refuses with a reason.
//!
//! The modules in the order a newcomer should read them:
//!
//! 1. [`pack`]: a policy version as data, and the checks it must pass.
//! 2. [`catalogue`]: the pack indexed by what an app can ask for.
//! 3. [`state`]: the history of consent folded into what stands now.
//! 4. [`decide`]: one pure function from catalogue, state and request to an answer.
//! 5. [`rules`]: the rest of the rulebook, one chapter a file.
//! 6. [`prompt`]: what a person is shown, built from the pack.
//! 7. [`ledger`]: the durable, sealed, chained history.
//! 8. [`explain`]: what the guard would ask, show and do, in a few lines.
//! 9. [`export`]: a person's records as one file.
//! 10. [`guard`]: the only façade; tickets, permits and the queue of questions.
//!
//! **Invariant:** nothing here knows a phone, a bridge or a network.

#![deny(unsafe_code)]

pub mod catalogue;
pub mod clock;
pub mod decide;
pub mod explain;
pub mod export;
pub mod guard;
pub mod ledger;
pub mod mask;
pub mod pack;
pub mod prompt;
pub mod reason;
#[cfg(feature = "testing")]
pub mod rule;
#[cfg(not(feature = "testing"))]
mod rule;
pub mod rules;
pub mod state;
pub mod texts;

mod digest;

pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use digest::Digest;
pub use reason::{Group, Reason, Remedy};
