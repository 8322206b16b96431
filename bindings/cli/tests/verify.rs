//! `askfirst verify` on the ledger of the first format, which is never written again, and on
//! copies of it that were changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{askfirst, command, project};

const KEPT: &str = "core/tests/formats/ledger-1/ledger-1.db";
const KEY: &str = "core/tests/formats/ledger-1.key";

fn said(output: &Output) -> (Option<i32>, String) {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code(), String::from_utf8(all).unwrap())
}

fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("verify-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    place
}

/// A copy that was changed.
fn changed(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = std::fs::read(project().join(KEPT)).unwrap();
    change(&mut bytes);
    let path = place(name).join("ledger-1.db");
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn head() -> String {
    let (_, report) = said(&askfirst(&["verify", KEPT]));
    let line = report.lines().find_map(|line| line.strip_prefix("head: "));
    line.unwrap().to_owned()
}

#[test]
fn the_first_format_verifies_without_the_key_and_with_it() {
    let (code, report) = said(&askfirst(&["verify", KEPT]));
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("entries: 4\n"), "{report}");
    assert!(report.contains("verified: the chain only"), "{report}");
    let (code, report) = said(&askfirst(&["verify", "--key", KEY, KEPT]));
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("every seal"), "{report}");
    let (code, report) = said(
        &command(&["verify", "--lang", "zh", "--key", KEY, KEPT])
            .output()
            .unwrap(),
    );
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("条数：4\n"), "{report}");
}

#[test]
fn the_whole_directory_does_as_well_and_nothing_is_written_to_it() {
    let folder = place("directory");
    let kept = project().join("core/tests/formats/ledger-1");
    for file in ["ledger-1.db", "lock"] {
        std::fs::copy(kept.join(file), folder.join(file)).unwrap();
    }
    let before = std::fs::read(folder.join("ledger-1.db")).unwrap();
    let (code, report) = said(&askfirst(&["verify", folder.to_str().unwrap()]));
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(std::fs::read(folder.join("ledger-1.db")).unwrap(), before);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
}

#[test]
fn a_head_kept_elsewhere_has_to_stand_in_it() {
    let (code, report) = said(&askfirst(&["verify", "--head", &head(), KEPT]));
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("kept elsewhere"), "{report}");
    let other = "0".repeat(64);
    let (code, report) = said(&askfirst(&["verify", "--head", &other, KEPT]));
    assert_eq!(code, Some(1), "{report}");
    assert!(report.contains("is not in it"), "{report}");
}

#[test]
fn a_changed_entry_is_named() {
    let hash: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&head()[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    let path = changed("entry", |bytes| {
        // The payload of the last entry lies right behind its hash.
        let at = bytes.windows(32).position(|part| part == hash).unwrap();
        bytes[at + 40] ^= 1;
    });
    let (code, report) = said(&askfirst(&["verify", &path]));
    assert_eq!(code, Some(1), "{report}");
    assert!(report.contains("altered or damaged"), "{report}");
}

#[test]
fn another_key_and_what_is_no_ledger_are_told_apart() {
    let key = place("key").join("key");
    std::fs::write(&key, "00".repeat(32)).unwrap();
    let (code, report) = said(&askfirst(&["verify", "--key", key.to_str().unwrap(), KEPT]));
    assert_eq!(code, Some(1), "{report}");
    assert!(report.contains("not the one of this ledger"), "{report}");
    let (code, report) = said(&askfirst(&["verify", "no/such/ledger.db"]));
    assert_eq!(code, Some(2), "{report}");
    let (code, _) = said(&askfirst(&["verify", "--key", "no/such/key", KEPT]));
    assert_eq!(code, Some(2));
    let (code, _) = said(&askfirst(&["verify"]));
    assert_eq!(code, Some(2));
}
