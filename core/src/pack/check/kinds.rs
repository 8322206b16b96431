//! The rules of what is collected, and why.

use super::super::error::{Doubt, Problem};
use super::super::kinds;
use super::super::model::{Identifiability, Kind, Purpose};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, Names, all_lines, excludes};

impl Checker<'_> {
    pub(super) fn kinds(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        for (index, kind) in self.data.kinds.iter().enumerate() {
            let path = path.index(index);
            let id = path.field("id");
            self.kind_id(&kind.id, &id);
            self.only_once(&kind.id, &id, &mut names);
            self.text(&kind.term, &path.field("term"));
            self.words(&kind.clause, &path.field("clause"));
            self.stands_for(kind, &path.field("stands_for"));
            self.identifiability(kind, &path.field("identifiability"));
        }
    }

    /// What says by itself who somebody is cannot be declared harmless.
    fn identifiability(&mut self, kind: &Kind, path: &Path<'_>) {
        let harmless = matches!(
            kind.identifiability,
            Identifiability::WhenJoined | Identifiability::Anonymised
        );
        if !harmless || !(kinds::sensitive(kind) || kinds::identifies(kind)) {
            return;
        }
        let word = words::name_of(&kind.identifiability);
        let problem = excludes(&format!("identifiability: {word}"), &kind.id);
        let help = "remove it: these data are personal by themselves, whatever the text says";
        self.fault(path, problem, help);
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
    pub(super) fn unused_kinds(&mut self, path: &Path<'_>) {
        let data = self.data;
        let used: Vec<&Kind> = data
            .kinds
            .iter()
            .filter(|kind| all_lines(data).any(|(access, _)| access.kind == kind.id))
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

    pub(super) fn purposes(&mut self, path: &Path<'_>) {
        let data = self.data;
        let mut names = Names::default();
        let mut general: Option<&str> = None;
        for (index, purpose) in data.purposes.iter().enumerate() {
            let path = path.index(index);
            self.new_id(&purpose.id, &path.field("id"), &mut names);
            self.text(&purpose.text, &path.field("text"));
            self.words(&purpose.clause, &path.field("clause"));
            self.related_to(purpose, &path.field("related_to"));
            if purpose.general {
                if general.is_some() {
                    self.repeated(&path.field("general"), "general");
                } else {
                    self.general(purpose, &path);
                }
                general = Some(&purpose.id);
            }
        }
    }

    fn related_to(&mut self, purpose: &Purpose, path: &Path<'_>) {
        let data = self.data;
        self.named_purposes(&purpose.related_to, path);
        for (index, id) in purpose.related_to.iter().enumerate() {
            let path = path.index(index);
            let general = |it: &Purpose| it.general && &it.id == id;
            if id == &purpose.id {
                let help = "remove it: a purpose needs no relation to itself";
                self.fault(&path, Problem::SelfReference(id.clone()), help);
            } else if purpose.general || data.purposes.iter().any(general) {
                let help = "a consent for the general purpose covers nothing else; remove it";
                self.fault(&path, excludes("related_to", "general"), help);
            }
        }
    }

    /// Names the kinds that are collected for the general purpose only.
    fn general(&mut self, general: &Purpose, path: &Path<'_>) {
        let mut kinds: Vec<String> = Vec::new();
        for (access, purpose) in all_lines(self.data) {
            if purpose == Some(&general.id) && !kinds.contains(&access.kind) {
                kinds.push(access.kind.clone());
            }
        }
        if !kinds.is_empty() {
            self.doubt(path, Doubt::GeneralPurpose(kinds));
        }
    }
}
