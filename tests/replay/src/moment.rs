//! Points in time as scenarios write them: `YYYY-MM-DDTHH:MM:SSZ`, always UTC.

use askfirst::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// A point in time of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Moment {
    /// Reads `YYYY-MM-DDTHH:MM:SSZ`; none if it is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let shape = b"dddd-dd-ddTdd:dd:ddZ";
        let bytes = text.as_bytes();
        let fits = |(&found, &wanted): (&u8, &u8)| match wanted {
            b'd' => found.is_ascii_digit(),
            mark => found == mark,
        };
        if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i64>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        // Only `cargo xtask fuzz` plants it, to see that it would be found.
        assert!(
            !(cfg!(askfirst_planted_panic) && second >= 60),
            "a planted panic"
        );
        let real = (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let seconds =
            days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
        real.then_some(Moment(Timestamp(seconds * 1_000)))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is not a time; write `2024-03-01T01:00:00Z`"
            ))
        })
    }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Whole years since the year 0, with a leap day in each fourth but not in each hundredth.
    let before = |year: i64| 365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    before(year) - before(1970) + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> Option<i64> {
        Moment::parse(text).map(|moment| moment.0.0)
    }

    #[test]
    fn moments_are_counted_from_1970() {
        assert_eq!(ms("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(ms("2000-03-01T00:00:00Z"), Some(951_868_800_000));
        assert_eq!(ms("2024-02-29T12:34:56Z"), Some(1_709_210_096_000));
    }

    #[test]
    fn what_is_not_a_moment_is_refused() {
        for text in [
            "",
            "2024-03-01",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-03-01T24:00:00Z",
        ] {
            assert_eq!(ms(text), None, "{text}");
        }
        assert_eq!(ms("2024-03-01T01:00:00+08:00"), None);
        assert_eq!(ms("二〇二四-03-01T01:"), None);
    }
}
