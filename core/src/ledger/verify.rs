//! Verification: the one walk over stored entries that everything else uses.

use super::seal::{Header, Place, Seals};
use super::store::{Store, Stored, StoredHead};
use super::{Class, Entry, Ledger, LedgerError};

/// What a full verification found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Number of entries, all of which verify.
    pub entries: u64,
    /// Hash of the last one; compare it with a head obtained elsewhere.
    pub head: [u8; 32],
}

/// Entries looked at in one read transaction: a long one would keep the log from being tidied.
const CHUNK: u64 = 2_000;

/// Checks that an entry follows `prev` in place and chain. This needs no key, and proves only that
/// the file agrees with itself.
pub(super) fn link<'a>(
    header: &Header,
    prev: &Place,
    stored: &'a Stored,
) -> Result<(Place, Class, &'a [u8]), LedgerError> {
    let seq = prev.seq + 1;
    // Only `cargo xtask fuzz` plants it, to see that it would be found.
    assert!(
        !(cfg!(askfirst_planted_panic) && stored.seq > seq),
        "a planted panic"
    );
    if stored.seq != seq {
        return Err(LedgerError::bad_entry(seq, "an entry is missing"));
    }
    let sealed = stored
        .sealed
        .as_deref()
        .ok_or(LedgerError::bad_entry(seq, "the payload is missing"))?;
    let class = stored
        .class
        .ok_or(LedgerError::bad_entry(seq, "the class is unknown"))?;
    if header.chain(prev, class, sealed) != stored.hash {
        return Err(LedgerError::bad_entry(seq, "the chain is broken"));
    }
    Ok((
        Place {
            seq,
            hash: stored.hash,
        },
        class,
        sealed,
    ))
}

/// Checks an entry against its predecessor and its seal, and opens it.
pub(super) fn unseal(seals: &Seals, prev: &Place, stored: &Stored) -> Result<Entry, LedgerError> {
    let (place, class, sealed) = link(&seals.header, prev, stored)?;
    let payload = seals.open(prev, class, sealed);
    let payload = payload.ok_or(LedgerError::bad_entry(place.seq, "the seal does not fit"))?;
    Ok(Entry {
        seq: place.seq,
        class,
        hash: place.hash,
        payload,
    })
}

/// Walks from `start` to exactly `head`, which must be the end of the stored entries.
///
/// `each` checks one entry after the place before it and returns its own place.
pub(super) fn walk(
    store: &Store,
    start: Place,
    head: Place,
    mut each: impl FnMut(&Place, &Stored) -> Result<Place, LedgerError>,
) -> Result<(), LedgerError> {
    let mut prev = start;
    store.entries_after(start.seq, |stored| {
        if prev.seq >= head.seq {
            return Err(LedgerError::bad_entry(
                prev.seq + 1,
                "an entry follows the sealed head",
            ));
        }
        prev = each(&prev, &stored)?;
        Ok(true)
    })?;
    if prev.seq < head.seq {
        return Err(LedgerError::bad_entry(prev.seq + 1, "an entry is missing"));
    }
    is_head(prev, head)
}

/// Walks from `start` to `head`, opens every entry and hands it out.
pub(super) fn walk_sealed(
    store: &Store,
    seals: &Seals,
    start: Place,
    head: Place,
    mut each: impl FnMut(Entry),
) -> Result<(), LedgerError> {
    walk(store, start, head, |prev, stored| {
        let entry = unseal(seals, prev, stored)?;
        each(entry);
        Ok(Place {
            seq: stored.seq,
            hash: stored.hash,
        })
    })
}

fn is_head(last: Place, head: Place) -> Result<(), LedgerError> {
    if last == head {
        return Ok(());
    }
    Err(LedgerError::bad_entry(
        head.seq.max(1),
        "the last entry is not the sealed head",
    ))
}

/// Reads the head row and checks its seal.
pub(super) fn sealed_head(store: &Store, seals: &Seals) -> Result<StoredHead, LedgerError> {
    let head = store.head()?;
    if head.seal != seals.head_mac(&head.place, head.checkpoint) {
        return Err(LedgerError::damaged("the seal of the head does not fit"));
    }
    Ok(head)
}

/// Opens the checkpoint that a sealed head names; a bad one is a fault and no reason to do without.
pub(super) fn checkpoint_of(
    store: &Store,
    seals: &Seals,
    head: &StoredHead,
) -> Result<Option<(Place, Vec<u8>)>, LedgerError> {
    if head.checkpoint == 0 {
        return Ok(None);
    }
    let (hash, sealed) = store
        .checkpoint(head.checkpoint)
        .map_err(|error| error.at(head.checkpoint))?;
    let place = Place {
        seq: head.checkpoint,
        hash,
    };
    let bad = LedgerError::bad_entry(head.checkpoint, "the checkpoint does not fit");
    let state = seals.open_checkpoint(&place, &sealed).ok_or(bad)?;
    Ok(Some((place, state)))
}

/// The part of the history before the checkpoint, which opening leaves for right after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    next: Place,
    until: Place,
}

impl Audit {
    pub(super) fn new(header: &Header, checkpoint: Place) -> Self {
        Self {
            next: header.start(),
            until: checkpoint,
        }
    }

    /// Number of the last entry it looks at.
    #[must_use]
    pub const fn until(&self) -> u64 {
        self.until.seq
    }

    /// Whether all of it was found in order.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next == self.until
    }
}

impl Ledger {
    /// Verifies the whole history again: structure, chain, seals, head and checkpoint.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Damaged`] names the first bad entry. This handle refuses all further work
    /// after such a finding.
    pub fn verify(&mut self) -> Result<Report, LedgerError> {
        self.usable()?;
        let found = self.verify_all();
        self.close_on_doubt(found)
    }

    fn verify_all(&self) -> Result<Report, LedgerError> {
        let head = {
            let _view = self.store.view()?;
            let head = sealed_head(&self.store, &self.seals)?;
            checkpoint_of(&self.store, &self.seals, &head)?;
            head.place
        };
        let mut place = self.seals.header.start();
        while place.seq < head.seq {
            place = self.verify_chunk(place, head, &mut |_| {})?;
        }
        is_head(place, head)?;
        if !self.store.has_sound_structure()? {
            return Err(LedgerError::damaged("the database structure is broken"));
        }
        Ok(Report {
            entries: head.seq,
            head: head.hash,
        })
    }

    /// Verifies the next few entries of what opening left for later, and hands them out.
    ///
    /// # Errors
    ///
    /// As [`Ledger::verify`]; the finding is noted beside the ledger, which closes it in every
    /// process and at every later opening that still finds it.
    pub fn audit(
        &mut self,
        audit: &mut Audit,
        mut each: impl FnMut(&Entry),
    ) -> Result<(), LedgerError> {
        self.usable()?;
        let found = self.audit_chunk(audit, &mut each);
        if let Err(error) = &found {
            self.note(error);
        }
        self.close_on_doubt(found)
    }

    fn audit_chunk(
        &self,
        audit: &mut Audit,
        each: &mut dyn FnMut(&Entry),
    ) -> Result<(), LedgerError> {
        audit.next = self.verify_chunk(audit.next, audit.until, each)?;
        if audit.next.seq == audit.until.seq && audit.next != audit.until {
            return Err(LedgerError::bad_entry(
                audit.until.seq,
                "the checkpoint does not stand in the chain",
            ));
        }
        Ok(())
    }

    fn verify_chunk(
        &self,
        start: Place,
        head: Place,
        each: &mut dyn FnMut(&Entry),
    ) -> Result<Place, LedgerError> {
        let _view = self.store.view()?;
        let mut prev = start;
        self.store.entries_after(start.seq, |stored| {
            let entry = unseal(&self.seals, &prev, &stored)?;
            prev = Place {
                seq: entry.seq,
                hash: entry.hash,
            };
            each(&entry);
            Ok(prev.seq < head.seq && prev.seq - start.seq < CHUNK)
        })?;
        if prev == start {
            Err(LedgerError::bad_entry(start.seq + 1, "an entry is missing"))
        } else {
            Ok(prev)
        }
    }

    /// Reads up to `limit` entries from `from` on, each verified against its predecessor.
    ///
    /// # Errors
    ///
    /// As [`Ledger::verify`].
    pub fn read(&mut self, from: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.usable()?;
        let found = self.read_verified(from.max(1), limit);
        self.close_on_doubt(found)
    }

    fn read_verified(&self, from: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let mut entries = Vec::new();
        if limit == 0 || from > self.head.seq {
            return Ok(entries);
        }
        let _view = self.store.view()?;
        let mut prev = (from == 1).then(|| self.seals.header.start());
        self.store.entries_after(from.saturating_sub(2), |stored| {
            match &prev {
                Some(prev) => entries.push(unseal(&self.seals, prev, &stored)?),
                None if stored.seq + 1 == from => {}
                None => return Err(LedgerError::bad_entry(from - 1, "an entry is missing")),
            }
            prev = Some(Place {
                seq: stored.seq,
                hash: stored.hash,
            });
            Ok(entries.len() < limit && stored.seq < self.head.seq)
        })?;
        Ok(entries)
    }
}
