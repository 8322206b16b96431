//! A disk that is full, read-only or broken: a typed error, nothing acknowledged, nothing invented.
//!
//! Each test writes once without the fault and once with it, so that it fails if the fault did
//! not happen. The faulty storage layer fails for the thread that asked for it only.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::{fs, io};

use askfirst::ledger::{Ledger, LedgerError};
use support::{Folder, append, asked_for, child, draft, open, powercut, said, say, texts, written};

fn ready() -> (Folder, Ledger) {
    powercut::install(false);
    let folder = Folder::new();
    let mut ledger = open(folder.path()).unwrap().ledger;
    append(&mut ledger, "before").unwrap();
    (folder, ledger)
}

#[test]
fn a_recorded_answer_costs_exactly_one_sync() {
    let (_folder, mut ledger) = ready();
    for number in 0..20 {
        let before = powercut::log_syncs();
        append(&mut ledger, &format!("answer {number}")).unwrap();
        assert_eq!(powercut::log_syncs() - before, 1, "answer {number}");
    }
}

#[test]
fn a_full_disk_is_named_wherever_it_fills_up() {
    for room in [0, 1, 30, 4_100, 5_000, 8_200] {
        let (folder, mut ledger) = ready();
        powercut::room(Some(room));
        let mut told = false;
        let error = ledger
            .transact(&[3], |_| vec![draft("lost")], |_, _| told = true)
            .unwrap_err();
        assert_eq!(error, LedgerError::Full, "{room} bytes of room");
        assert!(!told, "the change was published without being durable");
        // Closed for everybody until somebody settles: nobody may take the old answer for current.
        assert_eq!(ledger.words().load(3) % 2, 1);
        powercut::room(None);
        append(&mut ledger, "after").unwrap();
        drop(ledger);
        assert_eq!(
            texts(&open(folder.path()).unwrap().tail),
            ["before", "after"]
        );
    }
}

#[test]
fn a_new_ledger_on_a_full_disk_is_not_half_made() {
    powercut::install(false);
    let folder = Folder::new();
    for room in [0, 200, 5_000, 9_000] {
        powercut::room(Some(room));
        assert_eq!(
            open(folder.path()).unwrap_err(),
            LedgerError::Full,
            "{room} bytes of room"
        );
    }
    powercut::room(None);
    let opened = open(folder.path()).unwrap();
    assert!(opened.was_empty && opened.tail.is_empty());
}

/// A failed sync is never retried: the system may have dropped the pages and report success.
#[test]
fn after_a_failed_sync_the_outcome_is_unknown_until_it_is_opened_again() {
    let (folder, mut ledger) = ready();
    powercut::break_sync(true);
    let mut told = false;
    let error = ledger
        .transact(&[3], |_| vec![draft("perhaps")], |_, _| told = true)
        .unwrap_err();
    assert_eq!(error, LedgerError::Unknown);
    assert!(!told);
    powercut::break_sync(false);
    assert_eq!(append(&mut ledger, "no").unwrap_err(), LedgerError::Unknown);
    assert_eq!(ledger.refresh().unwrap_err(), LedgerError::Unknown);
    assert_eq!(ledger.verify().unwrap_err(), LedgerError::Unknown);
    drop(ledger);
    let found = texts(&open(folder.path()).unwrap().tail);
    assert!(
        found == ["before"] || found == ["before", "perhaps"],
        "{found:?}"
    );
}

#[test]
fn a_disk_that_turns_read_only_refuses_answers() {
    let (folder, mut ledger) = ready();
    powercut::read_only(true);
    assert_eq!(
        append(&mut ledger, "lost").unwrap_err(),
        LedgerError::ReadOnly
    );
    powercut::read_only(false);
    append(&mut ledger, "after").unwrap();
    drop(ledger);
    assert_eq!(
        texts(&open(folder.path()).unwrap().tail),
        ["before", "after"]
    );
}

/// Opens as somebody who may read everything and write nothing.
#[test]
fn stranger() {
    let Some(directory) = asked_for("stranger") else {
        return;
    };
    say(&format!(
        "{:?}",
        open(&directory).map(|opened| opened.tail.len())
    ));
}

fn as_stranger(folder: &Folder) -> Vec<String> {
    let mut command = child("stranger", folder.path());
    let elsewhere = Folder::new();
    if rustix::process::geteuid().is_root() {
        // The superuser may write everywhere, so that the child runs as somebody else, from a
        // place that somebody else may reach.
        let program = elsewhere.join("stranger");
        fs::copy(command.get_program(), &program).unwrap();
        let mut other = std::process::Command::new(program);
        other.args(command.get_args()).envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command = other;
        command.uid(65_534);
    }
    let output = command.output().unwrap();
    assert!(output.status.success());
    said(&output.stdout)
}

#[test]
fn a_directory_that_may_only_be_read_is_read_only() {
    let folder = Folder::new();
    written(folder.path(), &["one"]);
    let mode = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap()
    };
    mode(folder.path(), 0o555);
    for name in ["lock", "words-1", "ledger-1.db"] {
        mode(&folder.join(name), 0o444);
    }
    assert_eq!(as_stranger(&folder), ["Err(ReadOnly)"]);
    for name in ["lock", "words-1", "ledger-1.db"] {
        mode(&folder.join(name), 0o000);
    }
    assert_eq!(as_stranger(&folder), ["Err(Locked)"]);
    mode(folder.path(), 0o755);
}

#[test]
fn a_path_that_is_no_directory_is_unavailable() {
    let folder = Folder::new();
    fs::write(folder.join("file"), b"").unwrap();
    let error = open(&folder.join("file").join("ledger")).unwrap_err();
    assert_eq!(
        error,
        LedgerError::Unavailable(io::ErrorKind::NotADirectory)
    );
}
