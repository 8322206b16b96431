//! The named interfaces beside the everyday verbs: one file each, with what
//! the guard's own thread does for it.

mod editions;
mod exemptions;
mod handling;
mod joins;

pub use editions::{EditionView, Editions};
pub use exemptions::{Exempted, Exemptions};
pub use handling::Handling;
pub use joins::{Joined, Joins};

pub(super) use editions::Archive;
