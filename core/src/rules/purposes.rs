//! Purposes that the policy itself calls related.
//!
//! Nothing is inferred: only what a pack lists. A sensitive kind is never
//! covered by a neighbour, and a consent for one read is for that read.

use crate::catalogue::{Catalogue, Line, Part, Target};
use crate::decide::Case;
use crate::rule::Rule;

/// Targets whose consent covers this one too.
pub(crate) fn related(case: &Case<'_>) -> impl Iterator<Item = Target> {
    let (catalogue, target) = (case.catalogue, case.target);
    let own = catalogue.line(target.line);
    let lines = catalogue.lines().iter().enumerate();
    lines
        .filter(move |(_, line)| covers(line, own))
        .map(move |(line, _)| Target { line, ..target })
        .filter(move |other| runs(catalogue, *other))
}

/// Whether a consent to one line is also a consent to the other, by the words of the policy.
pub(crate) fn covers(line: &Line, other: &Line) -> bool {
    let related = other.purpose.related_to.contains(&line.purpose.id)
        && !other.kind.sensitive
        && line.kind.id == other.kind.id
        && line.part == Part::Whole
        && other.part == Part::Whole
        && line.recipient == other.recipient
        && line.access.mode == other.access.mode
        && line.action == other.action;
    related || is_taken_for(line, other)
}

/// What nothing but a rule keeps apart: consent to the one would be taken for
/// consent to the other.
fn is_taken_for(line: &Line, other: &Line) -> bool {
    let whole = line.part == Part::Whole && other.part == Part::Whole && line.id != other.id;
    let kind = line.kind.id == other.kind.id;
    let recipient = line.recipient == other.recipient;
    let place = super::family::is_location(line) && super::family::is_location(other);
    let identifies = |line: &Line| crate::pack::kinds::identifies(&line.kind);
    let identifiers = recipient && identifies(line) && identifies(other);
    let keeps_apart = |applies: bool, rule: Rule| applies && !rule.holds();
    whole
        && (keeps_apart(kind && recipient, Rule::R003)
            || keeps_apart(kind && recipient, Rule::R033)
            || keeps_apart(kind && recipient && other.kind.sensitive, Rule::R034)
            || keeps_apart(kind && line.access.mode != other.access.mode, Rule::R031)
            || keeps_apart(kind && line.access.mode != other.access.mode, Rule::R028)
            || keeps_apart(kind && !recipient, Rule::R068)
            || keeps_apart(kind && line.action != other.action, Rule::R072)
            || keeps_apart(recipient && other.recipient.is_some(), Rule::R069)
            || keeps_apart(identifiers, Rule::R013)
            || keeps_apart(place, Rule::T16))
}

fn runs(catalogue: &Catalogue, target: Target) -> bool {
    catalogue
        .controllers_of(catalogue.line(target.line))
        .any(|controller| controller == target.controller)
}
