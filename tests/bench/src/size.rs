//! How large the library is that an app ships, and what each part costs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::stage::Failure;
use crate::table::Row;

/// Parts of the library, by how the names of their functions begin.
const PARTS: [(&str, &[&str]); 7] = [
    ("the core", &["askfirst::", "<askfirst::"]),
    (
        "bridge of its own",
        &[
            "askfirst_ffi::",
            "<askfirst_ffi::",
            "Java_",
            "ffi_askfirst",
            "uniffi_askfirst",
        ],
    ),
    ("UniFFI", &["uniffi"]),
    ("jni", &["jni::", "<jni::"]),
    ("JSON", &["serde", "<serde"]),
    (
        "ciphers and hashes",
        &[
            "sha2", "aes", "ghash", "polyval", "hmac", "<aes", "<sha2", "aes_gcm",
        ],
    ),
    (
        "Rust's own library",
        &[
            "std::",
            "core::",
            "alloc::",
            "<std",
            "<core",
            "<alloc",
            "gimli",
            "addr2line",
            "rustc_demangle",
            "miniz",
            "hashbrown",
            "<&",
            "<[",
        ],
    ),
];

/// `library` is as linked, with the names that the parts are told by.
pub(crate) fn rows(library: &Path, work: &Path) -> Result<Vec<Row>, Failure> {
    let stripped = work.join("stripped.so");
    let done = Command::new("strip")
        .arg("-o")
        .arg(&stripped)
        .arg(library)
        .status()?;
    if !done.success() {
        return Err("strip failed".into());
    }
    let whole = mega(std::fs::metadata(&stripped)?.len());
    let parts = parts(library)?;
    let sqlite = parts.get("SQLite").copied().unwrap_or_default();
    let mut rows = vec![
        Row::exact("library for one ABI, stripped", whole, "MB").at_most(4.5),
        Row::exact("library without SQLite's share", whole - sqlite, "MB").at_most(3.0),
    ];
    rows.extend(
        parts
            .iter()
            .map(|(part, size)| Row::exact(&format!("library: {part}"), *size, "MB")),
    );
    Ok(rows)
}

/// Code and data that have names; tables without one are in no part.
fn parts(library: &Path) -> Result<BTreeMap<&'static str, f64>, Failure> {
    let output = Command::new("nm")
        .args(["-C", "-S", "--defined-only"])
        .arg(library)
        .output()?;
    let names = String::from_utf8_lossy(&output.stdout);
    let mut sizes: BTreeMap<&'static str, u64> = BTreeMap::new();
    for line in names.lines() {
        let mut words = line.splitn(4, ' ');
        let (Some(_), Some(size), Some(kind), Some(name)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            continue;
        };
        let Ok(size) = u64::from_str_radix(size, 16) else {
            continue;
        };
        if kind.eq_ignore_ascii_case("b") {
            continue;
        }
        *sizes.entry(part_of(name)).or_default() += size;
    }
    if sizes.is_empty() {
        return Err("the library has no names; build it with `strip = false`".into());
    }
    Ok(sizes
        .into_iter()
        .map(|(part, size)| (part, mega(size)))
        .collect())
}

fn part_of(name: &str) -> &'static str {
    let known = PARTS
        .iter()
        .find(|(_, starts)| starts.iter().any(|start| name.starts_with(start)));
    match known {
        Some((part, _)) => part,
        None if name.contains("::") || name.contains('<') => "other crates",
        // The only C in it.
        None => "SQLite",
    }
}

#[allow(clippy::cast_precision_loss)]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
