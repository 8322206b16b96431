//! What the ledger tests share: directories of their own, keys, snapshots of a
//! directory, and child processes that really die.
#![allow(dead_code, reason = "every test file uses another part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![allow(
    unreachable_pub,
    reason = "a support module is private to each test file"
)]

pub mod powercut;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use askfirst::ledger::{Anchor, Class, Draft, Entry, Key, Ledger, LedgerError, Opened, Options};

/// A directory that lives as long as the test.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// On disk.
    pub fn new() -> Self {
        Self::under(&std::env::temp_dir())
    }

    /// In memory where the system has such a place, for tests that need no disk and many openings.
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() {
            Self::under(memory)
        } else {
            Self::new()
        }
    }

    fn under(base: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("askfirst-ledger-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every file of a directory, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(pub BTreeMap<String, Vec<u8>>);

impl Snapshot {
    pub fn take(directory: &Path) -> Self {
        let files = fs::read_dir(directory).unwrap().map(|file| {
            let file = file.unwrap();
            (
                file.file_name().into_string().unwrap(),
                fs::read(file.path()).unwrap(),
            )
        });
        Self(files.collect())
    }

    /// Puts exactly these files back.
    pub fn restore(&self, directory: &Path) {
        for file in fs::read_dir(directory).unwrap() {
            let file = file.unwrap();
            if !self.0.contains_key(file.file_name().to_str().unwrap()) {
                fs::remove_file(file.path()).unwrap();
            }
        }
        for (name, bytes) in &self.0 {
            let path = directory.join(name);
            // Most files are as they were: looking costs less than writing.
            if fs::read(&path).ok().as_ref() != Some(bytes) {
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

pub fn key() -> Key {
    Key::new([7; 32])
}

pub fn open(directory: &Path) -> Result<Opened, LedgerError> {
    Ledger::open(directory, &key(), None, Options::default())
}

pub fn open_anchored(directory: &Path, anchor: &Anchor) -> Result<Opened, LedgerError> {
    Ledger::open(directory, &key(), Some(anchor), Options::default())
}

pub fn draft(payload: &str) -> Draft {
    Draft {
        class: Class::Answer,
        payload: payload.as_bytes().to_vec(),
    }
}

/// Appends one entry for slot 3.
pub fn append(ledger: &mut Ledger, payload: &str) -> Result<Entry, LedgerError> {
    let committed = ledger.transact(&[3], |_| vec![draft(payload)], |_, _| {})?;
    Ok(committed.entries.into_iter().next().unwrap())
}

/// A ledger with these payloads, closed.
pub fn written(directory: &Path, payloads: &[&str]) -> Anchor {
    let mut ledger = open(directory).unwrap().ledger;
    for payload in payloads {
        append(&mut ledger, payload).unwrap();
    }
    ledger.anchor()
}

pub fn texts(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| String::from_utf8(entry.payload.clone()).unwrap())
        .collect()
}

/// A way to run one role of the same test binary in another process.
///
/// The role is a test of its own that returns at once unless it was asked for.
pub fn child(role: &str, directory: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([role, "--exact", "--nocapture", "--test-threads=1"])
        .env("ASKFIRST_ROLE", role)
        .env("ASKFIRST_DIRECTORY", directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    command
}

/// The same command on one core, where large runs ask for it with `ASKFIRST_PIN=1`.
///
/// Unpinned, a writer and a checker may land on one core, and then they hardly race.
pub fn pinned(command: Command, core: usize) -> Command {
    if std::env::var_os("ASKFIRST_PIN").is_none() {
        return command;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut on_core = Command::new("taskset");
    on_core
        .args(["-c", &(core % cores).to_string()])
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        on_core.env(name, value.unwrap_or_default());
    }
    on_core
}

/// The directory to work on, if this process was started for `role`.
pub fn asked_for(role: &str) -> Option<PathBuf> {
    (std::env::var("ASKFIRST_ROLE").ok()? == role)
        .then(|| std::env::var_os("ASKFIRST_DIRECTORY").map(PathBuf::from))?
}

/// Lines a child said to its parent; the test runner's own lines are left out.
pub fn said(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    // The runner prints "test name ... " without a newline before a test begins.
    text.lines()
        .filter_map(|line| line.split_once("@ "))
        .map(|(_, words)| words.to_owned())
        .collect()
}

/// Says one line to the parent, so that it is out before the next step.
pub fn say(words: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("@ {words}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A larger or smaller amount of work than the default, set from outside.
pub fn amount(variable: &str, default: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}
