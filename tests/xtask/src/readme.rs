//! The README's examples, handed to the compilers.
//!
//! What a reader copies first has to compile: the Kotlin and the Swift block go,
//! as they stand, into test sources of the two suites.

use crate::project::{Project, read, write_if_changed};

/// Where each language's example is compiled.
const PLACES: [(&str, &str); 2] = [
    (
        "kotlin",
        "bindings/kotlin/askfirst-android/target/generated-test-sources/readme/ReadmeExample.kt",
    ),
    (
        "swift",
        "bindings/swift/Tests/ReadmeTests/generated/ReadmeExample.swift",
    ),
];

/// An example is shorter than this, or it isn't one.
const LONGEST: usize = 15;

/// Writes the README's examples where the suites compile them.
pub(crate) fn extract(project: &Project) -> Result<(), String> {
    let text = read(&project.path("README.md"))?;
    for (language, place) in PLACES {
        let example = block(&text, language)
            .ok_or_else(|| format!("README.md has no `{language}` example"))?;
        write_if_changed(&project.path(place), &example)?;
    }
    Ok(())
}

/// What is wrong with the examples: too long, or not the same in both READMEs.
pub(crate) fn problems(project: &Project) -> Result<Vec<String>, String> {
    let english = read(&project.path("README.md"))?;
    let chinese = read(&project.path("README.zh.md"))?;
    let mut problems = Vec::new();
    for (language, _) in PLACES {
        let (one, other) = (block(&english, language), block(&chinese, language));
        let Some(example) = one else {
            problems.push(format!("README.md has no `{language}` example"));
            continue;
        };
        let lines = example
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count();
        if lines >= LONGEST {
            problems.push(format!(
                "README.md: the `{language}` example has {lines} lines; it is to have fewer than {LONGEST}"
            ));
        }
        if other.map(|text| without_remarks(&text)) != Some(without_remarks(&example)) {
            problems.push(format!(
                "README.zh.md: its `{language}` example is not README.md's"
            ));
        }
    }
    Ok(problems)
}

/// The first fenced block in this language.
fn block(text: &str, language: &str) -> Option<String> {
    let fence = format!("```{language}");
    let mut lines = text.lines();
    lines.find(|line| line.trim_end() == fence)?;
    let mut body = String::new();
    for line in lines {
        if line.trim_end() == "```" {
            return Some(body);
        }
        body.push_str(line);
        body.push('\n');
    }
    None
}

/// The code alone: remarks are in the reader's language, and so are the messages it asks for.
fn without_remarks(code: &str) -> Vec<String> {
    code.lines()
        .map(|line| {
            line.split("// ")
                .next()
                .unwrap_or_default()
                .trim_end()
                .replace("\"zh\"", "\"en\"")
        })
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{block, without_remarks};

    #[test]
    fn the_first_block_of_a_language_is_taken() {
        let text = "a\n```swift\none\n```\n```kotlin\nval a = 1\n\nval b = 2\n```\n";
        assert_eq!(
            block(text, "kotlin").as_deref(),
            Some("val a = 1\n\nval b = 2\n")
        );
        assert_eq!(block(text, "java"), None);
        assert_eq!(block("```kotlin\nnever closed\n", "kotlin"), None);
    }

    #[test]
    fn remarks_may_differ_and_code_may_not() {
        assert_eq!(
            without_remarks("val a = 1 // one\n// two\n"),
            without_remarks("val a = 1 // 一\n")
        );
        assert_ne!(without_remarks("val a = 1"), without_remarks("val a = 2"));
    }
}
