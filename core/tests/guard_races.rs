//! Four processes over one ledger: two that give and withdraw, two that only check.
//!
//! Each gate is given by one writer and withdrawn by the other, and only after a checker has seen
//! it open; so every withdrawal is handed from process to process. Writers are killed and frozen
//! at random.
//!
//! Two judgements. *Nothing stale*: once a withdrawal is committed, before it is published or
//! acknowledged, no check in any process says open, and no permit that was given before is good
//! for a read. *Alive*: a gate that was given opens in a
//! checker within seconds. Leaving out the publication is found by the second only: the next
//! writer settles for a dead one.
//!
//! It fails without the mark, with the turn given back before the publication, and with the
//! publication ahead of the commit; the mutants below show it. Publication ahead of the *sync*
//! cannot fail here, because a killed process takes no unsynced page with it: `ledger_crash` has a
//! storage layer that does.
//!
//! More: `ASKFIRST_RACES=1000000` (withdrawals in all), `ASKFIRST_PIN=1` (processes pinned to cores).

#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and prints its figures"
)]

mod support;

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{
    Gate, Guard, KeyAnswer, Options, PolicyState, ReadOutcome, Status, Tap, Verdict, Withdrawn,
};
use askfirst::ledger::testing::{Mutant, Point, on_point, set_mutant};
use askfirst::pack::Pack;
use askfirst::texts::Language;
use support::{Folder, amount, asked_for, child, key, pinned};

/// One gate each way between the two writers, and one more each for company.
const ACCESSES: [&str; 4] = [
    "notes.camera",
    "notes.microphone",
    "notes.photos",
    "notes.clipboard",
];
const GATES: usize = ACCESSES.len();
/// A ledger is left after so many withdrawals, so that files stay small.
const A_ROUND: u64 = 1_000;
/// A checker asks for a permit once in so many sweeps; each goes through the guard's thread and its log.
const A_PERMIT_EVERY: u64 = 32;
/// How long a given gate may take to open elsewhere, on a machine that is busy with other things.
const ALIVE_WITHIN: Duration = Duration::from_secs(30);

/// What the processes share beside the ledger: how far each gate is, and what was found.
struct Board {
    /// Odd: a give has begun. Even: withdrawn, durably.
    phase: [AtomicU64; GATES],
    /// Last odd phase in which a checker saw the gate open.
    seen: [AtomicU64; GATES],
    handed_over: AtomicU64,
    goal: AtomicU64,
    checks: AtomicU64,
    permits: AtomicU64,
    stale: AtomicU64,
    stuck: AtomicU64,
}

/// The board in a file that every process maps.
struct Mapped(std::ptr::NonNull<Board>);

impl Mapped {
    fn of(directory: &Path) -> Mapped {
        let path = directory.with_extension("board");
        let file = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .unwrap();
        file.set_len(4096).unwrap();
        // SAFETY: a fresh mapping at an address of the system's choice, of a file of that length
        // which nobody shortens while the test runs.
        let address = unsafe {
            rustix::mm::mmap(
                std::ptr::null_mut(),
                4096,
                rustix::mm::ProtFlags::READ | rustix::mm::ProtFlags::WRITE,
                rustix::mm::MapFlags::SHARED,
                &file,
                0,
            )
        }
        .unwrap();
        Mapped(std::ptr::NonNull::new(address.cast()).unwrap())
    }
}

impl std::ops::Deref for Mapped {
    type Target = Board;

    fn deref(&self) -> &Board {
        // SAFETY: page-aligned, long enough, never unmapped, and made of atomics only, for which
        // zeros and every other pattern are values.
        unsafe { self.0.as_ref() }
    }
}

fn guard_over(directory: &Path) -> Guard {
    let pack = Pack::parse("lasting.json", include_str!("packs/lasting.json")).unwrap();
    let guard = Guard::open(pack, Options::new(directory));
    guard.supply_key(KeyAnswer::Key(key()), None);
    // Another writer may be frozen with the turn: then it opens by itself a little later.
    while !matches!(guard.status(), Status::Ready { .. }) {
        let () = guard.settle().wait();
        std::thread::sleep(Duration::from_millis(2));
    }
    guard
}

fn press(guard: &Guard, control: &str) -> bool {
    let Some(prompt) = guard.prompt() else {
        return false;
    };
    let shown = guard.shown(prompt.ticket, Language::Zh).wait();
    shown
        && guard
            .press(prompt.ticket, control.to_owned(), Vec::new(), Tap::Bound)
            .wait()
}

fn give(guard: &Guard, gate: Gate) -> bool {
    let read = guard.request(gate, Ask::Tapped, PlatformState::OPEN);
    let () = guard.settle().wait();
    press(guard, "agree");
    let given = matches!(read.wait(), Verdict::Permit(_));
    let () = guard.settle().wait();
    given
}

// The roles.

/// Gate whose withdrawal is being written by this process, and the phase it was in.
static WITHDRAWING: AtomicUsize = AtomicUsize::new(usize::MAX);

#[test]
fn race_writer() {
    let Some(directory) = asked_for("race_writer") else {
        return;
    };
    set_mutant(mutant_of(&std::env::var("ASKFIRST_MUTANT").unwrap()));
    let me: usize = amount("ASKFIRST_WRITER", 0);
    let board = Arc::new(Board::shared(&directory));
    let noted = Arc::clone(&board);
    on_point(move |point| {
        let gate = WITHDRAWING.load(SeqCst);
        if point == Point::BetweenSyncAndPublish && gate < GATES {
            WITHDRAWING.store(usize::MAX, SeqCst);
            noted.phase[gate].fetch_add(1, SeqCst);
        }
    });
    let guard = guard_over(&directory);
    let gates = ACCESSES.map(|access| guard.gate(access));
    let mut waiting_since = [Instant::now(); GATES];
    while board.handed_over.load(SeqCst) < board.goal.load(SeqCst) {
        for gate in 0..GATES {
            if gate % 2 == me {
                give_if_withdrawn(&guard, gates[gate], gate, &board);
            } else {
                withdraw_if_seen(&guard, gates[gate], gate, &board, &mut waiting_since[gate]);
            }
        }
    }
}

fn give_if_withdrawn(guard: &Guard, door: Gate, gate: usize, board: &Board) {
    let phase = board.phase[gate].load(SeqCst);
    // An odd phase that nobody saw open may be the give of a process that was killed in it.
    let again = phase % 2 == 1 && !guard.is_open(door) && board.seen[gate].load(SeqCst) < phase;
    if phase.is_multiple_of(2) {
        board.phase[gate].store(phase + 1, SeqCst);
    }
    if phase.is_multiple_of(2) || again {
        give(guard, door);
    }
}

fn withdraw_if_seen(
    guard: &Guard,
    door: Gate,
    gate: usize,
    board: &Board,
    waiting_since: &mut Instant,
) {
    let phase = board.phase[gate].load(SeqCst);
    if phase.is_multiple_of(2) {
        *waiting_since = Instant::now();
        return;
    }
    if board.seen[gate].load(SeqCst) < phase {
        if waiting_since.elapsed() > ALIVE_WITHIN {
            board.stuck.fetch_add(1, SeqCst);
            *waiting_since = Instant::now();
        }
        return;
    }
    // Whatever this process still has to write is written before, so that the next commit is
    // the withdrawal.
    let () = guard.settle().wait();
    WITHDRAWING.store(gate, SeqCst);
    let answer = guard.withdraw(door).wait();
    let was_written = WITHDRAWING.swap(usize::MAX, SeqCst) == usize::MAX;
    if let Withdrawn::Done(owed) = answer {
        assert!(was_written, "a withdrawal without a commit");
        board.handed_over.fetch_add(1, SeqCst);
        for owed in owed {
            let confirmed = guard.confirm(owed.id, askfirst::state::Confirmation::Done);
            let _ = confirmed.wait();
        }
    }
    *waiting_since = Instant::now();
}

#[test]
fn race_checker() {
    let Some(directory) = asked_for("race_checker") else {
        return;
    };
    let board = Board::shared(&directory);
    let guard = guard_over(&directory);
    let gates = ACCESSES.map(|access| guard.gate(access));
    let (mut checks, mut sweeps) = (0_u64, 0_u64);
    while board.handed_over.load(SeqCst) < board.goal.load(SeqCst) {
        for (gate, &door) in gates.iter().enumerate() {
            for _ in 0..64 {
                let before = board.phase[gate].load(SeqCst);
                let open = guard.is_open(door);
                let same = board.phase[gate].load(SeqCst) == before;
                checks += 1;
                if open && same && before.is_multiple_of(2) {
                    board.stale.fetch_add(1, SeqCst);
                } else if open && same {
                    board.seen[gate].fetch_max(before, SeqCst);
                }
            }
        }
        sweeps += 1;
        if sweeps.is_multiple_of(A_PERMIT_EVERY) {
            let gate = (sweeps / A_PERMIT_EVERY) as usize % GATES;
            spend_one(&guard, gates[gate], gate, &board);
        }
        // Four processes may share fewer cores; a check that spins starves the writers.
        std::thread::yield_now();
    }
    board.checks.fetch_add(checks, SeqCst);
}

/// Gets a permit and spends it a little later, as a provider does.
fn spend_one(guard: &Guard, door: Gate, gate: usize, board: &Board) {
    let read = guard.request(door, Ask::Never, PlatformState::OPEN).wait();
    let Verdict::Permit(permit) = read else {
        return;
    };
    std::thread::yield_now();
    let before = board.phase[gate].load(SeqCst);
    let spent = guard.spend(permit.id);
    let same = board.phase[gate].load(SeqCst) == before;
    if spent && same && before.is_multiple_of(2) {
        board.stale.fetch_add(1, SeqCst);
    }
    board.permits.fetch_add(u64::from(spent), SeqCst);
    let _ = guard.finish(permit.id, ReadOutcome::Read);
}

impl Board {
    fn shared(directory: &Path) -> Mapped {
        Mapped::of(directory)
    }

    fn is_undecided(&self) -> bool {
        self.handed_over.load(SeqCst) < self.goal.load(SeqCst)
            && self.stale.load(SeqCst) == 0
            && self.stuck.load(SeqCst) == 0
    }
}

// SAFETY: the mapping is of atomics and lives as long as the process.
unsafe impl Send for Mapped {}
// SAFETY: as above.
unsafe impl Sync for Mapped {}

// The campaign.

fn mutant_of(name: &str) -> Mutant {
    match name {
        "no mark" => Mutant::NoMark,
        "unlock before publish" => Mutant::UnlockBeforePublish,
        "publish before commit" => Mutant::PublishBeforeSync,
        _ => Mutant::None,
    }
}

#[derive(Default)]
struct Figures {
    handed_over: u64,
    checks: u64,
    permits: u64,
    stale: u64,
    stuck: u64,
    kills: u64,
    freezes: u64,
}

struct Players {
    directory: std::path::PathBuf,
    mutant: &'static str,
    writers: Vec<Child>,
    checkers: Vec<Child>,
}

impl Players {
    fn new(directory: &Path, mutant: &'static str) -> Players {
        let mut players = Players {
            directory: directory.to_owned(),
            mutant,
            writers: Vec::new(),
            checkers: Vec::new(),
        };
        for number in 0..2 {
            players.writers.push(players.writer(number));
            players.checkers.push(players.start("race_checker", number));
        }
        players
    }

    fn writer(&self, number: usize) -> Child {
        self.start("race_writer", number)
    }

    fn start(&self, role: &str, number: usize) -> Child {
        // Each process on a core of its own; on fewer cores every writer meets a checker of the other.
        let core = number + if role == "race_checker" { 2 } else { 0 };
        pinned(child(role, &self.directory), core)
            .env("ASKFIRST_MUTANT", self.mutant)
            .env("ASKFIRST_WRITER", number.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn signal(&self, number: usize, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.writers[number]);
        rustix::process::kill_process(id, signal).unwrap();
    }

    fn end(mut self) {
        for mut player in self.writers.drain(..).chain(self.checkers.drain(..)) {
            let status = player.wait().unwrap();
            assert!(status.success(), "a player failed: {status}");
        }
    }
}

/// Accepts the policy in a fresh ledger.
fn prepare(directory: &Path) {
    let guard = guard_over(directory);
    let policy = guard.present_policy(Ask::IfNew, true);
    let () = guard.settle().wait();
    assert!(press(&guard, "agree"));
    assert_eq!(policy.wait(), PolicyState::Accepted);
    guard.close();
}

fn round(goal: u64, mutant: &'static str, dice: &mut Dice, figures: &mut Figures) {
    let folder = Folder::in_memory();
    let directory = folder.join("ledger");
    prepare(&directory);
    let board = Board::shared(&directory);
    board.goal.store(goal, SeqCst);
    let mut players = Players::new(&directory, mutant);
    while board.is_undecided() {
        let enough = board.handed_over.load(SeqCst) + dice.below(20);
        // A writer that never gets to its work shows nothing, so each disturbance waits for some.
        let patience = Instant::now() + Duration::from_secs(5);
        while board.is_undecided()
            && board.handed_over.load(SeqCst) < enough
            && Instant::now() < patience
        {
            std::thread::sleep(Duration::from_micros(500 + dice.below(1500)));
        }
        disturb(&mut players, dice, figures);
    }
    // Whatever the outcome, the players are to stop by themselves.
    board.goal.store(0, SeqCst);
    players.end();
    figures.handed_over += board.handed_over.load(SeqCst);
    figures.checks += board.checks.load(SeqCst);
    figures.permits += board.permits.load(SeqCst);
    figures.stale += board.stale.load(SeqCst);
    figures.stuck += board.stuck.load(SeqCst);
}

fn disturb(players: &mut Players, dice: &mut Dice, figures: &mut Figures) {
    use rustix::process::Signal;
    let number = usize::from(dice.below(2) == 1);
    if dice.below(3) == 0 {
        players.writers[number].kill().unwrap();
        players.writers[number].wait().unwrap();
        players.writers[number] = players.writer(number);
        figures.kills += 1;
    } else {
        players.signal(number, Signal::STOP);
        std::thread::sleep(Duration::from_millis(dice.below(25)));
        players.signal(number, Signal::CONT);
        figures.freezes += 1;
    }
}

fn campaign(goal: u64, mutant: &'static str) -> Figures {
    let seed = amount("ASKFIRST_SEED_OF_ALL", 20_260_101) as u64;
    let mut dice = Dice(seed | 1);
    let mut figures = Figures::default();
    while figures.handed_over < goal && figures.stale == 0 && figures.stuck == 0 {
        let left = (goal - figures.handed_over).min(A_ROUND);
        round(left, mutant, &mut dice, &mut figures);
    }
    println!(
        "seed {seed}, {}: {} withdrawals handed over, {} checks, {} permits spent, {} kills, {} freezes; {} stale, {} stuck",
        if mutant.is_empty() {
            "as it is"
        } else {
            mutant
        },
        figures.handed_over,
        figures.checks,
        figures.permits,
        figures.kills,
        figures.freezes,
        figures.stale,
        figures.stuck,
    );
    figures
}

/// A small generator of its own, so that a seed means the same everywhere (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[test]
fn no_check_is_open_after_a_withdrawal_and_every_gate_opens_again() {
    let figures = campaign(amount("ASKFIRST_RACES", 300) as u64, "");
    assert_eq!(figures.stale, 0, "a check was open after a withdrawal");
    assert_eq!(figures.stuck, 0, "a gate did not open again");
    assert!(figures.kills > 0 && figures.freezes > 0);
    assert!(figures.checks > 0 && figures.permits > 0);
}

#[test]
fn without_the_mark_a_check_is_stale() {
    assert!(campaign(200_000, "no mark").stale > 0);
}

#[test]
fn with_the_turn_given_back_before_the_publication_a_check_is_stale() {
    assert!(campaign(200_000, "unlock before publish").stale > 0);
}

#[test]
fn with_the_publication_ahead_of_the_commit_a_check_is_stale() {
    assert!(campaign(200_000, "publish before commit").stale > 0);
}
