//! What can happen, told without the engine's own words: the language that the
//! generator writes and that both the engine and the oracle read.

/// Whose answer to what: access id and controller id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) access: String,
    pub(crate) controller: String,
}

/// One thing that happened, at a moment, to an account.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) at: i64,
    pub(crate) account: u8,
    /// Index of the edition that was open.
    pub(crate) edition: usize,
    pub(crate) act: Act,
}

#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// The app starts, with the edition of the entry.
    Open {
        opening: u64,
    },
    /// The account of the entry is the one in use from here on.
    Switch,
    /// The policy was drawn and left without an answer.
    PolicyShown,
    /// The policy was accepted or declined.
    Policy {
        accepted: bool,
    },
    /// A question was left open; one that was never drawn does not count as asked.
    LeftOpen {
        key: Key,
        drawn: bool,
    },
    Given {
        key: Key,
        lasts: Given,
    },
    Refused {
        key: Key,
        in_system: bool,
    },
    Withdrawn {
        key: Key,
        by_system: bool,
    },
    Spent {
        key: Key,
    },
    SystemSeen {
        key: Key,
        on: bool,
    },
    Owes {
        id: u64,
        recipient: String,
    },
    Confirmed {
        id: u64,
        after_restart: bool,
    },
    Proven {
        source: String,
    },
    Joined {
        id: u64,
        keys: Vec<Key>,
    },
    Unjoined {
        id: u64,
    },
    ClosingBegun,
    ClosingEnded,
    Closed,
    OpenedAgain,
    Held {
        id: u64,
        kinds: Vec<String>,
    },
    Released {
        id: u64,
    },
    Age {
        years: u8,
        suspends: bool,
    },
    GuardianConsents,
    GuardianLeaves,
    ServiceEnds {
        from: i64,
    },
    Nonconforming {
        recipient: String,
    },
    Cleared {
        recipient: String,
    },
    /// The ledger was begun anew after damage.
    Recovered,
    /// Something that bears on no answer.
    Aside(u8),
}

/// How long a consent was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    WhileUsing,
    OneRead,
    Until(i64),
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) key: Key,
    pub(crate) now: i64,
    pub(crate) ask: Asks,
    pub(crate) by_person: bool,
    pub(crate) permission: Permits,
    pub(crate) switch_on: bool,
    pub(crate) foreground: bool,
    pub(crate) screen: bool,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) quiet_hours: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    Never,
    IfNew,
    Tapped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permits {
    NotNeeded,
    Granted,
    NotAsked,
    Denied,
    Unavailable,
}

/// An answer, in words that both sides can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Allowed by the act of that index, for one read or more, up to a moment.
    Allow {
        act: usize,
        once: bool,
        until: Option<i64>,
    },
    Ask,
    AskSystem,
    Deny(&'static str),
}
