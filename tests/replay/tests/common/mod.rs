//! What the tests over folders of scenarios share.

use std::path::{Path, PathBuf};

/// A folder of the project's tests.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}
