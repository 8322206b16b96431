//! The Java development kit: version 17 or newer.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::apt::Wanted;
use super::program_on_path;
use crate::step::ask;

/// Robolectric runs Android 15's framework classes on this one and newer.
const OLDEST: u32 = 17;

/// The JDK to use: JAVA_HOME's, then PATH's, then any under /usr/lib/jvm.
pub(super) fn find() -> Result<PathBuf, String> {
    usable().ok_or_else(|| {
        format!(
            "no JDK {OLDEST} or newer was found; please install one (Debian: openjdk-17-jdk-headless) or set JAVA_HOME"
        )
    })
}

/// What apt would have to install, if anything.
pub(super) fn missing() -> Option<Wanted> {
    usable().is_none().then(|| {
        Wanted::any(
            &[
                "openjdk-17-jdk-headless",
                "openjdk-21-jdk-headless",
                "openjdk-25-jdk-headless",
                "default-jdk-headless",
            ],
            "compiles and runs the Kotlin side",
        )
    })
}

fn usable() -> Option<PathBuf> {
    candidates()
        .into_iter()
        .find(|home| version(home) >= Some(OLDEST))
}

fn candidates() -> Vec<PathBuf> {
    let mut homes = Vec::new();
    homes.extend(std::env::var_os("JAVA_HOME").map(PathBuf::from));
    // PATH's javac is usually a link into the JDK.
    homes.extend(
        program_on_path("javac")
            .and_then(|javac| javac.canonicalize().ok())
            .and_then(|javac| javac.ancestors().nth(2).map(Path::to_path_buf)),
    );
    if let Ok(entries) = std::fs::read_dir("/usr/lib/jvm") {
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        found.sort();
        homes.extend(found);
    }
    homes
}

/// The major version of the compiler in this folder; a runtime alone has none.
fn version(home: &Path) -> Option<u32> {
    let (good, text) = ask(Command::new(home.join("bin/javac")).arg("-version"))?;
    good.then_some(())?;
    major(&text)
}

fn major(text: &str) -> Option<u32> {
    let number = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("javac "))?;
    number
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_what_javac_says() {
        assert_eq!(major("javac 17.0.15\n"), Some(17));
        assert_eq!(major("javac 25-ea"), Some(25));
        assert_eq!(major("Picked up JAVA_TOOL_OPTIONS: -X\njavac 21"), Some(21));
        assert_eq!(major("javac 1.8.0_292"), Some(1));
        assert_eq!(major("command not found"), None);
    }
}
