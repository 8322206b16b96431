//! What it costs to record an answer, and many at once.

use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{Gate, Guard, Tap, Withdrawn};
use rusqlite::Connection;

use crate::stage::{self, Failure, MANY, UNDATED};
use crate::table::{Rounds, Row, micros};

const ROUNDS: usize = 120;
/// So many commits bring every log to the phase in which it is written over and over.
const WARM_UP: usize = 300;

pub(crate) fn rows(work: &Path) -> Result<Vec<Row>, Failure> {
    let mut rows = one_answer(work)?;
    rows.extend(bursts(work)?);
    Ok(rows)
}

/// A database as plain as can be, in the same journal mode, on the same disk.
struct Bare {
    database: Connection,
    bytes: Vec<u8>,
}

impl Bare {
    fn new(directory: &Path, length: usize) -> Result<Bare, Failure> {
        let database = Connection::open(directory.join("bare.db"))?;
        let _: String = database.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        database.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256; PRAGMA cache_size = -256;
             CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        )?;
        Ok(Bare {
            database,
            bytes: vec![0x5a; length],
        })
    }

    fn commit(&self) -> Result<Duration, Failure> {
        let started = Instant::now();
        let mut insert = self
            .database
            .prepare_cached("INSERT INTO entry (bytes) VALUES (?1)")?;
        insert.execute([&self.bytes])?;
        Ok(started.elapsed())
    }
}

fn one_answer(work: &Path) -> Result<Vec<Row>, Failure> {
    let directory = stage::fresh(work, "answers")?;
    let length = length_of_answer(&directory.join("probe"))?;
    let guard = stage::guard(&directory.join("ledger"))?;
    stage::accept(&guard)?;
    let gate = guard.gate(UNDATED);
    let mut plain = stage::open(&directory.join("plain"))?;
    let draft = askfirst::ledger::Draft {
        class: askfirst::ledger::Class::Answer,
        payload: vec![0x5a; 600],
    };
    let bare = Bare::new(&directory, length)?;
    for _ in 0..WARM_UP {
        let _ = bare.commit()?;
        let _ = plain
            .ledger
            .transact(&[3], |_| vec![draft.clone()], |_, _| {})?;
    }
    for _ in 0..WARM_UP / 8 {
        cycle(&guard, gate)?;
    }
    let (mut answers, mut commits, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        answers.push(micros(cycle(&guard, gate)?));
        commits.push(micros(bare.commit()?));
        let started = Instant::now();
        let _ = plain
            .ledger
            .transact(&[3], |_| vec![draft.clone()], |_, _| {})?;
        entries.push(micros(started.elapsed()));
    }
    let commits = Rounds::of(commits);
    guard.close();
    stage::wait_for_end(&guard);
    Ok(vec![
        Row::new(
            "one recorded answer, from the tap to its acknowledgement",
            &Rounds::of(answers),
            "µs",
        )
        .beside("bare SQLite FULL commit, same bytes", &commits)
        .times(1.3),
        Row::new(
            "one entry through the ledger alone",
            &Rounds::of(entries),
            "µs",
        )
        .beside("bare SQLite FULL commit, same bytes", &commits),
    ])
}

/// Gives, timed, and takes back.
fn cycle(guard: &Guard, gate: Gate) -> Result<Duration, Failure> {
    let read = guard.request(gate, Ask::Tapped, PlatformState::OPEN);
    let ticket = stage::drawn(guard)?;
    let started = Instant::now();
    let counted = guard
        .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
        .wait();
    let took = started.elapsed();
    let _ = read.wait();
    let withdrawn = guard.withdraw(gate).wait();
    stage::confirm_all(guard);
    if counted && matches!(withdrawn, Withdrawn::Done(_)) {
        Ok(took)
    } else {
        Err("the answer did not count".into())
    }
}

/// Bytes that one answer puts into its row: payload, hash and class.
fn length_of_answer(directory: &Path) -> Result<usize, Failure> {
    let guard = stage::guard(directory)?;
    stage::accept(&guard)?;
    stage::give(&guard, guard.gate(UNDATED))?;
    guard.close();
    stage::wait_for_end(&guard);
    let database = Connection::open(directory.join("ledger-1.db"))?;
    let sql = "SELECT length(payload) + length(hash) + 1 FROM entry WHERE class = 1 ORDER BY seq DESC LIMIT 1";
    let length: i64 = database.query_row(sql, [], |row| row.get(0))?;
    Ok(usize::try_from(length)?)
}

// Bursts.

fn bursts(work: &Path) -> Result<Vec<Row>, Failure> {
    let directory = stage::fresh(work, "bursts")?;
    let guard = stage::guard(&directory)?;
    stage::accept(&guard)?;
    let gates: Vec<Gate> = stage::many()
        .iter()
        .map(|access| guard.gate(access))
        .collect();
    let [mut one, mut all, mut one_back, mut all_back] = [const { Vec::new() }; 4];
    for round in 0..24 {
        let single = answer(&guard, &gates[..1])?;
        let single_back = withdraw(&guard, &gates[..1])?;
        let whole = answer(&guard, &gates)?;
        let whole_back = withdraw(&guard, &gates)?;
        // The first rounds bring the log to its lasting phase.
        if round >= 4 {
            one.push(micros(single));
            one_back.push(micros(single_back));
            all.push(micros(whole));
            all_back.push(micros(whole_back));
        }
    }
    guard.close();
    stage::wait_for_end(&guard);
    Ok(vec![
        Row::new(
            "burst: 50 gates answered at once, 50 callers waiting",
            &Rounds::of(all),
            "µs",
        )
        .beside("one answer, one caller", &Rounds::of(one))
        .times(3.0),
        Row::new(
            "burst: 50 withdrawals by 50 callers at once",
            &Rounds::of(all_back),
            "µs",
        )
        .beside("one withdrawal", &Rounds::of(one_back))
        .times(3.0),
    ])
}

/// From the tap to the moment when the last of those who wait has its verdict.
fn answer(guard: &Guard, gates: &[Gate]) -> Result<Duration, Failure> {
    let together = guard.ask_together(gates.to_vec(), Ask::Tapped, PlatformState::OPEN);
    stage::settle(guard);
    let reads: Vec<_> = gates
        .iter()
        .map(|&gate| guard.request(gate, Ask::Tapped, PlatformState::OPEN))
        .collect();
    let ticket = stage::drawn(guard)?;
    let prompt = guard.prompt().ok_or("no prompt")?;
    let (control, on) = if gates.len() == 1 {
        ("agree", Vec::new())
    } else {
        ("submit", prompt.accesses.clone())
    };
    let started = Instant::now();
    let counted = guard
        .press(ticket, control.to_owned(), on, Tap::Bound)
        .wait();
    let given = together.wait().iter().all(|answer| answer.given);
    let took = started.elapsed();
    drop(reads);
    stage::settle(guard);
    if counted && given && gates.iter().all(|&gate| guard.is_open(gate)) {
        Ok(took)
    } else {
        Err("a gate of the burst stayed shut".into())
    }
}

/// From the first call to the last acknowledgement; each caller is a thread that stands ready.
fn withdraw(guard: &Guard, gates: &[Gate]) -> Result<Duration, Failure> {
    let ready = Arc::new(Barrier::new(gates.len() + 1));
    let took = std::thread::scope(|scope| {
        let calls: Vec<_> = gates
            .iter()
            .map(|&gate| {
                let ready = Arc::clone(&ready);
                scope.spawn(move || {
                    ready.wait();
                    matches!(guard.withdraw(gate).wait(), Withdrawn::Done(_))
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(2));
        let started = Instant::now();
        ready.wait();
        let done = calls.into_iter().all(|call| call.join().unwrap_or(false));
        done.then(|| started.elapsed())
    });
    stage::settle(guard);
    stage::confirm_all(guard);
    took.ok_or_else(|| "a withdrawal was not done".into())
}

/// How many gates the pack of the bursts has; the rows say so.
const _: () = assert!(MANY == 50);
