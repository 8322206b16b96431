//! Calendar days, where the policies are from.
//!
//! A date in a policy is a day in China: it begins at midnight UTC+8, not at
//! midnight UTC.

use crate::clock::Timestamp;

/// Hours that the policies' day begins before that of UTC.
const HOURS_AHEAD: i64 = 8;
const MS_PER_DAY: i64 = 24 * 3_600_000;

/// One day of the calendar, in UTC+8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that a moment falls on.
    #[must_use]
    pub fn of(at: Timestamp) -> Day {
        Day(at.plus_ms(HOURS_AHEAD * 3_600_000).0.div_euclid(MS_PER_DAY))
    }

    /// A day as policies write it, `YYYY-MM-DD`; none if there is no such day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        let digits = |part: &str, length| {
            let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<i64>().ok()).flatten()
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        let found = Day::from_civil(year, month, day);
        (parts.next().is_none() && found.civil() == (year, month, day)).then_some(found)
    }

    /// Its first moment.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let midnight = self.0.saturating_mul(MS_PER_DAY);
        Timestamp(midnight.saturating_sub(HOURS_AHEAD * 3_600_000))
    }

    /// Its last moment, to the millisecond.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.plus(1).start().plus_ms(-1)
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus(self, days: u32) -> Day {
        Day(self.0.saturating_add(i64::from(days)))
    }

    /// Whether it is a Saturday or a Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        // Day 0 of the count was a Thursday.
        matches!((self.0 + 4).rem_euclid(7), 0 | 6)
    }

    /// Year, month and day of the proleptic Gregorian calendar: years are
    /// counted from March, so that the leap day is the last of its year.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        (year + era * 400 + i64::from(month <= 2), month, day)
    }

    fn from_civil(year: i64, month: i64, day: i64) -> Day {
        let year = year - i64::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let day = Day::parse("2023-12-27").unwrap();
        assert_eq!(
            day.start(),
            Timestamp(1_703_606_400_000),
            "2023-12-26T16:00:00Z"
        );
        assert_eq!(Day::of(day.start()), day);
        assert_eq!(Day::of(day.end()), day);
        assert_eq!(Day::of(day.start().plus_ms(-1)).to_string(), "2023-12-26");
        assert_eq!(Day::of(day.end().plus_ms(1)), day.plus(1));
    }

    #[test]
    fn every_day_of_eight_hundred_years_reads_back_as_itself() {
        let mut day = Day::parse("1600-01-01").unwrap();
        for _ in 0..800 * 366 {
            assert_eq!(Day::parse(&day.to_string()), Some(day));
            let next = day.plus(1);
            assert!(next.to_string() > day.to_string());
            day = next;
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "2023-02-29",
            "2023-13-01",
            "2023-00-10",
            "2023-1-1",
            "2023-01-01-",
            "+023-01-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert!(Day::parse("2024-02-29").is_some());
    }

    #[test]
    fn weekends_are_known() {
        let weekend = |text| Day::parse(text).unwrap().is_weekend();
        assert!(weekend("2024-01-06") && weekend("2024-01-07"));
        assert!(!weekend("2024-01-05") && !weekend("2024-01-08"));
        assert!(weekend("1969-12-28"));
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        for at in [Timestamp(i64::MIN), Timestamp(i64::MAX)] {
            let day = Day::of(at);
            let _ = (day.start(), day.end(), day.to_string(), day.is_weekend());
        }
    }
}
