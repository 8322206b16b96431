//! Editions of the policy: which there were, what changed, what was agreed to
//! when, and which rights a person has meanwhile (R-081 … R-088).

use std::collections::HashMap;
use std::sync::Arc;

use super::super::Guard;
use super::super::reply::Reply;
use super::super::types::Cause;
use super::super::worker::Worker;
use crate::catalogue::{Catalogue, Target};
use crate::clock::Timestamp;
use crate::decide::key_of;
use crate::digest::Digest;
use crate::ledger::LONGEST_PAYLOAD;
use crate::pack::Pack;
use crate::pack::model::Right;
use crate::prompt::{self, News, PolicyDocument};
use crate::rule::Rule;
use crate::rules::changes::{Comparison, compare};
use crate::rules::days::Day;
use crate::rules::editions::{binds_from, is_in_force, rights_floor};
use crate::state::{ConsentState, Event, SaidOfAccess, SaidOfController};
use crate::texts::Language;

/// The editions of the policy. Made by [`Guard::editions`].
#[derive(Debug)]
pub struct Editions<'a>(&'a Guard);

/// An edition that was opened on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionView {
    /// Identity of its words.
    pub hash: Digest,
    /// Its position in the line of versions.
    pub ordinal: u32,
    /// When it was opened first.
    pub since: Timestamp,
    /// When it was first shown to the account in use.
    pub shown: Option<Timestamp>,
    /// What the account in use last answered: whether it was accepted, and when.
    pub answered: Option<(bool, Timestamp)>,
    /// Whether it is the one at hand.
    pub is_current: bool,
}

impl Guard {
    /// The editions of the policy.
    #[must_use]
    pub fn editions(&self) -> Editions<'_> {
        Editions(self)
    }
}

impl Editions<'_> {
    /// Every edition of this policy that was opened on this device, oldest first.
    ///
    /// Answers in every state in which the history could be read.
    #[must_use]
    pub fn all(&self) -> Vec<EditionView> {
        let Some(catalogue) = self.0.catalogue() else {
            return Vec::new();
        };
        let (line, current) = (&catalogue.data().identity.id, *catalogue.pack().hash());
        let state = Arc::clone(&self.0.shared.view().state);
        let account = state.current();
        let view = |(hash, edition): (&Digest, &crate::state::Edition)| EditionView {
            hash: *hash,
            ordinal: edition.ordinal,
            since: edition.since,
            shown: account.and_then(|it| it.shown.get(hash).copied()),
            answered: account
                .and_then(|it| it.answer_to(hash))
                .map(|it| (it.accepted, it.at)),
            is_current: *hash == current,
        };
        let known = state.editions.iter().filter(|(_, it)| &it.line == line);
        let mut all: Vec<EditionView> = known.map(view).collect();
        all.sort_by_key(|it| (it.ordinal, it.since));
        all
    }

    /// The text of an edition, for reading; none if it was not kept.
    pub fn document(&self, hash: Digest, language: Language) -> Reply<Option<PolicyDocument>> {
        self.0.call(None, move |worker, sender| {
            let pack = worker.edition(&hash);
            sender.send(pack.map(|it| prompt::policy_document(&Catalogue::new(it), language)));
        })
    }

    /// What differs between the edition at hand and the last other one that
    /// the account in use agreed to; none if there is no such one.
    pub fn changes(&self) -> Reply<Option<Arc<Comparison>>> {
        self.0
            .call(None, |worker, sender| sender.send(worker.comparison()))
    }

    /// The edition that the account in use stood agreed to at the end of a day (UTC+8).
    #[must_use]
    pub fn agreed_on(&self, day: Day) -> Option<Digest> {
        let state = Arc::clone(&self.0.shared.view().state);
        let account = state.current()?;
        account.agreed_at(day.end()).map(|it| it.pack)
    }

    /// From when the edition at hand can bind; none if showing it is enough.
    #[must_use]
    pub fn binds_from(&self) -> Option<Timestamp> {
        binds_from(&self.0.catalogue()?.data().identity)
    }

    /// Whether the edition at hand binds the account in use: its day has come, and it was shown.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        let Some(catalogue) = self.0.catalogue() else {
            return false;
        };
        let state = Arc::clone(&self.0.shared.view().state);
        let now = state.now_at_least(self.0.shared.options.clock.now());
        let shown = state
            .current()
            .is_some_and(|it| it.shown.contains_key(catalogue.pack().hash()));
        shown && is_in_force(&catalogue.data().identity, now)
    }

    /// The rights that the account in use has now: those of the edition at
    /// hand, and until it was agreed to also those of the former one.
    pub fn rights(&self) -> Reply<Vec<Right>> {
        self.0.call(Vec::new(), |worker, sender| {
            sender.send(worker.rights_now())
        })
    }
}

/// Former editions, read again when somebody needs their words.
#[derive(Debug, Default)]
pub(in crate::guard) struct Archive {
    packs: HashMap<Digest, Pack>,
    compared: Option<(Digest, Arc<Comparison>)>,
}

/// What the ledger should know of the edition at hand.
pub(in crate::guard) struct Words {
    hash: Digest,
    event: Event,
}

impl Words {
    /// What has to be written: nothing if the ledger knows all of it, and never the text twice.
    pub(in crate::guard) fn unless_known(self, state: &ConsentState) -> Option<Event> {
        let Event::Edition {
            line,
            text,
            controllers,
            said,
        } = self.event
        else {
            return unless_bound(self.event, state);
        };
        let known = state.editions.get(&self.hash);
        let same = known.is_some_and(|it| {
            it.said.len() == said.len()
                && it.controllers.len() == controllers.len()
                && said
                    .iter()
                    .all(|one| it.said.get(&one.key) == Some(&one.terms))
                && controllers
                    .iter()
                    .all(|one| it.controllers.get(&one.id) == Some(&one.said))
        });
        let text = text.filter(|_| known.and_then(|it| it.text).is_none());
        (!same).then_some(Event::Edition {
            line,
            text,
            controllers,
            said,
        })
    }
}

fn unless_bound(event: Event, state: &ConsentState) -> Option<Event> {
    let Event::Bound {
        category,
        recipient,
        name,
        region,
    } = &event
    else {
        return Some(event);
    };
    let known = state
        .bound
        .get(recipient)
        .is_some_and(|it| &it.category == category && &it.name == name && it.region == *region);
    (!known).then_some(event)
}

impl Worker {
    /// What this opening tells the ledger about the edition at hand and the names bound to it.
    pub(in crate::guard) fn words_of_edition(&self) -> Vec<Words> {
        let Some(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        let hash = *catalogue.pack().hash();
        let controllers = catalogue.controllers().iter().enumerate();
        let said = |target: Target| SaidOfAccess {
            key: key_of(&catalogue, target),
            terms: catalogue.terms(target),
        };
        // An entry has an end; a text beyond it counts as one that was not kept.
        let text = Some(catalogue.pack().canonical())
            .filter(|text| text.len() < LONGEST_PAYLOAD / 2)
            .map(str::to_owned);
        let edition = Event::Edition {
            line: catalogue.data().identity.id.clone(),
            text,
            controllers: controllers
                .map(|(index, it)| SaidOfController {
                    id: it.id.clone(),
                    said: catalogue.controller_said(index),
                })
                .collect(),
            said: catalogue.targets().map(said).collect(),
        };
        let bound = self.shared.options.bindings.iter().map(|it| Event::Bound {
            category: it.category.clone(),
            recipient: it.id.clone(),
            name: it.name.clone(),
            region: it.region,
        });
        std::iter::once(edition)
            .chain(bound)
            .map(|event| Words { hash, event })
            .collect()
    }

    /// An older edition than one that was opened here shuts the guard; the archive stays readable.
    pub(in crate::guard) fn is_superseded(&mut self) -> bool {
        let Some(catalogue) = self.catalogue() else {
            return false;
        };
        let identity = &catalogue.data().identity;
        let newest = self.state.newest_ordinal(&identity.id);
        if newest.is_none_or(|newest| newest <= identity.ordinal) || !Rule::R088.holds() {
            return false;
        }
        let hashes: Vec<Digest> = self.state.editions.keys().copied().collect();
        for hash in hashes {
            // Read now, because a shut guard has no ledger to read from.
            let _ = self.edition(&hash);
        }
        let detail = "a newer edition of the policy was in force here (R-088)";
        self.shut(Cause::OlderEdition, detail, None);
        true
    }

    /// An edition by its hash: the one at hand, or one that the ledger kept.
    ///
    /// A text proves itself by its hash; one that does not is no edition.
    pub(in crate::guard) fn edition(&mut self, hash: &Digest) -> Option<Pack> {
        let catalogue = self.catalogue()?;
        if catalogue.pack().hash() == hash {
            return Some(catalogue.pack().clone());
        }
        if let Some(pack) = self.archive.packs.get(hash) {
            return Some(pack.clone());
        }
        let entry = self.state.editions.get(hash)?.text?;
        let recorded = self.recorded_at(entry)?;
        let Event::Edition {
            text: Some(text), ..
        } = recorded.event
        else {
            return None;
        };
        let pack = Pack::parse("edition", &text).ok()?;
        if pack.hash() != hash {
            return None;
        }
        self.archive.packs.insert(*hash, pack.clone());
        Some(pack)
    }

    /// The last other edition that the account in use agreed to.
    fn former(&self) -> Option<Digest> {
        let catalogue = self.catalogue()?;
        let (line, hash) = (&catalogue.data().identity.id, catalogue.pack().hash());
        let account = self.state.current()?;
        let former = self.state.former_acceptance(account, line, hash);
        former.map(|it| it.pack)
    }

    /// What differs from that edition; everything, if its words were not kept.
    pub(in crate::guard) fn comparison(&mut self) -> Option<Arc<Comparison>> {
        let (former, catalogue) = (self.former()?, self.catalogue()?);
        if let Some((_, known)) = self.archive.compared.as_ref().filter(|it| it.0 == former) {
            return Some(Arc::clone(known));
        }
        let bindings = &self.shared.options.bindings.clone();
        let comparison = match self.edition(&former) {
            Some(pack) => {
                // A name bound to a category that the old text does not have was not bound then.
                let old = Catalogue::with(pack.clone(), bindings);
                compare(&old.unwrap_or_else(|_| Catalogue::new(pack)), &catalogue)
            }
            None => Comparison {
                unknown: true,
                ..Comparison::default()
            },
        };
        if comparison.understated {
            log::warn!("the edition calls itself a minor change and is a material one (R-083)");
        }
        let comparison = Arc::new(comparison);
        self.archive.compared = Some((former, Arc::clone(&comparison)));
        Some(comparison)
    }

    /// Whether a question is about something that the edition agreed to before had otherwise, or not.
    pub(in crate::guard) fn news_of(
        &self,
        catalogue: &Catalogue,
        targets: &[Target],
    ) -> Option<News> {
        let edition = self.state.editions.get(&self.former()?)?;
        let news = |target: &Target| {
            let controller = catalogue.controller_said(target.controller);
            let key = key_of(catalogue, *target);
            match edition.said.get(&key) {
                None => Some(News::New).filter(|_| Rule::R032.holds()),
                Some(terms)
                    if *terms == catalogue.terms(*target)
                        && edition.controllers.get(&key.controller) == Some(&controller) =>
                {
                    None
                }
                Some(_) => Some(News::Changed),
            }
        };
        let found: Vec<News> = targets.iter().filter_map(news).collect();
        let changed = found.contains(&News::Changed).then_some(News::Changed);
        changed.or(found.first().copied())
    }

    /// The rights that the account in use has now.
    pub(in crate::guard) fn rights_now(&mut self) -> Vec<Right> {
        match &self.editions_of_rights()[..] {
            [new, old] => rights_floor(&old.data().rights, &new.data().rights),
            [new] => new.data().rights.clone(),
            _ => Vec::new(),
        }
    }

    /// Editions whose rights the account in use has: the one at hand, and until
    /// that was agreed to and binds, the former one.
    pub(in crate::guard) fn editions_of_rights(&mut self) -> Vec<Pack> {
        let Some(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        let new = catalogue.pack().clone();
        let now = self.state.now_at_least(self.now());
        let binds = is_in_force(&catalogue.data().identity, now);
        let accepted = self
            .state
            .current()
            .and_then(|it| it.answer_to(new.hash()))
            .is_some_and(|it| it.accepted);
        let old = match accepted && binds {
            true => None,
            false => self.former().and_then(|former| self.edition(&former)),
        };
        std::iter::once(new).chain(old).collect()
    }
}
