//! One truth in three languages: the decision logs of all scenarios, byte for byte.

use std::path::Path;

use crate::project::{Project, fresh_folder};
use crate::scratch;
use crate::step::Step;

/// The languages whose suites replay the scenarios, and their folders' names.
const OTHERS: [&str; 2] = ["kotlin", "swift"];

/// Empties the folders, so that no log of an earlier run is compared.
pub(crate) fn clear(project: &Project) -> Result<(), String> {
    for name in ["rust"].iter().chain(&OTHERS) {
        fresh_folder(&project.target.join("scenario-logs").join(name))?;
    }
    Ok(())
}

/// Replays every scenario with the command, as a person would.
pub(crate) fn replay(project: &Project) -> Result<(), String> {
    let scenarios = project.scenarios()?;
    if scenarios.is_empty() {
        return Err("tests/scenarios holds no scenario".to_owned());
    }
    let mut problems = Vec::new();
    for scenario in &scenarios {
        let stem = stem(scenario);
        let log = project
            .target
            .join("scenario-logs/rust")
            .join(format!("{stem}.log"));
        let mut command = std::process::Command::new(project.program("askfirst"));
        command
            .current_dir(&project.root)
            .arg("replay")
            .arg(scenario);
        scratch::settle(&mut command);
        let end = Step::new(project, &format!("replay-{stem}"))
            .minutes(2)
            .quiet()
            .output(log)
            .run(&mut command);
        problems.extend(end.err().map(|failed| failed.message));
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.join("; "))
}

/// Compares the logs; the message names every scenario that differs.
pub(crate) fn compare(project: &Project) -> Result<(), String> {
    let folder = project.target.join("scenario-logs");
    let mut problems = Vec::new();
    for scenario in project.scenarios()? {
        let name = format!("{}.log", stem(&scenario));
        let Ok(expected) = std::fs::read(folder.join("rust").join(&name)) else {
            problems.push(format!("rust has no {name}"));
            continue;
        };
        if expected.is_empty() {
            problems.push(format!("rust's {name} is empty"));
        }
        for language in OTHERS {
            match std::fs::read(folder.join(language).join(&name)) {
                Err(_) => problems.push(format!("{language} has no {name}")),
                Ok(found) if found == expected => {}
                Ok(found) => problems.push(format!(
                    "{language}'s {name} differs from rust's in line {}",
                    first_difference(&expected, &found)
                )),
            }
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("decision logs: {}", problems.join("; ")))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The number of the first line that is not the same in both.
fn first_difference(one: &[u8], other: &[u8]) -> usize {
    let mut left = one.split(|byte| *byte == b'\n');
    let mut right = other.split(|byte| *byte == b'\n');
    let mut line = 1;
    while let (Some(a), Some(b)) = (left.next(), right.next()) {
        if a != b {
            break;
        }
        line += 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_different_line_is_found() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nc\n"), 2);
        assert_eq!(first_difference(b"a\n", b"a\nb\n"), 2);
        assert_eq!(first_difference(b"x", b"y"), 1);
    }
}
