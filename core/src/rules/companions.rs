//! Consents that an access needs beside its own.

use crate::catalogue::Target;
use crate::decide::Case;
use crate::rule::Rule;

use super::joins;

/// Everything that has to be agreed to for a target, in the order of asking:
/// the access itself, then what makes it more than that.
///
/// A companion alone opens nothing, so its own target needs the access as well.
pub(crate) fn parts(case: &Case<'_>) -> Vec<Target> {
    let base = case.catalogue.base_of(case.target);
    let line = case.catalogue.line(base.line);
    let of = |line| Target { line, ..base };
    let mut parts = vec![base];
    // The door for data abroad is shut already where no consent could open it.
    parts.extend(line.abroad.filter(|_| Rule::R073.holds()).map(of));
    if joins::is_joined(&case.with(base)) && Rule::R041.holds() {
        parts.extend(line.joined.map(of));
    }
    if !parts.contains(&case.target) {
        parts.push(case.target);
    }
    parts
}
