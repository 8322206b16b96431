//! How many lines of the readers the seeds, the kept inputs and the found ones reach.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{READERS, cargo, files_in, found_folder, host, seeds_of};
use crate::console::tell;
use crate::project::{Project, fresh_folder, read};
use crate::step::{Step, ask};

/// A reader's file or folder, and functions in it that do something else than read.
type Place = (&'static str, &'static [&'static str]);

/// What each reader consists of. Left out is what turns words into calls once they are read, what
/// writes, what looks for other files, and what only tells a person or a host.
const PLACES: [(&str, &[Place]); 4] = [
    ("pack", &[("core/src/pack/", &[])]),
    (
        "scenario",
        &[
            ("tests/replay/src/format.rs", &["from"]),
            ("tests/replay/src/fields.rs", &["from", "label"]),
            ("tests/replay/src/verb.rs", &["name"]),
            ("tests/replay/src/moment.rs", &[]),
            ("tests/replay/src/names.rs", &[]),
            (
                "tests/replay/src/open.rs",
                &["read", "check_names", "pack", "policy"],
            ),
        ],
    ),
    (
        "ledger",
        &[
            ("core/src/ledger/offline.rs", &[]),
            ("core/src/ledger/verify.rs", &[]),
            (
                "core/src/ledger/store.rs",
                &[
                    "create",
                    "append",
                    "move_head",
                    "add_checkpoint",
                    "sync_recovered",
                ],
            ),
            (
                "core/src/ledger/seal.rs",
                &[
                    "bytes",
                    "name_of",
                    "fmt",
                    "create",
                    "seal_bound",
                    "too_large",
                ],
            ),
        ],
    ),
    (
        "entries",
        &[("core/src/state/", &["revive", "pending_notices"])],
    ),
];

/// Least share of a reader's lines, in hundredths.
const WANTED: u64 = 90;

/// Prints the share for each reader and for all. True when all together reach the least share.
pub(super) fn report(project: &Project) -> Result<bool, String> {
    let folder = project.target.join("fuzz-covered");
    let mut build = cargo(project, &["build", "--locked", "--example", "cover"]);
    build
        .current_dir(project.path("tests/fuzz"))
        .env_remove("CARGO_NET_OFFLINE")
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", "-Cinstrument-coverage")
        // Programs that only run while building would leave theirs beside the sources.
        .env("LLVM_PROFILE_FILE", folder.join("build.raw"));
    Step::new(project, "fuzz-covered-build")
        .minutes(30)
        .run(&mut build)?;
    let program = folder.join("debug/examples/cover");
    let (mut reached, mut lines) = (0, 0);
    for (reader, (name, places)) in READERS.iter().zip(PLACES) {
        let mut inputs = seeds_of(project, reader)?;
        let found = found_folder(project, name);
        if found.is_dir() {
            inputs.extend(files_in(&[found])?);
        }
        let profiles = folder.join(format!("profiles-{name}"));
        fresh_folder(&profiles)?;
        for (number, some) in inputs.chunks(500).enumerate() {
            let mut cover = Command::new(&program);
            cover
                .env("LLVM_PROFILE_FILE", profiles.join(format!("{number}.raw")))
                .arg(name)
                .args(some);
            Step::new(project, &format!("fuzz-covered-{name}")).run(&mut cover)?;
        }
        let (some, all) = counted(project, &program, &profiles, places)?;
        tell(&format!(
            "fuzz {name}: {some} of {all} lines reached ({} %)",
            some * 100 / all.max(1)
        ));
        (reached, lines) = (reached + some, lines + all);
    }
    let share = reached * 100 / lines.max(1);
    tell(&format!(
        "fuzz: {reached} of {lines} lines of the readers reached ({share} %)"
    ));
    Ok(share >= WANTED)
}

/// Lines reached and lines there are.
fn counted(
    project: &Project,
    program: &Path,
    profiles: &Path,
    places: &[Place],
) -> Result<(u64, u64), String> {
    let merged = profiles.join("all.data");
    let raws = files_in(&[profiles.to_owned()])?;
    let mut merge = Command::new(tool("llvm-profdata")?);
    merge
        .args(["merge", "-sparse", "-o"])
        .arg(&merged)
        .args(raws);
    let mut export = Command::new(tool("llvm-cov")?);
    export
        .args(["export", "-format=lcov"])
        .arg(format!("-instr-profile={}", merged.display()))
        .arg(program);
    let run = |command: &mut Command| match ask(command) {
        Some((true, text)) => Ok(text),
        Some((false, text)) => Err(text),
        None => Err("the coverage tools do not run".to_owned()),
    };
    run(&mut merge)?;
    let text = run(&mut export)?;
    let (mut some, mut all) = (0, 0);
    for record in text.split("end_of_record") {
        let path = record.lines().find_map(|line| line.strip_prefix("SF:"));
        let path = Path::new(path.unwrap_or_default());
        let inside = project.shown(path);
        let Some((_, others)) = places.iter().find(|(it, _)| inside.starts_with(it)) else {
            continue;
        };
        let others = lines_of(&read(path)?, others);
        for line in record.lines().filter_map(|it| it.strip_prefix("DA:")) {
            let (number, times) = line.split_once(',').unwrap_or((line, "0"));
            if !others
                .iter()
                .any(|it| it.contains(&number.parse().unwrap_or(0)))
            {
                all += 1;
                some += u64::from(times != "0");
            }
        }
    }
    Ok((some, all))
}

/// The lines of the functions named, each up to the bracket that stands below its first letter.
fn lines_of(source: &str, functions: &[&str]) -> Vec<std::ops::RangeInclusive<usize>> {
    let lines: Vec<&str> = source.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| {
        let name = line.split_once("fn ").map_or("", |(_, rest)| rest);
        let end = |c: char| !c.is_alphanumeric() && c != '_';
        functions.contains(&name.split(end).next().unwrap_or_default())
    });
    let range = |(at, line): (usize, &&str)| {
        let indent = line.len() - line.trim_start().len();
        let close = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|it| *it == close);
        at + 1..=at + 1 + length.unwrap_or(0)
    };
    starts.map(range).collect()
}

/// LLVM's tools lie beside the compiler that the component belongs to.
fn tool(name: &str) -> Result<PathBuf, String> {
    let (_, root) =
        ask(Command::new("rustc").args(["--print", "sysroot"])).ok_or("rustc does not run")?;
    let folder = format!("lib/rustlib/{}/bin", host()?);
    Ok(Path::new(root.trim()).join(folder).join(name))
}

#[cfg(test)]
mod tests {
    use super::lines_of;

    #[test]
    fn a_function_ends_where_its_bracket_stands() {
        let source =
            "impl A {\n    fn one() {\n        {\n        }\n    }\n\n    fn two() {}\n}\n";
        assert_eq!(lines_of(source, &["one"]), [2..=5]);
        assert!(lines_of(source, &["tw"]).is_empty());
    }
}
