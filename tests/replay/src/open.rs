//! Reading a scenario file and its pack.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::format::Scenario;
use crate::names;

/// Why a file is not a scenario.
#[derive(Debug, thiserror::Error)]
pub enum BadScenario {
    /// The file cannot be read.
    #[error("{path}: {problem}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: std::io::Error,
    },
    /// The file does not follow the format.
    #[error("{path}:{line}:{column}: {problem}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        problem: String,
    },
    /// The file follows the format, but says something that cannot be done.
    #[error("{path}: {problem}", path = path.display())]
    Impossible {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

/// A scenario with the place it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub scenario: Scenario,
    /// The same as plain JSON.
    pub raw: Value,
}

/// The text of a pack, and what to call it in messages.
#[derive(Debug, Clone)]
pub(crate) struct PackText {
    pub(crate) name: String,
    pub(crate) json: String,
}

impl Loaded {
    /// Reads a scenario.
    ///
    /// # Errors
    /// The file cannot be read or does not follow the format; misspelt fields
    /// are named with their line and column.
    pub fn read(path: &Path) -> Result<Loaded, BadScenario> {
        let text = fs::read_to_string(path).map_err(|problem| BadScenario::Unreadable {
            path: path.to_owned(),
            problem,
        })?;
        Loaded::parse(path, &text)
    }

    /// Reads the text of a scenario that lies, or would lie, at `path`.
    ///
    /// # Errors
    /// The text does not follow the format.
    pub fn parse(path: &Path, text: &str) -> Result<Loaded, BadScenario> {
        let scenario: Scenario =
            serde_json::from_str(text).map_err(|error| malformed(path, &error))?;
        let loaded = Loaded {
            path: path.to_owned(),
            scenario,
            raw: serde_json::from_str(text).map_err(|error| malformed(path, &error))?,
        };
        loaded.check()?;
        Ok(loaded)
    }

    fn check(&self) -> Result<(), BadScenario> {
        let stem = self
            .path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let name = &self.scenario.name;
        if stem != name {
            return Err(self.impossible(format!(
                "the name is `{name}`, but the file is called `{stem}`"
            )));
        }
        if !self.scenario.covers.iter().any(|id| id.0.starts_with("R-")) {
            return Err(self.impossible("`covers` names no requirement".to_owned()));
        }
        Ok(())
    }

    /// The pack has to be there; one that is broken on purpose has no names to compare with.
    pub(crate) fn check_names(&self) -> Result<(), BadScenario> {
        let pack = self.pack(&self.scenario.pack)?;
        let pack: Option<Value> = serde_json::from_str(&pack.json).ok();
        pack.map_or(Ok(()), |pack| self.check_names_in(&pack))
    }

    /// Every kind and SDK that the scenario names has to be one, in the pack given.
    ///
    /// # Errors
    /// The first name that stands for nothing.
    pub fn check_names_in(&self, pack: &Value) -> Result<(), BadScenario> {
        names::unknown(&self.raw, pack).map_or(Ok(()), |problem| Err(self.impossible(problem)))
    }

    /// A problem of this file that has no place in it.
    pub(crate) fn impossible(&self, problem: String) -> BadScenario {
        BadScenario::Impossible {
            path: self.path.clone(),
            problem,
        }
    }

    /// Reads a pack by the number of a policy or by its path relative to the scenario.
    pub(crate) fn pack(&self, pack: &str) -> Result<PackText, BadScenario> {
        let path = if pack.bytes().all(|byte| byte.is_ascii_digit()) {
            self.policy(pack).ok_or_else(|| {
                self.impossible(format!(
                    "there is no core/policies/{pack}.json above this file"
                ))
            })?
        } else {
            self.path.parent().unwrap_or(Path::new(".")).join(pack)
        };
        let name = path
            .file_name()
            .map_or(pack.to_owned(), |name| name.to_string_lossy().into_owned());
        let json = fs::read_to_string(&path)
            .map_err(|problem| BadScenario::Unreadable { path, problem })?;
        Ok(PackText { name, json })
    }

    /// The policies lie in the project that the scenario lies in.
    fn policy(&self, number: &str) -> Option<PathBuf> {
        let file = self.path.canonicalize().ok()?;
        let places = file
            .ancestors()
            .map(|above| above.join(format!("core/policies/{number}.json")));
        places.into_iter().find(|place| place.is_file())
    }
}

fn malformed(path: &Path, error: &serde_json::Error) -> BadScenario {
    let (line, column) = (error.line(), error.column());
    // The position stands in front, so serde's own mention of it would be a second one.
    let problem = error.to_string();
    let problem = problem
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&problem)
        .to_owned();
    BadScenario::Malformed {
        path: path.to_owned(),
        line,
        column,
        problem,
    }
}
