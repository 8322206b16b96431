//! Changed bytes: each is found and named, or holds nothing; none ever changes an entry.
//!
//! These tests fail if anything that is read is left out of the chain or the seals: taking the
//! class out of what is hashed, the head row out of the transaction, or the mirrored head out of
//! the shared words each lets some flip through.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use askfirst::ledger::{Class, Draft, Entry, LedgerError};
use support::{Folder, Snapshot, amount, append, open};

/// What a ledger says when it opens.
#[derive(Debug, PartialEq, Eq)]
struct Content {
    checkpoint: Option<Vec<u8>>,
    tail: Vec<Entry>,
}

fn content(directory: &Path) -> Result<Content, LedgerError> {
    let mut opened = open(directory)?;
    assert!(!opened.was_empty, "a changed byte made a new ledger");
    // What opening left for right afterwards belongs to what it says.
    if let Some(mut audit) = opened.audit {
        while !audit.is_done() {
            opened.ledger.audit(&mut audit, |_| {})?;
        }
    }
    Ok(Content {
        checkpoint: opened.checkpoint,
        tail: opened.tail,
    })
}

/// A small ledger with every class, a long payload and a checkpoint; as a killed process leaves
/// it (with its log) or as a closed one does.
fn small_ledger(killed: bool) -> Snapshot {
    let folder = Folder::in_memory();
    let mut ledger = open(folder.path()).unwrap().ledger;
    for number in 0..3 {
        append(&mut ledger, &format!("answer {number}")).unwrap();
    }
    assert!(ledger.seal_state(b"the state after three answers").unwrap());
    let several = [(Class::Asked, 20), (Class::Log, 600), (Class::Answer, 0)];
    let drafts = several.map(|(class, length)| Draft {
        class,
        payload: vec![b'x'; length],
    });
    ledger
        .transact(&[1, 2], |_| drafts.to_vec(), |_, _| {})
        .unwrap();
    append(&mut ledger, "withdrawn").unwrap();
    if killed {
        return Snapshot::take(folder.path());
    }
    drop(ledger);
    Snapshot::take(folder.path())
}

/// One byte to change: in which file, where, and how.
#[derive(Debug, Clone)]
struct Flip {
    file: String,
    offset: usize,
    mask: u8,
}

/// Every byte of a closed ledger's database and lock; of the log, the words and a killed ledger's
/// database every byte that is not zero and a sample of those that are. All bits of all bytes,
/// the index of the log included, with `ASKFIRST_EVERY_BIT=1`.
fn flips(snapshot: &Snapshot) -> Vec<Flip> {
    let every_bit = amount("ASKFIRST_EVERY_BIT", 0) > 0;
    let was_closed = !snapshot.0.contains_key("ledger-1.db-wal");
    let mut flips = Vec::new();
    for (file, bytes) in &snapshot.0 {
        let is_whole = every_bit || file == "lock" || (file == "ledger-1.db" && was_closed);
        for (offset, byte) in bytes.iter().enumerate() {
            if is_whole || *byte != 0 || offset.is_multiple_of(67) {
                // One bit of each byte, another one from byte to byte.
                let bits = if every_bit {
                    0..8
                } else {
                    (offset * 5 % 8)..(offset * 5 % 8 + 1)
                };
                flips.extend(bits.map(|bit| Flip {
                    file: file.clone(),
                    offset,
                    mask: 1 << bit,
                }));
            }
        }
    }
    flips
}

fn apply(directory: &Path, flip: &Flip) {
    let path = directory.join(&flip.file);
    let mut bytes = fs::read(&path).unwrap();
    if let Some(byte) = bytes.get_mut(flip.offset) {
        *byte ^= flip.mask;
        fs::write(&path, bytes).unwrap();
    }
}

/// Applies every flip to a fresh copy, on both cores, and returns how many were found.
fn try_all(snapshot: &Snapshot, flips: &[Flip]) -> (usize, Vec<LedgerError>) {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = Folder::in_memory();
                snapshot.restore(folder.path());
                let truth = content(folder.path()).unwrap();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(flip) = flips.get(number) else { break };
                    if let Some(error) = try_one(
                        folder.path(),
                        snapshot,
                        flip,
                        &truth,
                        number.is_multiple_of(5),
                    ) {
                        found.lock().unwrap().push(error);
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    (flips.len(), found)
}

fn try_one(
    directory: &Path,
    snapshot: &Snapshot,
    flip: &Flip,
    truth: &Content,
    flips_back: bool,
) -> Option<LedgerError> {
    snapshot.restore(directory);
    apply(directory, flip);
    match content(directory) {
        Ok(read) => {
            assert_eq!(&read, truth, "{flip:?} changed what the ledger says");
            None
        }
        Err(error) => {
            let is_finding = matches!(
                error,
                LedgerError::Damaged { .. } | LedgerError::RolledBack { .. }
            );
            assert!(
                is_finding,
                "{flip:?} was taken for something else: {error:?}"
            );
            if flips_back {
                apply(directory, flip);
                let again = content(directory);
                assert_eq!(
                    again.as_ref(),
                    Ok(truth),
                    "{flip:?} flipped back does not open the ledger again"
                );
            }
            Some(error)
        }
    }
}

fn every_flip_is_found_or_holds_nothing(killed: bool) {
    let snapshot = small_ledger(killed);
    let started = std::time::Instant::now();
    let (tried, found) = try_all(&snapshot, &flips(&snapshot));
    // A log that was cut short names the entry after its end.
    let names = |error: &&LedgerError| {
        matches!(
            error,
            LedgerError::Damaged { entry: Some(_), .. } | LedgerError::RolledBack { .. }
        )
    };
    let named = found.iter().filter(names).count();
    println!(
        "{tried} flips, {} found, {named} with the entry named, {:?}",
        found.len(),
        started.elapsed()
    );
    assert!(named > 1_000, "flips in entries must be named: {named}");
}

#[test]
fn every_flipped_byte_of_a_closed_ledger_is_found_or_holds_nothing() {
    every_flip_is_found_or_holds_nothing(false);
}

#[test]
fn every_flipped_byte_of_a_killed_ledger_is_found_or_holds_nothing() {
    every_flip_is_found_or_holds_nothing(true);
}
