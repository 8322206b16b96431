//! What the history knows of editions: their words, and the answers to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    AccountState, ConsentKey, ConsentState, PolicyStanding, Recorded, SaidOfAccess,
    SaidOfController, pairs,
};
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::pack::model::Region;

/// An edition that was opened over the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Name of its line of versions.
    pub line: String,
    /// Its position in that line.
    pub ordinal: u32,
    /// When it was opened first.
    pub since: Timestamp,
    /// The entry that keeps its text, if one does.
    pub text: Option<u64>,
    /// What it says about each controller.
    pub controllers: BTreeMap<String, Digest>,
    /// What it says about each access, but for the controller; empty once nobody can stand on it.
    #[serde(with = "pairs")]
    pub said: HashMap<ConsentKey, Digest>,
}

/// Who stands behind a category of recipients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The category.
    pub category: String,
    /// The name.
    pub name: String,
    /// Where it processes data.
    pub region: Region,
}

impl AccountState {
    /// The last answer to any edition.
    #[must_use]
    pub fn policy(&self) -> Option<&PolicyStanding> {
        self.policies.last().filter(|it| self.counts(it))
    }

    /// The last answer to one edition.
    #[must_use]
    pub fn answer_to(&self, pack: &Digest) -> Option<&PolicyStanding> {
        let counts = self.policies.iter().filter(|it| self.counts(it));
        counts.rev().find(|it| it.pack == *pack)
    }

    /// Whether an answer was given by somebody who could give it: what a minor
    /// answered alone stays on record and counts for nothing.
    pub(super) fn counts(&self, answer: &PolicyStanding) -> bool {
        self.suspended_by < Some(answer.entry)
    }

    /// The edition that stood agreed to at a moment: the last one accepted by then.
    #[must_use]
    pub fn agreed_at(&self, moment: Timestamp) -> Option<&PolicyStanding> {
        let until_then = self.policies.iter().filter(|it| it.at <= moment);
        until_then
            .filter(|it| it.accepted)
            .max_by_key(|it| it.entry)
    }
}

impl ConsentState {
    /// The last edition of a line of versions that an account accepted and did not decline
    /// since, other than one.
    #[must_use]
    pub fn former_acceptance<'a>(
        &self,
        account: &'a AccountState,
        line: &str,
        other_than: &Digest,
    ) -> Option<&'a PolicyStanding> {
        let stands = |it: &&PolicyStanding| {
            account.counts(it)
                && it.pack != *other_than
                && account
                    .answer_to(&it.pack)
                    .is_some_and(|last| last.accepted)
                && self
                    .editions
                    .get(&it.pack)
                    .is_some_and(|edition| edition.line == line)
        };
        account.policies.iter().rev().find(stands)
    }

    /// The time now, and not before what the history has already seen: a day
    /// that has come does not go away with a clock that is set back.
    #[must_use]
    pub fn now_at_least(&self, now: Timestamp) -> Timestamp {
        self.latest.map_or(now, |latest| latest.max(now))
    }

    /// The highest position in a line of versions that was opened over this ledger.
    #[must_use]
    pub fn newest_ordinal(&self, line: &str) -> Option<u32> {
        let editions = self.editions.values().filter(|it| it.line == line);
        editions.map(|it| it.ordinal).max()
    }

    pub(super) fn opened_edition(
        &mut self,
        entry: u64,
        recorded: &Recorded,
        line: &str,
        has_text: bool,
        said: (&[SaidOfController], &[SaidOfAccess]),
    ) {
        let known = self.editions.get(&recorded.pack);
        let controllers = said.0.iter().map(|it| (it.id.clone(), it.said));
        let accesses = said.1.iter().map(|it| (it.key.clone(), it.terms));
        let edition = Edition {
            line: line.to_owned(),
            ordinal: recorded.ordinal,
            since: known.map_or(recorded.at, |it| it.since),
            text: has_text.then_some(entry).or(known.and_then(|it| it.text)),
            controllers: controllers.collect(),
            said: accesses.collect(),
        };
        self.editions.insert(recorded.pack, edition);
        self.forget_said(&recorded.pack);
    }

    /// Keeps what editions say only where somebody may still stand on it: on
    /// the newest, and on each account's last agreement. Everything else then
    /// counts as changed, which closes.
    fn forget_said(&mut self, newest: &Digest) {
        let accepted = self.accounts.values().filter_map(|account| {
            let mut answers = account.policies.iter().rev();
            answers.find(|it| it.accepted).map(|it| it.pack)
        });
        let needed: BTreeSet<Digest> = accepted.chain([*newest]).collect();
        for (_, edition) in self
            .editions
            .iter_mut()
            .filter(|(hash, _)| !needed.contains(*hash))
        {
            edition.said = HashMap::new();
            edition.controllers = BTreeMap::new();
        }
    }
}
