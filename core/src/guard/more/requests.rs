//! Requests about rights: what is offered, and clocks that run (R-093 … R-096).
//!
//! People answer them; the guard keeps the time, asks for the ground of a
//! refusal, and shows the person where to complain. A withdrawal or a refusal
//! of consent is no request and needs no proof of identity.

use std::sync::Arc;

use super::duties::{collected_of, delete_collected, duty, owed};
use crate::catalogue::Catalogue;
use crate::clock::Timestamp;
use crate::guard::types::Owed;
use crate::guard::worker::{Worker, random_number};
use crate::guard::{Guard, Reply};
use crate::pack::Pack;
use crate::pack::model::{
    Addressee, Contact, Disposal, ExemptionItem, PromisedEvent, Right, RightName, Text,
};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::clocks::{Due, Promise, WorkingDays, due};
use crate::rules::requests::{Offer, RefusalFault, ground, grounds, offer};
use crate::state::{Event, ObligedAction, RequestEvent, RequestOutcome};

/// Requests of the person about their rights.
#[derive(Debug, Clone, Copy)]
pub struct Requests<'a>(&'a Guard);

/// What the policy says about one right for one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RightOffer {
    /// It offers it.
    Offered(RightTerms),
    /// It names it and withholds it.
    Withheld {
        /// Where it says so.
        clause: String,
        /// What it offers for the same data instead.
        instead: Vec<RightTerms>,
    },
    /// It does not say.
    NotDeclared,
}

/// On which terms a right is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightTerms {
    /// Which right.
    pub right: RightName,
    /// Where, as a person reads it; none where the text names no way.
    pub route: Option<Text>,
    /// Whom to turn to.
    pub addressee: Addressee,
    /// Whether identity may have to be shown first.
    pub identity_check: bool,
    /// Whether repeated requests may cost something.
    pub may_cost: bool,
    /// Section of the text.
    pub clause: String,
}

impl From<&Right> for RightTerms {
    fn from(right: &Right) -> RightTerms {
        RightTerms {
            right: right.right,
            route: right.route.clone(),
            addressee: right.addressee,
            identity_check: right.identity_check,
            may_cost: right.may_cost,
            clause: right.clause.clone(),
        }
    }
}

/// A request, for a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// Its number.
    pub id: u64,
    /// For what.
    pub right: RightName,
    /// About which kind; none is everything.
    pub kind: Option<String>,
    /// When it was made.
    pub made: Timestamp,
    /// Whether identity has to be shown before it is answered.
    pub waits_for_identity: bool,
    /// When it is due.
    pub due: Due,
    /// Whether that is certainly past.
    pub overdue: bool,
    /// What became of it.
    pub outcome: RequestOutcome,
}

/// What became of a step of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestAnswer {
    /// It is under way.
    Made {
        /// Its number.
        id: u64,
        /// When it is due.
        due: Due,
        /// Whether the person has to be told that it may cost something,
        /// because the same was asked before.
        tell_of_cost: bool,
    },
    /// The policy does not offer it.
    NotOffered(RightOffer),
    /// The step is recorded.
    Recorded {
        /// When the request is due.
        due: Due,
    },
    /// It was done.
    Answered {
        /// What the app must do now.
        obligations: Vec<Owed>,
    },
    /// It was refused, on this ground, which the person has to be shown with its number.
    Refused(Refusal),
    /// The ground is none of the policy's list, so it is not refused.
    RefusalNotTaken(RefusalFault),
    /// The person's identity has not been established.
    IdentityFirst,
    /// There is no such open request.
    NotOpen,
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

/// A refusal as the person has to be shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Number of the ground in the policy's list.
    pub number: u32,
    /// The ground.
    pub text: Text,
    /// Section of the list.
    pub clause: String,
    /// Where to complain, and whom to ask.
    pub contact: Contact,
}

impl Guard {
    /// Requests of the person about their rights.
    #[must_use]
    pub fn requests(&self) -> Requests<'_> {
        Requests(self)
    }
}

impl Requests<'_> {
    /// What the policy says about a right for a kind; no kind is everything.
    /// Until a later edition was agreed to, what the former one offers counts too.
    pub fn offer(&self, right: RightName, kind: Option<String>) -> Reply<RightOffer> {
        self.0.call(RightOffer::NotDeclared, move |worker, sender| {
            sender.send(worker.offered(right, kind.as_deref()));
        })
    }

    /// Grounds on which the policy lets a request be refused.
    #[must_use]
    pub fn grounds(&self) -> Vec<ExemptionItem> {
        let catalogue = self.0.catalogue();
        catalogue.map_or(Vec::new(), |it| {
            grounds(it.data()).into_iter().cloned().collect()
        })
    }

    /// Where to ask and to complain; there without a ledger too.
    #[must_use]
    pub fn contact(&self) -> Option<Contact> {
        Some(self.0.catalogue()?.data().contact.clone())
    }

    /// Hands over the working days that the host knows, or takes them back.
    /// Without them a time in working days is unknown, and never overdue (D-13).
    /// They are kept in memory only.
    pub fn set_calendar(&self, calendar: Option<WorkingDays>) -> Reply<()> {
        self.0.call((), move |worker, sender| {
            let calendar = calendar.map(Arc::new);
            worker.shared.update(|view| view.calendar = calendar);
            worker.find_next_moment();
            worker.on_clock();
            sender.send(());
        })
    }

    /// Makes a request. One that the policy does not offer is not pretended to run.
    pub fn make(&self, right: RightName, kind: Option<String>) -> Reply<RequestAnswer> {
        self.step(move |worker| worker.make_request(right, kind))
    }

    /// The person's identity was established; how, is the host's to know.
    pub fn identity_verified(&self, id: u64) -> Reply<RequestAnswer> {
        self.step(move |worker| worker.identity_verified(id))
    }

    /// The request was done. A deletion leaves the app what it must delete,
    /// and whom to tell, but for the recipients `except`: those that a
    /// law, or a consent of the person's own with them, lets keep it.
    pub fn answered(&self, id: u64, except: Vec<String>) -> Reply<RequestAnswer> {
        self.step(move |worker| worker.request_answered(id, &except))
    }

    /// The request is refused on an item of the policy's list.
    pub fn refused(&self, id: u64, item: u32, citation: Option<String>) -> Reply<RequestAnswer> {
        self.step(move |worker| worker.request_refused(id, item, citation))
    }

    /// The person took the request back.
    pub fn taken_back(&self, id: u64) -> Reply<RequestAnswer> {
        self.step(move |worker| worker.request_taken_back(id))
    }

    /// Every request of the account in use, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<RequestView> {
        let shared = &self.0.shared;
        let (now, calendar) = (shared.options.clock.now(), shared.calendar());
        let view = shared.view();
        let requests = view.state.current().map(|account| &account.requests);
        let mut views: Vec<RequestView> = requests
            .into_iter()
            .flatten()
            .map(|(&id, request)| {
                let due = due(request.promise, request.started(), calendar.as_deref());
                let open = request.outcome == RequestOutcome::Open;
                RequestView {
                    id,
                    right: request.right,
                    kind: request.kind.clone(),
                    made: request.made,
                    waits_for_identity: request.needs_identity && request.verified.is_none(),
                    due,
                    overdue: open && due.is_over(now),
                    outcome: request.outcome,
                }
            })
            .collect();
        views.sort_by_key(|view| (view.made, view.id));
        views
    }

    fn step(
        &self,
        work: impl FnOnce(&mut Worker) -> Result<RequestAnswer, Reason> + Send + 'static,
    ) -> Reply<RequestAnswer> {
        let fallback = RequestAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            sender.send(work(worker).unwrap_or_else(RequestAnswer::NotRecorded));
        })
    }
}

impl Worker {
    /// The most that any edition offers whose rights the person has.
    fn offered(&mut self, right: RightName, kind: Option<&str>) -> RightOffer {
        let editions = self.editions_of_rights();
        let mut offers = editions.iter().map(|pack| offered_by(pack, right, kind));
        let first = offers.next().unwrap_or(RightOffer::NotDeclared);
        match first {
            RightOffer::Offered(_) => first,
            RightOffer::Withheld { .. } | RightOffer::NotDeclared => offers
                .find(|it| matches!(it, RightOffer::Offered(_)))
                .unwrap_or(first),
        }
    }

    fn make_request(
        &mut self,
        right: RightName,
        kind: Option<String>,
    ) -> Result<RequestAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        let terms = match self.offered(right, kind.as_deref()) {
            RightOffer::Offered(terms) => terms,
            other => return Ok(RequestAnswer::NotOffered(other)),
        };
        let before = self.state.current().map(|account| &account.requests);
        let repeated = before.is_some_and(|before| {
            before
                .values()
                .any(|it| it.right == right && it.kind == kind)
        });
        let id = random_number();
        let event = RequestEvent::Made {
            id,
            right,
            kind,
            needs_identity: terms.identity_check,
            promise: Promise::of(catalogue.data(), PromisedEvent::RequestAnswered),
        };
        self.write_down(vec![Event::Request(event)])?;
        Ok(RequestAnswer::Made {
            id,
            due: self.due_of(id),
            tell_of_cost: terms.may_cost && repeated,
        })
    }

    fn identity_verified(&mut self, id: u64) -> Result<RequestAnswer, Reason> {
        self.up_to_date()?;
        if !self.is_open_request(id) {
            return Ok(RequestAnswer::NotOpen);
        }
        self.write_down(vec![Event::Request(RequestEvent::IdentityVerified { id })])?;
        Ok(RequestAnswer::Recorded {
            due: self.due_of(id),
        })
    }

    fn request_answered(&mut self, id: u64, except: &[String]) -> Result<RequestAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        if !self.is_open_request(id) {
            return Ok(RequestAnswer::NotOpen);
        }
        if self.waits_for_identity(id) {
            return Ok(RequestAnswer::IdentityFirst);
        }
        self.flush();
        let mut events = vec![Event::Request(RequestEvent::Answered { id })];
        events.extend(self.deletion_of_request(&catalogue, id, except));
        let obligations = owed(&events);
        self.write_down(events)?;
        Ok(RequestAnswer::Answered { obligations })
    }

    /// What an answered request leaves to do; only a deletion leaves anything.
    fn deletion_of_request(&self, catalogue: &Catalogue, id: u64, except: &[String]) -> Vec<Event> {
        let requests = self.state.current().map(|account| &account.requests);
        let request = requests.and_then(|requests| requests.get(&id));
        let Some(request) = request.filter(|it| it.right == RightName::Deletion) else {
            return Vec::new();
        };
        let mut collected = collected_of(self.state.current());
        if let Some(kind) = &request.kind {
            let lines = catalogue.lines();
            let about: Vec<&String> = lines
                .iter()
                .filter(|line| line.kind.id == *kind || line.covers.contains(kind))
                .map(|line| &line.id)
                .collect();
            collected.retain(|access, _| about.contains(&access));
        }
        let is_excepted = |recipient: &str| except.iter().any(|it| it == recipient);
        let disposal = Disposal::Delete;
        let mut events =
            delete_collected(catalogue, &self.state, &collected, disposal, is_excepted);
        let own = |event: &Event| {
            owed(std::slice::from_ref(event))
                .iter()
                .any(|it| it.recipient.is_none())
        };
        if !events.iter().any(own) {
            // What was typed, or lies on a server, never went by the guard.
            let kind = request.kind.clone().unwrap_or_default();
            events.insert(0, duty(ObligedAction::Delete, None, kind, None));
        }
        events
    }

    fn request_refused(
        &mut self,
        id: u64,
        number: u32,
        citation: Option<String>,
    ) -> Result<RequestAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        if !self.is_open_request(id) {
            return Ok(RequestAnswer::NotOpen);
        }
        let item = match ground(catalogue.data(), number, citation.as_deref()) {
            Ok(item) => item,
            Err(fault) => return Ok(RequestAnswer::RefusalNotTaken(fault)),
        };
        let refusal = Refusal {
            number,
            text: item.text.clone(),
            clause: clause_of_grounds(&catalogue),
            contact: catalogue.data().contact.clone(),
        };
        let event = RequestEvent::Refused {
            id,
            item: number,
            citation,
        };
        self.write_down(vec![Event::Request(event)])?;
        Ok(RequestAnswer::Refused(refusal))
    }

    fn request_taken_back(&mut self, id: u64) -> Result<RequestAnswer, Reason> {
        self.up_to_date()?;
        if !self.is_open_request(id) {
            return Ok(RequestAnswer::NotOpen);
        }
        self.write_down(vec![Event::Request(RequestEvent::TakenBack { id })])?;
        Ok(RequestAnswer::Recorded {
            due: Due::NotPromised,
        })
    }

    fn request_of(&self, id: u64) -> Option<&crate::state::RequestState> {
        self.state.current()?.requests.get(&id)
    }

    fn is_open_request(&self, id: u64) -> bool {
        self.request_of(id)
            .is_some_and(|it| it.outcome == RequestOutcome::Open)
    }

    fn waits_for_identity(&self, id: u64) -> bool {
        self.request_of(id)
            .is_some_and(|it| it.needs_identity && it.verified.is_none() && Rule::R095.holds())
    }

    fn due_of(&self, id: u64) -> Due {
        let calendar = self.shared.calendar();
        self.request_of(id).map_or(Due::NotPromised, |it| {
            due(it.promise, it.started(), calendar.as_deref())
        })
    }
}

fn offered_by(pack: &Pack, right: RightName, kind: Option<&str>) -> RightOffer {
    match offer(pack.data(), right, kind) {
        Offer::Offered(right) => RightOffer::Offered(right.into()),
        Offer::Withheld { right, instead } => RightOffer::Withheld {
            clause: right.clause.clone(),
            instead: instead.into_iter().map(RightTerms::from).collect(),
        },
        Offer::NotDeclared if !Rule::R093.holds() => RightOffer::Withheld {
            clause: String::new(),
            instead: Vec::new(),
        },
        Offer::NotDeclared => RightOffer::NotDeclared,
    }
}

fn clause_of_grounds(catalogue: &Catalogue) -> String {
    let lists = catalogue.data().exemptions.iter();
    let clauses: Vec<&str> = lists
        .filter(|list| list.action == crate::pack::model::Action::RefuseRequest)
        .map(|list| list.clause.as_str())
        .collect();
    clauses.join("; ")
}
