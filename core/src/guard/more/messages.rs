//! Whether a message may go out.

use std::sync::Arc;

use crate::guard::worker::Worker;
use crate::guard::{Guard, Reply};
use crate::pack::model::Text;
use crate::reason::Reason;
use crate::rules::messages::judge;
use crate::state::{AccountEvent, Event};

pub use crate::rules::messages::MessageClass;

/// Messages to the person.
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a>(&'a Guard);

impl Guard {
    /// Whether messages may go out.
    #[must_use]
    pub fn messages(&self) -> Messages<'_> {
        Messages(self)
    }
}

impl Messages<'_> {
    /// Whether a message of a class, on these topics of the policy, may be
    /// shown or pushed now; the reason why not.
    ///
    /// The library answers. That the app asks, and that the message is what the
    /// app says it is, it cannot enforce.
    ///
    /// # Errors
    /// Why it may not.
    pub fn may_send(&self, class: MessageClass, topics: &[String]) -> Result<(), Reason> {
        let shared = &self.0.shared;
        let now = shared.options.clock.now();
        if let Some(reason) = shared.not_ready() {
            return Err(reason);
        }
        let catalogue = self.0.catalogue().ok_or(Reason::PackInvalid)?;
        let state = Arc::clone(&shared.view().state);
        let pack = catalogue.pack();
        judge(pack.data(), pack.hash(), &state, (class, topics), now)
    }

    /// How a person stops promotional messages, as the policy says it; none
    /// where it names no way. [`Messages::stop`] is there in any case.
    #[must_use]
    pub fn opt_out_route(&self) -> Option<Text> {
        let messages = self.0.catalogue()?.data().messages.as_ref()?;
        messages.opt_out.clone()
    }

    /// The person stops promotional messages, or lets them in again.
    pub fn stop(&self, stopped: bool) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.stop_messages(stopped).is_ok());
        })
    }
}

impl Worker {
    fn stop_messages(&mut self, stopped: bool) -> Result<(), Reason> {
        self.up_to_date()?;
        let event = Event::Account(AccountEvent::Messages { stopped });
        self.write_down(vec![event]).map(|_| ())
    }
}
