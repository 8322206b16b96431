//! The `askfirst` command.
//!
//! Each subcommand prints what it found and ends with 0 if all is well, 1 if
//! something is wrong with what was looked at, and 2 if it could not look.

mod check;
mod replay;

use std::io::Write;
use std::process::ExitCode;

const USAGE: &str = "\
usage: askfirst replay [--logs DIR] FILE...   replays scenarios and prints their decision logs
       askfirst check PACK...                 prints what is wrong or doubtful in policy packs

`replay --logs DIR` writes each log to DIR/NAME.log instead of printing it.
Ends with 0 if all is well, 1 if an expectation failed or a pack is wrong, 2 if a file could not be used.
";

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

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ended = match arguments.split_first() {
        Some((command, rest)) if command == "replay" => replay::run(rest),
        Some((command, rest)) if command == "check" => check::run(rest),
        Some((help, _)) if help == "--help" || help == "-h" || help == "help" => {
            print(USAGE);
            Ended::Well
        }
        _ => usage(),
    };
    ExitCode::from(match ended {
        Ended::Well => 0,
        Ended::Wrong => 1,
        Ended::Unusable => 2,
    })
}

fn usage() -> Ended {
    complain(USAGE);
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
