//! An auditor's look at a ledger that no app has open.
//!
//! It writes nothing, takes no turn and maps no words, so that it can be used
//! on a copy. Without the key it shows that the file agrees with itself; a
//! head known from elsewhere shows that nothing before it was rewritten; the key
//! shows that every entry is the app's own.

use std::path::Path;

use super::error::LedgerError;
use super::seal::{FORMAT, Header, Key, Place, Seals};
use super::store::{Store, StoredHead};
use super::verify::{checkpoint_of, link, sealed_head, unseal, walk};
use super::{Anchor, files};

/// What an auditor holds beside the file.
#[derive(Debug, Default)]
pub struct Held<'a> {
    /// The app's key.
    pub key: Option<&'a Key>,
    /// A place of this ledger that was kept elsewhere.
    pub anchor: Option<Anchor>,
    /// The hash of some entry, or of the head, that was kept elsewhere.
    pub head: Option<[u8; 32]>,
}

/// What was found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Format of the ledger.
    pub format: u32,
    /// Random name of the ledger.
    pub lineage: [u8; 16],
    /// Number of entries, all of which stand in the chain.
    pub entries: u64,
    /// The last place.
    pub head: Anchor,
    /// Whether every seal was opened as well: of the header, the entries, the checkpoint and the head.
    pub seals: bool,
    /// Whether the place that was kept elsewhere stands in the chain; none without one.
    pub known: Option<bool>,
    /// Number of the last entry of the checkpoint; 0 without one.
    pub checkpoint: u64,
}

/// Verifies the ledger in the file `path` from its first entry to its last.
///
/// # Errors
///
/// [`LedgerError::Damaged`] names the first bad entry; [`LedgerError::WrongKey`] if the key is not
/// the one of this ledger; other errors if the file cannot be read.
pub fn verify_file(path: &Path, held: &Held<'_>) -> Result<Findings, LedgerError> {
    let store = Store::open_to_read(path)?;
    let _view = store.view()?;
    let header = known_header(&store)?;
    let seals = match held.key {
        None => None,
        Some(key) => Some(own_seals(&store, key, &header)?),
    };
    let head = match &seals {
        None => store.head()?,
        Some(seals) => sealed_head(&store, seals)?,
    };
    let mut known = Known::new(held, &header);
    known.compare(&header.start());
    walk(&store, header.start(), head.place, |prev, stored| {
        let place = match &seals {
            None => link(&header, prev, stored)?.0,
            Some(seals) => {
                let entry = unseal(seals, prev, stored)?;
                Place {
                    seq: entry.seq,
                    hash: entry.hash,
                }
            }
        };
        known.compare(&place);
        Ok(place)
    })?;
    look_at_checkpoint(&store, seals.as_ref(), &head)?;
    if !store.has_sound_structure()? {
        return Err(LedgerError::damaged("the database structure is broken"));
    }
    Ok(Findings {
        format: header.format,
        lineage: header.lineage,
        entries: head.place.seq,
        head: Anchor {
            lineage: header.lineage,
            place: head.place,
        },
        seals: seals.is_some(),
        known: known.found(),
        checkpoint: head.checkpoint,
    })
}

/// The ledger in force of a directory, for an auditor who got all of it.
///
/// # Errors
///
/// The directory cannot be read, or holds no ledger that is in force.
pub fn ledger_in(directory: &Path) -> Result<std::path::PathBuf, LedgerError> {
    let listing = files::Listing::read(directory)?;
    let number = listing.current();
    if listing.ledgers.contains(&number) {
        Ok(files::ledger_path(directory, number))
    } else {
        Err(LedgerError::Unavailable(std::io::ErrorKind::NotFound))
    }
}

fn known_header(store: &Store) -> Result<Header, LedgerError> {
    let has_schema = store.has_known_schema()?;
    let (header, _) = store.header()?;
    if header.format > FORMAT {
        return Err(LedgerError::NewerFormat {
            found: header.format,
            supported: FORMAT,
        });
    }
    if has_schema && header.format == FORMAT {
        Ok(header)
    } else {
        Err(LedgerError::damaged("the schema was changed"))
    }
}

fn own_seals(store: &Store, key: &Key, header: &Header) -> Result<Seals, LedgerError> {
    if !Seals::is_key_of(key, header) {
        return Err(LedgerError::WrongKey);
    }
    let seals = Seals::new(key, header.clone());
    if store.header()?.1 == seals.header_mac() {
        Ok(seals)
    } else {
        Err(LedgerError::damaged("the seal of the header does not fit"))
    }
}

/// Without the key only that it is there, and stands at the entry it names.
fn look_at_checkpoint(
    store: &Store,
    seals: Option<&Seals>,
    head: &StoredHead,
) -> Result<(), LedgerError> {
    if head.checkpoint == 0 {
        return Ok(());
    }
    let hash = match seals {
        Some(seals) => checkpoint_of(store, seals, head)?.map(|(place, _)| place.hash),
        None => Some(store.checkpoint(head.checkpoint)?.0),
    };
    if hash.is_some() && hash == store.hash_at(head.checkpoint)? {
        Ok(())
    } else {
        Err(LedgerError::bad_entry(
            head.checkpoint,
            "the checkpoint does not stand in the chain",
        ))
    }
}

/// The places that were kept elsewhere; all of them have to be met.
struct Known(Vec<(Wanted, bool)>);

enum Wanted {
    Place(Place),
    Hash([u8; 32]),
    /// Of another ledger, so that it is never met.
    Elsewhere,
}

impl Known {
    fn new(held: &Held<'_>, header: &Header) -> Known {
        let anchor = held.anchor.map(|anchor| {
            if anchor.lineage == header.lineage {
                Wanted::Place(anchor.place)
            } else {
                Wanted::Elsewhere
            }
        });
        let wanted = anchor.into_iter().chain(held.head.map(Wanted::Hash));
        Known(wanted.map(|wanted| (wanted, false)).collect())
    }

    fn compare(&mut self, place: &Place) {
        for (wanted, found) in &mut self.0 {
            *found |= match wanted {
                Wanted::Place(known) => known == place,
                Wanted::Hash(hash) => *hash == place.hash,
                Wanted::Elsewhere => false,
            };
        }
    }

    fn found(&self) -> Option<bool> {
        (!self.0.is_empty()).then(|| self.0.iter().all(|(_, found)| *found))
    }
}
