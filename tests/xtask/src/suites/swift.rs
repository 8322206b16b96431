//! The Swift package and the iOS demo: build, tests, formatting, types of the views.

use std::path::Path;
use std::process::Command;

use crate::project::Project;
use crate::reports;
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
pub(crate) fn package_tests(
    project: &Project,
    swift: &Swift,
    folder: &str,
    name: &str,
    filter: Option<&str>,
) -> Tally {
    let mut tally = Tally::default();
    let report = project.logs().join(format!("{name}-tests.xml"));
    // Swift Testing writes beside XCTest's report, under a name of its own.
    let second = project
        .logs()
        .join(format!("{name}-tests-swift-testing.xml"));
    for stale in [&report, &second] {
        let _ = std::fs::remove_file(stale);
    }
    let mut command = command(project, swift, folder, "test");
    command.arg("--xunit-output").arg(&report);
    if let Some(filter) = filter {
        command.args(["--filter", filter]);
    }
    let end = Step::new(project, &format!("{name}-tests"))
        .minutes(25)
        .run(&mut command);
    let mut tests = Tests::default();
    for file in [&report, &second] {
        if file.is_file() {
            tests.add(reports::junit(file).unwrap_or_else(|error| Tests {
                failed: vec![error],
                ..Tests::default()
            }));
        }
    }
    match end {
        Ok(_) => tally.check(Ok(())),
        Err(failed) if tests.failed.is_empty() => tally.check(Err(failed.message)),
        Err(_) => {}
    }
    tally.tests(Language::Swift, tests);
    tally
}

/// Formatting of both packages, and the iOS demo's views against declarations.
pub(crate) fn checks(project: &Project, swift: &Swift) -> Tally {
    let mut tally = Tally::default();
    for (folder, name) in PACKAGES {
        let path = project.path(folder);
        let mut command = swift.command(&path, &["format", "lint", "--strict", "--recursive"]);
        command.args(sources(&path));
        tally.check(
            Step::new(project, &format!("{name}-format"))
                .run(&mut command)
                .map(|_| ())
                .map_err(String::from),
        );
    }
    let mut views = Command::new(project.path("ios-demo/check-views"));
    views
        .current_dir(project.path("ios-demo"))
        .env("SWIFT_TOOLCHAIN_PROJECT", &project.root);
    tally.check(
        Step::new(project, "swift-demo-views")
            .run(&mut views)
            .map(|_| ())
            .map_err(String::from),
    );
    tally
}

/// `swift build` or `swift test` with the core's library within reach.
fn command(project: &Project, swift: &Swift, folder: &str, verb: &str) -> Command {
    let libraries = project.target.join("debug");
    let mut command = swift.command(&project.path(folder), &[verb]);
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

/// What a package has to format, without what was generated.
fn sources(package: &Path) -> Vec<String> {
    let mut found = vec!["Package.swift".to_owned()];
    for group in ["Sources", "Tests"] {
        let Ok(entries) = std::fs::read_dir(package.join(group)) else {
            continue;
        };
        for entry in entries.flatten() {
            let generated = entry.path().join("generated");
            if generated.exists() {
                // Only what lies beside the generated folder.
                if let Ok(inner) = std::fs::read_dir(entry.path()) {
                    found.extend(
                        inner
                            .flatten()
                            .map(|file| file.path())
                            .filter(|path| *path != generated)
                            .filter(|path| {
                                path.is_dir() || path.extension().is_some_and(|e| e == "swift")
                            })
                            .filter_map(|path| relative(package, &path)),
                    );
                }
            } else {
                found.extend(relative(package, &entry.path()));
            }
        }
    }
    found.sort();
    found
}

fn relative(package: &Path, path: &Path) -> Option<String> {
    path.strip_prefix(package)
        .ok()
        .map(|path| path.display().to_string())
}
