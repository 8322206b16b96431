//! `cargo xtask fuzz`: random bytes for everything that reads a file, seeded with what the project ships.
//!
//! The readers and what must hold for them stand in `tests/fuzz`. One core is
//! used, each reader for its share of the time; what is worth keeping goes to
//! `tests/fuzz/corpus` with `--keep` and is replayed by the Rust tests ever after.

mod covered;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::tell;
use crate::project::{Project, fresh_folder, read, write_if_changed};
use crate::setup;
use crate::step::{Step, ask};
use crate::suites::rust::cargo;

/// A reader, where its seeds lie, and how long an input may be.
struct Reader {
    name: &'static str,
    seeds: &'static [&'static str],
    longest: u32,
    /// Longest input worth keeping.
    kept: u64,
}

const READERS: [Reader; 4] = [
    Reader {
        name: "pack",
        seeds: &[
            "core/policies",
            "core/tests/packs/broken",
            "core/tests/packs/doubtful",
        ],
        longest: 120_000,
        kept: 1_024,
    },
    Reader {
        name: "scenario",
        seeds: &["tests/scenarios"],
        longest: 30_000,
        kept: 1_024,
    },
    Reader {
        name: "ledger",
        seeds: &["core/tests/formats/ledger-1"],
        longest: 60_000,
        kept: 20_481,
    },
    Reader {
        name: "entries",
        seeds: &[],
        longest: 30_000,
        kept: 1_024,
    },
];

/// How many new inputs one run keeps of each reader, the smallest first.
const KEPT: usize = 60;
/// Seconds in which a planted panic has to be found.
const PLANTED_SECONDS: u64 = 120;
/// What compiles the planted panics in; no other command sets it.
const PLANTED: &str = "--cfg askfirst_planted_panic";

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// All readers together.
    pub(crate) minutes: u64,
    /// Keep what reached something that no seed reaches.
    pub(crate) keep: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            minutes: 4,
            keep: false,
        }
    }
}

/// Fuzzes each reader, plants a panic in each, and counts the lines reached. True when nothing but
/// the planted panics was found and the readers are covered.
pub(crate) fn run(project: &Project, options: Options) -> Result<bool, String> {
    let fuzzer = setup::cargo_tool(project, "cargo-fuzz")?;
    setup::coverage_tools()?;
    let sound = build(project, &fuzzer, "fuzz", "")?;
    let planted = build(project, &fuzzer, "fuzz-planted", PLANTED)?;
    let seconds = options.minutes * 60 / READERS.len() as u64;
    let mut good = true;
    for reader in &READERS {
        let run = Run::prepare(project, reader)?;
        good &= run.finds_the_planted(&planted)?;
        good &= run.finds_nothing(&sound, seconds)?;
        if options.keep {
            run.keep(&sound)?;
        }
    }
    Ok(covered::report(project)? && good)
}

/// Builds the targets. The flags are the fuzzer's own, which one compiler has as well as another.
fn build(project: &Project, fuzzer: &Path, name: &str, flags: &str) -> Result<PathBuf, String> {
    let folder = project.target.join(name);
    let mut command = Command::new(fuzzer);
    command
        .current_dir(project.path("tests/fuzz"))
        .env_remove("CARGO_TARGET_DIR")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", flags)
        .args(["fuzz", "build", "--fuzz-dir", ".", "--sanitizer", "none"])
        .arg("--target-dir")
        .arg(&folder);
    Step::new(project, &format!("{name}-build"))
        .minutes(60)
        .run(&mut command)?;
    Ok(folder.join(host()?).join("release"))
}

/// One reader with its folders.
struct Run<'a> {
    project: &'a Project,
    reader: &'a Reader,
    /// What was found earlier and by this run; the fuzzer adds to it.
    found: PathBuf,
    words: PathBuf,
}

impl<'a> Run<'a> {
    fn prepare(project: &'a Project, reader: &'a Reader) -> Result<Run<'a>, String> {
        let found = found_folder(project, reader.name);
        fs::create_dir_all(&found)
            .map_err(|error| format!("cannot make {}: {error}", found.display()))?;
        let words = found.with_extension("words");
        write_if_changed(&words, &dictionary(&seeds_of(project, reader)?)?)?;
        Ok(Run {
            project,
            reader,
            found,
            words,
        })
    }

    fn fuzzer(&self, programs: &Path, seconds: u64) -> Command {
        let mut command = Command::new(programs.join(self.reader.name));
        command
            .current_dir(self.project.target.join("fuzz"))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={}", self.reader.longest))
            .arg(format!("-dict={}", self.words.display()))
            .args(["-timeout=20", "-print_final_stats=1"]);
        command
    }

    fn seed_folders(&self) -> Vec<PathBuf> {
        let kept = kept_folder(self.project, self.reader.name);
        let seeds = self.reader.seeds.iter().map(|it| self.project.path(it));
        seeds.chain(kept.is_dir().then_some(kept)).collect()
    }

    /// A fuzzer that would not see a panic shows nothing.
    fn finds_the_planted(&self, programs: &Path) -> Result<bool, String> {
        let name = self.reader.name;
        let found = self.project.target.join("fuzz-planted").join(name);
        fresh_folder(&found)?;
        let mut command = self.fuzzer(programs, PLANTED_SECONDS);
        // The fuzzer writes into the first folder.
        command
            .arg(format!("-artifact_prefix={}/crash-", found.display()))
            .arg(&found)
            .args(self.seed_folders());
        let step = format!("fuzz-planted-{name}");
        let end = Step::new(self.project, &step).quiet().run(&mut command);
        let log = match &end {
            Ok(done) => &done.log,
            Err(failed) => &failed.log,
        };
        let good = end.is_err() && read(log)?.contains("a planted panic");
        let word = if good { "found" } else { "NOT FOUND" };
        tell(&format!("fuzz {name}: the planted panic was {word}"));
        Ok(good)
    }

    fn finds_nothing(&self, programs: &Path, seconds: u64) -> Result<bool, String> {
        let name = self.reader.name;
        let mut command = self.fuzzer(programs, seconds);
        command
            .arg(format!("-artifact_prefix={}/crash-", self.found.display()))
            .arg(&self.found)
            .args(self.seed_folders());
        let end = Step::new(self.project, &format!("fuzz-{name}"))
            .minutes(seconds / 60 + 10)
            .run(&mut command);
        let log = match &end {
            Ok(done) => &done.log,
            Err(failed) => &failed.log,
        };
        // A fuzzer's log may hold any byte.
        let text = fs::read(log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let tried = text
            .lines()
            .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        let tried = tried.unwrap_or("?").trim();
        tell(&format!("fuzz {name}: {tried} inputs in {seconds} s"));
        Ok(end.is_ok())
    }

    /// Small inputs that reach what no seed and nothing kept before reaches.
    fn keep(&self, programs: &Path) -> Result<(), String> {
        let name = self.reader.name;
        let (all, kept) = (
            self.found.with_extension("all"),
            kept_folder(self.project, name),
        );
        fresh_folder(&all)?;
        let seeds = files_in(&self.seed_folders())?;
        for (number, seed) in seeds.iter().enumerate() {
            copy(seed, &all.join(format!("seed-{number}")))?;
        }
        let small = self.found.with_extension("small");
        fresh_folder(&small)?;
        for file in files_in(std::slice::from_ref(&self.found))? {
            let length = fs::metadata(&file).map_or(u64::MAX, |it| it.len());
            let base = file.file_name().unwrap_or_default();
            if length <= self.reader.kept && !base.to_string_lossy().starts_with("crash-") {
                copy(&file, &small.join(base))?;
            }
        }
        let mut command = Command::new(programs.join(name));
        command
            .current_dir(self.project.target.join("fuzz"))
            .arg("-merge=1")
            .args([&all, &small]);
        Step::new(self.project, &format!("fuzz-keep-{name}")).run(&mut command)?;
        fs::create_dir_all(&kept).map_err(|error| error.to_string())?;
        let mut new = files_in(&[all])?;
        new.retain(|file| !file.to_string_lossy().contains("/seed-"));
        new.sort_by_key(|file| fs::metadata(file).map_or(u64::MAX, |it| it.len()));
        for file in new.iter().take(KEPT) {
            copy(file, &kept.join(file.file_name().unwrap_or_default()))?;
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let done = fs::copy(from, to).map(drop);
    done.map_err(|error| format!("cannot copy {}: {error}", from.display()))
}

fn kept_folder(project: &Project, reader: &str) -> PathBuf {
    project.path("tests/fuzz/corpus").join(reader)
}

fn found_folder(project: &Project, reader: &str) -> PathBuf {
    project.target.join("fuzz/found").join(reader)
}

/// What a reader begins with: files that the project ships or keeps for it.
fn seeds_of(project: &Project, reader: &Reader) -> Result<Vec<PathBuf>, String> {
    let mut folders: Vec<PathBuf> = reader.seeds.iter().map(|it| project.path(it)).collect();
    folders.push(kept_folder(project, reader.name));
    folders.retain(|folder| folder.is_dir());
    files_in(&folders)
}

fn files_in(folders: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = vec![];
    for folder in folders {
        let entries = fs::read_dir(folder)
            .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
        files.extend(
            entries
                .flatten()
                .map(|it| it.path())
                .filter(|it| it.is_file()),
        );
    }
    files.sort();
    Ok(files)
}

/// The words that the seeds are made of, so that the fuzzer can put one where another stood.
fn dictionary(seeds: &[PathBuf]) -> Result<String, String> {
    let mut words = std::collections::BTreeSet::new();
    for seed in seeds {
        let text = fs::read(seed).map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let quoted = text.split('"').filter(|it| (2..=28).contains(&it.len()));
        let plain = |it: &&str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-@".contains(&byte);
            it.bytes().all(fits)
        };
        words.extend(quoted.filter(plain).map(str::to_owned));
    }
    let lines = words.iter().map(|word| format!("\"\\\"{word}\\\"\"\n"));
    Ok(lines.collect())
}

fn host() -> Result<String, String> {
    let (_, text) = ask(Command::new("rustc").arg("-vV")).ok_or("rustc does not run")?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.ok_or("rustc does not say its host")?.to_owned())
}
