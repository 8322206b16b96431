//! Rows of the table, and how a figure is taken: many short rounds, the peer in between.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// Where the middle eight tenths of the rounds lie.
    pub(crate) spread: (f64, f64),
    /// What it is compared with, measured in the same run.
    pub(crate) peer: Option<(String, f64)>,
    pub(crate) ratio: Option<f64>,
    /// What has to hold, as the requirement says it; none for information.
    pub(crate) limit: Option<String>,
    pub(crate) met: Option<bool>,
}

/// The rounds of one figure, sorted.
#[derive(Debug, Clone)]
pub(crate) struct Rounds(Vec<f64>);

impl Rounds {
    pub(crate) fn of(mut rounds: Vec<f64>) -> Rounds {
        rounds.sort_by(f64::total_cmp);
        Rounds(rounds)
    }

    fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        // A share of a small count.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let place = (last as f64 * share).round() as usize;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    pub(crate) fn spread(&self) -> (f64, f64) {
        (self.at(0.1), self.at(0.9))
    }
}

impl Row {
    pub(crate) fn new(name: &str, rounds: &Rounds, unit: &'static str) -> Row {
        Row {
            name: name.to_owned(),
            value: rounds.median(),
            unit,
            spread: rounds.spread(),
            peer: None,
            ratio: None,
            limit: None,
            met: None,
        }
    }

    /// A figure that is counted, not timed.
    pub(crate) fn exact(name: &str, value: f64, unit: &'static str) -> Row {
        Row::new(name, &Rounds::of(vec![value]), unit)
    }

    pub(crate) fn beside(mut self, peer: &str, rounds: &Rounds) -> Row {
        self.ratio = Some(self.value / rounds.median());
        self.peer = Some((peer.to_owned(), rounds.median()));
        self
    }

    /// At most so many times the peer.
    pub(crate) fn times(self, most: f64) -> Row {
        let met = self.ratio.is_some_and(|ratio| ratio <= most);
        self.judged(format!("≤ {most} × peer"), met)
    }

    pub(crate) fn at_most(self, most: f64) -> Row {
        let (met, unit) = (self.value <= most, self.unit);
        self.judged(format!("≤ {most} {unit}"), met)
    }

    pub(crate) fn at_least(self, least: f64) -> Row {
        let (met, unit) = (self.value >= least, self.unit);
        self.judged(format!("≥ {least} {unit}"), met)
    }

    pub(crate) fn judged(mut self, limit: String, met: bool) -> Row {
        let before = self.limit.take();
        self.limit = Some(before.map_or(limit.clone(), |before| format!("{before} and {limit}")));
        self.met = Some(met && self.met != Some(false));
        self
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "spread": [rounded(self.spread.0), rounded(self.spread.1)],
            "peer": self.peer.as_ref().map(|(name, value)| json!({"name": name, "value": rounded(*value)})),
            "ratio": self.ratio.map(rounded),
            "limit": self.limit,
            "met": self.met,
        })
    }
}

/// Takes turns: a round of each, so that whatever else the machine does meets all alike.
pub(crate) fn in_turns<const N: usize>(
    rounds: usize,
    mut take: impl FnMut(usize) -> f64,
) -> [Rounds; N] {
    let mut all: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for (which, figures) in all.iter_mut().enumerate() {
            figures.push(take(which));
        }
    }
    all.map(Rounds::of)
}

/// Nanoseconds of one call among many.
pub(crate) fn each_of<T>(count: u32, mut call: impl FnMut() -> T) -> f64 {
    let started = Instant::now();
    for _ in 0..count {
        std::hint::black_box(call());
    }
    nanos(started.elapsed()) / f64::from(count)
}

pub(crate) fn nanos(took: Duration) -> f64 {
    took.as_secs_f64() * 1e9
}

pub(crate) fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

pub(crate) fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// Four digits say more than any of these figures knows.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let scale = 10_f64.powi(3 - shift(value));
    (value * scale).round() / scale
}

fn shift(value: f64) -> i32 {
    // The exponent of a figure that fits a table.
    #[allow(clippy::cast_possible_truncation)]
    let digits = value.abs().log10().floor() as i32;
    digits
}

pub(crate) fn to_json(rows: &[Row]) -> Value {
    Value::Array(rows.iter().map(Row::to_json).collect())
}

/// One row of the table, for a terminal.
pub(crate) fn line(row: &Row) -> String {
    let peer = row.peer.as_ref().map_or(String::new(), |(name, value)| {
        format!("{} {}", rounded(*value), name)
    });
    let ratio = row
        .ratio
        .map_or(String::new(), |ratio| format!("{ratio:.2} ×"));
    let met = match row.met {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "",
    };
    format!(
        "{:<58} {:>10} {:<9} {:>10}–{:<10} {:<46} {:>8}  {:<34} {}",
        row.name,
        rounded(row.value),
        row.unit,
        rounded(row.spread.0),
        rounded(row.spread.1),
        peer,
        ratio,
        row.limit.as_deref().unwrap_or(""),
        met
    )
}
