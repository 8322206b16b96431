//! `cargo xtask model`: the publication of a change in every order that memory allows.

use crate::console::tell;
use crate::project::{Project, read};
use crate::step::Step;
use crate::suites::rust::cargo;

/// Runs the model and its mutants. True when the model holds and finds each mutant.
pub(crate) fn run(project: &Project) -> Result<bool, String> {
    let manifest = project.path("tests/loom/Cargo.toml");
    let mut command = cargo(project, &["test", "--release", "--locked"]);
    command
        // Only this command needs its crates, so they may have to be fetched here.
        .env_remove("CARGO_NET_OFFLINE")
        .arg("--manifest-path")
        .arg(manifest);
    let done = Step::new(project, "model").minutes(30).run(&mut command)?;
    for line in read(&done.log)?.lines() {
        if line.starts_with("test ") {
            tell(&format!("  {line}"));
        }
    }
    Ok(true)
}
