//! The pack indexed by what an app can ask for.
//!
//! One [`Line`] for each access of the pack, with everything a decision or a
//! prompt needs already looked up, and a fingerprint of what the pack said.
//! It never looks at consent.

use std::collections::HashMap;

use serde::Serialize;

use crate::digest::Digest;
use crate::pack::model::{
    Access, Condition, ConsentRule, Controller, Function, Item, Kind, Lasts, Mode, PackData,
    Purpose, Recipient, RefusalEffect, Tier,
};
use crate::pack::{self, Pack};
use crate::reason::Reason;

/// Position of a line in its catalogue.
pub type LineIndex = usize;

/// One access of the pack: kind × function × purpose × recipient.
#[derive(Debug, Clone)]
pub struct Line {
    /// `owner.name`, stable over the editions of a policy.
    pub id: String,
    /// The access as the pack writes it.
    pub access: Access,
    /// Its kind.
    pub kind: Kind,
    /// The named kinds it covers: itself, or what its umbrella word stands for.
    pub covers: Vec<String>,
    /// Its purpose.
    pub purpose: Purpose,
    /// Index of the function it serves.
    pub function: usize,
    /// Index of the recipient, if it is not the app itself.
    pub recipient: Option<usize>,
    /// Index of the recipient's item.
    pub item: Option<usize>,
    /// Whether only a prompt of its own can open it.
    pub gated: bool,
}

/// What an app asks for, in parts rather than by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AccessParts {
    /// Kind of data.
    pub kind: String,
    /// Function id.
    pub function: Option<String>,
    /// Purpose id.
    pub purpose: Option<String>,
    /// Recipient id; none is the app itself.
    pub recipient: Option<String>,
    /// Controller id; none is the usual one.
    pub controller: Option<String>,
    /// How the data come to the app.
    pub mode: Mode,
}

/// A request that the pack covers: a line, and who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The line.
    pub line: LineIndex,
    /// Index of the controller among [`Catalogue::controllers`].
    pub controller: usize,
}

/// The pack, indexed.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pack: Pack,
    lines: Vec<Line>,
    by_id: HashMap<String, LineIndex>,
}

impl Catalogue {
    /// Indexes a checked pack.
    #[must_use]
    pub fn new(pack: Pack) -> Catalogue {
        let lines = lines_of(pack.data());
        let by_id = lines
            .iter()
            .enumerate()
            .map(|(index, line)| (line.id.clone(), index))
            .collect();
        Catalogue { pack, lines, by_id }
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The pack's data.
    #[must_use]
    pub fn data(&self) -> &PackData {
        self.pack.data()
    }

    /// Every line.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// One line.
    #[must_use]
    pub fn line(&self, index: LineIndex) -> &Line {
        &self.lines[index]
    }

    /// The function a line serves.
    #[must_use]
    pub fn function(&self, line: &Line) -> &Function {
        &self.data().functions[line.function]
    }

    /// The recipient of a line.
    #[must_use]
    pub fn recipient(&self, line: &Line) -> Option<&Recipient> {
        line.recipient.map(|index| &self.data().recipients[index])
    }

    /// The item of a recipient's line.
    #[must_use]
    pub fn item(&self, line: &Line) -> Option<&Item> {
        Some(&self.recipient(line)?.items[line.item?])
    }

    /// The controllers of the pack.
    #[must_use]
    pub fn controllers(&self) -> &[Controller] {
        &self.data().controllers
    }

    /// The controllers that may collect through a line; the first is the usual one.
    pub fn controllers_of(&self, line: &Line) -> impl Iterator<Item = usize> + '_ {
        let ids = &self.function(line).controllers;
        ids.iter()
            .filter_map(|id| self.controllers().iter().position(|c| &c.id == id))
    }

    /// Every target that the pack covers, in a stable order.
    pub fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        self.lines.iter().enumerate().flat_map(move |(line, it)| {
            self.controllers_of(it)
                .map(move |controller| Target { line, controller })
        })
    }

    /// Lines that are answered together with this one: its item's, or itself.
    pub fn answered_with(&self, index: LineIndex) -> impl Iterator<Item = LineIndex> + '_ {
        let line = &self.lines[index];
        let key = line.item.map(|item| (line.recipient, item));
        (0..self.lines.len()).filter(move |&other| {
            other == index
                || key.is_some_and(|(recipient, item)| {
                    self.lines[other].recipient == recipient && self.lines[other].item == Some(item)
                })
        })
    }

    /// Id of the choice a line is answered with: its item, or itself.
    #[must_use]
    pub fn choice_of(&self, line: &Line) -> String {
        match (self.recipient(line), self.item(line)) {
            (Some(recipient), Some(item)) => format!("{}.{}", recipient.id, item.id),
            _ => line.id.clone(),
        }
    }

    /// Finds a line by its id.
    ///
    /// # Errors
    /// The reason why the pack does not cover it.
    pub fn by_id(&self, id: &str) -> Result<Target, Reason> {
        if let Some(&line) = self.by_id.get(id) {
            return self.usual(line);
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

    /// Finds a line by what is asked for.
    ///
    /// The order of reasons is part of the contract: recipient, kind,
    /// purpose, mode, controller.
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
        found.retain(|&line| self.lines[line].access.mode == parts.mode);
        match found[..] {
            [] => Err(Reason::TriggerMismatch),
            [line] => self.under_controller(line, parts.controller.as_deref()),
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
                && (line.kind.id == kind || line.covers.iter().any(|covered| covered == kind))
        };
        (0..self.lines.len())
            .filter(|&index| covers(&self.lines[index]))
            .collect()
    }

    fn why_uncovered(&self, recipient: Option<usize>, kind: &str) -> Reason {
        if recipient.is_some() {
            return Reason::RecipientKindExceeded;
        }
        let named = self.data().kinds.iter().any(|k| k.id == kind);
        let used = self.lines.iter().any(|line| line.kind.id == kind);
        // A kind that only a definition names has no purpose anywhere;
        // one that only recipients have is not declared for the app itself.
        if named && !used {
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
                .is_none_or(|id| &line.purpose.id == id)
    }

    fn usual(&self, line: LineIndex) -> Result<Target, Reason> {
        self.under_controller(line, None)
    }

    /// The line under a named controller, or under its usual one.
    ///
    /// # Errors
    /// [`Reason::ControllerMismatch`] if that controller does not collect through it.
    pub fn under_controller(&self, line: LineIndex, id: Option<&str>) -> Result<Target, Reason> {
        self.controllers_of(&self.lines[line])
            .find(|&index| id.is_none_or(|id| self.controllers()[index].id == id))
            .map(|controller| Target { line, controller })
            .ok_or(Reason::ControllerMismatch)
    }

    /// What the pack says about a target, as one value: a consent given under
    /// one fingerprint does not cover another.
    #[must_use]
    pub fn fingerprint(&self, target: Target) -> Digest {
        let line = self.line(target.line);
        let function = self.function(line);
        let said = Said {
            kind: &line.kind,
            covers: &line.covers,
            purpose: &line.purpose.text,
            function: &function.id,
            tier: function.tier,
            effect: function.refusal.effect,
            mode: line.access.mode,
            rule: line.access.consent.rule,
            lasts: line.access.consent.lasts,
            background: line.access.background,
            manner: &line.access.manner,
            controller: &self.controllers()[target.controller],
            recipient: self.recipient(line).map(|r| (&r.id, &r.name, &r.condition)),
            item: self.item(line).map(|item| &item.id),
        };
        // INVARIANT: serialising plain data with text keys cannot fail; were it
        // to, an empty fingerprint matches no recorded one and closes.
        let bytes = serde_json::to_vec(&said).unwrap_or_default();
        Digest::of("askfirst fingerprint 1", &[&bytes])
    }
}

/// Everything that a consent is bound to. The order of fields is part of the format.
#[derive(Serialize)]
struct Said<'a> {
    kind: &'a Kind,
    covers: &'a [String],
    purpose: &'a crate::pack::model::Text,
    function: &'a str,
    tier: Tier,
    effect: RefusalEffect,
    mode: Mode,
    rule: ConsentRule,
    lasts: Lasts,
    background: bool,
    manner: &'a crate::pack::model::Text,
    controller: &'a Controller,
    recipient: Option<(
        &'a String,
        &'a crate::pack::model::Text,
        &'a Option<Condition>,
    )>,
    item: Option<&'a String>,
}

fn lines_of(data: &PackData) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, function) in data.functions.iter().enumerate() {
        for access in &function.accesses {
            let purpose = access.purpose.as_deref().unwrap_or_default();
            lines.extend(line_of(data, &function.id, access, purpose, index, None));
        }
    }
    for (recipient_index, recipient) in data.recipients.iter().enumerate() {
        let function = data
            .functions
            .iter()
            .position(|f| f.id == recipient.function);
        for (item_index, item) in recipient.items.iter().enumerate() {
            for access in &item.accesses {
                let place = Some((recipient_index, item_index));
                lines.extend(function.and_then(|function| {
                    line_of(data, &recipient.id, access, &item.purpose, function, place)
                }));
            }
        }
    }
    lines
}

/// Builds a line. A reference that a checked pack cannot leave open makes no
/// line at all, so the access stays undeclared rather than half-described.
fn line_of(
    data: &PackData,
    owner: &str,
    access: &Access,
    purpose: &str,
    function: usize,
    place: Option<(usize, usize)>,
) -> Option<Line> {
    let kind = data.kinds.iter().find(|kind| kind.id == access.kind)?;
    let purpose = data.purposes.iter().find(|known| known.id == purpose)?;
    Some(Line {
        id: format!("{owner}.{}", access.id),
        access: access.clone(),
        covers: pack::kinds::covered_by(kind),
        gated: pack::kinds::gated(kind, access.mode, place.is_some()),
        kind: kind.clone(),
        purpose: purpose.clone(),
        function,
        recipient: place.map(|(recipient, _)| recipient),
        item: place.map(|(_, item)| item),
    })
}
