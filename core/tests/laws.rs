//! Laws of the decision, over random histories of the five policies.
//!
//! Each law counts the cases in which its premise held: a law about nothing
//! would hold for ever. Each also catches a violation that is planted by turning
//! a rule off, or by a history that loses an entry. `ASKFIRST_LAWS=full` asks
//! for ten thousand cases of each.

#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use askfirst::catalogue::{Catalogue, Part, Target};
use askfirst::decide::{Ask, Context, Decision, PlatformState, decide, key_of};
use askfirst::pack::Pack;
use askfirst::pack::model::Tier;
use askfirst::rule::Rule;
use askfirst::rules::minors::treatment;
use askfirst::state::{
    AccountRef, AnswerRecord, ConsentState, ConsentStatus, Event, GuardianRecord, PersonEvent,
    Recorded, SaidRecord, StatedAge, Until, WithdrawnBy,
};
use askfirst::{Digest, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

/// 2026-01-01: every policy is in force.
const START: i64 = 1_767_225_600_000;

/// A rule is turned off for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// What happens, to which target of the pack.
#[derive(Debug, Clone, Copy)]
enum Op {
    Given(usize),
    Once(usize),
    Refused(usize),
    Withdrawn(usize),
    OffInSystem(usize),
    Consumed(usize),
    Policy(bool),
    Age(u8),
    Guardian,
    Reported,
    Fault,
}

fn ops() -> impl Strategy<Value = (usize, Vec<Op>, usize)> {
    let at = 0..1000_usize;
    let op = prop_oneof![
        6 => at.clone().prop_map(Op::Given),
        1 => at.clone().prop_map(Op::Once),
        2 => at.clone().prop_map(Op::Refused),
        2 => at.clone().prop_map(Op::Withdrawn),
        1 => at.clone().prop_map(Op::OffInSystem),
        1 => at.clone().prop_map(Op::Consumed),
        2 => (0..4_u8).prop_map(|it| Op::Policy(it > 0)),
        1 => prop_oneof![1 => 10..20_u8, 3 => 18..90_u8].prop_map(Op::Age),
        1 => Just(Op::Guardian),
        1 => Just(Op::Reported),
        1 => Just(Op::Fault),
    ];
    (0..5_usize, prop::collection::vec(op, 20..60), at)
}

struct World {
    catalogue: Catalogue,
    targets: Vec<Target>,
}

fn worlds() -> Vec<World> {
    let files = ["000", "001", "002", "003", "004"];
    let world = |number: &str| {
        let file = format!("{}/policies/{number}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        let catalogue = Catalogue::new(Pack::parse(number, &text).unwrap());
        let targets = catalogue.targets().collect();
        World { catalogue, targets }
    };
    files.into_iter().map(world).collect()
}

fn answer(control: &str) -> AnswerRecord {
    AnswerRecord {
        ticket: 1,
        style: "CONSENT".to_owned(),
        control: control.to_owned(),
        tap: "pressed".to_owned(),
        language: "zh".to_owned(),
        text: Digest([0; 32]),
    }
}

impl World {
    fn target(&self, at: usize) -> Target {
        self.targets[at % self.targets.len()]
    }

    fn said(&self, target: Target) -> SaidRecord {
        let line = self.catalogue.line(target.line);
        SaidRecord {
            kind: line.kind.id.clone(),
            function: self.catalogue.function(line).id.clone(),
            purpose: line.purpose.id.clone(),
            recipient: self.catalogue.recipient(line).map(|it| it.id.clone()),
            fingerprint: self.catalogue.fingerprint(target),
            terms: Some(self.catalogue.terms(target)),
        }
    }

    fn given(&self, target: Target, until: Until) -> Event {
        Event::Given {
            key: key_of(&self.catalogue, target),
            said: self.said(target),
            until,
            answer: answer("agree"),
        }
    }

    fn refused(&self, target: Target) -> Event {
        Event::Refused {
            key: key_of(&self.catalogue, target),
            said: self.said(target),
            answer: answer("refuse"),
        }
    }

    fn withdrawn(&self, target: Target, by: WithdrawnBy) -> Event {
        let key = key_of(&self.catalogue, target);
        Event::Withdrawn { key, by }
    }

    fn event(&self, op: Op) -> Event {
        match op {
            Op::Given(at) => self.given(self.target(at), Until::WhileUsing),
            Op::Once(at) => self.given(self.target(at), Until::OneRead),
            Op::Refused(at) => self.refused(self.target(at)),
            Op::Withdrawn(at) => self.withdrawn(self.target(at), WithdrawnBy::Person),
            Op::OffInSystem(at) => self.withdrawn(self.target(at), WithdrawnBy::System),
            Op::Consumed(at) => Event::Consumed {
                key: key_of(&self.catalogue, self.target(at)),
            },
            Op::Policy(accepted) => Event::Policy {
                accepted,
                act: "explicit".to_owned(),
                answer: answer(if accepted { "agree" } else { "refuse" }),
            },
            Op::Age(years) => self.of_age(years),
            Op::Guardian => {
                let said = || "said".to_owned();
                Event::Person(PersonEvent::GuardianConsented(GuardianRecord {
                    guardian: said(),
                    method: said(),
                    evidence: said(),
                    consented: Timestamp(START),
                }))
            }
            Op::Reported => Event::ReportedAcceptance {
                text_version: "1".to_owned(),
                reported_at: Timestamp(START),
            },
            Op::Fault => Event::Fault {
                what: "fault".to_owned(),
            },
        }
    }

    /// What a statement of age leaves where the policy has rules for minors, and nothing elsewhere.
    fn of_age(&self, years: u8) -> Event {
        let Some(minors) = &self.catalogue.data().minors else {
            return self.event(Op::Fault);
        };
        let age = StatedAge::of(minors, years);
        let suspends = treatment(Some(minors), Some(&age)).needs_guardian;
        Event::Person(PersonEvent::AgeStated { age, suspends })
    }

    fn recorded(&self, number: usize, event: Event) -> Recorded {
        Recorded {
            at: Timestamp(START + number as i64 * 1000),
            pack: *self.catalogue.pack().hash(),
            ordinal: 1,
            account: AccountRef::default(),
            event,
        }
    }

    fn history(&self, ops: &[Op]) -> Vec<Recorded> {
        let events = ops.iter().enumerate();
        events
            .map(|(number, op)| self.recorded(number, self.event(*op)))
            .collect()
    }

    fn decide(&self, state: &ConsentState, target: Target) -> Decision {
        let context = Context {
            now: Timestamp(START + 10_000_000),
            ask: Ask::Never,
            by_person: true,
            platform: PlatformState::OPEN,
            facts: &BTreeMap::new(),
            quiet_period_hours: 48,
            opening: 1,
            unused: &BTreeMap::new(),
        };
        decide(&self.catalogue, state, target, &context)
    }

    fn is_allowed(&self, state: &ConsentState, target: Target) -> bool {
        matches!(self.decide(state, target), Decision::Allow(_))
    }
}

fn folded(history: &[Recorded]) -> ConsentState {
    let mut state = ConsentState::default();
    for (number, recorded) in history.iter().enumerate() {
        state.apply(number as u64 + 1, recorded);
    }
    state
}

/// One law: the cases in which its premise held, or what broke it.
type Law = fn(&World, &[Op], usize) -> Result<usize, String>;

fn withdrawal_beats_what_is_older(world: &World, ops: &[Op], _: usize) -> Result<usize, String> {
    let mut history = world.history(ops);
    let accepted = world.recorded(history.len(), world.event(Op::Policy(true)));
    history.push(accepted);
    let state = folded(&history);
    let mut cases = 0;
    for &target in &world.targets {
        if !world.is_allowed(&state, target) {
            continue;
        }
        cases += 1;
        let mut later = state.clone();
        let event = world.withdrawn(target, WithdrawnBy::Person);
        let entry = history.len() as u64 + 1;
        later.apply(entry, &world.recorded(history.len(), event));
        if world.is_allowed(&later, target) {
            return Err(format!("{} is open", world.catalogue.line(target.line).id));
        }
    }
    Ok(cases)
}

/// Read from the history itself, not from the state: the last word about each
/// of the accesses that are needed was a yes.
fn nothing_without_live_consent(world: &World, ops: &[Op], _: usize) -> Result<usize, String> {
    let history = world.history(ops);
    let state = folded(&history);
    let accepted = ops.iter().rev().find_map(|op| match op {
        Op::Policy(accepted) => Some(*accepted),
        _ => None,
    });
    let last = |target: Target| {
        let key = key_of(&world.catalogue, target);
        history.iter().rev().find_map(|it| match &it.event {
            Event::Given { key: about, .. } if *about == key => Some(true),
            Event::Refused { key: about, .. }
            | Event::Withdrawn { key: about, .. }
            | Event::Consumed { key: about }
                if *about == key =>
            {
                Some(false)
            }
            _ => None,
        })
    };
    let mut cases = 0;
    for &target in &world.targets {
        let Decision::Allow(granted) = world.decide(&state, target) else {
            continue;
        };
        cases += 1;
        let line = world.catalogue.line(target.line);
        let through = granted.through.map(|line| Target { line, ..target });
        let said = last(through.unwrap_or(target));
        let by_policy = !line.gated && said.is_none();
        if accepted != Some(true) || !(said == Some(true) || by_policy) {
            return Err(format!("{} is open by nothing", line.id));
        }
    }
    Ok(cases)
}

/// Also after the beginning of a history, where little has been said yet.
fn unrelated_events_change_nothing(world: &World, ops: &[Op], at: usize) -> Result<usize, String> {
    let history = world.history(&ops[..at % (ops.len() + 1)]);
    let state = folded(&history);
    let target = world.target(at);
    let own = world.catalogue.line(target.line);
    let mut cases = 0;
    for &other in &world.targets {
        let line = world.catalogue.line(other.line);
        let is_place = |id: &str| id.starts_with("loc.");
        let related = line.kind.id == own.kind.id
            || line.base == Some(target.line)
            || own.base == Some(other.line)
            || (is_place(&line.kind.id) && is_place(&own.kind.id));
        if related {
            continue;
        }
        for event in [world.refused(other), world.given(other, Until::WhileUsing)] {
            cases += 1;
            let mut later = state.clone();
            let entry = history.len() as u64 + 1;
            later.apply(entry, &world.recorded(history.len(), event));
            if world.decide(&state, target) != world.decide(&later, target) {
                return Err(format!("{} hangs on {}", own.id, line.id));
            }
        }
    }
    Ok(cases)
}

fn core_survives_any_refusal(world: &World, ops: &[Op], _: usize) -> Result<usize, String> {
    let core = |target: &Target| {
        let line = world.catalogue.line(target.line);
        world.catalogue.function(line).tier == Tier::Core
            && line.part == Part::Whole
            && line.recipient.is_none()
    };
    let mut state = ConsentState::default();
    state.apply(1, &world.recorded(0, world.of_age(30)));
    state.apply(2, &world.recorded(1, world.event(Op::Policy(true))));
    let open: Vec<Target> = world.targets.iter().copied().filter(core).collect();
    let open: Vec<Target> = open
        .into_iter()
        .filter(|target| world.is_allowed(&state, *target))
        .collect();
    let subset = ops.iter().filter_map(|op| match op {
        Op::Given(at) | Op::Refused(at) => Some(world.target(*at)),
        _ => None,
    });
    let refused: Vec<Target> = subset.filter(|target| !core(target)).collect();
    for (number, &target) in refused.iter().enumerate() {
        let event = world.refused(target);
        state.apply(number as u64 + 3, &world.recorded(number + 2, event));
    }
    for &target in &open {
        if !world.is_allowed(&state, target) {
            return Err(format!("{} is shut", world.catalogue.line(target.line).id));
        }
    }
    Ok(if refused.is_empty() { 0 } else { open.len() })
}

fn replaying_gives_the_same_state(world: &World, ops: &[Op], at: usize) -> Result<usize, String> {
    let history = world.history(ops);
    replayed(&history, at % history.len(), &history)
}

/// The state up to a cut goes through a checkpoint; what follows is applied to it.
fn replayed(wrote: &[Recorded], cut: usize, read: &[Recorded]) -> Result<usize, String> {
    let bytes = folded(&read[..cut]).to_checkpoint();
    let mut state = ConsentState::from_checkpoint(&bytes).ok_or("the checkpoint is not read")?;
    for (number, recorded) in read.iter().enumerate().skip(cut) {
        state.apply(number as u64 + 1, recorded);
    }
    if state == folded(wrote) {
        Ok(1)
    } else {
        Err(format!("differs after a cut at {cut}"))
    }
}

fn full() -> bool {
    std::env::var("ASKFIRST_LAWS").is_ok_and(|value| value == "full")
}

/// Holds a law against random histories until its premise held often enough.
fn run(law: Law, wanted: usize) -> Result<usize, String> {
    let worlds = worlds();
    let counted = std::cell::Cell::new(0);
    let rounds = std::cell::Cell::new(0_u32);
    while counted.get() < wanted && rounds.get() < 2000 {
        rounds.set(rounds.get() + 1);
        let config = Config {
            cases: 32,
            failure_persistence: None,
            ..Config::default()
        };
        let mut runner = TestRunner::new(config);
        let held = runner.run(&ops(), |(which, ops, at)| {
            let cases = law(&worlds[which], &ops, at).map_err(TestCaseError::fail)?;
            counted.set(counted.get() + cases);
            Ok(())
        });
        match held {
            Ok(()) => {}
            Err(TestError::Fail(why, case)) => return Err(format!("{why}: {case:?}")),
            Err(TestError::Abort(why)) => return Err(why.to_string()),
        }
    }
    Ok(counted.get())
}

fn holds(name: &str, law: Law, planted: Option<Rule>) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = if full() { 10_000 } else { 500 };
    let cases = run(law, wanted).unwrap();
    println!("{name}: {cases} cases");
    assert!(cases >= wanted, "{name} held in {cases} cases only");
    if let Some(rule) = planted {
        Rule::turn_off(Some(rule));
        let caught = run(law, wanted);
        Rule::turn_off(None);
        assert!(caught.is_err(), "{name} passes without {}", rule.code());
    }
}

#[test]
fn a_withdrawal_beats_anything_older() {
    let law = withdrawal_beats_what_is_older;
    holds("withdrawal", law, Some(Rule::R053));
}

#[test]
fn nothing_is_allowed_without_a_live_matching_consent() {
    let law = nothing_without_live_consent;
    holds("live consent", law, Some(Rule::R015));
}

#[test]
fn what_is_unrelated_changes_nothing() {
    let law = unrelated_events_change_nothing;
    holds("unrelated", law, Some(Rule::R036));
}

#[test]
fn refusing_any_additional_functions_leaves_every_core_function_open() {
    let law = core_survives_any_refusal;
    holds("core", law, Some(Rule::R036));
}

#[test]
fn replaying_a_ledger_gives_the_state_that_wrote_it() {
    holds("replay", replaying_gives_the_same_state, None);
    // Planted: a history that lost the entry of a consent.
    let world = &worlds()[3];
    let wrote = world.history(&[Op::Policy(true), Op::Given(0), Op::Given(1), Op::Fault]);
    let mut read = wrote.clone();
    let _ = read.remove(1);
    assert!(replayed(&wrote, 2, &read).is_err());
    let given = folded(&wrote).current().unwrap().standings.len();
    assert_eq!(given, 2);
    assert!(
        folded(&wrote)
            .current()
            .unwrap()
            .standings
            .values()
            .all(|it| it.status == ConsentStatus::Given)
    );
}
