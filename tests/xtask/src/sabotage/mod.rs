//! Tests of the tests: takes something away and requires a named test to notice.
//!
//! All of it happens in a copy below the target folder. The checkout itself is
//! never touched, so there is nothing to restore, however a run ends.

mod copy;
mod marker;

use std::collections::BTreeSet;
use std::path::Path;

use marker::{Marker, Suite};

use crate::console::{say, tell};
use crate::project::{Project, read};
use crate::setup::{self, Needs, Tools};
use crate::suites::kotlin::{self, Modules, Selection};
use crate::suites::{rust, swift};
use crate::tally::{Language, Tally};
use crate::test::prepare_library;
use crate::{bindings, readme};

/// Takes the permit check out of one provider after the other.
pub(crate) fn permits(project: &Project) -> Result<bool, String> {
    let (copy, tools) = prepare(project)?;
    let markers = marker::all(&copy)?;
    require_each_kind(&markers)?;
    let mut tally = Tally::default();

    say("sabotage: first the named tests as they are; all must pass ...");
    let mut suites: Vec<Suite> = markers.iter().map(|marker| marker.suite).collect();
    suites.dedup();
    for suite in suites {
        tally.check(passes_untouched(&copy, &tools, &markers, suite));
    }
    for marker in &markers {
        say(&format!(
            "sabotage: {} without its permit check ({})",
            marker.name, marker.file
        ));
        let place = copy.path(&marker.file);
        let whole = read(&place)?;
        write(&place, &marker.removed_from(&whole)?)?;
        let name = format!("sabotage-{}", marker.name);
        let ran = run(&copy, &tools, marker.suite, &[&marker.test], &name);
        write(&place, &whole)?;
        // This test, not a neighbour or a compiler: only that shows that it looked.
        tally.check(if ran?.has_failed(&marker.test.replace('/', "#")) {
            Ok(())
        } else {
            Err(format!(
                "{}: without its permit check {} does not fail",
                marker.name, marker.test
            ))
        });
    }
    tell("");
    for marker in &markers {
        tell(&format!("  {:<28} {}", marker.name, marker.test));
    }
    Ok(tally.report())
}

/// Plants one failing test per language; each suite must turn red.
pub(crate) fn suites(project: &Project) -> Result<bool, String> {
    let (copy, tools) = prepare(project)?;
    let mut tally = Tally::default();
    for (language, place, text) in PLANTED {
        say(&format!("sabotage: a failing test in {place}"));
        let file = copy.path(place);
        write(&file, text)?;
        let ran = match language {
            Language::Rust => Ok(rust::tests(&copy, "sabotage-rust", Some("planted"))),
            Language::Jvm | Language::Android => kotlin::tests(
                &copy,
                tools.maven()?,
                &format!("sabotage-{}", language.key()),
                Selection {
                    languages: &[language],
                    test: Some("PlantedTest"),
                    modules: Modules::All,
                },
            ),
            Language::Swift => Ok(swift::package_tests(
                &copy,
                tools.swift()?,
                "bindings/swift",
                "sabotage-swift",
                Some("PlantedTests"),
            )),
        };
        std::fs::remove_file(&file)
            .map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
        forget_compiled(&copy, place)?;
        tally.check(if ran?.failed_tests() == 1 {
            Ok(())
        } else {
            Err(format!("the failing test in {place} went unnoticed"))
        });
    }
    Ok(tally.report())
}

/// Removes the compiled tests of a Maven module: the class of a removed test would run again, and
/// its failure would keep the modules after it from being reached.
fn forget_compiled(copy: &Project, place: &str) -> Result<(), String> {
    let Some((module, _)) = place.split_once("/src/test/") else {
        return Ok(());
    };
    let compiled = copy.path(module).join("target/test-classes");
    match std::fs::remove_dir_all(&compiled) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot remove {}: {error}", compiled.display()))
        }
        _ => Ok(()),
    }
}

/// A failing test for each language, and where it goes.
const PLANTED: [(Language, &str, &str); 4] = [
    (
        Language::Rust,
        "core/tests/planted.rs",
        "//! Planted.\n#[test]\nfn planted() {\n    panic!(\"planted\");\n}\n",
    ),
    (
        Language::Jvm,
        "bindings/kotlin/askfirst/src/test/kotlin/org/askfirst/PlantedTest.kt",
        "package org.askfirst\n\nimport org.junit.jupiter.api.Test\n\nclass PlantedTest {\n    @Test\n    fun planted() {\n        throw AssertionError(\"planted\")\n    }\n}\n",
    ),
    (
        Language::Android,
        "bindings/kotlin/askfirst-android/src/test/kotlin/org/askfirst/android/PlantedTest.kt",
        "package org.askfirst.android\n\nimport org.junit.Test\n\nclass PlantedTest {\n    @Test\n    fun planted() {\n        throw AssertionError(\"planted\")\n    }\n}\n",
    ),
    (
        Language::Swift,
        "bindings/swift/Tests/AskFirstTests/PlantedTests.swift",
        "import XCTest\n\nfinal class PlantedTests: XCTestCase {\n  func testPlanted() {\n    XCTFail(\"planted\")\n  }\n}\n",
    ),
];

/// The tools, the built library and a copy of the checkout to spoil.
fn prepare(project: &Project) -> Result<(Project, Tools), String> {
    let tools = setup::prepare(
        project,
        Needs {
            android: true,
            swift: true,
            ..Needs::default()
        },
    )?;
    tools.swift()?.install(project)?;
    prepare_library(project)?;
    let copy = Project {
        root: project.target.join("sabotage/tree"),
        target: project.target.clone(),
    };
    copy::mirror(&project.root, &copy.root)?;
    bindings::generate(&copy)?;
    readme::extract(&copy)?;
    Ok((copy, tools))
}

/// Runs all the named tests of a suite once; without this a test that fails anyway would prove nothing.
fn passes_untouched(
    copy: &Project,
    tools: &Tools,
    markers: &[Marker],
    suite: Suite,
) -> Result<(), String> {
    let mine = markers.iter().filter(|marker| marker.suite == suite);
    let tests: BTreeSet<&str> = mine.map(|marker| marker.test.as_str()).collect();
    let tests: Vec<&str> = tests.into_iter().collect();
    let name = format!("sabotage-{}-untouched", suite.key());
    let ran = run(copy, tools, suite, &tests, &name)?;
    // A name that fits no test would otherwise go unnoticed here and pass as a failure later.
    if ran.passed_only() && ran.passed_tests() >= tests.len() {
        Ok(())
    } else {
        let (passed, named) = (ran.passed_tests(), tests.join(", "));
        Err(format!(
            "{passed} of {} pass as they are: {named}",
            tests.len()
        ))
    }
}

/// Runs some tests of a suite.
fn run(
    copy: &Project,
    tools: &Tools,
    suite: Suite,
    tests: &[&str],
    name: &str,
) -> Result<Tally, String> {
    match suite {
        Suite::Kotlin(language) => kotlin::tests(
            copy,
            tools.maven()?,
            name,
            Selection {
                languages: &[language],
                test: Some(&tests.join(",")),
                // The demo has no permit checks of its own.
                modules: match language {
                    Language::Android => Modules::AndroidLibrary,
                    _ => Modules::Libraries,
                },
            },
        ),
        Suite::Swift => Ok(swift::package_tests(
            copy,
            tools.swift()?,
            "bindings/swift",
            name,
            Some(&tests.join("|")),
        )),
    }
}

/// The four headline kinds by the names of their markers, on both platforms: device ID, location,
/// clipboard, installed apps. One that lost its marker must not drop out of this check unseen.
const HEADLINE: [&str; 8] = [
    "android-android_id",
    "android-loc",
    "android-clip.content",
    "android-apps.list",
    "swift-identifier",
    "swift-location",
    "swift-clipboard",
    "swift-apps",
];

fn require_each_kind(markers: &[Marker]) -> Result<(), String> {
    let has = |name: &&&str| markers.iter().any(|marker| marker.name == **name);
    match HEADLINE.iter().find(|name| !has(name)) {
        Some(lost) => Err(format!("no permit check is marked as {lost}")),
        None => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
