//! The lines of a pack, and when two of them say the same, told a second time.

use askfirst::pack::model::{
    Access, Action, ControllerRole, CrossBorder, Function, Identifiability, Item, Kind, Mode,
    PackData, Purpose, Recipient, Region, Text,
};

use crate::registry;

/// An edition and its lines.
pub(crate) struct Edition<'a> {
    pub(crate) pack: &'a PackData,
    pub(crate) lines: Vec<Line<'a>>,
}

impl<'a> Edition<'a> {
    pub(crate) fn of(pack: &'a PackData) -> Edition<'a> {
        let lines = lines(pack);
        Edition { pack, lines }
    }
}

/// One access of a pack with what belongs to it.
#[derive(Clone)]
pub(crate) struct Line<'a> {
    pub(crate) id: String,
    pub(crate) part: &'static str,
    pub(crate) access: &'a Access,
    pub(crate) kind: &'a Kind,
    /// The named kinds that its kind stands for, and itself.
    pub(crate) covers: Vec<String>,
    pub(crate) purpose: &'a Purpose,
    pub(crate) function: &'a Function,
    pub(crate) recipient: Option<&'a Recipient>,
    item: Option<&'a Item>,
}

/// Every line of a pack, and the second consents that some of them need.
fn lines(pack: &PackData) -> Vec<Line<'_>> {
    let kind = |a: &Access| pack.kinds.iter().find(|k| k.id == a.kind).unwrap();
    let purpose = |id: &str| pack.purposes.iter().find(|p| p.id == id).unwrap();
    let mut all = Vec::new();
    for function in &pack.functions {
        for access in &function.accesses {
            let purpose = purpose(access.purpose.as_ref().unwrap());
            let id = format!("{}.{}", function.id, access.id);
            let (kind, part) = (kind(access), "");
            all.push(Line {
                covers: registry::covers(kind),
                id,
                part,
                access,
                kind,
                purpose,
                function,
                recipient: None,
                item: None,
            });
        }
    }
    for recipient in &pack.recipients {
        let function = pack
            .functions
            .iter()
            .find(|f| f.id == recipient.function)
            .unwrap();
        for item in &recipient.items {
            for access in &item.accesses {
                let id = format!("{}.{}", recipient.id, access.id);
                let (kind, purpose, part) = (kind(access), purpose(&item.purpose), "");
                let (recipient, item) = (Some(recipient), Some(item));
                all.push(Line {
                    covers: registry::covers(kind),
                    id,
                    part,
                    access,
                    kind,
                    purpose,
                    function,
                    recipient,
                    item,
                });
            }
        }
    }
    let seconds: Vec<Line<'_>> = all.iter().flat_map(|line| companions(pack, line)).collect();
    all.extend(seconds);
    all
}

fn companions<'a>(pack: &PackData, line: &Line<'a>) -> Vec<Line<'a>> {
    let abroad = line
        .recipient
        .is_some_and(|r| r.region == Some(Region::Abroad))
        && pack
            .storage
            .as_ref()
            .is_some_and(|s| s.abroad == CrossBorder::SeparateConsent);
    let nameless = line.kind.identifiability != Identifiability::Personal
        && line.kind.identifiability != Identifiability::Anonymised;
    let parts = [(abroad, "@abroad"), (nameless, "@joined")];
    let needed = parts.into_iter().filter(|(needed, _)| *needed);
    let second = |part: &'static str| Line {
        id: format!("{}{part}", line.id),
        part,
        ..line.clone()
    };
    needed.map(|(_, part)| second(part)).collect()
}

impl Line<'_> {
    pub(crate) fn action(&self) -> Action {
        let usual = if self.recipient.is_some() {
            Action::Share
        } else {
            Action::Collect
        };
        self.access.action.unwrap_or(usual)
    }
    pub(crate) fn gated(&self) -> bool {
        self.recipient.is_some()
            || !self.part.is_empty()
            || self.kind.sensitive
            || registry::asks(&self.kind.id, self.access.mode)
            || self
                .covers
                .iter()
                .any(|kind| registry::asks(kind, self.access.mode))
    }
    fn is_place(&self) -> bool {
        self.covers.iter().any(|kind| registry::is_location(kind))
    }
    pub(crate) fn receives(&self) -> Option<&String> {
        self.recipient.map(|it| &it.id)
    }
}

pub(crate) fn same_controller(one: &Edition<'_>, other: &Edition<'_>, id: &str) -> bool {
    fn of<'a>(edition: &Edition<'a>, id: &str) -> Option<(&'a Option<Text>, ControllerRole)> {
        let found = edition.pack.controllers.iter().find(|it| it.id == id)?;
        Some((&found.name, found.role))
    }
    of(one, id) == of(other, id) && of(one, id).is_some()
}

/// Whether another edition says the same about a line, for a controller that it has.
pub(crate) fn says_alike(
    edition: &Edition<'_>,
    line: &Line<'_>,
    other: &Edition<'_>,
    controller: &str,
) -> bool {
    let Some(same) = other.lines.iter().find(|it| it.id == line.id) else {
        return false;
    };
    let kept = |edition: &Edition<'_>| {
        let rule = edition.pack.retention.as_ref();
        rule.map(|it| (it.text.clone(), it.then))
    };
    let abroad = |edition: &Edition<'_>| {
        let rule = edition.pack.storage.as_ref();
        rule.filter(|_| line.recipient.is_some())
            .map(|it| it.abroad)
    };
    same.function.controllers.iter().any(|it| it == controller)
        && same_recipient(line, same)
        && same_data(line, same)
        && same_access(line, same)
        && kept(edition) == kept(other)
        && abroad(edition) == abroad(other)
}

fn same_recipient(one: &Line<'_>, other: &Line<'_>) -> bool {
    let item = |line: &Line<'_>| line.item.map(|it| it.id.clone());
    match (one.recipient, other.recipient) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            (&a.id, &a.name, &a.condition, a.region) == (&b.id, &b.name, &b.condition, b.region)
                && item(one) == item(other)
        }
        _ => false,
    }
}

fn same_data(one: &Line<'_>, other: &Line<'_>) -> bool {
    let (a, b) = (one.kind, other.kind);
    let (f, g) = (one.function, other.function);
    (&a.id, &a.term, a.sensitive, a.identifiability)
        == (&b.id, &b.term, b.sensitive, b.identifiability)
        && one.covers == other.covers
        && one.purpose.text == other.purpose.text
        && one.action() == other.action()
        && (&f.id, f.tier, f.refusal.effect, f.started_by_person)
            == (&g.id, g.tier, g.refusal.effect, g.started_by_person)
}

/// What a second consent is for does not depend on how the first was given.
fn same_access(one: &Line<'_>, other: &Line<'_>) -> bool {
    let (a, b) = (one.access, other.access);
    let first = (a.consent.rule, a.consent.lasts, &a.manner)
        == (b.consent.rule, b.consent.lasts, &b.manner);
    (!one.part.is_empty() || first)
        && (a.mode, a.background, a.no_store, &a.source)
            == (b.mode, b.background, b.no_store, &b.source)
}

/// The same use of location by another way; what a person types is not one.
pub(crate) fn is_same_use(one: &Line<'_>, other: &Line<'_>) -> bool {
    let place = |line: &Line<'_>| line.is_place() && line.access.mode != Mode::Active;
    one.id != other.id
        && place(one)
        && place(other)
        && (
            one.part,
            &one.function.id,
            &one.purpose.id,
            one.receives(),
            one.action(),
        ) == (
            other.part,
            &other.function.id,
            &other.purpose.id,
            other.receives(),
            other.action(),
        )
}
