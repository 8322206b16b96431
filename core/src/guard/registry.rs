//! One guard for a directory, in one process.
//!
//! Two connections of one process to the same ledger would drop each other's
//! file locks, so a second open gets the first one's guard.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use once_cell::sync::Lazy;

use super::types::{Cause, Closed, Status};
use super::{Guard, Options, Shared};
use crate::catalogue::Catalogue;
use crate::pack::Pack;
use crate::rule::Rule;

static OPEN: Lazy<Mutex<HashMap<PathBuf, Weak<Shared>>>> = Lazy::new(Mutex::default);

pub(super) fn open(pack: Pack, options: Options) -> Guard {
    if let Some(surface) = options.surface
        && !pack.data().scope.surfaces.contains(&surface)
        && Rule::R012.holds()
    {
        let detail = "the pack does not apply to this surface (R-012)".to_owned();
        return Guard::without_pack(detail, options);
    }
    let catalogue = match Catalogue::with(pack, &options.bindings) {
        Ok(catalogue) => Arc::new(catalogue),
        Err(problem) => return Guard::without_pack(problem.to_string(), options),
    };
    let place = place_of(&options);
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shared) = open.get(&place).and_then(Weak::upgrade) {
        let same_pack = shared
            .catalogue
            .as_deref()
            .is_some_and(|it| it.pack().hash() == catalogue.pack().hash());
        if same_pack && shared.options.bindings == options.bindings {
            return Guard { shared };
        }
        let detail = "this directory is open with another pack or other recipients".to_owned();
        let closed = Closed {
            cause: Cause::OtherPack,
            detail,
            entry: None,
        };
        return Guard::spawn(None, options, Status::Closed(closed));
    }
    let guard = Guard::spawn(Some(catalogue), options, Status::Opening);
    open.insert(place, Arc::downgrade(&guard.shared));
    guard
}

/// A second guard over a directory, as another process would open it.
#[cfg(feature = "testing")]
pub(super) fn open_apart(pack: Pack, options: Options) -> Guard {
    let catalogue = Arc::new(Catalogue::new(pack));
    Guard::spawn(Some(catalogue), options, Status::Opening)
}

pub(super) fn forget(shared: &Arc<Shared>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|_, known| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(shared)));
}

/// The directory's one name. What does not exist yet is named from the nearest parent that does,
/// so that a link on the way there gives no second name.
fn place_of(options: &Options) -> PathBuf {
    let directory = &options.directory;
    let whole = std::path::absolute(directory).unwrap_or_else(|_| directory.clone());
    for parent in whole.ancestors() {
        if let (Ok(real), Ok(rest)) = (parent.canonicalize(), whole.strip_prefix(parent)) {
            return real.join(rest);
        }
    }
    whole
}
