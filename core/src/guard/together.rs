//! Questions that are not for one read: the policy, and several choices at once.

use super::asking::style_of;
use super::questions::{Subject, Then, Together, Waiter, Waiting};
use super::reply::Sender;
use super::requests::choice_with;
use super::types::{Answer, Gate, PolicyState};
use super::worker::Worker;
use crate::catalogue::Target;
use crate::decide::{Ask, Decision, PlatformState};
use crate::prompt::Style;
use crate::reason::Reason;
use crate::rule::Rule;

impl Worker {
    // The policy.

    pub(super) fn present_policy(
        &mut self,
        call: u64,
        ask: Ask,
        screen: bool,
        sender: Sender<PolicyState>,
    ) {
        self.when_open_for(Some(call), move |worker| {
            if worker.not_ready().is_none() {
                // It may have been answered in another process. A failure shuts the guard.
                let _ = worker.refresh();
            }
            let state = worker.policy_state();
            let asks = match state {
                PolicyState::Accepted => false,
                PolicyState::Declined => ask == Ask::Tapped,
                PolicyState::NotAnswered => ask != Ask::Never,
            };
            // A minor's acceptance does not stand in for a guardian's, nor anything for a closed account's.
            if !asks || !screen || worker.not_ready().is_some() || !worker.may_ask() {
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
        then: Then,
    ) {
        let together = Together {
            call,
            gates: gates.to_vec(),
            ask,
            platform,
            left: 0,
            asked: Vec::new(),
            then,
        };
        self.when_open_for(Some(call), move |worker| {
            if worker.not_ready().is_none() {
                worker.look_again();
            }
            worker.ask_what_is_left(together);
        });
    }

    /// Puts what has to be asked and was not asked before; without any of it the call has ended.
    fn ask_what_is_left(&mut self, mut together: Together) {
        let subjects = match self.not_ready() {
            Some(_) => Vec::new(),
            None => self.subjects_of(&together),
        };
        if subjects.is_empty() {
            return self.conclude(together);
        }
        let call = together.call;
        together.left = subjects.len();
        for (subject, _) in &subjects {
            if let Subject::Accesses(choices) = subject {
                together.asked.extend(choices.iter().flatten());
            }
        }
        self.questions.together.push(together);
        for (subject, style) in subjects {
            let what = Waiting::Together(call);
            self.join_or_queue(subject, style, Waiter { call, what });
        }
    }

    fn conclude(&mut self, together: Together) {
        match together.then {
            Then::Answers(sender) => sender.send(self.answers(&together.gates)),
            Then::Join(sender) => {
                let joined = self.join(&together.gates);
                sender.send(joined);
            }
        }
    }

    /// What has to be asked: sensitive kinds alone, the rest on one screen.
    /// What already stands before the person is joined, not put twice.
    fn subjects_of(&self, together: &Together) -> Vec<(Subject, Style)> {
        let (ask, platform) = (together.ask, together.platform);
        let Some(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        let all_sensitive = self.has_all_sensitive();
        let mut shared: Vec<Vec<Target>> = Vec::new();
        let mut alone: Vec<Vec<Target>> = Vec::new();
        for &gate in &together.gates {
            let Ok(target) = self.shared.target_of(gate) else {
                continue;
            };
            let stands = self.stands_before_person(target, ask, platform).is_some();
            if !stands && self.decided(target, ask, platform) != Decision::Ask {
                continue;
            }
            let about = self.question_of(target, ask, platform);
            if together.asked.contains(&about) {
                continue;
            }
            let choice = choice_with(&catalogue, about);
            let sensitive = (all_sensitive
                || choice
                    .iter()
                    .any(|it| catalogue.line(it.line).kind.sensitive))
                && Rule::R010.holds();
            let group = if sensitive || stands {
                &mut alone
            } else {
                &mut shared
            };
            if !group.contains(&choice) {
                group.push(choice);
            }
        }
        let style = match &shared[..] {
            [choice] => style_of(&catalogue, choice),
            _ => Style::Choices,
        };
        let rest = (!shared.is_empty()).then_some((Subject::Accesses(shared), style));
        let single = alone.into_iter().map(|choice| {
            let style = style_of(&catalogue, &choice);
            (Subject::Accesses(vec![choice]), style)
        });
        rest.into_iter().chain(single).collect()
    }

    pub(super) fn one_of_several_ended(&mut self, call: u64) {
        let mut calls = self.questions.together.iter();
        let Some(position) = calls.position(|together| together.call == call) else {
            return;
        };
        self.questions.together[position].left -= 1;
        if self.questions.together[position].left == 0 {
            let together = self.questions.together.remove(position);
            // A consent that was just given may need another one beside it.
            self.ask_what_is_left(together);
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
        let decision = match (self.not_ready(), self.catalogue()) {
            (Some(reason), _) => Decision::Deny(reason),
            (None, Some(catalogue)) => self.at_rest(&catalogue, target),
            (None, None) => Decision::Deny(Reason::PackInvalid),
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
        match state.current().and_then(|account| account.policy()) {
            Some(policy) if Some(policy.pack) != hash && Rule::R081.holds() => {
                PolicyState::NotAnswered
            }
            Some(policy) if policy.accepted => PolicyState::Accepted,
            Some(_) => PolicyState::Declined,
            None => PolicyState::NotAnswered,
        }
    }
}
