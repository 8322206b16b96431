//! Minors and their guardians (R-089 … R-091).
//!
//! A band ends with its last full year of age, inclusive: *under 18* is 17,
//! *14 and under* is 14. A person is in every band that fits, and the stricter
//! treatment of all of them holds. Whoever did not say their age is no adult (D-7).

use crate::clock::Timestamp;
use crate::decide::Case;
use crate::pack::model::{AgeBand, Minors};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{AccountState, GuardianRecord, PersonState, StatedAge};

/// How a person's age makes the guard treat them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Treatment {
    /// Whether some band may or may not fit, because nobody said.
    pub unknown: bool,
    /// Whether a guardian has to consent before anything else.
    pub needs_guardian: bool,
    /// Whether all of the person's data are sensitive.
    pub all_sensitive: bool,
}

impl StatedAge {
    /// Which bands of a pack an age fits. The age itself is forgotten.
    #[must_use]
    pub fn of(minors: &Minors, years: u8) -> StatedAge {
        let ends = minors.bands.iter().map(|band| band.up_to_age);
        let (fits, past) = ends.partition(|end| years <= *end);
        StatedAge { fits, past }
    }

    /// Whether the person is in a band, which another edition may have drawn
    /// elsewhere; none if what was stated does not tell.
    #[must_use]
    pub fn is_in(&self, band: &AgeBand) -> Option<bool> {
        let fits = self.fits.iter().any(|&end| end <= band.up_to_age);
        let past = self.past.iter().any(|&end| end >= band.up_to_age);
        match (fits, past) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }
}

/// How a person is treated under what a pack says of minors; a silent text asks no age (D-8).
#[must_use]
pub fn treatment(minors: Option<&Minors>, age: Option<&StatedAge>) -> Treatment {
    let mut found = Treatment::default();
    let minors = minors.filter(|_| Rule::R089.holds());
    for band in minors.map_or(&[][..], |minors| &minors.bands) {
        match age.and_then(|age| age.is_in(band)) {
            None => found.unknown = true,
            Some(true) => {
                found.needs_guardian |= band.needs_guardian;
                found.all_sensitive |= band.all_sensitive;
            }
            Some(false) => {}
        }
    }
    found
}

/// Shuts everything of a minor whose guardian has not consented: *before* the
/// policy is accepted, because a minor's own tap does not stand in for it (T-48).
pub(crate) fn guardian_is_there(case: &Case<'_>) -> Result<(), Reason> {
    let person = case.account().map(|account| &account.person);
    let lacks = person.is_some_and(|it| lacks_guardian(case.catalogue.data().minors.as_ref(), it));
    if lacks {
        Err(Reason::GuardianRequired)
    } else {
        Ok(())
    }
}

/// Shuts what is gated while nobody said whether the person is a minor.
pub(crate) fn age_is_known(case: &Case<'_>) -> Result<(), Reason> {
    if treatment_of(case).unknown && case.line().gated {
        Err(Reason::AgeUnknown)
    } else {
        Ok(())
    }
}

/// Whether a line needs a prompt of its own, for whatever reason.
pub(crate) fn is_gated(case: &Case<'_>) -> bool {
    case.line().gated || treatment_of(case).all_sensitive
}

fn treatment_of(case: &Case<'_>) -> Treatment {
    let age = case.account().and_then(|it| it.person.age.as_ref());
    treatment(case.catalogue.data().minors.as_ref(), age)
}

/// Whether a guardian has to consent and has not.
#[must_use]
pub fn lacks_guardian(minors: Option<&Minors>, person: &PersonState) -> bool {
    treatment(minors, person.age.as_ref()).needs_guardian && person.guardian.is_none()
}

/// Whether a guardian's consent is prior to everything that was collected (T-48).
#[must_use]
pub fn is_prior(consented: Timestamp, account: Option<&AccountState>) -> bool {
    let first = account.and_then(AccountState::first_collected);
    first.is_none_or(|first| consented < first) || !Rule::R090.holds()
}

/// Why a guardian's consent cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuardianFault {
    /// The text asks for no guardian.
    NotAskedFor,
    /// It does not say who, how, or where the evidence lies: nobody could verify it.
    NotVerifiable,
    /// It is dated later than now.
    InTheFuture,
}

/// Whether a guardian's consent can be verified by somebody else later.
///
/// A library can only hold that who, how and where are said; whether it is
/// true, only whoever keeps the evidence can tell.
///
/// # Errors
/// Why it cannot.
pub fn verifiable(
    minors: Option<&Minors>,
    record: &GuardianRecord,
    now: Timestamp,
) -> Result<(), GuardianFault> {
    if minors.is_none() {
        return Err(GuardianFault::NotAskedFor);
    }
    let said = [&record.guardian, &record.method, &record.evidence];
    if said.iter().any(|words| words.trim().is_empty()) {
        return Err(GuardianFault::NotVerifiable);
    }
    if record.consented > now {
        return Err(GuardianFault::InTheFuture);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::model::Text;

    fn bands(ends: &[(u8, bool, bool)]) -> Minors {
        let text = Text {
            zh: "x".to_owned(),
            en: "x".to_owned(),
        };
        Minors {
            bands: ends
                .iter()
                .map(|&(up_to_age, needs_guardian, all_sensitive)| AgeBand {
                    up_to_age,
                    needs_guardian,
                    all_sensitive,
                    clause: "六".to_owned(),
                })
                .collect(),
            use_limits: text,
            delete_on_discovery: true,
            clause: "六".to_owned(),
        }
    }

    fn of_003() -> Minors {
        bands(&[(17, true, false), (14, false, true)])
    }

    fn treated(years: u8) -> Treatment {
        let minors = of_003();
        treatment(Some(&minors), Some(&StatedAge::of(&minors, years)))
    }

    /// T-47: 18 is outside, 14 is inside.
    #[test]
    fn bands_end_where_the_text_says() {
        let of = |unknown, needs_guardian, all_sensitive| Treatment {
            unknown,
            needs_guardian,
            all_sensitive,
        };
        assert_eq!(treated(18), of(false, false, false));
        assert_eq!(treated(17), of(false, true, false));
        assert_eq!(treated(15), of(false, true, false));
        assert_eq!(treated(14), of(false, true, true));
        assert_eq!(treated(0), of(false, true, true));
        assert_eq!(treated(255), of(false, false, false));
        assert_eq!(treatment(Some(&of_003()), None), of(true, false, false));
    }

    #[test]
    fn a_silent_text_asks_no_age() {
        assert_eq!(treatment(None, None), Treatment::default());
        let age = StatedAge::of(&of_003(), 10);
        assert_eq!(treatment(None, Some(&age)), Treatment::default());
    }

    /// What was stated under one edition says about another only what follows from it.
    #[test]
    fn another_editions_bands_are_judged_from_what_is_known() {
        let sixteen = StatedAge::of(&of_003(), 16);
        let known = |end| sixteen.is_in(&bands(&[(end, true, false)]).bands[0]);
        assert_eq!(known(20), Some(true), "up to 17 is up to 20");
        assert_eq!(known(17), Some(true));
        assert_eq!(known(15), None, "15, 16 or 17");
        assert_eq!(known(14), Some(false));
        assert_eq!(known(13), Some(false), "older than 14 is older than 13");
        let treated = treatment(Some(&bands(&[(15, true, false)])), Some(&sixteen));
        assert!(treated.unknown && !treated.needs_guardian);
    }

    #[test]
    fn a_guardians_consent_says_who_how_and_where_and_is_not_from_the_future() {
        let now = Timestamp(1000);
        let record = |guardian: &str, evidence: &str, at| GuardianRecord {
            guardian: guardian.to_owned(),
            method: "video call".to_owned(),
            evidence: evidence.to_owned(),
            consented: Timestamp(at),
        };
        let minors = of_003();
        let judged = |record| verifiable(Some(&minors), &record, now);
        assert_eq!(judged(record("g-1", "case 7", 1000)), Ok(()));
        assert_eq!(
            judged(record(" ", "case 7", 1)),
            Err(GuardianFault::NotVerifiable)
        );
        assert_eq!(
            judged(record("g-1", "", 1)),
            Err(GuardianFault::NotVerifiable)
        );
        assert_eq!(
            judged(record("g-1", "case 7", 1001)),
            Err(GuardianFault::InTheFuture)
        );
        let silent = verifiable(None, &record("g-1", "case 7", 1), now);
        assert_eq!(silent, Err(GuardianFault::NotAskedFor));
    }
}
