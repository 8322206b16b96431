//! The Swift toolchain: a `swift` on PATH, or the one `tests/toolchain/swift-toolchain` makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::apt::Wanted;
use super::program_on_path;
use crate::console::say;
use crate::project::Project;
use crate::step::{Step, ask};

/// How to start Swift programs.
#[derive(Clone, Debug)]
pub(crate) struct Swift {
    script: PathBuf,
    bound: PathBuf,
}

impl Swift {
    pub(super) fn new(project: &Project) -> Self {
        Self {
            script: project.path("tests/toolchain/swift-toolchain"),
            bound: project.root.clone(),
        }
    }

    /// Whether a run would have nothing to install.
    fn ready(&self) -> bool {
        ask(Command::new(&self.script).arg("--ready")).is_some_and(|(good, _)| good)
    }

    pub(super) fn missing_packages(&self) -> Vec<Wanted> {
        if self.ready() || !cfg!(target_os = "linux") {
            return Vec::new();
        }
        let mut missing = Vec::new();
        if program_on_path("debootstrap").is_none() && !Path::new("/usr/sbin/debootstrap").exists()
        {
            missing.push(Wanted::one(
                "debootstrap",
                "makes the Swift toolchain's own root",
            ));
        }
        if !Path::new("/usr/share/keyrings/debian-archive-keyring.gpg").exists() {
            missing.push(Wanted::one(
                "debian-archive-keyring",
                "verifies what goes into the Swift toolchain's root",
            ));
        }
        missing
    }

    /// Makes the toolchain where there is none.
    pub(crate) fn install(&self, project: &Project) -> Result<(), String> {
        if !self.ready() {
            say(
                "set-up: no Swift here; Debian's goes into a folder of its own (0.6 GB, some minutes)",
            );
            Step::new(project, "setup-swift")
                .minutes(30)
                .run(self.command(&project.root, &[]).arg("--install"))?;
        }
        let version = ask(self
            .command(&project.root, &["--version"])
            .env("NO_COLOR", "1"));
        let line = version
            .as_ref()
            .and_then(|(_, text)| text.lines().find(|line| line.contains("Swift version")))
            .ok_or(
                "the Swift toolchain does not run; try tests/toolchain/swift-toolchain --version",
            )?;
        say(&format!("set-up: {}", line.trim()));
        Ok(())
    }

    /// `swift ARGUMENTS` in this folder.
    pub(crate) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.script);
        command
            .current_dir(folder)
            .args(arguments)
            .env("SWIFT_TOOLCHAIN_PROJECT", &self.bound)
            .env("SWIFT_TOOLCHAIN_ENV", PASSED_ON);
        command
    }
}

/// What the test programs are told through their environment.
const PASSED_ON: &str =
    "ASKFIRST_ROOT ASKFIRST_LIBRARY ASKFIRST_LIBRARY_DIR ASKFIRST_LOG_DIR LD_LIBRARY_PATH";
