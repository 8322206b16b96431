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
/// The core's own tests and the replayer's run with switches and fault points compiled in. The
/// library that Kotlin and Swift load meanwhile never has them, so the two are not built together:
/// cargo would unite their features and put the one with switches in the other's place.
pub(crate) fn tests(project: &Project, name: &str, filter: Option<&str>) -> Tally {
    if let Some(test) = filter {
        let mut core = vec!["test", "--package", "askfirst"];
        core.extend(["--features", "testing", "--locked", "--test", test]);
        return run(project, name, &mut cargo(project, &core));
    }
    let mut with_switches = vec!["test"];
    let mut as_shipped = vec!["test", "--workspace"];
    for package in WITH_SWITCHES {
        with_switches.extend(["--package", package]);
        as_shipped.extend(["--exclude", package]);
    }
    with_switches.extend(["--features", "askfirst/testing"]);
    let mut tally = Tally::default();
    for (name, mut arguments) in [
        (format!("{name}-core"), with_switches),
        (name.to_owned(), as_shipped),
    ] {
        arguments.extend(["--locked", "--no-fail-fast"]);
        tally.add(run(project, &name, &mut cargo(project, &arguments)));
    }
    tally
}

/// The packages whose tests turn rules off or reach fault points.
const WITH_SWITCHES: [&str; 2] = ["askfirst", "askfirst-replay"];

/// Whether the library that Kotlin and Swift load is the one that ships: no rule can be turned off in it.
pub(crate) fn ships_as_tested(project: &Project) -> Result<(), String> {
    let library = project.library();
    let bytes = std::fs::read(&library)
        .map_err(|error| format!("cannot read {}: {error}", library.display()))?;
    if bytes
        .windows(SWITCHES.len())
        .any(|window| window == SWITCHES)
    {
        return Err(format!(
            "{} was built with the switches of the tests (feature `testing`)",
            project.shown(&library)
        ));
    }
    Ok(())
}

/// How a symbol of the module `switches` of the core's rules is mangled.
const SWITCHES: &[u8] = b"4rule8switches";

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
