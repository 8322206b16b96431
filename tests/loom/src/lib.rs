//! A withdrawal in one process, checks and refreshes in another, in every order that memory allows.
//!
//! The word's own steps are the library's file, compiled here against loom's atomics. The ledger is
//! a guarded value, because loom sees neither files nor processes; its lock is the turn.

#![cfg(test)]

mod atomic {
    pub(super) use loom::sync::atomic::{AtomicU64, Ordering};
}

#[allow(dead_code, reason = "the library uses all of it")]
#[path = "../../../core/src/ledger/slot.rs"]
mod slot;

use atomic::{AtomicU64, Ordering};
use loom::sync::atomic::AtomicBool;
use loom::sync::{Arc, Mutex};
use loom::thread;

/// A fault that the model has to find.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mutant {
    None,
    NoMark,
    PublishBeforeCommit,
    VersionReadAfterTheLedger,
}

struct World {
    /// The shared word of one gate.
    word: AtomicU64,
    /// The turn, and behind it what the ledger says: whether consent stands.
    ledger: Mutex<bool>,
    /// Set at the instant of the commit: no check that begins later may be open.
    withdrawn: AtomicBool,
    /// The private word of the process that checks.
    cell: AtomicU64,
}

const FIRST: u64 = 2;

fn world() -> Arc<World> {
    Arc::new(World {
        word: AtomicU64::new(FIRST),
        ledger: Mutex::new(true),
        withdrawn: AtomicBool::new(false),
        cell: AtomicU64::new(FIRST),
    })
}

/// Turn, mark, commit, publish, turn back.
fn withdraw(world: &World, mutant: Mutant) {
    let mut ledger = world.ledger.lock().unwrap();
    let version = if mutant == Mutant::NoMark {
        slot::after(world.word.load(Ordering::SeqCst))
    } else {
        slot::mark(&world.word)
    };
    if mutant == Mutant::PublishBeforeCommit {
        slot::publish(&world.word, version);
        // A reader of the database sees the old state until the commit.
        drop(ledger);
        thread::yield_now();
        ledger = world.ledger.lock().unwrap();
    }
    *ledger = false;
    world.withdrawn.store(true, Ordering::SeqCst);
    if mutant != Mutant::PublishBeforeCommit {
        slot::publish(&world.word, version);
    }
}

/// The version first, then the ledger, then the private word.
fn refresh(world: &World, mutant: Mutant) {
    let before = world.word.load(Ordering::SeqCst);
    let stands = *world.ledger.lock().unwrap();
    let version = if mutant == Mutant::VersionReadAfterTheLedger {
        // The model changes threads at steps of memory only; here a process may lose its core.
        thread::yield_now();
        world.word.load(Ordering::SeqCst)
    } else {
        before
    };
    let open = stands && version.is_multiple_of(2);
    world.cell.store(if open { version } else { 0 }, Ordering::Release);
}

fn is_open(world: &World) -> bool {
    let version = world.cell.load(Ordering::Acquire);
    version != 0 && world.word.load(Ordering::Acquire) == version
}

/// One withdraws, one refreshes, one checks.
fn stale_checks(mutant: Mutant) {
    loom::model(move || {
        let world = world();
        let writer = thread::spawn({
            let world = Arc::clone(&world);
            move || withdraw(&world, mutant)
        });
        let refresher = thread::spawn({
            let world = Arc::clone(&world);
            move || refresh(&world, mutant)
        });
        let before = world.withdrawn.load(Ordering::SeqCst);
        assert!(!(is_open(&world) && before), "a check is open after the commit");
        writer.join().unwrap();
        refresher.join().unwrap();
        assert!(!is_open(&world), "open although it was withdrawn");
    });
}

/// One withdraws and one refreshes: what is left must not be open.
fn a_late_refresh(mutant: Mutant) {
    loom::model(move || {
        let world = world();
        let writer = thread::spawn({
            let world = Arc::clone(&world);
            move || withdraw(&world, Mutant::None)
        });
        refresh(&world, mutant);
        writer.join().unwrap();
        assert!(!is_open(&world), "open although it was withdrawn");
    });
}

/// A writer that died after its mark, or after its commit, and the one that settles for it.
fn a_dead_writer(committed: bool) {
    loom::model(move || {
        let world = world();
        let dies = thread::spawn({
            let world = Arc::clone(&world);
            move || {
                let mut ledger = world.ledger.lock().unwrap();
                let _ = slot::mark(&world.word);
                if committed {
                    *ledger = false;
                    world.withdrawn.store(true, Ordering::SeqCst);
                }
                // Its turn goes back; nothing is published.
            }
        });
        let settler = thread::spawn({
            let world = Arc::clone(&world);
            move || {
                let turn = world.ledger.lock().unwrap();
                let found = world.word.load(Ordering::SeqCst);
                if slot::is_unsettled(found) {
                    slot::publish(&world.word, slot::after(found));
                }
                drop(turn);
                refresh(&world, Mutant::None);
            }
        });
        let before = world.withdrawn.load(Ordering::SeqCst);
        assert!(!(is_open(&world) && before), "a check is open after the commit");
        dies.join().unwrap();
        settler.join().unwrap();
        let turn = world.ledger.lock().unwrap();
        let found = world.word.load(Ordering::SeqCst);
        if slot::is_unsettled(found) {
            slot::publish(&world.word, slot::after(found));
        }
        drop(turn);
        refresh(&world, Mutant::None);
        assert_eq!(is_open(&world), !committed, "settled to what the ledger says");
    });
}

#[test]
fn no_check_is_open_after_the_commit_in_any_order() {
    stale_checks(Mutant::None);
    a_late_refresh(Mutant::None);
}

#[test]
fn what_a_dead_writer_left_is_settled_in_any_order() {
    a_dead_writer(false);
    a_dead_writer(true);
}

#[test]
#[should_panic(expected = "open")]
fn without_the_mark_the_model_finds_an_open_check() {
    stale_checks(Mutant::NoMark);
}

#[test]
#[should_panic(expected = "open")]
fn with_the_publication_ahead_of_the_commit_the_model_finds_an_open_check() {
    stale_checks(Mutant::PublishBeforeCommit);
}

#[test]
#[should_panic(expected = "open")]
fn with_the_version_read_after_the_ledger_the_model_finds_an_open_check() {
    a_late_refresh(Mutant::VersionReadAfterTheLedger);
}
