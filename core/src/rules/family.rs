//! Location is one family: whoever refuses a member refuses the others that
//! they were never asked about.
//!
//! A member that was agreed to by itself stays: each choice stands alone
//! . So a refusal leaves nothing to try next, and a consent to
//! the approximate place survives a refusal of the precise one.

use crate::catalogue::{Catalogue, Line, Target};
use crate::decide::{Case, key_of};
use crate::pack::kinds::{self, Family};
use crate::pack::model::Mode;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::ConsentStatus;

/// The answer that another member of the family got, if it was a no.
pub(crate) fn refused(case: &Case<'_>) -> Option<Reason> {
    let account = case.account().filter(|_| Rule::R009.holds())?;
    members(case.catalogue, case.target)
        .filter_map(|other| account.standings.get(&key_of(case.catalogue, other)))
        .filter_map(|standing| match standing.status {
            ConsentStatus::Refused | ConsentStatus::RefusedInSystem => {
                Some((standing.entry, Reason::Refused))
            }
            ConsentStatus::Withdrawn | ConsentStatus::WithdrawnInSystem => {
                Some((standing.entry, Reason::Withdrawn))
            }
            ConsentStatus::Given | ConsentStatus::Spent | ConsentStatus::Suspended => None,
        })
        .max_by_key(|(entry, _)| *entry)
        .map(|(_, reason)| reason)
}

/// The other members: the same use of location, by another way.
pub(crate) fn members(catalogue: &Catalogue, target: Target) -> impl Iterator<Item = Target> + '_ {
    let own = catalogue.line(target.line);
    let others = catalogue.lines().iter().enumerate();
    others
        .filter(move |(index, line)| *index != target.line && is_same_use(own, line))
        .map(move |(line, _)| Target { line, ..target })
}

/// What a person types is no way around a refusal, but the other way that was offered.
fn is_same_use(one: &Line, other: &Line) -> bool {
    [one, other]
        .iter()
        .all(|line| is_location(line) && line.access.mode != Mode::Active)
        && one.part == other.part
        && one.function == other.function
        && one.purpose.id == other.purpose.id
        && one.recipient == other.recipient
        && one.action == other.action
}

pub(super) fn is_location(line: &Line) -> bool {
    let mut kinds = std::iter::once(&line.kind.id).chain(&line.covers);
    kinds.any(|id| {
        kinds::info(id).and_then(|info| info.family) == Some(Family::Location)
            && (id != "loc.ip" || Rule::T15.holds())
    })
}
