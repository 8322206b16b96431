//! What an app must still do: stop SDKs, delete, tell others to delete.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::guard::types::Owed;
use crate::guard::worker::random_number;
use crate::pack::model::Disposal;
use crate::rule::Rule;
use crate::state::{
    AccountState, Collected, ConsentState, ConsentStatus, Deletes, Event, ObligedAction, Span,
};

/// One duty, as an event.
pub(in crate::guard) fn duty(
    action: ObligedAction,
    recipient: Option<String>,
    kind: String,
    deletes: Option<Deletes>,
) -> Event {
    Event::Obliged {
        id: random_number(),
        recipient,
        kind,
        action,
        deletes,
    }
}

/// A duty for whoever has to do it.
pub(in crate::guard) fn owed_of(event: &Event) -> Option<Owed> {
    let Event::Obliged {
        id,
        recipient,
        kind,
        action,
        deletes,
    } = event
    else {
        return None;
    };
    Some(Owed {
        id: *id,
        recipient: recipient.clone(),
        kind: kind.clone(),
        action: *action,
        collected: deletes.as_ref().map(|deletes| deletes.span),
    })
}

/// Duties among events.
pub(super) fn owed(events: &[Event]) -> Vec<Owed> {
    events.iter().filter_map(owed_of).collect()
}

/// Every recipient that the account in use lets run has to stop.
pub(super) fn stop_recipients(catalogue: &Catalogue, state: &ConsentState) -> Vec<Event> {
    let is_running = |recipient: usize| {
        let targets = catalogue.targets();
        targets
            .filter(|it| catalogue.line(it.line).recipient == Some(recipient))
            .any(|it| {
                let standing = state.standing(&crate::decide::key_of(catalogue, it));
                standing.is_some_and(|it| it.status == ConsentStatus::Given)
            })
    };
    let recipients = catalogue.data().recipients.iter().enumerate();
    recipients
        .filter(|(index, _)| is_running(*index))
        .map(|(_, it)| Some(it.id.clone()))
        .filter(|id| !is_owed(state, ObligedAction::StopRecipient, id, ""))
        .map(|id| duty(ObligedAction::StopRecipient, id, String::new(), None))
        .collect()
}

/// What deletion asks of the app: its own data by kind, and to tell every
/// recipient that got any, by kind, with from when to when.
///
/// What is already owed is not owed twice.
pub(super) fn delete_collected(
    catalogue: &Catalogue,
    state: &ConsentState,
    collected: &Collected,
    disposal: Disposal,
    is_excepted: impl Fn(&str) -> bool,
) -> Vec<Event> {
    let own = match disposal {
        Disposal::Delete => ObligedAction::Delete,
        Disposal::DeleteOrAnonymise => ObligedAction::DeleteOrAnonymise,
        Disposal::NotPromised => return Vec::new(),
    };
    let mut found: BTreeMap<(Option<String>, String), Deletes> = BTreeMap::new();
    for (access, span) in collected {
        let place = place_of(catalogue, access);
        if place.0.as_deref().is_some_and(&is_excepted) {
            continue;
        }
        let deletes = found.entry(place).or_insert_with(|| Deletes {
            accesses: Vec::new(),
            span: *span,
        });
        deletes.accesses.push(access.clone());
        deletes.span = joined(deletes.span, *span);
    }
    found
        .into_iter()
        .filter_map(|((recipient, kind), deletes)| {
            let action = match recipient {
                Some(_) => ObligedAction::PassDeletionOn,
                None => own,
            };
            let known = is_owed(state, action, &recipient, &kind)
                || (recipient.is_some() && !Rule::R075.holds());
            (!known).then(|| duty(action, recipient, kind, Some(deletes)))
        })
        .collect()
}

/// Who has it, and of which kind it is. Of an access that only a former
/// edition names, the access itself is all that is known.
fn place_of(catalogue: &Catalogue, access: &str) -> (Option<String>, String) {
    let line = catalogue.lines().iter().find(|line| line.id == access);
    match line {
        Some(line) => (
            catalogue.recipient(line).map(|it| it.id.clone()),
            line.kind.id.clone(),
        ),
        None => (None, access.to_owned()),
    }
}

fn joined(one: Span, other: Span) -> Span {
    Span {
        first: one.first.min(other.first),
        last: one.last.max(other.last),
    }
}

fn is_owed(
    state: &ConsentState,
    action: ObligedAction,
    recipient: &Option<String>,
    kind: &str,
) -> bool {
    state.obligations.values().any(|owed| {
        owed.account == state.account
            && owed.action == action
            && owed.recipient == *recipient
            && owed.kind == kind
    })
}

/// What was collected under an account, whoever asks.
pub(super) fn collected_of(account: Option<&AccountState>) -> Collected {
    account.map_or(Collected::default(), |it| it.collected.clone())
}
