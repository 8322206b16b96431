//! Planted faults: with a rule of the engine turned off, the oracle has to say so.
//!
//! Each of these switches is one condition in `decide` or in a door of it, so
//! turning it off is what a slip in that line would do.

use std::sync::PoisonError;

use askfirst::rule::Rule;

use crate::{ALONE, compare, policies};

/// How many histories a fault may stay hidden for.
const HISTORIES: u64 = 10_000;

const FAULTS: [Rule; 30] = [
    Rule::R009,
    Rule::R016,
    Rule::R018,
    Rule::R020,
    Rule::R023,
    Rule::R026,
    Rule::R027,
    Rule::R029,
    Rule::R036,
    Rule::R039,
    Rule::R040,
    Rule::R041,
    Rule::R046,
    Rule::R048,
    Rule::R049,
    Rule::R053,
    Rule::R059,
    Rule::R060,
    Rule::R061,
    Rule::R062,
    Rule::R063,
    Rule::R064,
    Rule::R065,
    Rule::R066,
    Rule::R070,
    Rule::R071,
    Rule::R077,
    Rule::R084,
    Rule::R085,
    Rule::R087,
];

#[test]
fn each_planted_fault_is_found() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let policies = policies();
    let mut hidden = vec![];
    for fault in FAULTS {
        Rule::turn_off(Some(fault));
        let found = (1..=HISTORIES).find(|seed| compare(&policies, *seed).is_err());
        Rule::turn_off(None);
        match found {
            Some(seed) => println!("{}: found by history {seed}", fault.code()),
            None => hidden.push(fault.code()),
        }
    }
    assert_eq!(hidden, [""; 0]);
}
