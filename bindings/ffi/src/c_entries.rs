//! The hot call for Swift.

use crate::table;

/// Whether consent stands for a gate. Memory only; never asks; cannot panic.
///
/// `token` comes from the bridge's `token`; zero and any unknown value are shut.
// SAFETY: the name is this library's own and takes and returns plain values.
#[unsafe(no_mangle)]
pub extern "C" fn askfirst_is_open(token: u64) -> bool {
    table::is_open(token)
}
