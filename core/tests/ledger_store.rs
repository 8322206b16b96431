//! What a ledger keeps, and what it says to files that are not what it wrote.
//!
//! Every test that plants a fault first opens the same files without it, so that it fails if the
//! fault were reported for another reason; and every finding must leave the files as they were.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::fs;
use std::path::Path;

use askfirst::ledger::{Anchor, Class, Draft, Key, Ledger, LedgerError, Options};
use support::{Folder, Snapshot, append, draft, open, open_anchored, texts, written};

const DATABASE: &str = "ledger-1.db";

/// Changes the closed database behind the ledger's back.
fn meddle(folder: &Folder, sql: &str) {
    let connection = rusqlite::Connection::open(folder.join(DATABASE)).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn error_of(folder: &Folder) -> LedgerError {
    open(folder.path())
        .map(|opened| texts(&opened.tail))
        .unwrap_err()
}

fn bad_entry(error: &LedgerError) -> Option<u64> {
    match error {
        LedgerError::Damaged { entry, .. } => *entry,
        other => panic!("not damage: {other:?}"),
    }
}

fn four() -> (Folder, Anchor) {
    let folder = Folder::new();
    let anchor = written(folder.path(), &["one", "two", "three", "four"]);
    assert_eq!(
        texts(&open(folder.path()).unwrap().tail),
        ["one", "two", "three", "four"]
    );
    (folder, anchor)
}

#[test]
fn what_was_appended_is_read_again() {
    let folder = Folder::new();
    let opened = open(folder.path()).unwrap();
    assert!(opened.was_empty && opened.tail.is_empty() && opened.checkpoint.is_none());
    let mut ledger = opened.ledger;
    let long = Draft {
        class: Class::Log,
        payload: vec![b'l'; 5_000],
    };
    let empty = Draft {
        class: Class::Asked,
        payload: Vec::new(),
    };
    let committed = ledger
        .transact(
            &[],
            |_| vec![draft("first"), long.clone(), empty],
            |_, _| {},
        )
        .unwrap();
    assert_eq!(
        committed
            .entries
            .iter()
            .map(|entry| entry.seq)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    drop(ledger);

    let mut opened = open(folder.path()).unwrap();
    assert!(!opened.was_empty);
    assert_eq!(opened.tail, committed.entries);
    assert_eq!(opened.ledger.anchor(), committed.anchor);
    assert_eq!(opened.ledger.read(2, 1).unwrap(), committed.entries[1..2]);
    assert_eq!(opened.ledger.read(3, 9).unwrap(), committed.entries[2..]);
    assert_eq!(opened.ledger.read(4, 9).unwrap(), []);
    let report = opened.ledger.verify().unwrap();
    assert_eq!((report.entries, report.head), (3, committed.anchor.hash()));
}

#[test]
fn a_sealed_state_stands_for_the_entries_before_it() {
    let (folder, _) = four();
    let mut ledger = open(folder.path()).unwrap().ledger;
    assert!(ledger.seal_state(b"after four").unwrap());
    append(&mut ledger, "five").unwrap();
    assert!(ledger.seal_state(b"after five").unwrap());
    append(&mut ledger, "six").unwrap();
    ledger.verify().unwrap();
    drop(ledger);
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.checkpoint.as_deref(), Some(b"after five".as_slice()));
    assert_eq!(texts(&opened.tail), ["six"]);
    drop(opened);
    // The head names the checkpoint, so that an older one cannot stand in for it.
    meddle(&folder, "UPDATE checkpoint SET seq = 4");
    assert_eq!(bad_entry(&error_of(&folder)), Some(5));
}

#[test]
fn payloads_and_their_lengths_do_not_show() {
    let folder = Folder::new();
    written(folder.path(), &["a clipboard consent", "x"]);
    for (name, bytes) in &Snapshot::take(folder.path()).0 {
        assert!(
            !bytes.windows(9).any(|part| part == b"clipboard"),
            "{name} shows a payload"
        );
    }
    let connection = rusqlite::Connection::open(folder.join(DATABASE)).unwrap();
    let lengths: i64 = connection
        .query_row(
            "SELECT count(DISTINCT length(payload)) FROM entry",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(lengths, 1);
}

#[test]
fn a_plan_that_writes_nothing_changes_nothing() {
    let (folder, anchor) = four();
    let mut ledger = open(folder.path()).unwrap().ledger;
    let before = ledger.words().load(3);
    let mut told = None;
    let committed = ledger
        .transact(
            &[3],
            |_| Vec::new(),
            |entries, slots| told = Some((entries.len(), slots.to_vec())),
        )
        .unwrap();
    assert_eq!((committed.entries.len(), committed.anchor), (0, anchor));
    assert_eq!(told, Some((0, vec![(3, before + 2)])));
    assert_eq!(ledger.words().load(3), before + 2);
}

#[test]
fn private_cells_are_set_while_the_slot_is_still_marked() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).unwrap().ledger;
    let words = ledger.words();
    let before = words.load(7);
    let mut seen = None;
    let plan = |_: &[_]| vec![draft("given")];
    ledger
        .transact(&[7, 7], plan, |_, slots| {
            seen = Some((words.load(7), slots.to_vec()))
        })
        .unwrap();
    assert_eq!(seen, Some((before + 1, vec![(7, before + 2)])));
    assert_eq!(words.load(7), before + 2);
}

#[test]
fn another_key_is_told_from_damage() {
    let (folder, _) = four();
    let before = Snapshot::take(folder.path());
    let other = Key::new([8; 32]);
    let error = Ledger::open(folder.path(), &other, None, Options::default()).unwrap_err();
    assert_eq!(error, LedgerError::WrongKey);
    assert_eq!(
        Snapshot::take(folder.path()).0[DATABASE],
        before.0[DATABASE]
    );
    assert_eq!(open(folder.path()).unwrap().tail.len(), 4);
}

#[test]
fn entries_cannot_be_removed_moved_changed_or_added() {
    let cases = [
        ("DELETE FROM entry WHERE seq = 1", 1),
        ("DELETE FROM entry WHERE seq = 3", 3),
        ("DELETE FROM entry WHERE seq = 4", 4),
        ("DELETE FROM entry", 1),
        ("UPDATE entry SET class = 2 WHERE seq = 2", 2),
        ("UPDATE entry SET payload = NULL WHERE seq = 2", 2),
        ("UPDATE entry SET digest = zeroblob(32) WHERE seq = 2", 2),
        (
            "UPDATE entry SET payload = NULL, digest = zeroblob(32) WHERE seq = 2",
            2,
        ),
        ("UPDATE entry SET hash = zeroblob(32) WHERE seq = 4", 4),
        (
            "UPDATE entry SET seq = 9 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 9",
            2,
        ),
        (
            "CREATE TEMP TABLE two AS SELECT * FROM entry WHERE seq = 2; \
             UPDATE entry SET payload = (SELECT payload FROM entry WHERE seq = 3) WHERE seq = 2; \
             UPDATE entry SET payload = (SELECT payload FROM two) WHERE seq = 3",
            2,
        ),
        (
            "INSERT INTO entry SELECT 5, class, hash, payload, digest FROM entry WHERE seq = 4",
            5,
        ),
        (
            "INSERT INTO entry SELECT 0, class, hash, payload, digest FROM entry WHERE seq = 1; \
          UPDATE entry SET seq = seq + 1 WHERE seq = 4",
            4,
        ),
    ];
    let (folder, _) = four();
    let good = Snapshot::take(folder.path());
    for (sql, first_bad) in cases {
        good.restore(folder.path());
        meddle(&folder, sql);
        let before = Snapshot::take(folder.path());
        assert_eq!(bad_entry(&error_of(&folder)), Some(first_bad), "{sql}");
        assert_eq!(
            Snapshot::take(folder.path()).0[DATABASE],
            before.0[DATABASE],
            "{sql}: the files were changed"
        );
    }
}

#[test]
fn head_and_header_cannot_be_changed() {
    let cases = [
        "DELETE FROM head",
        "UPDATE head SET seq = 3, hash = (SELECT hash FROM entry WHERE seq = 3)",
        "UPDATE head SET checkpoint = 2",
        "UPDATE head SET seal = zeroblob(32)",
        "DELETE FROM header",
        "UPDATE header SET format = 2",
        "UPDATE header SET lineage = zeroblob(16)",
        "UPDATE header SET key_id = zeroblob(8)",
        "UPDATE header SET previous = zeroblob(60)",
        "UPDATE header SET seal = zeroblob(32)",
        "PRAGMA journal_mode = DELETE",
    ];
    let (folder, _) = four();
    let good = Snapshot::take(folder.path());
    for sql in cases {
        good.restore(folder.path());
        meddle(&folder, sql);
        bad_entry(&error_of(&folder));
    }
}

#[test]
fn an_entry_of_another_ledger_with_the_same_key_does_not_fit() {
    let (folder, _) = four();
    let other = Folder::new();
    written(other.path(), &["one", "two", "three", "four"]);
    meddle(
        &folder,
        &format!(
            "ATTACH '{}' AS other; UPDATE entry SET payload = (SELECT payload FROM other.entry WHERE seq = 2) \
             WHERE seq = 2; DETACH other",
            other.join(DATABASE).display()
        ),
    );
    assert_eq!(bad_entry(&error_of(&folder)), Some(2));
}

#[test]
fn a_planted_trigger_view_or_index_is_found() {
    let cases = [
        "CREATE TRIGGER planted AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE seq = 1; END",
        "CREATE VIEW planted AS SELECT * FROM entry",
        "CREATE INDEX planted ON entry (class)",
        "CREATE TABLE planted (a)",
        "ALTER TABLE entry ADD COLUMN planted INTEGER",
    ];
    let (folder, _) = four();
    let good = Snapshot::take(folder.path());
    for sql in cases {
        good.restore(folder.path());
        meddle(&folder, sql);
        assert_eq!(
            error_of(&folder),
            LedgerError::Damaged {
                entry: None,
                what: "the schema was changed"
            },
            "{sql}"
        );
    }
}

#[test]
fn a_truncated_file_is_never_taken_for_a_shorter_history() {
    let (folder, _) = four();
    let good = Snapshot::take(folder.path());
    let whole = good.0[DATABASE].len();
    for kept in (0..whole).step_by(509) {
        good.restore(folder.path());
        fs::write(folder.join(DATABASE), &good.0[DATABASE][..kept]).unwrap();
        let error = error_of(&folder);
        assert!(
            matches!(error, LedgerError::Damaged { .. }),
            "{kept} of {whole} bytes: {error:?}"
        );
    }
}

#[test]
fn a_missing_ledger_is_a_first_run_only_once() {
    let (folder, _) = four();
    fs::remove_file(folder.join(DATABASE)).unwrap();
    assert_eq!(
        error_of(&folder),
        LedgerError::Damaged {
            entry: None,
            what: "the ledger file is missing"
        }
    );
    fs::write(folder.join(DATABASE), b"").unwrap();
    assert!(matches!(error_of(&folder), LedgerError::Damaged { .. }));
}

#[test]
fn an_installation_without_files_starts_empty_whatever_the_anchor_says() {
    let (_old, anchor) = four();
    let folder = Folder::new();
    let opened = open_anchored(folder.path(), &anchor).unwrap();
    assert!(opened.was_empty && opened.tail.is_empty());
}

#[test]
fn an_older_copy_shows_against_the_anchor() {
    let folder = Folder::new();
    let early = written(folder.path(), &["given"]);
    let older = Snapshot::take(folder.path());
    let late = written(folder.path(), &["withdrawn"]);
    assert_eq!(
        texts(&open_anchored(folder.path(), &late).unwrap().tail),
        ["given", "withdrawn"]
    );
    // A ledger ahead of its anchor is what a crash right after a commit leaves.
    assert_eq!(open_anchored(folder.path(), &early).unwrap().tail.len(), 2);

    older.restore(folder.path());
    let error = open_anchored(folder.path(), &late).unwrap_err();
    assert_eq!(
        error,
        LedgerError::RolledBack {
            expected: 2,
            found: 1
        }
    );
    // Without an anchor a complete older copy cannot be told: a limit that the status must state.
    assert_eq!(texts(&open(folder.path()).unwrap().tail), ["given"]);
}

#[test]
fn an_older_database_shows_against_the_shared_words() {
    let folder = Folder::new();
    written(folder.path(), &["given"]);
    let older = Snapshot::take(folder.path());
    written(folder.path(), &["withdrawn"]);
    fs::write(folder.join(DATABASE), &older.0[DATABASE]).unwrap();
    assert_eq!(
        error_of(&folder),
        LedgerError::RolledBack {
            expected: 2,
            found: 1
        }
    );
}

#[test]
fn a_branch_of_the_same_length_is_not_the_anchored_ledger() {
    let folder = Folder::new();
    written(folder.path(), &["given"]);
    let fork = Snapshot::take(folder.path());
    let anchor = written(folder.path(), &["withdrawn"]);
    fork.restore(folder.path());
    written(folder.path(), &["given again"]);
    let error = open_anchored(folder.path(), &anchor).unwrap_err();
    assert_eq!(
        error,
        LedgerError::RolledBack {
            expected: 2,
            found: 2
        }
    );
}

#[test]
fn an_anchor_survives_its_encoding_and_nothing_else_does() {
    let (_folder, anchor) = four();
    let bytes = anchor.to_bytes();
    assert_eq!(Anchor::from_bytes(&bytes), Some(anchor));
    assert_eq!(Anchor::from_bytes(&bytes[1..]), None);
    assert_eq!(Anchor::from_bytes(&[0; Anchor::LENGTH]), None);
}

#[test]
fn a_payload_that_is_too_long_is_refused_and_nothing_is_lost() {
    let (folder, _) = four();
    let mut ledger = open(folder.path()).unwrap().ledger;
    let long = Draft {
        class: Class::Log,
        payload: vec![0; askfirst::ledger::LONGEST_PAYLOAD + 1],
    };
    let error = ledger
        .transact(&[1], |_| vec![draft("five"), long], |_, _| {})
        .unwrap_err();
    assert!(matches!(error, LedgerError::TooLarge { .. }));
    append(&mut ledger, "instead").unwrap();
    assert_eq!(texts(&ledger.read(5, 9).unwrap()), ["instead"]);
}

#[test]
fn damaged_words_are_settled_and_never_go_back() {
    let (folder, _) = four();
    let words = folder.join("words-1");
    let good = fs::read(&words).unwrap();
    for bytes in [
        Vec::new(),
        good[..100].to_vec(),
        vec![0xff; good.len()],
        vec![0; good.len()],
    ] {
        fs::write(&words, &bytes).unwrap();
        let opened = open(folder.path()).unwrap();
        assert_eq!(opened.tail.len(), 4);
        assert!(!opened.ledger.words().is_unsettled());
        assert!((0..=256).all(|slot| opened.ledger.words().load(slot) >= 2));
        drop(opened);
        assert_eq!(fs::metadata(&words).unwrap().len(), good.len() as u64);
    }
}

#[test]
fn a_replaced_word_file_is_noticed() {
    let (folder, _) = four();
    let mut ledger = open(folder.path()).unwrap().ledger;
    ledger.refresh().unwrap();
    let words = folder.join("words-1");
    fs::copy(&words, folder.join("copy")).unwrap();
    fs::rename(folder.join("copy"), &words).unwrap();
    assert_eq!(ledger.refresh().unwrap_err(), LedgerError::Unknown);
    assert_eq!(
        append(&mut ledger, "five").unwrap_err(),
        LedgerError::Unknown
    );
}

/// Every format that was ever written stays readable; these files are never written again.
#[test]
fn a_ledger_of_the_first_format_is_still_read() {
    let folder = Folder::new();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/ledger-1");
    Snapshot::take(&kept).restore(folder.path());
    let mut opened = open(folder.path()).unwrap();
    assert!(!opened.was_empty);
    assert_eq!(opened.checkpoint.as_deref(), Some(b"after two".as_slice()));
    assert_eq!(texts(&opened.tail), ["three", "four"]);
    assert_eq!(
        texts(&opened.ledger.read(1, 9).unwrap()),
        ["one", "two", "three", "four"]
    );
    opened.ledger.verify().unwrap();
}
