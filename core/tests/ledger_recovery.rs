//! Starting again after a ledger that cannot be used: recorded, and nothing deleted.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::fs;

use askfirst::ledger::{Draft, Key, Ledger, LedgerError, Opened, Options};
use support::{
    Folder, Snapshot, append, asked_for, child, draft, key, open, open_anchored, texts, written,
};

fn start_again(folder: &Folder, key: &Key) -> Opened {
    let first = |previous: Option<&askfirst::ledger::Anchor>| -> Vec<Draft> {
        vec![draft(&format!(
            "began after {}",
            previous.map_or(0, |anchor| anchor.seq())
        ))]
    };
    Ledger::start_again(folder.path(), key, "damaged", Options::default(), first).unwrap()
}

fn break_byte(folder: &Folder) {
    let path = folder.join("ledger-1.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("UPDATE entry SET class = 3 WHERE seq = 1")
        .unwrap();
}

#[test]
fn a_fresh_start_cites_the_old_end_and_leaves_the_old_files_alone() {
    let folder = Folder::new();
    let old = written(folder.path(), &["one", "two"]);
    break_byte(&folder);
    assert!(matches!(
        open(folder.path()).unwrap_err(),
        LedgerError::Damaged { entry: Some(1), .. }
    ));
    let before = Snapshot::take(folder.path());

    let opened = start_again(&folder, &key());
    assert_eq!(opened.ledger.previous(), Some(old));
    assert_eq!(texts(&opened.tail), ["began after 2"]);
    drop(opened);

    let after = Snapshot::take(folder.path());
    assert_eq!(
        after.0["ledger-1.db"], before.0["ledger-1.db"],
        "the old ledger was changed"
    );
    let note = String::from_utf8(after.0["ledger-1.aside"].clone()).unwrap();
    assert!(
        note.contains("damaged") && note.contains("ledger-2"),
        "{note}"
    );

    let opened = open(folder.path()).unwrap();
    assert!(!opened.was_empty);
    assert_eq!(texts(&opened.tail), ["began after 2"]);
    assert_eq!(opened.ledger.previous(), Some(old));
}

#[test]
fn a_lost_key_begins_a_ledger_that_the_new_key_opens() {
    let folder = Folder::new();
    let old = written(folder.path(), &["one"]);
    let new_key = Key::new([9; 32]);
    let opened = start_again(&folder, &new_key);
    // The end is cited without the key: the chain needs none.
    assert_eq!(opened.ledger.previous(), Some(old));
    drop(opened);
    assert_eq!(open(folder.path()).unwrap_err(), LedgerError::WrongKey);
    assert_eq!(
        Ledger::open(folder.path(), &new_key, None, Options::default())
            .unwrap()
            .tail
            .len(),
        1
    );
}

#[test]
fn an_unreadable_ledger_can_be_set_aside_too() {
    let folder = Folder::new();
    written(folder.path(), &["one"]);
    fs::write(folder.join("ledger-1.db"), b"not a database at all").unwrap();
    let opened = start_again(&folder, &key());
    assert_eq!(opened.ledger.previous(), None);
    assert_eq!(texts(&opened.tail), ["began after 0"]);
    assert_eq!(
        fs::read(folder.join("ledger-1.db")).unwrap(),
        b"not a database at all"
    );
}

#[test]
fn a_second_fresh_start_follows_the_first() {
    let folder = Folder::new();
    written(folder.path(), &["one"]);
    drop(start_again(&folder, &key()));
    fs::write(folder.join("ledger-2.db"), b"broken").unwrap();
    assert!(open(folder.path()).is_err());
    drop(start_again(&folder, &key()));
    let mut ledger = open(folder.path()).unwrap().ledger;
    append(&mut ledger, "two").unwrap();
    assert_eq!(texts(&ledger.read(1, 9).unwrap()), ["began after 0", "two"]);
}

#[test]
fn an_anchor_from_before_the_fresh_start_does_not_accuse_it() {
    let folder = Folder::new();
    let old = written(folder.path(), &["one"]);
    drop(start_again(&folder, &key()));
    assert_eq!(open_anchored(folder.path(), &old).unwrap().tail.len(), 1);
    let stranger = Folder::new();
    let other = written(stranger.path(), &["elsewhere"]);
    assert!(matches!(
        open_anchored(folder.path(), &other).unwrap_err(),
        LedgerError::RolledBack { .. }
    ));
}

/// Fails if the note alone decided: taking it away must not bring the old consents back.
#[test]
fn taking_the_note_away_does_not_bring_the_old_ledger_back() {
    let folder = Folder::new();
    written(folder.path(), &["given"]);
    drop(start_again(&folder, &key()));
    fs::remove_file(folder.join("ledger-1.aside")).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert_eq!(
        error,
        LedgerError::Damaged {
            entry: None,
            what: "a fresh start was not completed"
        }
    );
    // That is also how a fresh start that was cut short looks; it can be repeated.
    drop(start_again(&folder, &key()));
    assert_eq!(texts(&open(folder.path()).unwrap().tail), ["began after 1"]);
}

#[test]
fn starts_again() {
    let Some(directory) = asked_for("starts_again") else {
        return;
    };
    Ledger::start_again(&directory, &key(), "lost", Options::default(), |_| {
        Vec::new()
    })
    .unwrap();
}

#[test]
fn a_process_that_has_the_old_ledger_open_learns_of_the_fresh_start() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).unwrap().ledger;
    append(&mut ledger, "given").unwrap();
    let words = ledger.words();
    let before: Vec<u64> = (0..=256).map(|slot| words.load(slot)).collect();
    assert!(
        child("starts_again", folder.path())
            .status()
            .unwrap()
            .success()
    );
    // Every gate of this process is shut by its word alone, before anybody asks.
    assert!((0..=256).all(|slot| words.load(slot) > before[usize::from(slot)]));
    assert_eq!(ledger.refresh().unwrap_err(), LedgerError::Superseded);
    assert_eq!(
        append(&mut ledger, "too late").unwrap_err(),
        LedgerError::Superseded
    );
    drop(ledger);
    assert_eq!(open(folder.path()).unwrap().tail, []);
}
