//! What a person at the terminal reads while the commands work.

use std::sync::OnceLock;
use std::time::Instant;

static STARTED: OnceLock<Instant> = OnceLock::new();

/// Prints one line of progress, with the time since the command began.
#[allow(clippy::print_stdout, reason = "progress is what this program prints")]
pub(crate) fn say(line: &str) {
    let seconds = STARTED.get_or_init(Instant::now).elapsed().as_secs();
    println!("[{:>2}:{:02}] {line}", seconds / 60, seconds % 60);
}

/// Prints one line of a result, without the time.
#[allow(clippy::print_stdout, reason = "results are what this program prints")]
pub(crate) fn tell(line: &str) {
    println!("{line}");
}
