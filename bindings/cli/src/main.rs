//! The `askfirst` command.
//!
//! Each subcommand prints what it found and ends with 0 if all is well, 1 if
//! something is wrong with what was looked at, and 2 if it could not look.

mod arguments;
mod check;
mod coverage;
mod diff;
mod explain;
mod generate;
mod help;
mod kinds;
mod replay;
mod schema;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use arguments::Arguments;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ended {
    /// All is well.
    Well,
    /// Something is wrong with what was looked at.
    Wrong,
    /// It could not be looked at.
    Unusable,
}

/// One subcommand.
struct Command {
    name: &'static str,
    run: fn(Arguments) -> Result<Ended, Misuse>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "check",
        run: check::run,
    },
    Command {
        name: "diff",
        run: diff::run,
    },
    Command {
        name: "explain",
        run: explain::run,
    },
    Command {
        name: "generate",
        run: generate::run,
    },
    Command {
        name: "kinds",
        run: kinds::run,
    },
    Command {
        name: "schema",
        run: schema::run,
    },
    Command {
        name: "verify",
        run: verify::run,
    },
    Command {
        name: "coverage",
        run: coverage::run,
    },
    Command {
        name: "replay",
        run: replay::run,
    },
];

/// Why a command line says nothing that can be done.
#[derive(Debug)]
struct Misuse(String);

fn main() -> ExitCode {
    let ended = run(Arguments::of_process());
    ExitCode::from(match ended {
        Ended::Well => 0,
        Ended::Wrong => 1,
        Ended::Unusable => 2,
    })
}

fn run(arguments: Result<Arguments, Misuse>) -> Ended {
    let mut arguments = match arguments {
        Ok(arguments) => arguments,
        Err(misuse) => return misused(None, &misuse),
    };
    let language = arguments.language;
    let Some(name) = arguments.next() else {
        if arguments.help {
            print(help::all(language));
            return Ended::Well;
        }
        complain(help::all(language));
        return Ended::Unusable;
    };
    if name == "help" {
        let about = arguments.next();
        return helped(about.as_deref(), language);
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return misused(None, &help::unknown_command(&name, language));
    };
    if arguments.help {
        return helped(Some(command.name), language);
    }
    (command.run)(arguments).unwrap_or_else(|misuse| misused(Some(command.name), &misuse))
}

fn helped(about: Option<&str>, language: askfirst::texts::Language) -> Ended {
    match about.map_or_else(
        || Some(help::all(language)),
        |name| help::of(name, language),
    ) {
        Some(text) => {
            print(text);
            Ended::Well
        }
        None => misused(
            None,
            &help::unknown_command(about.unwrap_or_default(), language),
        ),
    }
}

fn misused(command: Option<&str>, misuse: &Misuse) -> Ended {
    let whole = command.map_or_else(|| "askfirst".to_owned(), |name| format!("askfirst {name}"));
    complain(&format!("{whole}: {}\n{whole} --help\n", misuse.0));
    Ended::Unusable
}

/// Prints to the standard output; a reader that went away is no reason to fail.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Prints to the standard error.
fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
