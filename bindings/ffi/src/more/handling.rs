//! What may be done with data after they were read.

use askfirst::guard::Gate;

use crate::bridge::Bridge;
use crate::mirror::Shut;

#[uniffi::export]
impl Bridge {
    /// Why a value may not be kept; none if it may.
    pub async fn keep(&self, gate: u32) -> Option<Shut> {
        let shut = self.guard.handling().keep(Gate(gate)).await?;
        Some(self.shut(&shut))
    }

    /// Why a value may not be passed on; none if it may.
    pub async fn pass_on(&self, from: u32, to: u32) -> Option<Shut> {
        let shut = self.guard.handling().pass_on(Gate(from), Gate(to)).await?;
        Some(self.shut(&shut))
    }

    /// Why data may not go out as statistics; none if they may.
    pub async fn release_statistics(&self, kind: String, to: String) -> Option<Shut> {
        let shut = self.guard.handling().release(kind, to).await?;
        Some(self.shut(&shut))
    }

    /// Records how it was shown that a source came by its data.
    pub async fn prove_source(&self, source: String, reference: String) -> bool {
        self.guard.handling().prove_source(source, reference).await
    }
}
