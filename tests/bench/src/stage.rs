//! What the figures are taken on: a policy with many gates, guards that are ready, ledgers of a size.

use std::path::{Path, PathBuf};
use std::time::Duration;

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{Gate, Guard, KeyAnswer, Options, Status, Tap};
use askfirst::ledger::{Class, Draft, Entry, Key, Ledger, Opened};
use askfirst::pack::Pack;
use askfirst::state::{Confirmation, ConsentState};
use askfirst::texts::Language;
use serde_json::{Value, json};

/// Gates of the burst.
pub(crate) const MANY: usize = 50;
/// An access whose consent has no end, and one whose consent is for thirty days.
pub(crate) const UNDATED: &str = "notes.camera";
pub(crate) const DATED: &str = "notes.storage";

/// The key of every ledger here. Nothing in them is anybody's.
pub(crate) const SECRET: [u8; 32] = [7; 32];

pub(crate) type Failure = Box<dyn std::error::Error>;

pub(crate) fn key() -> Key {
    Key::new(SECRET)
}

/// The tests' policy of terms with one more function for each of many gates.
pub(crate) fn pack_text() -> Result<String, Failure> {
    let mut pack: Value =
        serde_json::from_str(include_str!("../../../core/tests/packs/lasting.json"))?;
    let functions = pack["functions"].as_array_mut().ok_or("no functions")?;
    let notes = functions.get(1).cloned().ok_or("no notes")?;
    for number in 0..MANY {
        let mut function = notes.clone();
        let mut access = notes["accesses"][3].clone();
        access["id"] = json!("one");
        function["id"] = json!(format!("extra{number}"));
        function["accesses"] = json!([access]);
        functions.push(function);
    }
    Ok(pack.to_string())
}

pub(crate) fn pack() -> Result<Pack, Failure> {
    Pack::parse("bench.json", &pack_text()?).map_err(|problems| format!("{problems:?}").into())
}

/// Names of the many gates.
pub(crate) fn many() -> Vec<String> {
    (0..MANY)
        .map(|number| format!("extra{number}.one"))
        .collect()
}

/// A guard over a directory, ready.
pub(crate) fn guard(directory: &Path) -> Result<Guard, Failure> {
    let guard = Guard::open(pack()?, Options::new(directory));
    guard.supply_key(KeyAnswer::Key(key()), None);
    wait_until_ready(&guard)?;
    Ok(guard)
}

/// Comes back as soon as the guard can answer, before it has gone on to its chores.
pub(crate) fn wait_until_ready(guard: &Guard) -> Result<(), Failure> {
    loop {
        let change = guard.change();
        match guard.status() {
            Status::Ready { .. } => return Ok(()),
            Status::Closed(closed) => return Err(format!("{closed:?}").into()),
            Status::Opening => {
                let _ = guard.wait_for_change(change, Duration::from_millis(200));
            }
        }
    }
}

/// Nothing is left to be written or sealed.
pub(crate) fn settle(guard: &Guard) {
    let () = guard.settle().wait();
    let () = guard.settle().wait();
}

/// The ticket of the prompt, which was drawn.
pub(crate) fn drawn(guard: &Guard) -> Result<u64, Failure> {
    settle(guard);
    let ticket = guard.prompt().ok_or("no prompt")?.ticket;
    if guard.shown(ticket, Language::En).wait() {
        settle(guard);
        Ok(ticket)
    } else {
        Err("the prompt did not count as drawn".into())
    }
}

pub(crate) fn accept(guard: &Guard) -> Result<(), Failure> {
    let policy = guard.present_policy(Ask::IfNew, true);
    let ticket = drawn(guard)?;
    let _ = guard
        .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
        .wait();
    let _ = policy.wait();
    Ok(())
}

pub(crate) fn give(guard: &Guard, gate: Gate) -> Result<(), Failure> {
    let read = guard.request(gate, Ask::Tapped, PlatformState::OPEN);
    let ticket = drawn(guard)?;
    if !guard
        .press(ticket, "agree".to_owned(), Vec::new(), Tap::Bound)
        .wait()
    {
        return Err("the answer did not count".into());
    }
    let _ = read.wait();
    settle(guard);
    Ok(())
}

/// Does everything that a withdrawal leaves to be done.
pub(crate) fn confirm_all(guard: &Guard) {
    for owed in guard.obligations() {
        let _ = guard.confirm(owed.id, Confirmation::Done).wait();
    }
    settle(guard);
}

/// A ledger of at least `entries`, sealed, with the undated and the dated gate open. Made once and kept.
pub(crate) fn ledger_of(work: &Path, entries: u64) -> Result<PathBuf, Failure> {
    let directory = work.join(format!("ledger-{entries}"));
    let done = work.join(format!("ledger-{entries}.done"));
    if done.is_file() {
        return Ok(directory);
    }
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(work)?;
    let guard = guard(&directory)?;
    accept(&guard)?;
    give(&guard, guard.gate(DATED))?;
    // A cycle as an app goes through it, which the rest of the history repeats.
    let from = guard.verify().wait().entries + 1;
    give(&guard, guard.gate(UNDATED))?;
    for _ in 0..8 {
        let _ = guard
            .request(guard.gate(UNDATED), Ask::Never, PlatformState::OPEN)
            .wait();
    }
    settle(&guard);
    let _ = guard.withdraw(guard.gate(UNDATED)).wait();
    confirm_all(&guard);
    guard.test_kill();
    repeat(&directory, from, entries)?;
    let last = self::guard(&directory)?;
    give(&last, last.gate(UNDATED))?;
    last.close();
    wait_for_end(&last);
    std::fs::write(done, "")?;
    Ok(directory)
}

/// Waits until a closed guard has let go of its files.
pub(crate) fn wait_for_end(guard: &Guard) {
    // Sent behind the end, so the fallback comes back when the thread is gone.
    let () = guard.settle().wait();
    std::thread::sleep(Duration::from_millis(50));
}

fn repeat(directory: &Path, from: u64, entries: u64) -> Result<(), Failure> {
    let mut opened = open(directory)?;
    let mut state = ConsentState::default();
    let mut cycle = Vec::new();
    for entry in opened.ledger.read(1, usize::MAX)? {
        apply(&mut state, &entry)?;
        if entry.seq >= from {
            cycle.push((entry.class, entry.payload));
        }
    }
    let mut count = opened.ledger.anchor().seq();
    let mut next = cycle.iter().cycle();
    while count < entries {
        let drafts: Vec<Draft> = (count..entries.min(count + 1_000))
            .filter_map(|_| next.next())
            .map(|(class, payload)| Draft {
                class: *class,
                payload: payload.clone(),
            })
            .collect();
        let written = opened.ledger.transact(&[], |_| drafts, |_, _| {})?;
        count += written.entries.len() as u64;
        for entry in &written.entries {
            apply(&mut state, entry)?;
        }
    }
    if opened.ledger.seal_state(&state.to_checkpoint())? {
        Ok(())
    } else {
        Err("the state could not be sealed".into())
    }
}

pub(crate) fn open(directory: &Path) -> Result<Opened, Failure> {
    Ok(Ledger::open(
        directory,
        &key(),
        None,
        askfirst::ledger::Options::default(),
    )?)
}

pub(crate) fn apply(state: &mut ConsentState, entry: &Entry) -> Result<(), Failure> {
    state.apply(entry.seq, &serde_json::from_slice(&entry.payload)?);
    Ok(())
}

/// Something for a writer to write that changes nothing.
pub(crate) fn idle_draft(ledger: &mut Ledger) -> Result<Draft, Failure> {
    let entries = ledger.read(1, 500)?;
    let entry = entries
        .into_iter()
        .find(|entry| entry.class == Class::Log)
        .ok_or("no decision was logged")?;
    Ok(Draft {
        class: Class::Log,
        payload: entry.payload,
    })
}

/// A fresh directory for one figure.
pub(crate) fn fresh(work: &Path, name: &str) -> Result<PathBuf, Failure> {
    let path = work.join(name);
    match std::fs::remove_dir_all(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    std::fs::create_dir_all(&path)?;
    Ok(path)
}
