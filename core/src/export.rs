//! A person's records as one file, with the field names of ISO/IEC TS 27560.
//!
//! One consent record for each access, with everything that was answered and
//! taken back as its events; then every entry and every decision. What is
//! collected was never here, so no value can be in it. What the standard has no
//! field for stands under names of this library's own.
//!
//! The names of fields follow the public guide of the W3C's Data Privacy
//! Vocabularies and Controls Community Group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, Line};
use crate::clock::Timestamp;
use crate::decide::key_of;
use crate::digest::Digest;
use crate::pack::model::{Mode, Text};
use crate::rule::Rule;
use crate::rules::days::Day;
use crate::state::{ConsentKey, DecisionRecord, Event, Recorded, SaidRecord, Until};
use crate::texts::{self, Language};

/// Name and number of this format.
pub const EXPORT_FORMAT: &str = "askfirst export 1";

/// The standard whose field names the consent records have.
pub const SCHEMA: &str = "ISO/IEC TS 27560:2023";

/// Everything the guard has on record about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Name and number of this format.
    pub format: String,
    /// The last entry that it takes account of.
    pub up_to_entry: u64,
    /// One for each access that was ever answered, and one for the policy itself.
    pub consent_records: Vec<ConsentRecord>,
    /// Every entry about the person, in order.
    pub entries: Vec<ExportedEntry>,
    /// Every decision about the person, in order.
    pub decisions: Vec<ExportedDecision>,
}

/// A consent record of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecord {
    /// The standard.
    pub schema_version: String,
    /// The access and the controller.
    pub record_id: String,
    /// The account, as a name that means nothing elsewhere.
    pub pii_principal_id: String,
    /// What was agreed to or not, in the words of the edition that was answered last.
    pub pii_processing: PiiProcessing,
    /// The parties that are named in it.
    pub party_identification: Vec<Party>,
    /// What happened, in order.
    pub events: Vec<ConsentEvent>,
}

/// The processing section of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiiProcessing {
    /// The edition: its ordinal and its hash.
    pub privacy_notice: String,
    /// Language that was shown.
    pub language: String,
    /// Why.
    pub purposes: Vec<String>,
    /// Always consent.
    pub lawful_basis: String,
    /// Which data.
    pub pii_information: Vec<PiiInformation>,
    /// Who decides.
    pub pii_controllers: Vec<String>,
    /// Typed, read or handed over by somebody else.
    pub collection_method: String,
    /// What is done with them.
    pub processing_method: String,
    /// Country where they are kept, if the policy says.
    pub storage_locations: Option<String>,
    /// How long they are kept, if the policy says.
    pub retention_period: Option<String>,
    /// Who receives them.
    pub recipient_third_parties: Vec<String>,
    /// How to take the consent back.
    pub withdrawal_method: String,
}

/// One kind of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiiInformation {
    /// The kind, by its id.
    pub pii_type: String,
    /// The kind, in the policy's words.
    pub pii_attribute_id: String,
    /// Whether the person can refuse it and lose only one function.
    pub pii_optional: bool,
    /// Whether it is sensitive.
    pub sensitive_pii_category: bool,
}

/// A party of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its id in the policy pack.
    pub party_id: String,
    /// Its name; none where the policy does not name it.
    pub party_name: Option<String>,
    /// `pii_controller` or `recipient`.
    pub party_role: String,
    /// How to reach it, as far as the policy says.
    pub party_contact: Option<String>,
}

/// One thing that happened to a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentEvent {
    /// When.
    pub event_time: String,
    /// How long it lasts.
    pub validity_duration: Option<String>,
    /// Who: the person or the system.
    pub entity_id: String,
    /// How it was expressed: the shape of the prompt and the control.
    pub event_type: String,
    /// What stands since.
    pub event_state: String,
    /// Hash of the text that was shown.
    pub shown_text: Option<String>,
    /// The entry of the ledger.
    pub entry: u64,
}

/// An entry of the ledger, in a fixed vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedEntry {
    /// Its number.
    pub entry: u64,
    /// When.
    pub time: String,
    /// What happened.
    pub what: String,
    /// Access concerned.
    pub access: Option<String>,
    /// More.
    pub detail: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedDecision {
    /// When.
    pub time: String,
    /// Access id, or the parts of an undeclared request.
    pub access: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<String>,
    /// The entry that allowed it.
    pub entry: Option<u64>,
}

/// What comparing an earlier export with the records gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// It says the same as the records do up to its last entry.
    Same,
    /// It does not; the first part that differs.
    Differs(Part),
    /// It is no export, or one of another format.
    NotAnExport,
    /// The records cannot be read now.
    NotReady,
}

/// A part of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The consent records.
    ConsentRecords,
    /// The entries.
    Entries,
    /// The decisions.
    Decisions,
}

impl Export {
    /// As JSON that a person can read too.
    #[must_use]
    pub fn to_json(&self) -> String {
        // INVARIANT: plain data with text keys serialises.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads what [`Export::to_json`] wrote; none if it is anything else.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Export> {
        let export: Export = serde_json::from_str(text).ok()?;
        (export.format == EXPORT_FORMAT).then_some(export)
    }

    /// Whether two exports say the same.
    #[must_use]
    pub fn compare(&self, other: &Export) -> Compared {
        if self.consent_records != other.consent_records {
            return Compared::Differs(Part::ConsentRecords);
        }
        if self.entries != other.entries {
            return Compared::Differs(Part::Entries);
        }
        if self.decisions != other.decisions {
            return Compared::Differs(Part::Decisions);
        }
        Compared::Same
    }
}

/// A moment as the export writes it, in the time of the policies.
pub(crate) fn moment(at: Timestamp) -> String {
    let day = Day::of(at);
    let ms = at.0 - day.start().0;
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
    format!(
        "{day}T{hour:02}:{minute:02}:{:02}.{ms:03}+08:00",
        seconds % 60
    )
}

pub(crate) fn decision(record: &DecisionRecord) -> ExportedDecision {
    ExportedDecision {
        time: moment(record.at),
        access: record.access.clone(),
        allowed: record.allowed,
        reason: record.reason.map(|reason| reason.code().to_owned()),
        entry: record.entry,
    }
}

/// What an account answered and took back, gathered by what it was about.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    records: BTreeMap<Option<ConsentKey>, Answers>,
}

/// What was answered last, and everything that happened.
#[derive(Debug, Default)]
struct Answers {
    edition: Option<(Digest, u32)>,
    language: String,
    said: Option<SaidRecord>,
    events: Vec<ConsentEvent>,
}

impl Gathered {
    /// Takes in one entry about the account.
    pub(crate) fn take(&mut self, entry: u64, recorded: &Recorded) {
        let (key, said, answer, state, until) = match &recorded.event {
            Event::Given {
                key,
                said,
                until,
                answer,
            } => (Some(key), Some(said), Some(answer), "given", Some(*until)),
            Event::Refused { key, said, answer } => {
                (Some(key), Some(said), Some(answer), "refused", None)
            }
            Event::Withdrawn { key, .. } => (Some(key), None, None, "withdrawn", None),
            Event::Consumed { key } => (Some(key), None, None, "expired", None),
            Event::Policy {
                accepted, answer, ..
            } => {
                let state = if *accepted { "given" } else { "refused" };
                (None, None, Some(answer), state, None)
            }
            _ => return,
        };
        if state == "refused" && !Rule::R092.holds() {
            return;
        }
        let by_system = matches!(
            recorded.event,
            Event::Withdrawn {
                by: crate::state::WithdrawnBy::System,
                ..
            }
        );
        let answers = self.records.entry(key.cloned()).or_default();
        if let Some(answer) = answer {
            answers.edition = Some((recorded.pack, recorded.ordinal));
            answers.language.clone_from(&answer.language);
            answers.said = said.cloned();
        }
        answers.events.push(ConsentEvent {
            event_time: moment(recorded.at),
            validity_duration: until.map(lasting),
            entity_id: if by_system { "system" } else { "pii_principal" }.to_owned(),
            event_type: answer.map_or("explicit withdrawal".to_owned(), |answer| {
                format!("explicit {} {}", answer.style, answer.control)
            }),
            event_state: state.to_owned(),
            shown_text: answer.map(|answer| answer.text.to_hex()),
            entry,
        });
    }

    /// Editions whose words the records need.
    pub(crate) fn editions(&self) -> Vec<Digest> {
        let of = |answers: &Answers| answers.edition.map(|(hash, _)| hash);
        self.records.values().filter_map(of).collect()
    }

    /// The records, in the words of the edition that each was answered under.
    pub(crate) fn records(
        self,
        principal: &str,
        editions: &BTreeMap<Digest, Catalogue>,
    ) -> Vec<ConsentRecord> {
        let record = |(key, answers): (Option<ConsentKey>, Answers)| {
            let edition = answers.edition.and_then(|(hash, _)| editions.get(&hash));
            ConsentRecord {
                schema_version: SCHEMA.to_owned(),
                record_id: key.as_ref().map_or("policy".to_owned(), |key| {
                    format!("{} {}", key.access, key.controller)
                }),
                pii_principal_id: principal.to_owned(),
                pii_processing: processing(key.as_ref(), &answers, edition),
                party_identification: parties(key.as_ref(), edition),
                events: answers.events,
            }
        };
        self.records.into_iter().map(record).collect()
    }
}

fn lasting(until: Until) -> String {
    match until {
        Until::WhileUsing => "while the service is used".to_owned(),
        Until::OneRead => "one read".to_owned(),
        Until::Moment(end) => moment(end),
    }
}

fn line_of<'a>(key: Option<&ConsentKey>, edition: Option<&'a Catalogue>) -> Option<&'a Line> {
    let (key, edition) = (key?, edition?);
    let target = edition.targets().find(|it| key_of(edition, *it) == *key)?;
    Some(edition.line(target.line))
}

fn processing(
    key: Option<&ConsentKey>,
    answers: &Answers,
    edition: Option<&Catalogue>,
) -> PiiProcessing {
    let language = Language::of(&answers.language);
    let of = |text: &Text| language.of_text(text).to_owned();
    let line = line_of(key, edition);
    let data = edition.map(Catalogue::data);
    let said = answers.said.as_ref();
    let purpose = line.map(|line| of(&line.purpose.text));
    let recipient = line.and_then(|line| edition?.recipient(line).map(|it| it.id.clone()));
    PiiProcessing {
        privacy_notice: answers.edition.map_or(String::new(), |(hash, ordinal)| {
            format!("{ordinal} {}", hash.to_hex())
        }),
        language: answers.language.clone(),
        purposes: purpose
            .or_else(|| said.map(|said| said.purpose.clone()))
            .into_iter()
            .collect(),
        lawful_basis: "consent".to_owned(),
        pii_information: information(line, edition, said, language),
        pii_controllers: key.map(|key| key.controller.clone()).into_iter().collect(),
        collection_method: line.map_or("", |line| method(line.access.mode)).to_owned(),
        processing_method: line.map_or(String::new(), |line| of(&line.access.manner)),
        storage_locations: data.and_then(|it| Some(it.storage.as_ref()?.country.clone())),
        retention_period: data.and_then(|it| Some(of(&it.retention.as_ref()?.text))),
        recipient_third_parties: recipient
            .or_else(|| said.and_then(|said| said.recipient.clone()))
            .into_iter()
            .collect(),
        withdrawal_method: data.map_or(String::new(), |it| of(&it.withdrawal.route)),
    }
}

fn method(mode: Mode) -> &'static str {
    match mode {
        Mode::Active => "typed or provided by the person",
        Mode::Passive => "read by the app",
        Mode::Import => "handed over by somebody else",
    }
}

fn information(
    line: Option<&Line>,
    edition: Option<&Catalogue>,
    said: Option<&SaidRecord>,
    language: Language,
) -> Vec<PiiInformation> {
    let Some((line, edition)) = line.zip(edition) else {
        // The words of that edition were not kept; the id was.
        let kind = said.map(|said| said.kind.clone());
        return kind
            .map(|kind| PiiInformation {
                pii_attribute_id: kind.clone(),
                pii_type: kind,
                pii_optional: true,
                sensitive_pii_category: false,
            })
            .into_iter()
            .collect();
    };
    let core = edition.function(line).tier == crate::pack::model::Tier::Core;
    vec![PiiInformation {
        pii_type: line.kind.id.clone(),
        pii_attribute_id: language.of_text(&line.kind.term).to_owned(),
        pii_optional: !core,
        sensitive_pii_category: line.kind.sensitive,
    }]
}

fn parties(key: Option<&ConsentKey>, edition: Option<&Catalogue>) -> Vec<Party> {
    let Some(edition) = edition else {
        return Vec::new();
    };
    let contact = &edition.data().contact;
    let contact = contact.mail.clone().or_else(|| contact.phone.clone());
    let meant = |id: &String| key.is_none_or(|key| key.controller == *id);
    let controllers = edition.controllers().iter().filter(|it| meant(&it.id));
    let recipient = line_of(key, Some(edition)).and_then(|line| edition.recipient(line));
    controllers
        .map(|it| Party {
            party_id: it.id.clone(),
            party_name: it.name.as_ref().map(|_| texts::controller_name(it).zh),
            party_role: "pii_controller".to_owned(),
            party_contact: contact.clone(),
        })
        .chain(recipient.map(|it| Party {
            party_id: it.id.clone(),
            party_name: Some(it.name.zh.clone()),
            party_role: "recipient".to_owned(),
            party_contact: it.policy_url.clone(),
        }))
        .collect()
}
