//! What an answer reaches beside itself.

use super::{family, purposes};
use crate::catalogue::{Catalogue, Target};

/// Every target whose own answer may change with the answer to this one, itself first.
pub(crate) fn touched_by(catalogue: &Catalogue, target: Target) -> Vec<Target> {
    let base = catalogue.base_of(target);
    let (own, whole) = (catalogue.line(target.line), catalogue.line(base.line));
    let of = |line| Target { line, ..target };
    let mut touched = vec![target, base];
    touched.extend(whole.abroad.into_iter().chain(whole.joined).map(of));
    touched.extend(family::members(catalogue, target));
    let lines = catalogue.lines().iter().enumerate();
    touched.extend(
        lines
            .filter(|(_, line)| purposes::covers(own, line))
            .map(|(line, _)| of(line)),
    );
    touched
}
