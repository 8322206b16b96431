//! `cargo xtask bench`: builds what an app ships and what it is compared with, and takes the figures.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::console::tell;
use crate::project::{Project, fresh_folder, read, write_if_changed};
use crate::setup::{self, Maven, Needs};
use crate::step::Step;
use crate::suites::rust::cargo;
use crate::test;

/// The parts of the table, each a word for `--only`.
const PARTS: [&str; 5] = ["check", "jvm", "record", "history", "size"];

/// Whether `part` can be asked for by itself.
pub(crate) fn is_part(part: &str) -> bool {
    PARTS.contains(&part)
}

/// Takes the figures, prints the table and writes `target/bench.json`.
///
/// With `write` the document's table is replaced as well. True whatever the figures are: a row that is not met says so and is no failure of the command.
pub(crate) fn run(project: &Project, only: Option<&str>, write: bool) -> Result<bool, String> {
    let wants = |part: &str| only.is_none_or(|only| only == part);
    release(project)?;
    let out = project.target.join("bench.json");
    let mut bench = Command::new(released(project, "askfirst-bench"));
    bench
        .arg("--work")
        .arg(project.target.join("bench-work"))
        .arg("--out")
        .arg(&out)
        .arg("--library")
        .arg(library(project, "askfirst_ffi"));
    if let Some(only) = only {
        bench.args(["--only", only]);
    }
    if wants("check") {
        bench.arg("--cedar").arg(cedar(project)?);
    }
    if wants("jvm") {
        let tools = setup::prepare(
            project,
            Needs {
                android: true,
                ..Needs::default()
            },
        )?;
        let maven = tools.maven()?;
        let classes = classes(project, maven)?;
        bench.arg("--java").arg(maven.java());
        bench.arg("--classes").arg(classes);
        bench.arg("--peers").arg(library(project, "askfirst_bench"));
    }
    let done = Step::new(project, "bench").minutes(60).run(&mut bench)?;
    tell("");
    for line in read(&done.log)?.lines() {
        tell(line);
    }
    tell("");
    tell(&format!("written to {}", project.shown(&out)));
    if write {
        put_into_document(project, &out)?;
    }
    Ok(true)
}

const DOCUMENT: &str = "docs/performance.md";
const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- end of figures -->";

/// Puts the table in the place of the one that stands in the document.
fn put_into_document(project: &Project, figures: &Path) -> Result<(), String> {
    let rows: Vec<Value> =
        serde_json::from_str(&read(figures)?).map_err(|error| error.to_string())?;
    let path = project.path(DOCUMENT);
    let text = read(&path)?;
    let missing = || format!("{DOCUMENT} has no place for figures");
    let (before, rest) = text.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    let mut table =
        "| Figure | Value | Spread | Peer | Ratio | Limit | Met |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in &rows {
        table.push_str(&markdown(row));
    }
    write_if_changed(&path, &format!("{before}{BEGIN}{table}{END}{after}"))
}

fn markdown(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| {
        value
            .as_f64()
            .map_or(String::new(), |value| value.to_string())
    };
    let (low, high) = (number(&row["spread"][0]), number(&row["spread"][1]));
    let spread = if low == high {
        String::new()
    } else {
        format!("{low} to {high}")
    };
    let peer = row["peer"]["name"].as_str().map_or(String::new(), |name| {
        format!("{name}: {} {}", number(&row["peer"]["value"]), text("unit"))
    });
    let ratio = row["ratio"]
        .as_f64()
        .map_or(String::new(), |ratio| format!("{ratio} ×"));
    let met = match row["met"].as_bool() {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    };
    format!(
        "| {} | {} {} | {spread} | {peer} | {ratio} | {} | {met} |\n",
        text("name"),
        number(&row["value"]),
        text("unit"),
        text("limit"),
    )
}

fn release(project: &Project) -> Result<(), String> {
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--package",
        "askfirst-ffi",
        "--package",
        "askfirst-bench",
    ];
    Step::new(project, "bench-build")
        .minutes(40)
        .run(&mut cargo(project, &arguments))?;
    Ok(())
}

/// The policy engine that decides the same request, from its own workspace.
fn cedar(project: &Project) -> Result<PathBuf, String> {
    let manifest = project.path("tests/bench/cedar/Cargo.toml");
    let mut command = cargo(project, &["build", "--release", "--locked"]);
    command
        // Only this command needs its crates, so they may have to be fetched here.
        .env_remove("CARGO_NET_OFFLINE")
        .arg("--manifest-path")
        .arg(manifest);
    Step::new(project, "bench-cedar")
        .minutes(40)
        .run(&mut command)?;
    Ok(released(project, "askfirst-bench-cedar"))
}

/// Compiles the Kotlin module and `Bench.java`; the class path that runs both.
fn classes(project: &Project, maven: &Maven) -> Result<String, String> {
    test::prepare_library(project)?;
    let list = project.target.join("bench-classpath.txt");
    maven.run(project, "bench-kotlin", 20, &|command| {
        command
            .args(["-pl", ":askfirst", "-Dktlint.skip=true", "process-classes"])
            .arg("dependency:build-classpath")
            .arg(format!("-Dmdep.outputFile={}", list.display()));
    })?;
    let kotlin = project.path("bindings/kotlin/askfirst/target/classes");
    let needed = format!("{}:{}", kotlin.display(), read(&list)?.trim());
    let own = project.target.join("bench-java");
    fresh_folder(&own)?;
    let source = project.path("tests/bench/java/Bench.java");
    Step::new(project, "bench-java").minutes(5).run(
        Command::new(maven.java().with_file_name("javac"))
            .args(["-cp", &needed, "-d"])
            .arg(&own)
            .arg(source),
    )?;
    Ok(format!("{}:{needed}", own.display()))
}

fn released(project: &Project, name: &str) -> PathBuf {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    project.target.join("release").join(name)
}

fn library(project: &Project, name: &str) -> PathBuf {
    let name = format!(
        "{}{name}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    Path::new(&project.target).join("release").join(name)
}
