//! Proofs of an Allow: one read each, checked again when they are spent.

use crate::rule::Rule;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::hot::Hot;
use super::types::{Gate, Permit};

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
    until: Instant,
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
        entry: u64,
        no_store: bool,
        used_up: Option<UsedUp>,
    ) -> Option<Permit> {
        let settled = versions.0.is_multiple_of(2) && versions.1.is_multiple_of(2);
        if !settled || self.closed {
            return None;
        }
        let versions = Some(versions);
        let now = Instant::now();
        self.live.retain(|_, issued| issued.until > now);
        self.next += 1;
        self.live.insert(
            self.next,
            Issued {
                gate,
                versions,
                until: now + LIFETIME,
                spent: false,
                reads: false,
                used_up,
            },
        );
        Some(Permit {
            id: self.next,
            entry,
            no_store,
        })
    }

    /// Spends a permit: once, and only if nothing has changed since it was issued.
    pub(super) fn spend(&mut self, hot: &Hot, id: u64) -> bool {
        let Some(issued) = self.live.get_mut(&id) else {
            return false;
        };
        // The end of the service, or of a consent, may have come since it was issued.
        let in_time = issued.until > Instant::now() && hot.is_in_time(issued.gate.0);
        let fresh = !issued.spent && in_time && (issued.holds(hot) || !Rule::R045.holds());
        issued.spent = true;
        issued.reads |= fresh;
        fresh
    }

    /// Ends a permit.
    pub(super) fn finish(&mut self, hot: &Hot, id: u64) -> Option<Ended> {
        let issued = self.live.remove(&id)?;
        Some(Ended {
            gate: issued.gate,
            keeps: issued.spent && (issued.holds(hot) || !Rule::R045.holds()),
            given_back: issued.used_up.filter(|_| !issued.reads),
        })
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
    fn holds(&self, hot: &Hot) -> bool {
        self.versions.is_some() && hot.versions_now(self.gate.0) == self.versions
    }
}
