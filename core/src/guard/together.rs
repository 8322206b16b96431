//! Questions that are not for one read: the policy, and several choices at once.

use super::questions::{Subject, Together, Waiter, Waiting};
use super::reply::Sender;
use super::types::{Answer, Gate, PolicyState};
use super::worker::Worker;
use crate::catalogue::Target;
use crate::decide::{Ask, Decision, PlatformState};
use crate::prompt::Style;
use crate::reason::Reason;

impl Worker {
    // The policy.

    pub(super) fn present_policy(
        &mut self,
        call: u64,
        ask: Ask,
        screen: bool,
        sender: Sender<PolicyState>,
    ) {
        self.when_open(move |worker| {
            let state = worker.policy_state();
            let asks = match state {
                PolicyState::Accepted => false,
                PolicyState::Declined => ask == Ask::Tapped,
                PolicyState::NotAnswered => ask != Ask::Never,
            };
            if !asks || !screen || worker.not_ready().is_some() {
                return sender.send(state);
            }
            let waiter = Waiter {
                call,
                what: Waiting::Policy(sender),
            };
            worker.join_or_queue(Subject::Policy, Style::Policy, waiter);
        });
    }

    pub(super) fn policy_state(&self) -> PolicyState {
        self.shared.policy_of(&self.state)
    }

    // Several questions of one call.

    pub(super) fn ask_together(
        &mut self,
        call: u64,
        gates: &[Gate],
        ask: Ask,
        platform: PlatformState,
        sender: Sender<Vec<Answer>>,
    ) {
        let gates = gates.to_vec();
        self.when_open(move |worker| {
            if worker.not_ready().is_none() {
                worker.look_again();
            }
            let subjects = worker.subjects_of(&gates, ask, platform);
            if subjects.is_empty() || worker.not_ready().is_some() {
                return sender.send(worker.answers(&gates));
            }
            worker.questions.together.push(Together {
                call,
                gates,
                left: subjects.len(),
                sender,
            });
            for (subject, style) in subjects {
                worker.join_or_queue(
                    subject,
                    style,
                    Waiter {
                        call,
                        what: Waiting::Together(call),
                    },
                );
            }
        });
    }

    /// What has to be asked: sensitive kinds alone, the rest on one screen.
    /// What already stands before the person is joined, not put twice.
    fn subjects_of(
        &self,
        gates: &[Gate],
        ask: Ask,
        platform: PlatformState,
    ) -> Vec<(Subject, Style)> {
        let Some(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        let mut shared: Vec<Vec<Target>> = Vec::new();
        let mut alone: Vec<Vec<Target>> = Vec::new();
        for &gate in gates {
            let Ok(target) = self.shared.target_of(gate) else {
                continue;
            };
            let stands = self.stands_before_person(target, ask, platform);
            if !stands && self.decided(target, ask, platform) != Decision::Ask {
                continue;
            }
            let lines = catalogue.answered_with(target.line);
            let choice: Vec<Target> = lines.map(|line| Target { line, ..target }).collect();
            let sensitive = choice
                .iter()
                .any(|it| catalogue.line(it.line).kind.sensitive);
            let group = if sensitive || stands {
                &mut alone
            } else {
                &mut shared
            };
            if !group.contains(&choice) {
                group.push(choice);
            }
        }
        let style = if shared.len() > 1 {
            Style::Choices
        } else {
            Style::Consent
        };
        let together = (!shared.is_empty()).then_some((Subject::Accesses(shared), style));
        let single = alone
            .into_iter()
            .map(|choice| (Subject::Accesses(vec![choice]), Style::Consent));
        together.into_iter().chain(single).collect()
    }

    pub(super) fn one_of_several_ended(&mut self, call: u64) {
        let Some(position) = self
            .questions
            .together
            .iter()
            .position(|together| together.call == call)
        else {
            return;
        };
        self.questions.together[position].left -= 1;
        if self.questions.together[position].left == 0 {
            let ended = self.questions.together.remove(position);
            let answers = self.answers(&ended.gates);
            ended.sender.send(answers);
        }
    }

    fn answers(&self, gates: &[Gate]) -> Vec<Answer> {
        gates.iter().map(|&gate| self.answer_of(gate)).collect()
    }

    fn answer_of(&self, gate: Gate) -> Answer {
        let target = match self.shared.target_of(gate) {
            Ok(target) => target,
            Err((access, reason)) => {
                return Answer {
                    access,
                    given: false,
                    reason: Some(reason),
                };
            }
        };
        let decision = match self.not_ready() {
            Some(reason) => Decision::Deny(reason),
            None => self.decided(target, Ask::Never, PlatformState::OPEN),
        };
        let reason = match decision {
            Decision::Allow(_) => None,
            Decision::Deny(reason) => Some(reason),
            Decision::Ask | Decision::AskSystem => Some(Reason::NotAnswered),
        };
        Answer {
            access: self.access_of(target),
            given: reason.is_none(),
            reason,
        }
    }
}

impl super::Shared {
    pub(super) fn policy_of(&self, state: &crate::state::ConsentState) -> PolicyState {
        let hash = self
            .catalogue
            .as_deref()
            .map(|catalogue| *catalogue.pack().hash());
        match state.current().and_then(|account| account.policy) {
            Some(policy) if Some(policy.pack) != hash => PolicyState::NotAnswered,
            Some(policy) if policy.accepted => PolicyState::Accepted,
            Some(_) => PolicyState::Declined,
            None => PolicyState::NotAnswered,
        }
    }
}
