//! `cargo xtask soak`: the tests that kill, race, alter and load, at whatever size one has time for.
//!
//! The same tests run small in every `cargo xtask test`; here they are built optimised, with their
//! checks left in.

use crate::console::tell;
use crate::project::{Project, read};
use crate::scratch;
use crate::step::Step;
use crate::suites::rust::cargo;

/// One kind of soak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    name: &'static str,
    /// Files of tests with the variable that sets their size, and their share of it in hundredths.
    files: &'static [(&'static str, &'static str, u64)],
    /// Only tests whose name holds this.
    filter: &'static str,
    full: u64,
    unit: &'static str,
    minutes: u64,
    /// Ledgers in memory: where what is synced is the test's own layer's doing, a
    /// disk only makes it wait. Races and load keep the disk's own delays.
    in_memory: bool,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "crash",
        files: &[
            ("ledger_crash", "ASKFIRST_CRASHES", 90),
            ("guard_crash", "ASKFIRST_CRASHES", 10),
        ],
        filter: "",
        full: 100_000,
        unit: "crashes",
        minutes: 90,
        in_memory: true,
    },
    Kind {
        name: "races",
        files: &[("guard_races", "ASKFIRST_RACES", 100)],
        filter: "no_check_is_open",
        full: 1_000_000,
        unit: "withdrawals",
        minutes: 120,
        in_memory: false,
    },
    Kind {
        name: "tamper",
        files: &[
            ("ledger_tamper", "", 100),
            ("guard_tamper", "ASKFIRST_TAMPER", 100),
        ],
        filter: "",
        full: 0,
        unit: "every byte",
        minutes: 120,
        in_memory: true,
    },
    Kind {
        name: "load",
        files: &[("guard_load", "ASKFIRST_LOAD_SECONDS", 100)],
        filter: "",
        full: 600,
        unit: "seconds",
        minutes: 20,
        in_memory: false,
    },
];

impl Kind {
    /// The kind of that name.
    pub(crate) fn named(name: &str) -> Result<Kind, String> {
        let known = KINDS.into_iter().find(|kind| kind.name == name);
        known.ok_or_else(|| {
            let names = KINDS.map(|kind| kind.name).join(", ");
            format!("there is no soak `{name}`; there are {names}")
        })
    }
}

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// As in every test.
    Small,
    /// As the reliability document states it.
    Full,
    /// So many.
    Of(u64),
}

/// Runs one kind and prints its figures. True when everything passed.
pub(crate) fn run(project: &Project, kind: Kind, size: Size) -> Result<bool, String> {
    let mut passed = true;
    for &(file, variable, share) in kind.files {
        let name = format!("soak-{file}");
        let mut command = cargo(project, &["test", "--profile", "soak", "--locked"]);
        command
            .args(["--package", "askfirst", "--features", "testing"])
            .args(["--test", file, "--", "--nocapture"]);
        // Processes that race are pinned, so that they race between cores.
        command.env("ASKFIRST_PIN", "1");
        if kind.in_memory {
            scratch::settle(&mut command);
        }
        if !kind.filter.is_empty() {
            command.arg(kind.filter);
        }
        match size {
            // Some are whole at any size.
            _ if variable.is_empty() => {}
            Size::Small => {}
            // Where there is no number to set, every byte is asked for.
            Size::Full if kind.full == 0 => {
                command.env(variable, "every");
            }
            Size::Full => {
                command.env(variable, (kind.full * share / 100).to_string());
            }
            Size::Of(number) => {
                command.env(variable, (number * share / 100).to_string());
            }
        }
        let ended = Step::new(project, &name)
            .minutes(kind.minutes)
            .run(&mut command);
        let log = match &ended {
            Ok(done) => &done.log,
            Err(failed) => &failed.log,
        };
        for line in read(log)?.lines().filter(|line| is_figure(line)) {
            tell(&format!("  {line}"));
        }
        if let Err(failed) = ended {
            tell(&failed.message);
            passed = false;
        }
    }
    let asked = match size {
        Size::Small => "the small default".to_owned(),
        Size::Full if kind.full == 0 => kind.unit.to_owned(),
        Size::Full => format!("{} {}", kind.full, kind.unit),
        Size::Of(number) => format!("{number} {}", kind.unit),
    };
    let end = if passed { "passed" } else { "FAILED" };
    tell(&format!("soak {}: {end} ({asked})", kind.name));
    Ok(passed)
}

/// What a test said, and not cargo or the test runner.
fn is_figure(line: &str) -> bool {
    let noise = ["running ", "warning", "test result", "error", "thread "];
    let has_digit = line.contains(|c: char| c.is_ascii_digit());
    // The runner puts a test's first words behind the test's name.
    let said = line.starts_with("test ").then(|| line.split_once(" ... "));
    let is_end = matches!(said, Some(None)) || line.ends_with(" ... ok");
    has_digit
        && !is_end
        && !line.starts_with(' ')
        && !noise.iter().any(|word| line.starts_with(word))
}
