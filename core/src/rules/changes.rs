//! The difference between two editions, computed rather than believed.
//!
//! Whatever an author calls the step, any difference of a class below is
//! material. Wording outside them, and section numbers, are not.

use std::collections::BTreeMap;

use super::editions::taken_away;
use crate::catalogue::{Catalogue, Line, Part, Target};
use crate::decide::key_of;
use crate::pack::model::{
    ChangeClass, Controller, DeclaredChange, PackData, Recipient, Right, RightName, Text,
};
use crate::rule::Rule;
use crate::texts::{self, Language};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its class.
    pub class: ChangeClass,
    /// Whether it is new, gone or different.
    pub how: How,
    /// Where: an access id, a recipient's or controller's id, or a block of the pack.
    pub path: String,
    /// What a person reads of it.
    pub text: Text,
}

impl Change {
    /// Its class, by name.
    #[must_use]
    pub fn class_name(&self, language: Language) -> String {
        language.of_text(&texts::class_name(self.class)).to_owned()
    }

    /// Whether it is new, gone or different, in a word.
    #[must_use]
    pub fn how_name(&self, language: Language) -> String {
        language.of_text(&texts::how_name(self.how)).to_owned()
    }
}

/// What became of something between two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

impl How {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            How::Added => "added",
            How::Removed => "removed",
            How::Changed => "changed",
        }
    }
}

/// What changed between two editions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The differences, by class and place.
    pub changes: Vec<Change>,
    /// Accesses whose consents do not cover the new text any more.
    pub stale: Vec<String>,
    /// Accesses that the old text does not have.
    pub new: Vec<String>,
    /// Rights that the new text takes away or makes harder.
    pub taken_away: Vec<RightName>,
    /// The author called the step minor, and it is not.
    pub understated: bool,
    /// The old text was not kept, so everything counts as changed.
    pub unknown: bool,
}

impl Comparison {
    /// Whether anything changed that a person has to be told prominently.
    #[must_use]
    pub fn is_material(&self) -> bool {
        self.unknown || !self.changes.is_empty()
    }

    /// Rights that become less, by name.
    #[must_use]
    pub fn taken_away_names(&self, language: Language) -> Vec<String> {
        let names = self
            .taken_away
            .iter()
            .map(|&right| texts::right_name(right));
        names.map(|it| language.of_text(&it).to_owned()).collect()
    }
}

/// Compares two editions of one policy.
#[must_use]
pub fn compare(old: &Catalogue, new: &Catalogue) -> Comparison {
    let mut found = Found::default();
    found.lines(old, new);
    found.controllers(&old.data().controllers, &new.data().controllers);
    found.recipients(&old.data().recipients, &new.data().recipients);
    found.rights(&old.data().rights, &new.data().rights);
    found.blocks(old.data(), new.data());
    let declared = new.data().identity.declared_change;
    if declared == Some(DeclaredChange::HighRisk) {
        let text = texts::block_name("high_risk");
        found.add(ChangeClass::HighRisk, How::Changed, "identity", text);
    }
    found.changes.sort_by(|one, other| {
        (one.class, &one.path, one.how).cmp(&(other.class, &other.path, other.how))
    });
    found.changes.dedup();
    if declared == Some(DeclaredChange::Minor) && !Rule::R083.holds() {
        found.changes.clear();
    }
    let (stale, fresh) = affected(old, new);
    let mut taken: Vec<RightName> = taken_away(&old.data().rights, &new.data().rights)
        .iter()
        .map(|right| right.right)
        .collect();
    taken.dedup();
    Comparison {
        understated: declared == Some(DeclaredChange::Minor) && !found.changes.is_empty(),
        changes: found.changes,
        stale,
        new: fresh,
        taken_away: taken,
        unknown: false,
    }
}

/// Accesses that say something else, and those that are new.
fn affected(old: &Catalogue, new: &Catalogue) -> (Vec<String>, Vec<String>) {
    let said = |catalogue: &Catalogue, target: Target| {
        (key_of(catalogue, target), catalogue.fingerprint(target))
    };
    let before: std::collections::HashMap<_, _> =
        old.targets().map(|target| said(old, target)).collect();
    let (mut stale, mut fresh) = (Vec::new(), Vec::new());
    for target in new.targets() {
        let (key, fingerprint) = said(new, target);
        match before.get(&key) {
            Some(was) if *was == fingerprint => {}
            Some(_) => stale.push(key.access),
            None => fresh.push(key.access),
        }
    }
    stale.dedup();
    fresh.dedup();
    (stale, fresh)
}

#[derive(Default)]
struct Found {
    changes: Vec<Change>,
}

impl Found {
    fn add(&mut self, class: ChangeClass, how: How, path: &str, text: Text) {
        self.changes.push(Change {
            class,
            how,
            path: path.to_owned(),
            text,
        });
    }

    /// What is read, why and how. Lines of a new or a former recipient are that recipient's news.
    fn lines(&mut self, old: &Catalogue, new: &Catalogue) {
        let whole = |catalogue: &'_ Catalogue| -> BTreeMap<String, usize> {
            let lines = catalogue.lines().iter().enumerate();
            lines
                .filter(|(_, line)| line.part == Part::Whole)
                .map(|(index, line)| (line.id.clone(), index))
                .collect()
        };
        let (before, after) = (whole(old), whole(new));
        for (id, &index) in &after {
            let line = new.line(index);
            match before.get(id) {
                Some(&was) => self.line(old, old.line(was), new, line),
                None if shares_owner(old, new, line) => {
                    let class = class_of_new(old, new, line);
                    self.add(class, How::Added, id, texts::access_name(new, line));
                }
                None => {}
            }
        }
        for (id, &index) in before.iter().filter(|(id, _)| !after.contains_key(*id)) {
            let line = old.line(index);
            if shares_owner(new, old, line) {
                let text = texts::access_name(old, line);
                self.add(ChangeClass::Kinds, How::Removed, id, text);
            }
        }
    }

    fn line(&mut self, old: &Catalogue, was: &Line, new: &Catalogue, is: &Line) {
        let mut differs = |class, differs: bool| {
            if differs {
                self.add(class, How::Changed, &is.id, texts::access_name(new, is));
            }
        };
        let (before, after) = (old.function(was), new.function(is));
        differs(
            ChangeClass::Kinds,
            was.kind.term != is.kind.term
                || was.kind.id != is.kind.id
                || was.kind.sensitive != is.kind.sensitive
                || was.kind.identifiability != is.kind.identifiability
                || was.covers != is.covers,
        );
        differs(
            ChangeClass::Purposes,
            was.purpose.text != is.purpose.text || was.purpose.related_to != is.purpose.related_to,
        );
        let (one, other) = (&was.access, &is.access);
        differs(
            ChangeClass::Manner,
            one.manner != other.manner
                || one.mode != other.mode
                || one.consent != other.consent
                || one.background != other.background
                || one.no_store != other.no_store
                || one.source != other.source
                || was.action != is.action
                || before.id != after.id
                || before.tier != after.tier
                || before.refusal.effect != after.refusal.effect
                || before.started_by_person != after.started_by_person,
        );
        // A controller that is new or gone is told of once, in the list of controllers.
        let in_both = |ids: &[String]| -> Vec<String> {
            let known = |catalogue: &Catalogue, id: &String| {
                catalogue.controllers().iter().any(|it| &it.id == id)
            };
            let both = ids.iter().filter(|id| known(old, id) && known(new, id));
            both.cloned().collect()
        };
        differs(
            ChangeClass::Controller,
            in_both(&before.controllers) != in_both(&after.controllers),
        );
    }

    fn controllers(&mut self, old: &[Controller], new: &[Controller]) {
        let same =
            |one: &Controller, other: &Controller| one.name == other.name && one.role == other.role;
        self.list(
            old,
            new,
            |it| &it.id,
            same,
            ChangeClass::Controller,
            texts::controller_name,
        );
    }

    fn recipients(&mut self, old: &[Recipient], new: &[Recipient]) {
        let same = |one: &Recipient, other: &Recipient| {
            one.name == other.name
                && one.condition == other.condition
                && one.region == other.region
                && one.category == other.category
                && one.function == other.function
        };
        let name = |it: &Recipient| it.name.clone();
        self.list(old, new, |it| &it.id, same, ChangeClass::Recipients, name);
    }

    fn list<T>(
        &mut self,
        old: &[T],
        new: &[T],
        id: impl Fn(&T) -> &String,
        same: impl Fn(&T, &T) -> bool,
        class: ChangeClass,
        name: impl Fn(&T) -> Text,
    ) {
        for is in new {
            match old.iter().find(|was| id(was) == id(is)) {
                None => self.add(class, How::Added, id(is), name(is)),
                Some(was) if !same(was, is) => self.add(class, How::Changed, id(is), name(is)),
                Some(_) => {}
            }
        }
        for was in old
            .iter()
            .filter(|was| !new.iter().any(|is| id(is) == id(was)))
        {
            self.add(class, How::Removed, id(was), name(was));
        }
    }

    fn rights(&mut self, old: &[Right], new: &[Right]) {
        let without_clause = |rights: &[Right]| -> Vec<Right> {
            let mut rights = rights.to_vec();
            rights.iter_mut().for_each(|right| right.clause.clear());
            rights
        };
        let (old, new) = (without_clause(old), without_clause(new));
        for was in old.iter().filter(|was| !new.contains(was)) {
            let how = if new.iter().any(|is| is.right == was.right) {
                How::Changed
            } else {
                How::Removed
            };
            let text = texts::right_name(was.right);
            self.add(ChangeClass::Rights, how, texts::right_id(was.right), text);
        }
        for is in new.iter().filter(|is| !old.contains(is)) {
            if !old.iter().any(|was| was.right == is.right) {
                let text = texts::right_name(is.right);
                self.add(
                    ChangeClass::Rights,
                    How::Added,
                    texts::right_id(is.right),
                    text,
                );
            }
        }
    }

    /// Promises that hold for the whole policy.
    fn blocks(&mut self, old: &PackData, new: &PackData) {
        let mut differs = |class, path: &str, differs: bool| {
            if differs {
                self.add(class, How::Changed, path, texts::block_name(path));
            }
        };
        let contact = |data: &PackData| {
            let contact = data.contact.clone();
            let complaints: Vec<Text> = contact.complaints.into_iter().map(|it| it.text).collect();
            (
                contact.phone,
                contact.mail,
                contact.address,
                contact.officer,
                complaints,
            )
        };
        let kept = |data: &PackData| {
            data.retention
                .as_ref()
                .map(|it| (it.text.clone(), it.then, it.backups))
        };
        let stored = |data: &PackData| {
            data.storage
                .as_ref()
                .map(|it| (it.country.clone(), it.abroad))
        };
        differs(
            ChangeClass::Contact,
            "contact",
            contact(old) != contact(new),
        );
        differs(ChangeClass::Manner, "retention", kept(old) != kept(new));
        differs(ChangeClass::Manner, "storage", stored(old) != stored(new));
        differs(
            ChangeClass::Manner,
            "exemptions",
            old.exemptions != new.exemptions,
        );
        differs(
            ChangeClass::Manner,
            "combination",
            old.combination != new.combination,
        );
        differs(ChangeClass::Manner, "minors", old.minors != new.minors);
        differs(
            ChangeClass::Rights,
            "withdrawal",
            old.withdrawal.route != new.withdrawal.route
                || old.withdrawal.core_needs_closing != new.withdrawal.core_needs_closing,
        );
        differs(ChangeClass::Rights, "closing", old.closing != new.closing);
        differs(ChangeClass::Rights, "times", old.times != new.times);
    }
}

/// Whether the owner of a line is also in the other edition.
fn shares_owner(other: &Catalogue, own: &Catalogue, line: &Line) -> bool {
    own.recipient(line).is_none_or(|it| {
        other
            .data()
            .recipients
            .iter()
            .any(|known| known.id == it.id)
    })
}

/// A kind that nobody read before is a new kind; else it is read for a new purpose.
fn class_of_new(old: &Catalogue, new: &Catalogue, line: &Line) -> ChangeClass {
    let owner = new.recipient(line).map(|it| &it.id);
    let known = old
        .lines()
        .iter()
        .any(|was| was.kind.id == line.kind.id && old.recipient(was).map(|it| &it.id) == owner);
    if known {
        ChangeClass::Purposes
    } else {
        ChangeClass::Kinds
    }
}
