//! Closing an account, and data under legal hold.

use askfirst::Timestamp;
use askfirst::guard::{AccountStage, ClosingAnswer, ClosingTerms, HeldUse, Owed};
use askfirst::pack::model::{ClockStart, Disposal, Initiator, Remark, Text, TimeUnit};
use askfirst::reason::Reason as CoreReason;
use askfirst::rules::clocks::{Due, Promise};

use crate::bridge::Bridge;

/// Who may start the closing of an account.
#[uniffi::remote(Enum)]
pub enum Initiator {
    Person,
    CustomerService,
    Counter,
    Employer,
    EnterpriseCustomer,
}

/// What becomes of data.
#[uniffi::remote(Enum)]
pub enum Disposal {
    Delete,
    DeleteOrAnonymise,
    NotPromised,
}

/// A statement of the policy.
#[uniffi::remote(Record)]
pub struct Remark {
    pub text: Text,
    pub clause: String,
}

/// Unit of a promised time.
#[uniffi::remote(Enum)]
pub enum TimeUnit {
    Hours,
    Days,
    WorkingDays,
}

/// What starts a promised time.
#[uniffi::remote(Enum)]
pub enum ClockStart {
    Request,
    IdentityVerified,
    ServiceEnd,
}

/// A promised time.
#[uniffi::remote(Record)]
pub struct Promise {
    pub length: u32,
    pub unit: TimeUnit,
    pub starts: ClockStart,
}

/// When something promised is due.
#[uniffi::remote(Enum)]
pub enum Due {
    NotPromised,
    Waits(ClockStart),
    At(Timestamp),
    Unknown { working_days: u32 },
}

/// How far the closing of an account has come.
#[uniffi::remote(Enum)]
pub enum AccountStage {
    Open,
    Closing {
        by: Initiator,
        since: Timestamp,
        due: Due,
        overdue: bool,
    },
    Closed {
        since: Timestamp,
    },
}

/// What the policy says about closing an account.
#[uniffi::remote(Record)]
pub struct ClosingTerms {
    pub initiators: Vec<Initiator>,
    pub route: Text,
    pub review: Option<Promise>,
    pub then: Disposal,
    pub irreversible: bool,
    pub risks: Vec<Remark>,
    pub check: Vec<String>,
    pub clause: String,
}

/// What became of a step of a closing.
#[uniffi::remote(Enum)]
pub enum ClosingAnswer {
    Requested {
        due: Due,
        obligations: Vec<Owed>,
    },
    Closed {
        then: Disposal,
        obligations: Vec<Owed>,
    },
    OpenAgain,
    NotByThem(Vec<Initiator>),
    NoChange,
    NotRecorded(CoreReason),
}

/// Whether held data may be used.
#[uniffi::remote(Enum)]
pub enum HeldUse {
    Allowed { entry: u64 },
    OtherGround,
    NotHeld,
    NotRecorded(CoreReason),
}

#[uniffi::export]
impl Bridge {
    /// How far the closing has come.
    pub fn account_stage(&self) -> AccountStage {
        self.guard.account().stage()
    }

    /// What the policy says about closing.
    pub fn closing_terms(&self) -> Option<ClosingTerms> {
        self.guard.account().closing_terms()
    }

    /// Asks for the account to be closed.
    pub async fn request_closing(&self, by: Initiator) -> ClosingAnswer {
        self.guard.account().request_closing(by).await
    }

    /// The review turned the closing down.
    pub async fn closing_rejected(&self) -> ClosingAnswer {
        self.guard.account().closing_rejected().await
    }

    /// Whoever asked for the closing took it back.
    pub async fn take_back_closing(&self) -> ClosingAnswer {
        self.guard.account().take_back_closing().await
    }

    /// The account is closed.
    pub async fn account_closed(&self, by: Initiator) -> ClosingAnswer {
        self.guard.account().closed(by).await
    }

    /// An account of the same name was opened again.
    pub async fn account_opened_again(&self) -> ClosingAnswer {
        self.guard.account().opened_again().await
    }

    /// Keeps data away from daily use.
    pub async fn hold(&self, kinds: Vec<String>, ground: String) -> Option<u64> {
        self.guard.account().hold(kinds, ground).await
    }

    /// Asks whether held data may be used.
    pub async fn use_held(&self, kind: String, ground: String, by: String) -> HeldUse {
        self.guard.account().use_held(kind, ground, by).await
    }

    /// Ends a hold.
    pub async fn release_hold(&self, hold: u64) -> bool {
        self.guard.account().release(hold).await
    }
}
