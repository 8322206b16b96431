//! Reads the reports of the test tools: JUnit's XML, which Maven and Swift both
//! write, and what `cargo test` prints.

use std::path::Path;

use crate::project::{files_with_extension, read};
use crate::tally::Tests;

/// All `TEST-*.xml` of one Maven module; no folder means that no test ran.
pub(crate) fn surefire(folder: &Path) -> Result<Tests, String> {
    let mut tests = Tests::default();
    if !folder.is_dir() {
        return Ok(tests);
    }
    for file in files_with_extension(folder, "xml")? {
        let named = file
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("TEST-"));
        if named {
            tests.add(junit(&file)?);
        }
    }
    Ok(tests)
}

/// One report in JUnit's format.
pub(crate) fn junit(file: &Path) -> Result<Tests, String> {
    parse_junit(&read(file)?).map_err(|error| format!("{}: {error}", file.display()))
}

/// Counts the test cases themselves, then compares with the totals that the
/// tool wrote, so that a report cut short by a crash isn't taken for a good one.
fn parse_junit(text: &str) -> Result<Tests, String> {
    let mut tests = Tests::default();
    let mut cases = 0;
    for piece in text.split("<testcase").skip(1) {
        cases += 1;
        let (head, body) = split_element(piece)?;
        let name = format!(
            "{}#{}",
            attribute(head, "classname").unwrap_or_default(),
            attribute(head, "name").unwrap_or_default()
        );
        if body.contains("<failure") || body.contains("<error") {
            tests.failed.push(name);
        } else if body.contains("<skipped") {
            tests.skipped.push(name);
        } else {
            tests.passed += 1;
        }
    }
    let mut announced = 0;
    for piece in text.split("<testsuite ").skip(1) {
        let number =
            attribute(piece, "tests").ok_or("a suite does not say how many tests it has")?;
        announced += number
            .parse::<usize>()
            .map_err(|_| format!("`{number}` is not a number of tests"))?;
    }
    if announced == cases {
        Ok(tests)
    } else {
        Err(format!("announces {announced} tests and lists {cases}"))
    }
}

/// Splits what follows `<testcase` into its attributes and its content.
fn split_element(piece: &str) -> Result<(&str, &str), String> {
    let mut quote = None;
    for (at, character) in piece.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None, '>') => {
                let head = &piece[..at];
                if head.ends_with('/') {
                    return Ok((head, ""));
                }
                let body = &piece[at + 1..];
                let end = body.find("</testcase>").ok_or("a test case has no end")?;
                return Ok((head, &body[..end]));
            }
            _ => {}
        }
    }
    Err("a test case has no end".to_owned())
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let start = head
        .match_indices(&format!("{name}=\""))
        // Not the end of a longer name: `name` is also in `classname`.
        .find(|(at, _)| {
            head[..*at]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace)
        })?
        .0
        + name.len()
        + 2;
    let value = &head[start..];
    let value = &value[..value.find('"')?];
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

/// What XCTest says of each case; without `--parallel` it writes no report file.
pub(crate) fn xctest(text: &str) -> Tests {
    let mut tests = Tests::default();
    for line in text.lines() {
        let Some((name, outcome)) = line
            .strip_prefix("Test Case '")
            .and_then(|rest| rest.split_once("' "))
        else {
            continue;
        };
        if outcome.starts_with("passed (") {
            tests.passed += 1;
        } else if outcome.starts_with("failed (") {
            tests.failed.push(name.to_owned());
        } else if outcome.starts_with("skipped (") {
            tests.skipped.push(name.to_owned());
        }
    }
    tests
}

/// What `cargo test` printed.
///
/// Counted from the `test result` line of each test program; the exit status of
/// cargo itself is the caller's to judge, for a program that crashed writes none.
pub(crate) fn cargo(text: &str) -> Tests {
    let mut tests = Tests::default();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("test result: ") {
            tests.passed += number_before(rest, " passed");
        } else if let Some(rest) = line.strip_prefix("test ") {
            if let Some(name) = rest.strip_suffix(" ... FAILED") {
                tests.failed.push(name.to_owned());
            } else if let Some((name, _)) = rest.split_once(" ... ignored") {
                tests.skipped.push(name.to_owned());
            }
        }
    }
    tests
}

fn number_before(text: &str, word: &str) -> usize {
    text.find(word)
        .and_then(|end| text[..end].rsplit(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{cargo, parse_junit};

    const REPORT: &str = r#"<?xml version="1.0"?>
<testsuite name="p.ATest" time="0.1" tests="4" errors="1" skipped="1" failures="1">
  <properties><property name="a" value="b"/></properties>
  <testcase name="a &gt; b" classname="p.ATest" time="0.01"/>
  <testcase name="b" classname="p.ATest"><failure message="x > y">no</failure></testcase>
  <testcase name="c" classname="p.ATest"><error/></testcase>
  <testcase name="d" classname="p.ATest"><skipped/></testcase>
</testsuite>"#;

    #[test]
    fn every_kind_of_test_case_is_counted() {
        let tests = parse_junit(REPORT).expect("well formed");
        assert_eq!(tests.passed, 1);
        assert_eq!(tests.failed, ["p.ATest#b", "p.ATest#c"]);
        assert_eq!(tests.skipped, ["p.ATest#d"]);
    }

    #[test]
    fn a_report_that_was_cut_short_is_an_error() {
        let cut = REPORT.replace("tests=\"4\"", "tests=\"5\"");
        assert!(parse_junit(&cut).is_err());
        let cut = &REPORT[..REPORT.find("no</failure>").expect("it is there")];
        assert!(parse_junit(cut).is_err());
    }

    #[test]
    fn cargo_s_output_is_summed_over_its_programs() {
        let text = "running 2 tests\ntest a ... ok\ntest b ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured\n\
            test c ... ignored, too slow\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n";
        let tests = cargo(text);
        assert_eq!(tests.passed, 13);
        assert_eq!(tests.failed, ["b"]);
        assert_eq!(tests.skipped, ["c"]);
    }

    #[test]
    fn cases_of_xctest_are_counted_by_their_outcome() {
        let log = "Test Case 'A.b' started at 1\nTest Case 'A.b' passed (0.1 seconds)\n\
                   Test Case 'A.c' failed (0.1 seconds)\nTest Case 'A.d' skipped (0.1 seconds)\n";
        let tests = super::xctest(log);
        assert_eq!(tests.passed, 1);
        assert_eq!(tests.failed, ["A.c"]);
        assert_eq!(tests.skipped, ["A.d"]);
    }
}
