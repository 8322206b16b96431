//! Where tests put their ledgers: in memory, where the machine offers it.
//!
//! Every recorded answer is synced, and the suites record tens of thousands: on
//! a disk that three compilers write to, most of a suite's time would be spent
//! waiting for them. Nothing is lost by it: no test asks whether the disk keeps
//! what it was told to keep; those of durability put a layer of their own under
//! the ledger that forgets what was not synced.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::step::ask;

/// Linux's file system in memory; not every machine or container has it.
const MEMORY: &str = "/dev/shm";
/// What must be free there, in KiB; a whole run uses a tenth of it.
const ENOUGH: u64 = 1024 * 1024;
const NAME: &str = "askfirst-tests-";

/// Gives a command that runs tests its folder for temporary files.
///
/// Without backtraces too: tests that provoke a panic expect it, and looking up
/// the symbols of one takes longer than the test.
pub(crate) fn settle(command: &mut Command) {
    command.env("TMPDIR", folder()).env_remove("RUST_BACKTRACE");
}

/// The folder: in memory, else where the system has its temporary files.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| in_memory().unwrap_or_else(std::env::temp_dir))
}

/// Removes this run's folder; called once, when the command ends.
pub(crate) fn remove() {
    let _ = std::fs::remove_dir_all(own());
}

fn in_memory() -> Option<PathBuf> {
    sweep();
    if free(Path::new(MEMORY))? < ENOUGH {
        return None;
    }
    let folder = own();
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

fn own() -> PathBuf {
    Path::new(MEMORY).join(format!("{NAME}{}", std::process::id()))
}

/// Removes what runs left that were killed.
fn sweep() {
    let Ok(entries) = std::fs::read_dir(MEMORY) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(NAME) else {
            continue;
        };
        if !Path::new("/proc").join(process).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Free space in KiB.
fn free(folder: &Path) -> Option<u64> {
    let (true, text) = ask(Command::new("df").arg("-Pk").arg(folder))? else {
        return None;
    };
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}
