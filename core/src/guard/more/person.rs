//! The person's age, as far as it matters, and a guardian's consent (R-089 … R-091).

use super::duties::{collected_of, delete_collected, owed, stop_recipients};
use crate::catalogue::Catalogue;
use crate::decide::key_of;
use crate::guard::types::Owed;
use crate::guard::worker::Worker;
use crate::guard::{Guard, Reply};
use crate::pack::model::{Disposal, Minors, Text};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::rules::minors::{
    GuardianFault, Treatment, is_prior, lacks_guardian, treatment, verifiable,
};
use crate::state::{
    Collected, ConsentStatus, Event, GuardianRecord, LeftOpen, PersonEvent, StatedAge,
};

/// The person who uses the account.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a>(&'a Guard);

/// What the guard knows of the person, and what it makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Whether the policy has rules for minors, so that the age matters at all.
    pub age_matters: bool,
    /// Whether some rule may apply, because nobody stated an age.
    pub age_unknown: bool,
    /// Whether a guardian has to consent, and has not.
    pub guardian_required: bool,
    /// Whether all of the person's data are sensitive.
    pub all_sensitive: bool,
    /// The guardian's consent that stands.
    pub guardian: Option<GuardianRecord>,
    /// What a minor's data may be used for, as a person reads it. The
    /// library can show it; whether it is kept to, it cannot see.
    pub use_limits: Option<Text>,
}

/// What became of a statement of age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgeAnswer {
    /// The policy has no rules for minors; nothing was recorded.
    NotAskedFor,
    /// It is recorded, as far as it matters.
    Recorded {
        /// Whether a guardian has to consent now.
        guardian_required: bool,
        /// Accesses whose consent is suspended, because a minor gave it alone.
        suspended: Vec<String>,
        /// What the app must do now.
        obligations: Vec<Owed>,
    },
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

/// What became of a guardian's consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuardianAnswer {
    /// It stands, from here on.
    Stands {
        /// What was collected before it, and has to be deleted for that.
        obligations: Vec<Owed>,
    },
    /// It cannot be taken.
    NotTaken(GuardianFault),
    /// The guard cannot record it now.
    NotRecorded(Reason),
}

impl Guard {
    /// The person's age, as far as it matters, and a guardian's consent.
    #[must_use]
    pub fn person(&self) -> Person<'_> {
        Person(self)
    }
}

impl Person<'_> {
    /// What is known of the person.
    #[must_use]
    pub fn view(&self) -> PersonView {
        let minors = self.0.catalogue().and_then(|it| it.data().minors.as_ref());
        let view = self.0.shared.view();
        let person = view.state.current().map(|account| &account.person);
        let treated = treatment(minors, person.and_then(|person| person.age.as_ref()));
        PersonView {
            age_matters: minors.is_some(),
            age_unknown: treated.unknown,
            guardian_required: person.is_some_and(|it| lacks_guardian(minors, it)),
            all_sensitive: treated.all_sensitive,
            guardian: person.and_then(|person| person.guardian.clone()),
            use_limits: minors.map(|minors| minors.use_limits.clone()),
        }
    }

    /// States the person's age in full years. Only which of the policy's bands
    /// fit is kept. A minor without a guardian's prior consent loses every
    /// consent given so far, and what was collected has to go.
    ///
    /// Whether the age is true, a library cannot tell.
    pub fn states_age(&self, years: u8) -> Reply<AgeAnswer> {
        let fallback = AgeAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            let answer = worker.states_age(years);
            sender.send(answer.unwrap_or_else(AgeAnswer::NotRecorded));
        })
    }

    /// Records a guardian's consent with who, how and where the evidence lies
    /// . Dated before the first collection it covers it; later, what was
    /// collected before has to be deleted.
    ///
    /// The library records references; that somebody is a guardian, only
    /// whoever keeps the evidence can show.
    pub fn guardian_consented(&self, record: GuardianRecord) -> Reply<GuardianAnswer> {
        let fallback = GuardianAnswer::NotRecorded(Reason::Closed);
        self.0.call(fallback, move |worker, sender| {
            let answer = worker.guardian_consented(record);
            sender.send(answer.unwrap_or_else(GuardianAnswer::NotRecorded));
        })
    }

    /// The guardian takes the consent back: everything is shut again.
    pub fn guardian_withdrew(&self) -> Reply<bool> {
        self.0.call(false, |worker, sender| {
            sender.send(worker.guardian_withdrew().unwrap_or(false));
        })
    }
}

impl Worker {
    fn states_age(&mut self, years: u8) -> Result<AgeAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        let Some(minors) = &catalogue.data().minors else {
            return Ok(AgeAnswer::NotAskedFor);
        };
        self.flush();
        let age = StatedAge::of(minors, years);
        let Treatment { needs_guardian, .. } = treatment(Some(minors), Some(&age));
        let account = self.state.current();
        let guardian = account.and_then(|account| account.person.guardian.as_ref());
        let prior = guardian.is_some_and(|it| is_prior(it.consented, account));
        let suspends = needs_guardian && !prior && Rule::R091.holds();
        let suspended = if suspends {
            self.given(&catalogue)
        } else {
            Vec::new()
        };
        let mut events = vec![Event::Person(PersonEvent::AgeStated { age, suspends })];
        if suspends {
            events.extend(stop_recipients(&catalogue, &self.state));
            events.extend(self.delete_minors_data(&catalogue, minors, |_| true));
        }
        let obligations = owed(&events);
        self.record_for_all(|_| events)?;
        self.end_questions_if_shut();
        Ok(AgeAnswer::Recorded {
            guardian_required: needs_guardian && guardian_missing(self),
            suspended,
            obligations,
        })
    }

    fn guardian_consented(&mut self, record: GuardianRecord) -> Result<GuardianAnswer, Reason> {
        let catalogue = self.up_to_date()?;
        let minors = catalogue.data().minors.as_ref();
        if let Err(fault) = verifiable(minors, &record, self.now()) {
            return Ok(GuardianAnswer::NotTaken(fault));
        }
        self.flush();
        let consented = record.consented;
        let mut events = vec![Event::Person(PersonEvent::GuardianConsented(record))];
        let person = self.state.current().map(|account| &account.person);
        let is_minor = person.is_some_and(|person| {
            treatment(minors, person.age.as_ref()).needs_guardian && person.guardian.is_none()
        });
        if let Some(minors) = minors.filter(|_| is_minor) {
            let before = |first| first <= consented;
            events.extend(self.delete_minors_data(&catalogue, minors, before));
        }
        let obligations = owed(&events);
        self.record_for_all(|_| events)?;
        Ok(GuardianAnswer::Stands { obligations })
    }

    fn guardian_withdrew(&mut self) -> Result<bool, Reason> {
        let catalogue = self.up_to_date()?;
        if guardian_missing(self) {
            return Ok(false);
        }
        let mut events = vec![Event::Person(PersonEvent::GuardianWithdrew)];
        events.extend(stop_recipients(&catalogue, &self.state));
        self.record_for_all(|_| events)?;
        self.end_questions_if_shut();
        Ok(true)
    }

    /// Whether all data of the person are sensitive, so that every question comes alone.
    pub(in crate::guard) fn has_all_sensitive(&self) -> bool {
        let catalogue = self.shared.catalogue.as_deref();
        let minors = catalogue.and_then(|it| it.data().minors.as_ref());
        let age = self.state.current().and_then(|it| it.person.age.as_ref());
        treatment(minors, age).all_sensitive
    }

    /// Accesses that the account in use has given.
    fn given(&self, catalogue: &Catalogue) -> Vec<String> {
        let given = |target: &crate::catalogue::Target| {
            let standing = self.state.standing(&key_of(catalogue, *target));
            standing.is_some_and(|it| it.status == ConsentStatus::Given)
        };
        let targets = catalogue.targets().filter(given);
        let mut ids: Vec<String> = targets
            .map(|target| catalogue.line(target.line).id.clone())
            .collect();
        ids.dedup();
        ids
    }

    fn delete_minors_data(
        &self,
        catalogue: &Catalogue,
        minors: &Minors,
        began: impl Fn(crate::Timestamp) -> bool,
    ) -> Vec<Event> {
        if !minors.delete_on_discovery {
            return Vec::new();
        }
        let mut collected: Collected = collected_of(self.state.current());
        collected.retain(|_, span| began(span.first));
        delete_collected(catalogue, &self.state, &collected, Disposal::Delete, |_| {
            false
        })
    }

    fn end_questions_if_shut(&mut self) {
        if !self.may_ask() {
            self.end_questions(LeftOpen::Ended);
        }
    }
}

fn guardian_missing(worker: &Worker) -> bool {
    let account = worker.state.current();
    account.is_none_or(|account| account.person.guardian.is_none())
}
