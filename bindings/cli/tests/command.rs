//! The command's exit codes and what it prints.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn askfirst(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_askfirst"))
        .args(arguments)
        .current_dir(project())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A place beside the project's own packs, so that a scenario in it finds them.
fn scratch(name: &str) -> PathBuf {
    let place =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    place
}

/// The refusal scenario with a change, under its own name.
fn planted(folder: &Path, from: &str, to: &str) -> String {
    let name = "r026-a-refusal-is-remembered.json";
    let original = std::fs::read_to_string(project().join("tests/scenarios").join(name)).unwrap();
    assert!(original.contains(from));
    let policy = project()
        .join("core/policies/003.json")
        .canonicalize()
        .unwrap();
    let pack = format!("\"pack\": {:?}", policy.to_str().unwrap());
    let changed = original
        .replace(from, to)
        .replace("\"pack\": \"003\"", &pack);
    let path = folder.join(name);
    std::fs::write(&path, changed).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_scenario_that_passes_prints_its_log() {
    let output = askfirst(&[
        "replay",
        "tests/scenarios/r026-a-refusal-is-remembered.json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let log = text(&output.stdout);
    assert!(
        log.starts_with("askfirst-log\t1\tr026-a-refusal-is-remembered\n1\t0\tcall\topens\t"),
        "{log}"
    );
    assert!(log.ends_with("8\t0\tend\t1\t3\t0\t0\n"), "{log}");
}

#[test]
fn logs_go_to_a_directory_on_request() {
    let folder = scratch("logs");
    let output = askfirst(&[
        "replay",
        "--logs",
        folder.to_str().unwrap(),
        "tests/scenarios/r001-only-declared-kinds.json",
    ]);
    assert_eq!(
        (output.status.code(), text(&output.stdout).as_str()),
        (Some(0), "")
    );
    let log = std::fs::read_to_string(folder.join("r001-only-declared-kinds.log")).unwrap();
    assert!(
        log.contains("\tshut\tNOT_DECLARED\tNOT_DECLARED\tNONE\t-\t"),
        "{log}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_failed_expectation_is_told_with_its_step() {
    let folder = scratch("wrong");
    let file = planted(&folder, "100 x shut REFUSED", "100 x value");
    let output = askfirst(&["replay", &file]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("step 6 (app_reads): `reads` of `jmlink.clipboard` (step 6): expected `value`, but it is `shut REFUSED"), "{told}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_bad_file_is_told_with_its_position() {
    let folder = scratch("bad");
    let file = planted(&folder, "\"times\"", "\"tiems\"");
    let output = askfirst(&["replay", &file]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains(".json:16:") && told.contains("unknown field `tiems`"),
        "{told}"
    );
    assert_eq!(
        askfirst(&["replay", "no-such-file.json"]).status.code(),
        Some(2)
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_worst_file_decides_the_exit_code() {
    let good = "tests/scenarios/r001-only-declared-kinds.json";
    assert_eq!(
        askfirst(&["replay", "no-such-file.json", good])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_sound_pack_is_reported_with_its_doubts() {
    let output = askfirst(&["check", "core/policies/003.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(
        told.contains("warning: effective on 2023-05-09, before the update of 2023-12-27"),
        "{told}"
    );
    assert!(
        told.contains("`contacts.read`") && told.contains("core/policies/003.json: sound, "),
        "{told}"
    );
}

#[test]
fn a_broken_pack_is_reported_with_positions() {
    let output = askfirst(&["check", "tests/scenarios/packs/misspelt.json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(
        told.contains("misspelt.json:198:") && told.contains("unknown field `last`"),
        "{told}"
    );
}

#[test]
fn without_a_command_it_says_how_it_is_used() {
    for arguments in [
        &[][..],
        &["replay"],
        &["check"],
        &["frobnicate"],
        &["replay", "--lgos", "x", "y"],
    ] {
        let output = askfirst(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("usage: askfirst replay"));
    }
    assert_eq!(askfirst(&["--help"]).status.code(), Some(0));
}
