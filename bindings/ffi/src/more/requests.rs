//! Requests of the person about their rights.

use askfirst::Timestamp;
use askfirst::guard::{Owed, Refusal, RequestAnswer, RequestView, RightOffer, RightTerms};
use askfirst::pack::model::{Addressee, Contact, ExemptionItem, Ground, Remark, RightName, Text};
use askfirst::reason::Reason as CoreReason;
use askfirst::rules::clocks::{Due, WorkingDays};
use askfirst::rules::days::Day;
use askfirst::rules::requests::RefusalFault;
use askfirst::state::RequestOutcome;

use crate::bridge::Bridge;

/// On which terms a right is offered.
#[uniffi::remote(Record)]
pub struct RightTerms {
    pub right: RightName,
    pub route: Option<Text>,
    pub addressee: Addressee,
    pub identity_check: bool,
    pub may_cost: bool,
    pub clause: String,
}

/// What the policy says about one right for one kind.
#[uniffi::remote(Enum)]
pub enum RightOffer {
    Offered(RightTerms),
    Withheld {
        clause: String,
        instead: Vec<RightTerms>,
    },
    NotDeclared,
}

/// What became of a request.
#[uniffi::remote(Enum)]
pub enum RequestOutcome {
    Open,
    Answered(Timestamp),
    Refused(Timestamp, u32),
    TakenBack(Timestamp),
}

/// A request, for a screen.
#[uniffi::remote(Record)]
pub struct RequestView {
    pub id: u64,
    pub right: RightName,
    pub kind: Option<String>,
    pub made: Timestamp,
    pub waits_for_identity: bool,
    pub due: Due,
    pub overdue: bool,
    pub outcome: RequestOutcome,
}

/// Whom to ask and where to complain.
#[uniffi::remote(Record)]
pub struct Contact {
    pub phone: Option<String>,
    pub mail: Option<String>,
    pub address: Option<Text>,
    pub officer: Option<Text>,
    pub complaints: Vec<Remark>,
    pub clause: String,
}

/// A refusal as the person has to be shown it.
#[uniffi::remote(Record)]
pub struct Refusal {
    pub number: u32,
    pub text: Text,
    pub clause: String,
    pub contact: Contact,
}

/// Why a refusal is not taken.
#[uniffi::remote(Enum)]
pub enum RefusalFault {
    NotListed,
    NeedsCitation,
}

/// What became of a step of a request.
#[uniffi::remote(Enum)]
pub enum RequestAnswer {
    Made {
        id: u64,
        due: Due,
        tell_of_cost: bool,
    },
    NotOffered(RightOffer),
    Recorded {
        due: Due,
    },
    Answered {
        obligations: Vec<Owed>,
    },
    Refused(Refusal),
    RefusalNotTaken(RefusalFault),
    IdentityFirst,
    NotOpen,
    NotRecorded(CoreReason),
}

/// A ground on which the policy lets a request be refused.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RefusalGround {
    /// Its number in the text.
    pub number: u32,
    /// The ground, from a closed vocabulary.
    pub ground: Ground,
    /// The case.
    pub text: Text,
    /// Whether the law that is meant has to be named.
    pub requires_citation: bool,
}

impl From<ExemptionItem> for RefusalGround {
    fn from(item: ExemptionItem) -> RefusalGround {
        RefusalGround {
            number: item.number,
            ground: item.ground,
            text: item.text,
            requires_citation: item.requires_citation,
        }
    }
}

/// The working days that a host knows, as days `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Calendar {
    /// The first day it covers.
    pub first: String,
    /// The last.
    pub last: String,
    /// Days from Monday to Friday that are not worked.
    pub off: Vec<String>,
    /// Days at a weekend that are.
    pub worked: Vec<String>,
}

impl Calendar {
    /// None if one of them is no day: half a calendar is worse than none.
    fn days(&self) -> Option<WorkingDays> {
        let days = |texts: &[String]| -> Option<Vec<Day>> {
            texts.iter().map(|text| Day::parse(text)).collect()
        };
        Some(WorkingDays::new(
            Day::parse(&self.first)?,
            Day::parse(&self.last)?,
            days(&self.off)?,
            days(&self.worked)?,
        ))
    }
}

#[uniffi::export]
impl Bridge {
    /// What the policy says about a right for a kind.
    pub async fn right_offer(&self, right: RightName, kind: Option<String>) -> RightOffer {
        self.guard.requests().offer(right, kind).await
    }

    /// Grounds on which the policy lets a request be refused.
    pub fn refusal_grounds(&self) -> Vec<RefusalGround> {
        let grounds = self.guard.requests().grounds();
        grounds.into_iter().map(RefusalGround::from).collect()
    }

    /// Where to ask and to complain.
    pub fn contact(&self) -> Option<Contact> {
        self.guard.requests().contact()
    }

    /// Hands over the working days that the host knows. False if one of them is no day; then none are known.
    pub async fn set_calendar(&self, calendar: Option<Calendar>) -> bool {
        let days = calendar.as_ref().map(Calendar::days);
        let is_sound = days.as_ref().is_none_or(Option::is_some);
        self.guard.requests().set_calendar(days.flatten()).await;
        is_sound
    }

    /// Makes a request.
    pub async fn make_request(&self, right: RightName, kind: Option<String>) -> RequestAnswer {
        self.guard.requests().make(right, kind).await
    }

    /// The person's identity was established.
    pub async fn identity_verified(&self, request: u64) -> RequestAnswer {
        self.guard.requests().identity_verified(request).await
    }

    /// The request was done.
    pub async fn request_answered(&self, request: u64, except: Vec<String>) -> RequestAnswer {
        self.guard.requests().answered(request, except).await
    }

    /// The request is refused.
    pub async fn request_refused(
        &self,
        request: u64,
        item: u32,
        citation: Option<String>,
    ) -> RequestAnswer {
        self.guard.requests().refused(request, item, citation).await
    }

    /// The person took the request back.
    pub async fn request_taken_back(&self, request: u64) -> RequestAnswer {
        self.guard.requests().taken_back(request).await
    }

    /// Every request of the account in use, oldest first.
    pub fn requests(&self) -> Vec<RequestView> {
        self.guard.requests().all()
    }
}
