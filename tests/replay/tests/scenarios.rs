//! Every scenario passes, and a scenario that states something else does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};

use askfirst_replay::coverage::scenarios_in;
use askfirst_replay::{BadScenario, Loaded};
use common::folder;

fn all() -> Vec<PathBuf> {
    scenarios_in(&folder("scenarios")).unwrap()
}

/// Where the other languages' logs lie too, so that they can be compared.
fn logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/scenario-logs/rust")
}

/// The refusal scenario with one thing in it replaced by another.
fn changed(from: &str, to: &str) -> Result<Loaded, BadScenario> {
    let name = "r026-a-refusal-is-remembered";
    let text = std::fs::read_to_string(folder("scenarios").join(format!("{name}.json"))).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}` must occur once");
    let place = tempfile(name, &text.replace(from, to));
    let loaded = Loaded::read(&place);
    std::fs::remove_dir_all(place.parent().unwrap()).unwrap();
    // The pack is found from where the file would lie.
    loaded.map(|loaded| Loaded {
        path: folder("scenarios").join(format!("{name}.json")),
        ..loaded
    })
}

fn tempfile(name: &str, text: &str) -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder =
        std::env::temp_dir().join(format!("askfirst-scenario-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.json"));
    std::fs::write(&path, text).unwrap();
    path
}

fn refused(path: &Path) -> String {
    let loaded = Loaded::read(path).unwrap();
    loaded.replay().map(|_| ()).unwrap_err().to_string()
}

#[test]
fn names_that_stand_for_nothing_are_no_scenario() {
    let whole = |inner: &str| {
        format!(
            r#"{{"name": "n", "about": "a", "covers": ["R-001"], "pack": "packs/small.json", "start": "2024-03-01T01:00:00Z", {inner}}}"#
        )
    };
    let steps = r#""steps": [{"app_opens": {}, "then": {"answers": ["ready"]}}]"#;
    for (inner, problem) in [
        (
            format!(r#""phone": {{"permissions": {{"loc.precize": "not_asked"}}}}, {steps}"#),
            "`loc.precize` is no kind",
        ),
        (
            r#""steps": [{"phone_changes": {"gives": {"clip": "no_value"}}}]"#.to_owned(),
            "`clip` is no kind",
        ),
        (
            format!(r#""sdks": {{"nobody": {{"stops": "now"}}}}, {steps}"#),
            "`sdks` names `nobody`",
        ),
    ] {
        let path = tempfile("n", &whole(&inner));
        let folder = path.parent().unwrap().join("packs");
        std::fs::create_dir_all(&folder).unwrap();
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/packs/small.json");
        std::fs::copy(small, folder.join("small.json")).unwrap();
        let error = refused(&path);
        assert!(error.contains(problem), "{error}");
        std::fs::remove_file(folder.join("small.json")).unwrap();
        let missing = refused(&path);
        assert!(missing.contains("small.json"), "{missing}");
    }
}

#[test]
fn every_scenario_passes() {
    std::fs::create_dir_all(logs()).unwrap();
    let files = all();
    assert!(files.len() >= 90, "scenarios have gone missing");
    // Replays wait for the disk more than they work.
    let failed: Vec<String> = std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(6));
        let workers: Vec<_> = parts
            .map(|part| {
                scope.spawn(|| {
                    part.iter()
                        .flat_map(|path| failures(path))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Replays one file, leaves its log where the other languages leave theirs, and tells what differs.
fn failures(path: &Path) -> Vec<String> {
    let loaded = Loaded::read(path).unwrap_or_else(|problem| panic!("{problem}"));
    let replayed = loaded
        .replay()
        .unwrap_or_else(|problem| panic!("{problem}"));
    let log = logs().join(format!("{}.log", loaded.scenario.name));
    // Another language may be reading the same file at this moment.
    if std::fs::read_to_string(&log).ok().as_ref() != Some(&replayed.log) {
        std::fs::write(log, &replayed.log).unwrap();
    }
    replayed
        .differences
        .iter()
        .map(|it| format!("{}: {it}", loaded.scenario.name))
        .collect()
}

#[test]
fn a_second_replay_gives_the_same_log() {
    for path in all().into_iter().step_by(7) {
        let loaded = Loaded::read(&path).unwrap();
        assert_eq!(
            loaded.replay().unwrap().log,
            loaded.replay().unwrap().log,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_planted_wrong_expectation_fails() {
    let wrong = [
        (
            r#""100 x shut REFUSED""#,
            r#""100 x value""#,
            "step 6 (app_reads): `reads` of `jmlink.clipboard`",
        ),
        (
            r#""100 x shut REFUSED""#,
            r#""99 x shut REFUSED""#,
            "which the step does not state",
        ),
        (
            r#""prompts": 2, "reads": 0"#,
            r#""prompts": 1, "reads": 0"#,
            "prompts so far: expected `1`, but it is `2`",
        ),
        (
            r#""reads": 1"#,
            r#""reads": 0"#,
            "reads so far: expected `0`, but it is `1`",
        ),
        (
            r#""says": ["剪切板"]"#,
            r#""says": ["通讯录"]"#,
            "the prompt does not say `通讯录`",
        ),
        (
            r#""says": ["剪切板"]"#,
            r#""lacks": ["剪切板"]"#,
            "which it must not",
        ),
        (
            r#"{"prompt": {"style": "CONSENT", "says": ["剪切板"]}}"#,
            r#"{"system_dialog": "clip.content"}"#,
            "a prompt CONSENT",
        ),
        (
            r#"{"prompt": {"style": "CONSENT", "says": ["剪切板"]}}"#,
            r#"{"prompt": {"style": "PRIMER"}}"#,
            "the prompt's style",
        ),
        (
            r#""answers": ["value"], "reads": 1"#,
            r#""answers": ["value"], "sdk": ["start jmlink"]"#,
            "SDK calls",
        ),
    ];
    // Side by side, because a step whose expectation never comes waits out its patience.
    std::thread::scope(|scope| {
        for (from, to, message) in wrong {
            scope.spawn(move || {
                let differences = changed(from, to).unwrap().replay().unwrap().differences;
                let all: Vec<String> = differences.iter().map(ToString::to_string).collect();
                assert!(
                    all.iter().any(|it| it.contains(message)),
                    "`{to}` gave {all:#?}"
                );
            });
        }
    });
}

#[test]
fn a_step_that_cannot_be_done_fails() {
    let differences = changed(
        r#"{"control": "refuse"}"#,
        r#"{"control": "refuse", "prompt": 9}"#,
    );
    let differences = differences.unwrap().replay().unwrap().differences;
    assert_eq!(
        differences.last().unwrap().to_string(),
        "step 5 (person_taps): there is no such prompt"
    );
}

#[test]
fn a_misspelt_field_is_an_error_with_its_position() {
    let wrong = [
        (r#""about""#, r#""abuot""#, "3:9: unknown field `abuot`"),
        (
            r#""times": 100"#,
            r#""tmies": 100"#,
            "unknown field `tmies`",
        ),
        (
            r#""prompts": 2"#,
            r#""promts": 2"#,
            "unknown field `promts`",
        ),
        (r#""says""#, r#""say""#, "unknown field `say`"),
        (
            r#""app_presents_policy""#,
            r#""app_shows_prompt""#,
            "`app_shows_prompt` is no verb",
        ),
        (
            r#""ask": "tapped""#,
            r#""ask": "always""#,
            "unknown variant `always`",
        ),
        (
            r#""2024-03-01T01:00:00Z""#,
            r#""2024-03-01""#,
            "`2024-03-01` is not a time",
        ),
        (r#""age": 30"#, r#""age": null"#, "invalid type: null"),
        (r#""age": 30"#, r#""age": "30""#, "invalid type: string"),
        (r#""age": 30"#, r#""age": -1"#, "invalid value: integer"),
        (r#""age": 30"#, r#""age": 256"#, "invalid value: integer"),
        (
            r#""age": 30"#,
            r#""age": 30.5"#,
            "invalid type: floating point",
        ),
        (r#""R-026""#, r#""R-26""#, "`R-26` is neither a requirement"),
        (
            r#""100 x shut REFUSED""#,
            r#""x x value""#,
            "`x` is not a count",
        ),
        (
            r#"{"app_opens": {}"#,
            r#"{"app_opens": {}, "app_closes": {}"#,
            "`app_closes` is a second one",
        ),
        (
            r#""access": "jmlink.clipboard", "times""#,
            r#""times""#,
            "`access` or `parts` is missing",
        ),
    ];
    for (from, to, message) in wrong {
        let problem = changed(from, to).map(|_| ()).unwrap_err();
        let (place, text) = match &problem {
            BadScenario::Malformed { line, column, .. } => ((*line, *column), problem.to_string()),
            other => panic!("`{to}` gave {other}"),
        };
        assert!(place.0 > 1 && place.1 > 0, "`{to}` is at {place:?}");
        assert!(text.contains(message), "`{to}` gave {text}");
    }
}

#[test]
fn the_name_is_the_files_name() {
    let problem = changed(
        r#""name": "r026-a-refusal-is-remembered""#,
        r#""name": "other""#,
    )
    .map(|_| ())
    .unwrap_err();
    assert!(
        problem.to_string().contains("the name is `other`"),
        "{problem}"
    );
}

#[test]
fn the_scenario_of_the_page_is_the_one_in_the_folder() {
    let page =
        std::fs::read_to_string(folder("scenarios").join("../../docs/scenarios.md")).unwrap();
    let example = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let example: serde_json::Value = serde_json::from_str(example).unwrap();
    let file =
        std::fs::read_to_string(folder("scenarios").join("r026-a-refusal-is-remembered.json"))
            .unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&file).unwrap();
    file["covers"] = example["covers"].clone();
    assert_eq!(file, example);
}
