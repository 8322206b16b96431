//! Questions to a person: put, drawn, answered, left open.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use super::questions::{Question, ReadCall, Stage, Subject, Waiter, Waiting};
use super::types::{Dismissal, PolicyState, Prompt, Tap};
use super::worker::{Worker, random_number};
use crate::catalogue::{Catalogue, Part, Target};
use crate::decide::{Ask, Decision, Permission, key_of};
use crate::digest::Digest;
use crate::ledger::{Class, EVERYTHING};
use crate::pack::model::{AcceptanceAct, ConsentMethod, Lasts};
use crate::prompt::{self, CONTROL_AGREE, CONTROL_CONTINUE, CONTROL_REFUSE, CONTROL_SUBMIT, Style};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{AnswerRecord, ConsentKey, ConsentState, Event, LeftOpen, SaidRecord, Until};
use crate::texts::Language;

impl Worker {
    /// The shape of a question for one read. A primer only goes before the
    /// system's own dialog, and only for the app itself.
    pub(super) fn style_for(&self, read: &ReadCall, choice: &[Target]) -> Style {
        let Some(catalogue) = self.catalogue() else {
            return Style::Consent;
        };
        let style = style_of(&catalogue, choice);
        let own = choice.iter().all(|it| {
            let line = catalogue.line(it.line);
            line.recipient.is_none() && line.part == Part::Whole
        });
        let dialog_follows = read.platform.permission == Permission::NotAsked;
        if style == Style::Consent && self.shared.options.primer && own && dialog_follows {
            Style::Primer
        } else {
            style
        }
    }

    /// Joins a question that asks the same, or puts a new one at the end of the queue.
    pub(super) fn join_or_queue(&mut self, subject: Subject, style: Style, waiter: Waiter) {
        if let Some(question) = self.questions.same(&subject).filter(|_| Rule::T56.holds()) {
            question.waiters.push(waiter);
            return;
        }
        if let Some(question) = self.system.primed(&subject) {
            question.join(waiter);
            return;
        }
        let ticket = random_number();
        let question = Question {
            ticket,
            subject,
            style,
            stage: Stage::Queued,
            waiters: vec![waiter],
            account: self.state.account.clone(),
            asked_at: 0,
        };
        self.questions.queue.push_back(question);
        self.issue_next();
    }

    /// Brings the next question before the person, if none is.
    pub(super) fn issue_next(&mut self) {
        while let Some(question) = self.questions.queue.front() {
            if question.is_issued() {
                return;
            }
            let Some(question) = self.questions.queue.pop_front() else {
                return;
            };
            self.put_before_person(question);
        }
        self.shared.update(|view| view.prompt = None);
    }

    /// The question is on disk before it is drawn, so that a process killed
    /// while it is shown cannot ask again at once.
    fn put_before_person(&mut self, mut question: Question) {
        self.drop_answered(&mut question);
        if question.waiters.is_empty() {
            return;
        }
        let Some(catalogue) = self.catalogue() else {
            return;
        };
        let targets = question.targets();
        let keys = targets.iter().map(|&it| key_of(&catalogue, it)).collect();
        let ticket = question.ticket;
        let asked = Event::Asked { ticket, keys };
        match self.record_for(&question.account, Class::Asked, &[], |_| vec![asked]) {
            Ok(entries) if entries.is_empty() => {
                return self.end_waiters(question.waiters, Some(Reason::NotAnswered));
            }
            Ok(entries) => question.asked_at = entries.first().copied().unwrap_or(0),
            Err(reason) => return self.end_waiters(question.waiters, Some(reason)),
        }
        let prompt = Arc::new(self.prompt_for(&catalogue, &question));
        let overdue = Some(Instant::now() + self.shared.options.shown_timeout);
        question.stage = Stage::Issued {
            prompt: Arc::clone(&prompt),
            overdue,
            shown: None,
        };
        self.questions.queue.push_front(question);
        self.shared.update(|view| view.prompt = Some(prompt));
    }

    fn prompt_for(&mut self, catalogue: &Catalogue, question: &Question) -> Prompt {
        let targets = question.targets();
        let comparison = match &question.subject {
            Subject::Policy => self.comparison(),
            Subject::Accesses(_) => None,
        };
        let news = self.news_of(catalogue, &targets);
        let texts = Language::ALL.map(|language| match (&question.subject, &comparison) {
            (Subject::Policy, None) => prompt::policy(catalogue, language),
            (Subject::Policy, Some(comparison)) => {
                prompt::later_edition(catalogue, comparison, language)
            }
            (Subject::Accesses(choices), _) => {
                prompt::accesses(catalogue, question.style, choices, news, language)
            }
        });
        let accesses = targets
            .iter()
            .map(|it| catalogue.line(it.line).id.clone())
            .collect();
        Prompt {
            ticket: question.ticket,
            style: question.style,
            accesses,
            texts: texts.into(),
        }
    }

    /// Lets go whoever no longer needs the question, because an earlier one answered it.
    fn drop_answered(&mut self, question: &mut Question) {
        let targets = question.targets();
        let (still, answered): (Vec<Waiter>, Vec<Waiter>) = std::mem::take(&mut question.waiters)
            .into_iter()
            .partition(|waiter| self.still_asks(waiter, &targets));
        question.waiters = still;
        self.end_waiters(answered, None);
    }

    fn still_asks(&self, waiter: &Waiter, targets: &[Target]) -> bool {
        match &waiter.what {
            Waiting::Read(read) => {
                let asks = self.decided(read.target, read.ask, read.platform) == Decision::Ask;
                let about = self.question_of(read.target, read.ask, read.platform);
                asks && targets.contains(&about)
            }
            Waiting::Policy(_) => self.policy_state() != PolicyState::Accepted,
            Waiting::Together(_) => true,
        }
    }

    // What the screen reports.

    pub(super) fn shown(&mut self, ticket: u64, language: Language) -> bool {
        let Some(question) = self.questions.current() else {
            return false;
        };
        let Stage::Issued {
            prompt,
            overdue,
            shown,
        } = &mut question.stage
        else {
            return false;
        };
        if question.ticket != ticket {
            return false;
        }
        let Some(text) = prompt
            .texts
            .iter()
            .find(|text| text.language == language)
            .map(|text| text.hash)
        else {
            return false;
        };
        (*overdue, *shown) = (None, Some((language, text)));
        let account = question.account.clone();
        let event = Event::Shown {
            ticket,
            language: language.tag().to_owned(),
            text,
        };
        let written = self.record_for(&account, Class::Asked, &[], |_| vec![event]);
        written.is_ok_and(|entries| !entries.is_empty())
    }

    pub(super) fn press(&mut self, ticket: u64, control: &str, on: &[String], tap: Tap) -> bool {
        // Another process may have withdrawn or switched since the prompt was drawn.
        if self.refresh().is_err() {
            return false;
        }
        let Some(question) = self.questions.current() else {
            return false;
        };
        let unseen = Some((Language::Zh, Digest([0; 32]))).filter(|_| !Rule::R025.holds());
        let Stage::Issued { shown, .. } = question.stage else {
            return false;
        };
        let Some((language, text)) = shown.or(unseen) else {
            return false;
        };
        if question.ticket != ticket && Rule::R025.holds() {
            return false;
        }
        match (question.style, control) {
            (Style::Primer, CONTROL_CONTINUE) => {
                question.stage = Stage::InSystem {
                    language,
                    text,
                    tap: tap.name(),
                };
                self.primer_to_system();
                true
            }
            (Style::Policy | Style::Consent, CONTROL_AGREE | CONTROL_REFUSE)
            | (Style::Choices, CONTROL_SUBMIT | CONTROL_REFUSE) => {
                let answer = answer_record(question, control, tap.name(), language, text);
                self.answer_current(answer, on)
            }
            _ => false,
        }
    }

    fn answer_current(&mut self, answer: AnswerRecord, on: &[String]) -> bool {
        let Some(question) = self.questions.queue.pop_front() else {
            return false;
        };
        self.take_prompt_down();
        let written = match &question.subject {
            Subject::Policy => self.record_policy(&question, answer),
            Subject::Accesses(choices) => self.record_choices(&question, choices, &answer, on),
        };
        if written.is_ok() {
            self.note_permissions_of_all(&question.waiters);
        }
        self.end_waiters(question.waiters, written.err());
        self.issue_next();
        written == Ok(true)
    }

    /// Notes with one write what everybody reported who waited for an answer, or for one that it
    /// reaches: a permission that was on before the consent counts as seen with it.
    fn note_permissions_of_all(&mut self, waiters: &[Waiter]) {
        let queued = self.questions.queue.iter().flat_map(|it| &it.waiters);
        let reads = waiters
            .iter()
            .chain(queued)
            .filter_map(|waiter| match &waiter.what {
                Waiting::Read(read) => Some((read.target, read.platform)),
                Waiting::Policy(_) | Waiting::Together(_) => None,
            });
        let reads: Vec<_> = reads.collect();
        // Should it not be written, the guard is shut, and each of them hears why.
        let _ = self.note_permissions(&reads);
    }

    /// Whether it counts: not if another process heard of an answer since it was asked.
    fn record_policy(&mut self, question: &Question, answer: AnswerRecord) -> Result<bool, Reason> {
        let accepted = answer.control == CONTROL_AGREE;
        let act = match self.catalogue().map(|it| it.data().acceptance.act) {
            Some(AcceptanceAct::AgreeAndSubmit) => "agree_and_submit",
            Some(AcceptanceAct::TickAndLogIn) => "tick_and_log_in",
            Some(AcceptanceAct::Explicit) | None => "explicit",
        };
        let event = Event::Policy {
            accepted,
            act: act.to_owned(),
            answer,
        };
        let (asked_at, pack) = (question.asked_at, self.pack_hash());
        let plan = |state: &ConsentState| {
            let newest = state.current().and_then(|it| it.answer_to(&pack));
            let answered = newest.is_some_and(|it| it.entry > asked_at);
            if answered { Vec::new() } else { vec![event] }
        };
        let written = self.record_for(&question.account, Class::Answer, &[EVERYTHING], plan)?;
        Ok(!written.is_empty())
    }

    /// One entry for each access, all in one transaction. Whether any of them counts:
    /// what was answered or withdrawn since the question was put is newer than its answer.
    fn record_choices(
        &mut self,
        question: &Question,
        choices: &[Vec<Target>],
        answer: &AnswerRecord,
        on: &[String],
    ) -> Result<bool, Reason> {
        let catalogue = self.catalogue().ok_or(Reason::PackInvalid)?;
        let set: BTreeSet<&str> = on.iter().map(String::as_str).collect();
        let now = self.now();
        let mut events = Vec::new();
        for targets in choices {
            for &target in targets {
                let choice = catalogue.choice_of(catalogue.line(target.line));
                let given = match answer.control.as_str() {
                    CONTROL_AGREE => true,
                    CONTROL_SUBMIT => {
                        set.contains(choice.as_str()) || (!set.is_empty() && !Rule::R024.holds())
                    }
                    prompt::CONTROL_SYSTEM => on.iter().any(|it| it == prompt::CONTROL_SYSTEM),
                    _ => false,
                };
                let event = answered(&catalogue, target, given, answer.clone(), now);
                events.push((key_of(&catalogue, target), event));
            }
        }
        let slots = Worker::slots_of(&catalogue, &choices.concat());
        let asked_at = question.asked_at;
        let plan = |state: &ConsentState| {
            let is_newest =
                |key: &ConsentKey| state.standing(key).is_none_or(|it| it.entry <= asked_at);
            let newest = events.into_iter().filter(|(key, _)| is_newest(key));
            newest.map(|(_, event)| event).collect()
        };
        let written = self.record_for(&question.account, Class::Answer, &slots, plan)?;
        Ok(!written.is_empty())
    }

    /// Records what the system's dialog said as the answer to the primer before it.
    pub(super) fn record_primer(
        &mut self,
        question: &Question,
        granted: bool,
        shown: (Language, Digest, &'static str),
    ) -> Result<(), Reason> {
        let Subject::Accesses(choices) = &question.subject else {
            return Ok(());
        };
        let (language, text, tap) = shown;
        let answer = answer_record(question, prompt::CONTROL_SYSTEM, tap, language, text);
        let on = if granted {
            vec![prompt::CONTROL_SYSTEM.to_owned()]
        } else {
            Vec::new()
        };
        self.record_choices(question, choices, &answer, &on)
            .map(|_| ())
    }

    pub(super) fn dismiss(&mut self, ticket: u64, how: Dismissal) -> bool {
        if !Rule::R023.holds() {
            return self.press(ticket, CONTROL_AGREE, &[], Tap::Bound);
        }
        let how = match how {
            Dismissal::Closed => LeftOpen::Closed,
            Dismissal::OutsideTap => LeftOpen::OutsideTap,
            Dismissal::Back => LeftOpen::Back,
            Dismissal::TimedOut => LeftOpen::TimedOut,
            Dismissal::UiFailed => LeftOpen::UiFailed,
        };
        self.leave_open(ticket, how)
    }

    /// Ends a question without an answer. What cannot be recorded has shut the guard.
    pub(super) fn leave_open(&mut self, ticket: u64, how: LeftOpen) -> bool {
        let Some(position) = self
            .questions
            .queue
            .iter()
            .position(|question| question.ticket == ticket)
        else {
            return false;
        };
        let Some(question) = self.questions.queue.remove(position) else {
            return false;
        };
        self.end_question(question, how);
        self.issue_next();
        true
    }

    /// Lets a question go that nobody has answered. It was left open by the account it was put to.
    pub(super) fn end_question(&mut self, question: Question, how: LeftOpen) {
        let ticket = question.ticket;
        if question.is_issued() {
            self.take_prompt_down();
            let how = match how {
                // Nobody was asked, so nobody left it open.
                LeftOpen::CallersGone | LeftOpen::AccountSwitched | LeftOpen::Ended
                    if !question.was_shown() =>
                {
                    LeftOpen::NeverShown
                }
                how => how,
            };
            let account = Some(question.account.clone());
            let _ = self.record_as(Class::Asked, &[], account, |_| {
                vec![Event::LeftOpen { ticket, how }]
            });
        }
        let switched = (how == LeftOpen::AccountSwitched).then_some(Reason::NotAnswered);
        self.end_waiters(question.waiters, self.not_ready().or(switched));
    }

    /// A question that has ended is not drawn any more, before anybody hears its answer.
    pub(super) fn take_prompt_down(&self) {
        self.shared.update(|view| view.prompt = None);
    }

    pub(super) fn screen(&mut self, present: bool) {
        let timeout = self.shared.options.shown_timeout;
        self.has_screen = present;
        if let Some(Question {
            stage:
                Stage::Issued {
                    overdue: Some(overdue),
                    ..
                },
            ..
        }) = self.questions.current()
        {
            *overdue = Instant::now() + timeout;
        }
    }

    // Whoever waits.

    /// Answers whoever waited for a question that has ended.
    pub(super) fn end_waiters(&mut self, waiters: Vec<Waiter>, failed: Option<Reason>) {
        for waiter in waiters {
            match waiter.what {
                Waiting::Read(read) => match failed {
                    Some(reason) => self.refuse(read, reason),
                    None => self.resume(waiter.call, read),
                },
                Waiting::Policy(sender) => sender.send(self.policy_state()),
                Waiting::Together(call) => self.one_of_several_ended(call),
            }
        }
    }

    /// Decides a read again after its question ended. It never asks the same twice.
    fn resume(&mut self, call: u64, read: ReadCall) {
        if let Err(reason) = self.note_permission(read.target, read.platform) {
            return self.refuse(read, reason);
        }
        match self.decided(read.target, read.ask, read.platform) {
            Decision::Allow(granted) => self.allow(read, granted),
            Decision::AskSystem => self.put_to_system(call, read),
            Decision::Deny(reason) => self.refuse(read, reason),
            Decision::Ask if self.has_more_to_ask(&read) => self.put_question(call, read),
            Decision::Ask => {
                let reason = match self.decided_again(&read) {
                    Decision::Deny(Reason::NoConsent) => Reason::NotAnswered,
                    Decision::Deny(reason) => reason,
                    Decision::Allow(_) | Decision::Ask | Decision::AskSystem => Reason::NotAnswered,
                };
                self.refuse(read, reason);
            }
        }
    }

    /// Whether something else than before stands in the way now: the consent
    /// that goes beside one that was just given.
    fn has_more_to_ask(&self, read: &ReadCall) -> bool {
        let next = self.question_of(read.target, read.ask, read.platform);
        !read.asked.contains(&next)
    }

    /// Decides a read that may not ask any more.
    pub(super) fn decided_again(&self, read: &ReadCall) -> Decision {
        let Some(catalogue) = self.catalogue() else {
            return Decision::Deny(Reason::PackInvalid);
        };
        let by_person = read.ask == Ask::Tapped;
        self.decided_without_asking(&catalogue, read.target, by_person, read.platform)
    }

    pub(super) fn cancelled(&mut self, call: u64) {
        self.forget_deferred(call);
        for ticket in self.questions.forget(call) {
            self.leave_open(ticket, LeftOpen::CallersGone);
        }
        self.system_cancelled(call);
    }

    pub(super) fn end_all_questions(&mut self, reason: Reason) {
        let questions = std::mem::take(&mut self.questions.queue);
        for question in questions {
            self.end_waiters(question.waiters, Some(reason));
        }
        self.end_all_system(reason);
    }
}

/// The shape of a question about one choice: a switch to set where the policy
/// asks for that act, else two controls of equal rank.
pub(super) fn style_of(catalogue: &Catalogue, choice: &[Target]) -> Style {
    let tick = choice
        .iter()
        .any(|it| catalogue.line(it.line).access.consent.method == ConsentMethod::Tick);
    if tick && Rule::R033.holds() {
        Style::Choices
    } else {
        Style::Consent
    }
}

fn answer_record(
    question: &Question,
    control: &str,
    tap: &'static str,
    language: Language,
    text: Digest,
) -> AnswerRecord {
    AnswerRecord {
        ticket: question.ticket,
        style: question.style.name().to_owned(),
        control: control.to_owned(),
        tap: tap.to_owned(),
        language: language.tag().to_owned(),
        text,
    }
}

fn answered(
    catalogue: &Catalogue,
    target: Target,
    given: bool,
    answer: AnswerRecord,
    now: crate::Timestamp,
) -> Event {
    let line = catalogue.line(target.line);
    let key = key_of(catalogue, target);
    let said = SaidRecord {
        kind: line.kind.id.clone(),
        function: catalogue.function(line).id.clone(),
        purpose: line.purpose.id.clone(),
        recipient: catalogue
            .recipient(line)
            .map(|recipient| recipient.id.clone()),
        fingerprint: catalogue.fingerprint(target),
        terms: Some(catalogue.terms(target)),
    };
    if !given {
        return Event::Refused { key, said, answer };
    }
    let until = match line.access.consent.lasts {
        Lasts::WhileUsing => Until::WhileUsing,
        Lasts::Once => Until::OneRead,
        Lasts::Hours(hours) => Until::Moment(now.plus_hours(hours)),
    };
    Event::Given {
        key,
        said,
        until,
        answer,
    }
}
