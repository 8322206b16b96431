//! Finding the line for what an app asks for, or the reason why there is none.

use super::{AccessParts, Catalogue, Line, LineIndex, Part, Target};
use crate::pack::model::{Action, Mode};
use crate::reason::Reason;
use crate::rule::Rule;

impl Catalogue {
    /// Finds a line by its id.
    ///
    /// # Errors
    /// The reason why the pack does not cover it.
    pub fn by_id(&self, id: &str) -> Result<Target, Reason> {
        if let Some(&line) = self.by_id.get(id) {
            return self.named(line, None);
        }
        let owner = id.split('.').next().unwrap_or_default();
        let known = self
            .data()
            .recipients
            .iter()
            .any(|recipient| recipient.id == owner);
        Err(if known {
            Reason::RecipientKindExceeded
        } else {
            Reason::NotDeclared
        })
    }

    /// Finds a line by its id, for somebody who will read one kind of data through it.
    ///
    /// # Errors
    /// The reason why the pack does not cover it; another kind than the line
    /// names is not declared, whatever was agreed to about the line.
    pub fn by_id_and_kind(&self, id: &str, kind: &str) -> Result<Target, Reason> {
        let target = self.by_id(id)?;
        if self.line(target.line).reads(kind) {
            Ok(target)
        } else {
            Err(Reason::NotDeclared)
        }
    }

    /// Finds a line by what is asked for.
    ///
    /// The order of reasons is part of the contract: recipient, kind,
    /// purpose, action, mode, source, controller. Companions are asked for with
    /// their access, never by parts.
    ///
    /// # Errors
    /// The reason why the pack does not cover it.
    pub fn resolve(&self, parts: &AccessParts) -> Result<Target, Reason> {
        let recipient = self.recipient_index(parts)?;
        let mut found = self.covering(recipient, &parts.kind);
        if found.is_empty() {
            return Err(self.why_uncovered(recipient, &parts.kind));
        }
        found.retain(|&line| self.serves(line, parts));
        if found.is_empty() {
            return Err(Reason::PurposeNotDeclared);
        }
        found.retain(|&line| self.does(line, parts));
        if found.is_empty() {
            return Err(Reason::ActionNotDeclared);
        }
        found.retain(|&line| {
            self.lines[line].access.mode == parts.mode
                || !(Rule::R008.holds() && Rule::R028.holds())
        });
        if found.is_empty() {
            return Err(Reason::TriggerMismatch);
        }
        found.retain(|&line| self.comes_from(line, parts));
        match found[..] {
            [] => Err(Reason::SourceNotDeclared),
            [line] => self.named(line, parts.controller.as_deref()),
            // The purpose is part of every request; several lines mean it was left out.
            _ => Err(Reason::PurposeNotDeclared),
        }
    }

    fn recipient_index(&self, parts: &AccessParts) -> Result<Option<usize>, Reason> {
        let Some(id) = &parts.recipient else {
            return Ok(None);
        };
        let found = self
            .data()
            .recipients
            .iter()
            .position(|recipient| &recipient.id == id);
        found.map(Some).ok_or(Reason::RecipientNotDeclared)
    }

    fn covering(&self, recipient: Option<usize>, kind: &str) -> Vec<LineIndex> {
        let covers = |line: &Line| {
            line.recipient == recipient
                && line.part == Part::Whole
                && (line.reads(kind) || !self.rule_of_kind(line, kind).holds())
        };
        (0..self.lines.len())
            .filter(|&index| covers(&self.lines[index]))
            .collect()
    }

    /// The rule that keeps a kind apart from what a line covers.
    fn rule_of_kind(&self, line: &Line, kind: &str) -> Rule {
        let umbrella = line.covers.iter().any(|it| *it != line.kind.id);
        match (line.recipient, umbrella && kind.starts_with("device.")) {
            (_, true) => Rule::R007,
            (Some(_), false) => Rule::R068,
            (None, false) => Rule::R001,
        }
    }

    fn why_uncovered(&self, recipient: Option<usize>, kind: &str) -> Reason {
        if recipient.is_some() {
            return Reason::RecipientKindExceeded;
        }
        let named = self.data().kinds.iter().any(|k| k.id == kind);
        let used = self.lines.iter().any(|line| line.kind.id == kind);
        // A kind that only a definition names has no purpose anywhere;
        // one that only recipients have is not declared for the app itself.
        if named && !used && Rule::R002.holds() {
            Reason::PurposeNotDeclared
        } else {
            Reason::NotDeclared
        }
    }

    fn serves(&self, line: LineIndex, parts: &AccessParts) -> bool {
        let line = &self.lines[line];
        parts
            .function
            .as_ref()
            .is_none_or(|id| &self.function(line).id == id)
            && parts
                .purpose
                .as_ref()
                .is_none_or(|id| &line.purpose.id == id || !Rule::R003.holds())
    }

    /// Whether the line is for what is to be done with the data.
    fn does(&self, line: LineIndex, parts: &AccessParts) -> bool {
        let usual = if parts.recipient.is_some() {
            Action::Share
        } else {
            Action::Collect
        };
        self.lines[line].action == parts.action.unwrap_or(usual) || !Rule::R072.holds()
    }

    /// Whether the data come from the line's own source; a source that a
    /// request leaves out is unknown.
    fn comes_from(&self, line: LineIndex, parts: &AccessParts) -> bool {
        parts.mode != Mode::Import
            || self.lines[line].access.source == parts.source
            || !Rule::R077.holds()
    }

    /// A category is no one: only a name that is bound to it can receive anything.
    fn named(&self, line: LineIndex, controller: Option<&str>) -> Result<Target, Reason> {
        if self.is_unnamed(&self.lines[line]) && Rule::R066.holds() {
            return Err(Reason::RecipientNotDeclared);
        }
        self.under_controller(line, controller)
    }

    /// The line under a named controller, or under its usual one.
    ///
    /// # Errors
    /// [`Reason::ControllerMismatch`] if that controller does not collect through it.
    pub fn under_controller(&self, line: LineIndex, id: Option<&str>) -> Result<Target, Reason> {
        self.controllers_of(&self.lines[line])
            .find(|&index| {
                id.is_none_or(|id| self.controllers()[index].id == id || !Rule::R011.holds())
            })
            .map(|controller| Target { line, controller })
            .ok_or(Reason::ControllerMismatch)
    }
}
