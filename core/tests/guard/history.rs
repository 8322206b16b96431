//! Opening from a checkpoint, and what is found in the history afterwards.

use std::path::Path;
use std::time::Instant;

use askfirst::ledger::{Ledger, Options as LedgerOptions};

use crate::phone::*;

/// Gives and withdraws until the state was sealed at least once.
fn with_a_long_history() -> Phone {
    let phone = Phone::accepted();
    for _ in 0..45 {
        phone.give("jmlink.app_list");
        let _ = phone.guard.withdraw(phone.gate("jmlink.app_list")).wait();
        confirm_everything(&phone);
    }
    phone.give("jmlink.clipboard");
    let () = phone.guard.settle().wait();
    assert!(sealed_up_to(&phone.directory) > 1, "the state was sealed");
    phone
}

fn confirm_everything(phone: &Phone) {
    for owed in phone.guard.obligations() {
        assert!(phone.guard.confirm(owed.id, Confirmation::Done).wait());
    }
}

fn database(directory: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(directory.join("ledger-1.db")).unwrap()
}

fn sealed_up_to(directory: &Path) -> i64 {
    // From a copy: a second handle of this process would take SQLite's locks away.
    let copy = directory.with_extension("copy");
    std::fs::create_dir_all(&copy).unwrap();
    for file in ["ledger-1.db", "ledger-1.db-wal"] {
        let _ = std::fs::copy(directory.join(file), copy.join(file));
    }
    let found = database(&copy).query_row("SELECT checkpoint FROM head", [], |row| row.get(0));
    let _ = std::fs::remove_dir_all(&copy);
    found.unwrap()
}

fn payload_of(directory: &Path, entry: i64) -> Vec<u8> {
    let sql = "SELECT payload FROM entry WHERE seq = ?1";
    database(directory)
        .query_row(sql, [entry], |row| row.get(0))
        .unwrap()
}

fn set_payload(directory: &Path, entry: i64, payload: &[u8]) {
    let sql = "UPDATE entry SET payload = ?2 WHERE seq = ?1";
    let changed = database(directory).execute(sql, rusqlite::params![entry, payload]);
    assert_eq!(changed.unwrap(), 1);
}

/// Seals what the history gives, and leaves the note of a fault.
fn mend_and_accuse(directory: &Path) {
    let opened = Ledger::open(directory, &key(), None, LedgerOptions::default()).unwrap();
    assert!(opened.after_fault);
    let mut ledger = opened.ledger;
    ledger.acquit().unwrap();
    let mut state = askfirst::state::ConsentState::default();
    for entry in ledger.read(1, usize::MAX).unwrap() {
        let recorded = serde_json::from_slice(&entry.payload).unwrap();
        state.apply(entry.seq, &recorded);
    }
    assert!(ledger.seal_state(&state.to_checkpoint()).unwrap());
    let _ = ledger.condemn(1, "planted by a test");
    assert!(ledger.refresh().is_err(), "a condemned ledger is not read");
}

/// Waits until the guard is shut.
fn closed(guard: &Guard) -> askfirst::guard::Closed {
    let started = Instant::now();
    loop {
        if let Status::Closed(closed) = guard.status() {
            return closed;
        }
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "it stayed open"
        );
        let _ = guard.wait_for_change(guard.change(), Duration::from_millis(20));
    }
}

fn ready(phone: &Phone) {
    let () = phone.guard.settle().wait();
    assert!(
        matches!(phone.guard.status(), Status::Ready { .. }),
        "{:?}",
        phone.guard.status()
    );
}

#[test]
fn an_opening_from_a_checkpoint_answers_as_the_whole_history_does() {
    let phone = with_a_long_history();
    let before: Vec<_> = phone.guard.consents();
    let phone = phone.reopen();
    ready(&phone);
    assert_eq!(phone.guard.consents(), before);
    assert!(matches!(
        phone.never("jmlink.clipboard"),
        Verdict::Permit(_)
    ));
    assert_eq!(reason(&phone.never("jmlink.app_list")), Reason::Withdrawn);
    assert!(phone.guard.verify().wait().intact);
}

#[test]
fn a_fault_before_the_checkpoint_closes_the_guard_and_keeps_it_closed() {
    let phone = with_a_long_history();
    phone.guard.test_kill();
    let good = payload_of(&phone.directory, 40);
    let mut bad = good.clone();
    bad[20] ^= 1;
    set_payload(&phone.directory, 40, &bad);

    let phone = phone.reopen();
    let found = closed(&phone.guard);
    assert_eq!((found.cause, found.entry), (Cause::Damaged, Some(40)));
    assert!(!phone.guard.is_open(phone.gate("jmlink.clipboard")));

    // The next opening does not answer at all before it has looked at everything.
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert_eq!(closed(&phone.guard).entry, Some(40));

    phone.guard.test_kill();
    set_payload(&phone.directory, 40, &good);
    let phone = phone.reopen();
    ready(&phone);
    assert!(matches!(
        phone.never("jmlink.clipboard"),
        Verdict::Permit(_)
    ));
}

#[test]
fn an_entry_taken_out_before_the_checkpoint_is_missed() {
    let phone = with_a_long_history();
    phone.guard.test_kill();
    let removed = database(&phone.directory).execute("DELETE FROM entry WHERE seq = 30", []);
    assert_eq!(removed.unwrap(), 1);
    let phone = phone.reopen();
    let found = closed(&phone.guard);
    assert_eq!((found.cause, found.entry), (Cause::Damaged, Some(30)));
}

#[test]
fn a_checkpoint_that_does_not_follow_from_the_history_closes_the_guard() {
    let phone = with_a_long_history();
    phone.guard.test_kill();
    let mut ledger = Ledger::open(&phone.directory, &key(), None, LedgerOptions::default())
        .unwrap()
        .ledger;
    // Sealed with the right key, as a fault in this library would write it.
    let empty = askfirst::state::ConsentState::default();
    assert!(ledger.seal_state(&empty.to_checkpoint()).unwrap());
    let words = ledger.words();
    let before = words.load(askfirst::ledger::EVERYTHING);
    drop(ledger);
    let phone = phone.reopen();
    let found = closed(&phone.guard);
    assert_eq!(found.cause, Cause::Damaged);
    assert!(found.detail.contains("checkpoint"), "{}", found.detail);

    // Every process sees it in its words, and a later opening answers nothing either.
    assert_ne!(words.load(askfirst::ledger::EVERYTHING), before);
    assert!(phone.directory.join("ledger-1.fault").exists());
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert_eq!(closed(&phone.guard), found);
    assert!(!phone.guard.is_open(phone.gate("jmlink.clipboard")));

    // The right state under the right seal: all of it is looked at, and then the note goes.
    phone.guard.test_kill();
    mend_and_accuse(&phone.directory);
    let phone = phone.reopen();
    ready(&phone);
    assert!(!phone.directory.join("ledger-1.fault").exists());
    assert!(matches!(
        phone.never("jmlink.clipboard"),
        Verdict::Permit(_)
    ));
}

#[test]
fn a_checkpoint_of_another_release_is_left_alone() {
    let phone = with_a_long_history();
    phone.guard.test_kill();
    let mut ledger = Ledger::open(&phone.directory, &key(), None, LedgerOptions::default())
        .unwrap()
        .ledger;
    assert!(ledger.seal_state(br#"{"format":0,"state":{}}"#).unwrap());
    drop(ledger);
    let phone = phone.reopen();
    ready(&phone);
    assert!(matches!(
        phone.never("jmlink.clipboard"),
        Verdict::Permit(_)
    ));
    assert!(phone.guard.verify().wait().intact);
}

#[test]
fn an_anchor_from_before_the_checkpoint_still_shows_a_fork() {
    let phone = Phone::accepted();
    let anchor = phone.guard.anchor();
    for _ in 0..45 {
        phone.give("jmlink.app_list");
        let _ = phone.guard.withdraw(phone.gate("jmlink.app_list")).wait();
        confirm_everything(&phone);
    }
    let phone = phone.reopen_with(pack_003(), anchor);
    ready(&phone);

    let mut forged = anchor.unwrap().to_bytes();
    forged[40] ^= 1;
    let phone = phone.reopen_with(pack_003(), Anchor::from_bytes(&forged));
    assert_eq!(closed(&phone.guard).cause, Cause::RolledBack);
}
