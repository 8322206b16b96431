//! Which scenario is evidence for which requirement: a table made from the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::project::{Project, read, write_if_changed};

/// Where the table is kept, so that readers need not run anything.
const PAGE: &str = "docs/coverage.md";

/// Writes the table anew.
pub(crate) fn write(project: &Project) -> Result<(), String> {
    write_if_changed(&project.path(PAGE), &table(project)?)
}

/// What is wrong with the scenarios' heads or the page.
pub(crate) fn problems(project: &Project) -> Result<Vec<String>, String> {
    let table = table(project)?;
    let page = read(&project.path(PAGE)).unwrap_or_default();
    if page == table {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "{PAGE} is not what the scenarios say; run cargo xtask coverage"
    )])
}

fn table(project: &Project) -> Result<String, String> {
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
    Ok(page(&heads))
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

fn page(heads: &[Head]) -> String {
    let mut by_id: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for head in heads {
        for id in &head.covers {
            by_id.entry(id).or_default().insert(&head.name);
        }
    }
    let mut text = String::from(
        "# Coverage\n\n\
         Which scenario under `tests/scenarios/` is evidence for which requirement.\n\
         Made by `cargo xtask coverage` from the `covers` line of each file; do not edit.\n\n\
         | Requirement | Scenarios |\n|---|---|\n",
    );
    for (id, names) in by_id {
        let names: Vec<&str> = names.into_iter().collect();
        text.push_str(&format!("| {id} | {} |\n", names.join(", ")));
    }
    text.push_str("\n| Scenario | What it shows |\n|---|---|\n");
    for head in heads {
        text.push_str(&format!("| {} | {} |\n", head.name, head.about));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{head, page};

    const SCENARIO: &str = r#"{"name": "a", "about": "It shows.", "covers": ["R-026", "T-24"]}"#;

    #[test]
    fn a_requirement_s_row_names_its_scenarios() {
        let text = page(&[head(SCENARIO).expect("a head")]);
        assert!(text.contains("| R-026 | a |"));
        assert!(text.contains("| a | It shows. |"));
    }

    #[test]
    fn a_scenario_that_covers_nothing_is_refused() {
        assert!(head(&SCENARIO.replace("R-026", "R-26")).is_err());
        assert!(head(&SCENARIO.replace("covers", "covered")).is_err());
        assert!(head("{").is_err());
    }
}
