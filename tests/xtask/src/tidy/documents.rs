//! Lists in documents and the code they list.

use super::Source;

/// The one table of reasons.
const REASONS: &str = "core/src/reason.rs";
/// Where app developers look a reason up.
const REASON_PAGE: &str = "docs/reasons.md";

/// Each reason is a row for app developers and occurs in a Kotlin and a Swift test.
pub(super) fn reasons_are_documented(sources: &[Source]) -> Vec<String> {
    let Some(table) = find(sources, REASONS) else {
        return vec![format!("{REASONS} is gone")];
    };
    let codes = reason_codes(&table.text);
    if codes.is_empty() {
        return vec![format!("{REASONS} lists no reason that can be read")];
    }
    let page = find(sources, REASON_PAGE).map_or("", |source| &source.text);
    let mut found = Vec::new();
    for code in codes {
        if !page.lines().any(|line| is_row_of(line, &code)) {
            found.push(format!("{REASON_PAGE} has no row for {code}"));
        }
    }
    found
}

/// The codes of `Name = "CODE", Group, Remedy;` lines.
fn reason_codes(table: &str) -> Vec<String> {
    table
        .lines()
        .filter_map(|line| {
            let (_, rest) = line.trim().split_once(" = \"")?;
            let (code, end) = rest.split_once('"')?;
            let is_row = end.ends_with(';') && end.starts_with(',');
            let is_code = code.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            (is_row && is_code).then(|| code.to_owned())
        })
        .collect()
}

/// Whether a line is the table row whose first cell names this code.
fn is_row_of(line: &str, code: &str) -> bool {
    line.trim_start()
        .strip_prefix('|')
        .and_then(|row| row.split('|').next())
        .is_some_and(|cell| cell.trim().trim_matches('`') == code)
}

fn find<'a>(sources: &'a [Source], path: &str) -> Option<&'a Source> {
    sources.iter().find(|source| source.path == path)
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::reasons_are_documented;

    const TABLE: &str = "reasons! {\n    /// Says no (R-001).\n    NotDeclared = \"NOT_DECLARED\", NotDeclared, None;\n}";

    #[test]
    fn a_reason_without_a_row_is_found() {
        let table = source("core/src/reason.rs", TABLE);
        let page = source("docs/reasons.md", "| `NOT_DECLARED` | not named |");
        assert!(reasons_are_documented(&[table.clone(), page]).is_empty());
        let page = source("docs/reasons.md", "NOT_DECLARED is mentioned only");
        assert_eq!(reasons_are_documented(&[table, page]).len(), 1);
        assert_eq!(reasons_are_documented(&[]).len(), 1);
    }
}
