//! The directories of one replay, and what may befall them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A place of its own for one replay; gone when dropped.
#[derive(Debug)]
pub(crate) struct Storage {
    root: PathBuf,
    /// What the app keeps outside the ledger's directory.
    pub(crate) anchor: Option<Vec<u8>>,
    copies: BTreeMap<String, Option<Vec<u8>>>,
}

impl Storage {
    pub(crate) fn new() -> io::Result<Storage> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let root =
            std::env::temp_dir().join(format!("askfirst-replay-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("ledger"))?;
        Ok(Storage {
            root,
            anchor: None,
            copies: BTreeMap::new(),
        })
    }

    /// Where the ledger lies.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.root.join("ledger")
    }

    fn copy_of(&self, name: &str) -> PathBuf {
        self.root.join(format!("copy-{name}"))
    }

    pub(crate) fn copy(&mut self, name: &str) -> io::Result<()> {
        copy_directory(&self.ledger(), &self.copy_of(name))?;
        self.copies.insert(name.to_owned(), self.anchor.clone());
        Ok(())
    }

    pub(crate) fn put_back(&mut self, name: &str, anchor_too: bool) -> io::Result<()> {
        let Some(anchor) = self.copies.get(name).cloned() else {
            return Err(io::Error::other(format!("there is no copy `{name}`")));
        };
        self.remove(None)?;
        copy_directory(&self.copy_of(name), &self.ledger())?;
        if anchor_too {
            self.anchor = anchor;
        }
        Ok(())
    }

    /// Removes one file, or everything.
    pub(crate) fn remove(&self, file: Option<&str>) -> io::Result<()> {
        if let Some(file) = file {
            return fs::remove_file(self.ledger().join(file));
        }
        fs::remove_dir_all(self.ledger())?;
        fs::create_dir(self.ledger())
    }

    pub(crate) fn flip(&self, file: &str, at: i64) -> io::Result<()> {
        let path = self.ledger().join(file);
        let mut bytes =
            fs::read(&path).map_err(|error| io::Error::other(format!("`{file}`: {error}")))?;
        let place = if at < 0 {
            i64::try_from(bytes.len()).unwrap_or(i64::MAX) + at
        } else {
            at
        };
        let byte = usize::try_from(place)
            .ok()
            .and_then(|place| bytes.get_mut(place));
        let byte = byte.ok_or_else(|| io::Error::other(format!("`{file}` has no byte {at}")))?;
        *byte = !*byte;
        fs::write(&path, bytes)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's temporary directory and goes with it.
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn copy_directory(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
