//! Who may receive data: named ones, under their condition, and in the country
//! unless the policy and the person let the data go.

use crate::decide::{Case, Context};
use crate::pack::model::{Condition, CrossBorder, Region};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::ObligedAction;

/// A category is nobody; only a name that the host bound to it can receive anything.
pub(crate) fn is_named(case: &Case<'_>) -> Result<(), Reason> {
    if case.catalogue.is_unnamed(case.line()) && Rule::R066.holds() {
        Err(Reason::RecipientNotDeclared)
    } else {
        Ok(())
    }
}

/// Data that would go abroad stay, unless the policy asks for a consent of its own.
pub(crate) fn may_leave(case: &Case<'_>) -> Result<(), Reason> {
    let recipient = case.catalogue.recipient(case.line());
    match recipient.and_then(|it| it.region) {
        None | Some(Region::Domestic) => return Ok(()),
        Some(Region::Abroad) if !Rule::R073.holds() => return Ok(()),
        Some(Region::Abroad) => {}
    }
    match case.catalogue.data().storage.as_ref().map(|it| it.abroad) {
        Some(CrossBorder::SeparateConsent) => Ok(()),
        // A policy that does not say whether data may leave lets none leave.
        Some(CrossBorder::Never) | None => Err(Reason::CrossBorder),
    }
}

/// Whether the recipient's condition holds.
pub(crate) fn may_run(case: &Case<'_>) -> Result<(), Reason> {
    let recipient = case.catalogue.recipient(case.line());
    match recipient.and_then(|recipient| recipient.condition.as_ref()) {
        Some(condition) if !holds(condition, case.context) && Rule::R070.holds() => {
            Err(Reason::RecipientCondition)
        }
        Some(_) | None => Ok(()),
    }
}

/// A fact that nobody reported lets no condition hold.
fn holds(condition: &Condition, context: &Context<'_>) -> bool {
    let Some(fact) = context.facts.get(&condition.fact) else {
        return false;
    };
    (condition.any_of.is_empty() || condition.any_of.contains(fact))
        && !condition.none_of.contains(fact)
}

/// Whether the recipient has confirmed that it stopped.
pub(crate) fn owes_nothing(case: &Case<'_>) -> Result<(), Reason> {
    let Some(recipient) = case.catalogue.recipient(case.line()) else {
        return Ok(());
    };
    let owed = case.state.obligations.values().any(|owed| {
        owed.action == ObligedAction::StopRecipient
            && owed.recipient.as_deref() == Some(&recipient.id)
            && owed
                .waits_for_end_of
                .is_none_or(|opening| opening == case.context.opening)
    });
    if owed && Rule::R059.holds() {
        Err(Reason::ObligationPending)
    } else {
        Ok(())
    }
}
