//! What can be looked at: gates, consents, entries, decisions, explanations.

use std::sync::Arc;

use super::types::{
    ConsentView, ConsentWords, EntryView, Gate, GateState, Owed, PolicyState, Shut, Standing,
    Status, VerifyReport,
};
use super::worker::Worker;
use super::{Guard, Shared};
use crate::catalogue::{Catalogue, Target};
use crate::decide::{Ask, Context, Decision, PlatformState, decide, key_of};
use crate::ledger::{Entry, Ledger};
use crate::pack::model::ConsentRule;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{ConsentState, ConsentStatus, DecisionRecord, Event, Recorded};
use crate::texts::{Language, reason_message, refusal_effect};

impl Guard {
    /// What a gate looks like.
    #[must_use]
    pub fn gate_state(&self, gate: Gate) -> GateState {
        let shut = |reason| GateState {
            open: false,
            reason: Some(self.shared.not_ready().unwrap_or(reason)),
            standing: Standing::NotDeclared,
            since: None,
        };
        match (self.shared.target_of(gate), self.catalogue()) {
            (Ok(target), Some(catalogue)) => self.shared.state_of(catalogue, target),
            (Err((_, reason)), _) => shut(reason),
            (Ok(_), None) => shut(Reason::PackInvalid),
        }
    }

    /// Every access of the pack with its consent, in the pack's order.
    #[must_use]
    pub fn consents(&self) -> Vec<ConsentView> {
        let Some(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        catalogue
            .targets()
            .map(|target| self.shared.consent_view(catalogue, target))
            .collect()
    }

    /// What the person said to the policy.
    #[must_use]
    pub fn policy_state(&self) -> PolicyState {
        self.shared.policy_of(&self.shared.view().state)
    }

    /// What the app must still do.
    #[must_use]
    pub fn obligations(&self) -> Vec<Owed> {
        let view = self.shared.view();
        let owed = view.state.obligations.iter();
        owed.map(|(&id, owed)| Owed {
            id,
            recipient: owed.recipient.clone(),
            kind: owed.kind.clone(),
            action: owed.action,
            collected: owed.deletes.as_ref().map(|deletes| deletes.span),
        })
        .collect()
    }

    /// What a shut door costs, as one sentence; none if the pack says nothing about it.
    #[must_use]
    pub fn effect_text(&self, shut: &Shut, language: Language) -> Option<String> {
        let (effect, catalogue) = (shut.effect?, self.catalogue()?);
        let target = self.shared.target_of(shut.gate).ok()?;
        let function = catalogue.function(catalogue.line(target.line));
        Some(refusal_effect(
            effect,
            language.of_text(&function.name),
            language,
        ))
    }

    /// What the guard would ask, show and do about a gate, why, and what holds
    /// now: a few lines with clauses, for a developer.
    #[must_use]
    pub fn explain(&self, gate: Gate, language: Language) -> String {
        let state = self.gate_state(gate);
        let verdict = match state.reason {
            None => language.pick("已开启", "open").to_owned(),
            Some(reason) => format!("{}: {}", reason.code(), reason_message(reason, language)),
        };
        let Ok(target) = self.shared.target_of(gate) else {
            return verdict;
        };
        let Some(catalogue) = self.catalogue() else {
            return verdict;
        };
        explained(catalogue, target, &verdict, language)
    }
}

/// A decision with the picture it was made from.
pub(super) struct Resting {
    pub(super) decision: Decision,
    /// The reason that a closed guard gives for everything.
    pub(super) closed: Option<Reason>,
    pub(super) state: Arc<ConsentState>,
}

impl Shared {
    /// Why nothing can be answered; none if it can.
    pub(super) fn not_ready(&self) -> Option<Reason> {
        self.view().status.reason()
    }

    /// What would be answered to somebody who never asks, on a platform that
    /// stands in nobody's way; from the latest picture.
    pub(super) fn at_rest(&self, catalogue: &Catalogue, target: Target) -> Resting {
        let (state, facts, opening, closed) = {
            let view = self.view();
            let (state, facts) = (Arc::clone(&view.state), Arc::clone(&view.facts));
            (state, facts, view.opening, view.status.reason())
        };
        let unused = super::BTreeMap::new();
        let context = Context {
            now: self.options.clock.now(),
            ask: Ask::Never,
            by_person: true,
            platform: PlatformState::OPEN,
            facts: &facts,
            quiet_period_hours: self.quiet_period_hours(),
            opening,
            // Such a consent is for a read that asks for it, never an open door.
            unused: &unused,
        };
        Resting {
            decision: decide(catalogue, &state, target, &context),
            closed,
            state,
        }
    }

    fn state_of(&self, catalogue: &Catalogue, target: Target) -> GateState {
        let resting = self.at_rest(catalogue, target);
        let (state, decision) = (resting.state, resting.decision);
        let reason = resting.closed.or(match decision {
            Decision::Allow(_) => None,
            Decision::Deny(reason) => Some(reason),
            Decision::Ask | Decision::AskSystem => Some(Reason::NoConsent),
        });
        let standing = standing_of(catalogue, &state, target, decision);
        let since = state
            .standing(&key_of(catalogue, target))
            .map(|standing| standing.since);
        GateState {
            open: reason.is_none(),
            reason,
            standing,
            since,
        }
    }

    fn consent_view(&self, catalogue: &Catalogue, target: Target) -> ConsentView {
        let line = catalogue.line(target.line);
        let function = catalogue.function(line);
        let recipient = catalogue.recipient(line);
        let words = Language::ALL.map(|language| ConsentWords {
            language: language.tag().to_owned(),
            term: language.of_text(&line.kind.term).to_owned(),
            purpose: language.of_text(&line.purpose.text).to_owned(),
            function: language.of_text(&function.name).to_owned(),
            recipient: recipient.map(|it| language.of_text(&it.name).to_owned()),
            effect: refusal_effect(
                function.refusal.effect,
                language.of_text(&function.name),
                language,
            ),
            clause: language.of_clause(&line.access.clause),
        });
        ConsentView {
            access: line.id.clone(),
            choice: catalogue.choice_of(line),
            kind: line.kind.id.clone(),
            function: function.id.clone(),
            recipient: recipient.map(|it| it.id.clone()),
            words: words.into(),
            gated: line.gated,
            state: self.state_of(catalogue, target),
        }
    }
}

fn standing_of(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    decision: Decision,
) -> Standing {
    let key = key_of(catalogue, target);
    let Some(standing) = state.standing(&key) else {
        let line = catalogue.line(target.line);
        let left_open = state
            .current()
            .is_some_and(|account| account.left_open.contains_key(&key));
        let by_policy = !line.gated
            && line.access.consent.rule == ConsentRule::Acceptance
            && matches!(decision, Decision::Allow(_));
        return match (by_policy, left_open) {
            (true, _) => Standing::ByPolicy,
            (false, true) => Standing::LeftOpen,
            (false, false) => Standing::UnAsked,
        };
    };
    match standing.status {
        ConsentStatus::Given => match decision {
            Decision::Deny(Reason::Expired | Reason::ClockStrange) => Standing::Expired,
            Decision::Deny(Reason::StaleConsent) => Standing::Stale,
            Decision::Allow(_) | Decision::Ask | Decision::AskSystem | Decision::Deny(_) => {
                Standing::Given
            }
        },
        ConsentStatus::Refused | ConsentStatus::RefusedInSystem => Standing::Refused,
        ConsentStatus::Withdrawn | ConsentStatus::WithdrawnInSystem => Standing::Withdrawn,
        ConsentStatus::Spent => Standing::Expired,
        ConsentStatus::Suspended => Standing::UnAsked,
    }
}

fn explained(catalogue: &Catalogue, target: Target, verdict: &str, language: Language) -> String {
    let now = match language {
        Language::Zh => format!("现在：{verdict}"),
        Language::En => format!("Now: {verdict}"),
    };
    let mut lines = crate::explain::lines_about(catalogue, target, language);
    lines.push(now);
    lines.join("\n")
}

impl Worker {
    pub(super) fn verify(&mut self) -> VerifyReport {
        self.flush();
        let Some(ledger) = self.ledger.as_mut() else {
            let first_bad = match &self.shared.view().status {
                Status::Closed(closed) => closed.entry,
                Status::Opening | Status::Ready { .. } => None,
            };
            return VerifyReport {
                entries: 0,
                first_bad,
                intact: false,
                head: String::new(),
            };
        };
        match ledger.verify() {
            Ok(report) => VerifyReport {
                entries: report.entries,
                first_bad: None,
                intact: true,
                head: crate::Digest(report.head).to_hex(),
            },
            Err(error) => {
                self.ledger_failed(&error);
                self.verify()
            }
        }
    }

    pub(super) fn entries(&mut self, from: u64, limit: usize) -> Vec<EntryView> {
        self.flush();
        self.history(from, limit)
            .iter()
            .filter_map(entry_view)
            .collect()
    }

    pub(super) fn decisions(&mut self, from: usize, limit: usize) -> Vec<DecisionRecord> {
        self.flush();
        let history = self.history(1, usize::MAX);
        let blocks = history
            .iter()
            .filter_map(|entry| match recorded(entry)?.event {
                Event::Decided { decisions } => Some(decisions),
                _ => None,
            });
        blocks
            .flatten()
            .filter(|it| !it.allowed || Rule::R056.holds())
            .skip(from)
            .take(limit)
            .collect()
    }

    /// The whole history with the entries' numbers.
    pub(super) fn events_of_history(&mut self) -> Vec<(u64, Recorded)> {
        self.flush();
        let history = self.history(1, usize::MAX);
        let read = |entry: &Entry| Some((entry.seq, recorded(entry)?));
        history.iter().filter_map(read).collect()
    }

    fn history(&mut self, from: u64, limit: usize) -> Vec<Entry> {
        match self
            .ledger
            .as_mut()
            .map(|ledger: &mut Ledger| ledger.read(from, limit))
        {
            Some(Ok(entries)) => entries,
            Some(Err(error)) => {
                self.ledger_failed(&error);
                Vec::new()
            }
            None => Vec::new(),
        }
    }
}

impl Worker {
    /// What one entry says.
    pub(super) fn recorded_at(&mut self, entry: u64) -> Option<Recorded> {
        recorded(self.history(entry, 1).first()?)
    }
}

fn recorded(entry: &Entry) -> Option<Recorded> {
    serde_json::from_slice(&entry.payload).ok()
}

fn entry_view(entry: &Entry) -> Option<EntryView> {
    Some(view_of(entry.seq, &recorded(entry)?))
}

/// An entry in words of a fixed vocabulary; tickets, hashes and accounts stay inside.
pub(super) fn view_of(id: u64, recorded: &Recorded) -> EntryView {
    let (what, access, detail) = words_of(recorded);
    EntryView {
        id,
        at: recorded.at,
        what: what.to_owned(),
        access: access.cloned(),
        detail,
    }
}

fn words_of(recorded: &Recorded) -> (&'static str, Option<&String>, String) {
    if let Some((what, detail)) = super::more::words_of(&recorded.event) {
        return (what, None, detail);
    }
    match &recorded.event {
        Event::Began { after } => ("began", None, after.clone().unwrap_or_default()),
        Event::Opened { .. } => ("opened", None, String::new()),
        Event::Asked { keys, .. } => (
            "asked",
            None,
            keys.iter()
                .map(|key| key.access.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ),
        Event::Shown { language, .. } => ("shown", None, language.clone()),
        Event::LeftOpen { how, .. } => ("left_open", None, name_of(how)),
        Event::Policy {
            accepted: true,
            answer,
            act,
        } => ("policy_accepted", None, format!("{act} {}", answer.tap)),
        Event::Policy {
            accepted: false,
            answer,
            ..
        } => ("policy_declined", None, answer.tap.clone()),
        Event::Given { key, answer, .. } => (
            "given",
            Some(&key.access),
            format!("{} {}", answer.style, answer.tap),
        ),
        Event::Refused { key, answer, .. } => (
            "refused",
            Some(&key.access),
            format!("{} {}", answer.style, answer.tap),
        ),
        Event::Withdrawn { key, by } => ("withdrawn", Some(&key.access), name_of(by)),
        Event::Consumed { key } => ("consumed", Some(&key.access), String::new()),
        Event::SystemSeen { key, granted: true } => ("system_on", Some(&key.access), String::new()),
        Event::SystemSeen {
            key,
            granted: false,
        } => ("system_refused", Some(&key.access), String::new()),
        Event::AccountSwitched => ("account_switched", None, String::new()),
        Event::ReportedAcceptance { text_version, .. } => {
            ("reported_acceptance", None, text_version.clone())
        }
        Event::Obliged {
            recipient,
            kind,
            action,
            ..
        } => (
            "obliged",
            None,
            format!(
                "{} {} {kind}",
                name_of(action),
                recipient.as_deref().unwrap_or("app")
            ),
        ),
        Event::Confirmed { how, .. } => ("confirmed", None, name_of(how)),
        Event::Edition { line, .. } => ("edition", None, format!("{line} {}", recorded.ordinal)),
        Event::Bound {
            category,
            recipient,
            ..
        } => ("bound", None, format!("{category} {recipient}")),
        Event::SourceProven { source, .. } => ("source_proven", None, source.clone()),
        Event::Joined { keys, .. } => (
            "joined",
            None,
            keys.iter()
                .map(|key| key.access.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ),
        Event::JoinEnded { .. } => ("join_ended", None, String::new()),
        Event::Exempted {
            key,
            action,
            number,
            ..
        } => (
            "exempted",
            Some(&key.access),
            format!("{} {number}", name_of(action)),
        ),
        Event::Started { recipient } => ("started", None, recipient.clone()),
        Event::Fault { what } => ("fault", None, what.clone()),
        Event::Decided { decisions } => ("decisions", None, decisions.len().to_string()),
        // Each of these has its words in the chapter that it belongs to.
        Event::Account(_)
        | Event::Person(_)
        | Event::Request(_)
        | Event::Service(_)
        | Event::Notice(_)
        | Event::Conduct(_) => ("", None, String::new()),
    }
}

/// The name under which a plain value stands in the ledger.
pub(super) fn name_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
