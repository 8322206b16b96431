//! Lists in documents and the code they list.

use super::Source;

/// The one table of reasons.
const REASONS: &str = "core/src/reason.rs";
/// Where app developers look a reason up.
const REASON_PAGE: &str = "docs/reasons.md";

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

fn find<'a>(sources: &'a [Source], path: &str) -> Option<&'a Source> {
    sources.iter().find(|source| source.path == path)
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::reasons_are_documented;

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
}
