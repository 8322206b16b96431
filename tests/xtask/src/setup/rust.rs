//! What the Rust side needs beyond the cargo that started this program.

use std::path::PathBuf;
use std::process::Command;

use super::apt::Wanted;
use super::program_on_path;
use crate::project::Project;
use crate::step::{Step, ask};

/// The C compiler, for the bundled SQLite.
pub(super) fn missing_compiler() -> Vec<Wanted> {
    let there = std::env::var_os("CC").is_some()
        || ["cc", "gcc", "clang"]
            .iter()
            .any(|name| program_on_path(name).is_some());
    if there {
        return Vec::new();
    }
    vec![
        Wanted::one("gcc", "compiles the bundled SQLite"),
        Wanted::one("libc6-dev", "the C library's headers, for the same"),
    ]
}

/// rustfmt and clippy come with Rust, but a minimal installation leaves them out.
pub(super) fn require_components() -> Result<(), String> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let there =
            ask(Command::new("cargo").args([command, "--version"])).is_some_and(|(good, _)| good);
        if there {
            continue;
        }
        let added = program_on_path("rustup").is_some()
            && ask(Command::new("rustup").args(["component", "add", component]))
                .is_some_and(|(good, _)| good);
        if !added {
            return Err(format!(
                "cargo {command} is missing; please run: rustup component add {component}"
            ));
        }
    }
    Ok(())
}

/// A cargo command that is a program of its own: the one on PATH, else installed once below `target`.
pub(crate) fn cargo_tool(project: &Project, name: &str) -> Result<PathBuf, String> {
    let root = project.target.join("tools");
    let own = root.join("bin").join(name);
    if let Some(found) = program_on_path(name).or_else(|| own.is_file().then(|| own.clone())) {
        return Ok(found);
    }
    let mut install = Command::new("cargo");
    install
        .current_dir(&project.root)
        .args(["install", "--locked", "--root"])
        .arg(&root)
        .arg(name);
    Step::new(project, &format!("install-{name}"))
        .minutes(30)
        .run(&mut install)?;
    Ok(own)
}

/// LLVM's tools that count which lines ran; a component of Rust.
pub(crate) fn coverage_tools() -> Result<(), String> {
    let add = ["component", "add", "llvm-tools"];
    match ask(Command::new("rustup").args(add)) {
        Some((true, _)) => Ok(()),
        _ => Err("llvm-tools is missing; please run: rustup component add llvm-tools".to_owned()),
    }
}

/// Whether every crate of the lock file is already on this machine.
pub(crate) fn offline(project: &Project) -> bool {
    ask(fetch_command(project).arg("--offline")).is_some_and(|(good, _)| good)
}

/// Downloads the crates of the lock file.
pub(crate) fn fetch(project: &Project) -> Result<(), String> {
    Step::new(project, "cargo-fetch")
        .minutes(15)
        .run(&mut fetch_command(project))
        .map_err(|failed| {
            format!(
                "{}; the crates of Cargo.lock have to be downloaded once, is there a network?",
                failed.message
            )
        })?;
    Ok(())
}

fn fetch_command(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(&project.root)
        .env_remove("CARGO_TARGET_DIR")
        .args(["fetch", "--locked"]);
    // Only this machine's crates: those for other systems are never compiled here.
    if let Some(host) = host() {
        command.args(["--target", &host]);
    }
    command
}

fn host() -> Option<String> {
    let (_, text) = ask(Command::new("rustc").arg("-vV"))?;
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
}
