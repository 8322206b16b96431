//! The ledger: a durable, sealed, hash-chained history that several processes share.
//!
//! It stores opaque payloads and knows nothing of consent. `docs/ledger-format.md`
//! describes the files well enough to write a second reader.
//!
//! **Invariants**
//!
//! * What [`Ledger::open`] and [`Ledger::refresh`] hand out was verified up to the
//!   sealed head, and is durable. What lies before the checkpoint is verified by
//!   [`Ledger::audit`], right after opening.
//! * A change is written and synced before its slots are published; its slots
//!   are marked before it is written.
//! * Entries are only ever appended. A ledger that does not verify is closed,
//!   named and left as it was found; [`Ledger::start_again`] sets it aside and
//!   deletes nothing.
//! * A directory belongs to one [`Ledger`] per process, and nothing else in the
//!   process opens its files: closing any handle would drop SQLite's locks.

/// Tells the ledger's hook, if the crash tests set one, that an instant is reached.
macro_rules! point {
    ($point:ident) => {
        #[cfg(feature = "testing")]
        crate::ledger::testing::reach(crate::ledger::testing::Point::$point);
    };
}

mod error;
mod files;
pub mod offline;
mod open;
mod seal;
mod slot;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod transact;
mod verify;
mod words;

/// The atomics of the shared words; `tests/loom` has others under the same name.
mod atomic {
    pub(super) use std::sync::atomic::{AtomicU64, Ordering};
}

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use error::LedgerError;
pub use seal::{FORMAT, Key, LONGEST_PAYLOAD};
pub use transact::Committed;
pub use verify::{Audit, Report};
pub use words::{EVERYTHING, SLOTS, Word, Words};

use files::Lock;
use seal::{LineageId, Place, Seals};
use store::Store;

/// What an entry is for; it decides how the entry is made durable and how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// It changes an answer: given, refused, withdrawn, accepted, consumed.
    Answer,
    /// A question was put; durable before the prompt is drawn.
    Asked,
    /// A block of the decision log.
    Log,
}

impl Class {
    const fn code(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::Asked => 2,
            Self::Log => 3,
        }
    }

    const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Answer),
            2 => Some(Self::Asked),
            3 => Some(Self::Log),
            _ => None,
        }
    }
}

/// An entry that is to be appended.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// What the entry is for.
    pub class: Class,
    /// Opaque bytes, at most [`LONGEST_PAYLOAD`].
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Draft")
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// An entry that is durable and was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position in the ledger, from 1, without gaps.
    pub seq: u64,
    /// What the entry is for.
    pub class: Class,
    /// Hash that chains the entry to all before it.
    pub hash: [u8; 32],
    /// The payload, opened.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Entry")
            .field("seq", &self.seq)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// A place in one ledger's chain, kept by the host where the ledger's files are not.
///
/// An older copy of the ledger shows against it. It names nothing but a random
/// lineage, a number and a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    lineage: LineageId,
    place: Place,
}

impl Anchor {
    const MAGIC: [u8; 4] = *b"AFA1";
    /// Length of an encoded anchor.
    pub const LENGTH: usize = 60;

    /// Stands in for an anchor that is kept and cannot be read: no ledger fits it, so that one
    /// which is there counts as rolled back.
    #[must_use]
    pub const fn unreadable() -> Self {
        Self {
            lineage: [0; 16],
            place: Place {
                seq: 0,
                hash: [0; 32],
            },
        }
    }

    /// Sequence number of the entry the anchor stands at; 0 before the first.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.place.seq
    }

    /// Hash of that entry.
    #[must_use]
    pub const fn hash(&self) -> [u8; 32] {
        self.place.hash
    }

    /// Random name of the ledger.
    #[must_use]
    pub const fn lineage(&self) -> [u8; 16] {
        self.lineage
    }

    /// Encodes the anchor for the host to keep.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(&Self::MAGIC);
        bytes[4..20].copy_from_slice(&self.lineage);
        bytes[20..28].copy_from_slice(&self.place.seq.to_be_bytes());
        bytes[28..].copy_from_slice(&self.place.hash);
        bytes
    }

    /// Decodes what [`Anchor::to_bytes`] made; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::LENGTH] = bytes.try_into().ok()?;
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (lineage, rest) = rest.split_first_chunk::<16>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let hash = rest.try_into().ok()?;
        let place = Place {
            seq: u64::from_be_bytes(*seq),
            hash,
        };
        (*magic == Self::MAGIC).then_some(Self {
            lineage: *lineage,
            place,
        })
    }
}

/// How a ledger waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How long to wait for a turn that another process has.
    pub turn_deadline: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            turn_deadline: Duration::from_secs(2),
        }
    }
}

/// An open ledger and what it held.
#[derive(Debug)]
pub struct Opened {
    /// The ledger, ready for changes.
    pub ledger: Ledger,
    /// The state that was sealed last, if any; `tail` begins right after it.
    pub checkpoint: Option<Vec<u8>>,
    /// All entries after the checkpoint, verified.
    pub tail: Vec<Entry>,
    /// What lies before the checkpoint, still to be verified; none if nothing does.
    pub audit: Option<Audit>,
    /// A fault was noted before, and whether it is gone shows only once `audit` is done: until
    /// [`Ledger::acquit`] nothing can be written.
    pub after_fault: bool,
    /// The ledger was made by this call: a first run, or an installation whose files are gone.
    pub was_empty: bool,
}

/// One process's hold on a ledger.
pub struct Ledger {
    directory: PathBuf,
    number: u32,
    options: Options,
    lock: Lock,
    words: Arc<Words>,
    store: Store,
    seals: Seals,
    head: Place,
    /// Last entry whose outcome a checkpoint holds.
    sealed_up_to: u64,
    /// Set by an outcome that this handle cannot vouch for; every later call fails with it.
    closed: Option<LedgerError>,
}

impl Ledger {
    /// The shared words of this ledger's gates.
    #[must_use]
    pub fn words(&self) -> Arc<Words> {
        Arc::clone(&self.words)
    }

    /// The newest place this handle has verified, for the host to keep elsewhere.
    ///
    /// Everything up to it is durable. Take it after an acknowledged change, never before.
    #[must_use]
    pub const fn anchor(&self) -> Anchor {
        Anchor {
            lineage: self.seals.header.lineage,
            place: self.head,
        }
    }

    /// How many entries an opening would have to read now.
    #[must_use]
    pub const fn unsealed(&self) -> u64 {
        self.head.seq.saturating_sub(self.sealed_up_to)
    }

    /// The end of the ledger that this one replaced after a fresh start, if it could be read.
    #[must_use]
    pub fn previous(&self) -> Option<Anchor> {
        self.seals
            .header
            .previous
            .as_deref()
            .and_then(Anchor::from_bytes)
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Ledger")
            .field("number", &self.number)
            .field("seq", &self.head.seq)
            .finish_non_exhaustive()
    }
}
