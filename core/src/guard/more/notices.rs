//! Notices that stay pending until a person was shown them.

use crate::Timestamp;
use crate::guard::worker::{Worker, random_number};
use crate::guard::{Guard, Reply};
use crate::pack::model::{NoticePart, Text};
use crate::reason::Reason;
use crate::rules::notices::lacking;
use crate::state::{Event, Notice, NoticeAbout, NoticeEvent, WrittenPart};
use crate::texts::{Language, notice_sentence};

/// Notices to the person.
#[derive(Debug, Clone, Copy)]
pub struct Notices<'a>(&'a Guard);

/// A notice that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Number to report it shown by.
    pub id: u64,
    /// What it is about.
    pub about: NoticeAbout,
    /// Since when it waits.
    pub since: Timestamp,
    /// What it says, in order.
    pub lines: Vec<String>,
}

/// What became of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeAnswer {
    /// It waits to be shown.
    Queued {
        /// Its number.
        id: u64,
    },
    /// The text promises no such notice; what happened is recorded.
    NotPromised,
    /// It lacks these parts, which the text promises.
    Lacks(Vec<NoticePart>),
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

impl Guard {
    /// Notices to the person.
    #[must_use]
    pub fn notices(&self) -> Notices<'_> {
        Notices(self)
    }
}

impl Notices<'_> {
    /// Notices that the person of the account in use has not been shown, oldest first.
    ///
    /// The library keeps them pending; mail, telephone and announcements are
    /// the operator's.
    #[must_use]
    pub fn pending(&self, language: Language) -> Vec<NoticeView> {
        let view = self.0.shared.view();
        let pending = view.state.pending_notices().into_iter();
        pending
            .map(|(id, notice)| NoticeView {
                id,
                about: notice.about.clone(),
                since: notice.since,
                lines: self.lines(notice, language),
            })
            .collect()
    }

    fn lines(&self, notice: &Notice, language: Language) -> Vec<String> {
        let term = |kind: &String| {
            let kinds = self.0.catalogue().map(|it| &it.data().kinds);
            let found = kinds.and_then(|kinds| kinds.iter().find(|it| &it.id == kind));
            found.map_or(kind.clone(), |it| language.of_text(&it.term).to_owned())
        };
        let written = notice.parts.iter();
        std::iter::once(notice_sentence(&notice.about, term, language))
            .chain(written.map(|part| language.of_text(&part.text).to_owned()))
            .collect()
    }

    /// Reports that a notice was shown.
    pub fn shown(&self, id: u64, language: Language) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.notice_shown(id, language).unwrap_or(false));
        })
    }

    /// Records that data of the person were handed over on a legal demand; a
    /// notice waits where the text promises one.
    pub fn disclosed(
        &self,
        recipient: String,
        kinds: Vec<String>,
        ground: String,
    ) -> Reply<NoticeAnswer> {
        self.queued(move |worker| worker.disclosed(recipient, kinds, ground))
    }

    /// Tells of a security incident. A notice that lacks a part which the text
    /// promises is turned down.
    pub fn incident(&self, parts: Vec<(NoticePart, Text)>) -> Reply<NoticeAnswer> {
        self.queued(move |worker| worker.incident(parts))
    }

    fn queued(
        &self,
        work: impl FnOnce(&mut Worker) -> Result<NoticeAnswer, Reason> + Send + 'static,
    ) -> Reply<NoticeAnswer> {
        let fallback = NoticeAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            sender.send(work(worker).unwrap_or_else(NoticeAnswer::NotRecorded));
        })
    }
}

impl Worker {
    fn notice_shown(&mut self, id: u64, language: Language) -> Result<bool, Reason> {
        self.up_to_date()?;
        if !self.state.pending_notices().iter().any(|it| it.0 == id) {
            return Ok(false);
        }
        let language = language.tag().to_owned();
        self.write_down(vec![Event::Notice(NoticeEvent::Shown { id, language })])?;
        Ok(true)
    }

    fn disclosed(
        &mut self,
        recipient: String,
        kinds: Vec<String>,
        ground: String,
    ) -> Result<NoticeAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        if catalogue.data().told_after_disclosure.is_none() {
            let event = NoticeEvent::DisclosedSilently { recipient, kinds };
            self.write_down(vec![Event::Notice(event)])?;
            return Ok(NoticeAnswer::NotPromised);
        }
        let about = NoticeAbout::Disclosure {
            recipient,
            kinds,
            ground,
        };
        self.queue_notice(about, Vec::new())
    }

    fn incident(&mut self, parts: Vec<(NoticePart, Text)>) -> Result<NoticeAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        let parts: Vec<WrittenPart> = parts
            .into_iter()
            .map(|(part, text)| WrittenPart { part, text })
            .collect();
        let lacks = lacking(catalogue.data().incident.as_ref(), &parts);
        if !lacks.is_empty() {
            return Ok(NoticeAnswer::Lacks(lacks));
        }
        self.queue_notice(NoticeAbout::Incident, parts)
    }

    fn queue_notice(
        &mut self,
        about: NoticeAbout,
        parts: Vec<WrittenPart>,
    ) -> Result<NoticeAnswer, Reason> {
        let id = random_number();
        let event = NoticeEvent::Queued { id, about, parts };
        self.write_down(vec![Event::Notice(event)])?;
        Ok(NoticeAnswer::Queued { id })
    }
}
