//! `cover READER FILE…`: gives each file to a reader once.

use std::process::ExitCode;

use askfirst_fuzz::readers;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some((_, read)) = readers::ALL.iter().find(|(known, _)| *known == name) else {
        eprintln!("which reader?");
        return ExitCode::FAILURE;
    };
    for file in arguments {
        match std::fs::read(&file) {
            Ok(bytes) => read(&bytes),
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
