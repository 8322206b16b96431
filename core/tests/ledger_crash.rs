//! A process dies at a named instant; a fresh one judges what is left.
//!
//! The oracle: what a fresh process reads is everything it read before, followed by what was
//! tried since, in order, up to some point; whatever was acknowledged, or could be seen by
//! anybody, lies before that point. The mutants show that it can fail: without the sync, and with
//! the publication ahead of it, the same campaign finds a lost answer.
//!
//! More kills: `ASKFIRST_CRASHES=100000` (in all, over all instants and both kinds of death).
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use askfirst::ledger::testing::{self, Mutant, Point};
use support::powercut::{self, Dice, Happening};
use support::{Folder, amount, asked_for, child, draft, open, said, say, texts};

/// When the victim dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Death {
    /// At a named instant.
    At(Point),
    /// At the so-many-th step of any kind, wherever that is.
    AtStep,
    /// Not at all: it only judges.
    Never,
}

const DEATHS: [Death; 6] = [
    Death::At(Point::BeforeWrite),
    Death::At(Point::BetweenWriteAndSync),
    Death::At(Point::BetweenSyncAndPublish),
    Death::At(Point::BetweenPublishAndAcknowledge),
    Death::AtStep,
    Death::Never,
];

/// What is lost when it dies: only the process, or also what the disk had not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kill,
    PowerCut,
}

#[derive(Debug, Clone, Copy)]
struct Round {
    death: Death,
    kind: Kind,
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

impl Round {
    fn give_to(self, command: &mut Command) {
        let death = DEATHS
            .iter()
            .position(|death| *death == self.death)
            .unwrap() as u64;
        let kind = u64::from(self.kind == Kind::PowerCut);
        let values = [death, kind, self.mutant as u64, self.answers, self.seed];
        for (name, value) in VARIABLES.into_iter().zip(values) {
            command.env(name, value.to_string());
        }
    }

    fn taken() -> Self {
        let [death, kind, mutant, answers, seed] =
            VARIABLES.map(|name| std::env::var(name).unwrap().parse::<u64>().unwrap());
        let mutant = [Mutant::None, Mutant::NoSync, Mutant::PublishBeforeSync][mutant as usize];
        let kind = if kind == 1 {
            Kind::PowerCut
        } else {
            Kind::Kill
        };
        Self {
            death: DEATHS[death as usize],
            kind,
            mutant,
            answers,
            seed,
        }
    }
}

/// Set right before the answer at which the victim is to die.
static ARMED: AtomicBool = AtomicBool::new(false);
/// Steps that an opening and a few answers take, about.
const A_LIFE: u64 = 400;
static STEPS: AtomicU64 = AtomicU64::new(0);

fn die(round: Round) -> ! {
    if round.kind == Kind::PowerCut {
        powercut::cut(round.seed);
    }
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

/// Every write, cut, sync, step in shared memory and file operation counts; one of them is the last.
fn count_step(round: Round) {
    let step = STEPS.fetch_add(1, Ordering::SeqCst);
    if round.death == Death::AtStep && step == round.seed % A_LIFE {
        die(round);
    }
}

fn prepare_death(round: Round) {
    powercut::install(round.kind == Kind::PowerCut);
    testing::set_mutant(round.mutant);
    testing::on_point(move |point| {
        if ARMED.load(Ordering::SeqCst) && round.death == Death::At(point) {
            die(round);
        }
        if matches!(point, Point::Word | Point::File) {
            count_step(round);
        }
    });
    powercut::on_step(move |happening| {
        if happening == Happening::SyncLog {
            testing::reach(Point::BetweenWriteAndSync);
        }
        count_step(round);
    });
}

/// The process that judges what the one before it left, gives answers, and dies.
#[test]
fn victim() {
    let Some(directory) = asked_for("victim") else {
        return;
    };
    let round = Round::taken();
    prepare_death(round);
    let opened = match open(&directory) {
        Ok(opened) => opened,
        Err(error) => return say(&format!("closed {error:?}")),
    };
    for text in texts(&opened.tail) {
        say(&format!("entry {text}"));
    }
    say("judged");
    if round.death == Death::Never {
        return;
    }
    let mut ledger = opened.ledger;
    for number in 0..=round.answers {
        let text = format!("{}-{number}", round.seed);
        say(&format!("tried {text}"));
        ARMED.store(number == round.answers, Ordering::SeqCst);
        let effect = |_: &[_], _: &[_]| say(&format!("seen {text}"));
        ledger
            .transact(&[number as u16], |_| vec![draft(&text)], effect)
            .unwrap();
        say(&format!("acknowledged {text}"));
    }
    say("survived");
}

/// What is known of one ledger over many deaths.
#[derive(Debug, Default)]
struct Witness {
    settled: Vec<String>,
    tried: Vec<String>,
    /// How many of those tried were acknowledged, or could be seen.
    certain: usize,
    /// Whether the last one tried must be there, must not, or may be.
    last: Option<bool>,
}

impl Witness {
    fn judge(&mut self, found: Vec<String>) -> Result<(), String> {
        let rest = found
            .strip_prefix(self.settled.as_slice())
            .ok_or("a settled answer is gone")?;
        if !self.tried.starts_with(rest) {
            return Err(format!("invented: {rest:?} of {:?}", self.tried));
        }
        if rest.len() < self.certain {
            return Err(format!(
                "lost: {} of {} certain answers",
                self.certain - rest.len(),
                self.certain
            ));
        }
        match self.last {
            Some(true) if rest.len() < self.tried.len() => {
                return Err("a synced answer is gone".to_owned());
            }
            Some(false) if rest.len() == self.tried.len() => {
                return Err("an unwritten answer is there".to_owned());
            }
            _ => {}
        }
        *self = Self {
            settled: found,
            ..Self::default()
        };
        Ok(())
    }

    fn hear(&mut self, lines: &[String], round: Round) -> Result<bool, String> {
        let about = |what: &str| -> Vec<String> {
            lines
                .iter()
                .filter_map(|line| line.strip_prefix(what))
                .map(str::to_owned)
                .collect()
        };
        if let Some(error) = about("closed ").first() {
            return Err(format!("refused: {error}"));
        }
        let died_opening = !lines.iter().any(|line| line == "judged");
        if died_opening {
            // Only a death in the middle of opening leaves nothing to judge; the next one will.
            return if round.death == Death::AtStep {
                Ok(true)
            } else {
                Err(format!("no judgement: {lines:?}"))
            };
        }
        self.judge(about("entry "))?;
        self.tried = about("tried ");
        self.certain = about("seen ").len().max(about("acknowledged ").len());
        self.last = match round.death {
            Death::At(Point::BeforeWrite) => Some(false),
            Death::At(Point::BetweenSyncAndPublish | Point::BetweenPublishAndAcknowledge) => {
                Some(true)
            }
            Death::At(Point::BetweenWriteAndSync | Point::Word | Point::File)
            | Death::AtStep
            | Death::Never => None,
        };
        Ok(!lines.iter().any(|line| line == "survived"))
    }
}

/// Kills until `kills` processes have died, each judged by a fresh one. The error says what was
/// lost or invented, with the seed.
fn campaign(death: Death, kind: Kind, mutant: Mutant, kills: usize) -> Result<(), String> {
    let dice = Dice::new(amount("ASKFIRST_SEED_OF_ALL", 20_260_101) as u64 ^ ((kind as u64) << 7));
    let (mut died, mut rounds) = (0, 0);
    while died < kills {
        // What a disk would lose is lost by the storage layer, so that no disk is needed.
        let folder = Folder::in_memory();
        let mut witness = Witness::default();
        let mut words_before = Vec::new();
        // The ledger itself is made without a fault, so that a mutant can only lose answers.
        let quiet = Round {
            death: Death::Never,
            kind,
            mutant: Mutant::None,
            answers: 0,
            seed: 1,
        };
        witness.hear(&run(quiet, folder.path()), quiet)?;
        for number in 0..=25 {
            let is_last = number == 25 || died == kills;
            let round_death = if is_last { Death::Never } else { death };
            let mutant = if is_last { Mutant::None } else { mutant };
            let round = Round {
                death: round_death,
                kind,
                mutant,
                answers: dice.roll() % 4,
                seed: dice.roll(),
            };
            let lines = run(round, folder.path());
            let is_dead = witness
                .hear(&lines, round)
                .map_err(|what| format!("{what} ({round:?}, after {died} kills)"))?;
            if is_last {
                break;
            }
            died += usize::from(is_dead);
            rounds += 1;
            assert!(
                rounds < kills * 20 + 100,
                "{death:?} is hardly ever reached"
            );
            if kind == Kind::PowerCut {
                lose_words(folder.path(), &mut words_before, &dice);
            }
        }
    }
    println!("{died} deaths {death:?}, {kind:?}: nothing lost, nothing invented");
    Ok(())
}

fn run(round: Round, directory: &Path) -> Vec<String> {
    let mut command = child("victim", directory);
    round.give_to(&mut command);
    said(&command.output().unwrap().stdout)
}

/// The shared words are never synced: after a power cut they may be new, old, or a mixture.
fn lose_words(directory: &Path, before: &mut Vec<u8>, dice: &Dice) {
    let path = directory.join("words-1");
    let Ok(now) = fs::read(&path) else { return };
    if before.len() == now.len() {
        let mut left = now.clone();
        let odds = dice.roll() % 3;
        for (sector, old) in left.chunks_mut(512).zip(before.chunks(512)) {
            if odds > dice.roll() % 2 {
                sector.copy_from_slice(old);
            }
        }
        fs::write(&path, left).unwrap();
    }
    *before = now;
}

fn kills() -> usize {
    // Five deaths of two kinds share what is asked for.
    amount("ASKFIRST_CRASHES", 500).div_ceil(10)
}

fn nothing_is_lost(death: Death) {
    for kind in [Kind::PowerCut, Kind::Kill] {
        if let Err(what) = campaign(death, kind, Mutant::None, kills()) {
            panic!("{what}");
        }
    }
}

#[test]
fn a_death_before_the_write_leaves_the_question_unanswered() {
    nothing_is_lost(Death::At(Point::BeforeWrite));
}

#[test]
fn a_death_between_write_and_sync_loses_no_acknowledged_answer() {
    nothing_is_lost(Death::At(Point::BetweenWriteAndSync));
}

#[test]
fn a_death_between_sync_and_publish_leaves_the_answer_durable() {
    nothing_is_lost(Death::At(Point::BetweenSyncAndPublish));
}

#[test]
fn a_death_between_publish_and_acknowledgement_leaves_the_answer_durable() {
    nothing_is_lost(Death::At(Point::BetweenPublishAndAcknowledge));
}

#[test]
fn a_death_at_any_step_of_the_storage_loses_no_acknowledged_answer() {
    nothing_is_lost(Death::AtStep);
}

/// A writer killed before its sync leaves bytes that only the system's memory holds. Whoever hands
/// them out first must sync them, or a power cut takes back what was acted on.
#[test]
fn what_a_dead_writer_left_is_synced_before_it_is_handed_out() {
    powercut::install(false);
    let death = Death::At(Point::BetweenWriteAndSync);
    let mut handed_out = 0;
    for seed in 0..5 {
        let folder = Folder::new();
        drop(open(folder.path()).unwrap());
        let round = Round {
            death,
            kind: Kind::Kill,
            mutant: Mutant::None,
            answers: 1,
            seed,
        };
        run(round, folder.path());
        let before = powercut::log_syncs();
        let opened = open(folder.path()).unwrap();
        handed_out += usize::from(opened.tail.len() == 2);
        assert!(powercut::log_syncs() > before, "handed out without a sync");
    }
    assert!(handed_out > 0, "the unsynced answer never turned up");
}

/// Shows that the campaign would notice a missing sync.
#[test]
fn without_the_sync_an_acknowledged_answer_is_lost() {
    for point in [
        Point::BetweenSyncAndPublish,
        Point::BetweenPublishAndAcknowledge,
    ] {
        let found = campaign(Death::At(point), Kind::PowerCut, Mutant::NoSync, 50);
        println!("without the sync: {found:?}");
        assert!(
            found.is_err(),
            "the missing sync went unnoticed at {point:?}"
        );
    }
}

/// Shows that the campaign would notice an effect ahead of the sync.
#[test]
fn with_the_publication_ahead_of_the_sync_a_seen_answer_is_lost() {
    let found = campaign(
        Death::At(Point::BetweenWriteAndSync),
        Kind::PowerCut,
        Mutant::PublishBeforeSync,
        50,
    );
    println!("published ahead of the sync: {found:?}");
    assert!(found.is_err(), "the early publication went unnoticed");
}
