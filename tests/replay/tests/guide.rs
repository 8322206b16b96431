//! A pack that a stranger made with the guide alone: it stays sound, and what its policy promises holds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use askfirst::pack::Pack;
use askfirst_replay::Loaded;
use askfirst_replay::coverage::scenarios_in;
use common::folder;

#[test]
fn the_strangers_pack_is_sound_but_for_its_two_doubts() {
    let text = std::fs::read_to_string(folder("guide/packs/jiamai.json")).unwrap();
    let pack = Pack::parse("jiamai.json", &text).unwrap();
    let doubts: Vec<&str> = pack.warnings().iter().map(|it| it.path.as_str()).collect();
    assert_eq!(doubts.len(), 2, "{:?}", pack.warnings());
    assert!(pack.data().kinds.len() >= 12 && pack.data().recipients.len() >= 2);
}

#[test]
fn what_the_strangers_policy_promises_holds() {
    let scenarios = scenarios_in(&folder("guide")).unwrap();
    assert!(scenarios.len() >= 5, "scenarios have gone missing");
    for path in scenarios {
        let replayed = Loaded::read(&path).unwrap().replay().unwrap();
        let told: Vec<String> = replayed
            .differences
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(told.is_empty(), "{}: {}", path.display(), told.join("\n"));
    }
}
