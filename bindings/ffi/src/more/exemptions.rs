//! Cases without consent.

use askfirst::decide::PlatformState;
use askfirst::guard::{Exempted as CoreExempted, Gate};
use askfirst::pack::model::{Action, Ground};
use askfirst::rules::exemptions::{Claim, Which};

use crate::bridge::Bridge;
use crate::mirror::Shut;

/// What is done with data.
#[uniffi::remote(Enum)]
pub enum Action {
    Collect,
    Share,
    Transfer,
    Disclose,
    Retain,
    RefuseRequest,
}

/// Grounds that lists of exemptions name.
#[uniffi::remote(Enum)]
pub enum Ground {
    NationalSecurity,
    PublicInterest,
    CriminalJustice,
    VitalInterest,
    MadePublicByPerson,
    PublicSource,
    Contract,
    FaultHandling,
    News,
    Research,
    OtherLaw,
    Abuse,
    HarmToOthers,
    TradeSecret,
    Law,
    LegalProcess,
    AuthorityDemand,
    BeliefInLaw,
    Protection,
    Consent,
    Merger,
    Partners,
    Dispute,
}

/// Which item of a list is meant.
#[uniffi::remote(Enum)]
pub enum Which {
    Number(u32),
    Ground(Ground),
}

/// What somebody claims who wants to act without consent.
#[uniffi::remote(Record)]
pub struct Claim {
    pub action: Action,
    pub item: Which,
    pub reason: String,
    pub requester: String,
    pub citation: Option<String>,
    pub directly: bool,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Exempted {
    /// One read is allowed.
    Permit {
        /// Number to spend it by.
        id: u64,
        /// The ledger entry of the claim.
        entry: u64,
    },
    /// It is recorded; what was claimed is not a read.
    Recorded {
        /// The ledger entry of the claim.
        entry: u64,
    },
    /// It is not admissible.
    Shut {
        /// Why.
        shut: Shut,
    },
}

#[uniffi::export]
impl Bridge {
    /// Claims an exemption.
    pub async fn claim(&self, gate: u32, claim: Claim, platform: PlatformState) -> Exempted {
        let exemptions = self.guard.exemptions();
        match exemptions.claim(Gate(gate), claim, platform).await {
            CoreExempted::Permit(permit) => Exempted::Permit {
                id: permit.id,
                entry: permit.entry,
            },
            CoreExempted::Recorded(entry) => Exempted::Recorded { entry },
            CoreExempted::Shut(shut) => Exempted::Shut {
                shut: self.shut(&shut),
            },
        }
    }
}
