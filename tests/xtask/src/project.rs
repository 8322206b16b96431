//! Where things are in this repository.

use std::path::{Path, PathBuf};

/// One checkout of the project, and the folder its build results go to.
///
/// The two are apart because `sabotage` works on a copy of the checkout with
/// the build results of the original.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// Folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; logs and stamps lie in it too.
    pub(crate) target: PathBuf,
}

impl Project {
    /// The checkout this program was built from.
    pub(crate) fn here() -> Result<Self, String> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .ancestors()
            .nth(2)
            .ok_or("the workspace lies above tests/xtask, but there is nothing above it")?
            .canonicalize()
            .map_err(|error| format!("the workspace {} is gone: {error}", manifest.display()))?;
        // Not CARGO_TARGET_DIR: Maven and Swift builds look for the library here.
        let target = root.join("target");
        Ok(Self { root, target })
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Folder of the commands' logs.
    pub(crate) fn logs(&self) -> PathBuf {
        self.target.join("xtask-logs")
    }

    /// The library that Kotlin and Swift load.
    pub(crate) fn library(&self) -> PathBuf {
        let name = format!(
            "{}askfirst_ffi{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        self.target.join("debug").join(name)
    }

    /// A program of this workspace, as built by `cargo build`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The path as a person would type it: relative to the checkout.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    /// The scenario files, sorted by name.
    pub(crate) fn scenarios(&self) -> Result<Vec<PathBuf>, String> {
        let folder = self.path("tests/scenarios");
        let mut files = files_with_extension(&folder, "json")?;
        files.sort();
        Ok(files)
    }
}

/// The files directly in `folder` whose name ends in `.extension`.
pub(crate) fn files_with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| format!("cannot list {}: {error}", folder.display()))?
            .path();
        if path.is_file() && path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Reads a text file; the error names it.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a text file unless it already says the same, so that build tools
/// which look at times do not start again for nothing.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let fail = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    std::fs::write(path, text).map_err(fail)
}

/// Empties a folder, making it where it is missing.
pub(crate) fn fresh_folder(path: &Path) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("cannot empty {}: {error}", path.display());
    match std::fs::remove_dir_all(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(fail(error)),
    }
    std::fs::create_dir_all(path).map_err(fail)
}
