//! Two apps' worth of load: two hundred threads ask, answer and withdraw through one guard.
//!
//! Every call ends, none is lost, and memory stays where it was. More: `ASKFIRST_LOAD_SECONDS=600`.

#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and prints its figures"
)]

mod support;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{
    Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState, ReadOutcome, Reply, Tap, Verdict,
};
use askfirst::pack::Pack;
use askfirst::state::Confirmation;
use askfirst::texts::Language;
use support::powercut::Dice;
use support::{Folder, amount, key};

const THREADS: u64 = 200;
const ACCESSES: [&str; 8] = [
    "notes.camera",
    "notes.microphone",
    "notes.photos",
    "notes.clipboard",
    "notes.wifi",
    "notes.avatar",
    "notes.email",
    "notes.storage",
];
/// A call that has not ended by then never will.
const LOST: Duration = Duration::from_secs(120);
/// What a run may add to the memory it had when it was warm, beside a quarter of it.
const SLACK: u64 = 12 << 20;

#[derive(Default)]
struct Count {
    calls: AtomicU64,
    permits: AtomicU64,
    withdrawals: AtomicU64,
    answers: AtomicU64,
    lost: AtomicU64,
}

fn ended<T>(mut reply: Reply<T>, count: &Count) -> Option<T> {
    count.calls.fetch_add(1, SeqCst);
    let answer = reply.wait_for(LOST);
    if answer.is_none() {
        count.lost.fetch_add(1, SeqCst);
    }
    answer
}

/// One thread of the app.
fn caller(guard: &Guard, gates: &[Gate], dice: &Dice, count: &Count) {
    let gate = gates[dice.roll() as usize % gates.len()];
    match dice.roll() % 8 {
        0 => {
            ended(guard.withdraw(gate), count);
            count.withdrawals.fetch_add(1, SeqCst);
        }
        1 => {
            let other = gates[dice.roll() as usize % gates.len()];
            let both = guard.ask_together(vec![gate, other], Ask::Tapped, PlatformState::OPEN);
            ended(both, count);
        }
        // Whoever asks may go away again.
        2 => drop(guard.request(gate, Ask::Tapped, PlatformState::OPEN)),
        choice => {
            let ask = [Ask::Never, Ask::IfNew, Ask::Tapped][choice as usize % 3];
            let answer = ended(guard.request(gate, ask, PlatformState::OPEN), count);
            if let Some(Verdict::Permit(permit)) = answer {
                count.permits.fetch_add(1, SeqCst);
                let _ = guard.spend(permit.id);
                let _ = guard.finish(permit.id, ReadOutcome::Read);
            }
        }
    }
    let _ = guard.is_open(gate);
}

/// The person, who answers whatever is drawn, and the app's chores.
fn person(guard: &Guard, dice: &Dice, count: &Count) {
    if let Some(prompt) = guard.prompt() {
        if ended(guard.shown(prompt.ticket, Language::Zh), count) == Some(true) {
            let on = prompt.accesses.clone();
            let answer = match dice.roll() % 6 {
                0 => guard.dismiss(prompt.ticket, Dismissal::Back),
                1 => guard.press(prompt.ticket, "refuse".to_owned(), Vec::new(), Tap::Bound),
                _ if guard.policy_state() == PolicyState::Accepted && on.len() > 1 => {
                    guard.press(prompt.ticket, "submit".to_owned(), on, Tap::Bound)
                }
                _ => guard.press(prompt.ticket, "agree".to_owned(), Vec::new(), Tap::Bound),
            };
            if ended(answer, count) == Some(true) {
                count.answers.fetch_add(1, SeqCst);
            }
        }
    } else {
        let _ = guard.wait_for_change(guard.change(), Duration::from_millis(2));
    }
    for owed in guard.obligations().into_iter().take(16) {
        ended(guard.confirm(owed.id, Confirmation::Done), count);
    }
}

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = pages.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[test]
fn two_hundred_threads_lose_nothing_and_memory_stays_flat() {
    let seconds = amount("ASKFIRST_LOAD_SECONDS", 3) as u64;
    let folder = Folder::new();
    let pack = Pack::parse("lasting.json", include_str!("packs/lasting.json")).unwrap();
    let guard = Guard::open(pack, Options::new(folder.join("ledger")));
    guard.supply_key(KeyAnswer::Key(key()), None);
    let policy = guard.present_policy(Ask::IfNew, true);
    let count = Count::default();
    let dice = Dice::new(amount("ASKFIRST_SEED_OF_ALL", 20_260_101) as u64);
    while guard.policy_state() != PolicyState::Accepted {
        person(&guard, &dice, &count);
        // A dismissed policy is asked again by its own caller only.
        if guard.prompt().is_none() && guard.policy_state() != PolicyState::Accepted {
            drop(guard.present_policy(Ask::Tapped, true));
            let () = guard.settle().wait();
        }
    }
    let _ = policy.wait();
    let gates = ACCESSES.map(|access| guard.gate(access));
    let (over, started) = (AtomicBool::new(false), Instant::now());
    let at_work = AtomicU64::new(THREADS);
    let mut samples = Vec::new();
    std::thread::scope(|scope| {
        let (guard, count, over, at_work) = (&guard, &count, &over, &at_work);
        for number in 0..THREADS {
            let gates = &gates;
            scope.spawn(move || {
                let dice = Dice::new(number + 1);
                while !over.load(SeqCst) {
                    caller(guard, gates, &dice, count);
                }
                at_work.fetch_sub(1, SeqCst);
            });
        }
        let dice = &dice;
        scope.spawn(move || {
            // Callers that still wait at the end get their answers as well.
            while at_work.load(SeqCst) > 0 {
                person(guard, dice, count);
            }
        });
        while started.elapsed() < Duration::from_secs(seconds) {
            std::thread::sleep(Duration::from_millis(100));
            samples.push(resident());
        }
        over.store(true, SeqCst);
    });
    let (warm, last) = (at_most(&samples, 1), at_most(&samples, 4));
    let read = |counter: &AtomicU64| counter.load(SeqCst);
    println!(
        "{seconds} s, {THREADS} threads: {} calls, {} answers, {} withdrawals, {} permits, {} lost; {} MB when warm, {} MB at the end",
        read(&count.calls),
        read(&count.answers),
        read(&count.withdrawals),
        read(&count.permits),
        read(&count.lost),
        warm >> 20,
        last >> 20,
    );
    assert_eq!(read(&count.lost), 0, "a call never ended");
    assert!(read(&count.answers) > 0 && read(&count.permits) > 0 && read(&count.withdrawals) > 0);
    assert!(last <= warm + warm / 4 + SLACK, "memory grew");
    assert!(guard.verify().wait().intact);
    guard.close();
}

/// The highest sample of one fifth of the run.
fn at_most(samples: &[u64], fifth: usize) -> u64 {
    let part = samples.len() / 5;
    let part = &samples[fifth * part
        ..((fifth + 1) * part)
            .max(fifth * part + 1)
            .min(samples.len())];
    part.iter().copied().max().unwrap_or_default()
}
