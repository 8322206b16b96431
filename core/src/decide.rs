//! Turns a history and a request into an answer.
//!
//! **Invariant:** it reads no clock, no file and no global. Time, platform and
//! history come in as arguments, so the same question always has the same answer.
//!
//! **Invariant:** only a live consent that matches exactly allows; whatever is
//! unknown denies.

#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Line, LineIndex, Target};
use crate::clock::Timestamp;
use crate::pack::model::ConsentRule;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::{
    account, companions, conformity, editions, family, minors, purposes, recipients, service,
    sources, succession, trigger,
};
use crate::state::{AccountState, ConsentKey, ConsentState, ConsentStatus, Standing, Until};

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
    /// Whether the person started the function.
    pub by_person: bool,
    /// What the platform says.
    pub platform: PlatformState,
    /// Facts about the device that conditions of recipients look at.
    pub facts: &'a BTreeMap<String, String>,
    /// Hours of silence after a question was left open.
    pub quiet_period_hours: u32,
    /// This opening of the guard.
    pub opening: u64,
    /// Consents for one read that were used up for a read that did not come about in this process:
    /// the entry that used one up, and the entry that gave it.
    pub unused: &'a BTreeMap<u64, u64>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Yes.
    Allow(Granted),
    /// The person has to be asked for the purpose.
    Ask,
    /// Consent is there; the system has to ask.
    AskSystem,
    /// No, with the reason.
    Deny(Reason),
}

/// What a yes rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Granted {
    /// The entry that allows it.
    pub entry: u64,
    /// Whether it allows one read only.
    pub once: bool,
    /// From this moment on it does not hold any more, whatever else stays as it is.
    pub until: Option<Timestamp>,
    /// The line whose consent covers this one too, by the words of the policy.
    pub through: Option<LineIndex>,
}

impl From<Reason> for Decision {
    fn from(reason: Reason) -> Decision {
        Decision::Deny(reason)
    }
}

/// One request with everything that it is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) state: &'a ConsentState,
    pub(crate) target: Target,
    pub(crate) context: &'a Context<'a>,
}

impl<'a> Case<'a> {
    fn of(
        catalogue: &'a Catalogue,
        state: &'a ConsentState,
        target: Target,
        context: &'a Context<'a>,
    ) -> Case<'a> {
        Case {
            catalogue,
            state,
            target,
            context,
        }
    }

    pub(crate) fn line(&self) -> &'a Line {
        self.catalogue.line(self.target.line)
    }

    pub(crate) fn key(&self) -> ConsentKey {
        key_of(self.catalogue, self.target)
    }

    pub(crate) fn account(&self) -> Option<&'a AccountState> {
        self.state.current()
    }

    /// The same request for another target.
    pub(crate) fn with(&self, target: Target) -> Case<'a> {
        Case { target, ..*self }
    }

    /// The last answer, to whoever this controller is or has taken the place of.
    fn standing(&self) -> Option<&'a Standing> {
        let own = self.state.standing(&self.key());
        own.or_else(|| succession::inherited(self))
    }
}

/// Decides one request.
///
/// The order is part of the contract, so that a reason never tells more than
/// the first door that is shut: the doors of `doors` in their order, then
/// consent, and last the platform.
#[must_use]
pub fn decide(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    context: &Context<'_>,
) -> Decision {
    let case = Case::of(catalogue, state, target, context);
    let decision = match doors(&case).and_then(|open| consents(&case, open)) {
        Ok(granted) => on_platform(&case, granted),
        Err(decision) => decision,
    };
    account::asks_while_closing(&case, decision)
}

/// What the doors let through.
#[derive(Clone, Copy)]
struct Open {
    /// The entry by which the policy was accepted.
    accepted: u64,
    /// From this moment on a door will be shut.
    until: Option<Timestamp>,
}

/// What shuts a line whatever was agreed to, in the order of the contract.
fn doors(case: &Case<'_>) -> Result<Open, Decision> {
    recipients::is_named(case)?;
    let until = service::has_not_ended(case)?;
    account::is_not_closed(case)?;
    nothing_else_shuts(case)?;
    minors::guardian_is_there(case)?;
    let accepted = editions::footing(case)?;
    minors::age_is_known(case)?;
    account::is_not_held(case)?;
    recipients::may_leave(case)?;
    recipients::may_run(case)?;
    sources::is_proven(case)?;
    conformity::is_not_revoked(case)?;
    recipients::owes_nothing(case)?;
    trigger::fits(case)?;
    account::closing_leaves(case)?;
    Ok(Open { accepted, until })
}

/// What was refused shuts itself and nothing else.
fn nothing_else_shuts(case: &Case<'_>) -> Result<(), Reason> {
    let no = |it: &Standing| matches!(it.status, ConsentStatus::Refused | ConsentStatus::Withdrawn);
    let refused = case
        .account()
        .is_some_and(|it| it.standings.values().any(no));
    if refused && !(Rule::R036.holds() && Rule::R050.holds()) {
        return Err(Reason::Refused);
    }
    Ok(())
}

/// Consent to the access, and to everything that needs one of its own beside it.
fn consents(case: &Case<'_>, open: Open) -> Result<Granted, Decision> {
    let mut parts = companions::parts(case).into_iter();
    let first = parts.next().unwrap_or(case.target);
    let own = consent(&case.with(first), open.accepted)?;
    let own = Granted {
        until: own.until.into_iter().chain(open.until).min(),
        ..own
    };
    parts.try_fold(own, |granted, part| {
        let other = consent(&case.with(part), open.accepted)?;
        let ends = [granted.until, other.until].into_iter().flatten();
        Ok(Granted {
            until: ends.min(),
            ..granted
        })
    })
}

/// Whether the person has agreed to exactly this.
fn consent(case: &Case<'_>, accepted: u64) -> Result<Granted, Decision> {
    let Some(standing) = case.standing() else {
        return unanswered(case, accepted);
    };
    match standing.status {
        ConsentStatus::Given => live(case, standing),
        ConsentStatus::Refused => Err(said_no(Reason::Refused, case)),
        ConsentStatus::Withdrawn if !Rule::R053.holds() => live(case, standing),
        ConsentStatus::Withdrawn => Err(said_no(Reason::Withdrawn, case)),
        // Turning the permission on again is a possibility, not a consent.
        ConsentStatus::RefusedInSystem | ConsentStatus::WithdrawnInSystem => {
            Err(match case.context.platform.permission {
                Permission::Denied => Decision::Deny(Reason::OsDenied),
                Permission::NotAsked => said_no(Reason::OsDenied, case),
                Permission::Granted | Permission::NotNeeded | Permission::Unavailable => {
                    ask_or(Reason::Withdrawn, case)
                }
            })
        }
        ConsentStatus::Spent => match case.context.unused.get(&standing.entry) {
            Some(&given) => live(case, standing).map(|granted| Granted {
                entry: given,
                ..granted
            }),
            None => Err(ask_or(Reason::Expired, case)),
        },
        ConsentStatus::Suspended => Err(ask_or(Reason::NoConsent, case)),
    }
}

/// Nobody has answered this exact question.
fn unanswered(case: &Case<'_>, accepted: u64) -> Result<Granted, Decision> {
    let by_policy = case.line().access.consent.rule == ConsentRule::Acceptance;
    if by_policy && !minors::is_gated(case) || is_taken_for_given(case) {
        return Ok(Granted {
            entry: accepted,
            once: false,
            until: None,
            through: None,
        });
    }
    if let Some(granted) = through_related(case) {
        return Ok(granted);
    }
    if let Some(reason) = family::refused(case) {
        return Err(said_no(reason, case));
    }
    let reason = if succession::went_with_its_controller(case) {
        Reason::StaleConsent
    } else {
        Reason::NoConsent
    };
    Err(ask_or(reason, case))
}

/// What nothing but a rule keeps from counting as consent.
fn is_taken_for_given(case: &Case<'_>) -> bool {
    let platform = case.context.platform;
    let looked_at = case.context.ask == Ask::Never && case.line().recipient.is_some();
    !Rule::R015.holds()
        || !Rule::R019.holds()
        || (looked_at && !Rule::R046.holds())
        || (platform.permission == Permission::Granted && !Rule::R027.holds())
}

/// A consent for a purpose that the policy calls related; one for a single read is for that read.
fn through_related(case: &Case<'_>) -> Option<Granted> {
    purposes::related(case).find_map(|target| {
        let other = case.with(target);
        let given = other
            .standing()
            .filter(|it| it.status == ConsentStatus::Given)?;
        let granted = live(&other, given).ok().filter(|it| !it.once)?;
        Some(Granted {
            through: Some(target.line),
            ..granted
        })
    })
}

/// Whether a consent that was given still covers what the pack says, and has not run out.
fn live(case: &Case<'_>, standing: &Standing) -> Result<Granted, Decision> {
    if !succession::covers(case, standing) {
        return Err(ask_or(Reason::StaleConsent, case));
    }
    let lasts = if Rule::R029.holds() {
        standing.until
    } else {
        Until::WhileUsing
    };
    let (once, until) = match lasts {
        Until::WhileUsing => (false, None),
        Until::OneRead => (true, None),
        // A clock that is behind its own history cannot say that time is left.
        Until::Moment(_) if is_strange(case) => return Err(Reason::ClockStrange.into()),
        Until::Moment(end) if end <= case.context.now => {
            return Err(ask_or(Reason::Expired, case));
        }
        Until::Moment(end) => (false, Some(end)),
    };
    Ok(Granted {
        entry: standing.entry,
        once,
        until,
        through: None,
    })
}

/// Whose question stands in the way of a target, where [`decide`] says to ask:
/// its own, or that of something which needs a consent of its own beside it.
#[must_use]
pub fn question_of(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    context: &Context<'_>,
) -> Target {
    let case = Case::of(catalogue, state, target, context);
    let asks = |part: &Target| consent(&case.with(*part), 0) == Err(Decision::Ask);
    companions::parts(&case)
        .into_iter()
        .find(asks)
        .unwrap_or(target)
}

/// Everything that has to be agreed to for a target, in the order of asking.
pub(crate) fn parts_of(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    context: &Context<'_>,
) -> Vec<Target> {
    companions::parts(&Case::of(catalogue, state, target, context))
}

/// Decides one request that rests on an exemption instead of a consent.
#[must_use]
pub(crate) fn decide_exempt(
    catalogue: &Catalogue,
    state: &ConsentState,
    target: Target,
    context: &Context<'_>,
) -> Decision {
    let case = Case::of(catalogue, state, target, context);
    let granted = |entry| Granted {
        entry,
        once: true,
        until: None,
        through: None,
    };
    match doors(&case) {
        Ok(open) => on_platform(&case, granted(open.accepted)),
        Err(decision) => decision,
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

/// Consent is there; what the platform says comes last.
fn on_platform(case: &Case<'_>, granted: Granted) -> Decision {
    let platform = case.context.platform;
    if !platform.foreground && !case.line().access.background && Rule::R040.holds() {
        return Decision::Deny(Reason::NotInUse);
    }
    if !platform.switch_on && Rule::R039.holds() {
        return Decision::Deny(Reason::SwitchOff);
    }
    match platform.permission {
        Permission::NotNeeded | Permission::Granted | Permission::Unavailable => {
            Decision::Allow(granted)
        }
        Permission::Denied if !Rule::R039.holds() => Decision::Allow(granted),
        Permission::Denied => Decision::Deny(Reason::OsDenied),
        Permission::NotAsked => ask_system(case),
    }
}

/// The system's dialog was refused once: only the person's own tap shows it again.
fn ask_system(case: &Case<'_>) -> Decision {
    let refused = case
        .account()
        .is_some_and(|account| account.system_refused.contains(&case.key()));
    match case.context.ask {
        Ask::Never => Decision::Deny(Reason::OsDenied),
        Ask::IfNew if refused => Decision::Deny(Reason::OsDenied),
        Ask::IfNew | Ask::Tapped if !case.context.platform.screen => {
            Decision::Deny(Reason::NoScreen)
        }
        Ask::IfNew | Ask::Tapped => Decision::AskSystem,
    }
}

/// Nobody has answered this exact question: ask, unless who acts or silence forbids it.
fn ask_or(reason: Reason, case: &Case<'_>) -> Decision {
    match case.context.ask {
        Ask::Never if Rule::R020.holds() => Decision::Deny(left_open_or(reason, case)),
        Ask::IfNew if is_quiet(case) && Rule::R023.holds() => Decision::Deny(Reason::NotAnswered),
        Ask::Never | Ask::IfNew | Ask::Tapped => ask_on_screen(case.context),
    }
}

/// The person said no to this exact question: only the person's own tap asks again.
fn said_no(reason: Reason, case: &Case<'_>) -> Decision {
    match case.context.ask {
        Ask::Never | Ask::IfNew if Rule::R026.holds() => Decision::Deny(reason),
        Ask::Never | Ask::IfNew | Ask::Tapped => ask_on_screen(case.context),
    }
}

fn ask_on_screen(context: &Context<'_>) -> Decision {
    if context.platform.screen && context.platform.foreground {
        Decision::Ask
    } else {
        Decision::Deny(Reason::NoScreen)
    }
}

fn left_open_or(reason: Reason, case: &Case<'_>) -> Reason {
    let asked = case
        .account()
        .is_some_and(|account| account.left_open.contains_key(&case.key()));
    if asked && reason == Reason::NoConsent {
        Reason::NotAnswered
    } else {
        reason
    }
}

/// A clock that went back keeps the silence running.
fn is_quiet(case: &Case<'_>) -> bool {
    let context = case.context;
    case.state
        .left_open_since(&case.key())
        .is_some_and(|since| context.now < since.plus_hours(context.quiet_period_hours))
}

fn is_strange(case: &Case<'_>) -> bool {
    case.state
        .latest
        .is_some_and(|latest| case.context.now.plus_ms(CLOCK_TOLERANCE_MS) < latest)
}
