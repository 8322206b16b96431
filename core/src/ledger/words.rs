//! The words that all processes of one app share: one version per gate.
//!
//! An even version means *settled*, an odd one *a change is under way*. A
//! process keeps the version it last settled in private memory and is open only
//! while both are equal, so the file can close a gate and can never open one.
//!
//! **Invariant:** the file is written to its full length before it is mapped,
//! and is never shortened or replaced while the app is installed.
// A map of shared memory cannot be had without these few lines; all other modules deny unsafe code.
#![allow(unsafe_code)]

use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use once_cell::sync::OnceCell;

use super::LedgerError;
use super::files;
use super::seal::{Hash, Place};
use super::slot::{self, ABSURD};

/// Number of gate words; a gate uses the word its stable hash points to.
pub const SLOTS: u16 = 256;
/// The word for changes that concern every gate, usable wherever a slot is named.
pub const EVERYTHING: u16 = SLOTS;

/// A multiple of 64 KiB, which is a multiple of every page size in use.
const LENGTH: usize = 64 * 1024;
const MAGIC: u64 = u64::from_be_bytes(*b"AskFw001");

/// One word alone on its cache line (two lines where the processor fetches pairs).
#[derive(Debug)]
#[repr(C, align(128))]
struct Line(AtomicU64);

/// The newest committed head as last published: sequence, hash and seal.
#[derive(Debug)]
#[repr(C, align(128))]
struct Mirror([AtomicU64; 9]);

#[derive(Debug)]
#[repr(C)]
struct Layout {
    magic: Line,
    /// Two copies written in turn, so that a torn one never hides the other.
    mirrors: [Mirror; 2],
    slots: [Line; SLOTS as usize + 1],
}

const _: () = assert!(size_of::<Layout>() <= LENGTH);

/// Gives access to the shared words of one ledger directory.
#[derive(Debug)]
pub struct Words {
    layout: NonNull<Layout>,
    identity: (u64, u64),
}

// SAFETY: the mapping holds nothing but atomics and stays mapped until the last owner drops it.
unsafe impl Send for Words {}
// SAFETY: as above; every access goes through atomics.
unsafe impl Sync for Words {}

/// One shared word, to be read often: it knows its address and keeps the map alive.
#[derive(Debug, Default)]
pub struct Word {
    /// Null until it is attached.
    at: AtomicPtr<AtomicU64>,
    words: OnceCell<Arc<Words>>,
}

impl Word {
    /// Lets it be the word of `slot`; only the first time counts.
    pub fn attach(&self, words: &Arc<Words>, slot: u16) {
        if self.words.set(Arc::clone(words)).is_ok() {
            let at = std::ptr::from_ref(words.slot(slot)).cast_mut();
            self.at.store(at, Ordering::Release);
        }
    }

    /// The version as it is now: odd while a change is under way, 0 before it is attached.
    // Also where all else is optimised for size: a call costs more than what it does.
    #[must_use]
    #[inline(always)]
    pub fn load(&self, order: Ordering) -> u64 {
        let at = self.at.load(Ordering::Acquire);
        // SAFETY: null, or an atomic in the mapping that `words` keeps until this word is gone;
        // there are shared references to it only.
        unsafe { at.as_ref() }.map_or(0, |word| word.load(order))
    }
}

impl Words {
    /// Maps the words, after bringing the file to its full length. The caller holds the turn.
    pub(super) fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = files::open_for_writing(path)?;
        prepare(&file)?;
        let meta = file.metadata()?;
        // SAFETY: the file was just written to at least LENGTH bytes and nobody ever shortens it;
        // the address is chosen by the system, so nothing else is unmapped.
        let address = unsafe {
            rustix::mm::mmap(
                std::ptr::null_mut(),
                LENGTH,
                rustix::mm::ProtFlags::READ | rustix::mm::ProtFlags::WRITE,
                rustix::mm::MapFlags::SHARED,
                &file,
                0,
            )
        }?;
        let layout = NonNull::new(address.cast())
            .ok_or(LedgerError::Unavailable(std::io::ErrorKind::OutOfMemory))?;
        Ok(Self {
            layout,
            identity: (meta.dev(), meta.ino()),
        })
    }

    fn layout(&self) -> &Layout {
        // SAFETY: mapped for as long as `self` lives, page-aligned, of sufficient length, and made
        // of atomics only, for which every bit pattern is a value.
        unsafe { self.layout.as_ref() }
    }

    /// The word of `slot`, which is below [`SLOTS`], or [`EVERYTHING`]; a larger number wraps.
    #[must_use]
    #[inline]
    pub fn slot(&self, slot: u16) -> &AtomicU64 {
        let slots = &self.layout().slots;
        &slots[usize::from(slot) % slots.len()].0
    }

    /// The version of `slot` as it is now: odd while a change is under way.
    #[must_use]
    #[inline]
    pub fn load(&self, slot: u16) -> u64 {
        self.slot(slot).load(Ordering::SeqCst)
    }

    /// The word that changes when every gate may have changed.
    #[must_use]
    #[inline]
    pub fn everything(&self) -> &AtomicU64 {
        self.slot(EVERYTHING)
    }

    /// Whether some change is under way, or was when its writer died.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.layout()
            .slots
            .iter()
            .any(|line| line.0.load(Ordering::SeqCst) & 1 == 1)
    }

    /// Marks slots as changing and returns the versions they will be published with.
    pub(super) fn mark(&self, slots: &[u16]) -> Vec<(u16, u64)> {
        let mut marks: Vec<(u16, u64)> = Vec::with_capacity(slots.len());
        for &slot in slots {
            if !marks.iter().any(|(known, _)| *known == slot) {
                point!(Word);
                marks.push((slot, slot::mark(self.slot(slot))));
            }
        }
        marks
    }

    pub(super) fn publish(&self, marks: &[(u16, u64)]) {
        for (slot, version) in marks {
            point!(Word);
            slot::publish(self.slot(*slot), *version);
        }
    }

    /// Publishes whatever a dead writer left marked. The caller holds the turn and has synced.
    pub(super) fn settle(&self) {
        for line in &self.layout().slots {
            let found = line.0.load(Ordering::SeqCst);
            if slot::is_unsettled(found) {
                point!(Word);
                slot::publish(&line.0, next_version(found));
            }
        }
    }

    /// Whether `path` is still the file that is mapped: if not, this process hears nobody.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|meta| (meta.dev(), meta.ino()) == self.identity)
    }

    /// The newest head whose seal `is_sealed` confirms.
    pub(super) fn mirrored(&self, is_sealed: impl Fn(&Place, &Hash) -> bool) -> Option<Place> {
        let read = |mirror: &Mirror| {
            let words: [u64; 9] = std::array::from_fn(|i| mirror.0[i].load(Ordering::SeqCst));
            let place = Place {
                seq: words[0],
                hash: bytes(&words[1..5]),
            };
            is_sealed(&place, &bytes(&words[5..9])).then_some(place)
        };
        self.layout()
            .mirrors
            .iter()
            .filter_map(read)
            .max_by_key(|place| place.seq)
    }

    /// Notes a head that is durable, over the older of the two copies. The caller holds the turn.
    pub(super) fn mirror(&self, head: &Place, seal: &Hash) {
        let [first, second] = &self.layout().mirrors;
        let is_older = first.0[0].load(Ordering::SeqCst) <= second.0[0].load(Ordering::SeqCst);
        if is_older {
            first.note(head, seal)
        } else {
            second.note(head, seal)
        }
    }

    /// Notes the head that was verified at opening in both copies, over whatever stood there.
    pub(super) fn mirror_anew(&self, head: &Place, seal: &Hash) {
        for mirror in &self.layout().mirrors {
            mirror.note(head, seal);
        }
    }
}

impl Mirror {
    fn note(&self, head: &Place, seal: &Hash) {
        let words = std::iter::once(head.seq)
            .chain(parts(&head.hash))
            .chain(parts(seal));
        for (word, value) in self.0.iter().zip(words) {
            point!(Word);
            word.store(value, Ordering::SeqCst);
        }
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        // SAFETY: mapped in `open` with this length, and no reference outlives `self`. A failure
        // leaves the pages mapped, which is harmless.
        let _ = unsafe { rustix::mm::munmap(self.layout.as_ptr().cast(), LENGTH) };
    }
}

/// Zeros to the full length first, because a store into a page the disk has no room for would end
/// the process; the magic last, because only a complete file may carry it.
fn prepare(file: &File) -> Result<(), LedgerError> {
    let length = file.metadata()?.len();
    if length < LENGTH as u64 {
        let missing = LENGTH - usize::try_from(length).unwrap_or(0);
        point!(File);
        file.write_all_at(&vec![0; missing], length)?;
        point!(File);
        file.sync_all()?;
    }
    point!(File);
    file.write_all_at(&MAGIC.to_ne_bytes(), 0)?;
    Ok(())
}

/// The even version after `found`. Nonsense (a damaged file) starts over at a number nobody can
/// have in private memory by accident.
fn next_version(found: u64) -> u64 {
    if found < ABSURD {
        return slot::after(found);
    }
    let mut random = [0; 8];
    // Without randomness the fixed base still differs from every real version.
    let _ = getrandom::fill(&mut random);
    (1 << 48) + ((u64::from_ne_bytes(random) >> 24) << 1)
}

fn parts(hash: &Hash) -> impl Iterator<Item = u64> + '_ {
    hash.chunks_exact(8).map(|part| {
        part.iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
    })
}

fn bytes(words: &[u64]) -> Hash {
    let mut hash = [0; 32];
    for (part, word) in hash.chunks_exact_mut(8).zip(words) {
        part.copy_from_slice(&word.to_be_bytes());
    }
    hash
}
