//! Closing an account, and data under legal hold (R-060 … ).

use super::duties::{collected_of, delete_collected, owed, stop_recipients};
use crate::catalogue::{Catalogue, Part};
use crate::clock::Timestamp;
use crate::guard::types::Owed;
use crate::guard::worker::{Worker, random_number};
use crate::guard::{Guard, Reply};
use crate::pack::model::{Disposal, Initiator, PromisedEvent, Remark, Text};
use crate::reason::Reason;
use crate::rules::account::{after_closing, is_closing_check, may_close, review_due};
use crate::rules::clocks::{Due, Promise};
use crate::state::{AccountEvent, ClosingEnd, Event, LeftOpen, ObligedAction};

/// Closing the account in use, and what is kept of it.
#[derive(Debug, Clone, Copy)]
pub struct AccountLife<'a>(&'a Guard);

/// How far the closing of the account in use has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStage {
    /// It is in use.
    Open,
    /// It is being closed.
    Closing {
        /// Who started it.
        by: Initiator,
        /// Since when.
        since: Timestamp,
        /// When the review is due.
        due: Due,
        /// Whether that is certainly past.
        overdue: bool,
    },
    /// It is closed.
    Closed {
        /// Since when.
        since: Timestamp,
    },
}

/// What the policy says about closing an account.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingTerms {
    /// Who may start it.
    pub initiators: Vec<Initiator>,
    /// Where, as a person reads it.
    pub route: Text,
    /// The time promised for the review.
    pub review: Option<Promise>,
    /// What becomes of the data.
    pub then: Disposal,
    /// Whether it cannot be undone.
    pub irreversible: bool,
    /// What a person is told before.
    pub risks: Vec<Remark>,
    /// Accesses that the check before closing may ask for, and no others.
    pub check: Vec<String>,
    /// Section of the text.
    pub clause: String,
}

/// What became of a step of a closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosingAnswer {
    /// It is asked for; nothing new is collected from here on.
    Requested {
        /// When the review is due.
        due: Due,
        /// What the app must do now.
        obligations: Vec<Owed>,
    },
    /// The account is closed; every gate is shut.
    Closed {
        /// What the text promises to become of the data; it may promise nothing.
        then: Disposal,
        /// What the app must do now.
        obligations: Vec<Owed>,
    },
    /// The closing came to nothing; what stood before stands again.
    OpenAgain,
    /// The policy does not name whoever this is; these may start it.
    NotByThem(Vec<Initiator>),
    /// It is already so.
    NoChange,
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

/// Whether held data may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldUse {
    /// For this ground they may; the use stands in the ledger.
    Allowed {
        /// The entry.
        entry: u64,
    },
    /// They are held for another ground, or none was named.
    OtherGround,
    /// Nothing of this kind is held.
    NotHeld,
    /// The guard cannot record it now, so it may not.
    NotRecorded(Reason),
}

impl Guard {
    /// Closing the account in use, and data under legal hold.
    #[must_use]
    pub fn account(&self) -> AccountLife<'_> {
        AccountLife(self)
    }
}

impl AccountLife<'_> {
    /// How far the closing has come.
    #[must_use]
    pub fn stage(&self) -> AccountStage {
        let shared = &self.0.shared;
        let (now, calendar) = (shared.options.clock.now(), shared.calendar());
        let view = shared.view();
        let account = view.state.current();
        if let Some((since, _)) = account.and_then(|account| account.life.closed) {
            return AccountStage::Closed { since };
        }
        let closing = account.and_then(|account| account.life.closing);
        closing.map_or(AccountStage::Open, |closing| {
            let due = review_due(account, calendar.as_deref()).unwrap_or(Due::NotPromised);
            AccountStage::Closing {
                by: closing.by,
                since: closing.since,
                due,
                overdue: due.is_over(now),
            }
        })
    }

    /// What the policy says about closing; none if it is silent.
    #[must_use]
    pub fn closing_terms(&self) -> Option<ClosingTerms> {
        let catalogue = self.0.catalogue()?;
        let closing = catalogue.data().closing.as_ref()?;
        let check = catalogue.lines().iter();
        let check = check
            .filter(|line| line.part == Part::Whole && is_closing_check(catalogue, line))
            .map(|line| line.id.clone());
        Some(ClosingTerms {
            initiators: closing.initiators.clone(),
            route: closing.route.clone(),
            review: Promise::of(catalogue.data(), PromisedEvent::ClosingReviewed),
            then: closing.then,
            irreversible: closing.irreversible,
            risks: closing.risks.clone(),
            check: check.collect(),
            clause: closing.clause.clone(),
        })
    }

    /// Asks for the account to be closed. Nothing new is collected from here
    /// on; what core functions had goes on until it is closed.
    pub fn request_closing(&self, by: Initiator) -> Reply<ClosingAnswer> {
        self.closing_step(move |worker| worker.request_closing(by))
    }

    /// The review turned the closing down: what stood before stands again.
    pub fn closing_rejected(&self) -> Reply<ClosingAnswer> {
        self.closing_step(|worker| worker.end_closing(ClosingEnd::Rejected))
    }

    /// Whoever asked for the closing took it back.
    pub fn take_back_closing(&self) -> Reply<ClosingAnswer> {
        self.closing_step(|worker| worker.end_closing(ClosingEnd::TakenBack))
    }

    /// The account is closed: approved, done at a counter, or by customer
    /// service. A library cannot see the server's side of it.
    pub fn closed(&self, by: Initiator) -> Reply<ClosingAnswer> {
        self.closing_step(move |worker| worker.close_account(by))
    }

    /// A person opened an account of the same name again: it begins with
    /// nothing agreed to. An account of another name does so by itself.
    pub fn opened_again(&self) -> Reply<ClosingAnswer> {
        self.closing_step(Worker::open_account_again)
    }

    /// Keeps data away from daily use because a law requires them to be kept
    /// every gate of these kinds is shut; no kind is every kind.
    /// The number of the hold.
    ///
    /// The library shuts its own gates. What the app or a server does with data
    /// that they already have, it cannot see.
    pub fn hold(&self, kinds: Vec<String>, ground: String) -> Reply<Option<u64>> {
        self.0.call(None, move |worker, sender| {
            sender.send(worker.hold(kinds, ground));
        })
    }

    /// Asks whether held data may be used for a ground that is named; if so,
    /// the use is recorded, and it counts once.
    pub fn use_held(&self, kind: String, ground: String, by: String) -> Reply<HeldUse> {
        let fallback = HeldUse::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            sender.send(worker.use_held(&kind, &ground, by));
        })
    }

    /// Ends a hold.
    pub fn release(&self, hold: u64) -> Reply<bool> {
        self.0.call(false, move |worker, sender| {
            sender.send(worker.release(hold));
        })
    }

    fn closing_step(
        &self,
        work: impl FnOnce(&mut Worker) -> Result<ClosingAnswer, Reason> + Send + 'static,
    ) -> Reply<ClosingAnswer> {
        let fallback = ClosingAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            sender.send(work(worker).unwrap_or_else(ClosingAnswer::NotRecorded));
        })
    }
}

impl Worker {
    fn request_closing(&mut self, by: Initiator) -> Result<ClosingAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        if let Err(others) = may_close(catalogue.data().closing.as_ref(), by) {
            return Ok(ClosingAnswer::NotByThem(others));
        }
        let life = self.state.current().map(|account| &account.life);
        if life.is_some_and(|life| life.closing.is_some() || life.closed.is_some()) {
            return Ok(ClosingAnswer::NoChange);
        }
        let promise = Promise::of(catalogue.data(), PromisedEvent::ClosingReviewed);
        let mut events = vec![Event::Account(AccountEvent::ClosingRequested {
            by,
            promise,
        })];
        // Core functions keep what they had, and recipients of theirs go on.
        events.extend(
            stop_recipients(&catalogue, &self.state)
                .into_iter()
                .filter(|event| {
                    let named = owed(std::slice::from_ref(event));
                    named
                        .iter()
                        .any(|it| !serves_core(&catalogue, it.recipient.as_deref()))
                }),
        );
        let obligations = owed(&events);
        self.record_for_all(|_| events)?;
        self.end_questions(LeftOpen::Ended);
        let calendar = self.shared.calendar();
        let due = review_due(self.state.current(), calendar.as_deref());
        Ok(ClosingAnswer::Requested {
            due: due.unwrap_or(Due::NotPromised),
            obligations,
        })
    }

    fn end_closing(&mut self, how: ClosingEnd) -> Result<ClosingAnswer, Reason> {
        self.up_to_date()?;
        let closing = self.state.current().and_then(|it| it.life.closing);
        if closing.is_none() {
            return Ok(ClosingAnswer::NoChange);
        }
        self.record_for_all(|_| vec![Event::Account(AccountEvent::ClosingEnded { how })])?;
        Ok(ClosingAnswer::OpenAgain)
    }

    pub(super) fn close_account(&mut self, by: Initiator) -> Result<ClosingAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        if let Err(others) = may_close(catalogue.data().closing.as_ref(), by) {
            return Ok(ClosingAnswer::NotByThem(others));
        }
        if self
            .state
            .current()
            .is_some_and(|it| it.life.closed.is_some())
        {
            return Ok(ClosingAnswer::NoChange);
        }
        self.flush();
        let then = after_closing(catalogue.data());
        let mut events = vec![Event::Account(AccountEvent::Closed { by, then })];
        events.extend(stop_recipients(&catalogue, &self.state));
        events.extend(delete_account(&catalogue, &self.state, then));
        let obligations = owed(&events);
        self.record_for_all(|_| events)?;
        self.end_questions(LeftOpen::Ended);
        Ok(ClosingAnswer::Closed { then, obligations })
    }

    fn open_account_again(&mut self) -> Result<ClosingAnswer, Reason> {
        self.up_to_date()?;
        if self
            .state
            .current()
            .is_none_or(|it| it.life.closed.is_none())
        {
            return Ok(ClosingAnswer::NoChange);
        }
        self.record_for_all(|_| vec![Event::Account(AccountEvent::OpenedAgain)])?;
        Ok(ClosingAnswer::OpenAgain)
    }

    fn hold(&mut self, kinds: Vec<String>, ground: String) -> Option<u64> {
        self.up_to_date().ok()?;
        if ground.trim().is_empty() {
            return None;
        }
        let id = random_number();
        let event = Event::Account(AccountEvent::Held { id, kinds, ground });
        self.record_for_all(|_| vec![event]).ok().map(|_| id)
    }

    fn use_held(&mut self, kind: &str, ground: &str, by: String) -> HeldUse {
        if let Err(reason) = self.up_to_date() {
            return HeldUse::NotRecorded(reason);
        }
        let holds = self.state.current().map(|account| &account.life.holds);
        let covering: Vec<_> = holds
            .into_iter()
            .flatten()
            .filter(|(_, hold)| hold.covers(kind))
            .collect();
        if covering.is_empty() {
            return HeldUse::NotHeld;
        }
        let Some(&(&id, _)) = covering.iter().find(|(_, hold)| hold.ground == ground) else {
            return HeldUse::OtherGround;
        };
        let kind = kind.to_owned();
        match self.write_down(vec![Event::Account(AccountEvent::HeldUsed {
            id,
            kind,
            by,
        })]) {
            Ok(entries) => HeldUse::Allowed {
                entry: entries.first().copied().unwrap_or_default(),
            },
            Err(reason) => HeldUse::NotRecorded(reason),
        }
    }

    fn release(&mut self, id: u64) -> bool {
        let known = self.up_to_date().is_ok()
            && (self.state.current()).is_some_and(|it| it.life.holds.contains_key(&id));
        known
            && self
                .record_for_all(|_| vec![Event::Account(AccountEvent::Released { id })])
                .is_ok()
    }
}

/// Whether a recipient works for a core function.
fn serves_core(catalogue: &Catalogue, recipient: Option<&str>) -> bool {
    let lines = catalogue.lines().iter();
    let mut own =
        lines.filter(|line| catalogue.recipient(line).map(|it| it.id.as_str()) == recipient);
    own.any(|line| catalogue.function(line).tier == crate::pack::model::Tier::Core)
}

/// One duty for everything of the account, because most of it never went by
/// the guard; and one for each recipient and kind that did.
fn delete_account(
    catalogue: &Catalogue,
    state: &crate::state::ConsentState,
    then: Disposal,
) -> Vec<Event> {
    let action = match then {
        Disposal::Delete => ObligedAction::Delete,
        Disposal::DeleteOrAnonymise => ObligedAction::DeleteOrAnonymise,
        Disposal::NotPromised => return Vec::new(),
    };
    let collected = collected_of(state.current());
    let passed_on = delete_collected(catalogue, state, &collected, then, |_| false)
        .into_iter()
        .filter(|event| {
            owed(std::slice::from_ref(event))
                .iter()
                .any(|it| it.recipient.is_some())
        });
    std::iter::once(super::duty(action, None, String::new(), None))
        .chain(passed_on)
        .collect()
}
