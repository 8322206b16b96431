//! `askfirst replay`: plays scenarios and prints their decision logs.

use std::path::{Path, PathBuf};

use askfirst_replay::Loaded;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, complain, print};

/// Replays every file, even after one of them failed.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let logs = arguments.option("--logs")?.map(PathBuf::from);
    let first = arguments.expect("FILE", "FILE")?;
    let rest = arguments.rest()?;
    let files = std::iter::once(first).chain(rest);
    let ended = files.map(|file| one(Path::new(&file), logs.as_deref()));
    Ok(ended.max().unwrap_or(Ended::Well))
}

fn one(file: &Path, logs: Option<&Path>) -> Ended {
    let replayed =
        match Loaded::read(file).and_then(|loaded| Ok((loaded.replay()?, loaded.scenario.name))) {
            Ok(replayed) => replayed,
            Err(problem) => {
                complain(&format!("{problem}\n"));
                return Ended::Unusable;
            }
        };
    let (replayed, name) = replayed;
    if let Err(problem) = hand_over(&replayed.log, &name, logs) {
        complain(&format!("{name}.log: {problem}\n"));
        return Ended::Unusable;
    }
    for difference in &replayed.differences {
        complain(&format!("{}: {difference}\n", file.display()));
    }
    if replayed.differences.is_empty() {
        Ended::Well
    } else {
        Ended::Wrong
    }
}

fn hand_over(log: &str, name: &str, logs: Option<&Path>) -> std::io::Result<()> {
    let Some(directory) = logs else {
        print(log);
        return Ok(());
    };
    std::fs::create_dir_all(directory)?;
    std::fs::write(directory.join(format!("{name}.log")), log)
}
