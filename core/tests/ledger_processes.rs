//! Several processes on one ledger.
//!
//! These tests fail without the turn (two writers fork the chain), without the second look inside
//! the turn (a writer misses the other's entries), and without settling (a slot that a dead writer
//! left marked stays closed for ever).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::Child;
use std::time::{Duration, Instant};

use askfirst::ledger::{Ledger, LedgerError, Options};
use support::{Folder, append, asked_for, child, draft, key, open, say, texts};

const EACH: usize = 40;

/// Waits until the child has said something.
fn hear(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let out = child.stdout.take().unwrap();
    BufReader::new(out).lines().filter_map(|line| {
        line.unwrap()
            .split_once("@ ")
            .map(|(_, words)| words.to_owned())
    })
}

fn tell(child: &mut Child) {
    writeln!(child.stdin.as_mut().unwrap(), "go on").unwrap();
}

fn wait_to_be_told() {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).unwrap();
}

/// Appends its share as fast as it can, planning each entry on what it has seen so far.
fn write_share(ledger: &mut Ledger, name: &str, known: &mut Vec<String>) {
    for number in 0..EACH {
        let plan = |others: &[_]| {
            known.extend(texts(others));
            vec![draft(&format!("{name} {number} after {}", known.len()))]
        };
        let committed = ledger.transact(&[1], plan, |_, _| {}).unwrap();
        known.extend(texts(&committed.entries));
    }
}

#[test]
fn writer() {
    let Some(directory) = asked_for("writer") else {
        return;
    };
    let opened = Ledger::open(&directory, &key(), None, patient()).unwrap();
    let mut known = texts(&opened.tail);
    let mut ledger = opened.ledger;
    say("ready");
    wait_to_be_told();
    write_share(&mut ledger, "child", &mut known);
}

fn patient() -> Options {
    Options {
        turn_deadline: Duration::from_secs(30),
    }
}

#[test]
fn two_writers_at_once_build_one_chain_and_miss_nothing() {
    let folder = Folder::new();
    let opened = Ledger::open(folder.path(), &key(), None, patient()).unwrap();
    let mut ledger = opened.ledger;
    let mut other = child("writer", folder.path()).spawn().unwrap();
    let mut lines = hear(&mut other);
    assert_eq!(lines.next().as_deref(), Some("ready"));
    tell(&mut other);
    let mut known = Vec::new();
    write_share(&mut ledger, "parent", &mut known);
    assert!(lines.next().is_none());
    assert!(other.wait().unwrap().success());
    known.extend(texts(&ledger.refresh().unwrap()));
    assert_eq!(known.len(), 2 * EACH);
    assert_eq!(ledger.verify().unwrap().entries, 2 * EACH as u64);
    assert_eq!(texts(&ledger.read(1, usize::MAX).unwrap()), known);
    // Each entry says how many its writer knew of when it was planned: all before it.
    for (number, entry) in known.iter().enumerate() {
        assert!(
            entry.ends_with(&format!(" after {number}")),
            "{entry} is number {number}"
        );
    }
}

#[test]
fn withdraws() {
    let Some(directory) = asked_for("withdraws") else {
        return;
    };
    let mut ledger = open(&directory).unwrap().ledger;
    ledger
        .transact(&[5], |_| vec![draft("withdrawn")], |_, _| {})
        .unwrap();
}

#[test]
fn a_change_in_another_process_shows_in_its_word_and_then_in_the_entries() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).unwrap().ledger;
    append(&mut ledger, "given").unwrap();
    let words = ledger.words();
    let (changed, untouched) = (words.load(5), words.load(6));
    assert!(
        child("withdraws", folder.path())
            .status()
            .unwrap()
            .success()
    );
    assert_eq!((words.load(5), words.load(6)), (changed + 2, untouched));
    assert_eq!(texts(&ledger.refresh().unwrap()), ["withdrawn"]);
    assert_eq!(ledger.refresh().unwrap(), []);
}

/// Takes the turn, marks a slot as a writer does, and then waits to be killed or told to go on.
#[test]
fn holder() {
    let Some(directory) = asked_for("holder") else {
        return;
    };
    let mut ledger = open(&directory).unwrap().ledger;
    let plan = |_: &[_]| {
        say("marked");
        wait_to_be_told();
        vec![draft("late")]
    };
    ledger.transact(&[9], plan, |_, _| {}).unwrap();
}

#[test]
fn a_slot_that_a_dead_writer_left_marked_is_settled() {
    let folder = Folder::new();
    let mut ledger = open(folder.path()).unwrap().ledger;
    append(&mut ledger, "given").unwrap();
    let words = ledger.words();
    let before = words.load(9);
    let mut other = child("holder", folder.path()).spawn().unwrap();
    assert_eq!(hear(&mut other).next().as_deref(), Some("marked"));
    // The writer lives: its slot stays closed, whoever looks, and nobody else gets a turn.
    assert_eq!(ledger.refresh().unwrap(), []);
    assert_eq!(words.load(9), before + 1);
    other.kill().unwrap();
    other.wait().unwrap();
    // The writer is dead: the next look settles, and the slot never goes back.
    assert_eq!(ledger.refresh().unwrap(), []);
    assert_eq!(words.load(9), before + 2);
    append(&mut ledger, "withdrawn").unwrap();
    assert_eq!(texts(&open_after(ledger, &folder)), ["given", "withdrawn"]);
}

fn open_after(ledger: Ledger, folder: &Folder) -> Vec<askfirst::ledger::Entry> {
    drop(ledger);
    open(folder.path()).unwrap().tail
}

#[test]
fn a_writer_that_is_frozen_makes_others_busy_and_loses_nothing() {
    let folder = Folder::new();
    let options = Options {
        turn_deadline: Duration::from_millis(50),
    };
    let mut ledger = Ledger::open(folder.path(), &key(), None, options)
        .unwrap()
        .ledger;
    let mut other = child("holder", folder.path()).spawn().unwrap();
    let mut lines = hear(&mut other);
    assert_eq!(lines.next().as_deref(), Some("marked"));
    let started = Instant::now();
    assert_eq!(append(&mut ledger, "early").unwrap_err(), LedgerError::Busy);
    assert!(started.elapsed() < Duration::from_secs(5));
    tell(&mut other);
    assert!(lines.next().is_none());
    assert!(other.wait().unwrap().success());
    assert_eq!(texts(&ledger.refresh().unwrap()), ["late"]);
    append(&mut ledger, "after").unwrap();
}
