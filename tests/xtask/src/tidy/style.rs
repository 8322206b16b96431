//! What reviewers would otherwise have to remember.

use super::Source;

/// Longer files hide more than one subject.
const LONGEST: usize = 600;

/// Marks of unfinished or switched-off work, each put together from two halves,
/// so that this list does not find itself.
const UNFINISHED: [(&str, &str); 12] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("#[ig", "nore"),
    ("@Ig", "nore"),
    ("@Dis", "abled"),
    ("XCT", "Skip"),
    (".dis", "abled(\""),
    ("/ho", "me/"),
    ("/Us", "ers/"),
    ("local", "host"),
];

pub(super) fn nothing_left_for_later(sources: &[Source]) -> Vec<String> {
    let marks: Vec<String> = UNFINISHED
        .iter()
        .map(|(head, tail)| format!("{head}{tail}"))
        .collect();
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.path != "Cargo.lock") {
        for (index, line) in source.text.lines().enumerate() {
            // In backticks a remark speaks of the word; it does not use it.
            let speaks_of = |mark: &str| line.contains(&format!("`{mark}"));
            let used = |mark: &&String| line.contains(mark.as_str()) && !speaks_of(mark);
            for mark in marks.iter().filter(used) {
                found.push(format!("{}:{} says {mark}", source.path, index + 1));
            }
        }
    }
    found
}

pub(super) fn files_stay_short(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.is_code())
        .filter_map(|source| {
            let lines = source.text.lines().count();
            (lines >= LONGEST).then(|| {
                format!(
                    "{} has {lines} lines; it is to have fewer than {LONGEST}",
                    source.path
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::{LONGEST, UNFINISHED, files_stay_short, nothing_left_for_later};

    #[test]
    fn every_mark_of_unfinished_work_is_found() {
        for (head, tail) in UNFINISHED {
            let line = format!("fn f() {{}} // {head}{tail} something");
            assert_eq!(
                nothing_left_for_later(&[source("a.rs", &line)]).len(),
                1,
                "{line}"
            );
        }
        assert!(nothing_left_for_later(&[source("a.rs", "fn f() {}")]).is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(
            files_stay_short(&[source("a.kt", &"x\n".repeat(LONGEST))]).len(),
            1
        );
        assert!(files_stay_short(&[source("a.kt", &"x\n".repeat(LONGEST - 1))]).is_empty());
        assert!(files_stay_short(&[source("a.json", &"x\n".repeat(LONGEST))]).is_empty());
    }
}
