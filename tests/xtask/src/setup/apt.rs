//! Packages of Debian and Ubuntu, installed without a question.

use std::process::Command;

use super::program_on_path;
use crate::console::say;
use crate::project::Project;
use crate::step::{Step, ask};

/// One thing that is missing, and the packages of which any one supplies it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// In order of preference; releases differ in which of them they have.
    choices: Vec<&'static str>,
    reason: &'static str,
}

impl Wanted {
    pub(super) fn one(package: &'static str, reason: &'static str) -> Self {
        Self::any(&[package], reason)
    }

    pub(super) fn any(choices: &[&'static str], reason: &'static str) -> Self {
        Self {
            choices: choices.to_vec(),
            reason,
        }
    }
}

/// Installs what is wanted, or says exactly what the person has to type.
///
/// Once for all: two package managers at a time would wait for each other's lock.
pub(super) fn install(project: &Project, wanted: &[Wanted]) -> Result<(), String> {
    if wanted.is_empty() {
        return Ok(());
    }
    for item in wanted {
        say(&format!(
            "set-up: missing {} ({})",
            item.choices[0], item.reason
        ));
    }
    if program_on_path("apt-get").is_none() {
        let reasons: Vec<String> = wanted
            .iter()
            .map(|item| format!("{} ({})", item.choices[0], item.reason))
            .collect();
        return Err(format!(
            "this is neither Debian nor Ubuntu, so please install by hand, then run the same command again: {}",
            reasons.join(", ")
        ));
    }
    if !is_root() {
        let packages: Vec<&str> = wanted.iter().map(|item| item.choices[0]).collect();
        return Err(format!(
            "installing packages needs root; please run this, then the same command again:\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        ));
    }
    Step::new(project, "setup-apt-update")
        .minutes(10)
        .run(apt_get().args(["update", "-qq"]))
        .map_err(|failed| {
            format!(
                "{}; is there a network, and does apt have a mirror?",
                failed.message
            )
        })?;
    let mut packages = Vec::new();
    for item in wanted {
        packages.push(
            item.choices
                .iter()
                .copied()
                .find(|name| is_known(name))
                .ok_or_else(|| {
                    format!(
                        "apt knows none of {}; please install one by hand ({})",
                        item.choices.join(", "),
                        item.reason
                    )
                })?,
        );
    }
    say(&format!("set-up: apt-get install {}", packages.join(" ")));
    Step::new(project, "setup-apt-install")
        .minutes(20)
        .run(
            apt_get()
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(&packages),
        )
        .map_err(|failed| {
            format!(
                "{}; please install {} by hand and run the same command again",
                failed.message,
                packages.join(" ")
            )
        })?;
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // Somebody else's upgrade may hold the lock for a while.
    command.args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// Whether apt could install the package: a name alone is not enough, since a
/// package can be known only because another one mentions it.
fn is_known(package: &str) -> bool {
    ask(Command::new("apt-cache").args(["policy", package]))
        .is_some_and(|(_, text)| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
}

fn is_root() -> bool {
    ask(Command::new("id").arg("-u")).is_some_and(|(_, text)| text.trim() == "0")
}
