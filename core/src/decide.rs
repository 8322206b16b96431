//! Turns a history and a request into an answer.
//!
//! **Invariant:** it reads no clock, no file and no global. Time, platform and
//! history come in as arguments, so the same question always has the same answer.
//!
//! **Invariant:** only a live consent that matches exactly allows; whatever is
//! unknown denies.

#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Line, Target};
use crate::clock::Timestamp;
use crate::pack::model::{Condition, ConsentRule};
use crate::reason::Reason;
use crate::state::{ConsentKey, ConsentState, ConsentStatus, ObligedAction, Standing, Until};

/// How far behind the latest recorded time a clock may be before it is strange.
///
/// Five minutes cover a phone that corrects itself by the network.
pub const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// Hours of silence after a question was left open, unless the pack or the host sets more.
pub const DEFAULT_QUIET_PERIOD_HOURS: u32 = 48;

/// Who acts, and so whether a question may be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    /// Answers, never asks: start-up, push, workers.
    Never,
    /// Asks if nobody has been asked.
    IfNew,
    /// The person pressed this feature's own control.
    Tapped,
}

/// The system's own permission for a kind, as the platform says it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// The system asks nobody for this kind.
    NotNeeded,
    /// On.
    Granted,
    /// The system has not asked yet, and can.
    NotAsked,
    /// Off.
    Denied,
    /// The platform has no such data; the provider will say so.
    Unavailable,
}

/// What the platform says at the moment of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformState {
    /// The system's permission.
    pub permission: Permission,
    /// The system's switch, such as positioning.
    pub switch_on: bool,
    /// Whether the app is in use.
    pub foreground: bool,
    /// Whether there is a screen to ask on.
    pub screen: bool,
}

impl PlatformState {
    /// A platform that stands in nobody's way.
    pub const OPEN: PlatformState = PlatformState {
        permission: Permission::NotNeeded,
        switch_on: true,
        foreground: true,
        screen: true,
    };
}

/// What a decision may know beside pack and history.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The time now.
    pub now: Timestamp,
    /// Who acts.
    pub ask: Ask,
    /// What the platform says.
    pub platform: PlatformState,
    /// Facts about the device that conditions of recipients look at.
    pub facts: &'a BTreeMap<String, String>,
    /// Hours of silence after a question was left open.
    pub quiet_period_hours: u32,
    /// This opening of the guard.
    pub opening: u64,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Yes, because of this entry.
    Allow {
        /// The entry that allows it.
        entry: u64,
        /// Whether it allows one read only.
        once: bool,
    },
    /// The person has to be asked for the purpose.
    Ask,
    /// Consent is there; the system has to ask.
    AskSystem,
    /// No, with the reason.
    Deny(Reason),
}

/// Decides one request.
///
/// The order is part of the contract: acceptance of the policy, the
/// recipient's condition, what is still owed after a withdrawal, consent, and
/// last the platform, so that a reason never tells more than the first door
/// that is shut.
#[must_use]
pub fn decide(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    context: &Context<'_>,
) -> Decision {
    let line = catalogue.line(target.line);
    let key = key_of(catalogue, target);
    let Some(accepted) = accepted(catalogue, state) else {
        return Decision::Deny(Reason::NoPolicyAcceptance);
    };
    if !condition_holds(
        catalogue.recipient(line).and_then(|r| r.condition.as_ref()),
        context,
    ) {
        return Decision::Deny(Reason::RecipientCondition);
    }
    if is_owed(catalogue, state, line, context) {
        return Decision::Deny(Reason::ObligationPending);
    }
    if !line.gated
        && line.access.consent.rule == ConsentRule::Acceptance
        && state.standing(&key).is_none()
    {
        return on_platform(line, accepted, false, state, &key, context);
    }
    let Some(standing) = state.standing(&key) else {
        return ask_or(Reason::NoConsent, state, &key, context);
    };
    match standing.status {
        ConsentStatus::Given => given(catalogue, target, standing, state, &key, context),
        ConsentStatus::Refused => said_no(Reason::Refused, context),
        ConsentStatus::Withdrawn => said_no(Reason::Withdrawn, context),
        // Turning the permission on again is a possibility, not a consent.
        ConsentStatus::RefusedInSystem | ConsentStatus::WithdrawnInSystem => {
            match context.platform.permission {
                Permission::Denied => Decision::Deny(Reason::OsDenied),
                Permission::NotAsked => said_no(Reason::OsDenied, context),
                Permission::Granted | Permission::NotNeeded | Permission::Unavailable => {
                    ask_or(Reason::Withdrawn, state, &key, context)
                }
            }
        }
        ConsentStatus::Spent => ask_or(Reason::Expired, state, &key, context),
    }
}

/// The key under which a target's answers are kept.
#[must_use]
pub fn key_of(catalogue: &Catalogue, target: Target) -> ConsentKey {
    ConsentKey {
        access: catalogue.line(target.line).id.clone(),
        controller: catalogue.controllers()[target.controller].id.clone(),
    }
}

/// The entry by which this very text was accepted by the account in use.
fn accepted(catalogue: &Catalogue, state: &ConsentState) -> Option<u64> {
    let policy = state.current()?.policy?;
    (policy.accepted && policy.pack == *catalogue.pack().hash()).then_some(policy.entry)
}

/// Whether a recipient's condition holds; a fact that nobody reported does not.
fn condition_holds(condition: Option<&Condition>, context: &Context<'_>) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    let Some(fact) = context.facts.get(&condition.fact) else {
        return false;
    };
    (condition.any_of.is_empty() || condition.any_of.contains(fact))
        && !condition.none_of.contains(fact)
}

/// Whether the recipient has not yet confirmed that it stopped.
fn is_owed(
    catalogue: &Catalogue,
    state: &ConsentState,
    line: &Line,
    context: &Context<'_>,
) -> bool {
    let Some(recipient) = catalogue.recipient(line) else {
        return false;
    };
    state.obligations.values().any(|owed| {
        owed.action == ObligedAction::StopRecipient
            && owed.recipient.as_deref() == Some(&recipient.id)
            && owed
                .waits_for_end_of
                .is_none_or(|opening| opening == context.opening)
    })
}

fn given(
    catalogue: &Catalogue,
    target: Target,
    standing: &Standing,
    state: &ConsentState,
    key: &ConsentKey,
    context: &Context<'_>,
) -> Decision {
    if standing.fingerprint != catalogue.fingerprint(target) {
        return ask_or(Reason::StaleConsent, state, key, context);
    }
    let once = match standing.until {
        Until::WhileUsing => false,
        Until::OneRead => true,
        // A clock that is behind its own history cannot say that time is left.
        Until::Moment(_) if is_strange(state, context.now) => {
            return Decision::Deny(Reason::ClockStrange);
        }
        Until::Moment(end) if end <= context.now => {
            return ask_or(Reason::Expired, state, key, context);
        }
        Until::Moment(_) => false,
    };
    on_platform(
        catalogue.line(target.line),
        standing.entry,
        once,
        state,
        key,
        context,
    )
}

/// Consent is there; what the platform says comes last.
fn on_platform(
    line: &Line,
    entry: u64,
    once: bool,
    state: &ConsentState,
    key: &ConsentKey,
    context: &Context<'_>,
) -> Decision {
    let platform = context.platform;
    if !platform.foreground && !line.access.background {
        return Decision::Deny(Reason::NotInUse);
    }
    if !platform.switch_on {
        return Decision::Deny(Reason::SwitchOff);
    }
    match platform.permission {
        Permission::NotNeeded | Permission::Granted | Permission::Unavailable => {
            Decision::Allow { entry, once }
        }
        Permission::Denied => Decision::Deny(Reason::OsDenied),
        Permission::NotAsked => ask_system(state, key, context),
    }
}

/// The system's dialog was refused once: only the person's own tap shows it again.
fn ask_system(state: &ConsentState, key: &ConsentKey, context: &Context<'_>) -> Decision {
    let refused = state
        .current()
        .is_some_and(|account| account.system_refused.contains(key));
    match context.ask {
        Ask::Never => Decision::Deny(Reason::OsDenied),
        Ask::IfNew if refused => Decision::Deny(Reason::OsDenied),
        Ask::IfNew | Ask::Tapped if !context.platform.screen => Decision::Deny(Reason::NoScreen),
        Ask::IfNew | Ask::Tapped => Decision::AskSystem,
    }
}

/// Nobody has answered this exact question: ask, unless who acts or silence forbids it.
fn ask_or(
    reason: Reason,
    state: &ConsentState,
    key: &ConsentKey,
    context: &Context<'_>,
) -> Decision {
    match context.ask {
        Ask::Never => Decision::Deny(left_open_or(reason, state, key)),
        Ask::IfNew if is_quiet(state, key, context) => Decision::Deny(Reason::NotAnswered),
        Ask::IfNew | Ask::Tapped => ask_on_screen(context),
    }
}

/// The person said no to this exact question: only the person's own tap asks again.
fn said_no(reason: Reason, context: &Context<'_>) -> Decision {
    match context.ask {
        Ask::Never | Ask::IfNew => Decision::Deny(reason),
        Ask::Tapped => ask_on_screen(context),
    }
}

fn ask_on_screen(context: &Context<'_>) -> Decision {
    if context.platform.screen && context.platform.foreground {
        Decision::Ask
    } else {
        Decision::Deny(Reason::NoScreen)
    }
}

fn left_open_or(reason: Reason, state: &ConsentState, key: &ConsentKey) -> Reason {
    let asked = state
        .current()
        .is_some_and(|account| account.left_open.contains_key(key));
    if asked && reason == Reason::NoConsent {
        Reason::NotAnswered
    } else {
        reason
    }
}

/// A clock that went back keeps the silence running.
fn is_quiet(state: &ConsentState, key: &ConsentKey, context: &Context<'_>) -> bool {
    state
        .left_open_since(key)
        .is_some_and(|since| context.now < since.plus_hours(context.quiet_period_hours))
}

fn is_strange(state: &ConsentState, now: Timestamp) -> bool {
    state
        .latest
        .is_some_and(|latest| now.plus_ms(CLOCK_TOLERANCE_MS) < latest)
}
