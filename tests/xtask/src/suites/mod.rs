//! The four suites and the checks beside them.
//!
//! Each function takes a project, which may be a copy, and an optional filter
//! that names one test: the self-check plants a failing test and runs the very
//! same functions.

pub(crate) mod kotlin;
pub(crate) mod logs;
pub(crate) mod rust;
pub(crate) mod swift;
