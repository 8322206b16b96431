//! Editions of the policy.

use askfirst::Digest;
use askfirst::Timestamp;
use askfirst::guard as core;
use askfirst::pack::model::{Addressee, ChangeClass, Right, RightName, Text};
use askfirst::rules::changes::{Change, Comparison, How};
use askfirst::rules::days::Day;

use crate::bridge::Bridge;
use crate::convert::language;
use crate::mirror::PolicyDocument;

/// Class of a difference.
#[uniffi::remote(Enum)]
pub enum ChangeClass {
    Purposes,
    Kinds,
    Manner,
    Controller,
    Recipients,
    Rights,
    Contact,
    HighRisk,
}

/// What became of something between two editions.
#[uniffi::remote(Enum)]
pub enum How {
    Added,
    Removed,
    Changed,
}

/// One difference.
#[uniffi::remote(Record)]
pub struct Change {
    pub class: ChangeClass,
    pub how: How,
    pub path: String,
    pub text: Text,
}

/// What changed between two editions.
#[uniffi::remote(Record)]
pub struct Comparison {
    pub changes: Vec<Change>,
    pub stale: Vec<String>,
    pub new: Vec<String>,
    pub taken_away: Vec<RightName>,
    pub understated: bool,
    pub unknown: bool,
}

/// A right as the policy words it.
#[uniffi::remote(Record)]
pub struct Right {
    pub right: RightName,
    pub kinds: Vec<String>,
    pub offered: bool,
    pub route: Option<Text>,
    pub addressee: Addressee,
    pub identity_check: bool,
    pub may_cost: bool,
    pub clause: String,
}

/// An edition that was opened on this device.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Edition {
    /// Identity of its words, in hexadecimal.
    pub hash: String,
    /// Its position in the line of versions.
    pub ordinal: u32,
    /// When it was opened first.
    pub since: Timestamp,
    /// When it was first shown to the account in use.
    pub shown: Option<Timestamp>,
    /// What the account in use last answered.
    pub answered: Option<EditionAnswer>,
    /// Whether it is the one at hand.
    pub is_current: bool,
}

/// What somebody said to an edition.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EditionAnswer {
    /// Whether it was accepted.
    pub accepted: bool,
    /// When.
    pub at: Timestamp,
}

impl From<core::EditionView> for Edition {
    fn from(view: core::EditionView) -> Edition {
        let core::EditionView {
            hash,
            ordinal,
            since,
            shown,
            answered,
            is_current,
        } = view;
        let answered = answered.map(|(accepted, at)| EditionAnswer { accepted, at });
        Edition {
            hash: hash.to_hex(),
            ordinal,
            since,
            shown,
            answered,
            is_current,
        }
    }
}

#[uniffi::export]
impl Bridge {
    /// Every edition that was opened on this device, oldest first.
    pub fn editions(&self) -> Vec<Edition> {
        let all = self.guard.editions().all();
        all.into_iter().map(Edition::from).collect()
    }

    /// The text of an edition; none if it was not kept.
    pub async fn edition_text(&self, hash: String, language: String) -> Option<PolicyDocument> {
        let hash = Digest::from_hex(&hash)?;
        let document = self
            .guard
            .editions()
            .document(hash, self::language(&language));
        document.await.map(PolicyDocument::from)
    }

    /// What differs from the last other edition that was agreed to.
    pub async fn edition_changes(&self) -> Option<Comparison> {
        let changes = self.guard.editions().changes().await?;
        Some((*changes).clone())
    }

    /// The edition that stood agreed to at the end of a day (`YYYY-MM-DD`, UTC+8).
    pub fn edition_agreed_on(&self, day: String) -> Option<Edition> {
        let editions = self.guard.editions();
        let hash = editions.agreed_on(Day::parse(&day)?)?;
        let found = editions.all().into_iter().find(|it| it.hash == hash)?;
        Some(found.into())
    }

    /// From when the edition at hand can bind.
    pub fn edition_binds_from(&self) -> Option<Timestamp> {
        self.guard.editions().binds_from()
    }

    /// Whether the edition at hand binds the account in use.
    pub fn edition_is_in_force(&self) -> bool {
        self.guard.editions().is_in_force()
    }

    /// The rights that the account in use has now.
    pub async fn rights(&self) -> Vec<Right> {
        self.guard.editions().rights().await
    }
}
