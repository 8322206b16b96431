//! Ways to withdraw, and what past reads rested on.

use askfirst::Timestamp;
use askfirst::guard::{Gate, PastRead, WithdrawalRoute};
use askfirst::pack::model::{Remark, Text};

use crate::bridge::Bridge;
use crate::convert::language;
use crate::mirror::Withdrawn;

/// How the consent for one access can be taken back.
#[uniffi::remote(Record)]
pub struct WithdrawalRoute {
    pub access: String,
    pub choice: String,
    pub by_switch: bool,
    pub by_system: bool,
}

/// A read that was allowed, and what it rested on.
#[uniffi::remote(Record)]
pub struct PastRead {
    pub at: Timestamp,
    pub access: String,
    pub under: u64,
    pub given: Timestamp,
    pub ended: Option<Timestamp>,
}

/// What the policy says about withdrawing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WithdrawalTerms {
    /// Where, as a person reads it.
    pub route: Text,
    /// Other ways that it lists.
    pub others: Vec<Remark>,
}

#[uniffi::export]
impl Bridge {
    /// How each consent can be taken back, in the pack's order.
    pub fn withdrawal_routes(&self) -> Vec<WithdrawalRoute> {
        self.guard.withdrawals().routes()
    }

    /// Where the policy says that consent is taken back.
    pub fn withdrawal_terms(&self) -> Option<WithdrawalTerms> {
        let (route, others) = self.guard.withdrawals().terms()?;
        Some(WithdrawalTerms { route, others })
    }

    /// What a person is told before withdrawing what core functions need; none for what a switch withdraws.
    pub fn withdrawal_consequence(&self, gate: u32, language: String) -> Option<String> {
        let withdrawals = self.guard.withdrawals();
        withdrawals.consequence(Gate(gate), self::language(&language))
    }

    /// Withdraws core data too.
    pub async fn insist(&self, gate: u32) -> Withdrawn {
        let withdrawn = self.guard.withdrawals().insist(Gate(gate)).await;
        self.withdrawn(gate, withdrawn)
    }

    /// Every read that was allowed to the account in use, with what it rested on.
    pub async fn past_reads(&self) -> Vec<PastRead> {
        self.guard.withdrawals().past_reads().await
    }
}
