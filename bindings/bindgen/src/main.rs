//! Generates the Kotlin and Swift side of the bridge from the built library.
//!
//! ```text
//! askfirst-bindgen kotlin --library target/debug/libaskfirst_ffi.so --out DIR
//! askfirst-bindgen swift  --library target/debug/libaskfirst_ffi.so --out DIR
//! ```
//!
//! UniFFI's generators make everything public and offer no choice about it.
//! The public APIs of AskFirst are written by hand, so what is generated is
//! reworked here before any compiler sees it. It does not know what the
//! generated code is for; it only changes how it is declared.
//!
//! Run it inside the workspace: UniFFI asks cargo where `uniffi.toml` lies.

mod kotlin;
mod swift;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use uniffi::{GenerateOptions, TargetLanguage};

const USAGE: &str = "usage: askfirst-bindgen kotlin|swift --library FILE --out DIR";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[allow(clippy::print_stderr, reason = "a command-line tool speaks on stderr")]
            {
                eprintln!("askfirst-bindgen: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let language = arguments.first().ok_or(USAGE)?;
    let library = option(arguments, "--library")?;
    let out = PathBuf::from(option(arguments, "--out")?);
    match language.as_str() {
        "kotlin" => {
            generate(TargetLanguage::Kotlin, library, &out)?;
            rework(&out, "kt", |text| Ok(kotlin::mark_internal(text)))
        }
        "swift" => {
            generate(TargetLanguage::Swift, library, &out)?;
            rework(&out, "swift", swift::make_safe)
        }
        other => Err(format!("unknown language `{other}`; {USAGE}").into()),
    }
}

fn option<'a>(arguments: &'a [String], name: &str) -> Result<&'a str, Box<dyn Error>> {
    let at = arguments.iter().position(|argument| argument == name);
    at.and_then(|at| arguments.get(at + 1))
        .map(String::as_str)
        .ok_or_else(|| format!("`{name}` is missing; {USAGE}").into())
}

fn generate(language: TargetLanguage, library: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    let out = out
        .to_str()
        .ok_or("the output folder's name is not valid UTF-8")?;
    uniffi::generate(GenerateOptions {
        languages: vec![language],
        source: library.into(),
        out_dir: out.into(),
        metadata_no_deps: true,
        ..GenerateOptions::default()
    })?;
    Ok(())
}

/// Passes every file below `folder` with this extension through `change`.
fn rework(
    folder: &Path,
    extension: &str,
    change: fn(&str) -> Result<String, String>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rework(&path, extension, change)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            fs::write(&path, change(&fs::read_to_string(&path)?)?)?;
        }
    }
    Ok(())
}
