//! The rules of a pack that types cannot hold.
//!
//! One walk over the data; every rule is a few lines and adds to what was
//! found. It never stops early: an author gets the whole list at once.

use std::collections::HashMap;

use super::error::{Doubt, Position, Problem};
use super::model::{Access, ControllerRole, PackData, Remark, Text};
use super::read::{Found, MOST_FINDINGS};
use super::tree::{Node, Path};
use super::words;

mod ending;
mod exemptions;
mod kinds;
mod limits;
mod lines;
mod parties;
mod people;

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
    checker.parties(top);
    checker.kinds(&top.field("kinds"));
    checker.purposes(&top.field("purposes"));
    checker.functions(&top.field("functions"));
    checker.recipients(&top.field("recipients"));
    checker.limits(top);
    checker.exemptions(&top.field("exemptions"));
    checker.ending(top);
    checker.people(top);
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

    fn notes(&mut self, path: &Path<'_>) {
        for (index, note) in self.data.notes.iter().enumerate() {
            let path = path.index(index);
            self.text(&note.text, &path.field("text"));
            self.words(&note.clause, &path.field("clause"));
        }
    }

    fn remarks(&mut self, remarks: &[Remark], path: &Path<'_>) {
        for (index, remark) in remarks.iter().enumerate() {
            let path = path.index(index);
            self.text(&remark.text, &path.field("text"));
            self.words(&remark.clause, &path.field("clause"));
        }
    }

    fn address(&mut self, address: Option<&str>, path: &Path<'_>) {
        let Some(address) = address else { return };
        if !words::is_web_address(address) {
            let help = "expected an address beginning with `https://` or `http://`, or null";
            self.fault(path, Problem::MalformedAddress(address.to_owned()), help);
        }
    }

    fn id(&mut self, id: &str, path: &Path<'_>) {
        self.well_formed(id, path, words::is_wildcard);
    }

    fn well_formed(&mut self, id: &str, path: &Path<'_>, is_wild: fn(&str) -> bool) {
        if is_wild(id) {
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

    /// Checks that a list names kinds of the pack, each once.
    fn named_kinds(&mut self, ids: &[String], path: &Path<'_>) {
        let data = self.data;
        let known = || data.kinds.iter().map(|kind| &kind.id);
        self.named(ids, path, "`kinds`", known);
    }

    /// Checks that a list names purposes of the pack, each once.
    fn named_purposes(&mut self, ids: &[String], path: &Path<'_>) {
        let data = self.data;
        let known = || data.purposes.iter().map(|purpose| &purpose.id);
        self.named(ids, path, "`purposes`", known);
    }

    fn named<'i, I: Iterator<Item = &'i String>>(
        &mut self,
        ids: &[String],
        path: &Path<'_>,
        what: &str,
        known: impl Fn() -> I,
    ) {
        let mut names = Names::default();
        for (index, id) in ids.iter().enumerate() {
            let path = path.index(index);
            self.reference(id, &path, what, known());
            self.only_once(id, &path, &mut names);
        }
    }

    /// Checks that no word of a list stands in it twice.
    fn no_repeats(&mut self, words: impl Iterator<Item = String>, path: &Path<'_>) {
        let mut seen: Vec<String> = Vec::new();
        for (index, word) in words.enumerate() {
            if seen.contains(&word) {
                self.repeated(&path.index(index), &word);
            } else {
                seen.push(word);
            }
        }
    }

    fn repeated(&mut self, path: &Path<'_>, word: &str) {
        let help = "keep one of them";
        self.fault(path, Problem::Repeated(word.to_owned()), help);
    }

    /// Checks that some controller plays a part that a statement relies on.
    fn role(&mut self, role: ControllerRole, path: &Path<'_>) {
        let mut roles = self.data.controllers.iter().map(|it| it.role);
        if !roles.any(|it| it == role) {
            let problem = Problem::NoSuchRole(words::name_of(&role));
            self.fault(path, problem, "add it to `controllers`");
        }
    }

    fn not_empty<T>(&mut self, list: &[T], path: &Path<'_>) {
        if list.is_empty() {
            self.fault(path, Problem::EmptyList, "name at least one");
        }
    }
}

/// Two statements that cannot both hold, each as the pack writes it.
fn excludes(one: &str, other: &str) -> Problem {
    Problem::Excludes(format!("`{one}`"), format!("`{other}`"))
}

/// A statement that needs another one, each as the pack writes it.
fn requires(what: &str, needed: &str) -> Problem {
    Problem::Requires(format!("`{what}`"), format!("`{needed}`"))
}

/// Every line of a pack with its purpose.
fn all_lines(data: &PackData) -> impl Iterator<Item = (&Access, Option<&String>)> {
    let own = data
        .functions
        .iter()
        .flat_map(|function| &function.accesses)
        .map(|access| (access, access.purpose.as_ref()));
    let items = data
        .recipients
        .iter()
        .flat_map(|recipient| &recipient.items);
    own.chain(items.flat_map(|item| {
        item.accesses
            .iter()
            .map(move |access| (access, Some(&item.purpose)))
    }))
}
