//! Runs one outside program: its output goes to a log of its own, its progress
//! to the terminal, its failure into a sentence with the end of the log.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::console::say;
use crate::project::Project;

/// How often a silent step shows a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
/// How many lines of a failed step's log are shown.
const TAIL: usize = 40;

/// One program to run.
pub(crate) struct Step<'a> {
    project: &'a Project,
    name: &'a str,
    limit: Duration,
    output: Option<PathBuf>,
    quiet: bool,
}

/// A step that came to its end with status zero.
pub(crate) struct Done {
    /// Everything the program wrote.
    pub(crate) log: PathBuf,
}

/// A step that did not.
#[derive(Debug)]
pub(crate) struct Failed {
    /// Everything the program wrote, as far as it ran.
    pub(crate) log: PathBuf,
    /// What happened, for a person.
    pub(crate) message: String,
}

impl From<Failed> for String {
    fn from(failed: Failed) -> Self {
        failed.message
    }
}

impl<'a> Step<'a> {
    /// A step; `name` is both its log's name and what the terminal calls it.
    pub(crate) fn new(project: &'a Project, name: &'a str) -> Self {
        Self {
            project,
            name,
            limit: Duration::from_secs(30 * 60),
            output: None,
            quiet: false,
        }
    }

    /// Ends the program after `minutes`: a test that hangs is a failure, not a wait.
    pub(crate) fn minutes(mut self, minutes: u64) -> Self {
        self.limit = Duration::from_secs(minutes * 60);
        self
    }

    /// Sends standard output to this file; only errors go to the log.
    pub(crate) fn output(mut self, file: PathBuf) -> Self {
        self.output = Some(file);
        self
    }

    /// Says nothing, not even on failure: the caller expects either end.
    pub(crate) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Runs the program to its end.
    pub(crate) fn run(self, command: &mut Command) -> Result<Done, Failed> {
        let log = self.project.logs().join(format!("{}.log", self.name));
        let started = Instant::now();
        if !self.quiet {
            say(&format!("{} ...", self.name));
        }
        let result = self
            .spawn(command, &log)
            .and_then(|child| self.wait(child, &log, started));
        match result {
            Ok(status) if status.success() => {
                if !self.quiet {
                    say(&format!(
                        "{} done ({} s)",
                        self.name,
                        started.elapsed().as_secs()
                    ));
                }
                Ok(Done { log })
            }
            Ok(status) => Err(self.failed(log, &describe(status))),
            Err(reason) => Err(self.failed(log, &reason)),
        }
    }

    fn spawn(&self, command: &mut Command, log: &Path) -> Result<Child, String> {
        let open = |path: &Path| {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)
                    .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
            }
            File::create(path).map_err(|error| format!("cannot write {}: {error}", path.display()))
        };
        let errors = open(log)?;
        let output = match &self.output {
            Some(path) => open(path)?,
            None => errors
                .try_clone()
                .map_err(|error| format!("cannot share {}: {error}", log.display()))?,
        };
        command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", command.get_program().display()))
    }

    fn wait(&self, mut child: Child, log: &Path, started: Instant) -> Result<ExitStatus, String> {
        let mut shown = started;
        let mut pause = Duration::from_millis(5);
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(error) => return Err(format!("cannot wait for the program: {error}")),
            }
            if started.elapsed() > self.limit {
                end_with_children(&mut child);
                return Err(format!(
                    "took longer than {} minutes and was ended",
                    self.limit.as_secs() / 60
                ));
            }
            if !self.quiet && shown.elapsed() > SIGN_OF_LIFE {
                shown = Instant::now();
                let last = last_line(log);
                say(&format!(
                    "{} ... {} s: {last}",
                    self.name,
                    started.elapsed().as_secs()
                ));
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }

    fn failed(&self, log: PathBuf, reason: &str) -> Failed {
        let shown = self.project.shown(&log);
        if !self.quiet {
            say(&format!(
                "{} FAILED: {reason}; the end of {shown}:",
                self.name
            ));
            for line in tail(&log, TAIL) {
                say(&format!("    | {line}"));
            }
        }
        Failed {
            message: format!("{} {reason} (log: {shown})", self.name),
            log,
        }
    }
}

/// The program's answer, whatever its exit status; nothing is logged.
/// For questions that cost nothing, such as a tool's version.
pub(crate) fn ask(command: &mut Command) -> Option<(bool, String)> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Some((output.status.success(), text))
}

fn describe(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with status {code}"),
        None => format!("was ended by a signal ({status})"),
    }
}

/// Ends a program and what it started, youngest last.
///
/// The programs stay in this process's own group, so that Ctrl-C reaches all of
/// them; that is why the group as a whole can't be ended here.
fn end_with_children(child: &mut Child) {
    let mut ids = vec![child.id()];
    let mut next = 0;
    while next < ids.len() {
        ids.extend(children_of(ids[next]));
        next += 1;
    }
    // Told all at once to stop; the standard library can't signal, `kill` can.
    let _ = Command::new("kill")
        .arg("-TERM")
        .args(ids.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
    std::thread::sleep(Duration::from_secs(3));
    let _ = Command::new("kill")
        .arg("-KILL")
        .args(ids.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
    let _ = child.kill();
    let _ = child.wait();
}

fn children_of(id: u32) -> Vec<u32> {
    let Some((_, text)) = ask(Command::new("ps").args(["-A", "-o", "pid=,ppid="])) else {
        return Vec::new();
    };
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let pid: u32 = words.next()?.parse().ok()?;
            let parent: u32 = words.next()?.parse().ok()?;
            (parent == id).then_some(pid)
        })
        .collect()
}

fn tail(log: &Path, count: usize) -> Vec<String> {
    // Not read_to_string: a killed program may leave half a character.
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..]
        .iter()
        .map(|line| (*line).to_owned())
        .collect()
}

fn last_line(log: &Path) -> String {
    let line = tail(log, 1).pop().unwrap_or_default();
    line.chars().take(100).collect()
}
