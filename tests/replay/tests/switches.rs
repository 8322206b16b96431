//! What a scenario covers is proven: the engine asks for the rule while it is
//! replayed, and with the rule turned off the scenario fails.
//!
//! Claims that no switch bears out are listed in `tests/scenarios/seen-only.txt`, and the table of
//! `docs/coverage.md` keeps them apart. `ASKFIRST_SCENARIOS` names another folder
//! of scenarios. One test, because a rule is turned off for the whole process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and prints what it found"
)]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use askfirst::rule::Rule;
use askfirst_replay::Loaded;
use askfirst_replay::coverage::{Coverage, scenarios_in};
use common::folder;

/// What no switch can show: it is about the data, the tools or the other languages.
const WITHOUT_SWITCH: &[&str] = &["R-098", "R-100", "T-57", "T-59", "T-61", "T-62", "T-63"];

/// How long a step may wait for what does not come because the rule is gone.
const IMPATIENT: Duration = Duration::from_secs(1);

fn scenario_folder() -> PathBuf {
    std::env::var_os("ASKFIRST_SCENARIOS").map_or(folder("scenarios"), PathBuf::from)
}

fn scenarios() -> Vec<Loaded> {
    let files = scenarios_in(&scenario_folder()).unwrap();
    files
        .iter()
        .map(|path| Loaded::read(path).unwrap())
        .collect()
}

fn rules_of(id: &str) -> Vec<Rule> {
    let meant = |rule: &&Rule| rule.code() == id || rule.traps().contains(&id);
    Rule::ALL.iter().filter(meant).copied().collect()
}

/// Rules that a scenario asks for when all of them hold.
fn asked(loaded: &Loaded) -> Result<Vec<Rule>, String> {
    drop(Rule::take_asked());
    let replayed = loaded.replay().map_err(|problem| problem.to_string())?;
    match replayed.differences.first() {
        None => Ok(Rule::take_asked()),
        Some(difference) => Err(difference.to_string()),
    }
}

fn fails_without(loaded: &Loaded, rule: Rule) -> bool {
    Rule::turn_off(Some(rule));
    let replayed = loaded.replay_within(IMPATIENT, true);
    Rule::turn_off(None);
    replayed.map_or(true, |replayed| !replayed.differences.is_empty())
}

/// The rules that a scenario proves, and what is wrong with its claims.
fn judge(loaded: &Loaded, claims: &Coverage) -> (Vec<Rule>, Vec<String>) {
    let name = &loaded.scenario.name;
    let asks = match asked(loaded) {
        Ok(asks) => asks,
        Err(difference) => return (Vec::new(), vec![format!("{name}: {difference}")]),
    };
    let mut proven = Vec::new();
    let mut wrong = Vec::new();
    for id in &loaded.scenario.covers {
        let rules = rules_of(&id.0);
        if rules.is_empty() && !WITHOUT_SWITCH.contains(&id.0.as_str()) {
            wrong.push(format!("{name}: {} has no switch", id.0));
        }
        if rules.is_empty() || claims.is_seen_only(name, &id.0) {
            continue;
        }
        let bites = |rule: &&Rule| asks.contains(rule) && fails_without(loaded, **rule);
        match rules.iter().find(bites) {
            Some(&rule) => proven.push(rule),
            None => wrong.push(format!("{name}: passes without {}", id.0)),
        }
    }
    (proven, wrong)
}

#[test]
fn what_a_scenario_covers_fails_without_its_rule() {
    let claims = Coverage::read(&scenario_folder()).unwrap();
    let mut proven: BTreeSet<Rule> = BTreeSet::new();
    let mut wrong = Vec::new();
    for loaded in scenarios() {
        let (rules, problems) = judge(&loaded, &claims);
        proven.extend(rules);
        wrong.extend(problems);
    }
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !proven.contains(rule))
        .map(|rule| rule.code())
        .collect();
    println!("{} rules proven; none for {missing:?}", proven.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(proven.len() >= FEWEST, "only {} rules proven", proven.len());
}

/// Rules that the scenarios proved when this was written.
const FEWEST: usize = 102;
