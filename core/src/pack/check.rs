//! The rules of a pack that types cannot hold.
//!
//! One walk over the data; every rule is a few lines and adds to what was
//! found. It never stops early: an author gets the whole list at once.

use std::collections::HashMap;

use super::error::{Doubt, Position, Problem};
use super::kinds;
use super::model::{Access, Contact, Identity, Kind, PackData, Text};
use super::read::{Found, MOST_FINDINGS};
use super::tree::{Node, Path};
use super::words;

mod lines;

/// What the rules found.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) found: Vec<Found>,
    pub(super) doubts: Vec<(Position, String, Doubt)>,
}

/// Holds a pack against every rule.
pub(super) fn check<'a>(root: &'a Node<'a>, data: &'a PackData) -> Checked {
    let mut checker = Checker {
        root,
        data,
        checked: Checked::default(),
        owners: Names::default(),
    };
    let top = &Path::Root;
    checker.identity(&data.identity, &top.field("identity"));
    checker.scope(&top.field("scope"));
    checker.controllers(&top.field("controllers"));
    checker.words(
        &data.acceptance.clause,
        &top.field("acceptance").field("clause"),
    );
    checker.kinds(&top.field("kinds"));
    checker.purposes(&top.field("purposes"));
    checker.functions(&top.field("functions"));
    checker.recipients(&top.field("recipients"));
    let withdrawal = top.field("withdrawal");
    checker.text(&data.withdrawal.route, &withdrawal.field("route"));
    checker.words(&data.withdrawal.clause, &withdrawal.field("clause"));
    checker.contact(&data.contact, &top.field("contact"));
    checker.notes(&top.field("notes"));
    checker.unused_kinds(&top.field("kinds"));
    checker.checked
}

/// The ids of one name space, each with where it was first used.
#[derive(Debug, Default)]
struct Names(HashMap<String, Position>);

struct Checker<'a> {
    root: &'a Node<'a>,
    data: &'a PackData,
    checked: Checked,
    /// Functions and recipients, which share one name space: an owner is either.
    owners: Names,
}

impl Checker<'_> {
    fn fault(&mut self, path: &Path<'_>, problem: Problem, help: impl Into<String>) {
        if self.checked.found.len() < MOST_FINDINGS {
            let at = self.root.locate(path);
            self.checked
                .found
                .push((at, path.to_string(), problem, help.into()));
        }
    }

    fn doubt(&mut self, path: &Path<'_>, doubt: Doubt) {
        let at = self.root.locate(path);
        self.checked.doubts.push((at, path.to_string(), doubt));
    }

    // Words.

    fn words(&mut self, words: &str, path: &Path<'_>) {
        if words.trim().is_empty() {
            self.fault(path, Problem::EmptyText, "write it");
        }
        if let Some(hidden) = words.chars().find(|&c| words::is_invisible(c)) {
            self.fault(
                path,
                Problem::InvisibleCharacter(hidden as u32),
                "a person must see all of a text; remove it",
            );
        }
    }

    fn text(&mut self, text: &Text, path: &Path<'_>) {
        self.words(&text.zh, &path.field("zh"));
        self.words(&text.en, &path.field("en"));
    }

    fn address(&mut self, address: Option<&str>, path: &Path<'_>) {
        let Some(address) = address else { return };
        if !words::is_web_address(address) {
            let help = "expected an address beginning with `https://` or `http://`, or null";
            self.fault(path, Problem::MalformedAddress(address.to_owned()), help);
        }
    }

    fn id(&mut self, id: &str, path: &Path<'_>) {
        if words::is_wildcard(id) {
            self.fault(
                path,
                Problem::Wildcard(id.to_owned()),
                "name exactly one thing",
            );
        } else if !words::is_id(id) {
            let help = "expected lower-case letters, digits and `_`, beginning with a letter";
            self.fault(path, Problem::MalformedId(id.to_owned()), help);
        }
    }

    /// Checks an id and that its name space has no other one like it.
    fn new_id(&mut self, id: &str, path: &Path<'_>, names: &mut Names) {
        self.id(id, path);
        self.only_once(id, path, names);
    }

    fn only_once(&mut self, id: &str, path: &Path<'_>, names: &mut Names) {
        let at = self.root.locate(path);
        if let Some(first) = names.0.get(id) {
            let help = format!("first used at line {}; choose another", first.line);
            self.fault(path, Problem::DuplicateId(id.to_owned()), help);
        } else {
            names.0.insert(id.to_owned(), at);
        }
    }

    /// Checks that a list of `what` has this id.
    fn reference<'i>(
        &mut self,
        id: &str,
        path: &Path<'_>,
        what: &str,
        mut known: impl Iterator<Item = &'i String>,
    ) {
        // A list with a stand-in in it is already reported, and may hold any id once mended.
        if known.any(|other| other == id || other.is_empty()) {
            return;
        }
        if words::is_wildcard(id) {
            self.fault(
                path,
                Problem::Wildcard(id.to_owned()),
                format!("name one of {what}"),
            );
        } else {
            let help = format!("expected an id from {what}");
            self.fault(path, Problem::UnknownReference(id.to_owned()), help);
        }
    }

    fn not_empty<T>(&mut self, list: &[T], path: &Path<'_>) {
        if list.is_empty() {
            self.fault(path, Problem::EmptyList, "name at least one");
        }
    }

    // Who and where.

    fn identity(&mut self, identity: &Identity, path: &Path<'_>) {
        self.id(&identity.id, &path.field("id"));
        self.text(&identity.title, &path.field("title"));
        if identity.ordinal == 0 {
            self.fault(
                &path.field("ordinal"),
                Problem::OutOfRange("0".to_owned()),
                "the first edition has 1",
            );
        }
        self.address(identity.policy_url.as_deref(), &path.field("policy_url"));
        self.words(&identity.clause, &path.field("clause"));
        let updated = self.date(identity.updated.as_deref(), &path.field("updated"));
        let effective = self.date(identity.effective.as_deref(), &path.field("effective"));
        // Written year first and with all digits, days order as their text does.
        if let (Some(updated), Some(effective)) = (updated, effective)
            && effective < updated
        {
            let doubt = Doubt::InvertedDates { effective, updated };
            self.doubt(&path.field("effective"), doubt);
        }
    }

    fn date(&mut self, day: Option<&str>, path: &Path<'_>) -> Option<String> {
        let day = day?;
        if !words::is_day(day) {
            let help = "expected a day as `YYYY-MM-DD`";
            self.fault(path, Problem::MalformedDate(day.to_owned()), help);
            return None;
        }
        Some(day.to_owned())
    }

    fn scope(&mut self, path: &Path<'_>) {
        let scope = &self.data.scope;
        self.text(&scope.product, &path.field("product"));
        self.not_empty(&scope.surfaces, &path.field("surfaces"));
        for (index, remark) in scope.exclusions.iter().enumerate() {
            let list = path.field("exclusions");
            let path = list.index(index);
            self.text(&remark.text, &path.field("text"));
            self.words(&remark.clause, &path.field("clause"));
        }
        self.words(&scope.clause, &path.field("clause"));
    }

    fn controllers(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        self.not_empty(&self.data.controllers, path);
        for (index, controller) in self.data.controllers.iter().enumerate() {
            let path = path.index(index);
            self.new_id(&controller.id, &path.field("id"), &mut names);
            if let Some(name) = &controller.name {
                self.text(name, &path.field("name"));
            }
            self.words(&controller.clause, &path.field("clause"));
        }
    }

    fn contact(&mut self, contact: &Contact, path: &Path<'_>) {
        for (words, field) in [(&contact.phone, "phone"), (&contact.mail, "mail")] {
            if let Some(words) = words {
                self.words(words, &path.field(field));
            }
        }
        if let Some(address) = &contact.address {
            self.text(address, &path.field("address"));
        }
        self.words(&contact.clause, &path.field("clause"));
    }

    fn notes(&mut self, path: &Path<'_>) {
        for (index, note) in self.data.notes.iter().enumerate() {
            let path = path.index(index);
            self.text(&note.text, &path.field("text"));
            self.words(&note.clause, &path.field("clause"));
        }
    }

    // What and why.

    fn kinds(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        for (index, kind) in self.data.kinds.iter().enumerate() {
            let path = path.index(index);
            let id = path.field("id");
            self.kind_id(&kind.id, &id);
            self.only_once(&kind.id, &id, &mut names);
            self.text(&kind.term, &path.field("term"));
            self.words(&kind.clause, &path.field("clause"));
            self.stands_for(kind, &path.field("stands_for"));
        }
    }

    fn kind_id(&mut self, id: &str, path: &Path<'_>) {
        if kinds::info(id).is_some() {
            return;
        }
        let own = id.strip_prefix(kinds::OWN_PREFIX);
        let problem = match own {
            _ if id.split('.').any(words::is_wildcard) => Problem::Wildcard(id.to_owned()),
            Some(name) if name.split('.').all(words::is_id) => return,
            Some(_) => Problem::MalformedId(id.to_owned()),
            None => Problem::UnknownKind(id.to_owned()),
        };
        self.fault(
            path,
            problem,
            "expected a kind of the registry, or a word of your own beginning with `x.`",
        );
    }

    fn stands_for(&mut self, kind: &Kind, path: &Path<'_>) {
        if kind.stands_for.is_empty() {
            return;
        }
        let named = kinds::info(&kind.id).is_some_and(|info| info.umbrella.is_none());
        if named {
            let problem = Problem::NotAnUmbrella(kind.id.clone());
            self.fault(
                path,
                problem,
                "remove `stands_for`: the kind already is a named one",
            );
        }
        let mut names = Names::default();
        for (index, covered) in kind.stands_for.iter().enumerate() {
            let path = path.index(index);
            self.kind_id(covered, &path);
            self.only_once(covered, &path, &mut names);
            if kinds::info(covered).is_some_and(|info| info.umbrella.is_some())
                || covered == &kind.id
            {
                let help = "name the kinds themselves".to_owned();
                self.fault(&path, Problem::NotNamed(covered.clone()), help);
            } else if covered.starts_with(kinds::OWN_PREFIX) {
                let data = self.data;
                self.reference(
                    covered,
                    &path,
                    "`kinds`",
                    data.kinds.iter().map(|kind| &kind.id),
                );
            }
        }
    }

    /// Kinds that no line reads, directly or through an umbrella word.
    fn unused_kinds(&mut self, path: &Path<'_>) {
        let data = self.data;
        let used: Vec<&Kind> = data
            .kinds
            .iter()
            .filter(|kind| all_accesses(data).any(|access| access.kind == kind.id))
            .collect();
        let covered: Vec<String> = used
            .iter()
            .flat_map(|kind| kinds::covered_by(kind))
            .collect();
        for (index, kind) in data.kinds.iter().enumerate() {
            let open = kinds::covered_by(kind).is_empty();
            if open && used.iter().any(|used| used.id == kind.id) {
                self.doubt(
                    &path.index(index),
                    Doubt::UnresolvedUmbrella(kind.id.clone()),
                );
            }
        }
        let idle = |kind: &&Kind| {
            !used.iter().any(|used| used.id == kind.id) && !covered.contains(&kind.id)
        };
        let idle: Vec<String> = data
            .kinds
            .iter()
            .filter(idle)
            .map(|kind| kind.id.clone())
            .collect();
        if !idle.is_empty() {
            self.doubt(path, Doubt::KindsWithoutPurpose(idle));
        }
    }

    fn purposes(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        for (index, purpose) in self.data.purposes.iter().enumerate() {
            let path = path.index(index);
            self.new_id(&purpose.id, &path.field("id"), &mut names);
            self.text(&purpose.text, &path.field("text"));
            self.words(&purpose.clause, &path.field("clause"));
        }
    }
}

fn all_accesses(data: &PackData) -> impl Iterator<Item = &Access> {
    let own = data
        .functions
        .iter()
        .flat_map(|function| &function.accesses);
    let items = data
        .recipients
        .iter()
        .flat_map(|recipient| &recipient.items);
    own.chain(items.flat_map(|item| &item.accesses))
}
