//! A process dies while its guard records an answer; a fresh process opens a guard and judges.
//!
//! The child answers its own prompts and is killed at a named point: plainly, or with what the
//! disk had not synced. The oracle, for every gate: what a fresh guard says is the last answer
//! that was acknowledged (or could be seen through the gate), or the one under way where its
//! point allows it; nothing else. A question without an answer changes nothing and opens nothing.
//!
//! It fails if the guard acknowledges, or opens a gate, before the answer is durable: the two
//! mutants of the ledger show it here, and so would a reply that is sent ahead of the record.
//!
//! More kills: `ASKFIRST_CRASHES=8000` (in all, over the points and both kinds of death).
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and prints its figures"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use askfirst::decide::{Ask, PlatformState};
use askfirst::guard::{
    Dismissal, Gate, Guard, KeyAnswer, Options, PolicyState, Reply, Standing, Status, Tap, Verdict,
    Withdrawn,
};
use askfirst::ledger::testing::{self, Mutant, Point};
use askfirst::pack::Pack;
use askfirst::texts::Language;
use support::powercut::{self, Dice, Happening};
use support::{Folder, amount, asked_for, child, key, said, say};

const ACCESSES: [&str; 4] = [
    "notes.camera",
    "notes.microphone",
    "notes.photos",
    "notes.clipboard",
];

const POINTS: [Point; 4] = [
    Point::BeforeWrite,
    Point::BetweenWriteAndSync,
    Point::BetweenSyncAndPublish,
    Point::BetweenPublishAndAcknowledge,
];

/// What one child does.
#[derive(Debug, Clone, Copy)]
struct Round {
    /// Where it dies; it only judges if nowhere.
    death: Option<Point>,
    /// Whether unsynced bytes die with it.
    power_cut: bool,
    mutant: Mutant,
    /// How many answers it gives before the one at which it dies.
    answers: u64,
    seed: u64,
}

const VARIABLES: [&str; 5] = [
    "ASKFIRST_DEATH",
    "ASKFIRST_POWER_CUT",
    "ASKFIRST_MUTANT",
    "ASKFIRST_ANSWERS",
    "ASKFIRST_SEED",
];
const MUTANTS: [Mutant; 3] = [Mutant::None, Mutant::NoSync, Mutant::PublishBeforeSync];

impl Round {
    const fn quiet(power_cut: bool) -> Round {
        Round {
            death: None,
            power_cut,
            mutant: Mutant::None,
            answers: 0,
            seed: 1,
        }
    }

    fn give_to(self, command: &mut Command) {
        let death = POINTS
            .iter()
            .position(|point| Some(*point) == self.death)
            .unwrap_or(POINTS.len());
        let cut = u64::from(self.power_cut);
        let values = [
            death as u64,
            cut,
            self.mutant as u64,
            self.answers,
            self.seed,
        ];
        for (name, value) in VARIABLES.into_iter().zip(values) {
            command.env(name, value.to_string());
        }
    }

    fn taken() -> Round {
        let [death, cut, mutant, answers, seed] =
            VARIABLES.map(|name| std::env::var(name).unwrap().parse::<u64>().unwrap());
        Round {
            death: POINTS.get(death as usize).copied(),
            power_cut: cut == 1,
            mutant: MUTANTS[mutant as usize],
            answers,
            seed,
        }
    }
}

// The child.

/// Set right before the step at which the child is to die: at the so-many-th time from then on.
static FUSE: AtomicUsize = AtomicUsize::new(0);
/// The guard, and the gate of the answer under way with the word to say if it is seen open.
static GUARD: OnceLock<Guard> = OnceLock::new();
static UNDER_WAY: std::sync::Mutex<Option<(Gate, String)>> = std::sync::Mutex::new(None);

fn prepare_death(round: Round) {
    powercut::install(round.power_cut);
    testing::set_mutant(round.mutant);
    testing::on_point(move |point| {
        if round.death != Some(point) || !burns_down() {
            return;
        }
        if let (Some(guard), Some((gate, answer))) = (GUARD.get(), &*UNDER_WAY.lock().unwrap())
            && guard.is_open(*gate)
        {
            let what = if answer.ends_with(" given") {
                "seen"
            } else {
                "open in spite of"
            };
            say(&format!("{what} {answer}"));
        }
        // A reply that was sent too early gets the time to be heard.
        std::thread::sleep(Duration::from_millis(20));
        if round.power_cut {
            powercut::cut(round.seed);
        }
        let this = rustix::process::getpid();
        let _ = rustix::process::kill_process(this, rustix::process::Signal::KILL);
        std::process::abort()
    });
    powercut::on_step(|happening| {
        if happening == Happening::SyncLog {
            testing::reach(Point::BetweenWriteAndSync);
        }
    });
}

fn burns_down() -> bool {
    let shorter = |length: usize| length.checked_sub(1);
    FUSE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, shorter) == Ok(1)
}

fn pack() -> Pack {
    Pack::parse("lasting.json", include_str!("packs/lasting.json")).unwrap()
}

/// Puts the question before the person, who looks at it; the ticket.
fn drawn(guard: &Guard) -> u64 {
    // Also writes the decisions that wait, so that the next record is the answer.
    let () = guard.settle().wait();
    let ticket = guard.prompt().unwrap().ticket;
    assert!(guard.shown(ticket, Language::En).wait());
    ticket
}

fn press(guard: &Guard, ticket: u64, control: &str) -> Reply<bool> {
    guard.press(ticket, control.to_owned(), Vec::new(), Tap::Bound)
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Given => "given",
        Standing::Refused => "refused",
        Standing::Withdrawn => "withdrawn",
        Standing::UnAsked | Standing::LeftOpen => "unanswered",
        Standing::ByPolicy | Standing::Expired | Standing::Stale | Standing::NotDeclared => {
            "impossible"
        }
    }
}

/// Says what every gate says, in all the ways in which it can be asked.
fn judge(guard: &Guard) {
    say(&format!("policy {:?}", guard.policy_state()));
    for access in ACCESSES {
        let gate = guard.gate(access);
        let (is_open, state) = (guard.is_open(gate), guard.gate_state(gate));
        let read = guard.request(gate, Ask::Never, PlatformState::OPEN).wait();
        let ways = [is_open, state.open, matches!(read, Verdict::Permit(_))];
        let open = match ways {
            [true, true, true] => "open",
            [false, false, false] => "shut",
            _ => "torn",
        };
        say(&format!("found {access} {} {open}", word(state.standing)));
    }
    say("judged");
}

/// One step of the person: an answer, or a question that stays without one.
fn step(guard: &Guard, dice: &Dice, is_last: bool) {
    say("step");
    let open: Vec<&str> = ACCESSES
        .into_iter()
        .filter(|access| guard.gate_state(guard.gate(access)).open)
        .collect();
    if open.len() > 1 && dice.roll().is_multiple_of(2) {
        let fuse = 1 + dice.roll() as usize % 2;
        return withdraw_all(guard, &open, if is_last { fuse } else { 0 });
    }
    let access = ACCESSES[dice.roll() as usize % ACCESSES.len()];
    let gate = guard.gate(access);
    let arm = |answer: Option<&str>| {
        if let Some(answer) = answer {
            say(&format!("tried {answer}"));
            *UNDER_WAY.lock().unwrap() = Some((gate, answer.to_owned()));
        }
        let () = guard.settle().wait();
        FUSE.store(usize::from(is_last), Ordering::SeqCst);
    };
    if guard.gate_state(gate).open {
        let answer = format!("{access} withdrawn");
        arm(Some(&answer));
        assert!(matches!(guard.withdraw(gate).wait(), Withdrawn::Done(_)));
        return say(&format!("acknowledged {answer}"));
    }
    let (control, answer) = match dice.roll() % 5 {
        0 | 1 => ("agree", format!("{access} given")),
        2 | 3 => ("refuse", format!("{access} refused")),
        _ => {
            say(&format!("asking {access}"));
            // It dies while the question is put, or while it is drawn.
            let early = dice.roll().is_multiple_of(2);
            if early {
                arm(None);
            }
            let read = guard.request(gate, Ask::Tapped, PlatformState::OPEN);
            if !early {
                let () = guard.settle().wait();
                arm(None);
            }
            let ticket = drawn(guard);
            assert!(guard.dismiss(ticket, Dismissal::Back).wait());
            assert!(matches!(read.wait(), Verdict::Shut(_)));
            return;
        }
    };
    let read = guard.request(gate, Ask::Tapped, PlatformState::OPEN);
    let ticket = drawn(guard);
    arm(Some(&answer));
    let pressed = press(guard, ticket, control);
    // Whoever comes first is an acknowledgement: the read's verdict, or the reply to the press.
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let is_given = matches!(read.wait(), Verdict::Permit(_));
            assert_eq!(is_given, control == "agree");
            say(&format!("acknowledged {answer}"));
        });
        assert!(pressed.wait());
        say(&format!("acknowledged {answer}"));
    });
}

/// Withdraws everything that stands, all at once: what waits together is written together.
fn withdraw_all(guard: &Guard, open: &[&str], fuse: usize) {
    for access in open {
        say(&format!("tried {access} withdrawn"));
    }
    *UNDER_WAY.lock().unwrap() = None;
    let () = guard.settle().wait();
    FUSE.store(fuse, Ordering::SeqCst);
    let answers: Vec<_> = open
        .iter()
        .map(|access| guard.withdraw(guard.gate(access)))
        .collect();
    for (access, answer) in open.iter().zip(answers) {
        assert!(matches!(answer.wait(), Withdrawn::Done(_)));
        say(&format!("acknowledged {access} withdrawn"));
    }
    // All of it may have been one write, and the second one will never come.
    FUSE.store(0, Ordering::SeqCst);
}

/// The process that judges what the one before it left, answers prompts, and dies.
#[test]
fn victim() {
    let Some(directory) = asked_for("victim") else {
        return;
    };
    let round = Round::taken();
    prepare_death(round);
    let mut options = Options::new(directory);
    options.shown_timeout = Duration::from_secs(60);
    let guard = GUARD.get_or_init(|| Guard::open(pack(), options));
    guard.supply_key(KeyAnswer::Key(key()), None);
    let () = guard.settle().wait();
    if let Status::Closed(closed) = guard.status() {
        return say(&format!("closed {closed:?}"));
    }
    judge(guard);
    if guard.policy_state() != PolicyState::Accepted {
        let policy = guard.present_policy(Ask::IfNew, true);
        let ticket = drawn(guard);
        assert!(press(guard, ticket, "agree").wait());
        assert_eq!(policy.wait(), PolicyState::Accepted);
    }
    if round.death.is_some() {
        let dice = Dice::new(round.seed);
        for number in 0..=round.answers {
            step(guard, &dice, number == round.answers);
        }
        say("survived");
    }
    guard.test_kill();
}

// The witness.

/// What is known of one ledger over many deaths.
#[derive(Debug, Default)]
struct Witness {
    is_accepted: bool,
    settled: BTreeMap<String, String>,
    tried: Vec<(String, String)>,
    /// How many of those tried are certain to stand, and how many may.
    certain: usize,
    possible: usize,
}

fn pair(words: &str) -> (String, String) {
    let (access, answer) = words.split_once(' ').unwrap();
    (access.to_owned(), answer.to_owned())
}

impl Witness {
    fn judge(&mut self, lines: &[String]) -> Result<(), String> {
        let mut found = BTreeMap::new();
        for line in lines {
            if let Some(policy) = line.strip_prefix("policy ")
                && self.is_accepted
                && policy != "Accepted"
            {
                return Err(format!("the acceptance is lost: {policy}"));
            }
            if let Some(words) = line.strip_prefix("found ") {
                let (access, state) = pair(words);
                let (answer, open) = pair(&state);
                if (answer == "given") != (open == "open") || open == "torn" {
                    return Err(format!("{access} is {answer} and {open}"));
                }
                if answer != "unanswered" {
                    found.insert(access, answer);
                }
            }
        }
        let stands = |count: usize| {
            let mut state = self.settled.clone();
            state.extend(self.tried.iter().take(count).cloned());
            state
        };
        if !(self.certain..=self.possible).any(|count| stands(count) == found) {
            return Err(format!("lost or invented: {found:?} after {self:?}"));
        }
        *self = Witness {
            is_accepted: true,
            settled: found,
            ..Witness::default()
        };
        Ok(())
    }

    /// Judges what a child found and notes what it did; whether it died.
    fn hear(&mut self, lines: &[String], round: Round) -> Result<bool, String> {
        if let Some(closed) = lines.iter().find(|line| line.starts_with("closed ")) {
            return Err(format!("refused: {closed}"));
        }
        if !lines.iter().any(|line| line == "judged") {
            return Err(format!("no judgement: {lines:?}"));
        }
        self.judge(lines)?;
        let tried = lines.iter().filter_map(|line| line.strip_prefix("tried "));
        self.tried = tried.map(pair).collect();
        let died = round.death.is_some() && !lines.iter().any(|line| line == "survived");
        let last = lines.iter().rposition(|line| line == "step");
        let since = last.map_or(lines, |last| &lines[last..]);
        let count = |what: &str| since.iter().filter(|line| line.starts_with(what)).count();
        let (at_once, known) = (count("tried "), count("acknowledged "));
        let at_answer = died && at_once > 0;
        let (all, before) = (self.tried.len(), self.tried.len() - at_once);
        if at_answer && at_once > 1 {
            // They are written in order, in one write or several; what was heard of stands.
            (self.certain, self.possible) = (before + known, all);
            return Ok(true);
        }
        (self.certain, self.possible) = match round.death {
            Some(Point::BeforeWrite) if at_answer => (before, before),
            Some(Point::BetweenWriteAndSync) if at_answer => (before, all),
            _ => (all, all),
        };
        if let Some(open) = since.iter().find(|line| line.starts_with("open ")) {
            return Err(format!("a gate is {open}"));
        }
        let is_known = |line: &String| line.starts_with("seen ") || line.starts_with("ackn");
        if at_answer && since.iter().any(is_known) {
            // Somebody knows of it, so it must stand, wherever the process died.
            (self.certain, self.possible) = (all, all);
        }
        Ok(died)
    }
}

fn run(round: Round, directory: &Path) -> Vec<String> {
    let mut command = child("victim", directory);
    round.give_to(&mut command);
    said(&command.output().unwrap().stdout)
}

/// The shared words are never synced: after a power cut they may be new, old, or a mixture.
fn lose_words(directory: &Path, before: &mut Vec<u8>, dice: &Dice) {
    let path = directory.join("words-1");
    let Ok(mut left) = fs::read(&path) else {
        return;
    };
    let now = left.clone();
    if before.len() == left.len() {
        for (sector, old) in left.chunks_mut(512).zip(before.chunks(512)) {
            if dice.roll().is_multiple_of(2) {
                sector.copy_from_slice(old);
            }
        }
        fs::write(&path, left).unwrap();
    }
    *before = now;
}

/// Kills until `kills` processes have died, each judged by a fresh one. The error says what was
/// lost or invented, with the seed.
fn campaign(point: Point, power_cut: bool, mutant: Mutant, kills: usize) -> Result<(), String> {
    let seed = amount("ASKFIRST_SEED_OF_ALL", 20_260_101) as u64;
    let dice = Dice::new(seed ^ ((point as u64) << 9) ^ u64::from(power_cut) << 7);
    let (mut died, mut answers) = (0, 0);
    while died < kills {
        // What a disk would lose is lost by the storage layer, so that no disk is needed.
        let (folder, mut witness, mut words) =
            (Folder::in_memory(), Witness::default(), Vec::new());
        // The ledger itself is made without a fault, so that a mutant can only lose answers.
        let quiet = Round::quiet(power_cut);
        witness.hear(&run(quiet, folder.path()), quiet)?;
        for number in 0..=12 {
            let is_last = number == 12 || died >= kills;
            let round = Round {
                death: Some(point),
                power_cut,
                mutant,
                answers: dice.roll() % 3,
                seed: dice.roll(),
            };
            let round = if is_last { quiet } else { round };
            let is_dead = witness
                .hear(&run(round, folder.path()), round)
                .map_err(|what| format!("{what} ({round:?}, after {died} kills)"))?;
            if is_last {
                break;
            }
            answers += witness.tried.len();
            let at_once = witness.tried.len() > 1;
            assert!(is_dead || at_once, "{point:?} was not reached: {round:?}");
            died += usize::from(is_dead);
            if power_cut {
                lose_words(folder.path(), &mut words, &dice);
            }
        }
    }
    println!("{died} deaths {point:?}, power cut {power_cut}, {answers} answers: all stand");
    Ok(())
}

fn nothing_is_lost(point: Point) {
    // Four points of two kinds share what is asked for.
    let kills = amount("ASKFIRST_CRASHES", 400).div_ceil(8);
    for power_cut in [true, false] {
        if let Err(what) = campaign(point, power_cut, Mutant::None, kills) {
            panic!("{what}");
        }
    }
}

#[test]
fn a_guard_that_dies_before_the_write_has_no_answer() {
    nothing_is_lost(Point::BeforeWrite);
}

#[test]
fn a_guard_that_dies_between_write_and_sync_loses_nothing_it_acknowledged() {
    nothing_is_lost(Point::BetweenWriteAndSync);
}

#[test]
fn a_guard_that_dies_between_sync_and_publish_keeps_the_answer() {
    nothing_is_lost(Point::BetweenSyncAndPublish);
}

#[test]
fn a_guard_that_dies_between_publish_and_acknowledgement_keeps_the_answer() {
    nothing_is_lost(Point::BetweenPublishAndAcknowledge);
}

/// Shows that the campaign would notice a missing sync.
#[test]
fn without_the_sync_a_consent_is_lost() {
    let point = Point::BetweenPublishAndAcknowledge;
    let found = campaign(point, true, Mutant::NoSync, 40);
    println!("without the sync: {found:?}");
    assert!(found.is_err(), "the missing sync went unnoticed");
}

/// Shows that the campaign would notice a gate that opens ahead of the sync.
#[test]
fn with_the_gate_open_ahead_of_the_sync_a_seen_consent_is_lost() {
    let point = Point::BetweenWriteAndSync;
    let found = campaign(point, true, Mutant::PublishBeforeSync, 60);
    println!("published ahead of the sync: {found:?}");
    assert!(found.is_err(), "the early publication went unnoticed");
}
