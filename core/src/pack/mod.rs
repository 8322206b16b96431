//! A policy version as data, and the checks it must pass.
//!
//! A pack is read strictly: what it does not say is not allowed, and a file
//! with any fault opens nothing. The parts, from the text upwards: `scan`
//! and `tree` know JSON and positions, `read` fits it to the [`model`],
//! `check` holds the rules that types cannot, [`kinds`] is the registry, `load` joins them.
//! Nothing here knows consent.

pub mod kinds;
pub mod model;

mod check;
mod error;
mod load;
mod read;
mod scan;
#[cfg(feature = "schema")]
pub mod schema;
mod tree;
mod words;

pub use error::{Doubt, PackError, PackErrors, PackWarning, Position, Problem};
pub use load::{MAX_BYTES, Pack, PackHash};

pub(crate) use words::is_id;
