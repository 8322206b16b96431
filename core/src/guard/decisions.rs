//! Decisions on their way to the ledger: written in blocks, and never lost in memory.

use std::collections::{BTreeMap, VecDeque};

use super::worker::Worker;
use crate::clock::Timestamp;
use crate::ledger::Class;
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::{AccountRef, DecisionRecord, Event};

/// How many decisions one entry holds.
pub(super) const LOG_BLOCK: usize = 64;
/// How many blocks are kept one by one while nothing can be written.
const MOST_BLOCKS: usize = 16;
/// How soon a block of decisions is written.
const LOG_DELAY: std::time::Duration = std::time::Duration::from_secs(2);

/// What waits to be written, oldest first.
///
/// A guard that is shut goes on refusing, as often as somebody asks. Beyond a number of blocks
/// equal refusals are counted: that is exact, and as long as the list of gates at most.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    blocks: VecDeque<Block>,
    counted: BTreeMap<(AccountRef, String, Reason), Counted>,
}

#[derive(Debug, Clone)]
struct Block {
    account: AccountRef,
    decisions: Vec<DecisionRecord>,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    times: u64,
    last: Timestamp,
}

impl Decisions {
    /// Takes one in. True if a block is full.
    fn push(&mut self, account: &AccountRef, decision: DecisionRecord) -> bool {
        let is_much = self.blocks.iter().filter(|it| it.is_full()).count() >= MOST_BLOCKS;
        if let Some(reason) = decision.reason
            && is_much
        {
            let (at, key) = (decision.at, (account.clone(), decision.access, reason));
            let counted = self.counted.entry(key);
            let counted = counted.or_insert(Counted { times: 0, last: at });
            (counted.times, counted.last) = (counted.times + 1, at);
            return true;
        }
        self.put(account, decision);
        self.blocks.front().is_some_and(Block::is_full)
    }

    fn put(&mut self, account: &AccountRef, decision: DecisionRecord) {
        let open = |block: &&mut Block| block.account == *account && !block.is_full();
        match self.blocks.back_mut().filter(open) {
            Some(block) => block.decisions.push(decision),
            None => self.blocks.push_back(Block {
                account: account.clone(),
                decisions: vec![decision],
            }),
        }
    }

    /// Those that were counted, as records of their own behind the others.
    fn write_out_counted(&mut self) {
        for ((account, access, reason), counted) in std::mem::take(&mut self.counted) {
            let decision = DecisionRecord {
                at: counted.last,
                access: format!("{access} (+{})", counted.times),
                allowed: false,
                reason: Some(reason),
                entry: None,
                through: None,
            };
            self.put(&account, decision);
        }
    }

    /// Whether anything waits.
    pub(super) fn wait(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// Whether some of them are another account's.
    fn are_of_another(&self, account: &AccountRef) -> bool {
        self.blocks.iter().any(|block| block.account != *account)
    }

    /// As a kill does.
    pub(super) fn lose(&mut self) {
        *self = Decisions::default();
    }
}

impl Block {
    fn is_full(&self) -> bool {
        self.decisions.len() >= LOG_BLOCK
    }
}

impl Worker {
    /// Notes a decision; blocks of them are sealed together.
    pub(super) fn log_decision(&mut self, access: String, outcome: Result<u64, Reason>) {
        self.log(DecisionRecord {
            at: self.now(),
            access,
            allowed: outcome.is_ok(),
            reason: outcome.err(),
            entry: outcome.ok(),
            through: None,
        });
    }

    pub(super) fn log(&mut self, decision: DecisionRecord) {
        if self.decisions.are_of_another(&self.state.account) {
            // Another process switched the account in between.
            self.flush();
        }
        let is_full = Rule::R047.holds() && self.decisions.push(&self.state.account, decision);
        if is_full {
            self.flush();
        } else if self.log_due.is_none() {
            self.log_due = Some(std::time::Instant::now() + LOG_DELAY);
        }
    }

    /// Writes the decisions that wait. What a kill takes with it is at most one block; what
    /// cannot be written goes on waiting.
    pub(super) fn flush(&mut self) {
        self.log_due = None;
        if self.ledger.is_none() {
            return;
        }
        self.decisions.write_out_counted();
        while let Some(block) = self.decisions.blocks.front().cloned() {
            let (account, decisions) = (Some(block.account), block.decisions);
            let event = Event::Decided { decisions };
            let written = self.record_as(Class::Log, &[], account, |_| vec![event]);
            if written.is_err() {
                return;
            }
            self.decisions.blocks.pop_front();
        }
    }

    /// What was refused while nothing could be written is written soon.
    pub(super) fn flush_soon(&mut self) {
        if self.decisions.wait() {
            self.log_due = Some(std::time::Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(reason: Option<Reason>) -> DecisionRecord {
        DecisionRecord {
            at: Timestamp(1),
            access: "notes.camera".to_owned(),
            allowed: reason.is_none(),
            reason,
            entry: None,
            through: None,
        }
    }

    #[test]
    fn refusals_that_cannot_be_written_are_counted_and_none_is_lost() {
        let (mut waiting, account) = (Decisions::default(), AccountRef::default());
        for number in 0..100_000 {
            let reason = [Reason::StorageUnavailable, Reason::NotReady][number % 2];
            waiting.push(&account, decision(Some(reason)));
        }
        assert_eq!(waiting.blocks.len(), MOST_BLOCKS);
        assert_eq!(waiting.counted.len(), 2);
        waiting.write_out_counted();
        let mut all = waiting.blocks.iter().flat_map(|block| &block.decisions);
        let one_by_one = all.by_ref().take(MOST_BLOCKS * LOG_BLOCK).count();
        let counted: Vec<&str> = all.map(|it| it.access.as_str()).collect();
        let each = (100_000 - one_by_one) / 2;
        let each = format!("notes.camera (+{each})");
        assert_eq!(counted, [&each, &each]);
    }

    #[test]
    fn what_was_allowed_is_never_counted() {
        let (mut waiting, account) = (Decisions::default(), AccountRef::default());
        for _ in 0..(MOST_BLOCKS + 4) * LOG_BLOCK {
            waiting.push(&account, decision(None));
        }
        assert_eq!(waiting.blocks.len(), MOST_BLOCKS + 4);
        assert!(waiting.counted.is_empty());
    }
}
