//! Joining data with other data (R-041 … R-043).
//!
//! Data that name nobody by themselves do so beside others, and only as long
//! as they are joined. Some pairs a policy promises never to join. Of all data
//! only anonymised ones leave the rules.

use crate::catalogue::{Catalogue, Target};
use crate::decide::Case;
use crate::pack::model::Identifiability;
use crate::reason::Reason;
use crate::rule::Rule;

/// Whether these may be joined at all; a consent to each of them is another matter.
pub(crate) fn may_join(catalogue: &Catalogue, members: &[Target]) -> Result<(), Reason> {
    let covers = |target: &Target| {
        let line = catalogue.line(target.line);
        let own = std::iter::once(&line.kind.id);
        own.chain(&line.covers)
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    let never = catalogue.data().combination.iter().flat_map(|it| &it.never);
    let kinds: Vec<Vec<&str>> = members.iter().map(covers).collect();
    let has = |kinds: &[&str], side: &[String]| side.iter().any(|id| kinds.contains(&id.as_str()));
    for rule in never {
        for (index, one) in kinds.iter().enumerate() {
            let other = kinds
                .iter()
                .enumerate()
                .any(|(at, other)| at != index && has(one, &rule.one) && has(other, &rule.other));
            if other && Rule::R042.holds() {
                return Err(Reason::ForbiddenJoin);
            }
        }
    }
    // Beside others, data in which nobody can be found would not stay so.
    let anonymised = members.iter().any(|target| {
        let kind = &catalogue.line(target.line).kind;
        kind.identifiability == Identifiability::Anonymised
    });
    if anonymised {
        return Err(Reason::ForbiddenJoin);
    }
    Ok(())
}

/// Whether a line's data are joined with others now.
pub(crate) fn is_joined(case: &Case<'_>) -> bool {
    let key = case.key();
    case.account().is_some_and(|account| {
        let mut own = account.joins.values();
        own.any(|join| join.opening == case.context.opening && join.keys.contains(&key))
    })
}

/// What consent to a member of a join is consent to: its companion, if it has one.
#[must_use]
pub(crate) fn as_member(catalogue: &Catalogue, target: Target) -> Target {
    let base = catalogue.base_of(target);
    let joined = catalogue.line(base.line).joined;
    let line = joined.filter(|_| Rule::R041.holds()).unwrap_or(base.line);
    Target { line, ..base }
}

/// Whether data of a kind are outside the rules: only anonymised ones are. A
/// pack cannot say so of what names a device or a person anywhere.
pub(crate) fn is_free(catalogue: &Catalogue, kind: &str) -> Result<(), Reason> {
    let known = catalogue.data().kinds.iter().find(|it| it.id == kind);
    match known.map(|kind| kind.identifiability) {
        Some(Identifiability::Anonymised) => Ok(()),
        Some(Identifiability::DeIdentified) if !Rule::R043.holds() => Ok(()),
        Some(
            Identifiability::Personal | Identifiability::WhenJoined | Identifiability::DeIdentified,
        ) => Err(Reason::RecipientNotDeclared),
        None => Err(Reason::NotDeclared),
    }
}
