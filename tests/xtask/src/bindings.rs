//! Generates the Kotlin and Swift side of the bridge from the library just built.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::say;
use crate::project::{Project, fresh_folder, read, write_if_changed};
use crate::step::Step;

/// Generates both languages' files and puts them where the builds expect them.
///
/// Into a folder of its own first: a file that says the same as before keeps its
/// time, so that Maven and Swift don't compile everything again.
pub(crate) fn generate(project: &Project) -> Result<(), String> {
    let library = project.library();
    if !library.is_file() {
        return Err(format!("{} was not built", project.shown(&library)));
    }
    let kotlin = run(project, "kotlin", &library)?;
    let swift = run(project, "swift", &library)?;
    let mut changed = 0;
    let sources = project.path("bindings/kotlin/askfirst/target/generated-sources/uniffi");
    for file in below(&kotlin)? {
        let inside = file
            .strip_prefix(&kotlin)
            .map_err(|error| error.to_string())?;
        changed += place(&file, &sources.join(inside))?;
    }
    for file in below(&swift)? {
        let name = file.file_name().unwrap_or_default();
        let group = match file.extension().and_then(|extension| extension.to_str()) {
            Some("swift") => "AskFirstBridge",
            Some("h") => "AskFirstFFI",
            // The module map is written by hand: it also names the C header of the fast path.
            _ => continue,
        };
        let folder = project
            .path("bindings/swift/Sources")
            .join(group)
            .join("generated");
        changed += place(&file, &folder.join(name))?;
    }
    say(&format!("bindings: {changed} generated files changed"));
    Ok(())
}

fn run(project: &Project, language: &str, library: &Path) -> Result<PathBuf, String> {
    let out = project.target.join("bindings").join(language);
    fresh_folder(&out)?;
    Step::new(project, &format!("bindgen-{language}"))
        .minutes(5)
        .quiet()
        .run(
            Command::new(project.program("askfirst-bindgen"))
                // UniFFI asks cargo where the crates' uniffi.toml lie.
                .current_dir(&project.root)
                .env("CARGO_NET_OFFLINE", "true")
                .args([language, "--library"])
                .arg(library)
                .arg("--out")
                .arg(&out),
        )?;
    Ok(out)
}

fn place(from: &Path, to: &Path) -> Result<usize, String> {
    let text = read(from)?;
    if read(to).is_ok_and(|old| old == text) {
        return Ok(0);
    }
    write_if_changed(to, &text)?;
    Ok(1)
}

/// All files below a folder.
fn below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
