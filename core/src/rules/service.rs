//! The end of the service.

use super::clocks::{Promise, WorkingDays, is_short_notice};
use super::days::Day;
use crate::clock::Timestamp;
use crate::decide::Case;
use crate::pack::model::{PackData, PromisedEvent};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::ConsentState;

/// Shuts everything from the day on that the service ends. Until when the rest
/// holds, if an end has been announced.
pub(crate) fn has_not_ended(case: &Case<'_>) -> Result<Option<Timestamp>, Reason> {
    if has_ended(case.state, case.context.now) {
        return Err(Reason::ServiceEnded);
    }
    Ok(case.state.service_end.map(|end| end.from))
}

/// Whether the service has ended. A clock that goes back does not begin it again.
#[must_use]
pub fn has_ended(state: &ConsentState, now: Timestamp) -> bool {
    let seen = state.now_at_least(now);
    state.service_end.is_some_and(|end| end.from <= seen) && Rule::R064.holds()
}

/// Whether an announcement comes later than the text promises; none where it
/// promises nothing, or nobody can tell.
#[must_use]
pub fn is_short(
    data: &PackData,
    announced: Timestamp,
    day: Day,
    calendar: Option<&WorkingDays>,
) -> Option<bool> {
    let promise = Promise::of(data, PromisedEvent::ServiceEndAnnounced);
    is_short_notice(promise, announced, day, calendar)
}
