//! The named interfaces beside the everyday calls, one chapter of the rulebook each.
//!
//! Each is a small handle on the guard. What only shuts works in any state of
//! the guard that can record it; what a library can record and not enforce
//! says so where it is documented.

mod account;
mod conformity;
mod duties;
mod editions;
mod entries;
mod exemptions;
mod export;
mod handling;
mod joins;
mod kinds;
mod messages;
mod notices;
mod overdue;
mod person;
mod requests;
mod service;
mod withdrawals;

use std::sync::Arc;

pub use self::account::*;
pub use self::conformity::*;
pub use self::editions::{EditionView, Editions};
pub use self::exemptions::{Exempted, Exemptions};
pub use self::export::Copies;
pub use self::handling::Handling;
pub use self::joins::{Joined, Joins};
pub use self::messages::*;
pub use self::notices::*;
pub use self::person::*;
pub use self::requests::*;
pub use self::service::*;
pub use self::withdrawals::*;

pub(super) use self::duties::{duty, owed_of};
pub(super) use self::editions::Archive;
pub(super) use self::entries::words_of;
pub(super) use self::withdrawals::has_system_permission;

use super::worker::Worker;
use crate::catalogue::Catalogue;
use crate::ledger::{Class, EVERYTHING};
use crate::reason::Reason;
use crate::rules::minors::lacks_guardian;
use crate::state::{ConsentState, Event};

impl Worker {
    /// The catalogue, once everything is taken in that other processes wrote.
    fn up_to_date(&mut self) -> Result<Arc<Catalogue>, Reason> {
        if let Some(reason) = self.not_ready() {
            return Err(reason);
        }
        self.refresh()?;
        self.catalogue().ok_or(Reason::PackInvalid)
    }

    /// Whether anything may be asked of the person who uses the account.
    pub(super) fn may_ask(&self) -> bool {
        let Some(account) = self.state.current() else {
            return true;
        };
        let minors = self.shared.catalogue.as_deref();
        let minors = minors.and_then(|it| it.data().minors.as_ref());
        let ends = self.state.service_end.is_some_and(|end| end.noted);
        let life = &account.life;
        !ends
            && life.closing.is_none()
            && life.closed.is_none()
            && !lacks_guardian(minors, &account.person)
    }

    /// Records something that every gate may depend on.
    ///
    /// # Durability
    /// The gates are shut in every process while it is written, and follow it after.
    fn record_for_all(
        &mut self,
        plan: impl FnOnce(&ConsentState) -> Vec<Event>,
    ) -> Result<Vec<u64>, Reason> {
        self.record(Class::Answer, &[EVERYTHING], plan)
    }

    /// Records something that no gate depends on.
    fn write_down(&mut self, events: Vec<Event>) -> Result<Vec<u64>, Reason> {
        self.record(Class::Asked, &[], |_| events)
    }
}
