//! The end of the service, for everybody.

use serde::{Deserialize, Serialize};

use super::{ConsentState, Recorded};
use crate::clock::Timestamp;

/// What was announced of the service's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ServiceEvent {
    /// The service will end.
    EndAnnounced {
        /// Its first moment without service.
        from: Timestamp,
        /// Whether the announcement came later than the text promises; none
        /// where it promises nothing or nobody can tell.
        short: Option<bool>,
    },
    /// It has ended.
    Ended,
}

/// The end of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfService {
    /// The first moment without service.
    pub from: Timestamp,
    /// When it was announced.
    pub announced: Timestamp,
    /// Whether the announcement came too late.
    pub short: Option<bool>,
    /// Whether it has been noted as ended.
    pub noted: bool,
}

impl ConsentState {
    pub(super) fn service_event(&mut self, event: &ServiceEvent, at: &Recorded) {
        match event {
            ServiceEvent::EndAnnounced { from, short } => {
                self.service_end = Some(EndOfService {
                    from: *from,
                    announced: at.at,
                    short: *short,
                    noted: false,
                });
            }
            ServiceEvent::Ended => {
                if let Some(end) = &mut self.service_end {
                    end.noted = true;
                }
            }
        }
    }
}
