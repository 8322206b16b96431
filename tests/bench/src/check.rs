//! The hot call: what it costs by itself, beside its peers, and while others write.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use askfirst::decide::{Ask, Context, Decision, PlatformState, decide};
use askfirst::guard::{Gate, Guard};
use askfirst::ledger::SLOTS;
use askfirst::state::ConsentState;

use crate::stage::{self, DATED, Failure, UNDATED};
use crate::table::{Rounds, Row, each_of, in_turns};

// Short rounds, so that most of them run undisturbed, and many.
const ROUNDS: usize = 601;
const CALLS: u32 = 10_000;

/// The least that any answer from memory costs: a load that others may store to, and a look-up.
pub(crate) struct Bare {
    words: Vec<AtomicU64>,
    table: Vec<bool>,
}

impl Bare {
    pub(crate) fn new() -> Bare {
        Bare {
            words: (0..64).map(AtomicU64::new).collect(),
            table: (0..64).map(|number| number % 2 == 0).collect(),
        }
    }

    #[inline]
    pub(crate) fn look(&self, which: usize) -> bool {
        let word = self
            .words
            .get(which)
            .map_or(0, |word| word.load(Ordering::Acquire));
        usize::try_from(word).is_ok_and(|place| self.table.get(place).copied().unwrap_or(false))
    }
}

/// All rows of the hot call in Rust.
pub(crate) fn rows(work: &Path, cedar: Option<&Path>) -> Result<Vec<Row>, Failure> {
    let directory = stage::ledger_of(work, 1_000)?;
    let state = replayed(&directory)?;
    let guard = stage::guard(&directory)?;
    let (gate, dated) = (guard.gate(UNDATED), guard.gate(DATED));
    if !guard.is_open(gate) || !guard.is_open(dated) {
        return Err("the gates are not open".into());
    }
    let mut rows = quiet(&guard, gate, dated);
    rows.extend(peers(&guard, gate, &state, cedar)?);
    rows.extend(contended(&guard, gate, &directory)?);
    if !guard.is_open(gate) {
        return Err("the gate was shut by what was measured".into());
    }
    guard.close();
    stage::wait_for_end(&guard);
    Ok(rows)
}

fn quiet(guard: &Guard, gate: Gate, dated: Gate) -> Vec<Row> {
    let bare = Bare::new();
    let [peer, check, with_date] = in_turns(ROUNDS, |which| match which {
        0 => each_of(CALLS, || bare.look(black_box(7))),
        1 => each_of(CALLS, || guard.is_open(black_box(gate))),
        _ => each_of(CALLS, || guard.is_open(black_box(dated))),
    });
    vec![
        Row::new("Rust check, warm, through a gate handle", &check, "ns")
            .beside("atomic load + table look-up", &peer)
            .times(2.5)
            .at_most(4.0),
        Row::new(
            "Rust check of a gate with a dated consent",
            &with_date,
            "ns",
        )
        .beside("atomic load + table look-up", &peer)
        .at_most(15.0),
    ]
}

/// What others would use to answer the same question.
fn peers(
    guard: &Guard,
    gate: Gate,
    state: &ConsentState,
    cedar: Option<&Path>,
) -> Result<Vec<Row>, Failure> {
    let catalogue = guard.catalogue().ok_or("no catalogue")?;
    let target = catalogue
        .by_id(UNDATED)
        .map_err(|reason| format!("{reason:?}"))?;
    let facts = std::collections::BTreeMap::new();
    let context = Context {
        now: askfirst::Clock::now(&askfirst::SystemClock),
        ask: Ask::Never,
        by_person: false,
        platform: PlatformState::OPEN,
        facts: &facts,
        quiet_period_hours: 48,
        opening: 0,
        unused: &std::collections::BTreeMap::new(),
    };
    if !matches!(
        decide(catalogue, state, target, &context),
        Decision::Allow(_)
    ) {
        return Err("the decision is not an allow".into());
    }
    let database = rusqlite::Connection::open_in_memory()?;
    database.execute_batch("CREATE TABLE consent (access TEXT PRIMARY KEY, given INTEGER) STRICT; INSERT INTO consent VALUES ('notes.camera', 1)")?;
    let mut select = database.prepare("SELECT given FROM consent WHERE access = ?1")?;
    let mut selected = || {
        select
            .query_row([black_box(UNDATED)], |row| row.get::<_, i64>(0))
            .is_ok()
    };
    let [decided, checked, read] = in_turns(301, |which| match which {
        0 => each_of(200, || {
            decide(black_box(catalogue), state, target, &context)
        }),
        1 => each_of(CALLS, || guard.is_open(black_box(gate))),
        _ => each_of(200, &mut selected),
    });
    let mut rows = vec![
        Row::new("the pure decision (`decide`), all rules", &decided, "ns"),
        Row::new("Rust check beside SQLite", &checked, "ns")
            .beside("SQLite prepared SELECT, in memory", &read),
    ];
    if let Some(cedar) = cedar {
        let mut engine = Other::start(&mut Command::new(cedar))?;
        let (mut own, mut policy) = (Vec::new(), Vec::new());
        for _ in 0..301 {
            own.push(each_of(200, || {
                decide(black_box(catalogue), state, target, &context)
            }));
            policy.push(engine.ask("decide")?.parse()?);
        }
        engine.end()?;
        rows[0] = Row::new(
            "the pure decision (`decide`), all rules",
            &Rounds::of(own),
            "ns",
        )
        .beside("cedar-policy, the same request", &Rounds::of(policy));
    }
    Ok(rows)
}

/// The state that a ledger's entries give.
fn replayed(directory: &Path) -> Result<ConsentState, Failure> {
    let mut state = ConsentState::default();
    for entry in stage::open(directory)?.ledger.read(1, usize::MAX)? {
        stage::apply(&mut state, &entry)?;
    }
    Ok(state)
}

// While another process writes.

fn contended(guard: &Guard, gate: Gate, directory: &Path) -> Result<Vec<Row>, Failure> {
    pin(0);
    let word = guard.shared_word(gate);
    // Any other word will do: a change of the same one would shut the gate, as it should.
    let other = (word + 1) % SLOTS;
    let check = || each_of(CALLS, || guard.is_open(black_box(gate)));
    let mut rows = Vec::new();
    for (role, slot, name) in [
        (
            "commits",
            other,
            "Rust check while another process makes full synced commits",
        ),
        (
            "stores",
            word,
            "Rust check while another process stores to the same word",
        ),
    ] {
        let mut writer = Other::start(
            Command::new(std::env::current_exe()?)
                .args(["role", role])
                .arg(directory)
                .arg(slot.to_string()),
        )?;
        let mut quiet = Vec::new();
        let mut busy = Vec::new();
        for _ in 0..201 {
            let _ = writer.ask("rest")?;
            quiet.push(check());
            let _ = writer.ask("work")?;
            busy.push(check());
        }
        writer.end()?;
        let (quiet, busy) = (Rounds::of(quiet), Rounds::of(busy));
        let row = Row::new(name, &busy, "ns").beside("the same, nobody writes", &quiet);
        rows.push(if role == "commits" {
            row.times(1.2)
        } else {
            let under = row.ratio.is_some_and(|ratio| ratio <= 4.0);
            Row {
                limit: Some("≤ 4 × peer, for information".to_owned()),
                met: Some(under),
                ..row
            }
        });
    }
    Ok(rows)
}

/// Keeps this process on one core, where the system lets it.
pub(crate) fn pin(core: usize) {
    let mut set = rustix::thread::CpuSet::new();
    set.set(core % std::thread::available_parallelism().map_or(1, usize::from));
    // Unpinned the figures only get noisier.
    let _ = rustix::thread::sched_setaffinity(None, &set);
}

/// Another process that does as it is told, a line at a time.
struct Other {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Other {
    fn start(command: &mut Command) -> Result<Other, Failure> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Other { child, answers })
    }

    /// Says what to do, and waits for the answer.
    fn ask(&mut self, what: &str) -> Result<String, Failure> {
        let input = self.child.stdin.as_mut().ok_or("no input")?;
        writeln!(input, "{what}")?;
        input.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if answer.trim().is_empty() {
            return Err("the other process ended".into());
        }
        Ok(answer.trim().to_owned())
    }

    fn end(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the writer failed: {status}").into())
        }
    }
}

/// The other process: writes or rests as it is told.
pub(crate) fn write_as_told(role: &str, directory: &Path, slot: u16) -> Result<(), Failure> {
    pin(1);
    let mut opened = stage::open(directory)?;
    let draft = stage::idle_draft(&mut opened.ledger)?;
    let words = opened.ledger.words();
    let orders = orders();
    let mut works = false;
    loop {
        match if works {
            orders.try_recv()
        } else {
            orders
                .recv()
                .map_err(|_| std::sync::mpsc::TryRecvError::Disconnected)
        } {
            Ok(order) => {
                works = order == "work";
                say(&order)?;
            }
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
            Err(std::sync::mpsc::TryRecvError::Disconnected) => return Ok(()),
        }
        if works && role == "commits" {
            opened
                .ledger
                .transact(&[slot], |_| vec![draft.clone()], |_, _| {})?;
        } else if works {
            // The value that stands there: the gate stays open, and the line goes back and forth.
            let word = words.slot(slot);
            let value = word.load(Ordering::SeqCst);
            for _ in 0..10_000 {
                word.store(value, Ordering::Release);
            }
        }
    }
}

fn orders() -> std::sync::mpsc::Receiver<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

pub(crate) fn say(words: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{words}")?;
    Ok(out.flush()?)
}
