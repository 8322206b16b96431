//! Takes the figures of `docs/performance.md`. Started by `cargo xtask bench`, which builds what it needs.

mod check;
mod history;
mod jvm;
mod record;
mod size;
mod stage;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jvm::Jvm;
use stage::Failure;
use table::Row;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["role", role, directory, slot] => play(role, Path::new(directory), slot),
        _ => run(&words),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "bench: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// What this program does as the other process of a figure.
fn play(role: &str, directory: &Path, slot: &str) -> Result<(), Failure> {
    match role {
        "open" => history::open_in_this_process(directory),
        "memory" => history::memory_of_this_process(directory),
        "leave-log" => history::leave_log(directory),
        _ => check::write_as_told(role, directory, slot.parse()?),
    }
}

/// Where things are, as `--name value`.
struct Places<'a>(&'a [&'a str]);

impl Places<'_> {
    fn of(&self, name: &str) -> Option<PathBuf> {
        let at = self.0.iter().position(|word| *word == name)?;
        self.0.get(at + 1).map(PathBuf::from)
    }
}

fn run(words: &[&str]) -> Result<(), Failure> {
    let places = Places(words);
    let work = places.of("--work").ok_or("--work is missing")?;
    let out = places.of("--out").ok_or("--out is missing")?;
    std::fs::create_dir_all(&work)?;
    let only = places.of("--only");
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == Path::new(part));
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |part: Result<Vec<Row>, Failure>| -> Result<(), Failure> {
        for row in part? {
            let _ = writeln!(std::io::stdout(), "{}", table::line(&row));
            rows.push(row);
        }
        Ok(())
    };
    if wanted("check") {
        // On a thread of its own, because it stays on one core and the rest must not.
        add(on_a_thread(|| {
            check::rows(&work, places.of("--cedar").as_deref())
        }))?;
    }
    if let (true, Some(library), Some(java), Some(classes), Some(peers)) = (
        wanted("jvm"),
        places.of("--library"),
        places.of("--java"),
        places.of("--classes"),
        places.of("--peers"),
    ) {
        let classes = classes.display().to_string();
        add(Jvm {
            java,
            classes,
            library,
            peers,
        }
        .rows(&work))?;
    }
    if wanted("record") {
        add(record::rows(&work))?;
    }
    if wanted("history") {
        add(on_a_thread(|| history::rows(&work)))?;
    }
    if let (true, Some(library)) = (wanted("size"), places.of("--library")) {
        add(size::rows(&library, &work))?;
    }
    let text = serde_json::to_string_pretty(&table::to_json(&rows))?;
    Ok(std::fs::write(out, text + "\n")?)
}

fn on_a_thread(
    work: impl FnOnce() -> Result<Vec<Row>, Failure> + Send,
) -> Result<Vec<Row>, Failure> {
    std::thread::scope(|scope| {
        let done = scope
            .spawn(|| work().map_err(|problem| problem.to_string()))
            .join();
        match done {
            Ok(rows) => Ok(rows?),
            Err(_) => Err("a figure could not be taken".into()),
        }
    })
}
