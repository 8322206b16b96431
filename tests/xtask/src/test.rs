//! `cargo xtask test`: everything, in three languages, with the numbers.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::console::{say, tell};
use crate::project::Project;
use crate::setup::{self, Needs, Tools};
use crate::suites::{kotlin, logs, rust, swift};
use crate::tally::{Floors, Language, Tally};
use crate::{bindings, readme, tidy};

/// Runs all suites, or those of one language for a developer.
///
/// True when everything passed.
pub(crate) fn run(project: &Project, only: Option<Language>) -> Result<bool, String> {
    let floors = Floors::read(&project.path("tests/floors.toml"))?;
    let languages: Vec<Language> = match only {
        None => Language::ALL.to_vec(),
        Some(language) => vec![language],
    };
    let wants = |wanted: &[Language]| wanted.iter().any(|language| languages.contains(language));
    let plan = Plan {
        rust: wants(&[Language::Rust]),
        kotlin: wants(&[Language::Jvm, Language::Android]),
        swift: wants(&[Language::Swift]),
        whole: only.is_none(),
        languages,
    };
    let tools = setup::prepare(
        project,
        Needs {
            rust_checks: plan.rust,
            android: plan.kotlin,
            swift: plan.swift,
        },
    )?;
    logs::clear(project)?;
    let tally = side_by_side(project, &tools, &plan);
    if !plan.whole {
        tell("");
        tell("  partial: one language only; this is not the project's test");
    }
    Ok(tally.close(&floors, &plan.languages))
}

struct Plan {
    languages: Vec<Language>,
    rust: bool,
    kotlin: bool,
    swift: bool,
    whole: bool,
}

/// Rust builds the library that the other two wait for; meanwhile they download.
fn side_by_side(project: &Project, tools: &Tools, plan: &Plan) -> Tally {
    let shared = Mutex::new(Tally::default());
    let add = |part: Tally| {
        shared
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .add(part);
    };
    let fail = |message: String| {
        let mut part = Tally::default();
        part.check(Err(message));
        add(part);
    };
    let (to_kotlin, kotlin_may_start) = channel();
    let (to_swift, swift_may_start) = channel();
    std::thread::scope(|threads| {
        let (add, fail) = (&add, &fail);
        threads.spawn(move || {
            if let Err(message) = build(project) {
                // Dropping the senders tells the others that nothing will come.
                fail(message);
                return;
            }
            add(replay(project));
            go(&to_kotlin);
            go(&to_swift);
            if plan.rust {
                add(rust::checks(project));
                add(rust::tests(project, "rust-tests", None));
                add(tidy::run(project));
            }
        });
        threads.spawn(move || {
            if !plan.kotlin {
                return;
            }
            match kotlin_suite(project, tools, plan, &kotlin_may_start) {
                Ok(part) => add(part),
                Err(message) => fail(message),
            }
        });
        threads.spawn(move || {
            if !plan.swift {
                return;
            }
            match swift_suite(project, tools, &swift_may_start) {
                Ok(part) => add(part),
                Err(message) => fail(message),
            }
        });
    });
    let mut tally = shared
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if plan.whole {
        tally.check(rust::ships_as_tested(project));
        say("comparing the decision logs of the three languages ...");
        tally.check(logs::compare(project));
    }
    tally
}

fn build(project: &Project) -> Result<(), String> {
    prepare_library(project)?;
    readme::extract(project)
}

/// The logs that Rust gives for the scenarios; the other suites compare with them.
fn replay(project: &Project) -> Tally {
    say("replaying the scenarios in Rust ...");
    let mut tally = Tally::default();
    tally.check(logs::replay(project));
    tally
}

/// The crates, the library and what is generated from it: what every other
/// language waits for.
pub(crate) fn prepare_library(project: &Project) -> Result<(), String> {
    if !setup::crates_offline(project) {
        setup::fetch_crates(project)?;
    }
    rust::build(project)?;
    bindings::generate(project)
}

fn go(waiting: &Sender<()>) {
    // Nobody waits where that language was not asked for.
    let _ = waiting.send(());
}

fn await_library(may_start: &Receiver<()>, who: &str) -> Result<(), String> {
    may_start
        .recv()
        .map_err(|_| format!("{who}: not run, for the library could not be built"))
}

fn kotlin_suite(
    project: &Project,
    tools: &Tools,
    plan: &Plan,
    may_start: &Receiver<()>,
) -> Result<Tally, String> {
    let maven = tools.maven()?;
    kotlin::prefetch(project, maven);
    await_library(may_start, "Kotlin")?;
    let languages: Vec<Language> = plan
        .languages
        .iter()
        .copied()
        .filter(|language| matches!(language, Language::Jvm | Language::Android))
        .collect();
    kotlin::tests(
        project,
        maven,
        "kotlin-tests",
        kotlin::Selection {
            languages: &languages,
            test: None,
            modules: kotlin::Modules::All,
        },
    )
}

fn swift_suite(
    project: &Project,
    tools: &Tools,
    may_start: &Receiver<()>,
) -> Result<Tally, String> {
    let swift = tools.swift()?;
    swift.install(project)?;
    await_library(may_start, "Swift")?;
    let mut tally = swift::tests(project, swift);
    tally.add(swift::checks(project));
    Ok(tally)
}
