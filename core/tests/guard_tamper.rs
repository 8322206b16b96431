//! Changed bytes under a guard: it shuts and names the entry, or the byte holds nothing.
//!
//! The ledger is one that a guard made for two accounts. Every flip is first judged by the ledger
//! alone, where equal entries mean an equal state, because the state is a replay of them; every
//! so-manyth flip, and every one where something else than entries could matter (the shared words,
//! the lock), is judged by a guard that answers every gate of both accounts.
//!
//! By default a sample of the bytes is flipped. `ASKFIRST_TAMPER=every` flips each byte of each
//! file, of the killed ledger's log and index too; `ASKFIRST_TAMPER=full` asks a guard every time.
//!
//! It fails if a damaged entry is left out instead of closing the ledger (a withdrawn consent
//! stands again), if a head goes unchecked, or if the guard loses the number of the bad entry.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and prints its figures"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{
    Account, Cause, Closed, GateState, Guard, KeyAnswer, Options, PolicyState, Shut, Standing,
    Status, Tap, Verdict, Withdrawn,
};
use askfirst::ledger::{Entry, LedgerError};
use askfirst::pack::Pack;
use askfirst::reason::Reason;
use askfirst::texts::Language;
use askfirst::{Clock, ManualClock, Timestamp};
use support::{Folder, Snapshot, key, open};

const START: Timestamp = Timestamp(1_704_877_200_000);
const HOUR: i64 = 3_600_000;
const ACCOUNTS: [&str; 2] = ["li", "wang"];
const ACCESSES: [&str; 9] = [
    "login.phone",
    "notes.camera",
    "notes.microphone",
    "notes.photos",
    "notes.clipboard",
    "notes.wifi",
    "notes.avatar",
    "notes.email",
    "notes.storage",
];

fn pack() -> Pack {
    Pack::parse("lasting.json", include_str!("packs/lasting.json")).unwrap()
}

fn account(name: &str) -> Option<Account> {
    Some(Account {
        id: name.to_owned(),
        tenant: None,
    })
}

/// Opens a guard and lets it settle; what it says is in its status.
fn guard_over(directory: &Path, pack: &Pack, clock: &Arc<ManualClock>) -> Guard {
    let mut options = Options::new(directory);
    options.clock = Arc::clone(clock) as Arc<dyn Clock>;
    let guard = Guard::open(pack.clone(), options);
    guard.supply_key(KeyAnswer::Key(key()), None);
    let () = guard.settle().wait();
    guard
}

fn answer(guard: &Guard, control: &str, on: &[&str]) {
    let () = guard.settle().wait();
    let ticket = guard.prompt().unwrap().ticket;
    assert!(guard.shown(ticket, Language::Zh).wait());
    let on = on.iter().map(|id| format!("notes.{id}")).collect();
    let pressed = guard.press(ticket, control.to_owned(), on, Tap::Bound);
    assert!(pressed.wait());
}

/// Signs in, accepts the policy and answers `asked` on one screen, with `on` switched on.
fn sign_in(guard: &Guard, name: &str, asked: &[&str], on: &[&str]) {
    assert!(guard.switch_to(account(name)).wait());
    let policy = guard.present_policy(Ask::IfNew, true);
    answer(guard, "agree", &[]);
    assert_eq!(policy.wait(), PolicyState::Accepted);
    let gates = asked.iter().map(|id| guard.gate(&format!("notes.{id}")));
    let asked = guard.ask_together(gates.collect(), Ask::IfNew, PlatformState::OPEN);
    answer(guard, "submit", on);
    assert_eq!(asked.wait().iter().filter(|it| it.given).count(), on.len());
}

fn never(guard: &Guard, access: &str) -> Verdict {
    guard
        .request(guard.gate(access), Ask::Never, PlatformState::OPEN)
        .wait()
}

/// The guard's own ledger: for each of two accounts an acceptance, and consents given, refused,
/// withdrawn, spent and run out; as a killed process leaves it or as a closed one does.
fn guards_ledger(killed: bool) -> (Snapshot, Arc<ManualClock>) {
    let (folder, clock) = (Folder::in_memory(), Arc::new(ManualClock::new(START)));
    let guard = guard_over(folder.path(), &pack(), &clock);
    let withdraw = |access| {
        let withdrawn = guard.withdraw(guard.gate(access)).wait();
        assert!(matches!(withdrawn, Withdrawn::Done(_)), "{withdrawn:?}");
    };
    let all = [
        "camera",
        "microphone",
        "photos",
        "clipboard",
        "wifi",
        "avatar",
        "email",
        "storage",
    ];
    let given = [
        "camera",
        "photos",
        "wifi",
        "avatar",
        "email",
        "storage",
        "clipboard",
    ];
    sign_in(&guard, "li", &all, &given);
    withdraw("notes.photos");
    assert!(matches!(never(&guard, "notes.wifi"), Verdict::Permit(_)));
    sign_in(
        &guard,
        "wang",
        &["camera", "microphone", "avatar", "email", "clipboard"],
        &["microphone", "avatar", "email", "clipboard"],
    );
    withdraw("notes.clipboard");
    assert!(matches!(never(&guard, "notes.avatar"), Verdict::Permit(_)));
    let () = guard.settle().wait();
    clock.advance_ms(2 * HOUR);
    let alive = Snapshot::take(folder.path());
    guard.test_kill();
    let snapshot = if killed {
        alive
    } else {
        Snapshot::take(folder.path())
    };
    (snapshot, clock)
}

/// The answer to a read that asks nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Allowed(u64),
    Denied(Shut),
    Other,
}

/// All that one gate says to one account.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    account: &'static str,
    access: &'static str,
    policy: PolicyState,
    is_open: bool,
    state: GateState,
    heard: Heard,
}

impl Said {
    fn allows(&self) -> bool {
        self.is_open || self.state.open || !matches!(self.heard, Heard::Denied(_))
    }
}

/// Asks every gate for both accounts. A guard that is shut is asked as well.
fn questioned(
    directory: &Path,
    pack: &Pack,
    clock: &Arc<ManualClock>,
) -> (Vec<Said>, Option<Closed>) {
    let guard = guard_over(directory, pack, clock);
    let mut said = Vec::new();
    for account_name in ACCOUNTS {
        let switched = guard.switch_to(account(account_name)).wait();
        let is_closed = matches!(guard.status(), Status::Closed(_));
        assert!(switched || is_closed, "an open guard must switch");
        let looked = ACCESSES.map(|access| {
            let gate = guard.gate(access);
            (guard.is_open(gate), guard.gate_state(gate))
        });
        for (access, (is_open, state)) in ACCESSES.into_iter().zip(looked) {
            said.push(Said {
                account: account_name,
                access,
                policy: guard.policy_state(),
                is_open,
                state,
                heard: match never(&guard, access) {
                    Verdict::Permit(permit) => Heard::Allowed(permit.entry),
                    Verdict::Shut(shut) => Heard::Denied(shut),
                    Verdict::AskSystem(_) => Heard::Other,
                },
            });
        }
    }
    let closed = match guard.status() {
        Status::Closed(closed) => Some(closed),
        Status::Ready { .. } => None,
        Status::Opening => panic!("a guard that has its key is not opening any more"),
    };
    guard.test_kill();
    (said, closed)
}

/// What each gate must say, written from what was done above.
fn expected(account: &str, access: &str) -> Result<Standing, (Reason, Standing)> {
    let refused = Err((Reason::Refused, Standing::Refused));
    let withdrawn = Err((Reason::Withdrawn, Standing::Withdrawn));
    let expired = Err((Reason::Expired, Standing::Expired));
    let is_li = account == "li";
    match access.rsplit('.').next().unwrap() {
        "phone" => Ok(Standing::ByPolicy),
        "camera" if is_li => Ok(Standing::Given),
        "camera" => refused,
        "microphone" if is_li => refused,
        "microphone" => Ok(Standing::Given),
        "photos" if is_li => withdrawn,
        "clipboard" if is_li => Ok(Standing::Given),
        "clipboard" => withdrawn,
        "wifi" if is_li => expired,
        "avatar" if is_li => Ok(Standing::Given),
        "avatar" | "email" => expired,
        "storage" if is_li => Ok(Standing::Given),
        _ => Err((Reason::NoConsent, Standing::UnAsked)),
    }
}

fn require_expected(said: &[Said]) {
    for one in said {
        let found = match &one.heard {
            Heard::Allowed(_) => Ok(one.state.standing),
            Heard::Denied(shut) => Err((shut.reason, one.state.standing)),
            Heard::Other => panic!("{one:?}"),
        };
        assert_eq!(found, expected(one.account, one.access), "{one:?}");
        assert_eq!(one.policy, PolicyState::Accepted);
        // A consent for one read is not an open door.
        let once = one.access == "notes.avatar";
        assert_eq!(one.is_open, found.is_ok() && !once, "{one:?}");
    }
    let allowed = said.iter().filter(|it| it.allows()).count();
    assert!(allowed >= 3, "the untouched ledger allows {allowed}");
}

/// Where the bytes of each entry lie in a closed ledger's database: its hash and its payload, in
/// pieces where they overflow a page.
fn places(snapshot: &Snapshot) -> Vec<(u64, Range<usize>)> {
    let folder = Folder::in_memory();
    snapshot.restore(folder.path());
    let store = rusqlite::Connection::open(folder.join("ledger-1.db")).unwrap();
    let mut rows = store
        .prepare("SELECT seq, CAST(hash || payload AS BLOB) FROM entry")
        .unwrap();
    let rows = rows.query_map([], |row| {
        Ok((row.get::<_, i64>(0)? as u64, row.get::<_, Vec<u8>>(1)?))
    });
    let file = &snapshot.0["ledger-1.db"];
    let entries = rows.unwrap().map(Result::unwrap);
    entries
        .flat_map(|(seq, bytes)| pieces(file, &bytes).into_iter().map(move |it| (seq, it)))
        .collect()
}

/// The longest pieces of a file that make up these bytes; what is too short to be sure of is left out.
fn pieces(file: &[u8], bytes: &[u8]) -> Vec<Range<usize>> {
    // More than a hash, because the head has the last one as well.
    const SURE: usize = 40;
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    while rest.len() >= SURE {
        let mut windows = file.windows(SURE);
        let start = windows.position(|window| window == &rest[..SURE]).unwrap();
        let same = file[start..]
            .iter()
            .zip(rest)
            .take_while(|(one, other)| one == other);
        let length = same.count();
        pieces.push(start..start + length);
        rest = &rest[length..];
    }
    pieces
}

#[derive(Debug, Clone)]
struct Flip {
    file: String,
    offset: usize,
    /// The entry the byte belongs to, where that is certain.
    entry: Option<u64>,
    asks_guard: bool,
}

impl Flip {
    fn apply(&self, directory: &Path) {
        let path = directory.join(&self.file);
        let mut bytes = fs::read(&path).unwrap();
        if let Some(byte) = bytes.get_mut(self.offset) {
            // One bit of each byte, another one from byte to byte.
            *byte ^= 1 << ((self.offset + self.offset / 8 + self.offset / 64) % 8);
            fs::write(&path, bytes).unwrap();
        }
    }
}

/// How many bytes are flipped, and who judges them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Sample,
    Every,
    Full,
}

fn level() -> Level {
    match std::env::var("ASKFIRST_TAMPER").as_deref() {
        Ok("full") => Level::Full,
        Ok("every") => Level::Every,
        _ => Level::Sample,
    }
}

/// The flips to try. The sample of a closed ledger has every byte that is not zero, but of those
/// in an entry one in eight, and a few of the zeros; of a killed one it has a few of all.
fn flips(snapshot: &Snapshot, killed: bool) -> Vec<Flip> {
    // The log of a killed ledger holds several editions of a page; which one counts is its affair.
    let places = if killed { Vec::new() } else { places(snapshot) };
    let level = level();
    let mut flips = Vec::new();
    for (file, bytes) in &snapshot.0 {
        let is_database = file == "ledger-1.db";
        let is_small = file == "lock" || file == "words-1";
        for (offset, byte) in bytes.iter().enumerate() {
            let place = places
                .iter()
                .find(|(_, place)| is_database && place.contains(&offset));
            let in_sample = match (killed, place) {
                (true, _) => offset.is_multiple_of(409),
                // The text of an edition is long, and one byte of it is like another.
                (false, Some((_, place))) if place.len() > 2_048 => offset.is_multiple_of(61),
                (false, Some(_)) => offset.is_multiple_of(8),
                (false, None) => *byte != 0 || offset.is_multiple_of(67),
            };
            if level != Level::Sample || in_sample {
                flips.push(Flip {
                    file: file.clone(),
                    offset,
                    entry: place.map(|(seq, _)| *seq),
                    asks_guard: level == Level::Full
                        || is_small && *byte != 0
                        || flips.len() % 30 == 0,
                });
            }
        }
    }
    flips
}

/// How the flips of one file went.
#[derive(Debug, Default)]
struct Tally {
    flips: usize,
    by_guard: usize,
    closed: usize,
    named: usize,
    holds_nothing: usize,
}

/// The untouched ledger and what it says.
struct Truth {
    snapshot: Snapshot,
    clock: Arc<ManualClock>,
    pack: Pack,
    entries: Vec<Entry>,
    said: Vec<Said>,
}

impl Truth {
    fn new(killed: bool) -> Truth {
        let (snapshot, clock) = guards_ledger(killed);
        let (folder, pack) = (Folder::in_memory(), pack());
        snapshot.restore(folder.path());
        let entries = open(folder.path()).unwrap().tail;
        snapshot.restore(folder.path());
        let (said, closed) = questioned(folder.path(), &pack, &clock);
        assert_eq!(closed, None);
        require_expected(&said);
        Truth {
            snapshot,
            clock,
            pack,
            entries,
            said,
        }
    }

    /// Flips one byte; how the ledger was closed, if it was.
    fn try_one(&self, directory: &Path, flip: &Flip, flips_back: bool) -> Option<Option<u64>> {
        let read = || open(directory).map(|opened| (opened.tail, opened.was_empty));
        let untouched = (self.entries.clone(), false);
        self.snapshot.restore(directory);
        flip.apply(directory);
        let found = match read() {
            Ok(found) => {
                assert_eq!(found, untouched, "{flip:?} changed what the ledger says");
                None
            }
            Err(LedgerError::Damaged { entry, .. }) => Some(entry),
            // What is missing begins right after what is there.
            Err(LedgerError::RolledBack { found, .. }) => Some(Some(found + 1)),
            Err(error) => panic!("{flip:?} was taken for something else: {error:?}"),
        };
        if flip.entry.is_some() {
            assert_eq!(found, Some(flip.entry), "{flip:?} names another entry");
        }
        if flips_back && found.is_some() {
            flip.apply(directory);
            assert_eq!(read().as_ref(), Ok(&untouched), "{flip:?} flipped back");
        }
        if flip.asks_guard {
            self.ask_guard(directory, flip, found, flips_back);
        }
        found
    }

    fn ask_guard(
        &self,
        directory: &Path,
        flip: &Flip,
        found: Option<Option<u64>>,
        flips_back: bool,
    ) {
        self.snapshot.restore(directory);
        flip.apply(directory);
        let (said, closed) = questioned(directory, &self.pack, &self.clock);
        for (said, truth) in said.iter().zip(&self.said) {
            let is_same = said == truth;
            assert!(
                is_same || !said.allows(),
                "{flip:?} opens a door: {said:?} instead of {truth:?}"
            );
        }
        let Some(closed) = closed else {
            assert_eq!(found, None, "{flip:?} is found by the ledger only");
            assert_eq!(said, self.said, "{flip:?} changes an answer");
            return;
        };
        assert!(
            matches!(closed.cause, Cause::Damaged | Cause::RolledBack),
            "{flip:?}: {closed:?}"
        );
        assert!(!said.iter().any(Said::allows), "{flip:?}: {said:?}");
        if let Some(entry) = found {
            assert_eq!(closed.entry, entry, "{flip:?} names another entry");
        }
        if flips_back {
            flip.apply(directory);
            let again = questioned(directory, &self.pack, &self.clock);
            assert_eq!(again, (self.said.clone(), None), "{flip:?} flipped back");
        }
    }
}

/// Tries every flip on a copy, on both cores.
fn try_all(truth: &Truth, flips: &[Flip]) -> BTreeMap<String, Tally> {
    let (next, tallies) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = Folder::in_memory();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(flip) = flips.get(number) else { break };
                    // Not in step with the flips that a guard judges.
                    let flips_back = number % 13 < 2;
                    let found = truth.try_one(folder.path(), flip, flips_back);
                    let mut tallies = tallies.lock().unwrap();
                    let tally: &mut Tally = tallies.entry(flip.file.clone()).or_default();
                    tally.flips += 1;
                    tally.by_guard += usize::from(flip.asks_guard);
                    tally.closed += usize::from(found.is_some());
                    tally.named += usize::from(found.flatten().is_some());
                    tally.holds_nothing += usize::from(found.is_none());
                }
            });
        }
    });
    tallies.into_inner().unwrap()
}

fn no_flip_opens_a_door(killed: bool) -> BTreeMap<String, Tally> {
    let truth = Truth::new(killed);
    let flips = flips(&truth.snapshot, killed);
    let started = Instant::now();
    let tallies = try_all(&truth, &flips);
    let state = if killed { "killed" } else { "closed" };
    println!(
        "{state}: {} entries, {} answers, {:?}",
        truth.entries.len(),
        truth.said.len(),
        started.elapsed()
    );
    for (file, tally) in &tallies {
        println!("  {file}: {tally:?}");
    }
    let by_guard = tallies.values().map(|it| it.by_guard).sum::<usize>();
    assert!(by_guard >= 20, "a guard judged only {by_guard}");
    tallies
}

#[test]
fn a_flipped_byte_of_a_closed_ledger_shuts_the_guard_or_holds_nothing() {
    let tallies = no_flip_opens_a_door(false);
    let named = tallies["ledger-1.db"].named;
    assert!(named > 3_000, "flips in entries must be named: {named}");
}

#[test]
fn a_flipped_byte_of_a_killed_ledger_shuts_the_guard_or_holds_nothing() {
    no_flip_opens_a_door(true);
}
