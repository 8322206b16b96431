//! What each verb does.

use std::collections::BTreeMap;
use std::time::Duration;

use askfirst::clock::Clock;
use askfirst::decide::Ask;
use askfirst::guard::{
    Account, EntryView, Guard, KeyAnswer, Options, Owed, PolicyState, Standing, Status, Withdrawn,
};
use askfirst::ledger::{Anchor, Key};
use askfirst::pack::Pack;
use askfirst::pack::model::Surface;
use askfirst::reason::Reason;
use askfirst::state::ObligedAction;

use crate::app::App;
use crate::fields::{AnchorWord, KeyWord, Open, Subject, Switch};
use crate::format::Platform;
use crate::log::Call;
use crate::open::BadScenario;
use crate::player::Player;
use crate::tasks::{Fields, until};
use crate::verb::Verb;

/// Time-outs must not decide a replay.
const GENEROUS: Duration = Duration::from_secs(60);

pub(crate) type Done = Result<(), BadScenario>;

impl Player<'_> {
    /// Does what a verb says; what is answered later is left to the calls.
    pub(crate) fn perform(&mut self, verb: &Verb) -> Done {
        let name = verb.name().trim_start_matches("app_");
        match verb {
            Verb::AppOpens(open) => self.opens(open)?,
            Verb::AppStartsAgain(_) => {
                let app = self.app()?;
                self.make(name, "", async move {
                    status(&app.guard.start_again(usual_key()).await)
                });
            }
            Verb::AppChecksStatus(_) => {
                let answer = status(&self.app()?.guard.status());
                self.make(name, "", async { answer });
            }
            Verb::AppPresentsPolicy(_) => {
                let (app, screen) = (self.app()?, self.phone.borrow().has_screen());
                self.make(name, "", async move {
                    policy(app.guard.present_policy(Ask::Tapped, screen).await)
                });
            }
            Verb::AppShowsPolicy(show) => self.shows_policy(name, show.ordinal)?,
            Verb::AppChecks(look) => {
                let open = self.app()?.is_open(&look.subject);
                self.make(name, look.subject.label(), async move {
                    words(&[if open { "open" } else { "shut" }])
                });
            }
            Verb::AppObserves(look) => self.observes(name, &look.subject)?,
            Verb::AppReads(read) => {
                let app = self.app()?;
                let door = app.door(&read.subject);
                for _ in 0..read.times {
                    let call = app.clone().read(door.clone(), read.ask);
                    self.make_named(name, read.subject.label(), read.name.clone(), call);
                }
            }
            Verb::AppAsksTogether(together) => self.asks_together(name, &together.accesses)?,
            Verb::AppStarts(start) => {
                let call = self.app()?.start(start.recipient.clone(), start.tapped);
                self.make(name, &start.recipient, call);
            }
            Verb::AppWithdraws(withdraw) => {
                let app = self.app()?;
                let gate = app.guard.gate(&withdraw.access);
                self.make(name, &withdraw.access, async move {
                    withdrawn(&app.guard.withdraw(gate).await)
                });
            }
            Verb::AppSwitchesAccount(switch) => self.switches_account(name, switch)?,
            Verb::AppListsConsents(_) => self.lists_consents(name)?,
            Verb::AppListsEntries(entries) => {
                let (app, what) = (self.app()?, entries.what.clone());
                self.make(name, &entries.what.join(","), async move {
                    listed(
                        "entries",
                        app.guard
                            .entries(1, usize::MAX)
                            .await
                            .iter()
                            .filter_map(|entry| entry_of(entry, &what)),
                    )
                });
            }
            Verb::AppListsDecisions(decisions) => {
                let (app, last) = (self.app()?, decisions.last);
                self.make(name, &last.to_string(), async move {
                    let all = app.guard.decisions(0, usize::MAX).await;
                    let latest = all.iter().skip(all.len().saturating_sub(last));
                    listed(
                        "decisions",
                        latest.map(|it| {
                            format!("{}={}", it.access, it.reason.map_or("allow", Reason::code))
                        }),
                    )
                });
            }
            Verb::AppListsObligations(_) => {
                let mut owed = obligations(&self.app()?.guard.obligations());
                owed.insert(0, "obligations".to_owned());
                self.make(name, "", async { owed });
            }
            Verb::AppVerifies(_) => {
                let app = self.app()?;
                self.make(name, "", async move {
                    let report = app.guard.verify().await;
                    let bad = || {
                        words(&[
                            "bad",
                            &report
                                .first_bad
                                .map_or("-".to_owned(), |entry| entry.to_string()),
                        ])
                    };
                    if report.intact {
                        words(&["sound"])
                    } else {
                        bad()
                    }
                });
            }
            Verb::Rulebook(verb) => self.consult(name, verb)?,
            Verb::AppReports(fact) => {
                let guard = self.app()?.guard;
                let () = guard.set_fact(fact.fact.clone(), fact.value.clone()).wait();
            }
            Verb::AppCancels(cancel) => {
                if self
                    .tasks
                    .cancel(&cancel.call, cancel.count.unwrap_or(usize::MAX))
                    == 0
                {
                    return Err(self.cannot(&format!("no call `{}` is waiting", cancel.call)));
                }
            }
            Verb::AppCloses(_) => self.app()?.guard.close(),
            Verb::AppIsKilled(_) => self.is_killed()?,
            Verb::AppGoesToBackground(_) => {
                self.phone.borrow_mut().in_front(false);
                self.app()?.guard.screen(false);
            }
            Verb::AppComesToFront(_) => {
                self.phone.borrow_mut().in_front(true);
                self.app()?.comes_to_front();
            }
            Verb::PersonTaps(taps) => {
                let (app, ticket) = (self.app()?, self.ticket_of(taps.prompt)?);
                let _ = app
                    .guard
                    .press(
                        ticket,
                        taps.control.id().to_owned(),
                        taps.on.clone(),
                        taps.how.into(),
                    )
                    .wait();
            }
            Verb::PersonDismisses(dismisses) => {
                let (app, ticket) = (self.app()?, self.ticket_of(dismisses.prompt)?);
                let _ = app.guard.dismiss(ticket, dismisses.how.into()).wait();
            }
            Verb::PersonAnswersSystem(answer) => {
                if !self
                    .phone
                    .borrow_mut()
                    .answer_dialog(answer.permission.into())
                {
                    return Err(self.cannot("no system dialog is on the screen"));
                }
            }
            Verb::ScreenDraws(draws) => {
                let language = draws.language.map_or(self.language(), Into::into);
                if !self.draw(language) {
                    return Err(self.cannot("no prompt is on the screen"));
                }
            }
            Verb::PhoneChanges(change) => self.phone.borrow_mut().change(change),
            Verb::PhoneHolds(holds) => self.phone.borrow_mut().hold(&holds.kind, holds.at),
            Verb::PhoneGoesOn(goes_on) => {
                if !self.phone.borrow_mut().go_on(&goes_on.kind) {
                    return Err(self.cannot(&format!("no read of `{}` is held", goes_on.kind)));
                }
            }
            Verb::KeyArrives(_) => {
                let anchor = self.anchor();
                self.app()?
                    .guard
                    .supply_key(KeyAnswer::Key(usual_key()), anchor);
            }
            Verb::ClockAdvances(advance) => self.clock.advance_ms(advance.ms()),
            Verb::ClockIsSet(set) => self.clock.set(set.to.0),
            Verb::StorageIsCopied(copied) => {
                self.away_from_storage()?;
                self.on_storage(|storage| storage.copy(&copied.name))?;
            }
            Verb::StorageIsPutBack(back) => {
                self.away_from_storage()?;
                self.on_storage(|storage| {
                    storage.put_back(&back.copy, back.anchor == AnchorWord::Too)
                })?;
            }
            Verb::StorageByteIsFlipped(flip) => {
                self.away_from_storage()?;
                self.on_storage(|storage| storage.flip(&flip.file, flip.at))?;
            }
            Verb::StorageIsRemoved(removed) => {
                self.away_from_storage()?;
                self.on_storage(|storage| storage.remove(removed.file.as_deref()))?;
            }
        }
        Ok(())
    }

    // Opening and dying.

    fn opens(&mut self, open: &Open) -> Done {
        let text = self
            .loaded
            .pack(open.pack.as_deref().unwrap_or(&self.scenario().pack))?;
        let scenario = self.scenario();
        let mut options = Options::new(self.storage.ledger());
        options.facts = scenario.device.clone();
        options.quiet_period_hours = scenario.quiet_period_hours;
        options.shown_timeout = GENEROUS;
        options.key_timeout = GENEROUS;
        options.primer = scenario.platform == Platform::Ios && !scenario.two_controls_always;
        options.surface = Surface::from_name(&scenario.surface);
        options.bindings = scenario.bindings.iter().map(Into::into).collect();
        options.exemptions = scenario.exemptions;
        options.clock = std::sync::Arc::clone(&self.clock) as std::sync::Arc<dyn Clock>;
        let guard = match Pack::parse(&text.name, &text.json) {
            Ok(pack) => Guard::open(pack, options),
            Err(problems) => Guard::without_pack(problems.to_string(), options),
        };
        let answer = match open.key {
            KeyWord::Usual => Some(KeyAnswer::Key(usual_key())),
            KeyWord::Wrong => Some(KeyAnswer::Key(Key::new([0xa5; 32]))),
            KeyWord::Lost => Some(KeyAnswer::Lost),
            KeyWord::Locked => Some(KeyAnswer::Locked),
            KeyWord::Late => None,
        };
        let waits = answer.is_some();
        if let Some(answer) = answer {
            guard.supply_key(answer, self.anchor());
        }
        if let Some(legacy) = &self.scenario().legacy {
            let _recorded: bool = guard
                .reported_acceptance(legacy.text_version.clone(), legacy.at.0)
                .wait();
        }
        let app = App {
            guard: guard.clone(),
            phone: std::rc::Rc::clone(&self.phone),
            desk: std::rc::Rc::clone(&self.desk),
            language: self.language(),
        };
        self.app = Some(app);
        self.make("opens", "", async move {
            until(|| !waits || guard.status() != Status::Opening).await;
            status(&guard.status())
        });
        Ok(())
    }

    fn anchor(&self) -> Option<Anchor> {
        self.storage
            .anchor
            .as_deref()
            .filter(|_| self.scenario().anchor)
            .and_then(Anchor::from_bytes)
    }

    fn is_killed(&mut self) -> Done {
        let app = self.app()?;
        app.guard.test_kill();
        self.app = None;
        self.tasks.forget();
        self.phone.borrow_mut().forget_process();
        self.desk.borrow_mut().forget_process();
        Ok(())
    }

    fn away_from_storage(&self) -> Done {
        let closed = self
            .app
            .as_ref()
            .is_none_or(|app| matches!(app.guard.status(), Status::Closed(_)));
        if closed {
            Ok(())
        } else {
            Err(self.cannot("the app must be killed or closed first"))
        }
    }

    fn on_storage(
        &mut self,
        act: impl FnOnce(&mut crate::storage::Storage) -> std::io::Result<()>,
    ) -> Done {
        act(&mut self.storage).map_err(|error| self.cannot(&error.to_string()))
    }

    // Calls with more to them.

    fn shows_policy(&mut self, name: &'static str, ordinal: Option<u32>) -> Done {
        let (app, language) = (self.app()?, self.language());
        let subject = ordinal.map_or(String::new(), |ordinal| ordinal.to_string());
        self.make(name, &subject, async move {
            let document = match ordinal {
                None => app.guard.policy_document(language),
                Some(ordinal) => {
                    let all = app.guard.editions().all();
                    match all.iter().find(|it| it.ordinal == ordinal) {
                        Some(it) => app.guard.editions().document(it.hash, language).await,
                        None => None,
                    }
                }
            };
            let Some(document) = document else {
                return words(&["document", "", "0", "0"]);
            };
            let lines = document.sections.iter().map(|section| section.lines.len());
            words(&[
                "document",
                &document.title,
                &document.sections.len().to_string(),
                &lines.sum::<usize>().to_string(),
            ])
        });
        Ok(())
    }

    fn observes(&mut self, name: &'static str, subject: &Subject) -> Done {
        let app = self.app()?;
        let state = app.guard.gate_state(app.door(subject).gate());
        let since = state.since.map_or("-".to_owned(), |since| {
            (since.0 - self.scenario().start.0.0).to_string()
        });
        let reason = state.reason.map_or("-", Reason::code);
        let fields = words(&["state", standing(state.standing), reason, &since]);
        self.make(name, subject.label(), async { fields });
        Ok(())
    }

    fn asks_together(&mut self, name: &'static str, accesses: &[String]) -> Done {
        let app = self.app()?;
        let gates = accesses
            .iter()
            .map(|access| app.guard.gate(access))
            .collect();
        let platform = app.platform_for(accesses);
        self.make(name, &accesses.join(","), async move {
            let answers = app.guard.ask_together(gates, Ask::Tapped, platform).await;
            listed(
                "answers",
                answers.into_iter().map(|answer| {
                    let what = if answer.given {
                        "given"
                    } else {
                        answer.reason.map_or("-", Reason::code)
                    };
                    format!("{}={what}", answer.access)
                }),
            )
        });
        Ok(())
    }

    fn switches_account(&mut self, name: &'static str, switch: &Switch) -> Done {
        let app = self.app()?;
        let account = switch.account.as_ref().map(Account::from);
        let subject = account
            .as_ref()
            .map_or(String::new(), |account| match &account.tenant {
                Some(tenant) => format!("{}@{tenant}", account.id),
                None => account.id.clone(),
            });
        self.make(name, &subject, async move {
            let done = app.guard.switch_to(account).await;
            words(&[if done { "switched" } else { "not_durable" }])
        });
        Ok(())
    }

    fn lists_consents(&mut self, name: &'static str) -> Done {
        // One access has one line here, whatever number of controllers may use it.
        let consents = self.app()?.guard.consents().into_iter().rev();
        let by_access: BTreeMap<String, Standing> =
            consents.map(|it| (it.access, it.state.standing)).collect();
        let answered = by_access
            .into_iter()
            .filter(|(_, state)| *state != Standing::UnAsked);
        let fields = listed(
            "consents",
            answered.map(|(access, state)| format!("{access}={}", standing(state))),
        );
        self.make(name, "", async { fields });
        Ok(())
    }

    // Small helpers.

    pub(crate) fn app(&self) -> Result<App, BadScenario> {
        self.app
            .clone()
            .ok_or_else(|| self.cannot("the app is not open"))
    }

    fn ticket_of(&self, number: Option<usize>) -> Result<u64, BadScenario> {
        let ticket = match number {
            Some(number) => number
                .checked_sub(1)
                .and_then(|index| self.tickets.get(index))
                .copied(),
            None => self.screen.as_ref().map(|standing| standing.prompt.ticket),
        };
        ticket.ok_or_else(|| self.cannot("there is no such prompt"))
    }

    pub(crate) fn make(
        &mut self,
        verb: &'static str,
        subject: &str,
        future: impl Future<Output = Fields> + 'static,
    ) {
        self.make_named(verb, subject, None, future);
    }

    fn make_named(
        &mut self,
        verb: &'static str,
        subject: &str,
        name: Option<String>,
        future: impl Future<Output = Fields> + 'static,
    ) {
        let call = Call {
            step: self.step,
            verb,
            subject: subject.to_owned(),
            answer: Vec::new(),
        };
        self.tasks.make(call, name, future);
    }

    pub(crate) fn cannot(&self, problem: &str) -> BadScenario {
        self.loaded.impossible(problem.to_owned())
    }
}

fn usual_key() -> Key {
    Key::new([0x5a; 32])
}

// Answers as the log writes them.

pub(crate) fn words(words: &[&str]) -> Fields {
    words.iter().map(|&word| word.to_owned()).collect()
}

pub(crate) fn listed(first: &str, rest: impl Iterator<Item = String>) -> Fields {
    std::iter::once(first.to_owned()).chain(rest).collect()
}

fn status(status: &Status) -> Fields {
    match status {
        Status::Opening => words(&["opening"]),
        Status::Ready {
            rollback_detectable: true,
        } => words(&["ready", "detectable"]),
        Status::Ready {
            rollback_detectable: false,
        } => words(&["ready", "undetectable"]),
        Status::Closed(closed) => words(&[
            "closed",
            closed.cause.name(),
            &closed
                .entry
                .map_or(String::new(), |entry| entry.to_string()),
        ]),
    }
}

fn policy(state: PolicyState) -> Fields {
    words(&[match state {
        PolicyState::Accepted => "accepted",
        PolicyState::Declined => "declined",
        PolicyState::NotAnswered => "not_answered",
    }])
}

pub(crate) fn withdrawn(withdrawn: &Withdrawn) -> Fields {
    match withdrawn {
        Withdrawn::Done(owed) => listed("done", obligations(owed).into_iter()),
        Withdrawn::ClosesAccount => words(&["closes_account"]),
        Withdrawn::NotDurable => words(&["not_durable"]),
        Withdrawn::NothingGiven => words(&["nothing_given"]),
    }
}

pub(crate) fn obligations(owed: &[Owed]) -> Fields {
    let mut fields: Fields = owed
        .iter()
        .map(|owed| {
            let action = match owed.action {
                ObligedAction::StopRecipient => "stop",
                ObligedAction::PurgeCache => "purge",
                ObligedAction::Delete => "delete",
                ObligedAction::DeleteOrAnonymise => "delete_or_anonymise",
                ObligedAction::PassDeletionOn => "pass_deletion_on",
            };
            let kind = Some(owed.kind.as_str()).filter(|kind| !kind.is_empty());
            format!(
                "{action}:{}:{}",
                owed.recipient.as_deref().unwrap_or("-"),
                kind.unwrap_or("-")
            )
        })
        .collect();
    fields.sort();
    fields
}

fn entry_of(entry: &EntryView, what: &[String]) -> Option<String> {
    let wanted = what.contains(&entry.what);
    wanted.then(|| format!("{}:{}", entry.what, entry.access.as_deref().unwrap_or("-")))
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::UnAsked => "UN_ASKED",
        Standing::ByPolicy => "BY_POLICY",
        Standing::Given => "GIVEN",
        Standing::Refused => "REFUSED",
        Standing::Withdrawn => "WITHDRAWN",
        Standing::Expired => "EXPIRED",
        Standing::Stale => "STALE",
        Standing::LeftOpen => "LEFT_OPEN",
        Standing::NotDeclared => "NOT_DECLARED",
    }
}
