//! Editions of a policy: which one binds a person, and what changed between two
//! of them (R-081 … R-088).
//!
//! An edition is known by the hash of its words; dates are only attributes. It
//! binds a person from the latest of three moments: the day it takes effect,
//! the day it was last changed, and the moment it was first shown to them.

use super::days::Day;
use crate::clock::Timestamp;
use crate::decide::Case;
use crate::pack::model::{Declined, Identity, PackData, Right};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::AccountState;

/// The entry of the acceptance that a line stands on.
///
/// That of the edition at hand once it is in force; before that, or without
/// it, that of a former edition for what says the same there.
pub(crate) fn footing(case: &Case<'_>) -> Result<u64, Reason> {
    let unaccepted = AccountState::default();
    let account = match case.account() {
        Some(account) => account,
        None if Rule::R016.holds() => return Err(Reason::NoPolicyAcceptance),
        None => &unaccepted,
    };
    let hash = *case.catalogue.pack().hash();
    let answer = account.answer_to(&hash);
    let accepted = answer.filter(|answer| answer.accepted);
    if let Some(accepted) = accepted
        && is_in_force(
            &case.catalogue.data().identity,
            case.state.now_at_least(case.context.now),
        )
    {
        return Ok(accepted.entry);
    }
    let line = &case.catalogue.data().identity.id;
    let Some(former) = case.state.former_acceptance(account, line, &hash) else {
        return if Rule::R016.holds() {
            Err(Reason::NoPolicyAcceptance)
        } else {
            Ok(0)
        };
    };
    let declined = answer.is_some_and(|answer| !answer.accepted);
    if declined && service_ends(case.catalogue.data()) {
        return Err(Reason::Refused);
    }
    let same = super::succession::says_the_same(case, &former.pack);
    if same && Rule::R084.holds() {
        return Ok(former.entry);
    }
    let unnoticed = answer.is_none() && !Rule::R085.holds();
    let unheard = declined && !Rule::R087.holds();
    if unnoticed || unheard {
        return Ok(former.entry);
    }
    Err(match (accepted, declined) {
        // Accepted ahead of its day: nothing new binds before that.
        (Some(_), _) => Reason::NoPolicyAcceptance,
        (None, true) => Reason::Refused,
        (None, false) => Reason::StaleConsent,
    })
}

/// Whether a person who declines an edition loses the service with it.
fn service_ends(data: &PackData) -> bool {
    match data.change.as_ref().map(|change| change.declined) {
        Some(Declined::ServiceEnds) => true,
        Some(Declined::OldTextGoesOn) | None => false,
    }
}

/// The first moment at which a text can bind; none if it names no day, so that
/// showing it is enough.
///
/// A text cannot bind before it was written, whatever day it says.
#[must_use]
pub fn binds_from(identity: &Identity) -> Option<Timestamp> {
    let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
    let updated = Some(&identity.updated).filter(|_| Rule::R082.holds());
    let latest = day(&identity.effective).max(updated.and_then(day));
    latest.map(Day::start)
}

/// Whether its day has come. Whether it was shown is told by its acceptance.
#[must_use]
pub fn is_in_force(identity: &Identity, now: Timestamp) -> bool {
    binds_from(identity).is_none_or(|from| now >= from)
}

/// The rights that a person has who agreed to `old` and not yet to `new`: what
/// either of them offers.
#[must_use]
pub fn rights_floor(old: &[Right], new: &[Right]) -> Vec<Right> {
    let kept = taken_away(old, new).into_iter().cloned();
    let kept = kept.filter(|_| Rule::R086.holds());
    new.iter().cloned().chain(kept).collect()
}

/// Rights of `old` that `new` does not offer at least as freely.
#[must_use]
pub fn taken_away<'a>(old: &'a [Right], new: &[Right]) -> Vec<&'a Right> {
    old.iter()
        .filter(|was| was.offered && !new.iter().any(|is| is_as_good(is, was)))
        .collect()
}

fn is_as_good(is: &Right, was: &Right) -> bool {
    let every_kind = is.kinds.is_empty();
    let covers = every_kind
        || (!was.kinds.is_empty() && was.kinds.iter().all(|kind| is.kinds.contains(kind)));
    is.right == was.right
        && is.offered
        && covers
        && (!is.identity_check || was.identity_check)
        && (!is.may_cost || was.may_cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::model::{Addressee, RightName, Text};

    fn identity(effective: Option<&str>, updated: Option<&str>) -> Identity {
        let text = Text {
            zh: "政策".to_owned(),
            en: "Policy".to_owned(),
        };
        Identity {
            id: "policy".to_owned(),
            title: text,
            ordinal: 1,
            updated: updated.map(str::to_owned),
            effective: effective.map(str::to_owned),
            policy_url: None,
            archive_url: None,
            declared_change: None,
            clause: "head".to_owned(),
        }
    }

    fn start(day: &str) -> Timestamp {
        Day::parse(day).unwrap().start()
    }

    /// R-082, T-39, T-41: 003 says it took effect seven months before it was written.
    #[test]
    fn a_text_cannot_bind_before_it_was_written() {
        let inverted = identity(Some("2023-05-09"), Some("2023-12-27"));
        let midnight = start("2023-12-27");
        assert_eq!(midnight, Timestamp(1_703_606_400_000), "16:00 UTC");
        assert!(!is_in_force(&inverted, start("2023-08-01")));
        assert!(!is_in_force(&inverted, midnight.plus_ms(-1)));
        assert!(is_in_force(&inverted, midnight));
    }

    #[test]
    fn the_later_of_two_days_counts_and_a_text_without_days_binds_when_shown() {
        let both = identity(Some("2024-03-01"), Some("2024-01-01"));
        assert_eq!(binds_from(&both), Some(start("2024-03-01")));
        let one = identity(None, Some("2020-04-03"));
        assert_eq!(binds_from(&one), Some(start("2020-04-03")));
        assert!(is_in_force(&identity(None, None), Timestamp(i64::MIN)));
    }

    fn right(right: RightName, kinds: &[&str]) -> Right {
        Right {
            right,
            kinds: kinds.iter().map(|&kind| kind.to_owned()).collect(),
            offered: true,
            route: None,
            addressee: Addressee::Operator,
            identity_check: false,
            may_cost: false,
            clause: "8".to_owned(),
        }
    }

    /// R-086, T-45.
    #[test]
    fn a_right_that_the_new_text_takes_away_stays() {
        let old = [right(RightName::Copy, &[]), right(RightName::Access, &[])];
        let new = [right(RightName::Access, &[])];
        let floor = rights_floor(&old, &new);
        assert!(floor.iter().any(|it| it.right == RightName::Copy));
        assert_eq!(floor.len(), 2, "and nothing twice");
    }

    #[test]
    fn a_right_for_fewer_kinds_or_at_a_price_is_less() {
        let all = [right(RightName::Deletion, &[])];
        let some = [right(RightName::Deletion, &["id.name"])];
        assert_eq!(taken_away(&all, &some).len(), 1);
        assert_eq!(taken_away(&some, &all).len(), 0);
        let dear = [Right {
            may_cost: true,
            ..all[0].clone()
        }];
        assert_eq!(taken_away(&all, &dear).len(), 1);
        let checked = [Right {
            identity_check: true,
            ..all[0].clone()
        }];
        assert_eq!(taken_away(&all, &checked).len(), 1);
        let named_only = [Right {
            offered: false,
            ..all[0].clone()
        }];
        assert_eq!(taken_away(&all, &named_only).len(), 1);
        assert_eq!(taken_away(&named_only, &[]).len(), 0, "nothing was offered");
    }
}
