//! What grows with history, and what must not: opening, verifying, disk and memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use askfirst::guard::{Guard, KeyAnswer, Options};
use askfirst::ledger::offline::{Held, verify_file};
use askfirst::state::ConsentState;

use crate::check::say;
use crate::stage::{self, Failure};
use crate::table::{Rounds, Row, in_turns, millis};

const SMALL: u64 = 1_000;
const LARGE: u64 = 1_000_000;
const LOG_BYTES: u64 = 4 << 20;

pub(crate) fn rows(work: &Path) -> Result<Vec<Row>, Failure> {
    let small = stage::ledger_of(work, SMALL)?;
    let large = stage::ledger_of(work, LARGE)?;
    let mut rows = opening(&small, &large)?;
    rows.push(after_kill(work)?);
    rows.extend(verifying(&large)?);
    rows.extend(disk(&small, &large)?);
    rows.push(memory(&small, &large)?);
    Ok(rows)
}

/// Runs one role in a process of its own; what it said, as a number.
fn in_child(role: &str, directory: &Path) -> Result<f64, Failure> {
    let output = Command::new(std::env::current_exe()?)
        .args(["role", role])
        .arg(directory)
        .arg("0")
        .stdin(Stdio::null())
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    said.trim().parse().map_err(|_| {
        format!(
            "{role}: {said:?} {}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into()
    })
}

/// Each opening in a fresh process, in turns.
fn opening(small: &Path, large: &Path) -> Result<Vec<Row>, Failure> {
    let mut failed = None;
    let mut one = |directory: &Path| {
        in_child("open", directory).unwrap_or_else(|error| {
            failed = Some(error);
            f64::NAN
        })
    };
    let [few, many] = in_turns(21, |which| one(if which == 0 { small } else { large }));
    if let Some(error) = failed {
        return Err(error);
    }
    Ok(vec![
        Row::new("guard open, 1,000,000 entries, fresh process", &many, "ms")
            .beside("guard open, 1,000 entries", &few)
            .times(1.2),
    ])
}

/// From the call to a guard that can answer.
pub(crate) fn open_in_this_process(directory: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let guard = stage::guard(directory)?;
    let took = started.elapsed();
    guard.test_kill();
    say(&millis(took).to_string())
}

/// A process was killed and left a log of 4 MB that nobody had copied into the database.
fn after_kill(work: &Path) -> Result<Row, Failure> {
    let base = stage::fresh(work, "killed")?;
    let mut child = Command::new(std::env::current_exe()?)
        .args(["role", "leave-log"])
        .arg(base.join("ledger"))
        .arg("0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = String::new();
    let output = child.stdout.take().ok_or("no output")?;
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut said)?;
    child.kill()?;
    let _ = child.wait()?;
    let log = std::fs::metadata(base.join("ledger/ledger-1.db-wal"))?.len();
    if log < LOG_BYTES {
        return Err(format!("the log has only {log} bytes").into());
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        let copy = stage::fresh(work, "killed-copy")?;
        for file in std::fs::read_dir(base.join("ledger"))? {
            let file = file?;
            std::fs::copy(file.path(), copy.join(file.file_name()))?;
        }
        with.push(in_child("open", &copy)?);
        // The first opening tidied up; this one finds what a plain close leaves.
        without.push(in_child("open", &copy)?);
    }
    let (with, without) = (Rounds::of(with), Rounds::of(without));
    let more = with.median() - without.median();
    Ok(
        Row::new("guard open after a kill with a 4 MB log", &with, "ms")
            .beside("the same ledger, no log", &without)
            .judged(format!("≤ 5 ms more; it is {more:.1} ms"), more <= 5.0),
    )
}

/// Writes until the log has 4 MB, and waits to be killed.
pub(crate) fn leave_log(directory: &Path) -> Result<(), Failure> {
    let guard = stage::guard(directory)?;
    stage::accept(&guard)?;
    stage::give(&guard, guard.gate(stage::UNDATED))?;
    let _ = guard
        .request(
            guard.gate(stage::UNDATED),
            askfirst::decide::Ask::Never,
            askfirst::decide::PlatformState::OPEN,
        )
        .wait();
    guard.close();
    stage::wait_for_end(&guard);
    let mut opened = stage::open(directory)?;
    let draft = stage::idle_draft(&mut opened.ledger)?;
    // A reader that stays keeps the log from being copied and written over.
    let reader = rusqlite::Connection::open(directory.join("ledger-1.db"))?;
    reader.execute_batch("BEGIN")?;
    let _: i64 = reader.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
    let mut state = ConsentState::default();
    for entry in opened.ledger.read(1, usize::MAX)? {
        stage::apply(&mut state, &entry)?;
    }
    let log = directory.join("ledger-1.db-wal");
    while std::fs::metadata(&log)?.len() < LOG_BYTES {
        let drafts = vec![draft.clone(); 64];
        for entry in opened.ledger.transact(&[], |_| drafts, |_, _| {})?.entries {
            stage::apply(&mut state, &entry)?;
        }
    }
    // Otherwise the time would be that of many entries after the checkpoint.
    let _ = opened.ledger.seal_state(&state.to_checkpoint())?;
    say("ready")?;
    std::thread::sleep(Duration::from_secs(60));
    drop(reader);
    Ok(())
}

fn verifying(large: &Path) -> Result<Vec<Row>, Failure> {
    crate::check::pin(0);
    let file = large.join("ledger-1.db");
    let (mut chain, mut whole, mut replay) = (Vec::new(), Vec::new(), Vec::new());
    let key = stage::key();
    for _ in 0..3 {
        let started = Instant::now();
        let found = verify_file(&file, &Held::default())?;
        chain.push(rate(found.entries, started));
        let started = Instant::now();
        let held = Held {
            key: Some(&key),
            ..Held::default()
        };
        let found = verify_file(&file, &held)?;
        whole.push(rate(found.entries, started));
        let mut opened = stage::open(large)?;
        let mut audit = opened.audit.take().ok_or("nothing to audit")?;
        let (mut state, mut failed) = (ConsentState::default(), None);
        let started = Instant::now();
        while !audit.is_done() {
            opened.ledger.audit(&mut audit, |entry| {
                failed = stage::apply(&mut state, entry).err().or(failed.take());
            })?;
        }
        replay.push(rate(audit.until(), started));
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(vec![
        Row::new("verification, chain only", &Rounds::of(chain), "entries/s").at_least(800_000.0),
        Row::new(
            "verification, chain and seals",
            &Rounds::of(whole),
            "entries/s",
        ),
        Row::new(
            "verification, chain, seals and replay",
            &Rounds::of(replay),
            "entries/s",
        )
        .at_least(200_000.0),
    ])
}

// Counts of entries are far below 2^52.
#[allow(clippy::cast_precision_loss)]
fn rate(entries: u64, started: Instant) -> f64 {
    entries as f64 / started.elapsed().as_secs_f64()
}

fn disk(small: &Path, large: &Path) -> Result<Vec<Row>, Failure> {
    let size =
        |directory: &Path| std::fs::metadata(directory.join("ledger-1.db")).map(|file| file.len());
    let more = size(large)?.saturating_sub(size(small)?);
    #[allow(clippy::cast_precision_loss)]
    let bytes = more as f64 / (LARGE - SMALL) as f64;
    Ok(vec![Row::exact(
        "disk, an entry of the mixture an app writes",
        bytes,
        "bytes",
    )])
}

/// The highest resident memory of a process that opened the ledger and looked at all of its history.
fn memory(small: &Path, large: &Path) -> Result<Row, Failure> {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        few.push(in_child("memory", small)?);
        many.push(in_child("memory", large)?);
    }
    Ok(Row::new(
        "memory at its highest, 1,000,000 entries all verified",
        &Rounds::of(many),
        "MB",
    )
    .beside("the same, 1,000 entries", &Rounds::of(few))
    .times(1.2))
}

static VERIFIED: AtomicBool = AtomicBool::new(false);

/// Hears from the guard's log that the history before the checkpoint was looked at.
struct Listener;

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record
            .args()
            .to_string()
            .ends_with("before the checkpoint verify")
        {
            VERIFIED.store(true, Ordering::SeqCst);
        }
    }

    fn flush(&self) {}
}

pub(crate) fn memory_of_this_process(directory: &Path) -> Result<(), Failure> {
    log::set_logger(&Listener).map_err(|problem| problem.to_string())?;
    log::set_max_level(log::LevelFilter::Info);
    let guard = Guard::open(stage::pack()?, Options::new(directory));
    guard.supply_key(KeyAnswer::Key(stage::key()), None);
    stage::wait_until_ready(&guard)?;
    let started = Instant::now();
    while !VERIFIED.load(Ordering::SeqCst) {
        if started.elapsed() > Duration::from_secs(300) {
            return Err("the history was not verified".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    guard.test_kill();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|number| number.trim().parse::<f64>().ok())
        .ok_or("the system does not say how much memory was used")?;
    say(&(peak / 1024.0).to_string())
}
