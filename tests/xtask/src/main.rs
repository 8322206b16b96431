//! The commands of this repository: `cargo xtask demo`, `test` and their helpers.
//!
//! It starts compilers, test runners and package managers, and judges what they
//! report. It has no network code and decides nothing about consent.

mod bench;
mod bindings;
mod console;
mod coverage;
mod demo;
mod fuzz;
mod model;
mod mutants;
mod project;
mod readme;
mod reports;
mod sabotage;
mod sanitize;
mod scratch;
mod setup;
mod soak;
mod stamp;
mod step;
mod suites;
mod tally;
mod test;
mod tidy;

use std::process::ExitCode;

use console::tell;
use project::Project;
use tally::Language;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo [--flow NAME] [--pack FILE] [--lang zh|en]
             play the Android demo and write target/demo/index.html
  test       run everything: Rust, JVM, Android, Swift, lints, logs, documents
  test --only rust|jvm|android|swift
             one language only, for work in between; never counts as the test
  bench [--write] [--only check|jvm|record|history|size]
             take the figures and write target/bench.json; --write puts them into
             docs/performance.md
  soak crash|races|tamper|load [--full|--size N]
             the tests that kill, race, alter and load, as large as wanted
  model      try the publication of a change in every order that memory allows
  sanitize [address|thread]
             core, bridges and races under the compiler's sanitizers
  fuzz [--minutes N] [--keep]
             random bytes for the readers of packs, scenarios and ledgers; --keep
             adds what is worth it to tests/fuzz/corpus
  mutants [--file PART] [--shard K/N]
             change the deciding and pack-checking code in every small way; a test
             must notice. Takes up where it was stopped
  bindings   build the library and generate the Kotlin and Swift bridge
  coverage   write docs/coverage.md from the scenarios
  tidy       only the checks that documents and code agree
  sabotage   take the permit check out of each provider; its test must fail
  sabotage --ci
             plant a failing test in each language; its suite must turn red";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let end = match parse(&arguments) {
        Ok(task) => Project::here().and_then(|project| run(&project, &task)),
        Err(problem) => Err(format!("{problem}\n\n{USAGE}")),
    };
    scratch::remove();
    match end {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            tell(&format!("xtask: {message}"));
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug)]
enum Task {
    Demo(demo::Options),
    Test(Option<Language>),
    Bench { only: Option<String>, write: bool },
    Soak(soak::Kind, soak::Size),
    Sanitize(Option<String>),
    Model,
    Fuzz(fuzz::Options),
    Mutants(mutants::Options),
    Bindings,
    Coverage,
    Tidy,
    Sabotage { ci: bool },
    Help,
}

fn run(project: &Project, task: &Task) -> Result<bool, String> {
    match task {
        Task::Demo(options) => demo::run(project, options),
        Task::Test(only) => test::run(project, *only),
        Task::Bench { only, write } => bench::run(project, only.as_deref(), *write),
        Task::Soak(kind, size) => soak::run(project, *kind, *size),
        Task::Model => model::run(project),
        Task::Fuzz(options) => fuzz::run(project, *options),
        Task::Mutants(options) => mutants::run(project, options),
        Task::Sanitize(only) => sanitize::run(project, only.as_deref()),
        Task::Bindings => test::prepare_library(project).map(|()| true),
        Task::Coverage => coverage::write(project).map(|()| true),
        Task::Tidy => Ok(tidy::run(project).report()),
        Task::Sabotage { ci: false } => sabotage::permits(project),
        Task::Sabotage { ci: true } => sabotage::suites(project),
        Task::Help => {
            tell(USAGE);
            Ok(true)
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task, String> {
    let (command, rest) = arguments.split_first().ok_or("which command?")?;
    match command.as_str() {
        "demo" => parse_demo(rest).map(Task::Demo),
        "test" => parse_only(rest).map(Task::Test),
        "bench" => match rest {
            [] => Ok(Task::Bench {
                only: None,
                write: false,
            }),
            [flag] if flag == "--write" => Ok(Task::Bench {
                only: None,
                write: true,
            }),
            [flag, part] if flag == "--only" && bench::is_part(part) => Ok(Task::Bench {
                only: Some(part.clone()),
                write: false,
            }),
            _ => Err(unknown(rest)),
        },
        "soak" => parse_soak(rest),
        "fuzz" => parse_fuzz(rest).map(Task::Fuzz),
        "mutants" => parse_mutants(rest).map(Task::Mutants),
        "sanitize" => match rest {
            [] => Ok(Task::Sanitize(None)),
            [name] if sanitize::is_known(name) => Ok(Task::Sanitize(Some(name.clone()))),
            _ => Err(unknown(rest)),
        },
        "sabotage" => match rest {
            [] => Ok(Task::Sabotage { ci: false }),
            [flag] if flag == "--ci" => Ok(Task::Sabotage { ci: true }),
            _ => Err(unknown(rest)),
        },
        "bindings" | "coverage" | "tidy" | "model" | "help" | "--help" | "-h"
            if !rest.is_empty() =>
        {
            Err(unknown(rest))
        }
        "bindings" => Ok(Task::Bindings),
        "coverage" => Ok(Task::Coverage),
        "model" => Ok(Task::Model),
        "tidy" => Ok(Task::Tidy),
        "help" | "--help" | "-h" => Ok(Task::Help),
        other => Err(format!("there is no command `{other}`")),
    }
}

fn parse_demo(rest: &[String]) -> Result<demo::Options, String> {
    let mut options = demo::Options::default();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let place = match word.as_str() {
            "--flow" => &mut options.flow,
            "--pack" => &mut options.pack,
            "--lang" => &mut options.lang,
            _ => return Err(unknown(rest)),
        };
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value"))?;
        *place = Some(value.clone());
    }
    Ok(options)
}

fn parse_only(rest: &[String]) -> Result<Option<Language>, String> {
    match rest {
        [] => Ok(None),
        [flag, name] if flag == "--only" => Language::ALL
            .into_iter()
            .find(|language| language.key() == name)
            .map(Some)
            .ok_or_else(|| format!("there is no language `{name}`")),
        _ => Err(unknown(rest)),
    }
}

fn parse_soak(rest: &[String]) -> Result<Task, String> {
    let (kind, rest) = rest.split_first().ok_or("which soak?")?;
    let size = match rest {
        [] => soak::Size::Small,
        [flag] if flag == "--full" => soak::Size::Full,
        [flag, number] if flag == "--size" => {
            let number = number.parse();
            soak::Size::Of(number.map_err(|_| unknown(rest))?)
        }
        _ => return Err(unknown(rest)),
    };
    Ok(Task::Soak(soak::Kind::named(kind)?, size))
}

fn parse_fuzz(rest: &[String]) -> Result<fuzz::Options, String> {
    let mut options = fuzz::Options::default();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--keep" => options.keep = true,
            "--minutes" => {
                let minutes = words.next().and_then(|it| it.parse().ok());
                options.minutes = minutes.ok_or_else(|| unknown(rest))?;
            }
            _ => return Err(unknown(rest)),
        }
    }
    Ok(options)
}

fn parse_mutants(rest: &[String]) -> Result<mutants::Options, String> {
    let mut options = mutants::Options::default();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let place = match word.as_str() {
            "--file" => &mut options.file,
            "--shard" => &mut options.shard,
            _ => return Err(unknown(rest)),
        };
        *place = Some(words.next().ok_or_else(|| unknown(rest))?.clone());
    }
    Ok(options)
}

fn unknown(rest: &[String]) -> String {
    format!("cannot make sense of `{}`", rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Task, parse};

    fn task(line: &str) -> Result<Task, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn the_test_command_is_whole_unless_told_otherwise() {
        assert!(matches!(task("test"), Ok(Task::Test(None))));
        assert!(matches!(task("test --only swift"), Ok(Task::Test(Some(_)))));
        assert!(task("test --only cobol").is_err());
        assert!(task("test --skip swift").is_err());
    }

    #[test]
    fn demo_options_need_values() {
        assert!(matches!(
            task("demo --flow first-run --lang en"),
            Ok(Task::Demo(_))
        ));
        assert!(task("demo --flow").is_err());
        assert!(task("demo --fast").is_err());
    }

    #[test]
    fn a_soak_has_a_kind_and_perhaps_a_size() {
        assert!(matches!(task("soak crash"), Ok(Task::Soak(..))));
        assert!(matches!(task("soak races --size 500"), Ok(Task::Soak(..))));
        assert!(matches!(task("soak load --full"), Ok(Task::Soak(..))));
        assert!(task("soak").is_err());
        assert!(task("soak sun").is_err());
        assert!(task("soak crash --size many").is_err());
        assert!(task("bench --only jvm").is_ok());
        assert!(task("bench --only moon").is_err());
        assert!(task("sanitize thread").is_ok());
        assert!(task("sanitize hands").is_err());
        assert!(task("fuzz --minutes 60 --keep").is_ok());
        assert!(task("fuzz --minutes").is_err());
        assert!(task("mutants --file decide.rs --shard 1/8").is_ok());
        assert!(task("mutants now").is_err());
    }

    #[test]
    fn what_is_not_a_command_is_refused() {
        assert!(task("").is_err());
        assert!(task("everything").is_err());
        assert!(task("tidy now").is_err());
    }
}
