//! The verbs of a step: who does what.

use crate::fields::{
    Advance, Cancel, Copied, Decisions, Dismisses, Draws, Entries, Fact, Flip, GoesOn, Holds, Look,
    Nothing, OneAccess, Open, PutBack, Read, Removed, SetClock, ShowPolicy, Start, Switch,
    SystemAnswer, Taps, Together,
};
use crate::format::PhoneChange;
use crate::rulebook::Rulebook;

/// Lists verbs: an enum of what a step does, the verbs' names, and how their
/// fields are read. Verbs that another list knows are named after `also`.
macro_rules! verbs {
    (
        $(#[$list:meta])* $name:ident also [$($more:ident)*]
        $($(#[$doc:meta])* $variant:ident($fields:ty) = $verb:literal;)*
    ) => {
        $(#[$list])*
        #[derive(Debug, Clone)]
        #[allow(clippy::large_enum_variant, reason = "a scenario holds a few dozen of them")]
        pub enum $name {
            $($(#[$doc])* $variant($fields),)*
            $(#[doc = "A verb of a list of its own."] $more($more),)*
        }

        impl $name {
            /// The verb as scenarios write it.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $($name::$variant(_) => $verb,)*
                    $($name::$more(more) => more.name(),)*
                }
            }

            /// Whether this list has the named verb.
            #[allow(dead_code, reason = "nobody asks the topmost list")]
            pub(crate) fn knows(verb: &str) -> bool {
                [$($verb),*].contains(&verb) $(|| $more::knows(verb))*
            }

            /// Reads the fields of the named verb where they stand.
            pub(crate) fn read<'de, M: serde::de::MapAccess<'de>>(
                verb: &str,
                map: &mut M,
            ) -> Result<$name, M::Error> {
                match verb {
                    $($verb => Ok($name::$variant(map.next_value::<$fields>()?)),)*
                    $(_ if $more::knows(verb) => $more::read(verb, map).map($name::$more),)*
                    _ => Err(serde::de::Error::custom(format!(
                        "`{verb}` is no verb; see docs/scenarios.md, section 3"
                    ))),
                }
            }
        }
    };
}

pub(crate) use verbs;

verbs! {
    /// What one step does.
    Verb also [Rulebook]

    /// Opens the guard.
    AppOpens(Open) = "app_opens";
    /// Begins anew after the ledger was lost.
    AppStartsAgain(Nothing) = "app_starts_again";
    /// Looks at the guard's status.
    AppChecksStatus(Nothing) = "app_checks_status";
    /// Puts the policy before the person.
    AppPresentsPolicy(Nothing) = "app_presents_policy";
    /// Shows the policy's text.
    AppShowsPolicy(ShowPolicy) = "app_shows_policy";
    /// Asks whether a gate is open.
    AppChecks(Look) = "app_checks";
    /// Looks at a gate's state.
    AppObserves(Look) = "app_observes";
    /// Reads.
    AppReads(Read) = "app_reads";
    /// Asks for several accesses on one screen.
    AppAsksTogether(Together) = "app_asks_together";
    /// Starts an SDK.
    AppStarts(Start) = "app_starts";
    /// Withdraws a consent.
    AppWithdraws(OneAccess) = "app_withdraws";
    /// Says who is signed in.
    AppSwitchesAccount(Switch) = "app_switches_account";
    /// Lists the consents.
    AppListsConsents(Nothing) = "app_lists_consents";
    /// Lists ledger entries.
    AppListsEntries(Entries) = "app_lists_entries";
    /// Lists decisions.
    AppListsDecisions(Decisions) = "app_lists_decisions";
    /// Lists what is still to be done.
    AppListsObligations(Nothing) = "app_lists_obligations";
    /// Verifies the ledger.
    AppVerifies(Nothing) = "app_verifies";
    /// Reports a fact that conditions of recipients look at.
    AppReports(Fact) = "app_reports";
    /// Cancels waiting calls.
    AppCancels(Cancel) = "app_cancels";
    /// Closes the guard.
    AppCloses(Nothing) = "app_closes";
    /// The process dies.
    AppIsKilled(Nothing) = "app_is_killed";
    /// Leaves the screen.
    AppGoesToBackground(Nothing) = "app_goes_to_background";
    /// Comes back to the screen.
    AppComesToFront(Nothing) = "app_comes_to_front";
    /// Presses a control of a prompt.
    PersonTaps(Taps) = "person_taps";
    /// Leaves a prompt.
    PersonDismisses(Dismisses) = "person_dismisses";
    /// Answers the system's dialog.
    PersonAnswersSystem(SystemAnswer) = "person_answers_system";
    /// Draws the prompt.
    ScreenDraws(Draws) = "screen_draws";
    /// The system changes.
    PhoneChanges(PhoneChange) = "phone_changes";
    /// The next read of a kind stops.
    PhoneHolds(Holds) = "phone_holds";
    /// It goes on.
    PhoneGoesOn(GoesOn) = "phone_goes_on";
    /// The late key arrives.
    KeyArrives(Nothing) = "key_arrives";
    /// Time passes.
    ClockAdvances(Advance) = "clock_advances";
    /// The clock is set.
    ClockIsSet(SetClock) = "clock_is_set";
    /// The ledger is copied.
    StorageIsCopied(Copied) = "storage_is_copied";
    /// A copy of the ledger replaces it.
    StorageIsPutBack(PutBack) = "storage_is_put_back";
    /// A byte of the ledger is inverted.
    StorageByteIsFlipped(Flip) = "storage_byte_is_flipped";
    /// The ledger is gone.
    StorageIsRemoved(Removed) = "storage_is_removed";
}
