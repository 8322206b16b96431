//! The person's age, as far as it matters, and a guardian's consent.

use askfirst::Timestamp;
use askfirst::guard::{AgeAnswer, GuardianAnswer, Owed, PersonView};
use askfirst::pack::model::Text;
use askfirst::reason::Reason as CoreReason;
use askfirst::rules::minors::GuardianFault;
use askfirst::state::GuardianRecord;

use crate::bridge::Bridge;

/// A guardian's consent, for whoever verifies it later.
#[uniffi::remote(Record)]
pub struct GuardianRecord {
    pub guardian: String,
    pub method: String,
    pub evidence: String,
    pub consented: Timestamp,
}

/// What the guard knows of the person.
#[uniffi::remote(Record)]
pub struct PersonView {
    pub age_matters: bool,
    pub age_unknown: bool,
    pub guardian_required: bool,
    pub all_sensitive: bool,
    pub guardian: Option<GuardianRecord>,
    pub use_limits: Option<Text>,
}

/// What became of a statement of age.
#[uniffi::remote(Enum)]
pub enum AgeAnswer {
    NotAskedFor,
    Recorded {
        guardian_required: bool,
        suspended: Vec<String>,
        obligations: Vec<Owed>,
    },
    NotRecorded(CoreReason),
}

/// Why a guardian's consent cannot be taken.
#[uniffi::remote(Enum)]
pub enum GuardianFault {
    NotAskedFor,
    NotVerifiable,
    InTheFuture,
}

/// What became of a guardian's consent.
#[uniffi::remote(Enum)]
pub enum GuardianAnswer {
    Stands { obligations: Vec<Owed> },
    NotTaken(GuardianFault),
    NotRecorded(CoreReason),
}

#[uniffi::export]
impl Bridge {
    /// What is known of the person.
    pub fn person(&self) -> PersonView {
        self.guard.person().view()
    }

    /// States the person's age in full years.
    pub async fn states_age(&self, years: u8) -> AgeAnswer {
        self.guard.person().states_age(years).await
    }

    /// Records a guardian's consent.
    pub async fn guardian_consented(&self, record: GuardianRecord) -> GuardianAnswer {
        self.guard.person().guardian_consented(record).await
    }

    /// The guardian takes the consent back.
    pub async fn guardian_withdrew(&self) -> bool {
        self.guard.person().guardian_withdrew().await
    }
}
