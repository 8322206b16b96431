//! Messages, what was seen to be collected beside the guard, and the end of the service.

use askfirst::Timestamp;
use askfirst::guard::{Conformity, EndAnswer, EndView, Finding, MessageClass, Observed, Owed};
use askfirst::pack::model::{Disposal, Text};
use askfirst::reason::Reason as CoreReason;

use crate::bridge::Bridge;

/// What sort of message it is.
#[uniffi::remote(Enum)]
pub enum MessageClass {
    Service,
    Promotional,
}

/// An access that the host saw.
#[uniffi::remote(Record)]
pub struct Observed {
    pub recipient: Option<String>,
    pub kind: String,
    pub at: Timestamp,
}

/// What an observed access turned out to be.
#[uniffi::remote(Enum)]
pub enum Conformity {
    Conforms,
    Nonconforming {
        reason: CoreReason,
        obligations: Vec<Owed>,
    },
    NotRecorded(CoreReason),
}

/// A finding, for a screen.
#[uniffi::remote(Record)]
pub struct Finding {
    pub recipient: Option<String>,
    pub kind: String,
    pub observed: Timestamp,
    pub reason: CoreReason,
}

/// The announced end of the service.
#[uniffi::remote(Record)]
pub struct EndView {
    pub from: Timestamp,
    pub announced: Timestamp,
    pub short: Option<bool>,
    pub ended: bool,
    pub then: Disposal,
}

/// What became of an announcement.
#[uniffi::remote(Enum)]
pub enum EndAnswer {
    Announced { short: Option<bool> },
    NotADay,
    AlreadyEnded,
    NotRecorded(CoreReason),
}

#[uniffi::export]
impl Bridge {
    /// Why a message may not go out; none if it may.
    pub fn may_send(&self, class: MessageClass, topics: Vec<String>) -> Option<CoreReason> {
        self.guard.messages().may_send(class, &topics).err()
    }

    /// How a person stops promotional messages, as the policy says it.
    pub fn opt_out_route(&self) -> Option<Text> {
        self.guard.messages().opt_out_route()
    }

    /// The person stops promotional messages, or lets them in again.
    pub async fn stop_messages(&self, stopped: bool) -> bool {
        self.guard.messages().stop(stopped).await
    }

    /// Reports an access that the host saw.
    pub async fn observed(&self, observed: Observed) -> Conformity {
        self.guard.conformity().observed(observed).await
    }

    /// The host has settled what was found against a recipient.
    pub async fn cleared(&self, recipient: String) -> bool {
        self.guard.conformity().cleared(recipient).await
    }

    /// Recipients that are shut off.
    pub fn shut_off(&self) -> Vec<String> {
        self.guard.conformity().shut_off()
    }

    /// Everything that was found so far.
    pub async fn findings(&self) -> Vec<Finding> {
        self.guard.conformity().findings().await
    }

    /// The end of the service that was announced.
    pub fn service_end(&self) -> Option<EndView> {
        self.guard.service().end()
    }

    /// Announces the end of the service.
    pub async fn announce_end(&self, day: String) -> EndAnswer {
        self.guard.service().announce_end(day).await
    }
}
