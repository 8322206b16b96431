//! Finds what a command needs on this machine, and installs what is missing.
//!
//! Nothing here asks a question: it either works without a prompt or ends with
//! the sentence that tells the person what to type. It does not configure any
//! registry; the package managers use whatever this machine has set up for them.

mod apt;
mod jdk;
mod maven;
mod rust;
mod swift;

use std::path::{Path, PathBuf};

pub(crate) use maven::Maven;
pub(crate) use rust::{
    cargo_tool, coverage_tools, fetch as fetch_crates, offline as crates_offline,
};
pub(crate) use swift::Swift;

use crate::console::say;
use crate::project::Project;

/// What a command is about to use.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    /// rustfmt and clippy.
    pub(crate) rust_checks: bool,
    /// A JDK, Maven and Android's resource compiler.
    pub(crate) android: bool,
    /// A Swift toolchain.
    pub(crate) swift: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    /// Maven with its JDK, where Android was needed.
    pub(crate) maven: Option<Maven>,
    /// Swift, where it was needed; possibly still to be installed.
    pub(crate) swift: Option<Swift>,
}

impl Tools {
    /// Maven, for commands that asked for it.
    pub(crate) fn maven(&self) -> Result<&Maven, String> {
        self.maven
            .as_ref()
            .ok_or_else(|| "this run was not set up for Maven".to_owned())
    }

    /// Swift, for commands that asked for it.
    pub(crate) fn swift(&self) -> Result<&Swift, String> {
        self.swift
            .as_ref()
            .ok_or_else(|| "this run was not set up for Swift".to_owned())
    }
}

/// Finds or installs everything but the Swift toolchain itself, which is large
/// and is installed beside the Rust build by [`Swift::install`].
pub(crate) fn prepare(project: &Project, needs: Needs) -> Result<Tools, String> {
    let mut wanted = rust::missing_compiler();
    if needs.android {
        wanted.extend(jdk::missing());
        wanted.extend(maven::missing());
        wanted.extend(missing_resource_tools());
    }
    let swift = needs.swift.then(|| Swift::new(project));
    if let Some(swift) = &swift {
        wanted.extend(swift.missing_packages());
    }
    apt::install(project, &wanted)?;

    if needs.rust_checks {
        rust::require_components()?;
    }
    let maven = if needs.android {
        let java_home = jdk::find()?;
        say(&format!("set-up: JDK {}", java_home.display()));
        for tool in resource_tools() {
            say(&format!("set-up: {}", tool.display()));
        }
        Some(maven::find(java_home)?)
    } else {
        None
    };
    Ok(Tools { maven, swift })
}

/// Where Debian's packages put Android's resource compiler and framework resources.
fn resource_tools() -> [PathBuf; 2] {
    [
        program_on_path("aapt2").unwrap_or_else(|| PathBuf::from("/usr/bin/aapt2")),
        PathBuf::from("/usr/share/android-framework-res/framework-res.apk"),
    ]
}

fn missing_resource_tools() -> Vec<apt::Wanted> {
    let [aapt2, framework] = resource_tools();
    let mut missing = Vec::new();
    if !aapt2.exists() {
        missing.push(apt::Wanted::one(
            "aapt",
            "compiles the Android demo's resources",
        ));
    }
    if !framework.exists() {
        missing.push(apt::Wanted::one(
            "android-framework-res",
            "Android's own resources, which the demo's are linked against",
        ));
    }
    missing
}

/// The full path of a program, if PATH has it.
pub(crate) fn program_on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|candidate| is_program(candidate))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
