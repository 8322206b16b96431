//! A copy of the checkout without what was built in it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

/// Built, generated or not part of a checkout; kept in the copy from run to run.
const LEFT_OUT: [&str; 5] = ["target", ".git", ".build", "generated", ".swiftpm"];

/// Makes `to` the same as `from`. Files that are the same keep their time, so
/// that a second run does not compile everything again.
pub(super) fn mirror(from: &Path, to: &Path) -> Result<(), String> {
    let fail =
        |path: &Path, error: std::io::Error| format!("cannot copy {}: {error}", path.display());
    std::fs::create_dir_all(to).map_err(|error| fail(to, error))?;
    let mut names: BTreeSet<OsString> = BTreeSet::new();
    for entry in std::fs::read_dir(from)
        .map_err(|error| fail(from, error))?
        .flatten()
    {
        let name = entry.file_name();
        if left_out(&name) {
            continue;
        }
        let (source, goal) = (entry.path(), to.join(&name));
        if source.is_dir() {
            mirror(&source, &goal)?;
        } else if source.is_file() {
            let text = std::fs::read(&source).map_err(|error| fail(&source, error))?;
            if std::fs::read(&goal).ok().as_ref() != Some(&text) {
                std::fs::copy(&source, &goal).map_err(|error| fail(&source, error))?;
            }
        }
        names.insert(name);
    }
    for entry in std::fs::read_dir(to)
        .map_err(|error| fail(to, error))?
        .flatten()
    {
        let name = entry.file_name();
        if names.contains(&name) || left_out(&name) {
            continue;
        }
        let path = entry.path();
        let gone = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        gone.map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
    }
    Ok(())
}

fn left_out(name: &OsString) -> bool {
    LEFT_OUT.iter().any(|other| name == other)
}

#[cfg(test)]
mod tests {
    use super::mirror;

    #[test]
    fn the_copy_follows_the_original_and_keeps_what_was_built() {
        let base = std::env::temp_dir().join(format!("askfirst-mirror-{}", std::process::id()));
        let (from, to) = (base.join("from"), base.join("to"));
        std::fs::create_dir_all(from.join("a/target")).expect("a folder");
        std::fs::write(from.join("a/one.kt"), "one").expect("a file");
        std::fs::write(from.join("a/target/built"), "x").expect("a file");
        mirror(&from, &to).expect("copies");
        assert!(!to.join("a/target").exists());

        std::fs::create_dir_all(to.join("a/target")).expect("a folder");
        std::fs::write(to.join("a/planted.kt"), "planted").expect("a file");
        std::fs::write(to.join("a/one.kt"), "spoilt").expect("a file");
        mirror(&from, &to).expect("copies");
        assert!(to.join("a/target").exists());
        assert!(!to.join("a/planted.kt").exists());
        assert_eq!(
            std::fs::read_to_string(to.join("a/one.kt")).expect("there"),
            "one"
        );
        std::fs::remove_dir_all(&base).expect("its own folder");
    }
}
