//! A controller that takes another's place.
//!
//! Consent names who it was given to. A successor that is bound by the very
//! same terms, and says so in a notice that was shown, keeps it; any other new
//! controller is asked for anew.

use crate::decide::Case;
use crate::digest::Digest;
use crate::rule::Rule;
use crate::state::{ConsentKey, ConsentStatus, Standing};

/// Whether a former edition says the same about a line as the one at hand does.
pub(super) fn says_the_same(case: &Case<'_>, former: &Digest) -> bool {
    let Some(edition) = case.state.editions.get(former) else {
        // Its words were not kept, so everything counts as changed.
        return false;
    };
    let (key, terms) = (case.key(), case.catalogue.terms(case.target));
    let controller = case.catalogue.controller_said(case.target.controller);
    let same = |key: &ConsentKey| edition.said.get(key) == Some(&terms);
    same(&key) && edition.controllers.get(&key.controller) == Some(&controller)
        || heir_of(case).is_some_and(|key| same(&key))
}

/// Whether a consent still covers what the pack says.
pub(crate) fn covers(case: &Case<'_>, standing: &Standing) -> bool {
    standing.fingerprint == case.catalogue.fingerprint(case.target)
        || (heir_of(case).is_some() && standing.terms == Some(case.catalogue.terms(case.target)))
}

/// The consent that was given to the controller whose place this one has taken.
pub(crate) fn inherited<'a>(case: &Case<'a>) -> Option<&'a Standing> {
    case.state.standing(&heir_of(case)?)
}

/// Whether consent for the same access was given to a controller that the pack does not have any more.
pub(crate) fn went_with_its_controller(case: &Case<'_>) -> bool {
    let Some(account) = case.account() else {
        return false;
    };
    let id = &case.line().id;
    let gone = |key: &ConsentKey| {
        &key.access == id
            && !case
                .catalogue
                .controllers()
                .iter()
                .any(|controller| controller.id == key.controller)
    };
    let mut answers = account.standings.iter();
    answers.any(|(key, it)| it.status == ConsentStatus::Given && gone(key))
}

/// The key of the predecessor's consent, once the notice of the succession was shown.
fn heir_of(case: &Case<'_>) -> Option<ConsentKey> {
    let controller = &case.catalogue.controllers()[case.target.controller];
    let former = controller.succeeds.clone().filter(|_| Rule::R071.holds())?;
    let notice = case.catalogue.pack().hash();
    case.account()?
        .shown
        .contains_key(notice)
        .then(|| ConsentKey {
            access: case.line().id.clone(),
            controller: former,
        })
}
