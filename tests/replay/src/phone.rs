//! The fake phone: what the system says about each kind, and what it counts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use askfirst::decide::{Permission, PlatformState};

use crate::expect::Counts;
use crate::fields::HoldAt;
use crate::format::{Gives, PermissionWord, PhoneChange};

/// The fake phone.
#[derive(Debug)]
pub(crate) struct Phone {
    permissions: BTreeMap<String, PermissionWord>,
    switches: BTreeMap<String, bool>,
    gives: BTreeMap<String, Gives>,
    foreground: bool,
    screen: bool,
    /// Where the next read of a kind stops.
    holds: BTreeMap<String, HoldAt>,
    /// Kinds of which a read is stopped.
    held: BTreeSet<String>,
    /// System dialogs: the first one stands, the others wait.
    dialogs: VecDeque<Dialog>,
    next_dialog: u64,
    /// What has been counted.
    pub(crate) counts: Counts,
}

#[derive(Debug)]
struct Dialog {
    number: u64,
    kind: String,
}

impl Phone {
    pub(crate) fn new(start: &PhoneChange) -> Phone {
        let mut phone = Phone {
            permissions: BTreeMap::new(),
            switches: BTreeMap::new(),
            gives: BTreeMap::new(),
            foreground: true,
            screen: true,
            holds: BTreeMap::new(),
            held: BTreeSet::new(),
            dialogs: VecDeque::new(),
            next_dialog: 0,
            counts: Counts::default(),
        };
        phone.change(start);
        phone
    }

    pub(crate) fn change(&mut self, change: &PhoneChange) {
        self.permissions.extend(change.permissions.clone());
        self.switches.extend(change.switches.clone());
        self.gives.extend(change.gives.clone());
        self.foreground = change.foreground.unwrap_or(self.foreground);
        self.screen = change.screen.unwrap_or(self.screen);
    }

    pub(crate) fn in_front(&mut self, in_front: bool) {
        (self.foreground, self.screen) = (in_front, in_front);
    }

    /// What a provider says about its kind.
    pub(crate) fn platform(&self, kind: &str) -> PlatformState {
        PlatformState {
            permission: self
                .permissions
                .get(kind)
                .map_or(Permission::NotNeeded, |&word| word.into()),
            switch_on: self.switches.get(kind).copied().unwrap_or(true),
            foreground: self.foreground,
            screen: self.screen,
        }
    }

    pub(crate) fn has_screen(&self) -> bool {
        self.screen
    }

    pub(crate) fn gives(&self, kind: &str) -> Gives {
        self.gives.get(kind).copied().unwrap_or_default()
    }

    pub(crate) fn count_read(&mut self, kind: &str) {
        *self.counts.reads.entry(kind.to_owned()).or_default() += 1;
    }

    // Reads that stop.

    pub(crate) fn hold(&mut self, kind: &str, at: HoldAt) {
        self.holds.insert(kind.to_owned(), at);
    }

    /// Whether this read stops here; it then is held until [`Phone::go_on`].
    pub(crate) fn stops(&mut self, kind: &str, at: HoldAt) -> bool {
        let stops = self.holds.get(kind) == Some(&at);
        if stops {
            self.holds.remove(kind);
            self.held.insert(kind.to_owned());
        }
        stops
    }

    pub(crate) fn is_held(&self, kind: &str) -> bool {
        self.held.contains(kind)
    }

    /// Whether there was a read to let go.
    pub(crate) fn go_on(&mut self, kind: &str) -> bool {
        self.held.remove(kind)
    }

    // The system's dialogs.

    /// Puts a dialog up, behind those that wait already.
    pub(crate) fn show_dialog(&mut self, kind: &str) -> u64 {
        self.next_dialog += 1;
        self.counts.system_dialogs += 1;
        self.dialogs.push_back(Dialog {
            number: self.next_dialog,
            kind: kind.to_owned(),
        });
        self.next_dialog
    }

    pub(crate) fn dialog(&self) -> Option<&str> {
        self.dialogs.front().map(|dialog| dialog.kind.as_str())
    }

    /// Number of the dialog that stands; 0 if none does.
    pub(crate) fn dialog_number(&self) -> u64 {
        self.dialogs.front().map_or(0, |dialog| dialog.number)
    }

    pub(crate) fn is_up(&self, number: u64) -> bool {
        self.dialogs.iter().any(|dialog| dialog.number == number)
    }

    /// Takes a dialog down unanswered, because whoever showed it is gone.
    pub(crate) fn take_down(&mut self, number: u64) {
        self.dialogs.retain(|dialog| dialog.number != number);
    }

    /// Answers the dialog that stands; false if none does.
    pub(crate) fn answer_dialog(&mut self, permission: PermissionWord) -> bool {
        let Some(dialog) = self.dialogs.pop_front() else {
            return false;
        };
        self.permissions.insert(dialog.kind, permission);
        true
    }

    /// The process died: nothing of it stays on the screen or in a read.
    pub(crate) fn forget_process(&mut self) {
        self.dialogs.clear();
        self.holds.clear();
        self.held.clear();
    }
}
