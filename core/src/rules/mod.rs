//! The rulebook: what a policy promises, judged over its pack and the history.
//!
//! One chapter a file. [`crate::decide`] calls the chapters that shut a gate,
//! in its own fixed order; the guard calls the others when it is asked.
//!
//! **Invariant:** nothing here reads a clock, a file or a global. Time is an
//! argument, and what only the world outside knows (a calendar, an age, a
//! guardian's consent) is a value that may be missing; its absence has an
//! answer of its own, which opens nothing.

pub mod account;
pub mod changes;
pub mod clocks;
pub(crate) mod companions;
pub mod conformity;
pub mod days;
pub mod editions;
pub mod exemptions;
pub(crate) mod family;
pub(crate) mod joins;
pub mod messages;
pub mod minors;
pub mod notices;
pub(crate) mod purposes;
pub(crate) mod recipients;
pub mod requests;
pub mod service;
pub(crate) mod sources;
pub(crate) mod succession;
pub(crate) mod touch;
pub(crate) mod trigger;
