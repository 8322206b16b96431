//! `cargo xtask mutants`: changes the code that decides, and the code that checks packs, in every
//! small way; a test must notice each.
//!
//! What is changed and which tests judge it stands in [`PARTS`] and nowhere else. A mutant that
//! makes tests hang is not counted as noticed. What was noticed once is not tried again, so a run
//! that was stopped goes on where it was; `--shard` splits one part between machines.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::tell;
use crate::project::{Project, read};
use crate::scratch;
use crate::setup;
use crate::step::Step;

/// Files that are changed together, and the tests that judge them: none that kill, race or load.
struct Part {
    name: &'static str,
    files: &'static [&'static str],
    packages: &'static [&'static str],
    tests: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part {
        name: "decide",
        files: &["core/src/decide.rs", "core/src/rules/**/*.rs"],
        packages: &["askfirst", "askfirst-replay"],
        tests: &["oracle", "laws", "scenarios", "guard"],
    },
    Part {
        name: "pack",
        files: &[
            "core/src/pack/check.rs",
            "core/src/pack/check/*.rs",
            "core/src/pack/read.rs",
            "core/src/pack/load.rs",
            "core/src/pack/scan.rs",
            "core/src/pack/tree.rs",
            "core/src/pack/words.rs",
        ],
        packages: &["askfirst"],
        tests: &[
            "pack_broken",
            "pack_doubtful",
            "pack_reading",
            "pack_kinds",
            "pack_000",
            "pack_003",
        ],
    },
];

/// Share of survivors that is allowed, in hundredths.
const SURVIVORS: usize = 2;
/// Seconds after which tests hang; without a change they need a tenth of it.
const HANG_SECONDS: u32 = 300;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Only files whose path holds this.
    pub(crate) file: Option<String>,
    /// One of several shares of each part, such as `1/8`.
    pub(crate) shard: Option<String>,
}

/// Runs both parts and lists what no test noticed. True when few enough survive.
pub(crate) fn run(project: &Project, options: &Options) -> Result<bool, String> {
    let tool = setup::cargo_tool(project, "cargo-mutants")?;
    let mut good = true;
    for part in &PARTS {
        let files = part.chosen(options);
        if files.is_empty() {
            continue;
        }
        let output = part.output(project, options);
        std::fs::create_dir_all(&output)
            .map_err(|error| format!("cannot make {}: {error}", output.display()))?;
        let mut command = part.command(project, &tool, &files, options, &output);
        // Survivors are no reason to stop here; what did not begin leaves no outcomes.
        let _ = Step::new(project, &format!("mutants-{}", part.name))
            .minutes(24 * 60)
            .quiet()
            .run(&mut command);
        good &= Outcome::of(&output)?.report(part.name);
    }
    Ok(good)
}

impl Part {
    fn chosen(&self, options: &Options) -> Vec<&'static str> {
        let wanted = options.file.as_deref().unwrap_or_default();
        let fits = |file: &&&str| file.contains(wanted);
        self.files.iter().filter(fits).copied().collect()
    }

    /// Where a run keeps what it has tried; one folder for each selection.
    fn output(&self, project: &Project, options: &Options) -> PathBuf {
        let words = [options.file.as_deref(), options.shard.as_deref()];
        let words = words
            .into_iter()
            .flatten()
            .map(|it| it.replace(['/', '*'], "-"));
        let name = std::iter::once(self.name.to_owned()).chain(words);
        let name = name.collect::<Vec<_>>().join("_");
        project.target.join("mutants").join(name)
    }

    fn command(
        &self,
        project: &Project,
        tool: &Path,
        files: &[&str],
        options: &Options,
        output: &Path,
    ) -> Command {
        let mut command = Command::new(tool);
        command
            .current_dir(&project.root)
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "1")
            .env("ASKFIRST_ORACLE", "2000")
            .args(["mutants", "--no-config", "--iterate", "--no-shuffle"])
            .args(["--timeout", &HANG_SECONDS.to_string()])
            .args(["--features", "askfirst/testing", "--output"])
            .arg(output);
        // Every mutant is compiled once and run for seconds, so that optimising would only cost.
        for package in ["askfirst", "askfirst-replay"] {
            let plain = format!("--config=profile.dev.package.{package}.opt-level=0");
            command.args(["--cargo-arg", &plain]);
        }
        for file in files {
            command.args(["--file", file]);
        }
        for package in self.packages {
            command.args(["--test-package", package]);
        }
        if let Some(shard) = &options.shard {
            command.args(["--shard", shard]);
        }
        command.args(["--", "--lib"]);
        for test in self.tests {
            command.args(["--test", test]);
        }
        scratch::settle(&mut command);
        command
    }
}

/// What came of the mutants that were tried, this time and before.
#[derive(Debug, Default)]
struct Outcome {
    caught: usize,
    missed: Vec<String>,
    hung: Vec<String>,
}

impl Outcome {
    fn of(output: &Path) -> Result<Outcome, String> {
        let folder = output.join("mutants.out");
        let lines = |name: &str| -> Result<Vec<String>, String> {
            let file = folder.join(name);
            // What was noticed before this run is noted in a list of its own.
            if !file.is_file() {
                return Ok(Vec::new());
            }
            Ok(read(&file)?.lines().map(str::to_owned).collect())
        };
        if !folder.join("caught.txt").is_file() {
            return Err(format!("no mutant was tried; see {}", folder.display()));
        }
        let mut caught = lines("caught.txt")?;
        caught.extend(lines("previously_caught.txt")?);
        caught.sort();
        caught.dedup();
        Ok(Outcome {
            caught: caught.len(),
            missed: lines("missed.txt")?,
            hung: lines("timeout.txt")?,
        })
    }

    fn report(&self, part: &str) -> bool {
        let survivors = self.missed.len() + self.hung.len();
        let all = self.caught + survivors;
        tell(&format!(
            "mutants of {part}: {all} tried, {} noticed, {} not, {} hung",
            self.caught,
            self.missed.len(),
            self.hung.len()
        ));
        for mutant in self.missed.iter().chain(&self.hung) {
            tell(&format!("  {mutant}"));
        }
        survivors * 100 <= all * SURVIVORS
    }
}
