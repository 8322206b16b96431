//! `askfirst check`: what is wrong or doubtful in a policy pack.

use askfirst::pack::Pack;

use crate::{Ended, complain, print, usage};

/// Checks every pack, even after one of them failed.
pub(crate) fn run(files: &[String]) -> Ended {
    if files.is_empty() || files.iter().any(|file| file.starts_with("--")) {
        return usage();
    }
    files
        .iter()
        .map(|file| one(file))
        .max()
        .unwrap_or(Ended::Well)
}

fn one(file: &str) -> Ended {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(problem) => {
            complain(&format!("{file}: {problem}\n"));
            return Ended::Unusable;
        }
    };
    match Pack::from_bytes(file, &bytes) {
        Ok(pack) => {
            for warning in pack.warnings() {
                print(&format!("{warning}\n"));
            }
            print(&format!(
                "{file}: sound, {} warnings, hash {}\n",
                pack.warnings().len(),
                pack.hash().to_hex()
            ));
            Ended::Well
        }
        Err(problems) => {
            complain(&format!("{problems}\n"));
            complain(&format!("{file}: {} problems\n", problems.all().len()));
            Ended::Wrong
        }
    }
}
