//! How each entry changes what stands.

use super::{
    AccountState, Bound, Confirmation, ConsentKey, ConsentState, ConsentStatus, Event, Join,
    LeftOpen, Obligation, PolicyStanding, Recorded, Standing, Until, WithdrawnBy,
};
use crate::digest::Digest;
use crate::rule::Rule;

impl ConsentState {
    /// Applies one entry.
    pub fn apply(&mut self, entry: u64, recorded: &Recorded) {
        // Only `cargo xtask fuzz` plants it, to see that it would be found.
        assert!(
            !(cfg!(askfirst_planted_panic) && recorded.ordinal == 0),
            "a planted panic"
        );
        self.latest = self.latest.max(Some(recorded.at));
        match &recorded.event {
            Event::Began { after } => {
                self.quiet_since = after.as_ref().map(|_| recorded.at);
            }
            Event::Opened { opening } => self.opened(*opening),
            Event::Asked { ticket, keys } => self.asked(*ticket, keys, recorded),
            Event::LeftOpen { ticket, how } => self.left_open(*ticket, *how, recorded),
            Event::Policy {
                accepted, answer, ..
            } => {
                self.open.remove(&answer.ticket);
                self.account_of(recorded).policies.push(PolicyStanding {
                    accepted: *accepted,
                    pack: recorded.pack,
                    entry,
                    at: recorded.at,
                });
            }
            Event::Given {
                key,
                said,
                until,
                answer,
            } => {
                let standing = Standing {
                    status: ConsentStatus::Given,
                    entry,
                    since: recorded.at,
                    fingerprint: said.fingerprint,
                    terms: said.terms,
                    until: *until,
                };
                self.answered(key, standing, answer.ticket, recorded);
            }
            Event::Refused { key, said, answer } => {
                let by_system = answer.control == crate::prompt::CONTROL_SYSTEM;
                let standing = Standing {
                    status: if by_system {
                        ConsentStatus::RefusedInSystem
                    } else {
                        ConsentStatus::Refused
                    },
                    entry,
                    since: recorded.at,
                    fingerprint: said.fingerprint,
                    terms: said.terms,
                    until: Until::WhileUsing,
                };
                self.answered(key, standing, answer.ticket, recorded);
            }
            Event::Withdrawn { key, by } => {
                let status = match by {
                    WithdrawnBy::Person => ConsentStatus::Withdrawn,
                    WithdrawnBy::System => ConsentStatus::WithdrawnInSystem,
                };
                self.closed(key, status, entry, recorded);
                if *by == WithdrawnBy::System {
                    self.account_of(recorded).system_on.remove(key);
                }
            }
            Event::Consumed { key } => self.closed(key, ConsentStatus::Spent, entry, recorded),
            Event::SystemSeen { key, granted } => {
                let account = self.account_of(recorded);
                if *granted {
                    account.system_on.insert(key.clone());
                    account.system_refused.remove(key);
                } else {
                    account.system_on.remove(key);
                    account.system_refused.insert(key.clone());
                }
            }
            Event::AccountSwitched => self.account = recorded.account.clone(),
            Event::Obliged {
                id,
                recipient,
                kind,
                action,
                deletes,
            } => {
                let obligation = Obligation {
                    recipient: recipient.clone(),
                    kind: kind.clone(),
                    action: *action,
                    waits_for_end_of: None,
                    account: recorded.account.clone(),
                    deletes: deletes.clone(),
                };
                self.obligations.insert(*id, obligation);
            }
            Event::Confirmed { id, how, opening } => self.confirmed(*id, *how, *opening),
            Event::Shown { ticket, .. } => self.shown(*ticket, recorded),
            Event::Edition {
                line,
                text,
                controllers,
                said,
            } => self.opened_edition(entry, recorded, line, text.is_some(), (controllers, said)),
            Event::Bound {
                category,
                recipient,
                name,
                region,
            } => {
                let bound = Bound {
                    category: category.clone(),
                    name: name.clone(),
                    region: *region,
                };
                self.bound.insert(recipient.clone(), bound);
            }
            Event::SourceProven { source, .. } => {
                self.proofs.insert(source.clone(), entry);
            }
            Event::Joined { id, opening, keys } => {
                let join = Join {
                    opening: *opening,
                    keys: keys.clone(),
                };
                self.account_of(recorded).joins.insert(*id, join);
            }
            Event::JoinEnded { id } => {
                self.account_of(recorded).joins.remove(id);
            }
            Event::Account(event) => {
                self.account_of(recorded)
                    .account_event(event, entry, recorded);
            }
            Event::Person(event) => {
                self.account_of(recorded)
                    .person_event(event, entry, recorded);
            }
            Event::Request(event) => self.account_of(recorded).request_event(event, recorded),
            Event::Service(event) => self.service_event(event, recorded),
            Event::Notice(event) => self.notice_event(event, recorded),
            Event::Conduct(event) => self.conduct_event(event, entry),
            Event::Decided { decisions } => self.decided(decisions, recorded),
            Event::ReportedAcceptance { .. } if !Rule::R018.holds() => {
                self.account_of(recorded).policies.push(PolicyStanding {
                    accepted: true,
                    pack: recorded.pack,
                    entry,
                    at: recorded.at,
                });
            }
            Event::Exempted { key, .. } if !Rule::R079.holds() => {
                self.closed(key, ConsentStatus::Given, entry, recorded);
            }
            Event::Exempted { .. }
            | Event::Started { .. }
            | Event::ReportedAcceptance { .. }
            | Event::Fault { .. } => {}
        }
    }

    pub(super) fn account_of(&mut self, recorded: &Recorded) -> &mut AccountState {
        self.accounts.entry(recorded.account.clone()).or_default()
    }

    /// What no history does: every no becomes a yes. Only where a test turned the rule off.
    pub(crate) fn revive(&mut self) {
        let accounts = self.accounts.values_mut();
        for standing in accounts.flat_map(|account| account.standings.values_mut()) {
            standing.status = ConsentStatus::Given;
        }
    }

    /// A new opening ends what waited for the former one's end.
    fn opened(&mut self, opening: u64) {
        self.obligations
            .retain(|_, it| it.waits_for_end_of.is_none_or(|former| former == opening));
    }

    /// From here on the question counts as left open, so that a process killed
    /// while it is shown cannot ask again at once.
    fn asked(&mut self, ticket: u64, keys: &[ConsentKey], recorded: &Recorded) {
        self.open.insert(ticket, keys.to_vec());
        let account = self.account_of(recorded);
        for key in keys {
            account.left_open.insert(key.clone(), recorded.at);
        }
    }

    /// A question for no access is the policy's own: its edition has been shown now.
    fn shown(&mut self, ticket: u64, recorded: &Recorded) {
        if self.open.get(&ticket).is_some_and(Vec::is_empty) {
            let shown = &mut self.account_of(recorded).shown;
            shown.entry(recorded.pack).or_insert(recorded.at);
        }
    }

    fn left_open(&mut self, ticket: u64, how: LeftOpen, recorded: &Recorded) {
        let Some(keys) = self.open.remove(&ticket) else {
            return;
        };
        let account = self.account_of(recorded);
        for key in keys {
            match how {
                LeftOpen::UiFailed | LeftOpen::NeverShown => account.left_open.remove(&key),
                LeftOpen::Closed
                | LeftOpen::OutsideTap
                | LeftOpen::Back
                | LeftOpen::TimedOut
                | LeftOpen::CallersGone
                | LeftOpen::AccountSwitched
                | LeftOpen::Ended => account.left_open.insert(key, recorded.at),
            };
        }
    }

    fn answered(&mut self, key: &ConsentKey, standing: Standing, ticket: u64, at: &Recorded) {
        self.open.remove(&ticket);
        let account = self.account_of(at);
        account.left_open.remove(key);
        account.standings.insert(key.clone(), standing);
    }

    fn closed(&mut self, key: &ConsentKey, status: ConsentStatus, entry: u64, at: &Recorded) {
        let standing = Standing {
            status,
            entry,
            since: at.at,
            fingerprint: Digest([0; 32]),
            terms: None,
            until: Until::WhileUsing,
        };
        let kept = self
            .account_of(at)
            .standings
            .entry(key.clone())
            .or_insert(standing);
        (kept.status, kept.entry, kept.since) = (status, entry, at.at);
    }

    fn confirmed(&mut self, id: u64, how: Confirmation, opening: u64) {
        match how {
            Confirmation::Done | Confirmation::NotOffered => {
                if let Some(done) = self.obligations.remove(&id) {
                    self.forget_collected(&done);
                }
            }
            Confirmation::AfterRestart => {
                if let Some(obligation) = self.obligations.get_mut(&id) {
                    obligation.waits_for_end_of = Some(opening);
                }
            }
        }
    }
}
