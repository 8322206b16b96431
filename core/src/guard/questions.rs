//! The queue of questions: one is before the person, the rest wait their turn.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::more::Joined;
use super::reply::Sender;
use super::types::{Answer, Gate, PolicyState, Prompt, Verdict};
use crate::catalogue::Target;
use crate::decide::{Ask, PlatformState};
use crate::digest::Digest;
use crate::prompt::Style;
use crate::state::AccountRef;
use crate::texts::Language;

/// One question to a person.
pub(super) struct Question {
    pub(super) ticket: u64,
    pub(super) subject: Subject,
    pub(super) style: Style,
    pub(super) stage: Stage,
    pub(super) waiters: Vec<Waiter>,
    /// Whose answer it asks for.
    pub(super) account: AccountRef,
    /// The entry that says it was put; what somebody answered after it is newer than its answer.
    pub(super) asked_at: u64,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// The policy itself.
    Policy,
    /// Accesses, grouped into the choices that are answered together.
    Accesses(Vec<Vec<Target>>),
}

/// How far a question has come.
pub(super) enum Stage {
    /// Waits its turn.
    Queued,
    /// Before the person.
    Issued {
        prompt: Arc<Prompt>,
        /// When drawing it is overdue; none once it was shown.
        overdue: Option<Instant>,
        /// What was drawn last.
        shown: Option<(Language, Digest)>,
    },
    /// A primer went on to the system's dialog.
    InSystem {
        language: Language,
        text: Digest,
        tap: &'static str,
    },
}

/// Somebody who waits for an answer.
pub(super) struct Waiter {
    pub(super) call: u64,
    pub(super) what: Waiting,
}

/// What somebody waits for.
pub(super) enum Waiting {
    Read(ReadCall),
    Policy(Sender<PolicyState>),
    /// One of several questions of one call; the last one answers it.
    Together(u64),
}

/// One request for a read, as it was made.
pub(super) struct ReadCall {
    pub(super) gate: Gate,
    pub(super) target: Target,
    pub(super) ask: Ask,
    pub(super) platform: PlatformState,
    pub(super) sender: Sender<Verdict>,
    /// What the person was asked for this read; nothing is asked twice.
    pub(super) asked: Vec<Target>,
}

/// A call that put several questions.
pub(super) struct Together {
    pub(super) call: u64,
    pub(super) gates: Vec<Gate>,
    pub(super) ask: Ask,
    pub(super) platform: PlatformState,
    /// Questions that have not ended.
    pub(super) left: usize,
    /// What the person was asked; nothing is asked twice.
    pub(super) asked: Vec<Target>,
    pub(super) then: Then,
}

/// What becomes of several answers.
pub(super) enum Then {
    /// They are the answer.
    Answers(Sender<Vec<Answer>>),
    /// What they allow is joined.
    Join(Sender<Joined>),
}

/// Everything that waits for a person.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) queue: VecDeque<Question>,
    pub(super) together: Vec<Together>,
}

impl Question {
    /// Every target it asks for.
    pub(super) fn targets(&self) -> Vec<Target> {
        match &self.subject {
            Subject::Policy => Vec::new(),
            Subject::Accesses(choices) => choices.concat(),
        }
    }

    pub(super) fn was_shown(&self) -> bool {
        match &self.stage {
            Stage::Queued => false,
            Stage::Issued { shown, .. } => shown.is_some(),
            Stage::InSystem { .. } => true,
        }
    }

    pub(super) fn is_issued(&self) -> bool {
        !matches!(self.stage, Stage::Queued)
    }
}

impl Question {
    /// Whether its answer would answer a question for this subject.
    fn asks(&self, subject: &Subject) -> bool {
        &self.subject == subject && !matches!(self.stage, Stage::InSystem { .. })
    }
}

impl Questions {
    /// The question that is before the person.
    pub(super) fn current(&mut self) -> Option<&mut Question> {
        self.queue
            .front_mut()
            .filter(|question| question.is_issued())
    }

    /// A question for the same subject, to join.
    pub(super) fn same(&mut self, subject: &Subject) -> Option<&mut Question> {
        self.queue
            .iter_mut()
            .find(|question| question.asks(subject))
    }

    /// Whether there is one.
    pub(super) fn has_same(&self, subject: &Subject) -> bool {
        self.queue.iter().any(|question| question.asks(subject))
    }

    /// Takes somebody out of every queue. Tickets of questions nobody waits for any more.
    pub(super) fn forget(&mut self, call: u64) -> Vec<u64> {
        self.together.retain(|together| together.call != call);
        let mut alone = Vec::new();
        for question in &mut self.queue {
            let before = question.waiters.len();
            question.waiters.retain(|waiter| waiter.call != call);
            if question.waiters.is_empty() && before > 0 {
                alone.push(question.ticket);
            }
        }
        alone
    }
}
