//! The command's exit codes and what it prints.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};

use common::{askfirst, command, project};

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
        told.contains(".json:17:") && told.contains("unknown field `tiems`"),
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
fn warnings_count_on_request() {
    let strict = ["check", "--strict", "core/policies/003.json"];
    assert_eq!(askfirst(&strict).status.code(), Some(1));
    let strict = ["check", "core/tests/packs/small.json", "--strict"];
    assert_eq!(askfirst(&strict).status.code(), Some(0));
}

#[test]
fn every_pack_is_checked_even_after_a_broken_one() {
    let output = askfirst(&[
        "check",
        "core/tests/packs/broken/two_general_purposes.json",
        "core/tests/packs/small.json",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr).lines().count(), 4, "three problems");
    assert!(text(&output.stderr).ends_with("two_general_purposes.json: 3 problems\n"));
    assert!(text(&output.stdout).contains("small.json: sound, 0 warnings, hash "));
    let missing = askfirst(&["check", "core/tests/packs/small.json", "no-such-pack.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).starts_with("no-such-pack.json: cannot be read: "));
}

#[test]
fn it_speaks_the_language_of_the_environment_or_the_one_it_is_told() {
    let with = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = command(arguments);
        command.env_clear().envs(variables.iter().copied());
        let output = command.output().unwrap();
        text(&output.stdout) + &text(&output.stderr)
    };
    let small = ["check", "core/tests/packs/small.json"];
    assert!(with(&[("LANG", "zh_CN.UTF-8")], &small).contains("：无误，0 条警告"));
    assert!(with(&[("LANG", "de_DE.UTF-8")], &small).contains(": sound, 0 warnings"));
    assert!(with(&[], &small).contains(": sound, 0 warnings"));
    let both = [("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")];
    assert!(with(&both, &small).contains(": sound, 0 warnings"));
    let told = ["--lang", "en", small[0], small[1]];
    assert!(with(&[("LANG", "zh_CN.UTF-8")], &told).contains(": sound, 0 warnings"));
    let told = [small[0], small[1], "--lang", "zh"];
    assert!(with(&[], &told).contains("：无误，0 条警告"));
    let told = with(&[("LANG", "zh_CN")], &["check", "--lang", "fr", "x"]);
    assert!(
        told.starts_with("askfirst: `--lang fr`：只有 zh 和 en\n"),
        "{told}"
    );
}

#[test]
fn every_command_explains_itself_in_both_languages() {
    let overview = text(&askfirst(&["--help", "--lang", "en"]).stdout);
    let commands: Vec<&str> = overview
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        for (language, usage, codes) in [
            ("en", "usage: askfirst ", "Exit codes: 0 "),
            ("zh", "用法：askfirst ", "退出码：0 "),
        ] {
            let asked = [
                vec![command, "--help", "--lang", language],
                vec!["help", command, "--lang", language],
                vec![command, "-h", "x", "--lang", language],
            ];
            for arguments in asked {
                let output = askfirst(&arguments);
                assert_eq!(output.status.code(), Some(0), "{arguments:?}");
                let told = text(&output.stdout);
                assert!(told.starts_with(&format!("{usage}{command}")), "{told}");
                assert!(told.contains(codes), "{told}");
            }
        }
    }
}

#[test]
fn a_wrong_command_line_says_what_is_wrong_with_it() {
    for (arguments, told) in [
        (&["replay"][..], "askfirst replay: FILE is missing\n"),
        (&["check"], "askfirst check: PACK is missing\n"),
        (
            &["check", "--lgos", "x"],
            "askfirst check: unknown option `--lgos`\n",
        ),
        (
            &["replay", "x", "--logs"],
            "askfirst replay: `--logs` needs a value\n",
        ),
        (
            &["replay", "--logs", "a", "--logs", "b", "x"],
            "askfirst replay: `--logs` can stand only once\n",
        ),
        (
            &["schema", "x"],
            "askfirst schema: `x` is one argument too many\n",
        ),
        (
            &["frobnicate"],
            "askfirst: there is no command `frobnicate`; there are ",
        ),
        (
            &["help", "frobnicate"],
            "askfirst: there is no command `frobnicate`; there are ",
        ),
    ] {
        let output = askfirst(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let stderr = text(&output.stderr);
        assert!(stderr.starts_with(told), "{stderr}");
        assert!(stderr.ends_with(" --help\n"), "{stderr}");
    }
}

#[test]
fn without_a_command_it_says_how_it_is_used() {
    let output = askfirst(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("usage: askfirst COMMAND"));
    let output = askfirst(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("usage: askfirst COMMAND"));
}

#[test]
fn kinds_are_found_by_id_name_or_platform_call() {
    let listed = |words: &[&str]| {
        let output = askfirst(&[&["kinds"], words].concat());
        (output.status.code(), text(&output.stdout))
    };
    let clipboard = "clip.content  clipboard content\n    needs a prompt of its own\n    Android: ClipboardManager.";
    let (code, found) = listed(&["clip.content"]);
    assert_eq!(code, Some(0));
    assert!(found.starts_with(clipboard), "{found}");
    assert!(listed(&["剪贴板"]).1.contains("clip.content  "));
    assert!(listed(&["ANDROID_ID"]).1.contains("device.android_id  "));
    assert!(
        listed(&["phone.number"])
            .1
            .contains("not if the person types it\n")
    );
    assert_eq!(listed(&["no such kind at all"]).0, Some(1));
    let all = listed(&[]).1;
    let ids = all.lines().filter(|line| !line.starts_with(' ')).count();
    assert_eq!(ids, askfirst::pack::kinds::registry().len());
}
