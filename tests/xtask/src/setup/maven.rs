//! Maven: the one on PATH, or Debian's.

use std::path::PathBuf;
use std::process::Command;

use super::apt::Wanted;
use super::program_on_path;
use crate::console::say;
use crate::project::Project;
use crate::scratch;
use crate::stamp::Stamp;
use crate::step::{Done, Failed, Step, ask};

/// The plugins in use ask for it.
const OLDEST: (u32, u32) = (3, 8);

/// How to start Maven.
#[derive(Clone, Debug)]
pub(crate) struct Maven {
    program: PathBuf,
    java_home: PathBuf,
}

/// What apt would have to install, if anything.
pub(super) fn missing() -> Option<Wanted> {
    let absent = program_on_path("mvn").is_none();
    absent.then(|| Wanted::one("maven", "builds the Kotlin side"))
}

/// The Maven on PATH, once it is known to be new enough.
pub(super) fn find(java_home: PathBuf) -> Result<Maven, String> {
    let program = program_on_path("mvn")
        .ok_or("no Maven was found; please install Maven 3.8 or newer (Debian: maven)")?;
    let maven = Maven { program, java_home };
    let text = ask(maven.bare().arg("--version")).map_or(String::new(), |(_, text)| text);
    match version(&text) {
        Some(found) if found >= OLDEST => {
            say(&format!(
                "set-up: Maven {}.{} ({})",
                found.0,
                found.1,
                maven.program.display()
            ));
            Ok(maven)
        }
        Some(found) => Err(format!(
            "{} is Maven {}.{}; please install Maven 3.8 or newer (Debian: maven)",
            maven.program.display(),
            found.0,
            found.1
        )),
        None => Err(format!(
            "{} does not run: {}",
            maven.program.display(),
            text.lines().last().unwrap_or("it could not be started")
        )),
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find("Apache Maven ")? + "Apache Maven ".len();
    let mut numbers = text[start..].split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

impl Maven {
    /// Runs the reactor of `bindings/kotlin`.
    ///
    /// Once it has run with the same poms, it runs offline: faster, and without
    /// a network. Should the local repository have been emptied since, it goes
    /// online again by itself.
    pub(crate) fn run(
        &self,
        project: &Project,
        name: &str,
        minutes: u64,
        settle: &dyn Fn(&mut Command),
    ) -> Result<Done, Failed> {
        let stamp = Stamp::of_poms(project, name);
        if stamp.holds() {
            let mut command = self.reactor(project);
            command.arg("--offline");
            settle(&mut command);
            match Step::new(project, name).minutes(minutes).run(&mut command) {
                Err(failed) if misses_artifacts(&failed) => {
                    say(&format!(
                        "{name}: the local repository lacks something; going online"
                    ));
                }
                end => return end,
            }
        }
        let mut command = self.reactor(project);
        settle(&mut command);
        let end = Step::new(project, name).minutes(minutes).run(&mut command);
        if end.is_ok() {
            stamp.set();
        }
        end
    }

    /// Runs a goal for its downloads alone, unless it has run with these poms.
    /// False when it failed.
    pub(crate) fn fetch_once(
        &self,
        project: &Project,
        name: &str,
        settle: impl Fn(&mut Command),
    ) -> bool {
        let stamp = Stamp::of_poms(project, name);
        if stamp.holds() {
            return true;
        }
        let mut command = self.reactor(project);
        settle(&mut command);
        let end = Step::new(project, name)
            .minutes(20)
            .quiet()
            .run(&mut command);
        if end.is_ok() {
            stamp.set();
        }
        end.is_ok()
    }

    fn reactor(&self, project: &Project) -> Command {
        let mut command = self.bare();
        command
            .current_dir(project.path("bindings/kotlin"))
            .args(["--batch-mode", "--no-transfer-progress"])
            .arg(format!(
                "-Daskfirst.library={}",
                project.library().display()
            ))
            .arg(format!("-Dcargo.target={}", project.target.display()))
            // Else a compiler would stay behind for two hours.
            .arg("-Dkotlin.compiler.daemon=false")
            // Java asks no environment for its folder of temporary files.
            .arg(format!("-Dtests.tmp={}", scratch::folder().display()))
            .env("ASKFIRST_ROOT", &project.root)
            .env("ASKFIRST_LIBRARY", project.library());
        scratch::settle(&mut command);
        command
    }

    /// The Java that runs it; the compiler lies beside it.
    pub(crate) fn java(&self) -> PathBuf {
        self.java_home.join("bin/java")
    }

    fn bare(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("JAVA_HOME", &self.java_home);
        // Java takes the home folder from the user database, not from HOME:
        // without this, a run with another HOME would still use the first one's
        // local repository and settings.
        if let Some(home) = std::env::var_os("HOME") {
            let mut options = std::env::var_os("MAVEN_OPTS").unwrap_or_default();
            options.push(" -Duser.home=");
            options.push(home);
            command.env("MAVEN_OPTS", options);
        }
        command
    }
}

fn misses_artifacts(failed: &Failed) -> bool {
    let text = std::fs::read(&failed.log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.contains("in offline mode") || text.contains("has not been downloaded from it before")
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_is_read_through_terminal_colours() {
        assert_eq!(
            version("\u{1b}[1mApache Maven 3.8.7\u{1b}[m\nMaven home"),
            Some((3, 8))
        );
        assert_eq!(version("Apache Maven 4.0.0-rc-5 (abc)"), Some((4, 0)));
        assert_eq!(version("mvn: not found"), None);
    }
}
