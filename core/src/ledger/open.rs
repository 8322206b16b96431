//! Opening a ledger, and starting again after one that cannot be used.
//!
//! **Invariant:** nothing is handed out before it was verified and synced, and
//! nothing is written to a ledger that does not verify. A decision rests on the
//! newest checkpoint and the entries after it; what lies before is verified
//! right after opening, by [`Ledger::audit`].

use std::path::Path;
use std::sync::Arc;

use super::files::{self, Listing, Lock, Turn};
use super::seal::{FORMAT, Header, Key, Place, Seals};
use super::store::{Store, StoredHead};
use super::transact::append;
use super::verify::{Audit, checkpoint_of, link, sealed_head, walk, walk_sealed};
use super::words::{EVERYTHING, Words};
use super::{Anchor, Draft, Ledger, LedgerError, Opened, Options};

impl Ledger {
    /// Opens the ledger of a directory, making it on a first run.
    ///
    /// A missing ledger counts as a first run only if none was ever completed in this directory.
    /// With an `anchor` and an empty directory the app was installed anew: `was_empty` says so.
    ///
    /// # Errors
    ///
    /// Any error leaves the files as they were found; see [`LedgerError`] for what each asks for.
    pub fn open(
        directory: &Path,
        key: &Key,
        anchor: Option<&Anchor>,
        options: Options,
    ) -> Result<Opened, LedgerError> {
        let place = Premises::enter(directory, options)?;
        let listing = Listing::read(directory)?;
        if listing.has_later() {
            return Err(LedgerError::damaged("a fresh start was not completed"));
        }
        let number = listing.current();
        let marked = place.lock.is_marked()?;
        let may_create = !marked && number == 1;
        if !listing.ledgers.contains(&number) && (!may_create || listing.has_traces_of(number)) {
            return Err(LedgerError::damaged("the ledger file is missing"));
        }
        let mut store = Store::open(&files::ledger_path(directory, number), may_create)?;
        let blank = store.is_blank()?;
        if blank && !may_create {
            return Err(LedgerError::damaged("the ledger file is empty"));
        }
        if blank {
            create(&mut store, key, None)?;
            files::sync_directory(directory)?;
        }
        let opened = place.adopt(store, number, key, anchor.filter(|_| !blank))?;
        Ok(Opened {
            was_empty: blank,
            ..opened
        })
    }

    /// Sets the ledger in force aside for ever and begins a new one that names its end.
    ///
    /// Nothing is deleted. `first` gets the end of the old ledger, if it could be read, and
    /// returns the entries to begin with; `cause` is a fixed word for the note beside the old
    /// files. A new start that was cut short changes nothing and can be repeated. The caller has
    /// dropped its own [`Ledger`] of this directory.
    ///
    /// # Errors
    ///
    /// The old ledger stays in force if the new one cannot be made durable.
    pub fn start_again(
        directory: &Path,
        key: &Key,
        cause: &str,
        options: Options,
        first: impl FnOnce(Option<&Anchor>) -> Vec<Draft>,
    ) -> Result<Opened, LedgerError> {
        let place = Premises::enter(directory, options)?;
        let everything: Vec<u16> = (0..=EVERYTHING).collect();
        place.words.mark(&everything);
        let listing = Listing::read(directory)?;
        let (old, number) = (listing.current(), listing.next());
        let previous = cite(directory, old, &listing);
        for unfinished in old + 1..number {
            files::set_aside(directory, unfinished, "never came into force\n")?;
        }
        let mut store = Store::open(&files::ledger_path(directory, number), true)?;
        let (seals, head) = create(
            &mut store,
            key,
            previous.map(|anchor| anchor.to_bytes().to_vec()),
        )?;
        begin_with(&store, &seals, head, &first(previous.as_ref()))?;
        files::sync_directory(directory)?;
        if number != old {
            // The note is the switch: before it the old ledger is in force, after it the new one.
            files::set_aside(
                directory,
                old,
                &format!("set aside: {cause}; followed by ledger-{number}\n"),
            )?;
        }
        let opened = place.adopt(store, number, key, None)?;
        Ok(Opened {
            was_empty: true,
            ..opened
        })
    }
}

/// A directory entered: lock, turn and words.
struct Premises<'a> {
    directory: &'a Path,
    options: Options,
    lock: Lock,
    words: Words,
    // Held until the ledger is open and published.
    _turn: Turn,
}

impl<'a> Premises<'a> {
    fn enter(directory: &'a Path, options: Options) -> Result<Self, LedgerError> {
        files::make_directory(directory)?;
        let lock = Lock::open(directory)?;
        let turn = lock.turn(options.turn_deadline)?;
        let words = Words::open(&files::words_path(directory))?;
        Ok(Self {
            directory,
            options,
            lock,
            words,
            _turn: turn,
        })
    }

    /// Verifies everything, makes durable what a dead writer left, and only then trusts it.
    fn adopt(
        self,
        store: Store,
        number: u32,
        key: &Key,
        anchor: Option<&Anchor>,
    ) -> Result<Opened, LedgerError> {
        // After a fault nothing is taken on trust: all of it has to be whole again.
        let fault = files::noted_fault(self.directory, number);
        let depth = if fault.is_some() {
            Depth::Everything
        } else {
            Depth::SinceCheckpoint
        };
        let Verified {
            seals,
            head,
            checkpoint,
            tail,
            audit,
        } = read_verified(&store, key, anchor, &self.words, depth)?;
        store.sync_recovered(self.options.turn_deadline)?;
        let after_fault = fault.is_some() && audit.is_some();
        if fault.is_some() && !after_fault {
            files::forget_fault(self.directory, number)?;
        }
        store.trust(true)?;
        if !self.lock.is_marked()? {
            self.lock.write_marker()?;
        }
        self.words.settle();
        self.words
            .mirror_anew(&head.place, &seals.mirror_mac(&head.place));
        let ledger = Ledger {
            directory: self.directory.to_owned(),
            number,
            options: self.options,
            lock: self.lock,
            words: Arc::new(self.words),
            store,
            seals,
            sealed_up_to: head.checkpoint,
            head: head.place,
            closed: None,
        };
        Ok(Opened {
            ledger,
            checkpoint,
            tail,
            audit,
            after_fault,
            was_empty: false,
        })
    }
}

/// How much of a ledger is verified before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The newest checkpoint and what follows it; the rest right afterwards.
    SinceCheckpoint,
    /// All of it.
    Everything,
}

struct Verified {
    seals: Seals,
    head: StoredHead,
    checkpoint: Option<Vec<u8>>,
    tail: Vec<super::Entry>,
    audit: Option<Audit>,
}

fn read_verified(
    store: &Store,
    key: &Key,
    anchor: Option<&Anchor>,
    words: &Words,
    depth: Depth,
) -> Result<Verified, LedgerError> {
    let _view = store.view()?;
    let seals = known_seals(store, key)?;
    let head = sealed_head(store, &seals)?;
    let (sealed_at, checkpoint) = checkpoint_of(store, &seals, &head)?.unzip();
    let start = match (sealed_at, depth) {
        (Some(place), Depth::SinceCheckpoint) => place,
        (_, Depth::Everything) | (None, Depth::SinceCheckpoint) => seals.header.start(),
    };
    let mut known = Known::new(&seals, anchor, words);
    known.look_up(store, start)?;
    let mut tail = Vec::new();
    walk_sealed(store, &seals, start, head.place, |entry| {
        known.compare(&Place {
            seq: entry.seq,
            hash: entry.hash,
        });
        if entry.seq > head.checkpoint {
            tail.push(entry);
        }
    })?;
    known.require_all(head.place)?;
    Ok(Verified {
        // Also where the chain was walked just now: whether the state of the checkpoint is what
        // the entries before it give can only be seen by whoever replays them.
        audit: sealed_at.map(|place| Audit::new(&seals.header, place)),
        seals,
        head,
        checkpoint,
        tail,
    })
}

/// Places that were once the durable head; the chain must contain every one of them.
struct Known(Vec<(Place, bool)>);

impl Known {
    fn new(seals: &Seals, anchor: Option<&Anchor>, words: &Words) -> Self {
        let header = &seals.header;
        let mirrored = words.mirrored(|place, seal| *seal == seals.mirror_mac(place));
        // An anchor of the ledger before this one is what a host holds if it died right after a
        // fresh start; any other lineage can never be found and is a roll-back.
        let replaced = |anchor: &Anchor| {
            header
                .previous
                .as_deref()
                .and_then(Anchor::from_bytes)
                .is_some_and(|old| old.lineage == anchor.lineage)
        };
        let anchored = anchor.filter(|anchor| !replaced(anchor)).map(|anchor| {
            let unreachable = Place {
                seq: u64::MAX,
                ..anchor.place
            };
            if anchor.lineage == header.lineage {
                anchor.place
            } else {
                unreachable
            }
        });
        Self(
            mirrored
                .into_iter()
                .chain(anchored)
                .map(|place| (place, false))
                .collect(),
        )
    }

    /// Compares with `start`, and with what the rows before it say of themselves: what they say
    /// is verified right after opening, and until then it can only show a roll-back.
    fn look_up(&mut self, store: &Store, start: Place) -> Result<(), LedgerError> {
        self.compare(&start);
        for (known, found) in &mut self.0 {
            if known.seq < start.seq {
                *found = known.seq == 0 || store.hash_at(known.seq)? == Some(known.hash);
            }
        }
        Ok(())
    }

    fn compare(&mut self, place: &Place) {
        for (known, found) in &mut self.0 {
            *found |= known == place;
        }
    }

    fn require_all(&self, head: Place) -> Result<(), LedgerError> {
        match self.0.iter().find(|(_, found)| !found) {
            None => Ok(()),
            Some((known, _)) => Err(LedgerError::RolledBack {
                expected: known.seq,
                found: head.seq,
            }),
        }
    }
}

/// Reads the header and decides whether this release and this key can open the ledger.
fn known_seals(store: &Store, key: &Key) -> Result<Seals, LedgerError> {
    let schema_is_known = store.has_known_schema()?;
    let damaged = LedgerError::damaged("the header is broken");
    let (header, seal) = match store.header() {
        Ok(found) => found,
        Err(_) if !schema_is_known => return Err(LedgerError::damaged("the schema was changed")),
        Err(error) => return Err(error),
    };
    let format = header.format;
    let is_ours = Seals::is_key_of(key, &header);
    let seals = Seals::new(key, header);
    let is_sealed = is_ours && seal == seals.header_mac();
    // A newer format is believed only under our own seal: otherwise one flipped bit would close
    // the ledger with an error that offers no way on.
    if is_sealed && format > FORMAT {
        return Err(LedgerError::NewerFormat {
            found: format,
            supported: FORMAT,
        });
    }
    if !schema_is_known {
        return Err(LedgerError::damaged("the schema was changed"));
    }
    if is_sealed && format == FORMAT {
        return Ok(seals);
    }
    if !is_ours && agrees_with_itself(store, &seals.header) {
        return Err(LedgerError::WrongKey);
    }
    Err(damaged)
}

/// Tells another key from a broken header: the chain, which needs no key, includes the header.
fn agrees_with_itself(store: &Store, header: &Header) -> bool {
    let Ok(head) = store.head() else { return false };
    walk(store, header.start(), head.place, |prev, stored| {
        Ok(link(header, prev, stored)?.0)
    })
    .is_ok()
}

fn create(
    store: &mut Store,
    key: &Key,
    previous: Option<Vec<u8>>,
) -> Result<(Seals, Place), LedgerError> {
    let seals = Seals::create(key, previous)?;
    let place = seals.header.start();
    let head = StoredHead {
        place,
        checkpoint: 0,
        seal: seals.head_mac(&place, 0),
    };
    store.create(&seals.header, &seals.header_mac(), &head)?;
    Ok((seals, place))
}

fn begin_with(
    store: &Store,
    seals: &Seals,
    head: Place,
    drafts: &[Draft],
) -> Result<(), LedgerError> {
    let write = store.begin()?;
    append(
        store,
        seals,
        StoredHead {
            place: head,
            checkpoint: 0,
            seal: [0; 32],
        },
        drafts,
    )?;
    Ok(write.commit()?)
}

/// What the old ledger says about its end. It is not verified and only cited.
fn cite(directory: &Path, number: u32, listing: &Listing) -> Option<Anchor> {
    if !listing.ledgers.contains(&number) {
        return None;
    }
    let store = Store::open_to_cite(&files::ledger_path(directory, number)).ok()?;
    let (header, _) = store.header().ok()?;
    Some(Anchor {
        lineage: header.lineage,
        place: store.head().ok()?.place,
    })
}
