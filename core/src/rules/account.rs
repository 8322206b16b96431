//! Closing an account, data under legal hold, and what is left to do (R-060 … R-063).

use super::clocks::{Due, WorkingDays, due};
use crate::catalogue::{Catalogue, Line};
use crate::decide::{Case, Decision};
use crate::pack::model::{Closing, Disposal, Initiator, PackData, Tier};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{AccountState, ClosingState};

/// Shuts everything of a closed account.
pub(crate) fn is_not_closed(case: &Case<'_>) -> Result<(), Reason> {
    match life(case).and_then(|life| life.closed) {
        Some(_) if Rule::R060.holds() => Err(Reason::AccountClosed),
        Some(_) | None => Ok(()),
    }
}

/// Shuts data that are kept only because a law requires it: daily business
/// does not touch them, whatever was agreed to.
pub(crate) fn is_not_held(case: &Case<'_>) -> Result<(), Reason> {
    let line = case.line();
    let held = life(case).is_some_and(|life| {
        let mut kinds = line.covers.iter().chain([&line.kind.id]);
        kinds.any(|kind| life.holds.values().any(|hold| hold.covers(kind)))
    });
    if held && Rule::R063.holds() {
        Err(Reason::LegalHold)
    } else {
        Ok(())
    }
}

/// While an account is being closed, only what core functions already had goes
/// on, and the check before closing itself may ask for what it needs.
pub(crate) fn closing_leaves(case: &Case<'_>) -> Result<(), Reason> {
    let core = case.catalogue.function(case.line()).tier == Tier::Core;
    if is_closing(case) && !core && !is_closing_check(case.catalogue, case.line()) {
        return Err(Reason::AccountClosing);
    }
    Ok(())
}

/// No new question is put while an account is being closed, but for its check.
pub(crate) fn asks_while_closing(case: &Case<'_>, decision: Decision) -> Decision {
    match decision {
        Decision::Ask | Decision::AskSystem
            if is_closing(case) && !is_closing_check(case.catalogue, case.line()) =>
        {
            Decision::Deny(Reason::AccountClosing)
        }
        Decision::Allow(_) | Decision::Ask | Decision::AskSystem | Decision::Deny(_) => decision,
    }
}

fn life<'a>(case: &Case<'a>) -> Option<&'a crate::state::Life> {
    case.account().map(|account| &account.life)
}

fn is_closing(case: &Case<'_>) -> bool {
    life(case).is_some_and(|life| life.closing.is_some()) && Rule::R061.holds()
}

/// Whether a line serves the check before closing, which has a purpose of its
/// own and uses nothing that was agreed to for another (T-53).
#[must_use]
pub fn is_closing_check(catalogue: &Catalogue, line: &Line) -> bool {
    let closing = catalogue.data().closing.as_ref();
    let check = closing.and_then(|closing| closing.check_purpose.as_ref());
    check.is_some_and(|purpose| *purpose == line.purpose.id || !Rule::R062.holds())
}

/// Whether somebody may start closing an account.
///
/// Closing only shuts, so a text that is silent about it cannot keep a person
/// from it; nobody else may start it then.
///
/// # Errors
/// Who may, as the text names them.
pub fn may_close(closing: Option<&Closing>, by: Initiator) -> Result<(), Vec<Initiator>> {
    match closing {
        None if by == Initiator::Person => Ok(()),
        None => Err(Vec::new()),
        Some(closing) if closing.initiators.contains(&by) || !Rule::R062.holds() => Ok(()),
        Some(closing) => Err(closing.initiators.clone()),
    }
}

/// What a text promises to become of the data of a closed account (T-51).
#[must_use]
pub fn after_closing(data: &PackData) -> Disposal {
    data.closing
        .as_ref()
        .map_or(Disposal::NotPromised, |closing| closing.then)
}

/// When the review of a closing is due, if one is under way.
#[must_use]
pub fn review_due(account: Option<&AccountState>, calendar: Option<&WorkingDays>) -> Option<Due> {
    let closing: ClosingState = account?.life.closing?;
    Some(due(closing.promise, Some(closing.since), calendar))
}
