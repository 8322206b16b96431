//! The rulebook through the guard: one file a chapter, each test named by what
//! it shows, with the requirement (R-…) and the trap (T-…) it is about.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unused_imports,
    reason = "a test stops at the first surprise; each part takes what it needs of the app"
)]

#[path = "../support/mod.rs"]
mod support;

mod app;
mod editions;
mod exemptions;
mod handling;
mod joins;
mod purposes;
mod recipients;
