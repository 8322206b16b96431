//! The guide to writing packs: its pack is sound and its scenario passes, in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};

use askfirst::pack::Pack;
use common::{askfirst, project};

const GUIDES: [&str; 2] = ["packs.md", "packs.zh.md"];

/// The code block of a guide that is marked with these words.
fn block(guide: &str, mark: &str) -> String {
    let text = std::fs::read_to_string(project().join("docs").join(guide)).unwrap();
    let (_, rest) = text.split_once(&format!("```{mark}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn folder(guide: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guide-{guide}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_pack_of_the_guide_leaves_no_doubt() {
    for guide in GUIDES {
        let pack = Pack::parse("notebook.json", &block(guide, "json pack"));
        assert_eq!(pack.unwrap().warnings(), [], "{guide}");
    }
}

#[test]
fn the_scenario_of_the_guide_passes_beside_its_pack() {
    for guide in GUIDES {
        let folder = folder(guide);
        std::fs::write(folder.join("notebook.json"), block(guide, "json pack")).unwrap();
        let scenario = folder.join("notebook-the-policy-starts-nobody.json");
        std::fs::write(&scenario, block(guide, "json scenario")).unwrap();
        let output = askfirst(&["replay", scenario.to_str().unwrap()]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{guide}: {told}");
    }
}

/// Every command that the guide tells a reader to type is one that exists.
#[test]
fn every_command_of_the_guide_has_help() {
    for guide in GUIDES {
        let text = std::fs::read_to_string(project().join("docs").join(guide)).unwrap();
        let typed = text
            .lines()
            .filter_map(|line| line.strip_prefix("askfirst "));
        let commands: Vec<&str> = typed.filter_map(|line| line.split(' ').next()).collect();
        assert!(commands.len() >= 5, "{guide}: {commands:?}");
        for command in commands {
            let help = askfirst(&[command, "--help"]);
            assert_eq!(help.status.code(), Some(0), "{guide}: {command}");
        }
    }
}
