//! Notices that wait until the person was shown them.

use askfirst::Timestamp;
use askfirst::guard::{NoticeAnswer, NoticeView};
use askfirst::pack::model::{NoticePart, Text};
use askfirst::reason::Reason as CoreReason;
use askfirst::state::NoticeAbout;

use crate::bridge::Bridge;
use crate::convert::language;

/// Parts of a notice of a security incident.
#[uniffi::remote(Enum)]
pub enum NoticePart {
    Facts,
    Measures,
    Advice,
    Remedies,
}

/// What a notice is about.
#[uniffi::remote(Enum)]
pub enum NoticeAbout {
    Disclosure {
        recipient: String,
        kinds: Vec<String>,
        ground: String,
    },
    Incident,
    ServiceEnd {
        from: Timestamp,
    },
}

/// A notice that waits.
#[uniffi::remote(Record)]
pub struct NoticeView {
    pub id: u64,
    pub about: NoticeAbout,
    pub since: Timestamp,
    pub lines: Vec<String>,
}

/// What became of a notice.
#[uniffi::remote(Enum)]
pub enum NoticeAnswer {
    Queued { id: u64 },
    NotPromised,
    Lacks(Vec<NoticePart>),
    NotRecorded(CoreReason),
}

/// A part of a notice as the host wrote it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NoticeText {
    /// Which part.
    pub part: NoticePart,
    /// Its words.
    pub text: Text,
}

#[uniffi::export]
impl Bridge {
    /// Notices that the person has not been shown, oldest first.
    pub fn notices(&self, language: String) -> Vec<NoticeView> {
        self.guard.notices().pending(self::language(&language))
    }

    /// Reports that a notice was shown.
    pub async fn notice_shown(&self, notice: u64, language: String) -> bool {
        let language = self::language(&language);
        self.guard.notices().shown(notice, language).await
    }

    /// Records that data were handed over on a legal demand.
    pub async fn disclosed(
        &self,
        recipient: String,
        kinds: Vec<String>,
        ground: String,
    ) -> NoticeAnswer {
        let notices = self.guard.notices();
        notices.disclosed(recipient, kinds, ground).await
    }

    /// Tells of a security incident.
    pub async fn incident(&self, parts: Vec<NoticeText>) -> NoticeAnswer {
        let parts = parts.into_iter().map(|it| (it.part, it.text)).collect();
        self.guard.notices().incident(parts).await
    }
}
