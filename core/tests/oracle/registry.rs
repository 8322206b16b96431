//! What the oracle knows beside packs: the registry of kinds, as its file says it, and days.

use std::collections::HashMap;
use std::sync::LazyLock;

use askfirst::pack::model::{Kind, Mode, PackData};
use serde_json::Value;

static REGISTRY: LazyLock<HashMap<String, Value>> = LazyLock::new(|| {
    let kinds: Vec<Value> =
        serde_json::from_str(include_str!("../../src/pack/kinds.json")).unwrap();
    let named = kinds
        .into_iter()
        .map(|kind| (kind["id"].as_str().unwrap().to_owned(), kind));
    named.collect()
});

/// The named kinds that a kind of a pack stands for.
pub(crate) fn covers(kind: &Kind) -> Vec<String> {
    if !kind.stands_for.is_empty() {
        return kind.stands_for.clone();
    }
    let minimum = REGISTRY
        .get(&kind.id)
        .and_then(|it| it["umbrella"].as_array());
    match minimum {
        Some(ids) => ids
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect(),
        None => vec![kind.id.clone()],
    }
}

/// Whether a kind by itself needs a prompt of its own.
pub(crate) fn asks(id: &str, mode: Mode) -> bool {
    let Some(kind) = REGISTRY.get(id) else {
        return true;
    };
    let dialog = |platform: &str| match kind[platform]["dialog"].as_str().unwrap() {
        "yes" | "partly" => true,
        "if_read" => mode != Mode::Active,
        _ => false,
    };
    kind["family"].is_string() || kind["sensitive"] == true || dialog("android") || dialog("ios")
}

pub(crate) fn is_location(id: &str) -> bool {
    REGISTRY
        .get(id)
        .is_some_and(|kind| kind["family"] == "location")
}

/// The first moment at which a text binds: the later of its days, in China.
pub(crate) fn in_force_from(pack: &PackData) -> Option<i64> {
    let days = [&pack.identity.effective, &pack.identity.updated];
    days.into_iter().flatten().map(|day| start_of(day)).max()
}

/// The start of a day at UTC+8, in milliseconds since 1970, by counting days.
fn start_of(day: &str) -> i64 {
    let part = |at: std::ops::Range<usize>| day[at].parse::<i64>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let years: i64 = (1970..year)
        .map(|it| if leap(it) { 366 } else { 365 })
        .sum();
    let february = if leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = lengths[..usize::try_from(month - 1).unwrap()].iter().sum();
    (years + months + day - 1) * 86_400_000 - 8 * 3_600_000
}
