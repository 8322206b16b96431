//! Lists in documents and the code they list.

use super::Source;

/// The one table of reasons.
const REASONS: &str = "core/src/reason.rs";
/// Where app developers look a reason up.
const REASON_PAGE: &str = "docs/reasons.md";

/// The map, with the invariants and the tests that hold them.
const MAP: &str = "ARCHITECTURE.md";

/// Each reason is a row for app developers, with the same group and remedy.
pub(super) fn reasons_are_documented(sources: &[Source]) -> Vec<String> {
    let Some(table) = find(sources, REASONS) else {
        return vec![format!("{REASONS} is gone")];
    };
    let reasons: Vec<Row> = table.text.lines().filter_map(reason).collect();
    if reasons.is_empty() {
        return vec![format!("{REASONS} lists no reason that can be read")];
    }
    let page = find(sources, REASON_PAGE).map_or("", |source| &source.text);
    let rows: Vec<Row> = page.lines().filter_map(row).collect();
    let mut found: Vec<String> = reasons
        .iter()
        .filter(|reason| !rows.contains(reason))
        .map(|[code, group, remedy]| {
            format!("{REASON_PAGE} has no row `{code}` with group {group} and remedy {remedy}")
        })
        .collect();
    found.extend(
        rows.iter()
            .filter(|row| !reasons.contains(row))
            .map(|[code, ..]| format!("{REASON_PAGE} explains {code}, which is no such reason")),
    );
    found
}

/// Code, group and remedy, in words that both places can be brought to.
type Row = [String; 3];

/// A line of the table in the code: `Name = "CODE", Group, Remedy;`.
fn reason(line: &str) -> Option<Row> {
    let (_, rest) = line.trim().split_once(" = \"")?;
    let (code, rest) = rest.split_once("\", ")?;
    let (group, remedy) = rest.strip_suffix(';')?.split_once(", ")?;
    Some([
        code.to_owned(),
        spaced(group, '_').to_uppercase(),
        spaced(remedy, ' '),
    ])
}

/// A row of the page: code, group, meaning, remedy.
fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line
        .trim()
        .strip_prefix("| `")?
        .strip_suffix('|')?
        .split('|')
        .map(|cell| cell.trim().trim_matches('`'))
        .collect();
    let [code, group, _, remedy] = cells[..] else {
        return None;
    };
    Some([code.to_owned(), group.to_owned(), remedy.to_owned()])
}

/// `AskOnTap` as `ask on tap`.
fn spaced(name: &str, between: char) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push(between);
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// Each invariant of the map is followed by a line that begins with `Held by`
/// and names, in backticks, at least one test or check that exists.
pub(super) fn invariants_name_their_tests(sources: &[Source]) -> Vec<String> {
    let Some(map) = find(sources, MAP) else {
        return vec![format!("{MAP} is gone")];
    };
    let invariants: Vec<&str> = map.text.split("**Invariant").skip(1).collect();
    if invariants.is_empty() {
        return vec![format!("{MAP} states no invariant")];
    }
    let mut found = Vec::new();
    for invariant in invariants {
        let title: String = invariant.chars().take(60).collect();
        let title = title.split('\n').next().unwrap_or_default();
        let tests: Vec<&str> = invariant
            .lines()
            .filter(|line| line.trim_start_matches(['-', ' ']).starts_with("Held by"))
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .collect();
        if tests.is_empty() {
            found.push(format!("{MAP}: no test is named for the invariant{title}"));
        }
        for test in tests {
            let known = sources.iter().any(|source| {
                source.path != MAP && (source.path == test || source.text.contains(test))
            });
            if !known {
                found.push(format!("{MAP} names `{test}`, which is nowhere"));
            }
        }
    }
    found
}

/// A demo that ships a copy of a pack ships the pack: a copy that fell behind
/// would show people an older policy than the one everything is tested with.
pub(super) fn copies_of_packs_are_the_packs(sources: &[Source]) -> Vec<String> {
    let packs = "core/policies/";
    let mut found = Vec::new();
    for pack in sources.iter().filter(|source| source.is_under(packs)) {
        let name = &pack.path[packs.len()..];
        let copies = sources
            .iter()
            .filter(|source| !source.is_under(packs) && source.path.ends_with(&format!("/{name}")));
        for copy in copies.filter(|copy| copy.text != pack.text) {
            found.push(format!("{} is not {}", copy.path, pack.path));
        }
    }
    found
}

fn find<'a>(sources: &'a [Source], path: &str) -> Option<&'a Source> {
    sources.iter().find(|source| source.path == path)
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::{
        copies_of_packs_are_the_packs, invariants_name_their_tests, reasons_are_documented,
    };

    const TABLE: &str =
        "reasons! {\n    /// Refused (R-026).\n    Refused = \"REFUSED\", SaidNo, AskOnTap;\n}";

    fn complaints(page: &str) -> usize {
        let table = source("core/src/reason.rs", TABLE);
        reasons_are_documented(&[table, source("docs/reasons.md", page)]).len()
    }

    #[test]
    fn a_reason_needs_a_row_that_agrees() {
        assert_eq!(complaints("| `REFUSED` | `SAID_NO` | no | ask on tap |"), 0);
        assert_eq!(complaints("| `REFUSED` | mentioned only |"), 1);
        assert_eq!(complaints("| `REFUSED` | `SAID_NO` | no | none |"), 2);
        assert_eq!(complaints("| `REFUSED` | `NOT_NOW` | no | ask on tap |"), 2);
        assert_eq!(reasons_are_documented(&[]).len(), 1);
    }

    #[test]
    fn a_row_without_a_reason_is_found() {
        let page =
            "| `REFUSED` | `SAID_NO` | no | ask on tap |\n| `GONE` | `SAID_NO` | no | none |";
        assert_eq!(complaints(page), 1);
    }

    #[test]
    fn an_invariant_without_an_existing_test_is_found() {
        let test = source("core/tests/a.rs", "fn nothing_is_lost() {}");
        let map = |text: &str| {
            let map = source("ARCHITECTURE.md", text);
            invariants_name_their_tests(&[map, test.clone()]).len()
        };
        assert_eq!(
            map("**Invariant:** durable.\nHeld by `nothing_is_lost`.\n"),
            0
        );
        assert_eq!(
            map("**Invariant:** durable.\nHeld by `something_else`.\n"),
            1
        );
        assert_eq!(map("**Invariant:** durable.\n"), 1);
        assert_eq!(map("No such thing."), 1);
    }

    #[test]
    fn a_copy_that_fell_behind_is_found() {
        let pack = source("core/policies/003.json", "{}");
        let copy = |text| {
            copies_of_packs_are_the_packs(&[pack.clone(), source("ios-demo/003.json", text)])
        };
        assert_eq!(copy("{}").len(), 0);
        assert_eq!(copy("{ }").len(), 1);
    }
}
