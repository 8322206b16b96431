//! The history of consent, folded into what stands now.
//!
//! Events are what happened; they are appended to the ledger and never
//! changed. [`ConsentState`] is derived from them alone, so replaying a ledger
//! gives the state that wrote it.
//!
//! **Invariant:** applying an event reads no clock and does no I/O.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::reason::Reason;

/// Whose consent it is: an account under a tenant, or the installation.
///
/// Holds a keyed hash, never the account's own name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountRef(pub String);

/// What was asked, exactly: the same key for the same question, whatever the edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentKey {
    /// Access id.
    pub access: String,
    /// Controller id.
    pub controller: String,
}

/// One thing that happened, with what every record must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// When, by the host's clock.
    pub at: Timestamp,
    /// Hash of the pack in force.
    pub pack: Digest,
    /// Its position in the line of versions.
    pub ordinal: u32,
    /// Whose consent it concerns.
    pub account: AccountRef,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A ledger began; after a recovery it says why, and quiet periods run from now.
    Began {
        /// Why the former ledger was set aside.
        after: Option<String>,
    },
    /// The guard opened over this ledger; the number tells one opening from another.
    Opened {
        /// Random number of this opening.
        opening: u64,
    },
    /// A question was put in the queue's first place, before it was drawn.
    Asked {
        /// Ticket of the question.
        ticket: u64,
        /// What is asked; empty for the policy itself.
        keys: Vec<ConsentKey>,
    },
    /// The prompt was drawn.
    Shown {
        /// Ticket of the question.
        ticket: u64,
        /// Language shown.
        language: String,
        /// Hash of the text shown.
        text: Digest,
    },
    /// A question ended without an answer.
    LeftOpen {
        /// Ticket of the question.
        ticket: u64,
        /// How it ended.
        how: LeftOpen,
    },
    /// The policy was accepted or declined.
    Policy {
        /// Whether it was accepted.
        accepted: bool,
        /// The act.
        act: String,
        /// The answer.
        answer: AnswerRecord,
    },
    /// The person gave consent.
    Given {
        /// What was asked.
        key: ConsentKey,
        /// What the pack said about it.
        said: SaidRecord,
        /// How long it lasts.
        until: Until,
        /// The answer.
        answer: AnswerRecord,
    },
    /// The person refused.
    Refused {
        /// What was asked.
        key: ConsentKey,
        /// What the pack said about it.
        said: SaidRecord,
        /// The answer.
        answer: AnswerRecord,
    },
    /// Consent was withdrawn.
    Withdrawn {
        /// What was withdrawn.
        key: ConsentKey,
        /// By whom.
        by: WithdrawnBy,
    },
    /// A consent for one read was used.
    Consumed {
        /// What was read.
        key: ConsentKey,
    },
    /// The system's permission was seen to have changed.
    SystemSeen {
        /// For which access.
        key: ConsentKey,
        /// Whether it is on.
        granted: bool,
    },
    /// The account in use changed.
    AccountSwitched,
    /// An older release of the app reports an acceptance. It opens nothing.
    ReportedAcceptance {
        /// Version of the text that was accepted, as the app reports it.
        text_version: String,
        /// When, as the app reports it.
        reported_at: Timestamp,
    },
    /// Something the app must still do.
    Obliged {
        /// Number of the obligation.
        id: u64,
        /// Recipient concerned.
        recipient: Option<String>,
        /// Kind concerned.
        kind: String,
        /// What to do.
        action: ObligedAction,
    },
    /// The app reports what became of an obligation.
    Confirmed {
        /// Number of the obligation.
        id: u64,
        /// What became of it.
        how: Confirmation,
        /// Opening in which it was reported.
        opening: u64,
    },
    /// An SDK was started.
    Started {
        /// The recipient.
        recipient: String,
    },
    /// Something went wrong outside the ledger.
    Fault {
        /// What, in a fixed vocabulary.
        what: String,
    },
    /// Decisions since the last block; changes no answer.
    Decided {
        /// In order.
        decisions: Vec<DecisionRecord>,
    },
}

/// The part of an answer that proves it was given to a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRecord {
    /// Ticket of the question.
    pub ticket: u64,
    /// Style of the prompt.
    pub style: String,
    /// The control that was used.
    pub control: String,
    /// How the tap was heard.
    pub tap: String,
    /// Language shown.
    pub language: String,
    /// Hash of the text shown.
    pub text: Digest,
}

/// What the pack said about an access when it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidRecord {
    /// Kind of data.
    pub kind: String,
    /// Function.
    pub function: String,
    /// Purpose.
    pub purpose: String,
    /// Recipient, if not the app itself.
    pub recipient: Option<String>,
    /// Fingerprint of all that the pack said.
    pub fingerprint: Digest,
}

/// How long a consent lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// While the service is used.
    WhileUsing,
    /// For one read.
    OneRead,
    /// Up to and without a moment.
    Moment(Timestamp),
}

/// How a question ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOpen {
    /// Closed by its own control.
    Closed,
    /// A tap outside.
    OutsideTap,
    /// The system's back.
    Back,
    /// Nobody answered in time.
    TimedOut,
    /// The prompt could not be drawn; nobody was asked, so no quiet period runs.
    UiFailed,
    /// It was taken down before it was drawn; no quiet period runs.
    NeverShown,
    /// Everybody who had asked went away.
    CallersGone,
    /// The account changed under it.
    AccountSwitched,
}

/// Who withdrew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnBy {
    /// The person, in the app.
    Person,
    /// The system's permission was turned off.
    System,
}

/// What the app must still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligedAction {
    /// Stop the recipient's SDK.
    StopRecipient,
    /// Drop values of the kind that are held on the device.
    PurgeCache,
}

/// What became of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Done.
    Done,
    /// It holds once the process has ended.
    AfterRestart,
    /// The SDK offers no way to do it.
    NotOffered,
}

/// One decision, without the data it was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// When.
    pub at: Timestamp,
    /// Access id, or the parts of an undeclared request.
    pub access: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The entry that allowed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// State of one consent, derived from its events (ISO/IEC TS 27560, DPV).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// Given.
    Given,
    /// Refused in a prompt.
    Refused,
    /// Refused in the system's dialog that answered a primer.
    RefusedInSystem,
    /// Withdrawn by the person.
    Withdrawn,
    /// Withdrawn by turning the system's permission off.
    WithdrawnInSystem,
    /// Given for one read, and used.
    Spent,
}

/// The last answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// What it says.
    pub status: ConsentStatus,
    /// The entry that says so.
    pub entry: u64,
    /// Since when.
    pub since: Timestamp,
    /// What the pack said when it was answered.
    pub fingerprint: Digest,
    /// How long a consent lasts.
    pub until: Until,
}

/// What is known of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountState {
    /// Whether the policy was accepted: the pack, and the entry that says so.
    pub policy: Option<PolicyStanding>,
    /// The last answer to each question.
    pub standings: HashMap<ConsentKey, Standing>,
    /// Questions asked and left open, and when.
    pub left_open: HashMap<ConsentKey, Timestamp>,
    /// Where the system's permission was last seen on.
    pub system_on: BTreeSet<ConsentKey>,
    /// Where the system's own dialog was refused.
    pub system_refused: BTreeSet<ConsentKey>,
}

/// The last answer to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyStanding {
    /// Whether it was accepted.
    pub accepted: bool,
    /// Which pack.
    pub pack: Digest,
    /// The entry that says so.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
}

/// Something the app must still do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Recipient concerned.
    pub recipient: Option<String>,
    /// Kind concerned.
    pub kind: String,
    /// What to do.
    pub action: ObligedAction,
    /// Opening that was told *after a restart*; it blocks that opening only.
    pub waits_for_end_of: Option<u64>,
}

/// Everything that a decision can rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentState {
    /// The account in use.
    pub account: AccountRef,
    /// Every account seen.
    pub accounts: BTreeMap<AccountRef, AccountState>,
    /// What the app must still do.
    pub obligations: BTreeMap<u64, Obligation>,
    /// Latest time seen, so that a clock that went back is noticed.
    pub latest: Option<Timestamp>,
    /// Quiet periods run from here for every question, after a recovery.
    pub quiet_since: Option<Timestamp>,
    /// Questions that have not ended.
    open: HashMap<u64, Vec<ConsentKey>>,
}

impl ConsentState {
    /// What is known of the account in use.
    #[must_use]
    pub fn current(&self) -> Option<&AccountState> {
        self.accounts.get(&self.account)
    }

    /// The last answer to a question, for the account in use.
    #[must_use]
    pub fn standing(&self, key: &ConsentKey) -> Option<&Standing> {
        self.current()?.standings.get(key)
    }

    /// Since when a question has been left open, for the account in use.
    #[must_use]
    pub fn left_open_since(&self, key: &ConsentKey) -> Option<Timestamp> {
        let own = self
            .current()
            .and_then(|account| account.left_open.get(key))
            .copied();
        own.max(self.quiet_since)
    }

    /// Applies one entry.
    pub fn apply(&mut self, entry: u64, recorded: &Recorded) {
        self.latest = self.latest.max(Some(recorded.at));
        match &recorded.event {
            Event::Began { after } => {
                self.quiet_since = after.as_ref().map(|_| recorded.at);
            }
            Event::Opened { opening } => self.opened(*opening),
            Event::Asked { ticket, keys } => self.asked(*ticket, keys, recorded),
            Event::LeftOpen { ticket, how } => self.left_open(*ticket, *how, recorded),
            Event::Policy {
                accepted, answer, ..
            } => {
                self.open.remove(&answer.ticket);
                self.account_of(recorded).policy = Some(PolicyStanding {
                    accepted: *accepted,
                    pack: recorded.pack,
                    entry,
                    at: recorded.at,
                });
            }
            Event::Given {
                key,
                said,
                until,
                answer,
            } => {
                let standing = Standing {
                    status: ConsentStatus::Given,
                    entry,
                    since: recorded.at,
                    fingerprint: said.fingerprint,
                    until: *until,
                };
                self.answered(key, standing, answer.ticket, recorded);
            }
            Event::Refused { key, said, answer } => {
                let by_system = answer.control == crate::prompt::CONTROL_SYSTEM;
                let standing = Standing {
                    status: if by_system {
                        ConsentStatus::RefusedInSystem
                    } else {
                        ConsentStatus::Refused
                    },
                    entry,
                    since: recorded.at,
                    fingerprint: said.fingerprint,
                    until: Until::WhileUsing,
                };
                self.answered(key, standing, answer.ticket, recorded);
            }
            Event::Withdrawn { key, by } => {
                let status = match by {
                    WithdrawnBy::Person => ConsentStatus::Withdrawn,
                    WithdrawnBy::System => ConsentStatus::WithdrawnInSystem,
                };
                self.closed(key, status, entry, recorded);
                if *by == WithdrawnBy::System {
                    self.account_of(recorded).system_on.remove(key);
                }
            }
            Event::Consumed { key } => self.closed(key, ConsentStatus::Spent, entry, recorded),
            Event::SystemSeen { key, granted } => {
                let account = self.account_of(recorded);
                if *granted {
                    account.system_on.insert(key.clone());
                    account.system_refused.remove(key);
                } else {
                    account.system_on.remove(key);
                    account.system_refused.insert(key.clone());
                }
            }
            Event::AccountSwitched => self.account = recorded.account.clone(),
            Event::Obliged {
                id,
                recipient,
                kind,
                action,
            } => {
                let obligation = Obligation {
                    recipient: recipient.clone(),
                    kind: kind.clone(),
                    action: *action,
                    waits_for_end_of: None,
                };
                self.obligations.insert(*id, obligation);
            }
            Event::Confirmed { id, how, opening } => self.confirmed(*id, *how, *opening),
            Event::Shown { .. }
            | Event::Started { .. }
            | Event::ReportedAcceptance { .. }
            | Event::Fault { .. }
            | Event::Decided { .. } => {}
        }
    }

    fn account_of(&mut self, recorded: &Recorded) -> &mut AccountState {
        self.accounts.entry(recorded.account.clone()).or_default()
    }

    /// A new opening ends what waited for the former one's end.
    fn opened(&mut self, opening: u64) {
        self.obligations
            .retain(|_, it| it.waits_for_end_of.is_none_or(|former| former == opening));
    }

    /// From here on the question counts as left open, so that a process killed
    /// while it is shown cannot ask again at once.
    fn asked(&mut self, ticket: u64, keys: &[ConsentKey], recorded: &Recorded) {
        self.open.insert(ticket, keys.to_vec());
        let account = self.account_of(recorded);
        for key in keys {
            account.left_open.insert(key.clone(), recorded.at);
        }
    }

    fn left_open(&mut self, ticket: u64, how: LeftOpen, recorded: &Recorded) {
        let Some(keys) = self.open.remove(&ticket) else {
            return;
        };
        let account = self.account_of(recorded);
        for key in keys {
            match how {
                LeftOpen::UiFailed | LeftOpen::NeverShown => account.left_open.remove(&key),
                LeftOpen::Closed
                | LeftOpen::OutsideTap
                | LeftOpen::Back
                | LeftOpen::TimedOut
                | LeftOpen::CallersGone
                | LeftOpen::AccountSwitched => account.left_open.insert(key, recorded.at),
            };
        }
    }

    fn answered(&mut self, key: &ConsentKey, standing: Standing, ticket: u64, at: &Recorded) {
        self.open.remove(&ticket);
        let account = self.account_of(at);
        account.left_open.remove(key);
        account.standings.insert(key.clone(), standing);
    }

    fn closed(&mut self, key: &ConsentKey, status: ConsentStatus, entry: u64, at: &Recorded) {
        let standing = Standing {
            status,
            entry,
            since: at.at,
            fingerprint: Digest([0; 32]),
            until: Until::WhileUsing,
        };
        let kept = self
            .account_of(at)
            .standings
            .entry(key.clone())
            .or_insert(standing);
        (kept.status, kept.entry, kept.since) = (status, entry, at.at);
    }

    fn confirmed(&mut self, id: u64, how: Confirmation, opening: u64) {
        match how {
            Confirmation::Done | Confirmation::NotOffered => {
                self.obligations.remove(&id);
            }
            Confirmation::AfterRestart => {
                if let Some(obligation) = self.obligations.get_mut(&id) {
                    obligation.waits_for_end_of = Some(opening);
                }
            }
        }
    }
}
