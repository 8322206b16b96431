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

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use askfirst::pack::{MAX_BYTES, Pack, PackError, PackErrors, Problem};
use serde_json::Value;

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
fn every_sort_of_problem_has_two_broken_packs() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |errors: &PackErrors| {
        let sorts: BTreeSet<&str> = errors.all().iter().map(|it| sort(&it.problem)).collect();
        for sort in sorts {
            *seen.entry(sort).or_default() += 1;
        }
    };
    for file in broken() {
        count(&Pack::from_bytes("pack", &fs::read(&file).unwrap()).unwrap_err());
    }
    // The only ones that are no small files.
    for (size, what) in [
        (MAX_BYTES + 1, "524289 bytes"),
        (2 * MAX_BYTES, "1048576 bytes"),
    ] {
        let errors = Pack::parse("pack", &" ".repeat(size)).unwrap_err();
        let expected = format!("pack:1:1: $: the file has {what}; at most 524288 bytes");
        assert_eq!(errors.to_string(), expected);
        count(&errors);
    }
    let rare: Vec<_> = SORTS
        .iter()
        .filter(|sort| seen.get(*sort).is_none_or(|&files| files < 2))
        .collect();
    assert!(rare.is_empty(), "{rare:?}");
}

#[test]
fn every_block_has_two_broken_packs() {
    // The reader itself lists the blocks, so a new one is missed here until it is broken twice.
    let unknown = Pack::parse("pack", "{\"no_block\": 1}").unwrap_err();
    let field = Problem::UnknownField("no_block".to_owned());
    let told = unknown.all().iter().find(|it| it.problem == field).unwrap();
    let blocks: Vec<&str> = told.help.split('`').skip(1).step_by(2).collect();
    assert!(blocks.len() >= 27, "{blocks:?}");
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for file in broken() {
        let errors = Pack::from_bytes("pack", &fs::read(&file).unwrap()).unwrap_err();
        for block in &blocks {
            if errors.all().iter().any(|error| concerns(error, block)) {
                *seen.entry(block).or_default() += 1;
            }
        }
    }
    let rare: Vec<_> = blocks
        .iter()
        .filter(|block| seen.get(*block).is_none_or(|&files| files < 2))
        .collect();
    assert!(rare.is_empty(), "{rare:?}");
}

/// Whether an error lies in a block, or says that it is missing.
fn concerns(error: &PackError, block: &str) -> bool {
    let missing = match &error.problem {
        Problem::MissingField(field) | Problem::MissingNoticeItem(field) => field == block,
        _ => false,
    };
    let mut steps = error.path.split(['.', '[']).skip(1);
    steps.next().map_or(missing, |step| step == block)
}

#[test]
fn a_pack_of_the_largest_size_is_read() {
    let small = fs::read_to_string(packs().join("small.json")).unwrap();
    let padded = format!("{small}{}", " ".repeat(MAX_BYTES - small.len()));
    assert_eq!(padded.len(), MAX_BYTES);
    Pack::parse("pack", &padded).unwrap();
}

#[test]
fn the_packs_that_the_broken_ones_were_made_from_are_sound() {
    let warnings = |name: &str| {
        let pack = Pack::from_bytes(name, &fs::read(packs().join(name)).unwrap()).unwrap();
        pack.warnings().len()
    };
    assert_eq!(warnings("small.json"), 0);
    assert_eq!(warnings("full.json"), 1, "the general purpose");
}

#[test]
fn the_full_pack_has_every_field_of_the_format() {
    // What is left out of it is never broken, so its reading would go untested.
    let text = fs::read_to_string(packs().join("full.json")).unwrap();
    let original: Value = serde_json::from_str(&text).unwrap();
    let pack = Pack::parse("full.json", &text).unwrap();
    let mut written = serde_json::to_value(pack.data()).unwrap();
    // The reader takes the schema's name away, and fills in what may be left out.
    written["$schema"] = original["$schema"].clone();
    let given = keys_of(&original);
    let known: BTreeSet<String> = keys_of(&written);
    let left_out: Vec<_> = known.difference(&given).collect();
    // Each would be a warning; they stand in doubtful packs.
    assert_eq!(left_out, ["is_consent", "not_in_text"]);
}

fn keys_of(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| keys_of(value).into_iter().chain([key.clone()]))
            .collect(),
        Value::Array(list) => list.iter().flat_map(keys_of).collect(),
        _ => BTreeSet::new(),
    }
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
    MalformedDate MalformedAddress OutOfRange PurposeTwice Repeated UnknownCountry SelfReference
    NeedsPrompt WrongAction Excludes Requires NoSuchRole EmptyBand
}
