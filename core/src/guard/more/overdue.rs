//! What time alone brings about: promised times that run out, and the end of
//! the service.
//!
//! Gates do not wait for this: they look at the clock themselves. Here it is
//! only noted, once, and duties are raised.

use std::time::{Duration, Instant};

use super::duties::stop_recipients;
use crate::clock::Timestamp;
use crate::guard::worker::Worker;
use crate::ledger::{Class, EVERYTHING};
use crate::rules::clocks::{WorkingDays, due};
use crate::rules::service::has_ended;
use crate::state::{
    AccountEvent, AccountRef, AccountState, ConsentState, Event, LeftOpen, RequestEvent,
    RequestOutcome, ServiceEvent,
};

/// The longest that the guard's thread sleeps towards a moment of wall time:
/// the clock may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

impl Worker {
    /// When the guard's thread has to look at the clock again.
    pub(in crate::guard) fn clock_due(&self) -> Option<Instant> {
        let due = self.next_moment?;
        let left = u64::try_from(due.0.saturating_sub(self.now().0)).unwrap_or(0);
        Some(Instant::now() + Duration::from_millis(left).min(LONGEST_SLEEP))
    }

    /// Looks for the next moment at which time alone brings something about.
    pub(in crate::guard) fn find_next_moment(&mut self) {
        let calendar = self.shared.calendar();
        self.next_moment = next_moment(&self.state, calendar.as_deref());
    }

    /// Notes what has run out by now.
    pub(in crate::guard) fn on_clock(&mut self) {
        let now = self.now();
        if self.ledger.is_none() || self.next_moment.is_none_or(|moment| now < moment) {
            return;
        }
        if self.refresh().is_err() {
            return;
        }
        self.note_overdue(now);
        self.note_end_of_service(now);
    }

    fn note_overdue(&mut self, now: Timestamp) {
        let calendar = self.shared.calendar();
        let accounts: Vec<AccountRef> = self.state.accounts.keys().cloned().collect();
        for account in accounts {
            let calendar = calendar.clone();
            let plan = |state: &ConsentState| {
                let found = state.accounts.get(&account);
                found.map_or(Vec::new(), |it| overdue(it, now, calendar.as_deref()))
            };
            if plan(&self.state).is_empty() {
                continue;
            }
            // A failure has shut the guard; when it opens again, it is looked at again.
            let _ = self.record_as(Class::Asked, &[], Some(account.clone()), plan);
        }
    }

    fn note_end_of_service(&mut self, now: Timestamp) {
        let ended = |state: &ConsentState| {
            has_ended(state, now) && state.service_end.is_some_and(|end| !end.noted)
        };
        let Some(catalogue) = self.catalogue() else {
            return;
        };
        if !ended(&self.state) {
            return;
        }
        let _ = self.record(Class::Answer, &[EVERYTHING], |state| {
            if !ended(state) {
                return Vec::new();
            }
            let mut events = vec![Event::Service(ServiceEvent::Ended)];
            events.extend(stop_recipients(&catalogue, state));
            events
        });
        self.end_questions(LeftOpen::Ended);
    }
}

fn overdue(account: &AccountState, now: Timestamp, calendar: Option<&WorkingDays>) -> Vec<Event> {
    let closing = account.life.closing.filter(|closing| {
        !closing.noted_overdue && due(closing.promise, Some(closing.since), calendar).is_over(now)
    });
    let closing = closing.map(|_| Event::Account(AccountEvent::ClosingOverdue));
    let requests = account.requests.iter().filter(|(_, request)| {
        is_waiting(request) && due(request.promise, request.started(), calendar).is_over(now)
    });
    let requests = requests.map(|(&id, _)| Event::Request(RequestEvent::Overdue { id }));
    closing.into_iter().chain(requests).collect()
}

fn next_moment(state: &ConsentState, calendar: Option<&WorkingDays>) -> Option<Timestamp> {
    let end = state.service_end.filter(|end| !end.noted);
    let accounts = state.accounts.values();
    let clocks = accounts.flat_map(|account| {
        let closing = account.life.closing.filter(|it| !it.noted_overdue);
        let closing = closing.map(|it| due(it.promise, Some(it.since), calendar));
        let requests = account.requests.values().filter(|it| is_waiting(it));
        let requests = requests.map(|it| due(it.promise, it.started(), calendar));
        closing.into_iter().chain(requests)
    });
    clocks
        .filter_map(|due| due.over_from())
        .chain(end.map(|end| end.from))
        .min()
}

fn is_waiting(request: &crate::state::RequestState) -> bool {
    !request.noted_overdue && request.outcome == RequestOutcome::Open
}
