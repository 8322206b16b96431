//! Every broken pack under `packs/broken/` is refused with exactly the messages beside it.
//!
//! `NAME.expect` holds one line for each problem, as the library prints it
//! but without the file's name. They were written from the rules, not copied
//! from the output.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use askfirst::pack::{MAX_BYTES, Pack, Problem};

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs")
}

fn broken() -> Vec<PathBuf> {
    let files = fs::read_dir(packs().join("broken")).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "json"));
    files.sort();
    files
}

fn file_name(file: &Path) -> &str {
    file.file_name().unwrap().to_str().unwrap()
}

#[test]
fn each_broken_pack_is_refused_with_the_messages_beside_it() {
    let files = broken();
    assert!(files.len() >= 60, "only {} broken packs", files.len());
    let mut wrong = String::new();
    for file in files {
        let name = file_name(&file);
        let expected = fs::read_to_string(file.with_extension("expect")).unwrap();
        let expected: Vec<String> = expected
            .lines()
            .map(|line| format!("{name}:{line}"))
            .collect();
        let found = match Pack::from_bytes(name, &fs::read(&file).unwrap()) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.to_string().lines().map(str::to_owned).collect(),
        };
        if found != expected {
            wrong += &format!("\n{name}\n  found    {found:#?}\n  expected {expected:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_expectation_belongs_to_a_pack() {
    for file in fs::read_dir(packs().join("broken")).unwrap() {
        let file = file.unwrap().path();
        assert!(file.with_extension("json").exists(), "{}", file.display());
        assert!(file.with_extension("expect").exists(), "{}", file.display());
    }
}

#[test]
fn every_sort_of_problem_has_a_broken_pack() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for file in broken() {
        let errors = Pack::from_bytes("pack", &fs::read(&file).unwrap()).unwrap_err();
        seen.extend(errors.all().iter().map(|error| sort(&error.problem)));
    }
    // The only one that is no small file.
    let large = " ".repeat(MAX_BYTES + 1);
    let errors = Pack::parse("pack", &large).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "pack:1:1: $: the file has 524289 bytes; at most 524288 bytes"
    );
    seen.extend(errors.all().iter().map(|error| sort(&error.problem)));
    let missing: Vec<_> = SORTS.iter().filter(|sort| !seen.contains(*sort)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_pack_of_the_largest_size_is_read() {
    let small = fs::read_to_string(packs().join("small.json")).unwrap();
    let padded = format!("{small}{}", " ".repeat(MAX_BYTES - small.len()));
    assert_eq!(padded.len(), MAX_BYTES);
    Pack::parse("pack", &padded).unwrap();
}

#[test]
fn the_pack_that_the_broken_ones_were_made_from_is_sound() {
    let pack =
        Pack::from_bytes("small.json", &fs::read(packs().join("small.json")).unwrap()).unwrap();
    assert_eq!(pack.warnings(), []);
}

#[test]
fn problems_come_in_the_order_of_the_file() {
    for file in broken() {
        let errors = Pack::from_bytes("pack", &fs::read(&file).unwrap()).unwrap_err();
        assert!(!errors.all().is_empty());
        assert!(
            errors.all().is_sorted_by_key(|error| error.at),
            "{}",
            file.display()
        );
    }
}

macro_rules! sorts {
    ($($name:ident)*) => {
        const SORTS: &[&str] = &[$(stringify!($name),)*];

        /// Does not compile while a problem is missing from the list.
        fn sort(problem: &Problem) -> &'static str {
            match problem { $(Problem::$name { .. } => stringify!($name),)* }
        }
    };
}

sorts! {
    Syntax TooLarge TooDeep ByteOrderMark NotUtf8 DuplicateKey UnknownField MissingField
    MissingNoticeItem WrongType UnknownValue UnsupportedFormat EmptyText InvisibleCharacter
    EmptyList MalformedId DuplicateId Wildcard UnknownReference UnknownKind NotAnUmbrella NotNamed
    CoveredTwice AcceptanceOnGatedKind AcceptanceOutsideCore BlocksOutsideCore EmptyCondition
    MalformedDate MalformedAddress OutOfRange PurposeTwice
}
