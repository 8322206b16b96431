//! The Maven reactor: the JVM modules and the Android modules in one run.

use std::path::{Path, PathBuf};

use crate::console::say;
use crate::project::{Project, fresh_folder};
use crate::reports;
use crate::setup::Maven;
use crate::tally::{Language, Tally, Tests};

/// The modules that know no Android; all others are Android's.
const JVM: [&str; 2] = ["askfirst", "askfirst-testing"];
/// The app that uses them.
const DEMO: &str = "android-demo";

/// Downloads the largest artifacts while Rust is still building.
///
/// Only time is at stake: what this does not fetch, the build fetches, and says
/// so if it can't. Nothing happens once it has succeeded with these poms.
pub(crate) fn prefetch(project: &Project, maven: &Maven) {
    say("maven-prefetch: Android's framework classes, while Rust builds ...");
    let fetched = maven.fetch_once(project, "maven-prefetch", |command| {
        command.args([
            "-pl",
            ":askfirst-robolectric-support",
            // Goals, not a phase: a phase would compile as well.
            "dependency:resolve",
            "dependency:copy@robolectric-jars",
        ]);
    });
    say(if fetched {
        "maven-prefetch done"
    } else {
        "maven-prefetch: left to the build"
    });
}

/// Which part of the reactor to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'a> {
    pub(crate) languages: &'a [Language],
    /// `Class` or `Class#method`.
    pub(crate) test: Option<&'a str>,
    pub(crate) modules: Modules,
}

/// Which modules of the languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modules {
    All,
    /// Without the demo, which takes as long to compile as the rest.
    Libraries,
    /// The library for Android: what lies below it is compiled without its tests.
    AndroidLibrary,
}

/// Compiles, lints and tests.
pub(crate) fn tests(
    project: &Project,
    maven: &Maven,
    name: &str,
    selection: Selection<'_>,
) -> Result<Tally, String> {
    let modules: Vec<Module> = modules(project)
        .into_iter()
        .filter(|module| selection.languages.contains(&module.language))
        .filter(|module| selection.modules == Modules::All || module.is_library())
        .collect();
    for module in &modules {
        // What an earlier run left is neither this run's report nor this run's
        // code: classes of tests that are deleted since would still run.
        fresh_folder(&module.reports())?;
        let classes = module.folder.join("target/test-classes");
        if classes.exists() {
            fresh_folder(&classes)?;
        }
    }
    let logs = project.target.join("scenario-logs/kotlin");
    let end = maven.run(project, name, 25, &|command| {
        command.env("ASKFIRST_LOG_DIR", &logs);
        // All modules' failures in one run.
        command.arg("--fail-at-end");
        if selection.languages.len() < 2 || selection.modules != Modules::All {
            let names: Vec<String> = modules
                .iter()
                .map(|module| format!(":{}", module.artifact))
                .collect();
            command.args(["-pl", &names.join(","), "-am"]);
        }
        if selection.modules == Modules::AndroidLibrary {
            command.arg("-Dbelow.untested=true");
        }
        match selection.test {
            None => command.args(["-Dmaven.test.failure.ignore=false", "verify"]),
            Some(test) => command.args([
                &format!("-Dtest={test}"),
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dktlint.skip=true",
                "test",
            ]),
        };
    });
    let mut tally = Tally::default();
    let mut failed = 0;
    for module in &modules {
        let tests = reports::surefire(&module.reports()).unwrap_or_else(|error| Tests {
            failed: vec![error],
            ..Tests::default()
        });
        failed += tests.failed.len();
        tally.tests(module.language, tests);
    }
    match end {
        Ok(_) => tally.check(Ok(())),
        // Failed tests are counted by name; anything else has only Maven's word.
        Err(end) if failed == 0 => tally.check(Err(end.message)),
        Err(_) => {}
    }
    Ok(tally)
}

/// One module of the reactor.
struct Module {
    folder: PathBuf,
    artifact: String,
    language: Language,
}

impl Module {
    fn is_library(&self) -> bool {
        !self.folder.ends_with(DEMO)
    }

    fn reports(&self) -> PathBuf {
        self.folder.join("target/surefire-reports")
    }
}

fn modules(project: &Project) -> Vec<Module> {
    let kotlin = project.path("bindings/kotlin");
    let mut folders = vec![project.path(DEMO)];
    if let Ok(entries) = std::fs::read_dir(&kotlin) {
        folders.extend(entries.flatten().map(|entry| entry.path()));
    }
    folders.retain(|folder| folder.join("pom.xml").is_file());
    folders.sort();
    folders
        .into_iter()
        .filter_map(|folder| {
            let name = folder.file_name()?.to_string_lossy().into_owned();
            let language = if JVM.contains(&name.as_str()) {
                Language::Jvm
            } else {
                Language::Android
            };
            Some(Module {
                artifact: artifact(&folder)?,
                folder,
                language,
            })
        })
        .collect()
}

/// The module's own artifactId: the first one outside the parent's block.
fn artifact(folder: &Path) -> Option<String> {
    let pom = std::fs::read_to_string(folder.join("pom.xml")).ok()?;
    let own = pom
        .split_once("</parent>")
        .map_or(pom.as_str(), |(_, own)| own);
    let start = own.find("<artifactId>")? + "<artifactId>".len();
    let end = own[start..].find('<')?;
    Some(own[start..start + end].trim().to_owned())
}
