//! Proofs of an Allow: one read each, checked again when they are spent.

use crate::rule::Rule;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::hot::Hot;
use super::types::{Gate, Permit};
use crate::clock::Timestamp;
use crate::decide::Granted;

/// How long a permit may wait for its read.
const LIFETIME: Duration = Duration::from_secs(60);

/// Permits that have been issued and not finished.
#[derive(Debug, Default)]
pub(super) struct Permits {
    next: u64,
    live: HashMap<u64, Issued>,
    /// The host has closed the guard; nothing is issued any more.
    closed: bool,
}

#[derive(Debug)]
struct Issued {
    gate: Gate,
    /// Versions of the shared words it is bound to; none once it is void.
    versions: Option<(u64, u64)>,
    /// How long it waits to be spent.
    waits: Instant,
    /// From this moment on what it rests on does not hold any more. Its own, not the gate's: the
    /// gate of a consent for one read is shut as soon as that read is under way.
    until: Option<Timestamp>,
    spent: bool,
    /// Whether spending it let a read go on.
    reads: bool,
    /// The consent for one read that it used up.
    used_up: Option<UsedUp>,
}

/// A consent for one read, and the entry that used it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UsedUp {
    pub(super) given: u64,
    pub(super) consumed: u64,
}

/// How a permit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) gate: Gate,
    /// Whether its value may be kept.
    pub(super) keeps: bool,
    /// The consent for one read that it gives back, because nothing was read.
    pub(super) given_back: Option<UsedUp>,
}

impl Permits {
    /// Issues a permit for what was decided at these versions of the gate's words. A version that
    /// is odd, so that a change is under way, gives none.
    pub(super) fn issue(
        &mut self,
        versions: (u64, u64),
        gate: Gate,
        granted: Granted,
        no_store: bool,
        used_up: Option<UsedUp>,
    ) -> Option<Permit> {
        let settled = versions.0.is_multiple_of(2) && versions.1.is_multiple_of(2);
        if !settled || self.closed {
            return None;
        }
        let versions = Some(versions);
        let now = Instant::now();
        self.live.retain(|_, issued| issued.is_of_use(now));
        self.next += 1;
        self.live.insert(
            self.next,
            Issued {
                gate,
                versions,
                waits: now + LIFETIME,
                until: granted.until,
                spent: false,
                reads: false,
                used_up,
            },
        );
        Some(Permit {
            id: self.next,
            entry: granted.entry,
            no_store,
        })
    }

    /// Spends a permit: once, and only if nothing has changed since it was issued.
    pub(super) fn spend(&mut self, hot: &Hot, id: u64) -> bool {
        let Some(issued) = self.live.get_mut(&id) else {
            return false;
        };
        let in_time = issued.waits > Instant::now();
        let fresh = !issued.spent && in_time && issued.holds(hot);
        issued.spent = true;
        issued.reads |= fresh;
        fresh
    }

    /// Ends a permit.
    pub(super) fn finish(&mut self, hot: &Hot, id: u64) -> Option<Ended> {
        let issued = self.live.remove(&id)?;
        Some(Ended {
            gate: issued.gate,
            keeps: issued.reads && issued.holds(hot),
            given_back: issued.used_up.filter(|_| !issued.reads),
        })
    }

    /// Whether a consent for one read that this entry used up may still be read with.
    pub(super) fn may_read_with(&self, consumed: u64) -> bool {
        let is_it = |it: &UsedUp| it.consumed == consumed;
        self.live
            .values()
            .any(|issued| !issued.reads && issued.used_up.as_ref().is_some_and(is_it))
    }

    /// Voids every permit for good.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.void_all();
    }

    /// Voids every permit: the account, the pack or the guard itself has changed.
    pub(super) fn void_all(&mut self) {
        for issued in self.live.values_mut() {
            issued.versions = None;
        }
    }
}

impl Issued {
    /// Whether nothing has changed that it rests on, and its end has not come.
    fn holds(&self, hot: &Hot) -> bool {
        let same = self.versions.is_some() && hot.versions_now(self.gate.0) == self.versions;
        (same || !Rule::R045.holds()) && hot.is_still_before(self.until)
    }

    /// Whether somebody may still come for it: to spend it, to say that what he does with it has
    /// ended, or to give a consent for one read back.
    fn is_of_use(&self, now: Instant) -> bool {
        self.waits > now || self.spent || self.used_up.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Gate, Instant, Issued, UsedUp};

    fn waited_too_long() -> (Issued, Instant) {
        let waits = Instant::now();
        let issued = Issued {
            gate: Gate(1),
            versions: None,
            waits,
            until: None,
            spent: false,
            reads: false,
            used_up: None,
        };
        (issued, waits + Duration::from_secs(1))
    }

    #[test]
    fn a_long_use_keeps_its_permit_and_one_that_nobody_took_is_cleared_away() {
        let (mut issued, later) = waited_too_long();
        assert!(!issued.is_of_use(later));
        issued.spent = true;
        assert!(issued.is_of_use(later));
    }

    #[test]
    fn a_consent_for_one_read_is_not_cleared_away_with_its_permit() {
        let (mut issued, later) = waited_too_long();
        let (given, consumed) = (1, 2);
        issued.used_up = Some(UsedUp { given, consumed });
        assert!(issued.is_of_use(later));
    }
}
