//! A storage layer for SQLite that loses what was not synced.
//!
//! It stands between SQLite and the system's own storage layer. What SQLite
//! writes to a database or its log stays in this process until SQLite syncs
//! the file, so that the death of the process takes it along as a power cut
//! would; [`cut`] lets a random part of it reach the disk first, torn and out of
//! order. It can also fail on purpose.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};

use rusqlite::ffi;

/// What happens when SQLite changes or syncs a file: `sync` is true right before a log is synced.
pub type Step = Box<dyn Fn(Happening) + Send + Sync>;

/// An instant inside the storage layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// Bytes are about to be written or cut off.
    Write,
    /// A log is about to be synced.
    SyncLog,
    /// A database is about to be synced.
    SyncDatabase,
    /// The log's index, which processes share, is about to be mapped, locked or let go.
    SharedMemory,
}

thread_local! {
    /// Bytes that may still be written by this thread before its disk is full.
    static ROOM: Cell<Option<usize>> = const { Cell::new(None) };
    /// Whether syncs by this thread fail.
    static BROKEN_SYNC: Cell<bool> = const { Cell::new(false) };
    /// Whether nothing can be written by this thread.
    static READ_ONLY: Cell<bool> = const { Cell::new(false) };
    /// Syncs of logs by this thread.
    static SYNCS: Cell<usize> = const { Cell::new(0) };
}

static REAL: AtomicPtr<ffi::sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());
static HOLDS_BACK: AtomicBool = AtomicBool::new(false);
static OPEN: Mutex<Vec<Address>> = Mutex::new(Vec::new());
static STEP: Mutex<Option<Step>> = Mutex::new(None);

/// Makes this the storage layer of every database this process opens from now on.
///
/// With `holds_back`, unsynced bytes stay in the process; without, they go straight through.
pub fn install(holds_back: bool) {
    HOLDS_BACK.store(holds_back, Ordering::SeqCst);
    // SAFETY: the default layer lives as long as the process; the copy is leaked and so lives as
    // long; `open` is the only function that gets a file of our size to fill.
    unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
        let real = ffi::sqlite3_vfs_find(std::ptr::null());
        if std::ffi::CStr::from_ptr((*real).zName) == c"powercut" {
            return;
        }
        REAL.store(real, Ordering::SeqCst);
        let mut ours = Box::new(std::ptr::read(real));
        ours.zName = c"powercut".as_ptr();
        ours.szOsFile += size_of::<Shim>() as c_int;
        ours.xOpen = Some(open);
        assert_eq!(
            ffi::sqlite3_vfs_register(Box::into_raw(ours), 1),
            ffi::SQLITE_OK
        );
    }
}

/// Calls `step` at every change and sync from now on.
pub fn on_step(step: impl Fn(Happening) + Send + Sync + 'static) {
    *STEP.lock().unwrap() = Some(Box::new(step));
}

/// Leaves this thread so many bytes to write; `None` empties the disk again.
pub fn room(bytes: Option<usize>) {
    ROOM.set(bytes);
}

/// Lets syncs of this thread fail from now on.
pub fn break_sync(broken: bool) {
    BROKEN_SYNC.set(broken);
}

/// Lets writes of this thread fail as on a read-only disk.
pub fn read_only(read_only: bool) {
    READ_ONLY.set(read_only);
}

/// How many times this thread has synced a log.
pub fn log_syncs() -> usize {
    SYNCS.get()
}

/// Lets a random part of what is not synced reach the disk, sector by sector, as a disk may that
/// loses power; a third of the time nothing. The caller ends the process next.
pub fn cut(seed: u64) {
    let dice = Dice::new(seed);
    let nothing = dice.roll().is_multiple_of(3);
    let files = OPEN.try_lock();
    for address in files.iter().flat_map(|files| files.iter()) {
        // SAFETY: the process has one thread that is inside SQLite, and that is this one.
        let file = unsafe { &mut *address.0 };
        for change in std::mem::take(&mut file.pending) {
            if !nothing {
                reach_in_part(file, &change, &dice);
            }
        }
    }
}

fn reach_in_part(file: &mut Held, change: &Change, dice: &Dice) {
    match change {
        Change::Write(offset, bytes) => {
            for (number, sector) in bytes.chunks(512).enumerate() {
                if dice.roll().is_multiple_of(2) {
                    file.write_through(offset + (number as i64) * 512, sector);
                }
            }
        }
        Change::Cut(size) => {
            if dice.roll().is_multiple_of(2) {
                file.cut_through(*size);
            }
        }
    }
}

/// A small random number generator; the seed is printed by whoever uses it.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed ^ 0x9E37_79B9_7F4A_7C15))
    }

    pub fn roll(&self) -> u64 {
        let mut x = self.0.load(Ordering::Relaxed).max(1);
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.store(x, Ordering::Relaxed);
        x.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }
}

enum Change {
    Write(i64, Vec<u8>),
    Cut(i64),
}

/// What a file holds beyond what is on disk.
struct Held {
    real: *mut ffi::sqlite3_file,
    is_log: bool,
    size: i64,
    pending: Vec<Change>,
}

struct Address(*mut Held);
// SAFETY: the list only tells `cut` which files there are; see there.
unsafe impl Send for Address {}

/// Our part of a file as SQLite sees it; the real file lies right behind it.
#[repr(C)]
struct Shim {
    base: ffi::sqlite3_file,
    held: *mut Held,
}

fn step(happening: Happening) {
    if let Ok(step) = STEP.try_lock()
        && let Some(step) = step.as_ref()
    {
        step(happening);
    }
}

/// The table of functions of a real file.
unsafe fn methods(real: *mut ffi::sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    // SAFETY: an open file of the system's layer always has its functions.
    unsafe { &*(*real).pMethods }
}

unsafe fn held<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Held {
    // SAFETY: SQLite passes only files that `open` filled, one call at a time per file.
    unsafe { &mut *(*file.cast::<Shim>()).held }
}

impl Held {
    fn write_through(&mut self, offset: i64, bytes: &[u8]) -> c_int {
        // SAFETY: the real file is open, the buffer has the length that is passed.
        unsafe {
            methods(self.real).xWrite.unwrap()(
                self.real,
                bytes.as_ptr().cast(),
                bytes.len() as c_int,
                offset,
            )
        }
    }

    fn cut_through(&mut self, size: i64) -> c_int {
        // SAFETY: the real file is open.
        unsafe { methods(self.real).xTruncate.unwrap()(self.real, size) }
    }

    fn let_through(&mut self) -> c_int {
        for change in std::mem::take(&mut self.pending) {
            let done = match change {
                Change::Write(offset, bytes) => self.write_through(offset, &bytes),
                Change::Cut(size) => self.cut_through(size),
            };
            if done != ffi::SQLITE_OK {
                return done;
            }
        }
        ffi::SQLITE_OK
    }

    fn change(&mut self, change: Change) -> c_int {
        self.size = match &change {
            Change::Write(offset, bytes) => self.size.max(offset + bytes.len() as i64),
            Change::Cut(size) => *size,
        };
        self.pending.push(change);
        if HOLDS_BACK.load(Ordering::SeqCst) {
            ffi::SQLITE_OK
        } else {
            self.let_through()
        }
    }

    fn overlay(&self, buffer: &mut [u8], start: i64) {
        for change in &self.pending {
            match change {
                Change::Write(offset, bytes) => {
                    let from = start.max(*offset);
                    let to = (start + buffer.len() as i64).min(offset + bytes.len() as i64);
                    if from < to {
                        buffer[(from - start) as usize..(to - start) as usize].copy_from_slice(
                            &bytes[(from - offset) as usize..(to - offset) as usize],
                        );
                    }
                }
                Change::Cut(size) => {
                    let kept = (size - start).clamp(0, buffer.len() as i64) as usize;
                    buffer[kept..].fill(0);
                }
            }
        }
    }
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let real_vfs = REAL.load(Ordering::SeqCst);
    // SAFETY: SQLite allots the size we asked for, so that the real file fits behind ours; a file
    // that is neither database nor log is handed to the real layer in our place.
    unsafe {
        if flags & (ffi::SQLITE_OPEN_MAIN_DB | ffi::SQLITE_OPEN_WAL) == 0 {
            return (*real_vfs).xOpen.unwrap()(real_vfs, name, file, flags, out);
        }
        let real = file
            .cast::<u8>()
            .add(size_of::<Shim>())
            .cast::<ffi::sqlite3_file>();
        (*file).pMethods = std::ptr::null();
        let opened = (*real_vfs).xOpen.unwrap()(real_vfs, name, real, flags, out);
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        let mut size = 0;
        methods(real).xFileSize.unwrap()(real, &raw mut size);
        let is_log = flags & ffi::SQLITE_OPEN_WAL != 0;
        let held = Box::into_raw(Box::new(Held {
            real,
            is_log,
            size,
            pending: Vec::new(),
        }));
        OPEN.lock().unwrap().push(Address(held));
        std::ptr::write(
            file.cast::<Shim>(),
            Shim {
                base: ffi::sqlite3_file {
                    pMethods: &raw const METHODS,
                },
                held,
            },
        );
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file was opened above and is closed once.
    unsafe {
        let shim = &mut *file.cast::<Shim>();
        OPEN.lock()
            .unwrap()
            .retain(|address| address.0 != shim.held);
        let mut held = Box::from_raw(shim.held);
        held.let_through();
        methods(held.real).xClose.unwrap()(held.real)
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite gives a buffer of `amount` bytes.
    let (held, buffer) = unsafe {
        (
            held(file),
            std::slice::from_raw_parts_mut(out.cast::<u8>(), amount as usize),
        )
    };
    // SAFETY: the real file is open; it fills up with zeros what it does not have.
    let read = unsafe { methods(held.real).xRead.unwrap()(held.real, out, amount, offset) };
    if read != ffi::SQLITE_OK && read != ffi::SQLITE_IOERR_SHORT_READ {
        return read;
    }
    held.overlay(buffer, offset);
    if offset + i64::from(amount) <= held.size {
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_IOERR_SHORT_READ
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    step(Happening::Write);
    if READ_ONLY.get() {
        return ffi::SQLITE_READONLY;
    }
    if let Some(room) = ROOM.get() {
        let Some(left) = room.checked_sub(amount as usize) else {
            return ffi::SQLITE_FULL;
        };
        ROOM.set(Some(left));
    }
    // SAFETY: SQLite gives a buffer of `amount` bytes.
    let (held, bytes) = unsafe {
        (
            held(file),
            std::slice::from_raw_parts(from.cast::<u8>(), amount as usize),
        )
    };
    held.change(Change::Write(offset, bytes.to_vec()))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    step(Happening::Write);
    // SAFETY: as in `held`.
    unsafe { held(file) }.change(Change::Cut(size))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as in `held`.
    let held = unsafe { held(file) };
    if held.is_log {
        SYNCS.set(SYNCS.get() + 1);
    }
    step(if held.is_log {
        Happening::SyncLog
    } else {
        Happening::SyncDatabase
    });
    if BROKEN_SYNC.get() {
        return ffi::SQLITE_IOERR_FSYNC;
    }
    let through = held.let_through();
    if through != ffi::SQLITE_OK {
        return through;
    }
    // SAFETY: the real file is open.
    unsafe { methods(held.real).xSync.unwrap()(held.real, flags) }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: as in `held`; SQLite gives a place for the size.
    unsafe { *out = held(file).size };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    op: c_int,
    argument: *mut c_void,
) -> c_int {
    if op == ffi::SQLITE_FCNTL_SIZE_HINT {
        return ffi::SQLITE_NOTFOUND;
    }
    // SAFETY: the real file is open.
    unsafe {
        let real = held(file).real;
        methods(real).xFileControl.unwrap()(real, op, argument)
    }
}

/// Functions that go straight to the real file.
macro_rules! pass {
    ($($name:ident = $method:ident($($argument:ident: $kind:ty),*) -> $out:ty;)*) => {
        $(unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file, $($argument: $kind),*) -> $out {
            if stringify!($name).starts_with("shm_") {
                step(Happening::SharedMemory);
            }
            // SAFETY: the real file is open and has this function.
            unsafe {
                let real = held(file).real;
                methods(real).$method.unwrap()(real, $($argument),*)
            }
        })*
    };
}

pass! {
    lock = xLock(level: c_int) -> c_int;
    unlock = xUnlock(level: c_int) -> c_int;
    check_reserved = xCheckReservedLock(out: *mut c_int) -> c_int;
    sector_size = xSectorSize() -> c_int;
    characteristics = xDeviceCharacteristics() -> c_int;
    shm_map = xShmMap(page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int;
    shm_lock = xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    shm_barrier = xShmBarrier() -> ();
    shm_unmap = xShmUnmap(delete: c_int) -> c_int;
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2: shared memory for the log's index, no memory-mapped reads.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
