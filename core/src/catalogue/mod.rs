//! The pack indexed by what an app can ask for.
//!
//! One [`Line`] for each access of the pack, with everything a decision or a
//! prompt needs already looked up, and a fingerprint of what the pack said.
//! It never looks at consent.
//!
//! An access may need a second consent of its own: for sending the data abroad
//! or for joining them with data that say who somebody is.
//! Such a *companion* is a line too, with its own id (`amap.location@abroad`),
//! its own question and its own record.

mod bind;
mod fingerprint;
mod lines;
mod resolve;

use std::collections::HashMap;

use once_cell::sync::OnceCell;

use crate::digest::Digest;
use crate::pack::Pack;
use crate::pack::model::{
    Access, Action, Controller, Function, Item, Kind, Mode, PackData, Purpose, Recipient,
};

pub use bind::{BadBinding, Binding};

/// Position of a line in its catalogue.
pub type LineIndex = usize;

/// One access of the pack: kind × function × purpose × recipient.
#[derive(Debug, Clone)]
pub struct Line {
    /// `owner.name`, stable over the editions of a policy; a companion's ends in its [`Part`].
    pub id: String,
    /// Which consent of the access it is.
    pub part: Part,
    /// The access as the pack writes it.
    pub access: Access,
    /// Its kind.
    pub kind: Kind,
    /// The named kinds it covers: itself, or what its umbrella word stands for.
    pub covers: Vec<String>,
    /// Its purpose.
    pub purpose: Purpose,
    /// What is done with the data.
    pub action: Action,
    /// Index of the function it serves.
    pub function: usize,
    /// Index of the recipient, if it is not the app itself.
    pub recipient: Option<usize>,
    /// Index of the recipient's item.
    pub item: Option<usize>,
    /// Whether only a prompt of its own can open it.
    pub gated: bool,
    /// The access's line itself, of a companion.
    pub base: Option<LineIndex>,
    /// The companion for sending the data abroad.
    pub abroad: Option<LineIndex>,
    /// The companion for joining the data with others.
    pub joined: Option<LineIndex>,
}

impl Line {
    /// Whether one kind of data is read through this line: its own, or one that its umbrella word stands for.
    #[must_use]
    pub fn reads(&self, kind: &str) -> bool {
        self.kind.id == kind || self.covers.iter().any(|covered| covered == kind)
    }
}

/// Which consent of an access a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The access itself.
    Whole,
    /// Sending the data abroad.
    Abroad,
    /// Joining the data with others that say who somebody is.
    Joined,
}

impl Part {
    /// What the id of such a line ends in.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Part::Whole => "",
            Part::Abroad => "@abroad",
            Part::Joined => "@joined",
        }
    }
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
    /// What is done with them; none is to collect, or to share with the recipient.
    pub action: Option<Action>,
    /// Id of the source, for data that others hand over.
    pub source: Option<String>,
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
    /// The pack's data with the recipients that the host bound to its categories; none without any.
    bound: Option<Box<PackData>>,
    lines: Vec<Line>,
    by_id: HashMap<String, LineIndex>,
    /// What is said about each line and each controller, once somebody has asked: every record
    /// compares it for every consent.
    said: Box<[OnceCell<Digest>]>,
    said_of_controllers: Box<[OnceCell<Digest>]>,
}

impl Catalogue {
    /// Indexes a checked pack.
    #[must_use]
    pub fn new(pack: Pack) -> Catalogue {
        Catalogue::over(pack, None)
    }

    /// Indexes a checked pack whose categories of recipients the host has given names.
    ///
    /// # Errors
    /// A name is bound to no category of the pack, or its id is taken or malformed.
    pub fn with(pack: Pack, bindings: &[Binding]) -> Result<Catalogue, BadBinding> {
        let bound = bind::bound(pack.data(), bindings)?;
        Ok(Catalogue::over(pack, bound))
    }

    fn over(pack: Pack, bound: Option<Box<PackData>>) -> Catalogue {
        let lines = lines::lines_of(bound.as_deref().unwrap_or(pack.data()));
        let by_id = lines
            .iter()
            .enumerate()
            .map(|(index, line)| (line.id.clone(), index))
            .collect();
        let unsaid = |count: usize| vec![OnceCell::new(); count].into();
        let said = unsaid(lines.len());
        let mut catalogue = Catalogue {
            pack,
            bound,
            lines,
            by_id,
            said,
            said_of_controllers: Box::default(),
        };
        catalogue.said_of_controllers = unsaid(catalogue.controllers().len());
        catalogue
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The pack's data, with the recipients that the host bound.
    #[must_use]
    pub fn data(&self) -> &PackData {
        self.bound.as_deref().unwrap_or(self.pack.data())
    }

    /// Every line, companions last.
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

    /// Every target that the pack covers, in a stable order. A category of
    /// recipients that no name is bound to covers nothing.
    pub fn targets(&self) -> impl Iterator<Item = Target> + '_ {
        let lines = self.lines.iter().enumerate();
        lines
            .filter(|(_, it)| !self.is_unnamed(it))
            .flat_map(move |(line, it)| {
                self.controllers_of(it)
                    .map(move |controller| Target { line, controller })
            })
    }

    /// Whether a line belongs to a category of recipients rather than to one.
    #[must_use]
    pub fn is_unnamed(&self, line: &Line) -> bool {
        self.recipient(line).is_some_and(|it| it.category)
    }

    /// The access's own target, of a companion's; any other is its own.
    #[must_use]
    pub fn base_of(&self, target: Target) -> Target {
        let line = self.line(target.line).base.unwrap_or(target.line);
        Target { line, ..target }
    }

    /// Lines that are answered together with this one: its item's, or itself.
    pub fn answered_with(&self, index: LineIndex) -> impl Iterator<Item = LineIndex> + '_ {
        let line = &self.lines[index];
        let key = |line: &Line| line.item.map(|item| (line.recipient, item, line.part));
        let own = key(line);
        (0..self.lines.len()).filter(move |&other| {
            other == index || (own.is_some() && key(&self.lines[other]) == own)
        })
    }

    /// Id of the choice a line is answered with: its item, or itself.
    #[must_use]
    pub fn choice_of(&self, line: &Line) -> String {
        match (self.recipient(line), self.item(line)) {
            (Some(recipient), Some(item)) => {
                format!("{}.{}{}", recipient.id, item.id, line.part.suffix())
            }
            _ => line.id.clone(),
        }
    }
}
