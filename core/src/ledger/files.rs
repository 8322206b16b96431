//! The files of a ledger directory: their names, the turn-taking lock, and
//! which of several ledgers is the one in force.
//!
//! **Invariant:** none of these files is ever deleted, renamed over or shortened. The one
//! exception is the note of a fault, which goes when a look at everything found none.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;

use super::LedgerError;

/// Written to the lock file once the first ledger is durable: from then on a missing ledger is
/// damage and not a first run.
const MARKER: &[u8] = b"askfirst ledger in use\n";

pub(super) fn lock_path(directory: &Path) -> PathBuf {
    directory.join("lock")
}

pub(super) fn words_path(directory: &Path) -> PathBuf {
    directory.join("words-1")
}

pub(super) fn ledger_path(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("ledger-{number}.db"))
}

/// The note that sets ledger `number` aside for ever.
pub(super) fn note_path(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("ledger-{number}.aside"))
}

/// The note that a fault was found in ledger `number` after it had been opened.
fn fault_path(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("ledger-{number}.fault"))
}

/// Notes a fault for every process and every later opening. The note's presence decides; its text
/// names the first bad entry.
pub(super) fn note_fault(
    directory: &Path,
    number: u32,
    entry: Option<u64>,
) -> Result<(), LedgerError> {
    point!(File);
    let note = open_for_writing(&fault_path(directory, number))?;
    let text = entry.map_or("no entry\n".to_owned(), |entry| format!("entry {entry}\n"));
    point!(File);
    note.write_all_at(text.as_bytes(), 0)?;
    point!(File);
    note.sync_all()?;
    sync_directory(directory)
}

/// The fault that was noted, if one was.
pub(super) fn noted_fault(directory: &Path, number: u32) -> Option<LedgerError> {
    let path = fault_path(directory, number);
    if !path.exists() {
        return None;
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let entry = text.trim().strip_prefix("entry ");
    Some(LedgerError::Damaged {
        entry: entry.and_then(|number| number.parse().ok()),
        what: "a fault was found in the history",
    })
}

/// Takes the note away after everything was looked at again and found in order.
pub(super) fn forget_fault(directory: &Path, number: u32) -> Result<(), LedgerError> {
    point!(File);
    match fs::remove_file(fault_path(directory, number)) {
        Ok(()) => sync_directory(directory),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the directory if it is missing, durably.
pub(super) fn make_directory(directory: &Path) -> Result<(), LedgerError> {
    if directory.is_dir() {
        return Ok(());
    }
    point!(File);
    fs::create_dir_all(directory)?;
    if let Some(parent) = directory
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        sync_directory(parent)?;
    }
    Ok(())
}

pub(super) fn sync_directory(directory: &Path) -> Result<(), LedgerError> {
    point!(File);
    Ok(File::open(directory)?.sync_all()?)
}

/// Opens a file that may have to be made, telling a read-only file from a locked one.
pub(super) fn open_for_writing(path: &Path) -> Result<File, LedgerError> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path);
    opened.map_err(|error| {
        let denied = error.kind() == io::ErrorKind::PermissionDenied;
        if denied && (File::open(path).is_ok() || !path.exists()) {
            LedgerError::ReadOnly
        } else {
            error.into()
        }
    })
}

/// The lock file: who holds it may write, and nobody else.
#[derive(Debug)]
pub(super) struct Lock {
    file: Arc<File>,
}

impl Lock {
    pub(super) fn open(directory: &Path) -> Result<Self, LedgerError> {
        Ok(Self {
            file: Arc::new(open_for_writing(&lock_path(directory))?),
        })
    }

    /// Waits for the turn until the deadline. The kernel gives it back when the holder dies, so
    /// that neither a timer nor a process id has to say who is alive.
    pub(super) fn turn(&self, deadline: Duration) -> Result<Turn, LedgerError> {
        let started = Instant::now();
        let mut pause = Duration::from_micros(200);
        loop {
            if let Some(turn) = self.turn_if_free()? {
                return Ok(turn);
            }
            if started.elapsed() >= deadline {
                return Err(LedgerError::Busy);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }

    /// Takes the turn if nobody has it.
    pub(super) fn turn_if_free(&self) -> Result<Option<Turn>, LedgerError> {
        match rustix::fs::flock(&*self.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Turn(Arc::clone(&self.file)))),
            Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a ledger was ever completed in this directory.
    pub(super) fn is_marked(&self) -> Result<bool, LedgerError> {
        let mut found = vec![0; MARKER.len() + 1];
        let length = self.file.read_at(&mut found, 0)?;
        match &found[..length] {
            marker if marker == MARKER => Ok(true),
            // Cut short by a power cut, as a prefix or as zeros: the ledger itself was complete
            // before, and the next opening writes the marker again.
            part if MARKER.starts_with(part) || part.iter().all(|byte| *byte == 0) => Ok(false),
            _ => Err(LedgerError::damaged("the marker of the ledger is broken")),
        }
    }

    pub(super) fn write_marker(&self) -> Result<(), LedgerError> {
        self.file.write_all_at(MARKER, 0)?;
        Ok(self.file.sync_all()?)
    }

    /// Whether `directory` still holds the file that is locked here.
    pub(super) fn is_file(&self, directory: &Path) -> bool {
        let (Ok(ours), Ok(theirs)) = (self.file.metadata(), fs::metadata(lock_path(directory)))
        else {
            return false;
        };
        (ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino())
    }
}

/// The right to write, given back on drop.
#[derive(Debug)]
pub(super) struct Turn(Arc<File>);

impl Drop for Turn {
    fn drop(&mut self) {
        // Closing the file or ending the process releases the lock as well.
        let _ = rustix::fs::flock(&*self.0, FlockOperation::Unlock);
    }
}

/// The ledgers and notes of a directory by number.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) ledgers: BTreeSet<u32>,
    aside: BTreeSet<u32>,
    /// Every number that any file bears, a left-over log without its ledger included.
    traces: BTreeSet<u32>,
}

impl Listing {
    pub(super) fn read(directory: &Path) -> Result<Self, LedgerError> {
        let (mut ledgers, mut aside, mut traces) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for found in fs::read_dir(directory)? {
            let name = found?.file_name();
            let Some(rest) = name.to_str().and_then(|name| name.strip_prefix("ledger-")) else {
                continue;
            };
            let Some((number, kind)) = rest.split_once('.') else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            traces.insert(number);
            match kind {
                "db" => ledgers.insert(number),
                "aside" => aside.insert(number),
                _ => false,
            };
        }
        Ok(Self {
            ledgers,
            aside,
            traces,
        })
    }

    /// The ledger in force: the lowest number that was not set aside.
    pub(super) fn current(&self) -> u32 {
        (1..u32::MAX)
            .find(|number| !self.aside.contains(number))
            .unwrap_or(u32::MAX)
    }

    /// The first number that no ledger has had.
    pub(super) fn next(&self) -> u32 {
        self.traces.iter().max().map_or(1, |number| number + 1)
    }

    /// Whether files of ledger `number` are there, were it only its log.
    pub(super) fn has_traces_of(&self, number: u32) -> bool {
        self.traces.contains(&number)
    }

    /// A ledger above the one in force means that a fresh start was cut short, or that the note of
    /// an older one was taken away: neither may bring the older one back by itself.
    pub(super) fn has_later(&self) -> bool {
        self.ledgers.iter().any(|number| *number > self.current())
    }
}

/// Writes the note that sets a ledger aside. The note's presence decides, its text is for people.
pub(super) fn set_aside(directory: &Path, number: u32, text: &str) -> Result<(), LedgerError> {
    let mut note = open_for_writing(&note_path(directory, number))?;
    let mut before = String::new();
    // Whatever an earlier attempt wrote stays; a second cause is added below it.
    let _ = note.read_to_string(&mut before);
    note.write_all(text.as_bytes())?;
    note.sync_all()?;
    sync_directory(directory)
}
