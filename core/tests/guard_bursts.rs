//! Many at once: what waits together is written together, and nobody hears of it before.

#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use askfirst::decide::{Ask, Permission, PlatformState};
use askfirst::guard::{
    Gate, Guard, KeyAnswer, Options, PolicyState, Reply, Standing, Status, Tap, Verdict, Withdrawn,
};
use askfirst::ledger::testing::{Point, on_point};
use askfirst::pack::Pack;
use askfirst::texts::Language;
use support::{Folder, key};

const ACCESSES: [&str; 4] = [
    "notes.camera",
    "notes.microphone",
    "notes.photos",
    "notes.clipboard",
];

/// One test at a time: the points are the process's.
static ALONE: Mutex<()> = Mutex::new(());
/// Commits that were synced.
static COMMITS: AtomicUsize = AtomicUsize::new(0);
/// While set, whoever is about to write waits.
static HELD: Mutex<bool> = Mutex::new(false);
static LET_GO: Condvar = Condvar::new();

fn alone() -> MutexGuard<'static, ()> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    on_point(|point| match point {
        Point::BeforeWrite => {
            let held = HELD.lock().unwrap();
            drop(LET_GO.wait_while(held, |held| *held).unwrap());
        }
        Point::BetweenSyncAndPublish => {
            COMMITS.fetch_add(1, SeqCst);
        }
        _ => {}
    });
    alone
}

fn hold(held: bool) {
    *HELD.lock().unwrap() = held;
    LET_GO.notify_all();
}

fn open(folder: &Folder) -> Guard {
    let pack = Pack::parse("lasting.json", include_str!("packs/lasting.json")).unwrap();
    let mut options = Options::new(folder.join("ledger"));
    options.shown_timeout = Duration::from_secs(60);
    let guard = Guard::open(pack, options);
    guard.supply_key(KeyAnswer::Key(key()), None);
    let () = guard.settle().wait();
    assert!(matches!(guard.status(), Status::Ready { .. }));
    guard
}

fn drawn(guard: &Guard) -> u64 {
    let () = guard.settle().wait();
    let ticket = guard.prompt().unwrap().ticket;
    assert!(guard.shown(ticket, Language::En).wait());
    let () = guard.settle().wait();
    ticket
}

fn accepted(folder: &Folder) -> Guard {
    let guard = open(folder);
    let policy = guard.present_policy(Ask::IfNew, true);
    let ticket = drawn(&guard);
    assert!(
        guard
            .press(ticket, "agree".into(), Vec::new(), Tap::Bound)
            .wait()
    );
    assert_eq!(policy.wait(), PolicyState::Accepted);
    guard
}

/// Puts all on one screen, with a caller waiting for each.
fn asked(guard: &Guard, gates: &[Gate], platform: PlatformState) -> (u64, Vec<Reply<Verdict>>) {
    let together = guard.ask_together(gates.to_vec(), Ask::Tapped, platform);
    let () = guard.settle().wait();
    let reads = gates
        .iter()
        .map(|&gate| guard.request(gate, Ask::Tapped, platform));
    let reads = reads.collect();
    let ticket = drawn(guard);
    // Its answer is that of the reads.
    std::thread::spawn(move || together.wait());
    (ticket, reads)
}

fn agree_to_all(guard: &Guard, ticket: u64) {
    let on = ACCESSES.map(str::to_owned).to_vec();
    assert!(guard.press(ticket, "submit".into(), on, Tap::Bound).wait());
}

/// Everything is agreed to, and nobody waits.
fn all_given(folder: &Folder) -> (Guard, [Gate; ACCESSES.len()]) {
    let guard = accepted(folder);
    let gates = ACCESSES.map(|access| guard.gate(access));
    let (ticket, reads) = asked(&guard, &gates, PlatformState::OPEN);
    agree_to_all(&guard, ticket);
    assert!(
        reads
            .into_iter()
            .all(|read| matches!(read.wait(), Verdict::Permit(_)))
    );
    let () = guard.settle().wait();
    (guard, gates)
}

#[test]
fn withdrawals_that_wait_share_one_write_and_each_gets_its_own_answer() {
    let _alone = alone();
    let folder = Folder::in_memory();
    let (guard, gates) = all_given(&folder);

    hold(true);
    let before = COMMITS.load(SeqCst);
    let first = guard.withdraw(gates[0]);
    while guard.is_open(gates[0]) {
        std::thread::yield_now();
    }
    // The first is being written; the others, one of them twice, wait behind it.
    let others = [1, 2, 3, 3].map(|number: usize| guard.withdraw(gates[number]));
    hold(false);
    assert!(matches!(first.wait(), Withdrawn::Done(owed) if owed.len() == 1));
    let others = others.map(Reply::wait);
    assert!(
        others[..3]
            .iter()
            .all(|it| matches!(it, Withdrawn::Done(owed) if owed.len() == 1))
    );
    assert_eq!(
        others[3],
        Withdrawn::NothingGiven,
        "it was withdrawn by the one before"
    );
    assert_eq!(
        COMMITS.load(SeqCst) - before,
        2,
        "three withdrawals, one write"
    );
    assert_eq!(guard.obligations().len(), 4);
    assert!(gates.iter().all(|&gate| !guard.is_open(gate)));

    guard.test_kill();
    let guard = open(&folder);
    for access in ACCESSES {
        let state = guard.gate_state(guard.gate(access));
        assert_eq!((state.open, state.standing), (false, Standing::Withdrawn));
    }
    guard.test_kill();
}

#[test]
fn nobody_hears_of_a_burst_before_it_is_synced() {
    let _alone = alone();
    let folder = Folder::in_memory();
    let (guard, gates) = all_given(&folder);
    hold(true);
    let mut answers: Vec<_> = gates.iter().map(|&gate| guard.withdraw(gate)).collect();
    for answer in &mut answers {
        assert_eq!(
            answer.wait_for(Duration::from_millis(20)),
            None,
            "acknowledged too early"
        );
    }
    hold(false);
    for answer in answers {
        assert!(matches!(answer.wait(), Withdrawn::Done(_)));
    }
    guard.test_kill();
}

#[test]
fn an_answer_for_many_callers_is_one_write_and_what_the_system_says_another() {
    let _alone = alone();
    let folder = Folder::in_memory();
    let guard = accepted(&folder);
    let gates = ACCESSES.map(|access| guard.gate(access));
    let granted = PlatformState {
        permission: Permission::Granted,
        ..PlatformState::OPEN
    };
    let (ticket, reads) = asked(&guard, &gates, granted);
    let before = COMMITS.load(SeqCst);
    agree_to_all(&guard, ticket);
    assert!(
        reads
            .into_iter()
            .all(|read| matches!(read.wait(), Verdict::Permit(_)))
    );
    assert_eq!(
        COMMITS.load(SeqCst) - before,
        2,
        "the answer, and that the permissions were on"
    );
    guard.test_kill();
}
