//! Why a door is shut, and what a screen can offer next.
//!
//! The one table of reasons. Groups are closed, so an app can match on them;
//! codes may grow without breaking a match.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $group:ident, $remedy:ident;)*) => {
        /// Why an access is not allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// Every reason, in the order of the table.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The stable code, as it stands in logs and crosses every bridge.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }

            /// What sort of *no* this is.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Reason::$name => Group::$group,)* }
            }

            /// What a screen can offer next, unless the pack offers something better.
            #[must_use]
            pub fn remedy(self) -> Remedy {
                match self { $(Reason::$name => Remedy::$remedy,)* }
            }

            /// Finds a reason by its code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Reason> {
                match code { $($code => Some(Reason::$name),)* _ => None }
            }
        }
    };
}

reasons! {
    /// The pack does not name this kind for anybody.
    NotDeclared = "NOT_DECLARED", NotDeclared, None;
    /// The pack names the kind but no such purpose for it.
    PurposeNotDeclared = "PURPOSE_NOT_DECLARED", NotDeclared, None;
    /// The pack does not name this recipient.
    RecipientNotDeclared = "RECIPIENT_NOT_DECLARED", NotDeclared, None;
    /// The recipient's row does not hold this kind.
    RecipientKindExceeded = "RECIPIENT_KIND_EXCEEDED", NotDeclared, None;
    /// The function is not run by this controller.
    ControllerMismatch = "CONTROLLER_MISMATCH", NotDeclared, None;
    /// Declared as typed but read silently, or the other way round.
    TriggerMismatch = "TRIGGER_MISMATCH", NotDeclared, None;
    /// The pack names the data, but not that this is done with them.
    ActionNotDeclared = "ACTION_NOT_DECLARED", NotDeclared, None;
    /// The pack does not name where the data come from.
    SourceNotDeclared = "SOURCE_NOT_DECLARED", NotDeclared, None;
    /// The data would leave the country, and the pack rules that out.
    CrossBorder = "CROSS_BORDER", NotDeclared, None;
    /// The pack promises that these data are never joined.
    ForbiddenJoin = "FORBIDDEN_JOIN", NotDeclared, None;
    /// The data may be used and must not be kept or passed on.
    NoStore = "NO_STORE", NotDeclared, None;
    /// No list of the pack exempts this action on that ground.
    ExemptionNotListed = "EXEMPTION_NOT_LISTED", NotDeclared, None;
    /// The ground is for another action, or outside its own limits.
    ExemptionScope = "EXEMPTION_SCOPE", NotDeclared, None;
    /// The host has not switched exemptions on.
    ExemptionsOff = "EXEMPTIONS_OFF", NotNow, None;
    /// Nobody has shown that the source obtained the data lawfully.
    SourceUnproven = "SOURCE_UNPROVEN", NotNow, None;
    /// The policy rules this topic out for messages.
    ForbiddenTopic = "FORBIDDEN_TOPIC", NotDeclared, None;
    /// The service has ended.
    ServiceEnded = "SERVICE_ENDED", NotNow, None;
    /// The account is closed.
    AccountClosed = "ACCOUNT_CLOSED", NotNow, None;
    /// The account is being closed.
    AccountClosing = "ACCOUNT_CLOSING", NotNow, None;
    /// The data are kept only because a law requires it.
    LegalHold = "LEGAL_HOLD", NotNow, None;
    /// The recipient's condition does not hold now.
    RecipientCondition = "RECIPIENT_CONDITION", NotNow, None;
    /// The recipient was seen to do what nothing allows.
    Nonconforming = "NONCONFORMING", NotNow, None;
    /// The app is not in use.
    NotInUse = "NOT_IN_USE", NotNow, None;
    /// A recipient has not yet confirmed that it stopped.
    ObligationPending = "OBLIGATION_PENDING", NotNow, None;
    /// A change is being settled; ask again.
    Unsettled = "UNSETTLED", NotNow, None;
    /// The permit was spent, or no longer holds.
    PermitVoid = "PERMIT_VOID", NotNow, None;
    /// The policy has not been accepted.
    NoPolicyAcceptance = "NO_POLICY_ACCEPTANCE", NotAnswered, AskOnTap;
    /// A guardian has to consent first.
    GuardianRequired = "GUARDIAN_REQUIRED", NotAnswered, None;
    /// The person's age is not known, and the pack has rules for minors.
    AgeUnknown = "AGE_UNKNOWN", NotAnswered, None;
    /// Nobody has been asked.
    NoConsent = "NO_CONSENT", NotAnswered, AskOnTap;
    /// Asked, and left without an answer.
    NotAnswered = "NOT_ANSWERED", NotAnswered, AskOnTap;
    /// There is no screen to ask on.
    NoScreen = "NO_SCREEN", NotAnswered, AskOnTap;
    /// The pack says something else than what was agreed to.
    StaleConsent = "STALE_CONSENT", NotAnswered, AskOnTap;
    /// The consent ran out, or was for one read.
    Expired = "EXPIRED", NotAnswered, AskOnTap;
    /// Refused.
    Refused = "REFUSED", SaidNo, AskOnTap;
    /// Withdrawn.
    Withdrawn = "WITHDRAWN", SaidNo, AskOnTap;
    /// The system's permission is off.
    OsDenied = "OS_DENIED", SystemOff, SystemSettings;
    /// The system's switch, such as positioning, is off.
    SwitchOff = "SWITCH_OFF", SystemOff, SystemSettings;
    /// The guard is still opening.
    NotReady = "NOT_READY", NotReady, None;
    /// The pack is missing or broken.
    PackInvalid = "PACK_INVALID", NotReady, None;
    /// The ledger is damaged, altered, rolled back or unreadable.
    StoreUntrusted = "STORE_UNTRUSTED", NotReady, Recover;
    /// The key is gone.
    KeyLost = "KEY_LOST", NotReady, Recover;
    /// The store or its key cannot be reached now: full, read-only, locked.
    StorageUnavailable = "STORAGE_UNAVAILABLE", NotReady, None;
    /// The clock is far behind what the ledger has seen.
    ClockStrange = "CLOCK_STRANGE", NotReady, None;
    /// The call was cancelled by its caller.
    Cancelled = "CANCELLED", NotReady, None;
    /// The guard was closed by the host.
    Closed = "CLOSED", NotReady, None;
    /// A fault inside the guard; its status says which. Only the next process can be better.
    Internal = "INTERNAL", NotReady, None;
}

/// What sort of *no*: six values, each a different thing for the app to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The guard cannot answer yet, or at all.
    NotReady,
    /// Nobody has said yes or no.
    NotAnswered,
    /// The person said no.
    SaidNo,
    /// The system's permission or switch is off.
    SystemOff,
    /// The policy does not cover it.
    NotDeclared,
    /// Not at this moment.
    NotNow,
}

impl Group {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Group::NotReady => "NOT_READY",
            Group::NotAnswered => "NOT_ANSWERED",
            Group::SaidNo => "SAID_NO",
            Group::SystemOff => "SYSTEM_OFF",
            Group::NotDeclared => "NOT_DECLARED",
            Group::NotNow => "NOT_NOW",
        }
    }
}

/// What a screen can offer next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Remedy {
    /// Nothing.
    None,
    /// A control that the person taps to be asked.
    AskOnTap,
    /// The way to the system's settings.
    SystemSettings,
    /// The other way to the same end that the pack names.
    AnotherWay,
    /// Closing the account.
    CloseAccount,
    /// Recovering the guard; see its status.
    Recover,
}

impl Remedy {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Remedy::None => "NONE",
            Remedy::AskOnTap => "ASK_ON_TAP",
            Remedy::SystemSettings => "SYSTEM_SETTINGS",
            Remedy::AnotherWay => "ANOTHER_WAY",
            Remedy::CloseAccount => "CLOSE_ACCOUNT",
            Remedy::Recover => "RECOVER",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Reason::from_code(&code)
            .ok_or_else(|| serde::de::Error::unknown_variant(&code, &["a reason code"]))
    }
}
