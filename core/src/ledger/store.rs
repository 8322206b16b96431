//! The SQLite file under a ledger: its schema, its settings, its rows.
//!
//! It knows nothing of keys and verifies nothing; it hands out rows in the
//! order of their primary key. **Invariant:** no answer ever comes from an
//! index, because a flipped bit there can change an answer and leave every row
//! intact.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};

use super::seal::{Hash, Header, Place};
use super::{Class, LedgerError};

/// The whole schema, compared letter by letter at every opening: a planted trigger, view or index
/// would change what is read. `digest` and `checkpoint` are part of the format from the start.
const SCHEMA: [(&str, &str); 4] = [
    (
        "checkpoint",
        "CREATE TABLE checkpoint (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, state BLOB NOT NULL) STRICT",
    ),
    (
        "entry",
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY, class INTEGER NOT NULL, hash BLOB NOT NULL, \
         payload BLOB, digest BLOB) STRICT",
    ),
    (
        "head",
        "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL, \
         checkpoint INTEGER NOT NULL, seal BLOB NOT NULL) STRICT",
    ),
    (
        "header",
        "CREATE TABLE header (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, lineage BLOB NOT NULL, \
         key_id BLOB NOT NULL, previous BLOB, seal BLOB NOT NULL) STRICT",
    ),
];

/// Every setting that durability or truth depends on; each is read back, because a build of
/// SQLite may have other defaults or leave a setting out.
const SETTINGS: [(&str, i64); 12] = [
    ("synchronous", 2),
    ("mmap_size", 0),
    ("cache_size", -256),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", 1),
    ("temp_store", 2),
    // On Apple systems a plain fsync does not empty the drive's cache.
    ("fullfsync", 1),
    ("checkpoint_fullfsync", 1),
    ("journal_size_limit", 1 << 20),
    ("wal_autocheckpoint", 256),
    ("recursive_triggers", 0),
];

/// How long SQLite itself waits for its short internal locks; the turn does the real waiting.
const INTERNAL_WAIT: Duration = Duration::from_millis(500);

/// A row of the entry table as it is stored.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) seq: u64,
    pub(super) class: Option<Class>,
    pub(super) hash: Hash,
    pub(super) sealed: Option<Vec<u8>>,
}

/// The head row as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StoredHead {
    pub(super) place: Place,
    pub(super) checkpoint: u64,
    pub(super) seal: Hash,
}

#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the file and sets every setting, creating the file only where `create` allows it.
    pub(super) fn open(path: &Path, create: bool) -> Result<Self, LedgerError> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
        let store = Self {
            connection: Connection::open_with_flags(path, flags)?,
        };
        store.connection.busy_timeout(INTERNAL_WAIT)?;
        store.configure(create)?;
        Ok(store)
    }

    /// Opens the file of a ledger that is no longer trusted, to read what it says about itself.
    pub(super) fn open_to_cite(path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self {
            connection: Connection::open_with_flags(path, flags)?,
        };
        store
            .connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(store)
    }

    /// Opens a copy to look at. Nothing is written beside it unless a log lies there, which only
    /// SQLite's own index makes readable.
    pub(super) fn open_to_read(path: &Path) -> Result<Self, LedgerError> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Self::open_to_cite(path);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(as_immutable(path), flags)?;
        Ok(Self { connection })
    }

    fn configure(&self, create: bool) -> Result<(), LedgerError> {
        use DbConfig as Flag;
        let flags = [
            (Flag::SQLITE_DBCONFIG_DEFENSIVE, true),
            (Flag::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (Flag::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (Flag::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            // Until the ledger is verified, closing must leave the log as it was found: it may be
            // evidence, and a byte flipped back must open the ledger again.
            (Flag::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
        ];
        for (flag, wanted) in flags {
            self.connection.set_db_config(flag, wanted)?;
            if self.connection.db_config(flag)? != wanted {
                return Err(LedgerError::Unavailable(std::io::ErrorKind::Unsupported));
            }
        }
        for (name, wanted) in SETTINGS {
            self.connection
                .pragma_update(None, name, wanted_or_mutant(name, wanted))?;
            let found: i64 = self
                .connection
                .pragma_query_value(None, name, |row| row.get(0))?;
            if found != wanted_or_mutant(name, wanted) {
                return Err(LedgerError::Unavailable(std::io::ErrorKind::Unsupported));
            }
        }
        self.require_wal(create)
    }

    /// Asks for the journal mode before setting it: an existing ledger that is not in WAL mode was
    /// changed by someone, and setting the mode would write to it.
    fn require_wal(&self, create: bool) -> Result<(), LedgerError> {
        let mode = |sql: &str| {
            self.connection
                .query_row(sql, [], |row| row.get::<_, String>(0))
        };
        if mode("PRAGMA journal_mode")? == "wal" {
            return Ok(());
        }
        if !create {
            return Err(LedgerError::damaged("the journal mode was changed"));
        }
        match mode("PRAGMA journal_mode = WAL")?.as_str() {
            "wal" => Ok(()),
            _ => Err(LedgerError::Unavailable(std::io::ErrorKind::Unsupported)),
        }
    }

    /// From here on closing the last connection tidies the log away.
    pub(super) fn trust(&self, trusted: bool) -> Result<(), LedgerError> {
        Ok(self
            .connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !trusted)
            .map(drop)?)
    }

    /// Whether nothing was ever created in this file.
    pub(super) fn is_blank(&self) -> Result<bool, LedgerError> {
        let count: i64 =
            self.connection
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(count == 0)
    }

    /// Whether the schema is the one of format 1, letter by letter.
    pub(super) fn has_known_schema(&self) -> Result<bool, LedgerError> {
        let mut read = self
            .connection
            .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
        let mut rows = read.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |column| {
                row.get_ref(column)
                    .ok()
                    .and_then(|value| value.as_str().ok())
                    .map(str::to_owned)
            };
            match (text(0).as_deref(), text(1), text(2), text(3)) {
                (Some("table"), Some(name), Some(table), Some(sql)) if name == table => {
                    found.push((name, sql))
                }
                _ => return Ok(false),
            }
        }
        found.sort();
        Ok(found
            .iter()
            .map(|(name, sql)| (name.as_str(), sql.as_str()))
            .eq(SCHEMA))
    }

    /// Creates the schema with its header and first head, all or nothing.
    pub(super) fn create(
        &mut self,
        header: &Header,
        seal: &Hash,
        head: &StoredHead,
    ) -> Result<(), LedgerError> {
        let write = self.begin()?;
        for (_, sql) in SCHEMA {
            write.execute(sql, [])?;
        }
        write.execute(
            "INSERT INTO header (one, format, lineage, key_id, previous, seal) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            params![header.format, header.lineage, header.key_id, header.previous, seal],
        )?;
        write.execute(
            "INSERT INTO head (one, seq, hash, checkpoint, seal) VALUES (1, ?1, ?2, ?3, ?4)",
            params![
                signed(head.place.seq)?,
                head.place.hash,
                signed(head.checkpoint)?,
                head.seal
            ],
        )?;
        Ok(write.commit()?)
    }

    /// The header row and its seal.
    pub(super) fn header(&self) -> Result<(Header, Hash), LedgerError> {
        let sql = "SELECT format, lineage, key_id, previous, seal FROM header WHERE one = 1";
        self.one(sql, "the header is broken", |row| {
            let header = Header {
                format: u32::try_from(integer(row, 0)?).ok()?,
                lineage: array(row, 1)?,
                key_id: array(row, 2)?,
                previous: optional_blob(row, 3)?,
            };
            Some((header, array(row, 4)?))
        })
    }

    /// The head row.
    pub(super) fn head(&self) -> Result<StoredHead, LedgerError> {
        self.one(
            "SELECT seq, hash, checkpoint, seal FROM head WHERE one = 1",
            "the head is broken",
            |row| {
                let place = Place {
                    seq: unsigned(row, 0)?,
                    hash: array(row, 1)?,
                };
                Some(StoredHead {
                    place,
                    checkpoint: unsigned(row, 2)?,
                    seal: array(row, 3)?,
                })
            },
        )
    }

    /// One checkpoint: the hash it was taken at and its sealed state.
    pub(super) fn checkpoint(&self, seq: u64) -> Result<(Hash, Vec<u8>), LedgerError> {
        let sql = format!("SELECT hash, state FROM checkpoint WHERE seq = {seq}");
        self.one(&sql, "the checkpoint is broken", |row| {
            Some((array(row, 0)?, optional_blob(row, 1)??))
        })
    }

    /// Reads the one row of a query; everything but exactly one well-formed row is damage.
    fn one<T>(
        &self,
        sql: &str,
        what: &'static str,
        read: impl Fn(&Row<'_>) -> Option<T>,
    ) -> Result<T, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([], |row| Ok(read(row))).optional()?;
        found.flatten().ok_or(LedgerError::damaged(what))
    }

    /// Hands out the stored entries after `seq` in order of their sequence number.
    pub(super) fn entries_after(
        &self,
        seq: u64,
        mut each: impl FnMut(Stored) -> Result<bool, LedgerError>,
    ) -> Result<(), LedgerError> {
        let sql = "SELECT seq, class, hash, payload, digest FROM entry WHERE seq > ?1 ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([signed(seq)?])?;
        let mut last = seq;
        loop {
            let row = rows
                .next()
                .map_err(|error| LedgerError::from(error).at(last + 1))?;
            let Some(row) = row else { return Ok(()) };
            let stored =
                stored(row).ok_or(LedgerError::bad_entry(last + 1, "the entry is broken"))?;
            last = stored.seq;
            if !each(stored)? {
                return Ok(());
            }
        }
    }

    /// What one row says its hash is; none if there is no such row.
    pub(super) fn hash_at(&self, seq: u64) -> Result<Option<Hash>, LedgerError> {
        let sql = "SELECT hash FROM entry WHERE seq = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement
            .query_row([signed(seq)?], |row| Ok(array(row, 0)))
            .optional()?;
        Ok(found.flatten())
    }

    /// A consistent view for several reads.
    pub(super) fn view(&self) -> Result<Transaction<'_>, LedgerError> {
        Ok(Transaction::new_unchecked(
            &self.connection,
            TransactionBehavior::Deferred,
        )?)
    }

    /// Begins to write, at once and not at the first change.
    pub(super) fn begin(&self) -> Result<Transaction<'_>, LedgerError> {
        Ok(Transaction::new_unchecked(
            &self.connection,
            TransactionBehavior::Immediate,
        )?)
    }

    pub(super) fn append(
        &self,
        seq: u64,
        class: Class,
        hash: &Hash,
        sealed: &[u8],
    ) -> Result<(), LedgerError> {
        let sql =
            "INSERT INTO entry (seq, class, hash, payload, digest) VALUES (?1, ?2, ?3, ?4, NULL)";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.execute(params![signed(seq)?, class.code(), hash, sealed])?;
        Ok(())
    }

    pub(super) fn move_head(&self, head: &StoredHead) -> Result<(), LedgerError> {
        let sql = "UPDATE head SET seq = ?1, hash = ?2, checkpoint = ?3, seal = ?4 WHERE one = 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let place = &head.place;
        let changed = statement.execute(params![
            signed(place.seq)?,
            place.hash,
            signed(head.checkpoint)?,
            head.seal
        ])?;
        if changed == 1 {
            Ok(())
        } else {
            Err(LedgerError::damaged("the head is broken"))
        }
    }

    pub(super) fn add_checkpoint(&self, place: &Place, sealed: &[u8]) -> Result<(), LedgerError> {
        let sql = "INSERT OR REPLACE INTO checkpoint (seq, hash, state) VALUES (?1, ?2, ?3)";
        self.connection
            .execute(sql, params![signed(place.seq)?, place.hash, sealed])?;
        // The state is in the entries as well, so that older checkpoints are only a cache.
        self.connection.execute(
            "DELETE FROM checkpoint WHERE seq <> ?1",
            [signed(place.seq)?],
        )?;
        Ok(())
    }

    /// Makes durable whatever a dead writer left in the log: a checkpoint syncs the log first.
    ///
    /// A reader of another process can hold it up for the length of one short read.
    pub(super) fn sync_recovered(&self, deadline: Duration) -> Result<(), LedgerError> {
        let started = std::time::Instant::now();
        loop {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let (busy, logged, copied): (i64, i64, i64) =
                self.connection
                    .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], read)?;
            // A checkpoint that readers cut short reports success and may not have synced at all.
            if busy == 0 && logged == copied {
                return Ok(());
            }
            if started.elapsed() >= deadline {
                return Err(LedgerError::Busy);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// SQLite's own look at the structure of the whole file.
    pub(super) fn has_sound_structure(&self) -> Result<bool, LedgerError> {
        let answer: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(answer == "ok")
    }
}

/// The path as a name of a file that nobody changes, every special character written out.
fn as_immutable(path: &Path) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;
    let mut name = "file:".to_owned();
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name + "?immutable=1"
}

#[cfg(feature = "testing")]
fn wanted_or_mutant(name: &str, wanted: i64) -> i64 {
    let without_sync = super::testing::mutant() == super::testing::Mutant::NoSync;
    if without_sync && name == "synchronous" {
        0
    } else {
        wanted
    }
}

#[cfg(not(feature = "testing"))]
const fn wanted_or_mutant(_name: &str, wanted: i64) -> i64 {
    wanted
}

fn stored(row: &Row<'_>) -> Option<Stored> {
    let class = u8::try_from(integer(row, 1)?)
        .ok()
        .and_then(Class::from_code);
    // A digest in place of a payload belongs to erased entries, which format 1 reserves and no
    // release writes yet; both at once, or neither, was never written.
    let (payload, digest) = (optional_blob(row, 3)?, optional_blob(row, 4)?);
    let sealed = if digest.is_none() { payload } else { None };
    Some(Stored {
        seq: unsigned(row, 0)?,
        class,
        hash: array(row, 2)?,
        sealed,
    })
}

fn integer(row: &Row<'_>, column: usize) -> Option<i64> {
    row.get_ref(column).ok()?.as_i64().ok()
}

fn unsigned(row: &Row<'_>, column: usize) -> Option<u64> {
    u64::try_from(integer(row, column)?).ok()
}

fn array<const N: usize>(row: &Row<'_>, column: usize) -> Option<[u8; N]> {
    row.get_ref(column).ok()?.as_blob().ok()?.try_into().ok()
}

/// Outer `None`: neither a blob nor NULL.
#[expect(
    clippy::option_option,
    reason = "a missing value and a malformed one are different findings"
)]
fn optional_blob(row: &Row<'_>, column: usize) -> Option<Option<Vec<u8>>> {
    match row.get_ref(column).ok()? {
        ValueRef::Null => Some(None),
        ValueRef::Blob(bytes) => Some(Some(bytes.to_vec())),
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) => None,
    }
}

fn signed(value: u64) -> Result<i64, LedgerError> {
    i64::try_from(value).map_err(|_| LedgerError::damaged("a sequence number is out of range"))
}
