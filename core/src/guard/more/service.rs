//! The end of the service.

use crate::clock::Timestamp;
use crate::guard::worker::{Worker, random_number};
use crate::guard::{Guard, Reply};
use crate::pack::model::Disposal;
use crate::reason::Reason;
use crate::rules::days::Day;
use crate::rules::service::{has_ended, is_short};
use crate::state::{Event, NoticeAbout, NoticeEvent, ServiceEvent};

/// The service as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a>(&'a Guard);

/// The announced end of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndView {
    /// The first moment without service.
    pub from: Timestamp,
    /// When it was announced.
    pub announced: Timestamp,
    /// Whether that was later than the text promises; none where it promises
    /// nothing, or nobody can tell.
    pub short: Option<bool>,
    /// Whether it has ended.
    pub ended: bool,
    /// What the text promises to become of the data.
    pub then: Disposal,
}

/// What became of an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndAnswer {
    /// It stands, and waits to be shown to every person.
    Announced {
        /// Whether it comes later than the text promises.
        short: Option<bool>,
    },
    /// That is no day (`YYYY-MM-DD`).
    NotADay,
    /// The service has already ended.
    AlreadyEnded,
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

impl Guard {
    /// The service as a whole: its end.
    #[must_use]
    pub fn service(&self) -> Service<'_> {
        Service(self)
    }
}

impl Service<'_> {
    /// The end that was announced, if one was.
    #[must_use]
    pub fn end(&self) -> Option<EndView> {
        let now = self.0.shared.options.clock.now();
        let service_end = self
            .0
            .catalogue()
            .and_then(|it| it.data().service_end.as_ref());
        let then = service_end.map_or(Disposal::NotPromised, |it| it.then);
        let view = self.0.shared.view();
        view.state.service_end.map(|end| EndView {
            from: end.from,
            announced: end.announced,
            short: end.short,
            ended: has_ended(&view.state, now),
            then,
        })
    }

    /// Announces that the service ends with the beginning of a day
    /// (`YYYY-MM-DD`, in UTC+8). From then on every gate is shut, in this
    /// process without any further call; until then a notice waits to be shown.
    ///
    /// The guard believes its host: that the announcement is the operator's,
    /// the host has to make sure before it calls. An end that has come cannot
    /// be taken back.
    pub fn announce_end(&self, day: String) -> Reply<EndAnswer> {
        let fallback = EndAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            let answer = worker.announce_end(&day);
            sender.send(answer.unwrap_or_else(EndAnswer::NotRecorded));
        })
    }
}

impl Worker {
    fn announce_end(&mut self, day: &str) -> Result<EndAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        let Some(day) = Day::parse(day) else {
            return Ok(EndAnswer::NotADay);
        };
        let now = self.now();
        if has_ended(&self.state, now) {
            return Ok(EndAnswer::AlreadyEnded);
        }
        let calendar = self.shared.calendar();
        let short = is_short(catalogue.data(), now, day, calendar.as_deref());
        let from = day.start();
        let events = vec![
            Event::Service(ServiceEvent::EndAnnounced { from, short }),
            Event::Notice(NoticeEvent::Queued {
                id: random_number(),
                about: NoticeAbout::ServiceEnd { from },
                parts: Vec::new(),
            }),
        ];
        self.record_for_all(|_| events)?;
        self.on_clock();
        Ok(EndAnswer::Announced { short })
    }
}
