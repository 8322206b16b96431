//! `cargo xtask sanitize`: the core, the bridges and the race tests under the compiler's sanitizers.

use crate::console::tell;
use crate::project::Project;
use crate::step::{Step, ask};
use crate::suites::rust::cargo;

/// A sanitizer, with the compiler's flags for it.
const SANITIZERS: [(&str, &str); 2] = [
    ("address", "-Zsanitizer=address"),
    (
        "thread",
        "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer",
    ),
];

/// Whether there is a sanitizer of that name.
pub(crate) fn is_known(name: &str) -> bool {
    SANITIZERS.iter().any(|(known, _)| *known == name)
}

/// Runs both, or the one named. True when neither found anything.
pub(crate) fn run(project: &Project, only: Option<&str>) -> Result<bool, String> {
    let host = host()?;
    let mut clean = true;
    for (name, flags) in SANITIZERS {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        for (package, arguments) in [("askfirst", CORE), ("askfirst-ffi", &["--lib"] as &[&str])] {
            let step = format!("sanitize-{name}-{package}");
            let mut command = cargo(project, &["test", "--locked", "--target", &host]);
            command
                // The flags are the nightly compiler's; this one has them as well.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", flags)
                // Documentation's examples would need the same flags of another tool.
                .env(
                    "CARGO_TARGET_DIR",
                    project.target.join(format!("sanitize-{name}")),
                )
                // Children that are killed leave memory behind; that is what they are for.
                .env("ASAN_OPTIONS", "detect_leaks=0")
                .env("TSAN_OPTIONS", "halt_on_error=1")
                .args(["--package", package])
                .args(arguments);
            if package == "askfirst" {
                command.args(["--features", "testing"]);
            }
            let end = Step::new(project, &step).minutes(60).run(&mut command);
            clean &= end.is_ok();
        }
        tell(&format!(
            "sanitize {name}: {}",
            if clean { "clean" } else { "see above" }
        ));
    }
    Ok(clean)
}

/// The unit tests, the ledger shared by processes, the guard and the races.
const CORE: &[&str] = &[
    "--lib",
    "--test",
    "ledger_store",
    "--test",
    "ledger_processes",
    "--test",
    "guard_bursts",
    "--test",
    "guard_load",
    "--test",
    "guard_races",
];

fn host() -> Result<String, String> {
    let (_, text) =
        ask(std::process::Command::new("rustc").arg("-vV")).ok_or("rustc does not run")?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.ok_or("rustc does not say its host")?.to_owned())
}
