//! Notices that a person has to be shown.

use serde::{Deserialize, Serialize};

use super::{AccountRef, ConsentState, Recorded};
use crate::clock::Timestamp;
use crate::pack::model::{NoticePart, Text};

/// What happened to a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NoticeEvent {
    /// It waits until it is shown.
    Queued {
        /// Number of the notice.
        id: u64,
        /// What it is about.
        about: NoticeAbout,
        /// Its parts, in order.
        parts: Vec<WrittenPart>,
    },
    /// It was shown to the person of this account.
    Shown {
        /// Number of the notice.
        id: u64,
        /// Language shown.
        language: String,
    },
    /// Data were handed over on a legal demand, under a text that does not
    /// promise to tell.
    DisclosedSilently {
        /// To whom.
        recipient: String,
        /// Which kinds.
        kinds: Vec<String>,
    },
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NoticeAbout {
    /// Data of this account were handed over on a legal demand.
    Disclosure {
        /// To whom.
        recipient: String,
        /// Which kinds.
        kinds: Vec<String>,
        /// On which ground, as the host names it.
        ground: String,
    },
    /// A security incident; for everybody.
    Incident,
    /// The service ends; for everybody.
    ServiceEnd {
        /// Its first moment without service.
        from: Timestamp,
    },
}

/// A part of a notice as the host wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenPart {
    /// Which part.
    pub part: NoticePart,
    /// Its words.
    pub text: Text,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Whom it is for; none is everybody.
    pub account: Option<AccountRef>,
    /// What it is about.
    pub about: NoticeAbout,
    /// Its parts.
    pub parts: Vec<WrittenPart>,
    /// Since when it waits.
    pub since: Timestamp,
}

impl ConsentState {
    /// Notices that the person of the account in use has not been shown, oldest first.
    #[must_use]
    pub fn pending_notices(&self) -> Vec<(u64, &Notice)> {
        let shown = self.current().map(|account| &account.notices_shown);
        let mut pending: Vec<_> = self
            .notices
            .iter()
            .filter(|(id, notice)| {
                let concerned = notice.account.as_ref();
                concerned.is_none_or(|account| *account == self.account)
                    && shown.is_none_or(|shown| !shown.contains(id))
            })
            .map(|(id, notice)| (*id, notice))
            .collect();
        pending.sort_by_key(|(id, notice)| (notice.since, *id));
        pending
    }

    pub(super) fn notice_event(&mut self, event: &NoticeEvent, at: &Recorded) {
        match event {
            NoticeEvent::Queued { id, about, parts } => {
                let account = match about {
                    NoticeAbout::Disclosure { .. } => Some(at.account.clone()),
                    NoticeAbout::Incident | NoticeAbout::ServiceEnd { .. } => None,
                };
                let notice = Notice {
                    account,
                    about: about.clone(),
                    parts: parts.clone(),
                    since: at.at,
                };
                self.notices.insert(*id, notice);
            }
            NoticeEvent::Shown { id, .. } => {
                self.account_of(at).notices_shown.insert(*id);
            }
            NoticeEvent::DisclosedSilently { .. } => {}
        }
    }
}
