//! What was seen to be collected beside the guard.

use super::duties::{duty, owed};
use crate::clock::Timestamp;
use crate::decide::{Ask, PlatformState};
use crate::guard::types::Owed;
use crate::guard::worker::Worker;
use crate::guard::{Guard, Reply};
use crate::reason::Reason;
use crate::rules::conformity::judge;
use crate::state::{ConductEvent, Event, ObligedAction};

pub use crate::rules::conformity::Observed;

/// What was seen, against what was declared.
#[derive(Debug, Clone, Copy)]
pub struct Conduct<'a>(&'a Guard);

/// What an observed access turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conformity {
    /// The policy declares it and a consent covers it.
    Conforms,
    /// Nothing allows it. It is recorded; a recipient is shut off.
    Nonconforming {
        /// Why nothing allows it.
        reason: Reason,
        /// What the app must do now.
        obligations: Vec<Owed>,
    },
    /// The guard cannot judge or record it now.
    NotRecorded(Reason),
}

/// A finding, for a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// By whom; none is the app itself.
    pub recipient: Option<String>,
    /// Of which kind.
    pub kind: String,
    /// When it was observed.
    pub observed: Timestamp,
    /// Why nothing allowed it.
    pub reason: Reason,
}

impl Guard {
    /// What was seen to be collected, against what was declared.
    #[must_use]
    pub fn conformity(&self) -> Conduct<'_> {
        Conduct(self)
    }
}

impl Conduct<'_> {
    /// Reports an access that the host saw, for instance by the platform's own
    /// access auditing. One that nothing allows is recorded and shuts the
    /// recipient off until [`Conduct::cleared`].
    ///
    /// The library judges what it is told. It cannot watch code that goes past it.
    pub fn observed(&self, observed: Observed) -> Reply<Conformity> {
        let fallback = Conformity::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            let answer = worker.observed(observed);
            sender.send(answer.unwrap_or_else(Conformity::NotRecorded));
        })
    }

    /// The host has settled what was found against a recipient. What consents
    /// it has it keeps; it may start again.
    pub fn cleared(&self, recipient: String) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.cleared(recipient).unwrap_or(false));
        })
    }

    /// Recipients that are shut off.
    #[must_use]
    pub fn shut_off(&self) -> Vec<String> {
        self.0.shared.view().state.revoked.keys().cloned().collect()
    }

    /// Everything that was found so far, in order.
    pub fn findings(&self) -> Reply<Vec<Finding>> {
        self.0.call(Vec::new(), |worker, sender| {
            sender.send(worker.findings());
        })
    }
}

impl Worker {
    fn observed(&mut self, observed: Observed) -> Result<Conformity, Reason> {
        let catalogue = self.up_to_date()?;
        // A read that was allowed a moment ago may still wait to be written.
        self.flush();
        let context = self.context(Ask::Never, PlatformState::OPEN);
        let Err(reason) = judge(&catalogue, &self.state, &context, &observed) else {
            return Ok(Conformity::Conforms);
        };
        let Observed {
            recipient,
            kind,
            at,
        } = observed;
        let declared = catalogue.data().recipients.iter();
        let known = recipient
            .clone()
            .filter(|id| declared.into_iter().any(|it| it.id == *id));
        let mut events = vec![Event::Conduct(ConductEvent::Nonconforming {
            recipient,
            kind,
            observed: at,
            reason,
        })];
        events.extend(
            known.map(|id| duty(ObligedAction::StopRecipient, Some(id), String::new(), None)),
        );
        let obligations = owed(&events);
        self.record_for_all(|_| events)?;
        Ok(Conformity::Nonconforming {
            reason,
            obligations,
        })
    }

    fn cleared(&mut self, recipient: String) -> Result<bool, Reason> {
        self.up_to_date()?;
        if !self.state.revoked.contains_key(&recipient) {
            return Ok(false);
        }
        let event = Event::Conduct(ConductEvent::Cleared { recipient });
        self.record_for_all(|_| vec![event])?;
        Ok(true)
    }

    fn findings(&mut self) -> Vec<Finding> {
        let events = self.events_of_history();
        events
            .into_iter()
            .filter_map(|(_, recorded)| match recorded.event {
                Event::Conduct(ConductEvent::Nonconforming {
                    recipient,
                    kind,
                    observed,
                    reason,
                }) => Some(Finding {
                    recipient,
                    kind,
                    observed,
                    reason,
                }),
                _ => None,
            })
            .collect()
    }
}
