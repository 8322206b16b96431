//! Keeps the table that `askfirst coverage` prints where readers need not run
//! anything; a test of `tests/replay` holds that it is current.

use std::process::Command;

use crate::project::{Project, read, write_if_changed};
use crate::step::Step;
use crate::test::prepare_library;

const PAGE: &str = "docs/coverage.md";

/// What stands above the table.
const HEAD: &str = "# Coverage\n\n\
    Which scenario under `tests/scenarios/` is evidence for which requirement and trap.\n\
    `askfirst coverage tests/scenarios` prints the table from the `covers` line of each file and\n\
    `cargo xtask coverage` puts it here; do not edit.\n\
    `tests/replay/tests/switches.rs` proves the second column: the engine asks for the rule\n\
    while the scenario is replayed, and with the rule turned off the scenario fails. The\n\
    third column names scenarios that show another side of the rule than its switch turns\n\
    off (`tests/scenarios/seen-only.txt`); they pass without it and count as no proof.\n\n";

/// Writes the page anew.
pub(crate) fn write(project: &Project) -> Result<(), String> {
    prepare_library(project)?;
    let table = project.target.join("coverage.md");
    Step::new(project, "coverage")
        .minutes(2)
        .output(table.clone())
        .run(
            Command::new(project.program("askfirst"))
                .current_dir(&project.root)
                .args(["coverage", "tests/scenarios"]),
        )?;
    write_if_changed(&project.path(PAGE), &format!("{HEAD}{}", read(&table)?))
}

/// What is wrong with what stands above the table; a test of `tests/replay` looks at the table.
pub(crate) fn problems(project: &Project) -> Result<Vec<String>, String> {
    let page = read(&project.path(PAGE))?;
    let is_current = page.starts_with(&format!("{HEAD}| Requirement |"));
    let problem = format!("{PAGE} has another head; run cargo xtask coverage");
    Ok((!is_current).then_some(problem).into_iter().collect())
}
