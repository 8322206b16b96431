//! `cargo xtask demo`: plays the Android demo and writes the report.

use std::path::Path;

use serde_json::Value;

use crate::console::{say, tell};
use crate::project::{Project, fresh_folder, read};
use crate::setup::{self, Needs};
use crate::suites::kotlin;
use crate::test::prepare_library;

/// What to play; nothing means all of it.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) flow: Option<String>,
    pub(crate) pack: Option<String>,
    pub(crate) lang: Option<String>,
}

/// Plays the demo; true when everything it checks about itself holds.
pub(crate) fn run(project: &Project, options: &Options) -> Result<bool, String> {
    let tools = setup::prepare(
        project,
        Needs {
            android: true,
            ..Needs::default()
        },
    )?;
    let maven = tools.maven()?;
    let out = project.target.join("demo");
    fresh_folder(&out)?;
    let built = std::thread::scope(|threads| {
        threads.spawn(|| kotlin::prefetch(project, maven));
        prepare_library(project)
    });
    built?;
    say("demo: a fresh install of the app, played through its flows ...");
    let played = maven.run(project, "demo", 20, &|command| {
        command
            .args(["-pl", ":askfirst-demo", "-am", "test"])
            .args([
                "-Dtest=DemoPlayer",
                "-Dsurefire.failIfNoSpecifiedTests=false",
            ])
            .args(["-Dktlint.skip=true", "-Dlibraries.untested=true"])
            .env("ASKFIRST_DEMO_OUT", &out);
        for (name, value) in [
            ("ASKFIRST_DEMO_FLOW", &options.flow),
            ("ASKFIRST_DEMO_PACK", &options.pack),
            ("ASKFIRST_DEMO_LANG", &options.lang),
        ] {
            match value {
                Some(value) => command.env(name, value),
                // A stray variable of the shell must not change what is played.
                None => command.env_remove(name),
            };
        }
    });
    // The player may have written its findings before it failed.
    let summary = read(&out.join("summary.json"));
    if let Ok(text) = &summary {
        print_summary(text)?;
    }
    if let Err(failed) = played {
        return Err(failed.message);
    }
    let problems = problems(&summary?, &out)?;
    tell("");
    tell(&format!(
        "  report   {}",
        project.shown(&out.join("index.html"))
    ));
    tell(&format!(
        "  summary  {}",
        project.shown(&out.join("summary.json"))
    ));
    for problem in &problems {
        tell(&format!("  failed: {problem}"));
    }
    Ok(problems.is_empty())
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("summary.json: {error}"))
}

fn print_summary(text: &str) -> Result<(), String> {
    let summary = parse(text)?;
    tell("");
    for flow in summary["flows"].as_array().unwrap_or(&Vec::new()) {
        tell(&format!(
            "  flow     {:<28} {:>3} steps  {}",
            flow["name"].as_str().unwrap_or("?"),
            flow["steps"].as_u64().unwrap_or_default(),
            if flow["ok"] == Value::Bool(true) {
                "ok"
            } else {
                "FAILED"
            }
        ));
    }
    tell(&format!("  pictures {}", summary["screenshots"]));
    tell(&format!("  answers  {}", summary["decisions"]));
    let checks = &summary["checks"];
    let failed = checks["failed"].as_array().cloned().unwrap_or_default();
    tell(&format!(
        "  checks   {}, {} failed",
        checks["total"],
        failed.len()
    ));
    for check in &failed {
        tell(&format!("  failed: {check}"));
    }
    for (key, words) in [
        ("before_consent", "before consent"),
        ("after_consent", "after consent"),
    ] {
        let calls: Vec<String> = calls(&summary, key)
            .into_iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        tell(&format!("  framework calls {words}: {}", calls.join(", ")));
    }
    let ledger = &summary["ledger"];
    tell(&format!(
        "  ledger   {} entries, {}",
        ledger["entries"],
        if ledger["verified"] == Value::Bool(true) {
            "verified"
        } else {
            "NOT VERIFIED"
        }
    ));
    Ok(())
}

fn calls(summary: &Value, key: &str) -> Vec<(String, u64)> {
    summary["framework_calls"][key]
        .as_object()
        .into_iter()
        .flatten()
        // What is no number counts as a call: the check below must not pass by a slip.
        .map(|(name, count)| (name.clone(), count.as_u64().unwrap_or(u64::MAX)))
        .collect()
}

/// The claims of the report that this command holds it to.
fn problems(text: &str, out: &Path) -> Result<Vec<String>, String> {
    let summary = parse(text)?;
    let mut problems = Vec::new();
    let mut require = |holds: bool, problem: &str| {
        if !holds {
            problems.push(problem.to_owned());
        }
    };
    let flows = summary["flows"].as_array().cloned().unwrap_or_default();
    require(!flows.is_empty(), "no flow was played");
    require(
        flows.iter().all(|flow| flow["ok"] == Value::Bool(true)),
        "a flow did not go as it should",
    );
    require(
        summary["screenshots"].as_u64() > Some(0),
        "there is no picture",
    );
    require(
        summary["decisions"].as_u64() > Some(0),
        "there is no decision",
    );
    let before = calls(&summary, "before_consent");
    require(!before.is_empty(), "no framework call was watched");
    require(
        before.iter().all(|(_, count)| *count == 0),
        "a framework method was called before consent",
    );
    require(
        summary["counters_proven"] == Value::Bool(true),
        "a counter did not move when its framework method was called directly",
    );
    require(
        summary["ledger"]["verified"] == Value::Bool(true),
        "the ledger was not verified",
    );
    require(
        summary["ok"] == Value::Bool(true),
        "the player found a fault",
    );
    match read(&out.join("index.html")) {
        Err(error) => problems.push(error),
        Ok(page) => problems.extend(foreign_references(&page)),
    }
    Ok(problems)
}

/// What the page would have to load: it must stand alone, mailed or archived.
fn foreign_references(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["src=\"", "href=\"", "url("] {
        for piece in page.split(attribute).skip(1) {
            let value = piece
                .split(['"', ')'])
                .next()
                .unwrap_or_default()
                .trim_matches('\'');
            let inside = value.is_empty() || value.starts_with("data:") || value.starts_with('#');
            if !inside {
                let shown: String = value.chars().take(60).collect();
                found.push(format!("index.html refers to another file: {shown}"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{foreign_references, problems};

    const GOOD: &str = r#"{"flows":[{"name":"first run","steps":3,"ok":true}],"screenshots":2,
        "decisions":4,"framework_calls":{"before_consent":{"getString":0},"after_consent":{"getString":1}},
        "counters_proven":true,"ledger":{"entries":9,"verified":true},"ok":true}"#;

    fn found(summary: &str) -> usize {
        let nowhere = std::path::Path::new("/nonexistent");
        // One problem is always there: the page itself is missing.
        problems(summary, nowhere).expect("it is JSON").len() - 1
    }

    #[test]
    fn a_good_summary_has_no_problem() {
        assert_eq!(found(GOOD), 0);
    }

    #[test]
    fn each_broken_claim_is_a_problem() {
        for (from, to) in [
            (r#""getString":0"#, r#""getString":1"#),
            (r#"{"getString":0}"#, "{}"),
            (r#""counters_proven":true"#, r#""counters_proven":false"#),
            (r#""verified":true"#, r#""verified":false"#),
            (r#""steps":3,"ok":true"#, r#""steps":3,"ok":false"#),
            (r#""screenshots":2"#, r#""screenshots":0"#),
            (r#""getString":0"#, r#""getString":"none""#),
        ] {
            assert_eq!(found(&GOOD.replace(from, to)), 1, "{from} -> {to}");
        }
    }

    #[test]
    fn a_page_that_loads_something_is_found_out() {
        assert!(
            foreign_references(r##"<a href="#top"><img src="data:image/png;base64,AA">"##)
                .is_empty()
        );
        assert_eq!(foreign_references(r#"<img src="a.png">"#).len(), 1);
        assert_eq!(
            foreign_references("body { background: url('b.png') }").len(),
            1
        );
    }
}
