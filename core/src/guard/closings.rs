//! What closes is not forgotten.
//!
//! A withdrawal or a change of account that could not be written, or that came
//! while the guard was not ready, is written before anything opens again; until
//! then no gate opens.

use super::Account;
use super::worker::Worker;
use crate::ledger::{Class, EVERYTHING};
use crate::reason::Reason;
use crate::state::{AccountRef, Event};

/// Something that closes and is not on disk yet.
#[derive(Debug, Clone)]
struct Closing {
    account: AccountRef,
    slots: Vec<u16>,
    events: Vec<Event>,
}

/// Everything of this kind, in the order in which it came.
#[derive(Debug, Default)]
pub(super) struct Closings {
    unwritten: Vec<Closing>,
    /// The account that the host wants to be in use; nobody may be known by name before there is a key.
    wanted: Option<Option<Account>>,
}

impl Closings {
    /// Whether nothing may open yet.
    pub(super) fn wait(&self) -> bool {
        !self.unwritten.is_empty() || self.wanted.is_some()
    }
}

impl Worker {
    /// Records what closes something of an account; what cannot be written is kept.
    ///
    /// # Durability
    /// As [`Worker::record`]. After an error it is written as soon as the ledger takes it.
    pub(super) fn record_closing(
        &mut self,
        account: AccountRef,
        slots: Vec<u16>,
        events: Vec<Event>,
    ) -> Result<(), Reason> {
        let written = self.record_as(Class::Answer, &slots, Some(account.clone()), |_| {
            events.clone()
        });
        if written.is_err() {
            self.keep_closing(account, slots, events);
        }
        written.map(|_| ())
    }

    /// Keeps what closes something until it can be written.
    pub(super) fn keep_closing(
        &mut self,
        account: AccountRef,
        slots: Vec<u16>,
        events: Vec<Event>,
    ) {
        self.closings.unwritten.push(Closing {
            account,
            slots,
            events,
        });
    }

    /// Keeps the account that the host wants until the guard is ready.
    pub(super) fn want_account(&mut self, account: Option<Account>) {
        self.closings.wanted = Some(account);
    }

    /// Writes what waits, oldest first, and lets the gates follow. An error has shut the guard again.
    pub(super) fn write_closings(&mut self) -> Result<(), Reason> {
        if !self.closings.wait() {
            return Ok(());
        }
        while let Some(closing) = self.closings.unwritten.first().cloned() {
            self.record_as(Class::Answer, &closing.slots, Some(closing.account), |_| {
                closing.events
            })?;
            self.closings.unwritten.remove(0);
        }
        if let Some(account) = self.closings.wanted.clone() {
            let account = self.account_ref(account.as_ref());
            if account != self.state.account {
                self.record_as(Class::Answer, &[EVERYTHING], Some(account), |_| {
                    vec![Event::AccountSwitched]
                })?;
            }
            self.closings.wanted = None;
        }
        self.set_cells();
        Ok(())
    }
}
