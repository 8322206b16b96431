//! Which scenario is evidence for which requirement: a table made from the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::project::{Project, read, write_if_changed};

/// Where the table is kept, so that readers need not run anything.
const PAGE: &str = "docs/coverage.md";

/// Writes the table anew.
pub(crate) fn write(project: &Project) -> Result<(), String> {
    write_if_changed(
        &project.path(PAGE),
        &page(&heads(project)?, &seen_only(project)?),
    )
}

/// What is wrong with the scenarios' heads or the page.
pub(crate) fn problems(project: &Project) -> Result<Vec<String>, String> {
    let heads = heads(project)?;
    let mut problems = overloaded(&heads);
    if read(&project.path(PAGE)).unwrap_or_default() != page(&heads, &seen_only(project)?) {
        problems.push(format!(
            "{PAGE} is not what the scenarios say; run cargo xtask coverage"
        ));
    }
    Ok(problems)
}

fn heads(project: &Project) -> Result<Vec<Head>, String> {
    let mut heads = Vec::new();
    for file in project.scenarios()? {
        let shown = project.shown(&file);
        let head = head(&read(&file)?).map_err(|problem| format!("{shown}: {problem}"))?;
        if file
            .file_stem()
            .is_none_or(|stem| stem != head.name.as_str())
        {
            return Err(format!("{shown}: is called `{}` inside", head.name));
        }
        heads.push(head);
    }
    if heads.is_empty() {
        return Err("tests/scenarios holds no scenario".to_owned());
    }
    Ok(heads)
}

/// The claims that no switch bears out: scenario and id.
type SeenOnly = BTreeSet<(String, String)>;

fn seen_only(project: &Project) -> Result<SeenOnly, String> {
    let text = read(&project.path("tests/replay/seen-only.txt"))?;
    let pairs = text.lines().filter(|line| !line.starts_with('#'));
    Ok(pairs
        .filter_map(|line| line.split_once(' '))
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect())
}

/// The part of a scenario that this table is made of.
struct Head {
    name: String,
    about: String,
    covers: Vec<String>,
}

fn head(text: &str) -> Result<Head, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let field = |name: &str| {
        value[name]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("`{name}` is missing"))
    };
    let covers: Vec<String> = value["covers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if !covers.iter().any(|id| is_requirement(id)) {
        return Err("`covers` names no requirement".to_owned());
    }
    Ok(Head {
        name: field("name")?,
        about: field("about")?,
        covers,
    })
}

fn is_requirement(id: &str) -> bool {
    id.strip_prefix("R-")
        .is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The last requirement and the last trap.
const REQUIREMENTS: u32 = 100;
const TRAPS: u32 = 68;

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

/// Of how many rows a scenario may be the only evidence.
const SOLE: usize = 3;

fn page(heads: &[Head], seen_only: &SeenOnly) -> String {
    let by_id = rows(heads);
    let mut text = String::from(
        "# Coverage\n\n\
         Which scenario under `tests/scenarios/` is evidence for which requirement and trap.\n\
         Made by `cargo xtask coverage` from the `covers` line of each file; do not edit.\n\
         `tests/replay/tests/switches.rs` proves the second column: the engine asks for the rule\n\
         while the scenario is replayed, and with the rule turned off the scenario fails. The\n\
         third column names scenarios that show another side of the rule than its switch turns\n\
         off; they pass without it and count as no proof.\n\n\
         | Requirement | Proven by | Also seen in |\n|---|---|---|\n",
    );
    for id in every_id() {
        let names = by_id.get(&id).into_iter().flatten().copied();
        let (seen, proven): (Vec<&str>, Vec<&str>) =
            names.partition(|name| seen_only.contains(&((*name).to_owned(), id.clone())));
        let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == id);
        let proof = match elsewhere {
            _ if !proven.is_empty() => proven.join(", "),
            Some((_, why)) => format!("none: {why}"),
            None => "none yet".to_owned(),
        };
        text.push_str(&format!("| {id} | {proof} | {} |\n", seen.join(", ")));
    }
    text.push_str("\n| Scenario | What it shows |\n|---|---|\n");
    for head in heads {
        text.push_str(&format!("| {} | {} |\n", head.name, head.about));
    }
    text
}

fn every_id() -> impl Iterator<Item = String> {
    let requirements = (1..=REQUIREMENTS).map(|number| format!("R-{number:03}"));
    requirements.chain((1..=TRAPS).map(|number| format!("T-{number:02}")))
}

fn rows(heads: &[Head]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut by_id: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for head in heads {
        for id in &head.covers {
            by_id.entry(id.clone()).or_default().insert(&head.name);
        }
    }
    by_id
}

/// Scenarios on which too many rows rest alone.
fn overloaded(heads: &[Head]) -> Vec<String> {
    let mut alone: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, names) in rows(heads) {
        if let [name] = names.into_iter().collect::<Vec<_>>()[..] {
            alone.entry(name).or_default().push(id);
        }
    }
    alone
        .into_iter()
        .filter(|(_, ids)| ids.len() > SOLE)
        .map(|(name, ids)| format!("{name} alone shows {}", ids.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{SeenOnly, head, overloaded, page};

    const SCENARIO: &str = r#"{"name": "a", "about": "It shows.", "covers": ["R-026", "T-24"]}"#;

    #[test]
    fn a_requirement_s_row_names_its_scenarios() {
        let text = page(&[head(SCENARIO).expect("a head")], &SeenOnly::new());
        assert!(text.contains("| R-026 | a |  |"));
        assert!(text.contains("| a | It shows. |"));
    }

    #[test]
    fn a_row_without_a_scenario_says_so() {
        let text = page(&[head(SCENARIO).expect("a head")], &SeenOnly::new());
        assert!(text.contains("| R-027 | none yet |"));
        assert!(text.contains("| T-57 | none: "));
    }

    #[test]
    fn what_passes_without_the_rule_is_no_proof() {
        let seen = SeenOnly::from([("a".to_owned(), "R-026".to_owned())]);
        let text = page(&[head(SCENARIO).expect("a head")], &seen);
        assert!(text.contains("| R-026 | none yet | a |"));
        assert!(text.contains("| T-24 | a |  |"));
    }

    #[test]
    fn no_scenario_bears_more_than_three_rows_alone() {
        let many = |ids: &str| {
            let text = SCENARIO.replace(r#""R-026", "T-24""#, ids);
            overloaded(&[head(&text).expect("a head")])
        };
        assert!(many(r#""R-001", "R-002", "R-003""#).is_empty());
        assert_eq!(
            many(r#""R-001", "R-002", "R-003", "T-01""#),
            ["a alone shows R-001, R-002, R-003, T-01"]
        );
    }

    #[test]
    fn a_scenario_that_covers_nothing_is_refused() {
        assert!(head(&SCENARIO.replace("R-026", "R-26")).is_err());
        assert!(head(&SCENARIO.replace("covers", "covered")).is_err());
        assert!(head("{").is_err());
    }
}
