//! The way into the ledger: one plan, one durable transaction, then the gates.

use std::cell::RefCell;
use std::sync::Arc;

use super::hot::slot_of;
use super::worker::Worker;
use crate::catalogue::{Catalogue, Target};
use crate::clock::Timestamp;
use crate::decide::{
    Ask, CLOCK_TOLERANCE_MS, Context, DEFAULT_QUIET_PERIOD_HOURS, Decision, PlatformState, decide,
};
use crate::ledger::{Class, Draft, Entry, LedgerError};
use crate::reason::Reason;
use crate::rules::editions;
use crate::rules::touch::touched_by;
use crate::state::{AccountRef, ConsentState, Event, Recorded};

impl Worker {
    pub(super) fn now(&self) -> Timestamp {
        self.shared.options.clock.now()
    }

    /// Records what `plan` makes of the state as it is under the lock.
    ///
    /// # Durability
    /// Returns after the entries are on disk and the gates follow them. An
    /// error means that nothing may be taken as recorded.
    pub(super) fn record(
        &mut self,
        class: Class,
        slots: &[u16],
        plan: impl FnOnce(&ConsentState) -> Vec<Event>,
    ) -> Result<Vec<u64>, Reason> {
        self.record_as(class, slots, None, plan)
    }

    /// Like [`Worker::record`], but only while this account is still the one in use; nothing is
    /// recorded, and nothing returned, if another process has switched.
    pub(super) fn record_for(
        &mut self,
        account: &AccountRef,
        class: Class,
        slots: &[u16],
        plan: impl FnOnce(&ConsentState) -> Vec<Event>,
    ) -> Result<Vec<u64>, Reason> {
        self.record(class, slots, |state| {
            if state.account == *account {
                plan(state)
            } else {
                Vec::new()
            }
        })
    }

    /// Hash of the pack at hand.
    pub(super) fn pack_hash(&self) -> crate::Digest {
        let catalogue = self.shared.catalogue.as_deref();
        catalogue.map_or(crate::Digest([0; 32]), |it| *it.pack().hash())
    }

    /// Like [`Worker::record`], for an account that need not be in use.
    pub(super) fn record_as(
        &mut self,
        class: Class,
        slots: &[u16],
        account: Option<AccountRef>,
        plan: impl FnOnce(&ConsentState) -> Vec<Event>,
    ) -> Result<Vec<u64>, Reason> {
        let Some(mut ledger) = self.ledger.take() else {
            return Err(self.not_ready().unwrap_or(Reason::NotReady));
        };
        let this = RefCell::new(&mut *self);
        let outcome = ledger.transact(
            slots,
            |tail| {
                let mut this = this.borrow_mut();
                this.apply(tail);
                let events = plan(&this.state);
                events
                    .into_iter()
                    .map(|event| this.draft(class, account.as_ref(), event))
                    .collect()
            },
            |entries: &[Entry], versions: &[(u16, u64)]| {
                let mut this = this.borrow_mut();
                this.apply(entries);
                for &(slot, version) in versions {
                    if let Some(known) = this.known.get_mut(usize::from(slot)) {
                        *known = version;
                    }
                }
                this.set_cells();
            },
        );
        match outcome {
            Ok(committed) => {
                let anchor = ledger.anchor();
                self.ledger = Some(ledger);
                self.shared.update(|view| view.anchor = Some(anchor));
                Ok(committed.entries.iter().map(|entry| entry.seq).collect())
            }
            // Nothing was written, and nothing is wrong with the ledger.
            Err(LedgerError::TooLarge { .. }) => {
                self.ledger = Some(ledger);
                Err(Reason::Internal)
            }
            Err(error) => Err(self.ledger_failed(&error)),
        }
    }

    pub(super) fn draft(&self, class: Class, account: Option<&AccountRef>, event: Event) -> Draft {
        let identity = self
            .shared
            .catalogue
            .as_deref()
            .map(|it| (*it.pack().hash(), it.data().identity.ordinal));
        let (pack, ordinal) = identity.unwrap_or((crate::Digest([0; 32]), 0));
        let account = account.unwrap_or(&self.state.account).clone();
        let recorded = Recorded {
            at: self.now(),
            pack,
            ordinal,
            account,
            event,
        };
        // INVARIANT: plain data with text keys always serialises.
        Draft {
            class,
            payload: serde_json::to_vec(&recorded).unwrap_or_default(),
        }
    }

    /// A write failed: nothing is known any more, so everything is shut.
    pub(super) fn ledger_failed(&mut self, error: &LedgerError) -> Reason {
        self.shut_for(error);
        self.not_ready().unwrap_or(Reason::Internal)
    }

    /// Lets every gate's private word follow the state.
    pub(super) fn set_cells(&mut self) {
        let Some(catalogue) = self.catalogue() else {
            return;
        };
        if self.closings.wait() {
            return;
        }
        self.shared.hot.set_look_at(self.next_by_time(&catalogue));
        let latest = self.state.latest.map_or(i64::MIN, |it| it.0);
        self.shared
            .hot
            .set_not_before(latest.saturating_sub(CLOCK_TOLERANCE_MS));
        for (index, target) in catalogue.targets().enumerate() {
            let Ok(gate) = u32::try_from(index + 1) else {
                return;
            };
            let until = self.consent_until(&catalogue, target);
            let slot = usize::from(self.shared.hot.slot(gate));
            let known = self.known.get(slot).copied().unwrap_or(0);
            self.shared.hot.settle(gate, known, until);
        }
        // Last: until every gate follows, a change of everything keeps them all shut.
        self.shared
            .hot
            .set_everything(self.known.last().copied().unwrap_or(0));
    }

    /// The next moment at which time alone may open a gate: the day an edition comes into force.
    fn next_by_time(&self, catalogue: &Catalogue) -> i64 {
        let binds = editions::binds_from(&catalogue.data().identity);
        binds
            .filter(|&from| from > self.state.now_at_least(self.now()))
            .map_or(i64::MAX, |from| from.0)
    }

    /// Until when consent stands, whatever the platform says; none if it does not.
    fn consent_until(&self, catalogue: &Catalogue, target: Target) -> Option<i64> {
        match self.at_rest(catalogue, target) {
            Decision::Allow(granted) if !granted.once => {
                Some(granted.until.map_or(i64::MAX, |until| until.0))
            }
            Decision::Allow(_) | Decision::Ask | Decision::AskSystem | Decision::Deny(_) => None,
        }
    }

    /// What would be answered to somebody who never asks, on a platform that
    /// stands in nobody's way: whether consent stands.
    pub(super) fn at_rest(&self, catalogue: &Catalogue, target: Target) -> Decision {
        self.decided_without_asking(catalogue, target, true, PlatformState::OPEN)
    }

    /// What is answered to somebody who never asks, whoever started the function.
    pub(super) fn decided_without_asking(
        &self,
        catalogue: &Catalogue,
        target: Target,
        by_person: bool,
        platform: PlatformState,
    ) -> Decision {
        let context = Context {
            by_person,
            ..self.context(Ask::Never, platform)
        };
        decide(catalogue, &self.state, target, &context)
    }

    pub(super) fn context(&self, ask: Ask, platform: PlatformState) -> Context<'_> {
        Context {
            now: self.now(),
            ask,
            by_person: ask == Ask::Tapped,
            platform,
            facts: &self.facts,
            quiet_period_hours: self.shared.quiet_period_hours(),
            opening: self.opening,
            unused: &self.unused,
        }
    }

    /// Slots of several targets and of everything that their answers reach, once each.
    pub(super) fn slots_of(catalogue: &Arc<Catalogue>, targets: &[Target]) -> Vec<u16> {
        let mut slots: Vec<u16> = targets
            .iter()
            .flat_map(|&target| touched_by(catalogue, target))
            .map(|target| slot_of(catalogue, target))
            .collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

impl super::Shared {
    /// What the pack sets, or else the library; the host can only ask for more.
    pub(super) fn quiet_period_hours(&self) -> u32 {
        let pack = self
            .catalogue
            .as_deref()
            .and_then(|it| it.data().quiet_period_hours);
        let set = pack.unwrap_or(DEFAULT_QUIET_PERIOD_HOURS);
        let host = self.options.quiet_period_hours.unwrap_or(0);
        set.max(host)
    }
}
