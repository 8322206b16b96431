//! The fields of the verbs about people.

use askfirst::pack::model::{Initiator, NoticePart, RightName};
use serde::Deserialize;

use crate::moment::Moment;
use crate::rulebook::DayWord;

/// A step of a closing.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosingStep {
    /// It is asked for.
    Requested,
    /// The review turned it down.
    Rejected,
    /// Whoever asked took it back.
    TakenBack,
    /// It is done.
    Closed,
    /// An account of the same name was opened again.
    OpenedAgain,
}

/// The fields of `app_closes_account`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingWord {
    /// Which step.
    pub step: ClosingStep,
    /// Who starts it.
    #[serde(default = "person")]
    pub by: Initiator,
}

fn person() -> Initiator {
    Initiator::Person
}

/// The fields of `app_holds`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldWord {
    /// Kinds; none is every kind.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The ground.
    pub ground: String,
}

/// The fields of `app_uses_held`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseWord {
    /// Kind of data.
    pub kind: String,
    /// The ground.
    pub ground: String,
    /// Who uses it.
    pub by: String,
}

/// A step about one hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneHold {
    /// Its number, from 1 in the order of holding.
    pub hold: usize,
}

/// The fields of `app_announces_end`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndWord {
    /// The first day without service, in UTC+8.
    pub day: DayWord,
}

/// The fields of `app_states_age`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeWord {
    /// Full years.
    pub years: u8,
}

/// The fields of `app_records_guardian`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardianWord {
    /// Who.
    pub guardian: String,
    /// How it was established.
    pub method: String,
    /// Where the evidence lies.
    pub evidence: String,
    /// When; left out, now.
    #[serde(default)]
    pub consented: Option<Moment>,
}

/// A right, for a kind or for everything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightWord {
    /// Which right.
    pub right: RightName,
    /// Kind of data; left out, everything.
    #[serde(default)]
    pub kind: Option<String>,
}

/// The fields of `app_moves_request`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestStep {
    /// Its number, from 1 in the order of making.
    pub request: usize,
    /// What happens to it.
    pub step: Move,
    /// Recipients that a deletion is not passed on to.
    #[serde(default)]
    pub except: Vec<String>,
    /// Item of the list on which it is refused.
    #[serde(default)]
    pub item: u32,
    /// The law that is meant.
    #[serde(default)]
    pub citation: Option<String>,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The person's identity was established.
    IdentityVerified,
    /// It was done.
    Answered,
    /// It is refused.
    Refused,
    /// The person took it back.
    TakenBack,
}

/// The fields of `app_sets_calendar`; without a first day it is taken back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarWord {
    /// The first day it knows.
    #[serde(default)]
    pub first: Option<DayWord>,
    /// The last day it knows.
    #[serde(default)]
    pub last: Option<DayWord>,
    /// Days off from Monday to Friday.
    #[serde(default)]
    pub off: Vec<DayWord>,
    /// Days worked on a weekend.
    #[serde(default)]
    pub worked: Vec<DayWord>,
}

/// The fields of `app_discloses`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureWord {
    /// To whom.
    pub to: String,
    /// Which kinds.
    pub kinds: Vec<String>,
    /// On which ground.
    pub ground: String,
}

/// The fields of `app_reports_incident`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentWord {
    /// Parts that are written.
    pub parts: Vec<NoticePart>,
}

/// The fields of `app_asks_message`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageWord {
    /// Its class.
    pub class: ClassWord,
    /// Topics of the policy that it touches.
    #[serde(default)]
    pub topics: Vec<String>,
}

/// A class of messages.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWord {
    /// About the service itself.
    Service,
    /// Promotional.
    Promotional,
}

/// The fields of `app_stops_messages`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopWord {
    /// Whether they stop.
    pub stopped: bool,
}

/// The fields of `app_reports_access`; it was seen now.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenWord {
    /// By whom; left out, by the app itself.
    #[serde(default)]
    pub recipient: Option<String>,
    /// Of which kind.
    pub kind: String,
}

/// The fields of `app_clears`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cleared {
    /// The recipient.
    pub recipient: String,
}
