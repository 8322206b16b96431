//! Documents, indexes and code agree: what no compiler looks after.
//!
//! Each rule is one function from the sources to a list of complaints, and each
//! has a test in which it finds a planted fault.

mod boundaries;
mod documents;
mod style;

use std::path::{Path, PathBuf};

use crate::console::say;
use crate::project::Project;
use crate::tally::Tally;
use crate::{coverage, readme};

/// One hand-written text file.
#[derive(Clone, Debug)]
struct Source {
    /// Path inside the project, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn is_under(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
    }

    fn is_code(&self) -> bool {
        self.has_extension(&["rs", "kt", "java", "swift", "c", "h"])
    }

    /// The code lines with their numbers, remarks cut off. A `//` inside a string
    /// cuts too much, which can only hide a complaint about that one line's end.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().filter_map(|(index, line)| {
            let trimmed = line.trim_start();
            if trimmed.starts_with("//") || trimmed.starts_with("/*") || trimmed.starts_with("* ") {
                return None;
            }
            Some((index + 1, line.split(" //").next().unwrap_or(line)))
        })
    }
}

/// A rule: its name, and what finds its violations.
type Rule = (&'static str, fn(&[Source]) -> Vec<String>);

const RULES: [Rule; 10] = [
    (
        "the core knows no bridge and no platform",
        boundaries::core_stays_alone,
    ),
    (
        "only the ledger opens the database",
        boundaries::only_the_ledger_opens_the_database,
    ),
    (
        "only the clock reads the time",
        boundaries::only_the_clock_reads_the_time,
    ),
    ("nothing talks to the network", boundaries::no_network),
    (
        "no pack and no scenario is compiled in",
        boundaries::nothing_compiled_in,
    ),
    ("nothing is left for later", style::nothing_left_for_later),
    ("files stay short", style::files_stay_short),
    (
        "every reason has its row",
        documents::reasons_are_documented,
    ),
    (
        "copies of packs are the packs",
        documents::copies_of_packs_are_the_packs,
    ),
    (
        "every invariant names its test",
        documents::invariants_name_their_tests,
    ),
];

/// Runs all rules; each is one check.
pub(crate) fn run(project: &Project) -> Tally {
    say("tidy ...");
    let mut tally = Tally::default();
    let sources = match sources(project) {
        Ok(sources) => sources,
        Err(message) => {
            tally.check(Err(message));
            return tally;
        }
    };
    for (name, rule) in RULES {
        tally.check(verdict(name, rule(&sources)));
    }
    tally.check(verdict("the top level is as designed", top_level(project)));
    tally.check(
        coverage::problems(project)
            .and_then(|found| verdict("the coverage page has its head", found)),
    );
    tally.check(readme::problems(project).and_then(|found| verdict("the READMEs agree", found)));
    tally
}

fn verdict(rule: &str, complaints: Vec<String>) -> Result<(), String> {
    if complaints.is_empty() {
        return Ok(());
    }
    for complaint in &complaints {
        say(&format!("tidy: {complaint}"));
    }
    Err(format!("tidy: {rule}: {}", complaints.join("; ")))
}

/// Folders that hold what was built or generated.
const NOT_OURS: [&str; 7] = [
    "target",
    ".git",
    ".build",
    "generated",
    ".swiftpm",
    ".gradle",
    ".check",
];

/// What is compared with the rules; pictures and the like are not.
const TEXT: [&str; 20] = [
    "rs",
    "kt",
    "kts",
    "java",
    "swift",
    "c",
    "h",
    "md",
    "toml",
    "json",
    "xml",
    "yml",
    "yaml",
    "sh",
    "properties",
    "gradle",
    "html",
    "css",
    "js",
    "modulemap",
];

fn sources(project: &Project) -> Result<Vec<Source>, String> {
    let mut found = Vec::new();
    collect(&project.root, &project.root, &mut found)?;
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) -> Result<(), String> {
    for path in entries(folder)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(root, &path, found)?;
            }
            continue;
        }
        let is_text = path
            .extension()
            .is_none_or(|extension| TEXT.iter().any(|known| extension == *known));
        if !is_text {
            continue;
        }
        // A file without an extension may be anything; what isn't text is left alone.
        if let Ok(text) = std::fs::read_to_string(&path) {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            found.push(Source {
                path: inside.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let listing = std::fs::read_dir(folder)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    Ok(listing.flatten().map(|entry| entry.path()).collect())
}

/// The five folders, the documents, and the files a reader expects at the top.
fn top_level(project: &Project) -> Vec<String> {
    const KNOWN: [&str; 16] = [
        "core",
        "bindings",
        "android-demo",
        "ios-demo",
        "tests",
        "docs",
        "target",
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "README.zh.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "SECURITY.md",
    ];
    const SETTINGS: [&str; 4] = [
        "clippy.toml",
        "rustfmt.toml",
        "rust-toolchain.toml",
        "CONTRIBUTING.md",
    ];
    let Ok(paths) = entries(&project.root) else {
        return vec!["the top level cannot be listed".to_owned()];
    };
    let mut complaints: Vec<String> = paths
        .iter()
        .filter_map(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .filter(|name| !KNOWN.contains(&name.as_str()) && !SETTINGS.contains(&name.as_str()))
        .map(|name| format!("{name} does not belong at the top level"))
        .collect();
    complaints.sort();
    complaints
}

#[cfg(test)]
fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
