//! What was seen to be collected, against what was declared and agreed to.

use crate::catalogue::{Catalogue, Target};
use crate::clock::Timestamp;
use crate::decide::{Ask, Case, Context, Decision, PlatformState, decide, key_of};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{ConsentState, ConsentStatus};

/// How long before it was observed an access may have been allowed: the time
/// that a permit may wait for its read.
const ALLOWED_BEFORE_MS: i64 = 60_000;

/// An access that was seen, by the platform's own auditing or by a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// By whom; none is the app itself.
    pub recipient: Option<String>,
    /// Of which kind.
    pub kind: String,
    /// When.
    pub at: Timestamp,
}

/// Shuts a recipient that was seen to do what nothing allows, until the host has settled it.
pub(crate) fn is_not_revoked(case: &Case<'_>) -> Result<(), Reason> {
    let recipient = case.catalogue.recipient(case.line());
    match recipient {
        Some(it) if case.state.revoked.contains_key(&it.id) && Rule::R048.holds() => {
            Err(Reason::Nonconforming)
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether an access that was seen is covered by what the pack declares and by
/// a consent of the account in use.
///
/// What was covered when it happened is covered, even if it is reported after
/// a withdrawal.
///
/// # Errors
/// Why nothing covers it.
pub fn judge(
    catalogue: &Catalogue,
    state: &ConsentState,
    context: &Context<'_>,
    observed: &Observed,
) -> Result<(), Reason> {
    if !Rule::R048.holds() {
        return Ok(());
    }
    let mut declared = declared(catalogue, observed)?.peekable();
    let mut first_no = Reason::NoConsent;
    let is_first = declared.peek().copied();
    for target in declared {
        match covered(catalogue, state, context, target, observed.at) {
            Ok(()) => return Ok(()),
            Err(reason) if is_first == Some(target) => first_no = reason,
            Err(_) => {}
        }
    }
    Err(first_no)
}

fn declared<'a>(
    catalogue: &'a Catalogue,
    observed: &'a Observed,
) -> Result<impl Iterator<Item = Target> + 'a, Reason> {
    let recipients = &catalogue.data().recipients;
    let recipient = match &observed.recipient {
        None => None,
        Some(id) => {
            let found = recipients.iter().position(|it| &it.id == id);
            Some(found.ok_or(Reason::RecipientNotDeclared)?)
        }
    };
    let covering = move |target: &Target| {
        let line = catalogue.line(target.line);
        line.recipient == recipient
            && (line.kind.id == observed.kind || line.covers.contains(&observed.kind))
    };
    if !catalogue.targets().any(|target| covering(&target)) {
        return Err(match recipient {
            Some(_) => Reason::RecipientKindExceeded,
            None => Reason::NotDeclared,
        });
    }
    Ok(catalogue.targets().filter(covering))
}

/// Whether one line was open when it was used.
fn covered(
    catalogue: &Catalogue,
    state: &ConsentState,
    context: &Context<'_>,
    target: Target,
    at: Timestamp,
) -> Result<(), Reason> {
    let quiet = Context {
        ask: Ask::Never,
        platform: PlatformState::OPEN,
        ..context.clone()
    };
    let reason = match decide(catalogue, state, target, &quiet) {
        Decision::Allow(_) => return Ok(()),
        Decision::Deny(reason) => reason,
        Decision::Ask | Decision::AskSystem => Reason::NoConsent,
    };
    let account = state.current();
    let id = &catalogue.line(target.line).id;
    let allowed = account
        .and_then(|account| account.collected.get(id))
        .is_some_and(|span| at >= span.first && at <= span.last.plus_ms(ALLOWED_BEFORE_MS));
    // Taken back only after it was used: until then it stood.
    let later = state.standing(&key_of(catalogue, target));
    let taken_back = later.is_some_and(|standing| {
        let closed = matches!(
            standing.status,
            ConsentStatus::Withdrawn | ConsentStatus::WithdrawnInSystem
        );
        closed && standing.since > at
    });
    if allowed || taken_back {
        Ok(())
    } else {
        Err(reason)
    }
}
