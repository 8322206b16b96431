//! What a scenario covers is proven: the engine asks for the rule while it is
//! replayed, and with the rule turned off the scenario fails.
//!
//! Every rule is proven by one scenario; `ASKFIRST_SWITCHES=all` proves every
//! claim of every scenario. `ASKFIRST_SCENARIOS` names another folder of them.
//! One test, because a rule is turned off for the whole process.

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
use common::{folder, scenarios_in};

/// What no switch can show: it is about the data, the tools or the other languages.
const WITHOUT_SWITCH: &[&str] = &["R-098", "R-100", "T-57", "T-59", "T-61", "T-62", "T-63"];

/// How long a step may wait for what does not come because the rule is gone.
const IMPATIENT: Duration = Duration::from_secs(2);

fn scenarios() -> Vec<Loaded> {
    let usual = folder("scenarios");
    let folder = std::env::var_os("ASKFIRST_SCENARIOS").map_or(usual, PathBuf::from);
    scenarios_in(&folder)
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

#[test]
fn what_a_scenario_covers_fails_without_its_rule() {
    let all = std::env::var("ASKFIRST_SWITCHES").is_ok_and(|value| value == "all");
    let mut proven: BTreeSet<Rule> = BTreeSet::new();
    let mut unproven = Vec::new();
    for loaded in scenarios() {
        let name = &loaded.scenario.name;
        let asks = std::cell::OnceCell::new();
        for id in &loaded.scenario.covers {
            let rules = rules_of(&id.0);
            if rules.is_empty() && !WITHOUT_SWITCH.contains(&id.0.as_str()) {
                unproven.push(format!("{name}: {} has no switch", id.0));
            }
            let known = rules.iter().all(|rule| proven.contains(rule));
            if rules.is_empty() || (known && !all) {
                continue;
            }
            let asks = asks.get_or_init(|| match asked(&loaded) {
                Ok(asks) => asks,
                Err(difference) => {
                    unproven.push(format!("{name}: {difference}"));
                    Vec::new()
                }
            });
            let bites = |rule: &&Rule| asks.contains(rule) && fails_without(&loaded, **rule);
            match rules.iter().find(bites) {
                Some(&rule) => {
                    let _ = proven.insert(rule);
                }
                None if all => unproven.push(format!("{name}: passes without {}", id.0)),
                None => {}
            }
        }
    }
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !proven.contains(rule))
        .map(|rule| rule.code())
        .collect();
    println!("{} rules proven; none for {missing:?}", proven.len());
    assert!(unproven.is_empty(), "{}", unproven.join("\n"));
    assert!(proven.len() >= FEWEST, "only {} rules proven", proven.len());
}

/// Rules that the scenarios proved when this was written.
const FEWEST: usize = 40;
