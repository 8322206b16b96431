//! Which scenario is evidence for which requirement and trap: a table made from
//! the heads of a folder's scenarios.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{BadScenario, Loaded};

/// Beside the scenarios: claims that no switch bears out, a scenario and an id a line.
const SEEN_ONLY: &str = "seen-only.txt";

/// The last requirement and the last trap.
const REQUIREMENTS: u32 = 100;
const TRAPS: u32 = 68;

/// Of how many rows a scenario may be the only evidence.
const SOLE: usize = 3;

/// What no scenario can show, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "R-098",
        "no value ever enters the core, so no step could show one; `payloads_and_their_lengths_do_not_show` and the tests of `mask`",
    ),
    (
        "T-57",
        "as R-098: a log that never gets a value cannot leak it; `payloads_and_their_lengths_do_not_show`",
    ),
    (
        "T-59",
        "before installation no library runs; from the first launch on the gate is asked like any other (R-015, R-020)",
    ),
    (
        "T-61",
        "about the packs' data: a missing address is null there; the tests of the five packs",
    ),
    (
        "T-62",
        "about the packs' data: they cite body headings; the tests of the five packs hold every citation to a list",
    ),
    (
        "T-63",
        "about the packs' data: the author sets what is salient, never bold print",
    ),
];

/// The part of a scenario that the table is made of.
#[derive(Debug, Clone)]
struct Head {
    name: String,
    about: String,
    covers: Vec<String>,
}

/// What a folder's scenarios claim, and which of it a switch bears out.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    heads: Vec<Head>,
    seen_only: BTreeSet<(String, String)>,
}

impl Coverage {
    /// Reads the heads of every scenario of a folder, and its list of claims
    /// that are seen and not proven, if it has one.
    ///
    /// # Errors
    /// The folder or one of its files cannot be read, or is no scenario.
    pub fn read(folder: &Path) -> Result<Coverage, BadScenario> {
        let mut heads = Vec::new();
        for file in scenarios_in(folder)? {
            let scenario = Loaded::read(&file)?.scenario;
            heads.push(Head {
                name: scenario.name,
                about: scenario.about,
                covers: scenario.covers.into_iter().map(|id| id.0).collect(),
            });
        }
        let listed = fs::read_to_string(folder.join(SEEN_ONLY)).unwrap_or_default();
        let seen_only = listed
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .map(|(name, id)| (name.to_owned(), id.to_owned()))
            .collect();
        Ok(Coverage { heads, seen_only })
    }

    /// Whether a claim is listed as seen only: it passes without the rule.
    #[must_use]
    pub fn is_seen_only(&self, scenario: &str, id: &str) -> bool {
        self.seen_only
            .contains(&(scenario.to_owned(), id.to_owned()))
    }

    /// Scenarios on whose proof too many rows rest alone, a sentence each.
    #[must_use]
    pub fn overloaded(&self) -> Vec<String> {
        let mut alone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, names) in self.rows() {
            let mut proven = names
                .into_iter()
                .filter(|name| !self.is_seen_only(name, id));
            if let (Some(name), None) = (proven.next(), proven.next()) {
                alone.entry(name).or_default().push(id);
            }
        }
        alone
            .into_iter()
            .filter(|(_, ids)| ids.len() > SOLE)
            .map(|(name, ids)| format!("{name} alone shows {}", ids.join(", ")))
            .collect()
    }

    /// Lines of the list of claims that are seen only, which no scenario makes.
    #[must_use]
    pub fn stale(&self) -> Vec<String> {
        let rows = self.rows();
        let is_made = |name: &str, id: &str| rows.get(id).is_some_and(|names| names.contains(name));
        let listed = self.seen_only.iter();
        listed
            .filter(|(name, id)| !is_made(name, id))
            .map(|(name, id)| format!("{name} does not cover {id}"))
            .collect()
    }

    /// The table, in Markdown: a row for each requirement and trap, then one for
    /// each scenario.
    #[must_use]
    pub fn table(&self) -> String {
        let rows = self.rows();
        let mut text = String::from("| Requirement | Proven by | Also seen in |\n|---|---|---|\n");
        for id in every_id() {
            let names = rows.get(id.as_str()).into_iter().flatten().copied();
            let (seen, proven): (Vec<&str>, Vec<&str>) =
                names.partition(|name| self.is_seen_only(name, &id));
            let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == id);
            let proof = match elsewhere {
                _ if !proven.is_empty() => proven.join(", "),
                Some((_, why)) => format!("none: {why}"),
                None => "none yet".to_owned(),
            };
            let _ = writeln!(text, "| {id} | {proof} | {} |", seen.join(", "));
        }
        text.push_str("\n| Scenario | What it shows |\n|---|---|\n");
        for head in &self.heads {
            let _ = writeln!(text, "| {} | {} |", head.name, head.about);
        }
        text
    }

    fn rows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut rows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for head in &self.heads {
            for id in &head.covers {
                rows.entry(id).or_default().insert(&head.name);
            }
        }
        rows
    }
}

fn every_id() -> impl Iterator<Item = String> {
    let requirements = (1..=REQUIREMENTS).map(|number| format!("R-{number:03}"));
    requirements.chain((1..=TRAPS).map(|number| format!("T-{number:02}")))
}

/// The scenario files of a folder, in the order of their names.
///
/// # Errors
/// The folder cannot be listed.
pub fn scenarios_in(folder: &Path) -> Result<Vec<PathBuf>, BadScenario> {
    let unreadable = |problem| BadScenario::Unreadable {
        path: folder.to_owned(),
        problem,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Head};

    fn of(covers: &[&str], seen: &[&str]) -> Coverage {
        Coverage {
            heads: vec![Head {
                name: "a".to_owned(),
                about: "It shows.".to_owned(),
                covers: covers.iter().map(|id| (*id).to_owned()).collect(),
            }],
            seen_only: seen
                .iter()
                .map(|id| ("a".to_owned(), (*id).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_requirement_s_row_names_its_scenarios() {
        let text = of(&["R-026", "T-24"], &[]).table();
        assert!(text.contains("| R-026 | a |  |"));
        assert!(text.contains("| a | It shows. |"));
    }

    #[test]
    fn a_row_without_a_scenario_says_so() {
        let text = of(&["R-026"], &[]).table();
        assert!(text.contains("| R-027 | none yet |"));
        assert!(text.contains("| T-57 | none: "));
    }

    #[test]
    fn what_passes_without_the_rule_is_no_proof() {
        let text = of(&["R-026", "T-24"], &["R-026"]).table();
        assert!(text.contains("| R-026 | none yet | a |"));
        assert!(text.contains("| T-24 | a |  |"));
    }

    #[test]
    fn no_scenario_bears_more_than_three_rows_alone() {
        assert!(
            of(&["R-001", "R-002", "R-003"], &[])
                .overloaded()
                .is_empty()
        );
        assert_eq!(
            of(&["R-001", "R-002", "R-003", "T-01"], &[]).overloaded(),
            ["a alone shows R-001, R-002, R-003, T-01"]
        );
        let seen = of(&["R-001", "R-002", "R-003", "T-01"], &["T-01"]);
        assert!(
            seen.overloaded().is_empty(),
            "what is no proof is no burden"
        );
    }

    #[test]
    fn a_listed_claim_that_nobody_makes_is_stale() {
        assert!(of(&["R-001"], &["R-001"]).stale().is_empty());
        assert_eq!(
            of(&["R-001"], &["R-002"]).stale(),
            ["a does not cover R-002"]
        );
    }
}
