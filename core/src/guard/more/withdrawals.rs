//! Ways to withdraw, insisting on core data, and what past reads rested on
//!

use std::collections::HashMap;

use crate::catalogue::{Catalogue, Line};
use crate::clock::Timestamp;
use crate::guard::types::{Gate, Withdrawn};
use crate::guard::withdrawing::needs_closing;
use crate::guard::worker::Worker;
use crate::guard::{Guard, Reply};
use crate::pack::kinds;
use crate::pack::model::{Remark, Text};
use crate::state::{AccountEvent, AccountRef, ConsentKey, Event, PersonEvent, Recorded};
use crate::texts::{Language, closing_consequence};

/// Ways to withdraw, and what withdrawing leaves as it was.
#[derive(Debug, Clone, Copy)]
pub struct Withdrawals<'a>(&'a Guard);

/// How the consent for one access can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalRoute {
    /// Access id.
    pub access: String,
    /// Id of the choice it is answered with: one switch.
    pub choice: String,
    /// Whether the app's own switch does it. If not, only closing the account
    /// does, or insisting ([`Withdrawals::insist`]).
    pub by_switch: bool,
    /// Whether some system has a permission for it too.
    pub by_system: bool,
}

/// A read that was allowed, and what it rested on. A later withdrawal leaves
/// it as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRead {
    /// When it was allowed.
    pub at: Timestamp,
    /// Access id.
    pub access: String,
    /// The entry that it was lawful under.
    pub under: u64,
    /// When that was given.
    pub given: Timestamp,
    /// When that ended, if it has. The read came before.
    pub ended: Option<Timestamp>,
}

impl Guard {
    /// Ways to withdraw, and what withdrawing leaves as it was.
    #[must_use]
    pub fn withdrawals(&self) -> Withdrawals<'_> {
        Withdrawals(self)
    }
}

impl Withdrawals<'_> {
    /// How each consent can be taken back, in the pack's order.
    #[must_use]
    pub fn routes(&self) -> Vec<WithdrawalRoute> {
        let Some(catalogue) = self.0.catalogue() else {
            return Vec::new();
        };
        let route = |line: &Line| WithdrawalRoute {
            access: line.id.clone(),
            choice: catalogue.choice_of(line),
            by_switch: !needs_closing(catalogue, line),
            by_system: has_system_permission(line),
        };
        catalogue.lines().iter().map(route).collect()
    }

    /// Where the policy says that consent is taken back, and the other ways it lists.
    #[must_use]
    pub fn terms(&self) -> Option<(Text, Vec<Remark>)> {
        let withdrawal = &self.0.catalogue()?.data().withdrawal;
        Some((withdrawal.route.clone(), withdrawal.other_routes.clone()))
    }

    /// What a person is told before withdrawing what core functions need: that
    /// only closing the account ends it, what insisting costs, and the way to
    /// close; none for what a switch withdraws.
    #[must_use]
    pub fn consequence(&self, gate: Gate, language: Language) -> Option<String> {
        let catalogue = self.0.catalogue()?;
        let target = self.0.shared.target_of(gate).ok()?;
        let line = catalogue.line(target.line);
        needs_closing(catalogue, line).then(|| consequence(catalogue, line, language))
    }

    /// Withdraws core data too, after the person was told and insists: it is
    /// not collected any more, and the function that needs it is blocked.
    ///
    /// # Durability
    /// As [`Guard::withdraw`].
    pub fn insist(&self, gate: Gate) -> Reply<Withdrawn> {
        self.0.withdraw_as(gate, true)
    }

    /// Every read that was allowed to the account in use, with what it rested on.
    pub fn past_reads(&self) -> Reply<Vec<PastRead>> {
        self.0.call(Vec::new(), |worker, sender| {
            sender.send(worker.past_reads());
        })
    }
}

pub(in crate::guard) fn has_system_permission(line: &Line) -> bool {
    let mut kinds = line.covers.iter().chain([&line.kind.id]);
    kinds.any(|kind| kinds::has_system_dialog(kind))
}

fn consequence(catalogue: &Catalogue, line: &Line, language: Language) -> String {
    let function = catalogue.function(line);
    let name = language.of_text(&function.name);
    let closing = catalogue.data().closing.as_ref();
    let route = closing.map(|closing| language.of_text(&closing.route));
    let risks = closing.map_or(&[][..], |closing| &closing.risks);
    let risks = risks.iter().map(|risk| language.of_text(&risk.text));
    closing_consequence(function.refusal.effect, name, route, risks, language)
}

/// A consent or an acceptance, while it was looked for.
struct Basis {
    given: Timestamp,
    ended: Option<Timestamp>,
}

impl Worker {
    fn past_reads(&mut self) -> Vec<PastRead> {
        let events = self.events_of_history();
        let account = self.state.account.clone();
        let bases = bases(&events, &account);
        let own = events.iter().filter(|(_, it)| it.account == account);
        let decisions = own.filter_map(|(_, recorded)| match &recorded.event {
            Event::Decided { decisions } => Some(decisions),
            _ => None,
        });
        let allowed = decisions.flatten().filter(|it| it.allowed);
        allowed
            .filter_map(|decision| {
                let under = decision.entry?;
                let basis = bases.get(&under)?;
                Some(PastRead {
                    at: decision.at,
                    access: decision.access.clone(),
                    under,
                    given: basis.given,
                    ended: basis.ended,
                })
            })
            .collect()
    }
}

/// Every entry that a read can rest on, with when it began and ended.
fn bases(events: &[(u64, Recorded)], account: &AccountRef) -> HashMap<u64, Basis> {
    let mut bases: HashMap<u64, Basis> = HashMap::new();
    let mut live: HashMap<&ConsentKey, u64> = HashMap::new();
    let mut policy = None;
    for (entry, recorded) in events.iter().filter(|(_, it)| it.account == *account) {
        if ends_everything(&recorded.event) {
            for basis in bases.values_mut() {
                basis.ended.get_or_insert(recorded.at);
            }
        }
        let ended = match &recorded.event {
            Event::Given { key, .. } => live.insert(key, *entry),
            Event::Refused { key, .. } | Event::Withdrawn { key, .. } | Event::Consumed { key } => {
                live.remove(key)
            }
            Event::Policy { .. } => policy.replace(*entry),
            _ => continue,
        };
        if let Some(basis) = ended.and_then(|ended| bases.get_mut(&ended)) {
            basis.ended = Some(recorded.at);
        }
        let begins = matches!(
            recorded.event,
            Event::Given { .. } | Event::Policy { accepted: true, .. }
        );
        if begins {
            let given = recorded.at;
            bases.insert(*entry, Basis { given, ended: None });
        }
    }
    bases
}

/// Whether nothing that was agreed to before holds after it.
fn ends_everything(event: &Event) -> bool {
    matches!(
        event,
        Event::Account(AccountEvent::Closed { .. })
            | Event::Person(
                PersonEvent::AgeStated { suspends: true, .. } | PersonEvent::GuardianWithdrew
            )
    )
}
