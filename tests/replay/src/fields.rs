//! The fields of each verb, exactly as `docs/scenarios.md` describes them.

use askfirst::catalogue::AccessParts;
use askfirst::decide::Ask;
use askfirst::guard::{Account, Dismissal, Tap};
use askfirst::pack::model::{Action, Mode};
use serde::Deserialize;

use crate::format::{PermissionWord, Tongue};
use crate::moment::Moment;
use crate::rulebook::word_of;

/// What is asked for: an access by its id, or by its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// By id.
    Id(String),
    /// By parts.
    Parts {
        /// The parts.
        parts: AccessParts,
        /// How a log writes them.
        label: String,
    },
}

impl Subject {
    /// How a log writes it.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Subject::Id(id) => id,
            Subject::Parts { label, .. } => label,
        }
    }
}

/// Parts of an access as scenarios write them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParts {
    kind: String,
    function: Option<String>,
    purpose: Option<String>,
    recipient: Option<String>,
    controller: Option<String>,
    mode: Option<Mode>,
    action: Option<Action>,
    source: Option<String>,
}

impl From<RawParts> for Subject {
    fn from(raw: RawParts) -> Subject {
        let mode = raw.mode.map(word_of);
        let action = raw.action.map(word_of);
        let named = [
            ("kind", Some(&raw.kind)),
            ("function", raw.function.as_ref()),
            ("purpose", raw.purpose.as_ref()),
            ("recipient", raw.recipient.as_ref()),
            ("controller", raw.controller.as_ref()),
            ("mode", mode.as_ref()),
            ("action", action.as_ref()),
            ("source", raw.source.as_ref()),
        ];
        let given = named
            .into_iter()
            .filter_map(|(name, part)| Some(format!("{name}={}", part?)));
        let label = given.collect::<Vec<_>>().join(",");
        let parts = AccessParts {
            kind: raw.kind,
            function: raw.function,
            purpose: raw.purpose,
            recipient: raw.recipient,
            controller: raw.controller,
            mode: raw.mode.unwrap_or_default(),
            action: raw.action,
            source: raw.source,
        };
        Subject::Parts { parts, label }
    }
}

fn subject(access: Option<String>, parts: Option<RawParts>) -> Result<Subject, String> {
    match (access, parts) {
        (Some(id), None) => Ok(Subject::Id(id)),
        (None, Some(parts)) => Ok(parts.into()),
        (None, None) => Err("`access` or `parts` is missing".to_owned()),
        (Some(_), Some(_)) => Err("`access` and `parts` exclude each other".to_owned()),
    }
}

/// The fields of `app_checks` and `app_observes`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawLook")]
pub struct Look {
    /// What is looked at.
    pub subject: Subject,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLook {
    access: Option<String>,
    parts: Option<RawParts>,
}

impl TryFrom<RawLook> for Look {
    type Error = String;

    fn try_from(raw: RawLook) -> Result<Look, String> {
        Ok(Look {
            subject: subject(raw.access, raw.parts)?,
        })
    }
}

/// The fields of `app_reads`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawRead")]
pub struct Read {
    /// What is read.
    pub subject: Subject,
    /// Who acts.
    pub ask: Ask,
    /// How many calls at once.
    pub times: usize,
    /// Name for `app_cancels`.
    pub name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRead {
    access: Option<String>,
    parts: Option<RawParts>,
    #[serde(default)]
    ask: AskWord,
    times: Option<usize>,
    #[serde(rename = "as")]
    name: Option<String>,
}

impl TryFrom<RawRead> for Read {
    type Error = String;

    fn try_from(raw: RawRead) -> Result<Read, String> {
        let times = raw.times.unwrap_or(1);
        if !(1..=10_000).contains(&times) {
            return Err("`times` must be between 1 and 10000".to_owned());
        }
        let subject = subject(raw.access, raw.parts)?;
        Ok(Read {
            subject,
            ask: raw.ask.into(),
            times,
            name: raw.name,
        })
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskWord {
    /// Answers, never asks.
    Never,
    /// Asks if nobody was asked.
    #[default]
    IfNew,
    /// The person pressed the control.
    Tapped,
}

impl From<AskWord> for Ask {
    fn from(word: AskWord) -> Ask {
        match word {
            AskWord::Never => Ask::Never,
            AskWord::IfNew => Ask::IfNew,
            AskWord::Tapped => Ask::Tapped,
        }
    }
}

/// The fields of `app_opens`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// What the key store says.
    #[serde(default)]
    pub key: KeyWord,
    /// Another pack than the head's.
    pub pack: Option<String>,
}

/// What the key store says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyWord {
    /// The key of this scenario.
    #[default]
    Usual,
    /// Another key.
    Wrong,
    /// There is none any more.
    Lost,
    /// Not before the device is unlocked.
    Locked,
    /// The usual key, at `key_arrives`.
    Late,
}

/// The fields of `app_asks_together`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// What is asked for.
    pub accesses: Vec<String>,
}

/// A step about one access.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneAccess {
    /// Its id.
    pub access: String,
}

/// The fields of `app_starts`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Id of the recipient.
    pub recipient: String,
    /// Whether the person pressed the control that starts it.
    #[serde(default)]
    pub tapped: bool,
}

/// The fields of `app_shows_policy`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowPolicy {
    /// Position of a former edition; the one at hand, if absent.
    pub ordinal: Option<u32>,
}

/// The fields of `app_switches_account`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Who is signed in now.
    pub account: Option<AccountWord>,
}

/// An account as scenarios write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountWord {
    /// The account.
    pub id: String,
    /// Its tenant.
    pub tenant: Option<String>,
}

impl From<&AccountWord> for Account {
    fn from(word: &AccountWord) -> Account {
        Account {
            id: word.id.clone(),
            tenant: word.tenant.clone(),
        }
    }
}

/// The fields of `app_lists_entries`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entries {
    /// What happened, of those that are listed.
    pub what: Vec<String>,
}

/// The fields of `app_lists_decisions`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// How many, from the end.
    pub last: usize,
}

/// The fields of `app_cancels`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Name of the calls.
    pub call: String,
    /// How many of them; all, if absent.
    pub count: Option<usize>,
}

/// The fields of `person_taps`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taps {
    /// The control.
    pub control: ControlWord,
    /// Switches that are set.
    #[serde(default)]
    pub on: Vec<String>,
    /// Number of an older prompt.
    pub prompt: Option<usize>,
    /// How the tap is heard.
    #[serde(default)]
    pub how: TapWord,
}

/// A control of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlWord {
    /// Agrees.
    Agree,
    /// Refuses.
    Refuse,
    /// Hands in the switches.
    Submit,
    /// Goes on to the system's dialog.
    Continue,
}

impl ControlWord {
    /// The control's id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ControlWord::Agree => askfirst::prompt::CONTROL_AGREE,
            ControlWord::Refuse => askfirst::prompt::CONTROL_REFUSE,
            ControlWord::Submit => askfirst::prompt::CONTROL_SUBMIT,
            ControlWord::Continue => askfirst::prompt::CONTROL_CONTINUE,
        }
    }
}

/// How a tap is heard.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TapWord {
    /// The app says so.
    #[default]
    Pressed,
    /// The library hears it itself.
    Bound,
}

impl From<TapWord> for Tap {
    fn from(word: TapWord) -> Tap {
        match word {
            TapWord::Pressed => Tap::Pressed,
            TapWord::Bound => Tap::Bound,
        }
    }
}

/// The fields of `person_dismisses`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismisses {
    /// How.
    pub how: DismissalWord,
    /// Number of an older prompt.
    pub prompt: Option<usize>,
}

/// How a prompt is left.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DismissalWord {
    /// Its close control.
    Closed,
    /// A tap outside.
    OutsideTap,
    /// The system's back.
    Back,
    /// Nobody answered in time.
    TimedOut,
    /// It could not be drawn.
    UiFailed,
}

impl From<DismissalWord> for Dismissal {
    fn from(word: DismissalWord) -> Dismissal {
        match word {
            DismissalWord::Closed => Dismissal::Closed,
            DismissalWord::OutsideTap => Dismissal::OutsideTap,
            DismissalWord::Back => Dismissal::Back,
            DismissalWord::TimedOut => Dismissal::TimedOut,
            DismissalWord::UiFailed => Dismissal::UiFailed,
        }
    }
}

/// The fields of `person_answers_system`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemAnswer {
    /// What the person chose.
    pub permission: SystemChoice,
}

/// What a person can choose in a system dialog.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemChoice {
    /// Allow.
    Granted,
    /// Do not allow.
    Denied,
}

impl From<SystemChoice> for PermissionWord {
    fn from(choice: SystemChoice) -> PermissionWord {
        match choice {
            SystemChoice::Granted => PermissionWord::Granted,
            SystemChoice::Denied => PermissionWord::Denied,
        }
    }
}

/// The fields of `screen_draws`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draws {
    /// In which language; the scenario's, if absent.
    pub language: Option<Tongue>,
}

/// The fields of `phone_holds`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// Which read.
    pub kind: String,
    /// Where it stops.
    pub at: HoldAt,
}

/// Where a read stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldAt {
    /// Before its permit is spent.
    Before,
    /// After the value was read.
    After,
}

/// The fields of `phone_goes_on`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoesOn {
    /// Which read.
    pub kind: String,
}

/// The fields of `clock_advances`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Advance {
    /// Days of 24 hours.
    pub days: i64,
    /// Hours.
    pub hours: i64,
    /// Minutes.
    pub minutes: i64,
    /// Seconds.
    pub seconds: i64,
}

impl Advance {
    /// The sum, in milliseconds.
    #[must_use]
    pub fn ms(&self) -> i64 {
        (((self.days * 24 + self.hours) * 60 + self.minutes) * 60 + self.seconds) * 1_000
    }
}

/// The fields of `clock_is_set`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    /// The new time.
    pub to: Moment,
}

/// The fields of `storage_is_copied`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copied {
    /// Name of the copy.
    #[serde(rename = "as")]
    pub name: String,
}

/// The fields of `storage_is_put_back`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutBack {
    /// Name of the copy.
    pub copy: String,
    /// What becomes of the anchor.
    #[serde(default)]
    pub anchor: AnchorWord,
}

/// What becomes of the anchor when an older copy is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnchorWord {
    /// The newer one stays.
    #[default]
    Kept,
    /// The copied one comes back as well.
    Too,
}

/// The fields of `storage_byte_is_flipped`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flip {
    /// File of the directory.
    pub file: String,
    /// Place, from the start, or from the end if negative.
    pub at: i64,
}

/// The fields of `app_reports`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its name.
    pub fact: String,
    /// Its value; taken back, if absent.
    pub value: Option<String>,
}

/// The fields of `storage_is_removed`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// One file of the directory; everything, if absent.
    pub file: Option<String>,
}

/// A step without fields.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}
