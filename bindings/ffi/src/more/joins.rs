//! Joins of data.

use askfirst::decide::Ask;
use askfirst::guard::{Gate, Joined as CoreJoined};

use crate::bridge::Bridge;
use crate::mirror::Shut;

/// Whether data may be joined.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Joined {
    /// They may.
    Open {
        /// Number to end it by.
        id: u64,
    },
    /// They may not.
    Shut {
        /// Why.
        shut: Shut,
    },
}

#[uniffi::export]
impl Bridge {
    /// Asks whether data may be joined, and records that they are.
    pub async fn join(&self, gates: Vec<u32>, ask: Ask, screen: bool) -> Joined {
        let gates = gates.into_iter().map(Gate).collect();
        let joins = self.guard.joins();
        match joins.open(gates, ask, Bridge::moment(screen)).await {
            CoreJoined::Open(id) => Joined::Open { id },
            CoreJoined::Shut(shut) => Joined::Shut {
                shut: self.shut(&shut),
            },
        }
    }

    /// Ends a join.
    pub async fn end_join(&self, join: u64) -> bool {
        self.guard.joins().end(join).await
    }

    /// Why a join may not go on; none if it may.
    pub async fn why_join_ends(&self, join: u64) -> Option<Shut> {
        let shut = self.guard.joins().stands(join).await?;
        Some(self.shut(&shut))
    }
}
