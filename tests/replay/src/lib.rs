//! Replays scenarios against the core and writes the canonical decision log.
//!
//! `docs/scenarios.md` is the contract: the format, what a step must state,
//! and the log. Where Kotlin and Swift have a library over the core, this crate
//! has its `app` module: the least that reads with permits, shows the system's dialog
//! and starts SDKs. It uses nothing of the core that a binding does not.
//!
//! In reading order: [`mod@format`] and [`fields`] (the data), [`verb`] (who does
//! what), [`rulebook`] and [`chapters`] (the verbs beside the everyday ones), `player` (a step from doing to comparing), `perform` (each verb),
//! [`expect`] (what must come), `log`.

pub mod chapters;
pub mod coverage;
pub mod expect;
pub mod fields;
pub mod format;
pub mod moment;
pub mod rulebook;
pub mod verb;

mod app;
mod log;
mod names;
mod open;
mod perform;
mod phone;
mod player;
mod screen;
mod storage;
mod tasks;

pub use open::{BadScenario, Loaded};
pub use player::{Difference, Replayed};
