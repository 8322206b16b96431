//! What can go wrong with a ledger, in the words a guard can act on.

use std::io;

/// Says why a ledger cannot be opened, read or written.
///
/// No variant holds a payload, a path or any other personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The stored bytes are not what was written; `entry` is the first bad one where one can be named.
    #[error("the ledger is damaged: {what}")]
    Damaged {
        /// Sequence number of the first entry that does not verify.
        entry: Option<u64>,
        /// What did not verify, as a fixed phrase.
        what: &'static str,
    },
    /// The ledger agrees with itself but was sealed with another key.
    #[error("the ledger was sealed with another key")]
    WrongKey,
    /// The ledger is older than what is known to have been written.
    #[error("the ledger ends at entry {found}, but entry {expected} was written")]
    RolledBack {
        /// Last entry known from the anchor or from the shared words.
        expected: u64,
        /// Last entry of the ledger that was found.
        found: u64,
    },
    /// A later release of the library wrote this ledger.
    #[error("the ledger has format {found}, this release reads up to {supported}")]
    NewerFormat {
        /// Format of the ledger.
        found: u32,
        /// Newest format this release reads.
        supported: u32,
    },
    /// The storage is full; nothing was acknowledged.
    #[error("the storage is full")]
    Full,
    /// The storage can be read but not written.
    #[error("the storage is read-only")]
    ReadOnly,
    /// The storage failed in another way.
    #[error("the storage is unavailable: {0}")]
    Unavailable(io::ErrorKind),
    /// The files exist but may not be opened yet, as before the first unlock of a phone.
    #[error("the storage is locked")]
    Locked,
    /// Another process kept its turn beyond the deadline.
    #[error("another process is writing to the ledger")]
    Busy,
    /// It is not known whether the last change was stored; open the ledger again to find out.
    #[error("the outcome of the last write is unknown")]
    Unknown,
    /// Another process set this ledger aside and began a new one; open again.
    #[error("the ledger was set aside")]
    Superseded,
    /// A payload is longer than an entry can hold; nothing was written.
    #[error("a payload of {length} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// Length of the payload.
        length: usize,
        /// Longest payload accepted.
        limit: usize,
    },
}

impl LedgerError {
    pub(super) const fn damaged(what: &'static str) -> Self {
        Self::Damaged { entry: None, what }
    }

    pub(super) const fn bad_entry(entry: u64, what: &'static str) -> Self {
        Self::Damaged {
            entry: Some(entry),
            what,
        }
    }

    /// Names the entry that was being read, where the error does not name one yet.
    pub(super) fn at(self, seq: u64) -> Self {
        match self {
            Self::Damaged { entry: None, what } => Self::Damaged {
                entry: Some(seq),
                what,
            },
            other => other,
        }
    }
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::PermissionDenied => Self::Locked,
            kind => Self::Unavailable(kind),
        }
    }
}

impl From<rustix::io::Errno> for LedgerError {
    fn from(error: rustix::io::Errno) -> Self {
        io::Error::from(error).into()
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let Some(code) = error.sqlite_error_code() else {
            // Everything without an SQLite code is a value of the wrong shape: a row that is
            // missing, a column of another type, a number out of range.
            return Self::damaged("a stored value has the wrong shape");
        };
        match code {
            Code::DatabaseCorrupt | Code::NotADatabase => {
                Self::damaged("the database structure is broken")
            }
            Code::DiskFull => Self::Full,
            Code::ReadOnly => Self::ReadOnly,
            Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed => {
                Self::Busy
            }
            Code::PermissionDenied | Code::AuthorizationForStatementDenied => Self::Locked,
            Code::CannotOpen => Self::Unavailable(io::ErrorKind::NotFound),
            Code::OutOfMemory => Self::Unavailable(io::ErrorKind::OutOfMemory),
            // A statement that no longer compiles means that a table or column is not what was
            // created; a constraint, that a row is there which nobody may have written.
            Code::Unknown | Code::TypeMismatch | Code::ConstraintViolation | Code::TooBig => {
                Self::damaged("the database does not hold what was created")
            }
            _ => Self::Unavailable(io::ErrorKind::Other),
        }
    }
}
