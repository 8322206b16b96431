//! What the tests of the command share: the project's folder and a run of the command in it.
#![allow(dead_code, reason = "every test file uses another part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The command as a user in the project's folder would start it.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_askfirst"));
    command.args(arguments).current_dir(project());
    command
}

/// Runs the command with English messages.
pub(crate) fn askfirst(arguments: &[&str]) -> Output {
    command(arguments).env("LC_ALL", "C").output().unwrap()
}
