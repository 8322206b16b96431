//! Times that a policy promises, and when they run out.
//!
//! Hours run to the millisecond. Days do not count the day they start on and
//! end with the last one's midnight. Working days need a calendar, which only
//! the world outside has; without it the due time is unknown and nothing is
//! called overdue (D-13).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::days::Day;
use crate::clock::Timestamp;
use crate::pack::model::{ClockStart, PackData, PromisedEvent, TimeUnit};
use crate::rule::Rule;

/// A promised time as the text stood when its clock was set up.
///
/// It is kept with the record, so that a later edition moves no running clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// How many units.
    pub length: u32,
    /// The unit.
    pub unit: TimeUnit,
    /// What starts it.
    pub starts: ClockStart,
}

impl Promise {
    /// What a pack promises for an event; none if its text is silent.
    #[must_use]
    pub fn of(data: &PackData, what: PromisedEvent) -> Option<Promise> {
        let found = data.times.iter().find(|time| time.what == what)?;
        Some(Promise {
            length: found.length,
            unit: found.unit,
            starts: found.starts,
        })
    }
}

/// When something promised is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// The text promises no time.
    NotPromised,
    /// The clock has not started; this starts it.
    Waits(ClockStart),
    /// Up to and with this moment.
    At(Timestamp),
    /// So many working days, and no calendar that covers them: at least so
    /// many days from Monday to Friday in an ordinary week, and no more is known.
    Unknown {
        /// Working days.
        working_days: u32,
    },
}

impl Due {
    /// Whether it is certainly past.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        matches!(self, Due::At(last) if now > last)
    }

    /// The first moment at which it is past, if that is known.
    #[must_use]
    pub fn over_from(self) -> Option<Timestamp> {
        match self {
            Due::At(last) => Some(last.plus_ms(1)),
            Due::NotPromised | Due::Waits(_) | Due::Unknown { .. } => None,
        }
    }
}

/// When a promise is due whose clock started at a moment, or has not yet.
#[must_use]
pub fn due(
    promise: Option<Promise>,
    started: Option<Timestamp>,
    calendar: Option<&WorkingDays>,
) -> Due {
    let Some(promise) = promise else {
        return Due::NotPromised;
    };
    let Some(started) = started else {
        return Due::Waits(promise.starts);
    };
    let first = Day::of(started);
    match promise.unit {
        TimeUnit::Hours => Due::At(started.plus_hours(promise.length)),
        TimeUnit::Days => Due::At(first.plus(promise.length).end()),
        TimeUnit::WorkingDays if !Rule::R094.holds() => Due::At(first.plus(promise.length).end()),
        TimeUnit::WorkingDays => {
            let last = calendar.and_then(|it| it.after(first, promise.length));
            last.map_or(
                Due::Unknown {
                    working_days: promise.length,
                },
                |day| Due::At(day.end()),
            )
        }
    }
}

/// Whether an announcement came too late for the day that it announces; none
/// where the text promises no time, or the calendar does not say.
#[must_use]
pub fn is_short_notice(
    promise: Option<Promise>,
    announced: Timestamp,
    day: Day,
    calendar: Option<&WorkingDays>,
) -> Option<bool> {
    let promise = promise?;
    let first = Day::of(announced);
    match promise.unit {
        TimeUnit::Hours => Some(day.start() < announced.plus_hours(promise.length)),
        TimeUnit::Days => Some(day < first.plus(promise.length)),
        TimeUnit::WorkingDays => Some(day < calendar?.after(first, promise.length)?),
    }
}

/// The working days of a span of the calendar, as the host knows them.
///
/// A guess from weekdays alone would be wrong in both directions: holidays
/// fall on weekdays, and days in lieu on weekends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    first: Day,
    last: Day,
    off: BTreeSet<Day>,
    worked: BTreeSet<Day>,
}

impl WorkingDays {
    /// Monday to Friday from one day to another, both included, without the
    /// days `off` and with the days `worked` in lieu.
    #[must_use]
    pub fn new(
        first: Day,
        last: Day,
        off: impl IntoIterator<Item = Day>,
        worked: impl IntoIterator<Item = Day>,
    ) -> WorkingDays {
        WorkingDays {
            first,
            last,
            off: off.into_iter().collect(),
            worked: worked.into_iter().collect(),
        }
    }

    /// The so-manieth working day after a day; none if the span does not reach that far.
    #[must_use]
    pub fn after(&self, day: Day, count: u32) -> Option<Day> {
        let mut day = day;
        let mut left = count;
        while left > 0 {
            day = day.plus(1);
            if day < self.first || day > self.last {
                return None;
            }
            left -= u32::from(self.is_worked(day));
        }
        Some(day)
    }

    fn is_worked(&self, day: Day) -> bool {
        self.worked.contains(&day) || (!day.is_weekend() && !self.off.contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn promise(length: u32, unit: TimeUnit) -> Option<Promise> {
        let starts = ClockStart::IdentityVerified;
        Some(Promise {
            length,
            unit,
            starts,
        })
    }

    #[test]
    fn hours_run_to_the_minute() {
        let at = Timestamp(1_704_877_200_000);
        let due = due(promise(48, TimeUnit::Hours), Some(at), None);
        assert!(!due.is_over(at.plus_ms(48 * HOUR - 60_000)), "47:59");
        assert!(
            !due.is_over(at.plus_ms(48 * HOUR)),
            "the last moment counts"
        );
        assert!(due.is_over(at.plus_ms(48 * HOUR + 60_000)), "48:01");
        assert_eq!(due.over_from(), Some(at.plus_ms(48 * HOUR + 1)));
    }

    #[test]
    fn days_do_not_count_the_first_and_end_at_midnight() {
        let noon = day("2024-01-10").start().plus_ms(12 * HOUR);
        let due = due(promise(15, TimeUnit::Days), Some(noon), None);
        assert_eq!(due, Due::At(day("2024-01-25").end()));
    }

    #[test]
    fn working_days_without_a_calendar_are_unknown_and_never_over() {
        let at = day("2024-02-01").start();
        let due = due(promise(15, TimeUnit::WorkingDays), Some(at), None);
        assert_eq!(due, Due::Unknown { working_days: 15 });
        assert!(!due.is_over(Timestamp(i64::MAX)));
        assert_eq!(due.over_from(), None);
    }

    /// Spring Festival of 2024: a week off, with two Sundays worked in lieu.
    #[test]
    fn working_days_follow_the_hosts_calendar() {
        let off = (10..=17).map(|it| day(&format!("2024-02-{it}")));
        let worked = [day("2024-02-04"), day("2024-02-18")];
        let calendar = WorkingDays::new(day("2024-01-01"), day("2024-02-29"), off, worked);
        let at = day("2024-02-01").start();
        let counted = |length| {
            due(
                promise(length, TimeUnit::WorkingDays),
                Some(at),
                Some(&calendar),
            )
        };
        assert_eq!(counted(1), Due::At(day("2024-02-02").end()));
        assert_eq!(
            counted(2),
            Due::At(day("2024-02-04").end()),
            "a Sunday in lieu"
        );
        assert_eq!(
            counted(8),
            Due::At(day("2024-02-18").end()),
            "after the holidays"
        );
        assert_eq!(
            counted(18),
            Due::Unknown { working_days: 18 },
            "beyond the calendar"
        );
        let early = due(
            promise(1, TimeUnit::WorkingDays),
            Some(day("2023-12-01").start()),
            Some(&calendar),
        );
        assert_eq!(
            early,
            Due::Unknown { working_days: 1 },
            "before the calendar"
        );
    }

    #[test]
    fn a_clock_that_has_not_started_is_not_over() {
        let due_ = due(promise(15, TimeUnit::Days), None, None);
        assert_eq!(due_, Due::Waits(ClockStart::IdentityVerified));
        assert!(!due_.is_over(Timestamp(i64::MAX)));
        assert_eq!(due(None, Some(Timestamp(0)), None), Due::NotPromised);
    }

    #[test]
    fn thirty_days_notice_is_enough_and_twenty_are_not() {
        let announced = day("2024-01-10").start().plus_ms(20 * HOUR);
        let short = |text| is_short_notice(promise(30, TimeUnit::Days), announced, day(text), None);
        assert_eq!(short("2024-01-30"), Some(true));
        assert_eq!(short("2024-02-08"), Some(true), "twenty-nine");
        assert_eq!(short("2024-02-09"), Some(false), "thirty");
        assert_eq!(
            is_short_notice(None, announced, day("2024-01-11"), None),
            None
        );
        let working = promise(30, TimeUnit::WorkingDays);
        assert_eq!(
            is_short_notice(working, announced, day("2030-01-01"), None),
            None
        );
    }
}
