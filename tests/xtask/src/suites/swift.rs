//! The Swift package and the iOS demo: build, tests, formatting, types of the views.

use std::path::PathBuf;
use std::process::Command;

use crate::project::Project;
use crate::reports;
use crate::scratch;
use crate::setup::Swift;
use crate::step::Step;
use crate::tally::{Language, Tally, Tests};

/// The two packages, each with the name of its steps.
const PACKAGES: [(&str, &str); 2] = [("bindings/swift", "swift"), ("ios-demo", "swift-demo")];

/// Builds and tests both packages.
pub(crate) fn tests(project: &Project, swift: &Swift) -> Tally {
    let mut tally = Tally::default();
    for (folder, name) in PACKAGES {
        tally.add(package_tests(project, swift, folder, name, None));
    }
    tally
}

/// Builds and tests one package, or runs the tests that `filter` names.
///
/// Built apart from being tested, so that the limit on a test that hangs does not
/// count the compiler's time.
pub(crate) fn package_tests(
    project: &Project,
    swift: &Swift,
    folder: &str,
    name: &str,
    filter: Option<&str>,
) -> Tally {
    let mut tally = Tally::default();
    let mut build = command(project, swift, folder, "build");
    build.arg("--build-tests");
    if let Err(failed) = Step::new(project, &format!("{name}-build")).run(&mut build) {
        tally.check(Err(failed.message));
        return tally;
    }
    let files = Files::of(project, name);
    let mut command = command(project, swift, folder, "test");
    command
        .arg("--skip-build")
        .arg("--xunit-output")
        .arg(&files.report);
    if let Some(filter) = filter {
        command.args(["--filter", filter]);
    }
    let end = Step::new(project, &format!("{name}-tests"))
        .minutes(20)
        .run(&mut command);
    let output = std::fs::read(files.log).unwrap_or_default();
    let output = String::from_utf8_lossy(&output);
    let mut tests = reports::xctest(&output);
    if files.second.is_file() {
        tests.add(reports::junit(&files.second).unwrap_or_else(|error| Tests {
            failed: vec![error],
            ..Tests::default()
        }));
    }
    match (end, unfinished(&output)) {
        (Ok(_), _) => tally.check(Ok(())),
        // It hung, or took the whole program down with it.
        (Err(failed), Some(test)) => {
            tally.check(Err(format!("{test} never ended: {}", failed.message)));
            tests.failed.push(format!("{test} (never ended)"));
        }
        (Err(failed), None) if tests.failed.is_empty() => tally.check(Err(failed.message)),
        (Err(_), None) => {}
    }
    tally.tests(Language::Swift, tests);
    tally
}

/// Where a run leaves what it has to say. XCTest's own cases are read from the
/// log; only Swift Testing writes a report, beside XCTest's, under a name of its own.
struct Files {
    log: PathBuf,
    report: PathBuf,
    second: PathBuf,
}

impl Files {
    /// Without what an earlier run left there.
    fn of(project: &Project, name: &str) -> Self {
        let place = |ending: &str| project.logs().join(format!("{name}-tests{ending}"));
        let files = Self {
            log: place(".log"),
            report: place(".xml"),
            second: place("-swift-testing.xml"),
        };
        for stale in [&files.report, &files.second] {
            let _ = std::fs::remove_file(stale);
        }
        files
    }
}

/// The test that was begun last, if XCTest does not say how it ended.
fn unfinished(output: &str) -> Option<&str> {
    let mut begun = None;
    let cases = output
        .lines()
        .filter_map(|line| line.strip_prefix("Test Case '")?.split_once("' "));
    for (name, what) in cases {
        begun = what.starts_with("started at ").then_some(name);
    }
    begun
}

/// Formatting of both packages, and what is written for Apple's frameworks
/// against declarations of them.
pub(crate) fn checks(project: &Project) -> Tally {
    let mut tally = Tally::default();
    for (name, script, argument) in [
        ("swift-format", "bindings/swift/check", "lint"),
        ("swift-views", "ios-demo/check-views", ""),
    ] {
        let mut command = Command::new(project.path(script));
        command
            .current_dir(&project.root)
            .args((!argument.is_empty()).then_some(argument))
            .env("SWIFT_TOOLCHAIN_PROJECT", &project.root)
            .env("ASKFIRST_LIBRARY_DIR", project.target.join("debug"));
        tally.check(
            Step::new(project, name)
                .run(&mut command)
                .map(|_| ())
                .map_err(String::from),
        );
    }
    tally
}

/// `swift build` or `swift test` with the core's library within reach.
fn command(project: &Project, swift: &Swift, folder: &str, verb: &str) -> Command {
    let libraries = project.target.join("debug");
    let mut command = swift.command(&project.path(folder), &[verb]);
    scratch::settle(&mut command);
    command
        .env("ASKFIRST_LIBRARY_DIR", &libraries)
        .env("LD_LIBRARY_PATH", &libraries)
        .env("ASKFIRST_ROOT", &project.root)
        .env("ASKFIRST_LIBRARY", project.library())
        .env(
            "ASKFIRST_LOG_DIR",
            project.target.join("scenario-logs/swift"),
        );
    command
}

#[cfg(test)]
mod tests {
    use super::unfinished;

    const ENDED: &str = "Test Case 'A.testOne' started at 2026-01-01 00:00:00.000\n\
        Test Case 'A.testOne' passed (0.1 seconds)\n";

    #[test]
    fn a_test_that_never_ends_is_named() {
        assert_eq!(unfinished(ENDED), None);
        let hung =
            format!("{ENDED}Test Case 'A.testTwo' started at 2026-01-01 00:00:01.000\na line\n");
        assert_eq!(unfinished(&hung), Some("A.testTwo"));
        assert_eq!(unfinished("nothing ran"), None);
    }
}
