//! Purposes that the policy itself calls related.
//!
//! Nothing is inferred: only what a pack lists. A sensitive kind is never
//! covered by a neighbour, and a consent for one read is for that read.

use crate::catalogue::{Catalogue, Line, Part, Target};
use crate::decide::Case;

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
    other.purpose.related_to.contains(&line.purpose.id)
        && !other.kind.sensitive
        && line.kind.id == other.kind.id
        && line.part == Part::Whole
        && other.part == Part::Whole
        && line.recipient == other.recipient
        && line.access.mode == other.access.mode
        && line.action == other.action
}

fn runs(catalogue: &Catalogue, target: Target) -> bool {
    catalogue
        .controllers_of(catalogue.line(target.line))
        .any(|controller| controller == target.controller)
}
