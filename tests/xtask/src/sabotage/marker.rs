//! The marks in the providers' sources that say where a permit is checked, and
//! which test must notice when it is not.
//!
//! ```text
//! // PERMIT: clipboard ClipboardProviderTest#a revoked permit reads nothing
//! if (!permit.spend()) return shut
//! // PERMIT-END
//! ```

use std::path::Path;

use crate::project::{Project, read};
use crate::tally::Language;

/// Begins a permit check; put together so that a search finds providers only.
const BEGIN: &str = concat!("// PERM", "IT: ");
/// Ends it.
const END: &str = concat!("// PERM", "IT-END");

/// Which suite holds the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suite {
    Kotlin(Language),
    Swift,
}

impl Suite {
    /// Its name in a file's name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Suite::Kotlin(language) => language.key(),
            Suite::Swift => Language::Swift.key(),
        }
    }
}

/// One permit check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Platform and kind, unique.
    pub(super) name: String,
    /// The test that must fail without it.
    pub(super) test: String,
    /// Path inside the project.
    pub(super) file: String,
    pub(super) suite: Suite,
}

impl Marker {
    /// The file's text without this permit check.
    pub(super) fn removed_from(&self, text: &str) -> Result<String, String> {
        let kind = self.name.split_once('-').map_or("", |(_, kind)| kind);
        let mut kept = String::new();
        let mut inside = false;
        let mut removed = 0;
        for line in text.lines() {
            let trimmed = line.trim();
            if let Some(rest) = trimmed.strip_prefix(BEGIN) {
                if inside {
                    return Err(format!("{}: {} has no end mark", self.file, self.name));
                }
                inside = rest.split(' ').next() == Some(kind);
            }
            if inside && !trimmed.starts_with("//") && !trimmed.is_empty() {
                removed += 1;
            } else {
                kept.push_str(line);
                kept.push('\n');
            }
            if trimmed == END {
                inside = false;
            }
        }
        match (inside, removed) {
            (true, _) => Err(format!("{}: {} has no end mark", self.file, self.name)),
            (false, 0) => Err(format!("{}: {} marks no code", self.file, self.name)),
            (false, _) => Ok(kept),
        }
    }
}

/// All marks of both platforms, in the order of their files.
pub(super) fn all(project: &Project) -> Result<Vec<Marker>, String> {
    let mut markers = Vec::new();
    for (folder, platform, suite) in [
        (
            "bindings/kotlin/askfirst/src/main",
            "jvm",
            Suite::Kotlin(Language::Jvm),
        ),
        (
            "bindings/kotlin/askfirst-android/src/main",
            "android",
            Suite::Kotlin(Language::Android),
        ),
        ("bindings/swift/Sources", "swift", Suite::Swift),
    ] {
        let mut files = Vec::new();
        walk(&project.path(folder), &mut files);
        files.sort();
        for file in files {
            let text = read(&file)?;
            let inside = project.shown(&file);
            if inside.to_lowercase().contains("/providers/") {
                every_check_is_marked(&text, &inside)?;
            }
            markers.extend(in_file(&text, &inside, platform, suite)?);
        }
    }
    let mut names: Vec<&str> = markers.iter().map(|marker| marker.name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("two permit checks are called {}", pair[0]));
    }
    Ok(markers)
}

fn in_file(text: &str, file: &str, platform: &str, suite: Suite) -> Result<Vec<Marker>, String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let Some(rest) = line.trim().strip_prefix(BEGIN) else {
            continue;
        };
        let (kind, test) = rest
            .split_once(' ')
            .ok_or_else(|| format!("{file}: `{rest}` names no test"))?;
        found.push(Marker {
            name: format!("{platform}-{kind}"),
            test: test.trim().to_owned(),
            file: file.to_owned(),
            suite,
        });
    }
    Ok(found)
}

/// A provider's check without a mark would never be taken out, so never be shown to be tested.
fn every_check_is_marked(text: &str, file: &str) -> Result<(), String> {
    let mut marked = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        marked = line.starts_with(BEGIN) || marked && line != END;
        if !marked && line.contains(CHECK) {
            return Err(format!(
                "{file}:{}: a permit check without a mark",
                index + 1
            ));
        }
    }
    Ok(())
}

/// How a provider asks whether its permit is still good.
const CHECK: &str = "permit.spend()";

fn walk(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "kt" || end == "java" || end == "swift")
        {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, Suite, every_check_is_marked, in_file};

    fn provider() -> String {
        format!(
            "fun read() {{\n    {BEGIN}clipboard ATest#no permit\n    // why\n    if (!spend()) return\n    {END}\n    get()\n    {BEGIN}metadata ATest#b\n    check()\n    {END}\n}}\n"
        )
    }

    #[test]
    fn a_mark_names_its_check_and_its_test() {
        let found = in_file(&provider(), "A.kt", "android", Suite::Swift).expect("two marks");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "android-clipboard");
        assert_eq!(found[0].test, "ATest#no permit");
    }

    #[test]
    fn a_check_outside_the_marks_is_an_error() {
        let check = "if (!permit.spend()) return\n";
        let marked = format!("{BEGIN}clipboard ATest#a\n{check}{END}\n");
        assert!(every_check_is_marked(&marked, "A.kt").is_ok());
        let error = every_check_is_marked(&format!("{marked}{check}"), "A.kt");
        assert_eq!(
            error,
            Err("A.kt:4: a permit check without a mark".to_owned())
        );
    }

    #[test]
    fn only_the_named_check_is_taken_out() {
        let found = in_file(&provider(), "A.kt", "android", Suite::Swift).expect("two marks");
        let text = found[0].removed_from(&provider()).expect("it marks code");
        assert!(!text.contains("spend()"));
        assert!(text.contains("get()"));
        assert!(text.contains("check()"));
    }

    #[test]
    fn a_mark_without_end_or_code_is_an_error() {
        let found = in_file(&provider(), "A.kt", "android", Suite::Swift).expect("two marks");
        assert!(found[0].removed_from(&provider().replace(END, "")).is_err());
        assert!(
            found[0]
                .removed_from(&provider().replace("if (!spend()) return", ""))
                .is_err()
        );
        assert!(in_file(&format!("{BEGIN}clipboard"), "A.kt", "x", Suite::Swift).is_err());
    }
}
