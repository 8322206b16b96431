//! The door for an access together with the kind of data that is read through it.

use super::super::Guard;
use super::super::types::Gate;
use crate::reason::Reason;

impl Guard {
    /// The door for an access, for somebody who reads one kind of data through it.
    ///
    /// What is read is the caller's word, and consent is to what the pack says:
    /// where the two differ the door stays shut with `NOT_DECLARED`.
    #[must_use]
    pub fn gate_of_kind(&self, access: &str, kind: &str) -> Gate {
        let Some(catalogue) = self.shared.catalogue.as_deref() else {
            return self
                .shared
                .gate_for(Err(Reason::PackInvalid), || access.to_owned());
        };
        let is_known = catalogue.by_id(access).is_ok();
        self.shared
            .gate_for(catalogue.by_id_and_kind(access, kind), || {
                if is_known {
                    format!("{access} as {kind}")
                } else {
                    access.to_owned()
                }
            })
    }
}
