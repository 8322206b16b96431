//! Rust: formatting, lints, tests, documentation.

use std::process::Command;

use crate::project::Project;
use crate::reports;
use crate::scratch;
use crate::step::Step;
use crate::tally::{Language, Tally};

/// A cargo command of the workspace, offline: everything has been fetched before.
pub(crate) fn cargo(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(&project.root)
        .env("CARGO_TARGET_DIR", &project.target)
        .env("CARGO_TERM_COLOR", "never")
        // The crates are there already; a machine without a network must not wait for one.
        .env("CARGO_NET_OFFLINE", "true")
        .args(arguments);
    command
}

/// Builds every program and library of the workspace in the dev profile.
///
/// All at once, even for the demo: cargo unites the features of what is built
/// together, so another selection would compile the large crates again.
pub(crate) fn build(project: &Project) -> Result<(), String> {
    Step::new(project, "rust-build")
        .minutes(30)
        .run(&mut cargo(project, &["build", "--workspace", "--locked"]))?;
    Ok(())
}

/// Formatting, lints and documentation.
pub(crate) fn checks(project: &Project) -> Tally {
    let mut tally = Tally::default();
    let mut check = |name: &str, command: &mut Command| {
        tally.check(
            Step::new(project, name)
                .run(command)
                .map(|_| ())
                .map_err(String::from),
        );
    };
    check(
        "rust-format",
        &mut cargo(project, &["fmt", "--all", "--check"]),
    );
    check(
        "rust-lint",
        &mut cargo(
            project,
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--locked",
                "--",
                "-D",
                "warnings",
            ],
        ),
    );
    check(
        "rust-doc",
        cargo(project, &["doc", "--workspace", "--no-deps", "--locked"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    );
    tally
}

/// The tests; `filter` names one integration test of the core.
///
/// The core's own tests run with its fault points compiled in; the library that
/// Kotlin and Swift load never has them, so the two are not built together.
pub(crate) fn tests(project: &Project, name: &str, filter: Option<&str>) -> Tally {
    let core = [
        "test",
        "--package",
        "askfirst",
        "--features",
        "testing",
        "--locked",
    ];
    if let Some(test) = filter {
        return run(project, name, cargo(project, &core).args(["--test", test]));
    }
    let mut tally = run(
        project,
        &format!("{name}-core"),
        cargo(project, &core).arg("--no-fail-fast"),
    );
    tally.add(run(
        project,
        name,
        &mut cargo(
            project,
            &[
                "test",
                "--workspace",
                "--exclude",
                "askfirst",
                "--locked",
                "--no-fail-fast",
            ],
        ),
    ));
    tally
}

fn run(project: &Project, name: &str, command: &mut Command) -> Tally {
    command.env("ASKFIRST_ROOT", &project.root);
    scratch::settle(command);
    let end = Step::new(project, name).minutes(25).run(command);
    let log = match &end {
        Ok(done) => &done.log,
        Err(failed) => &failed.log,
    };
    let text = std::fs::read(log).unwrap_or_default();
    let tests = reports::cargo(&String::from_utf8_lossy(&text));
    let mut tally = Tally::default();
    // A test program that crashed or did not compile leaves no failed test behind.
    if let (Err(failed), true) = (end, tests.failed.is_empty()) {
        tally.check(Err(failed.message));
    }
    tally.tests(Language::Rust, tests);
    tally
}
