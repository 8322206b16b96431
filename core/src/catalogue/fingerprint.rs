//! What the pack says about a target, as one value.

use serde::Serialize;

use super::{Catalogue, Line, Target};
use crate::digest::Digest;
use crate::pack::model::{
    Action, Condition, ConsentRule, Controller, CrossBorder, Disposal, Identifiability, Lasts,
    Mode, RefusalEffect, Region, Retention, Text, Tier,
};

impl Catalogue {
    /// What the pack says about a target, as one value: a consent given under
    /// one fingerprint does not cover another.
    ///
    /// Section numbers are left out: a text that is only numbered anew says the
    /// same. Rights are left out too, because they never shrink without an
    /// agreement of their own.
    #[must_use]
    pub fn fingerprint(&self, target: Target) -> Digest {
        let (terms, controller) = (self.terms(target), self.controller_said(target.controller));
        Digest::of("askfirst fingerprint 2", &[&terms.0, &controller.0])
    }

    /// What the pack says about a controller.
    #[must_use]
    pub fn controller_said(&self, controller: usize) -> Digest {
        *self.said_of_controllers[controller].get_or_init(|| {
            let Controller { id, name, role, .. } = &self.controllers()[controller];
            hashed("askfirst controller 1", &(id, name, role))
        })
    }

    /// What the pack says about a target but for the controller: the terms
    /// that a successor may have taken over.
    #[must_use]
    pub fn terms(&self, target: Target) -> Digest {
        *self.said[target.line].get_or_init(|| self.terms_of(self.line(target.line)))
    }

    fn terms_of(&self, line: &Line) -> Digest {
        let function = self.function(line);
        let recipient = self.recipient(line);
        let said = Said {
            part: line.part.suffix(),
            kind: &line.kind.id,
            term: &line.kind.term,
            sensitive: line.kind.sensitive,
            identifiability: line.kind.identifiability,
            covers: &line.covers,
            purpose: &line.purpose.text,
            action: line.action,
            function: &function.id,
            tier: function.tier,
            effect: function.refusal.effect,
            started_by_person: function.started_by_person,
            mode: line.access.mode,
            rule: line.access.consent.rule,
            lasts: line.access.consent.lasts,
            background: line.access.background,
            no_store: line.access.no_store,
            source: line.access.source.as_deref(),
            manner: &line.access.manner,
            recipient: recipient.map(|it| (&it.id, &it.name, &it.condition, it.region)),
            item: self.item(line).map(|item| &item.id),
            retention: self.data().retention.as_ref().map(kept),
            abroad: recipient.and_then(|_| self.data().storage.as_ref().map(|it| it.abroad)),
        };
        hashed("askfirst terms 1", &said)
    }
}

fn hashed(domain: &str, said: &impl Serialize) -> Digest {
    // INVARIANT: serialising plain data with text keys cannot fail.
    let bytes = serde_json::to_vec(said).unwrap_or_default();
    Digest::of(domain, &[&bytes])
}

fn kept(retention: &Retention) -> (&Text, Disposal) {
    (&retention.text, retention.then)
}

/// Everything that a consent is bound to beside its controller. The order of fields is part of the format.
#[derive(Serialize)]
struct Said<'a> {
    part: &'a str,
    kind: &'a str,
    term: &'a Text,
    sensitive: bool,
    identifiability: Identifiability,
    covers: &'a [String],
    purpose: &'a Text,
    action: Action,
    function: &'a str,
    tier: Tier,
    effect: RefusalEffect,
    started_by_person: bool,
    mode: Mode,
    rule: ConsentRule,
    lasts: Lasts,
    background: bool,
    no_store: bool,
    source: Option<&'a str>,
    manner: &'a Text,
    recipient: Option<(&'a String, &'a Text, &'a Option<Condition>, Option<Region>)>,
    item: Option<&'a String>,
    retention: Option<(&'a Text, Disposal)>,
    abroad: Option<CrossBorder>,
}
