//! What ran, what passed, and whether that is enough.

use std::collections::BTreeMap;
use std::path::Path;

use crate::console::tell;
use crate::project::read;

/// The four suites; every one must run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    /// `cargo test`.
    Rust,
    /// The Kotlin modules that know no Android.
    Jvm,
    /// The Kotlin modules on Android's framework classes, the demo among them.
    Android,
    /// The Swift package and the iOS demo's models.
    Swift,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Rust, Self::Jvm, Self::Android, Self::Swift];

    /// As written on the command line and in floors.toml.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Jvm => "jvm",
            Self::Android => "android",
            Self::Swift => "swift",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Jvm => "JVM",
            Self::Android => "Android",
            Self::Swift => "Swift",
        }
    }
}

/// The tests of one language, counted from its tools' own reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tests {
    pub(crate) passed: usize,
    /// Names of the tests that failed.
    pub(crate) failed: Vec<String>,
    /// Names, where known, of the tests that were skipped or ignored.
    pub(crate) skipped: Vec<String>,
}

impl Tests {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }
}

/// Everything a test run has to answer for.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    tests: BTreeMap<Language, Tests>,
    checks_passed: usize,
    checks_failed: Vec<String>,
}

impl Tally {
    /// Counts a language's tests in.
    pub(crate) fn tests(&mut self, language: Language, tests: Tests) {
        self.tests.entry(language).or_default().add(tests);
    }

    /// Counts one check that is not a test: formatting, lints, documents, logs.
    pub(crate) fn check(&mut self, result: Result<(), String>) {
        match result {
            Ok(()) => self.checks_passed += 1,
            Err(message) => self.checks_failed.push(message),
        }
    }

    /// How many tests failed, in all languages.
    pub(crate) fn failed_tests(&self) -> usize {
        self.tests.values().map(|tests| tests.failed.len()).sum()
    }

    /// Whether a certain test failed; `test` is `Class#method`, without the package.
    pub(crate) fn has_failed(&self, test: &str) -> bool {
        let is_it = |name: &String| {
            let ends = name.split_once(test).map(|(_, rest)| rest);
            // The rest is how one test is told from itself on another API level.
            ends.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '(']))
        };
        self.tests
            .values()
            .flat_map(|tests| &tests.failed)
            .any(is_it)
    }

    pub(crate) fn passed_tests(&self) -> usize {
        self.tests.values().map(|tests| tests.passed).sum()
    }

    /// Whether tests ran and every test and check passed.
    pub(crate) fn passed_only(&self) -> bool {
        self.passed_tests() > 0 && self.failed_tests() == 0 && self.checks_failed.is_empty()
    }

    /// Prints the checks alone; true when all passed.
    pub(crate) fn report(&self) -> bool {
        tell("");
        for message in &self.checks_failed {
            tell(&format!("  failed: {message}"));
        }
        tell(&format!(
            "{} passed, {} failed",
            self.checks_passed,
            self.checks_failed.len()
        ));
        self.checks_failed.is_empty()
    }

    /// Takes another tally's counts in.
    pub(crate) fn add(&mut self, other: Self) {
        for (language, tests) in other.tests {
            self.tests(language, tests);
        }
        self.checks_passed += other.checks_passed;
        self.checks_failed.extend(other.checks_failed);
    }

    /// Adds what is wrong with the numbers themselves: a language that ran
    /// nothing, fewer tests than its floor, a test that was skipped.
    fn judge(&mut self, floors: &Floors, languages: &[Language]) {
        for &language in languages {
            let tests = self.tests.entry(language).or_default();
            let ran = tests.passed + tests.failed.len();
            let floor = floors.of(language);
            let verdict = if ran == 0 {
                Err(format!("{}: no test ran", language.title()))
            } else if ran < floor {
                Err(format!(
                    "{}: {ran} tests ran, the floor is {floor}",
                    language.title()
                ))
            } else {
                Ok(())
            };
            let skipped = tests.skipped.clone();
            self.check(verdict);
            for name in skipped {
                self.checks_failed
                    .push(format!("{}: skipped: {name}", language.title()));
            }
        }
    }

    /// Prints the table and the closing line; true when all is well.
    pub(crate) fn close(mut self, floors: &Floors, languages: &[Language]) -> bool {
        self.judge(floors, languages);
        tell("");
        let row = |name: &str, passed: usize, failed: usize, floor: &str| {
            tell(&format!("  {name:<9}{passed:>8}{failed:>8}{floor:>8}"));
        };
        tell("  tests      passed  failed   floor");
        let (mut passed, mut failed) = (self.checks_passed, self.checks_failed.len());
        for &language in languages {
            let tests = &self.tests[&language];
            row(
                language.title(),
                tests.passed,
                tests.failed.len(),
                &floors.of(language).to_string(),
            );
            passed += tests.passed;
            failed += tests.failed.len();
        }
        row("checks", self.checks_passed, self.checks_failed.len(), "");
        for &language in languages {
            for name in &self.tests[&language].failed {
                tell(&format!("  failed: {}: {name}", language.title()));
            }
        }
        for message in &self.checks_failed {
            tell(&format!("  failed: {message}"));
        }
        tell("");
        tell(&format!("{passed} passed, {failed} failed"));
        failed == 0
    }
}

/// How many tests each language must run at least.
#[derive(Debug)]
pub(crate) struct Floors(BTreeMap<String, usize>);

impl Floors {
    /// Reads lines of the form `language = number`; `#` begins a remark.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        Self::parse(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut floors = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let at = index + 1;
            let (name, number) = line
                .split_once('=')
                .ok_or_else(|| format!("line {at} is not `language = number`"))?;
            let name = name.trim();
            if !Language::ALL.iter().any(|language| language.key() == name) {
                return Err(format!("line {at} names no language: `{name}`"));
            }
            let number = number
                .trim()
                .parse()
                .map_err(|_| format!("line {at} has no number after `=`"))?;
            if number == 0 {
                return Err(format!(
                    "line {at}: a floor of 0 would let a language be skipped"
                ));
            }
            floors.insert(name.to_owned(), number);
        }
        match Language::ALL
            .iter()
            .find(|language| !floors.contains_key(language.key()))
        {
            Some(missing) => Err(format!("no floor for `{}`", missing.key())),
            None => Ok(Self(floors)),
        }
    }

    fn of(&self, language: Language) -> usize {
        self.0[language.key()]
    }
}

#[cfg(test)]
mod tests {
    use super::{Floors, Language, Tally, Tests};

    const FLOORS: &str = "rust = 2 # a remark\njvm = 1\nandroid = 1\nswift = 1\n";

    fn ran(passed: usize) -> Tests {
        Tests {
            passed,
            ..Tests::default()
        }
    }

    fn close(settle: impl Fn(&mut Tally)) -> bool {
        let mut tally = Tally::default();
        tally.tests(Language::Rust, ran(2));
        tally.tests(Language::Jvm, ran(1));
        tally.tests(Language::Android, ran(1));
        tally.tests(Language::Swift, ran(1));
        settle(&mut tally);
        let floors = Floors::parse(FLOORS).expect("the sample is right");
        tally.close(&floors, &Language::ALL)
    }

    #[test]
    fn a_run_in_which_all_passed_is_green() {
        assert!(close(|_| {}));
    }

    #[test]
    fn one_failed_test_in_any_language_is_red() {
        for language in Language::ALL {
            assert!(!close(|tally| tally.tests(
                language,
                Tests {
                    failed: vec!["planted".to_owned()],
                    ..Tests::default()
                }
            )));
        }
    }

    #[test]
    fn only_the_named_test_counts_as_failed() {
        let mut tally = Tally::default();
        let failed = vec!["org.askfirst.ClipTest#reads nothing[23]".to_owned()];
        tally.tests(
            Language::Android,
            Tests {
                failed,
                ..Tests::default()
            },
        );
        assert!(tally.has_failed("ClipTest#reads nothing"));
        assert!(!tally.has_failed("ClipTest#reads"));
        assert!(!tally.has_failed("ClipTest#reads nothing at all"));
    }

    #[test]
    fn one_skipped_test_is_red() {
        assert!(!close(|tally| tally.tests(
            Language::Swift,
            Tests {
                skipped: vec!["left out".to_owned()],
                ..Tests::default()
            }
        )));
    }

    #[test]
    fn one_failed_check_is_red() {
        assert!(!close(|tally| tally.check(Err("format".to_owned()))));
    }

    #[test]
    fn a_language_that_ran_nothing_is_red() {
        let mut tally = Tally::default();
        tally.tests(Language::Rust, ran(9));
        tally.tests(Language::Jvm, ran(9));
        tally.tests(Language::Android, ran(9));
        let floors = Floors::parse(FLOORS).expect("the sample is right");
        assert!(!tally.close(&floors, &Language::ALL));
    }

    #[test]
    fn fewer_tests_than_the_floor_is_red() {
        let floors = Floors::parse("rust = 3\njvm = 1\nandroid = 1\nswift = 1").expect("right");
        let mut tally = Tally::default();
        tally.tests(Language::Rust, ran(2));
        assert!(!tally.close(&floors, &[Language::Rust]));
    }

    #[test]
    fn floors_name_every_language_and_none_is_zero() {
        assert!(Floors::parse("rust = 1\njvm = 1\nandroid = 1").is_err());
        assert!(Floors::parse("rust = 0\njvm = 1\nandroid = 1\nswift = 1").is_err());
        assert!(Floors::parse("rust = 1\njvm = 1\nandroid = 1\nswift = x").is_err());
        assert!(Floors::parse("cobol = 1").is_err());
    }
}
