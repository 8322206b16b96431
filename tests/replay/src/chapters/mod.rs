//! The verbs of the chapters about people: accounts, age, requests, notices,
//! messages, conformity, the end of the service, copies.

pub mod words;

mod answers;

use askfirst::export::{Compared, Part};
use askfirst::guard::{
    AccountStage, AgeAnswer, ClosingAnswer, Conformity, EndAnswer, GuardianAnswer, HeldUse,
    MessageClass, Observed, RequestAnswer,
};
use askfirst::pack::model::{NoticePart, Text};
use askfirst::rules::clocks::WorkingDays;
use askfirst::rules::minors::GuardianFault;
use askfirst::state::{GuardianRecord, RequestOutcome};

use self::answers::*;
use self::words::*;
use crate::fields::{Nothing, OneAccess};
use crate::open::BadScenario;
use crate::perform::{Done, listed, words};
use crate::player::Player;
use crate::rulebook::{DayWord, word_of};
use crate::tasks::Fields;
use crate::verb::verbs;

verbs! {
    /// What one step does, in the chapters about people.
    Chapters also []

    /// Takes a step of closing the account.
    AppClosesAccount(ClosingWord) = "app_closes_account";
    /// Looks how far the closing has come.
    AppChecksAccount(Nothing) = "app_checks_account";
    /// Keeps data away from daily use.
    AppHolds(HoldWord) = "app_holds";
    /// Asks whether held data may be used.
    AppUsesHeld(UseWord) = "app_uses_held";
    /// Ends a hold.
    AppReleasesHold(OneHold) = "app_releases_hold";
    /// Announces the end of the service.
    AppAnnouncesEnd(EndWord) = "app_announces_end";
    /// States the person's age.
    AppStatesAge(AgeWord) = "app_states_age";
    /// Records a guardian's consent.
    AppRecordsGuardian(GuardianWord) = "app_records_guardian";
    /// The guardian takes it back.
    AppWithdrawsGuardian(Nothing) = "app_withdraws_guardian";
    /// Looks what is known of the person.
    AppChecksPerson(Nothing) = "app_checks_person";
    /// Asks what the policy says about a right.
    AppChecksRight(RightWord) = "app_checks_right";
    /// Makes a request.
    AppMakesRequest(RightWord) = "app_makes_request";
    /// Takes a step of a request.
    AppMovesRequest(RequestStep) = "app_moves_request";
    /// Lists the requests.
    AppListsRequests(Nothing) = "app_lists_requests";
    /// Hands over the working days, or takes them back.
    AppSetsCalendar(CalendarWord) = "app_sets_calendar";
    /// Lists the notices that wait.
    AppListsNotices(Nothing) = "app_lists_notices";
    /// Reports the notice that waits longest as shown.
    AppShowsNotice(Nothing) = "app_shows_notice";
    /// Records that data were handed over on a legal demand.
    AppDiscloses(DisclosureWord) = "app_discloses";
    /// Tells of a security incident.
    AppReportsIncident(IncidentWord) = "app_reports_incident";
    /// Asks whether a message may go out.
    AppAsksMessage(MessageWord) = "app_asks_message";
    /// Stops promotional messages, or lets them in again.
    AppStopsMessages(StopWord) = "app_stops_messages";
    /// Reports an access that was seen.
    AppReportsAccess(SeenWord) = "app_reports_access";
    /// Has settled what was found against a recipient.
    AppClears(Cleared) = "app_clears";
    /// Lists what was found.
    AppListsFindings(Nothing) = "app_lists_findings";
    /// Withdraws core data too.
    AppInsists(OneAccess) = "app_insists";
    /// Lists how each consent can be taken back.
    AppListsRoutes(Nothing) = "app_lists_routes";
    /// Lists what past reads rested on.
    AppListsPastReads(Nothing) = "app_lists_past_reads";
    /// Takes a copy of everything on record.
    AppExports(Nothing) = "app_exports";
    /// Compares the last copy with the records.
    AppComparesExport(Nothing) = "app_compares_export";
}

impl Player<'_> {
    /// Does what a verb of this list says.
    pub(crate) fn attend(&mut self, name: &'static str, verb: &Chapters) -> Done {
        match verb {
            Chapters::AppClosesAccount(word) => self.closes_account(name, word),
            Chapters::AppChecksAccount(_) => {
                let fields = self.stage(self.app()?.guard.account().stage());
                self.answers(name, "", fields)
            }
            Chapters::AppHolds(word) => self.holds(name, word),
            Chapters::AppUsesHeld(word) => self.uses_held(name, word),
            Chapters::AppReleasesHold(one) => self.releases(name, one),
            Chapters::AppAnnouncesEnd(word) => self.announces(name, word),
            Chapters::AppStatesAge(word) => self.states_age(name, word),
            Chapters::AppRecordsGuardian(word) => self.records_guardian(name, word),
            Chapters::AppWithdrawsGuardian(_) => self.withdraws_guardian(name),
            Chapters::AppChecksPerson(_) => self.checks_person(name),
            Chapters::AppChecksRight(word) => self.checks_right(name, word),
            Chapters::AppMakesRequest(word) => self.makes_request(name, word),
            Chapters::AppMovesRequest(word) => self.moves_request(name, word),
            Chapters::AppListsRequests(_) => self.lists_requests(name),
            Chapters::AppSetsCalendar(word) => self.sets_calendar(word),
            Chapters::AppListsNotices(_) => self.lists_notices(name),
            Chapters::AppShowsNotice(_) => self.shows_notice(name),
            Chapters::AppDiscloses(word) => self.discloses(name, word),
            Chapters::AppReportsIncident(word) => self.reports_incident(name, word),
            Chapters::AppAsksMessage(word) => self.asks_message(name, word),
            Chapters::AppStopsMessages(word) => self.stops_messages(name, word),
            Chapters::AppReportsAccess(word) => self.reports_access(name, word),
            Chapters::AppClears(word) => self.clears(name, word),
            Chapters::AppListsFindings(_) => self.lists_findings(name),
            Chapters::AppInsists(one) => self.insists(name, one),
            Chapters::AppListsRoutes(_) => self.lists_routes(name),
            Chapters::AppListsPastReads(_) => self.lists_past_reads(name),
            Chapters::AppExports(_) => self.exports(name),
            Chapters::AppComparesExport(_) => self.compares_export(name),
        }
    }

    fn answers(&mut self, name: &'static str, subject: &str, fields: Fields) -> Done {
        self.make(name, subject, async { fields });
        Ok(())
    }

    fn closes_account(&mut self, name: &'static str, word: &ClosingWord) -> Done {
        let (app, start) = (self.app()?, self.scenario().start);
        let (step, by) = (word.step, word.by);
        self.make(name, &word_of(by), async move {
            let account = app.guard.account();
            let answer = match step {
                ClosingStep::Requested => account.request_closing(by).await,
                ClosingStep::Rejected => account.closing_rejected().await,
                ClosingStep::TakenBack => account.take_back_closing().await,
                ClosingStep::Closed => account.closed(by).await,
                ClosingStep::OpenedAgain => account.opened_again().await,
            };
            match answer {
                ClosingAnswer::Requested { due, obligations } => {
                    with_owed(&["requested", &due_word(due, start)], &obligations)
                }
                ClosingAnswer::Closed { then, obligations } => {
                    with_owed(&["closed", &word_of(then)], &obligations)
                }
                ClosingAnswer::OpenAgain => words(&["open_again"]),
                ClosingAnswer::NotByThem(who) => listed("not_by_them", who.iter().map(word_of)),
                ClosingAnswer::NoChange => words(&["no_change"]),
                ClosingAnswer::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn stage(&self, stage: AccountStage) -> Fields {
        let start = self.scenario().start;
        match stage {
            AccountStage::Open => words(&["open"]),
            AccountStage::Closing {
                by, due, overdue, ..
            } => words(&[
                "closing",
                &word_of(by),
                &due_word(due, start),
                overdue_word(overdue),
            ]),
            AccountStage::Closed { .. } => words(&["closed"]),
        }
    }

    fn holds(&mut self, name: &'static str, word: &HoldWord) -> Done {
        let (app, held) = (self.app()?, self.holds.clone());
        let (kinds, ground) = (word.kinds.clone(), word.ground.clone());
        self.make(name, &word.kinds.join(","), async move {
            match app.guard.account().hold(kinds, ground).await {
                Some(id) => {
                    held.borrow_mut().push(id);
                    words(&["held"])
                }
                None => words(&["not_held"]),
            }
        });
        Ok(())
    }

    fn uses_held(&mut self, name: &'static str, word: &UseWord) -> Done {
        let (app, word_) = (self.app()?, word.clone());
        self.make(name, &word.kind, async move {
            let UseWord { kind, ground, by } = word_;
            match app.guard.account().use_held(kind, ground, by).await {
                HeldUse::Allowed { .. } => words(&["allowed"]),
                HeldUse::OtherGround => words(&["other_ground"]),
                HeldUse::NotHeld => words(&["not_held"]),
                HeldUse::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn releases(&mut self, name: &'static str, one: &OneHold) -> Done {
        let (app, id) = (self.app()?, self.numbered(&self.holds.borrow(), one.hold)?);
        self.make(name, &one.hold.to_string(), async move {
            yes_no(app.guard.account().release(id).await, "released", "no_hold")
        });
        Ok(())
    }

    fn announces(&mut self, name: &'static str, word: &EndWord) -> Done {
        let (app, day) = (self.app()?, word.day.0.to_string());
        self.make(name, &day.clone(), async move {
            match app.guard.service().announce_end(day).await {
                EndAnswer::Announced { short } => words(&[
                    "announced",
                    match short {
                        Some(true) => "short_notice",
                        Some(false) => "in_time",
                        None => "-",
                    },
                ]),
                EndAnswer::NotADay => words(&["not_a_day"]),
                EndAnswer::AlreadyEnded => words(&["already_ended"]),
                EndAnswer::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn states_age(&mut self, name: &'static str, word: &AgeWord) -> Done {
        let (app, years) = (self.app()?, word.years);
        self.make(name, &years.to_string(), async move {
            match app.guard.person().states_age(years).await {
                AgeAnswer::NotAskedFor => words(&["not_asked_for"]),
                AgeAnswer::Recorded {
                    guardian_required,
                    suspended,
                    obligations,
                } => {
                    let guardian = if guardian_required {
                        "guardian_required"
                    } else {
                        "-"
                    };
                    with_owed(&["recorded", guardian, &joined(&suspended)], &obligations)
                }
                AgeAnswer::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn records_guardian(&mut self, name: &'static str, word: &GuardianWord) -> Done {
        let app = self.app()?;
        let now = askfirst::Clock::now(&*self.clock);
        let record = GuardianRecord {
            guardian: word.guardian.clone(),
            method: word.method.clone(),
            evidence: word.evidence.clone(),
            consented: word.consented.map_or(now, |at| at.0),
        };
        self.make(name, "", async move {
            match app.guard.person().guardian_consented(record).await {
                GuardianAnswer::Stands { obligations } => with_owed(&["stands"], &obligations),
                GuardianAnswer::NotTaken(fault) => words(&[
                    "not_taken",
                    match fault {
                        GuardianFault::NotAskedFor => "not_asked_for",
                        GuardianFault::NotVerifiable => "not_verifiable",
                        GuardianFault::InTheFuture => "in_the_future",
                    },
                ]),
                GuardianAnswer::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn withdraws_guardian(&mut self, name: &'static str) -> Done {
        let app = self.app()?;
        self.make(name, "", async move {
            let done = app.guard.person().guardian_withdrew().await;
            yes_no(done, "withdrawn", "no_guardian")
        });
        Ok(())
    }

    fn checks_person(&mut self, name: &'static str) -> Done {
        let view = self.app()?.guard.person().view();
        let facts = [
            (view.age_matters, "age_matters"),
            (view.age_unknown, "age_unknown"),
            (view.guardian_required, "guardian_required"),
            (view.all_sensitive, "all_sensitive"),
            (view.guardian.is_some(), "guardian"),
        ];
        let facts = facts.into_iter().filter(|(is_so, _)| *is_so);
        let fields = listed("person", facts.map(|(_, word)| word.to_owned()));
        self.answers(name, "", fields)
    }

    fn checks_right(&mut self, name: &'static str, word: &RightWord) -> Done {
        let (app, word_) = (self.app()?, word.clone());
        self.make(name, &right_label(word), async move {
            right_offer(&app.guard.requests().offer(word_.right, word_.kind).await)
        });
        Ok(())
    }

    fn makes_request(&mut self, name: &'static str, word: &RightWord) -> Done {
        let (app, word_) = (self.app()?, word.clone());
        let (made, start) = (self.requests.clone(), self.scenario().start);
        self.make(name, &right_label(word), async move {
            let answer = app.guard.requests().make(word_.right, word_.kind).await;
            if let RequestAnswer::Made { id, .. } = &answer {
                made.borrow_mut().push(*id);
            }
            request_answer(answer, start)
        });
        Ok(())
    }

    fn moves_request(&mut self, name: &'static str, word: &RequestStep) -> Done {
        let (app, start) = (self.app()?, self.scenario().start);
        let id = self.numbered(&self.requests.borrow(), word.request)?;
        let (step, except) = (word.step, word.except.clone());
        let (item, citation) = (word.item, word.citation.clone());
        self.make(name, &word.request.to_string(), async move {
            let requests = app.guard.requests();
            let answer = match step {
                Move::IdentityVerified => requests.identity_verified(id).await,
                Move::Answered => requests.answered(id, except).await,
                Move::Refused => requests.refused(id, item, citation).await,
                Move::TakenBack => requests.taken_back(id).await,
            };
            request_answer(answer, start)
        });
        Ok(())
    }

    fn lists_requests(&mut self, name: &'static str) -> Done {
        let start = self.scenario().start;
        let all = self.app()?.guard.requests().all();
        let all = all.iter().map(|it| {
            let kind = it.kind.as_deref().unwrap_or("-");
            let stands = match it.outcome {
                RequestOutcome::Open if it.waits_for_identity => "identity",
                RequestOutcome::Open if it.overdue => "overdue",
                RequestOutcome::Open => "open",
                RequestOutcome::Answered(_) => "answered",
                RequestOutcome::Refused(..) => "refused",
                RequestOutcome::TakenBack(_) => "taken_back",
            };
            format!(
                "{}:{kind}:{stands}:{}",
                word_of(it.right),
                due_word(it.due, start)
            )
        });
        let fields = listed("requests", all);
        self.answers(name, "", fields)
    }

    fn sets_calendar(&mut self, word: &CalendarWord) -> Done {
        let of = |days: &[DayWord]| days.iter().map(|it| it.0).collect::<Vec<_>>();
        let calendar = word.first.zip(word.last).map(|(first, last)| {
            WorkingDays::new(first.0, last.0, of(&word.off), of(&word.worked))
        });
        let () = self.app()?.guard.requests().set_calendar(calendar).wait();
        Ok(())
    }

    fn lists_notices(&mut self, name: &'static str) -> Done {
        let language = self.scenario().language.into();
        let pending = self.app()?.guard.notices().pending(language);
        let fields = listed("notices", pending.iter().map(|it| it.lines.join(" ")));
        self.answers(name, "", fields)
    }

    fn shows_notice(&mut self, name: &'static str) -> Done {
        let (app, language) = (self.app()?, self.scenario().language.into());
        self.make(name, "", async move {
            let notices = app.guard.notices();
            let first = notices.pending(language).first().map(|it| it.id);
            match first {
                Some(id) => yes_no(notices.shown(id, language).await, "shown", "not_shown"),
                None => words(&["not_shown"]),
            }
        });
        Ok(())
    }

    fn discloses(&mut self, name: &'static str, word: &DisclosureWord) -> Done {
        let (app, word_) = (self.app()?, word.clone());
        self.make(name, &word.to, async move {
            let DisclosureWord { to, kinds, ground } = word_;
            notice_answer(app.guard.notices().disclosed(to, kinds, ground).await)
        });
        Ok(())
    }

    fn reports_incident(&mut self, name: &'static str, word: &IncidentWord) -> Done {
        let app = self.app()?;
        let written = |&part: &NoticePart| {
            let text = word_of(part);
            let (zh, en) = (text.clone(), text);
            (part, Text { zh, en })
        };
        let parts = word.parts.iter().map(written).collect();
        self.make(name, "", async move {
            notice_answer(app.guard.notices().incident(parts).await)
        });
        Ok(())
    }

    fn asks_message(&mut self, name: &'static str, word: &MessageWord) -> Done {
        let (class, label) = match word.class {
            ClassWord::Service => (MessageClass::Service, "service"),
            ClassWord::Promotional => (MessageClass::Promotional, "promotional"),
        };
        let may = self.app()?.guard.messages().may_send(class, &word.topics);
        let fields = match may {
            Ok(()) => words(&["may_go"]),
            Err(reason) => words(&["shut", reason.code()]),
        };
        let topics = word.topics.iter().map(String::as_str);
        let subject: Vec<&str> = std::iter::once(label).chain(topics).collect();
        self.answers(name, &subject.join(","), fields)
    }

    fn stops_messages(&mut self, name: &'static str, word: &StopWord) -> Done {
        let (app, stopped) = (self.app()?, word.stopped);
        self.make(name, "", async move {
            let done = app.guard.messages().stop(stopped).await;
            yes_no(
                done,
                if stopped { "stopped" } else { "let_in" },
                "not_recorded",
            )
        });
        Ok(())
    }

    fn reports_access(&mut self, name: &'static str, word: &SeenWord) -> Done {
        let app = self.app()?;
        let observed = Observed {
            recipient: word.recipient.clone(),
            kind: word.kind.clone(),
            at: askfirst::Clock::now(&*self.clock),
        };
        let who = word.recipient.as_deref().unwrap_or("-");
        self.make(name, &format!("{who},{}", word.kind), async move {
            match app.guard.conformity().observed(observed).await {
                Conformity::Conforms => words(&["conforms"]),
                Conformity::Nonconforming {
                    reason,
                    obligations,
                } => with_owed(&["nonconforming", reason.code()], &obligations),
                Conformity::NotRecorded(reason) => not_recorded(reason),
            }
        });
        Ok(())
    }

    fn clears(&mut self, name: &'static str, word: &Cleared) -> Done {
        let (app, recipient) = (self.app()?, word.recipient.clone());
        self.make(name, &word.recipient, async move {
            let done = app.guard.conformity().cleared(recipient).await;
            yes_no(done, "cleared", "not_shut_off")
        });
        Ok(())
    }

    fn lists_findings(&mut self, name: &'static str) -> Done {
        let app = self.app()?;
        self.make(name, "", async move {
            let found = app.guard.conformity().findings().await;
            let found = found.iter().map(|it| {
                let who = it.recipient.as_deref().unwrap_or("-");
                format!("{who}:{}:{}", it.kind, it.reason.code())
            });
            listed("findings", found)
        });
        Ok(())
    }

    fn insists(&mut self, name: &'static str, one: &OneAccess) -> Done {
        let app = self.app()?;
        let gate = app.guard.gate(&one.access);
        self.make(name, &one.access, async move {
            crate::perform::withdrawn(&app.guard.withdrawals().insist(gate).await)
        });
        Ok(())
    }

    fn lists_routes(&mut self, name: &'static str) -> Done {
        let routes = self.app()?.guard.withdrawals().routes();
        let routes = routes.iter().map(|it| {
            let way = if it.by_switch { "switch" } else { "closing" };
            let system = if it.by_system { ":system" } else { "" };
            format!("{}:{way}{system}", it.access)
        });
        let fields = listed("routes", routes);
        self.answers(name, "", fields)
    }

    fn lists_past_reads(&mut self, name: &'static str) -> Done {
        let app = self.app()?;
        self.make(name, "", async move {
            let reads = app.guard.withdrawals().past_reads().await;
            let reads = reads.iter().map(|it| {
                let ended = if it.ended.is_some() {
                    "ended"
                } else {
                    "stands"
                };
                format!("{}:{ended}", it.access)
            });
            listed("past_reads", reads)
        });
        Ok(())
    }

    fn exports(&mut self, name: &'static str) -> Done {
        let (app, copy) = (self.app()?, self.copy.clone());
        self.make(name, "", async move {
            let Some(export) = app.guard.export().take().await else {
                return words(&["not_ready"]);
            };
            let fields = exported(&export);
            *copy.borrow_mut() = export.to_json();
            fields
        });
        Ok(())
    }

    fn compares_export(&mut self, name: &'static str) -> Done {
        let (app, json) = (self.app()?, self.copy.borrow().clone());
        self.make(name, "", async move {
            match app.guard.export().compare(json).await {
                Compared::Same => words(&["same"]),
                Compared::Differs(part) => words(&[
                    "differs",
                    match part {
                        Part::ConsentRecords => "consent_records",
                        Part::Entries => "entries",
                        Part::Decisions => "decisions",
                    },
                ]),
                Compared::NotAnExport => words(&["not_an_export"]),
                Compared::NotReady => words(&["not_ready"]),
            }
        });
        Ok(())
    }

    fn numbered(&self, all: &[u64], number: usize) -> Result<u64, BadScenario> {
        let found = number.checked_sub(1).and_then(|at| all.get(at));
        found
            .copied()
            .ok_or_else(|| self.cannot(&format!("there is no number {number}")))
    }
}
