//! Every doubtful pack under `packs/doubtful/` is sound and raises exactly the warnings beside it.
//!
//! `NAME.expect` holds one line for each warning, as the library prints it but
//! without the file's name; an empty file says that there is nothing to doubt.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use askfirst::pack::{Doubt, Pack};

fn doubtful() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/doubtful");
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "json"));
    files.sort();
    files
}

fn read(file: &Path) -> Pack {
    let name = file.file_name().unwrap().to_str().unwrap();
    Pack::from_bytes(name, &fs::read(file).unwrap()).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn each_doubtful_pack_raises_the_warnings_beside_it() {
    let files = doubtful();
    assert!(files.len() >= 16, "only {} doubtful packs", files.len());
    for file in files {
        let expected = fs::read_to_string(file.with_extension("expect")).unwrap();
        let mut found = String::new();
        for warning in read(&file).warnings() {
            let told = warning.to_string();
            found += told.split_once(':').unwrap().1;
            found.push('\n');
        }
        assert_eq!(found.trim_end(), expected.trim_end(), "{}", file.display());
    }
}

#[test]
fn every_sort_of_doubt_has_a_doubtful_pack() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for file in doubtful() {
        seen.extend(read(&file).warnings().iter().map(|it| sort(&it.doubt)));
    }
    let missing: Vec<_> = SORTS.iter().filter(|sort| !seen.contains(*sort)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn warnings_come_in_the_order_of_the_file() {
    for file in doubtful() {
        assert!(
            read(&file)
                .warnings()
                .is_sorted_by_key(|warning| warning.at),
            "{}",
            file.display()
        );
    }
}

macro_rules! sorts {
    ($($name:ident)*) => {
        const SORTS: &[&str] = &[$(stringify!($name),)*];

        /// Does not compile while a doubt is missing from the list.
        fn sort(doubt: &Doubt) -> &'static str {
            match doubt { $(Doubt::$name { .. } => stringify!($name),)* }
        }
    };
}

sorts! {
    InvertedDates KindsWithoutPurpose UnresolvedUmbrella GeneralPurpose WiderThanPurpose Undated
    AbroadAndStays OpensNothing WithdrawalWithheld NoOptOut NotInText
}
