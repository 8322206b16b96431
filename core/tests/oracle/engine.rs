//! The engine's side: acts become entries, entries are folded, and `decide` answers.

use std::collections::BTreeMap;

use askfirst::catalogue::{Catalogue, Target};
use askfirst::decide::{Ask, Context, Decision, Permission, PlatformState, decide, key_of};
use askfirst::pack::model::{Disposal, Initiator};
use askfirst::reason::Reason;
use askfirst::state::{
    AccountEvent, AccountRef, AnswerRecord, ClosingEnd, ConductEvent, Confirmation, ConsentKey,
    ConsentState, Event, GuardianRecord, LeftOpen, ObligedAction, PersonEvent, Recorded,
    SaidOfAccess, SaidOfController, SaidRecord, ServiceEvent, StatedAge, Until, WithdrawnBy,
};
use askfirst::{Digest, Timestamp};

use crate::acts::{Act, Answer, Asks, Dated, Given, Key, Permits, Question};

/// An act makes up to three entries; the last of them is the one that counts.
const ENTRIES: u64 = 4;

/// The engine after a history.
pub(crate) struct Engine<'a> {
    catalogues: &'a [Catalogue],
    state: ConsentState,
    opening: u64,
    edition: usize,
}

impl<'a> Engine<'a> {
    pub(crate) fn after(catalogues: &'a [Catalogue], history: &[Dated]) -> Engine<'a> {
        let state = ConsentState::default();
        let mut engine = Engine {
            catalogues,
            state,
            opening: 0,
            edition: 0,
        };
        for (at, dated) in history.iter().enumerate() {
            engine.take(at, dated);
        }
        engine
    }

    fn catalogue(&self) -> &Catalogue {
        &self.catalogues[self.edition]
    }

    fn take(&mut self, at: usize, dated: &Dated) {
        if let Act::Open { opening } = dated.act {
            (self.opening, self.edition) = (opening, dated.edition);
        }
        let events = self.events(at, dated);
        let catalogue = &self.catalogues[dated.edition];
        let last = events.len() as u64;
        for (number, event) in events.into_iter().enumerate() {
            let entry = (at as u64 + 1) * ENTRIES - (last - 1 - number as u64);
            let recorded = Recorded {
                at: Timestamp(dated.at),
                pack: *catalogue.pack().hash(),
                ordinal: catalogue.data().identity.ordinal,
                account: AccountRef(dated.account.to_string()),
                event,
            };
            self.state.apply(entry, &recorded);
        }
    }

    fn events(&self, at: usize, dated: &Dated) -> Vec<Event> {
        let ticket = at as u64;
        let asked = |keys| Event::Asked { ticket, keys };
        let shown = Event::Shown {
            ticket,
            language: "zh".to_owned(),
            text: Digest([0; 32]),
        };
        let left = |how| Event::LeftOpen { ticket, how };
        let record = || answer_record(ticket, "agree");
        let account = |event| vec![Event::Account(event)];
        let person = |event| vec![Event::Person(event)];
        let conduct = |event| vec![Event::Conduct(event)];
        match &dated.act {
            // The guard writes what an edition says unless the ledger knows it.
            Act::Open { opening } => {
                let opened = Event::Opened { opening: *opening };
                let edition = (!self.is_known()).then(|| self.edition_event());
                std::iter::once(opened).chain(edition).collect()
            }
            Act::Switch => vec![Event::AccountSwitched],
            Act::PolicyShown => vec![asked(vec![]), shown, left(LeftOpen::Closed)],
            Act::Policy { accepted } => {
                let (act, answer) = ("explicit".to_owned(), record());
                vec![
                    asked(vec![]),
                    shown,
                    Event::Policy {
                        accepted: *accepted,
                        act,
                        answer,
                    },
                ]
            }
            Act::LeftOpen { key, drawn } => {
                let how = if *drawn {
                    LeftOpen::Back
                } else {
                    LeftOpen::NeverShown
                };
                vec![asked(vec![consent_key(key)]), left(how)]
            }
            Act::Given { key, lasts } => {
                let until = match *lasts {
                    Given::WhileUsing => Until::WhileUsing,
                    Given::OneRead => Until::OneRead,
                    Given::Until(end) => Until::Moment(Timestamp(end)),
                };
                let (said, answer) = (self.said(key), record());
                vec![
                    asked(vec![consent_key(key)]),
                    Event::Given {
                        key: consent_key(key),
                        said,
                        until,
                        answer,
                    },
                ]
            }
            Act::Refused { key, in_system } => {
                let control = if *in_system {
                    askfirst::prompt::CONTROL_SYSTEM
                } else {
                    "refuse"
                };
                let answer = answer_record(ticket, control);
                vec![Event::Refused {
                    key: consent_key(key),
                    said: self.said(key),
                    answer,
                }]
            }
            Act::Withdrawn { key, by_system } => {
                let by = if *by_system {
                    WithdrawnBy::System
                } else {
                    WithdrawnBy::Person
                };
                vec![Event::Withdrawn {
                    key: consent_key(key),
                    by,
                }]
            }
            Act::Spent { key } => vec![Event::Consumed {
                key: consent_key(key),
            }],
            Act::SystemSeen { key, on } => vec![Event::SystemSeen {
                key: consent_key(key),
                granted: *on,
            }],
            Act::Owes { id, recipient } => vec![Event::Obliged {
                id: *id,
                recipient: Some(recipient.clone()),
                kind: "device.oaid".to_owned(),
                action: ObligedAction::StopRecipient,
                deletes: None,
            }],
            Act::Confirmed { id, after_restart } => {
                let how = if *after_restart {
                    Confirmation::AfterRestart
                } else {
                    Confirmation::Done
                };
                vec![Event::Confirmed {
                    id: *id,
                    how,
                    opening: self.opening,
                }]
            }
            Act::Proven { source } => {
                vec![Event::SourceProven {
                    source: source.clone(),
                    reference: "contract".to_owned(),
                }]
            }
            Act::Joined { id, keys } => {
                let keys = keys.iter().map(consent_key).collect();
                vec![Event::Joined {
                    id: *id,
                    opening: self.opening,
                    keys,
                }]
            }
            Act::Unjoined { id } => vec![Event::JoinEnded { id: *id }],
            Act::ClosingBegun => account(AccountEvent::ClosingRequested {
                by: Initiator::Person,
                promise: None,
            }),
            Act::ClosingEnded => account(AccountEvent::ClosingEnded {
                how: ClosingEnd::TakenBack,
            }),
            Act::Closed => account(AccountEvent::Closed {
                by: Initiator::Person,
                then: Disposal::Delete,
            }),
            Act::OpenedAgain => account(AccountEvent::OpenedAgain),
            Act::Held { id, kinds } => account(AccountEvent::Held {
                id: *id,
                kinds: kinds.clone(),
                ground: "law".to_owned(),
            }),
            Act::Released { id } => account(AccountEvent::Released { id: *id }),
            Act::Age { years, suspends } => person(PersonEvent::AgeStated {
                age: self.age(*years),
                suspends: *suspends,
            }),
            Act::GuardianConsents => person(PersonEvent::GuardianConsented(GuardianRecord {
                guardian: "a".to_owned(),
                method: "b".to_owned(),
                evidence: "c".to_owned(),
                consented: Timestamp(dated.at),
            })),
            Act::GuardianLeaves => person(PersonEvent::GuardianWithdrew),
            Act::ServiceEnds { from } => {
                vec![Event::Service(ServiceEvent::EndAnnounced {
                    from: Timestamp(*from),
                    short: None,
                })]
            }
            Act::Nonconforming { recipient } => conduct(ConductEvent::Nonconforming {
                recipient: Some(recipient.clone()),
                kind: "device.oaid".to_owned(),
                observed: Timestamp(dated.at),
                reason: Reason::NoConsent,
            }),
            Act::Cleared { recipient } => conduct(ConductEvent::Cleared {
                recipient: recipient.clone(),
            }),
            Act::Recovered => vec![Event::Began {
                after: Some("damaged".to_owned()),
            }],
            Act::Aside(which) => vec![aside(*which, dated.at)],
        }
    }

    fn target(&self, key: &Key) -> Target {
        let mut targets = self.catalogue().targets();
        let wanted = consent_key(key);
        targets
            .find(|target| key_of(self.catalogue(), *target) == wanted)
            .unwrap()
    }

    fn said(&self, key: &Key) -> SaidRecord {
        let target = self.target(key);
        SaidRecord {
            kind: String::new(),
            function: String::new(),
            purpose: String::new(),
            recipient: None,
            fingerprint: self.catalogue().fingerprint(target),
            terms: Some(self.catalogue().terms(target)),
        }
    }

    fn is_known(&self) -> bool {
        let known = self.state.editions.get(self.catalogue().pack().hash());
        known.is_some_and(|it| it.said.len() == self.catalogue().targets().count())
    }

    fn edition_event(&self) -> Event {
        let catalogue = self.catalogue();
        let controllers = catalogue.controllers().iter().enumerate();
        let controllers = controllers.map(|(index, it)| SaidOfController {
            id: it.id.clone(),
            said: catalogue.controller_said(index),
        });
        let said = catalogue.targets().map(|target| SaidOfAccess {
            key: key_of(catalogue, target),
            terms: catalogue.terms(target),
        });
        Event::Edition {
            line: catalogue.data().identity.id.clone(),
            text: None,
            controllers: controllers.collect(),
            said: said.collect(),
        }
    }

    fn age(&self, years: u8) -> StatedAge {
        // The bands of every edition, so that a later one can tell as well.
        let minors = self
            .catalogues
            .iter()
            .filter_map(|it| it.data().minors.as_ref());
        let (mut fits, mut past) = (vec![], vec![]);
        for minors in minors {
            let stated = StatedAge::of(minors, years);
            fits.extend(stated.fits);
            past.extend(stated.past);
        }
        StatedAge { fits, past }
    }

    pub(crate) fn decide(&self, question: &Question) -> Answer {
        let facts: BTreeMap<String, String> = question.facts.iter().cloned().collect();
        let context = Context {
            now: Timestamp(question.now),
            ask: match question.ask {
                Asks::Never => Ask::Never,
                Asks::IfNew => Ask::IfNew,
                Asks::Tapped => Ask::Tapped,
            },
            by_person: question.by_person,
            platform: PlatformState {
                permission: match question.permission {
                    Permits::NotNeeded => Permission::NotNeeded,
                    Permits::Granted => Permission::Granted,
                    Permits::NotAsked => Permission::NotAsked,
                    Permits::Denied => Permission::Denied,
                    Permits::Unavailable => Permission::Unavailable,
                },
                switch_on: question.switch_on,
                foreground: question.foreground,
                screen: question.screen,
            },
            facts: &facts,
            quiet_period_hours: u32::try_from(question.quiet_hours).unwrap(),
            opening: self.opening,
            unused: &BTreeMap::new(),
        };
        match decide(
            self.catalogue(),
            &self.state,
            self.target_or_unnamed(&question.key),
            &context,
        ) {
            Decision::Allow(granted) => Answer::Allow {
                // With a rule turned off, something may be allowed by no act at all.
                act: usize::try_from(granted.entry / ENTRIES)
                    .unwrap()
                    .wrapping_sub(1),
                once: granted.once,
                until: granted.until.map(|until| until.0),
            },
            Decision::Ask => Answer::Ask,
            Decision::AskSystem => Answer::AskSystem,
            Decision::Deny(reason) => Answer::Deny(reason.code()),
        }
    }

    /// Also what belongs to a category that nobody was named for.
    fn target_or_unnamed(&self, key: &Key) -> Target {
        let catalogue = self.catalogue();
        let line = catalogue
            .lines()
            .iter()
            .position(|line| line.id == key.access)
            .unwrap();
        let mut controllers = catalogue.controllers().iter();
        let controller = controllers.position(|it| it.id == key.controller).unwrap();
        Target { line, controller }
    }
}

fn consent_key(key: &Key) -> ConsentKey {
    ConsentKey {
        access: key.access.clone(),
        controller: key.controller.clone(),
    }
}

fn answer_record(ticket: u64, control: &str) -> AnswerRecord {
    AnswerRecord {
        ticket,
        style: "CONSENT".to_owned(),
        control: control.to_owned(),
        tap: "bound".to_owned(),
        language: "zh".to_owned(),
        text: Digest([0; 32]),
    }
}

fn aside(which: u8, at: i64) -> Event {
    match which % 4 {
        0 => Event::Started {
            recipient: "somebody".to_owned(),
        },
        1 => Event::Fault {
            what: "screen".to_owned(),
        },
        2 => Event::Decided { decisions: vec![] },
        _ => Event::ReportedAcceptance {
            text_version: "1".to_owned(),
            reported_at: Timestamp(at),
        },
    }
}
