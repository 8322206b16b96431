//! Each reader with what must hold whatever it is given.
//!
//! The test of the kept inputs (`tests/replay/tests/fuzzed.rs`) compiles this
//! very file, so that both hold readers to the same.

use std::fs;
use std::path::{Path, PathBuf};

use askfirst::catalogue::Catalogue;
use askfirst::ledger::offline::{Held, ledger_in, verify_file};
use askfirst::ledger::{Anchor, Class, Draft, Key, Ledger, Options};
use askfirst::pack::Pack;
use askfirst::state::{ConsentState, Recorded};
use askfirst_replay::Loaded;
use serde_json::Value;

/// A reader and its name.
pub type Reader = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: [Reader; 4] = [
    ("pack", pack),
    ("scenario", scenario),
    ("ledger", ledger),
    ("entries", entries),
];

/// A pack is refused with problems that have a place, or it is JSON for
/// everybody else as well and its canonical form is the same pack.
pub fn pack(bytes: &[u8]) {
    match Pack::from_bytes("pack.json", bytes) {
        Err(errors) => assert!(errors.to_string().contains("pack.json")),
        Ok(pack) => {
            assert!(serde_json::from_slice::<Value>(bytes).is_ok());
            let again = Pack::parse("again.json", pack.canonical()).map(|it| *it.hash());
            assert_eq!(again.ok(), Some(*pack.hash()));
            for warning in pack.warnings() {
                assert!(!warning.to_string().is_empty());
            }
            let catalogue = Catalogue::new(pack);
            for target in catalogue.targets() {
                let _ = catalogue.fingerprint(target);
            }
        }
    }
}

/// A scenario is refused with a reason, or everything it names is told to be known or not.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    // A scenario is called like its file, which here is whatever it calls itself.
    let head: Option<Value> = serde_json::from_str(text).ok();
    let name = head.as_ref().and_then(|it| it["name"].as_str());
    let path = PathBuf::from(format!("{}.json", name.unwrap_or("nameless")));
    match Loaded::parse(&path, text) {
        Err(problem) => assert!(!problem.to_string().is_empty()),
        Ok(loaded) => {
            let known: Value = serde_json::from_str(PACK).unwrap_or_default();
            if let Err(problem) = loaded.check_names_in(&known) {
                assert!(!problem.to_string().is_empty());
            }
        }
    }
}

/// The pack whose names a scenario is compared with; any will do.
const PACK: &str = include_str!("../../../core/policies/002.json");

/// The key of the kept ledger of the first format.
const KEY: &str = include_str!("../../../core/tests/formats/ledger-1.key");

/// A ledger's database is refused, or what the library finds in order is in
/// order for an auditor too, can be written to, and is read again.
pub fn ledger(bytes: &[u8]) {
    let folder = Folder::new();
    let file = folder.0.join("ledger-1.db");
    let (Ok(()), Ok(())) = (
        fs::write(&file, bytes),
        fs::write(folder.0.join("lock"), "askfirst ledger in use\n"),
    ) else {
        return;
    };
    let found = ledger_in(&folder.0).ok();
    assert_eq!(found.as_deref(), Some(file.as_path()));
    let key = key();
    let held = |key| Held {
        key,
        anchor: Anchor::from_bytes(bytes.get(..60).unwrap_or_default()),
        head: None,
    };
    let _ = verify_file(&file, &held(None));
    let audited = verify_file(&file, &held(Some(&key)));
    let mut opened = match Ledger::open(&folder.0, &key, None, Options::default()) {
        Ok(opened) => opened,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    while let Some(audit) = opened.audit.as_mut().filter(|it| !it.is_done()) {
        assert!(audit.until() <= opened.ledger.anchor().seq());
        if opened.ledger.audit(audit, |_| {}).is_err() {
            return;
        }
    }
    if opened.ledger.verify().is_err() {
        return;
    }
    assert!(audited.is_ok(), "{audited:?}");
    let end = opened.ledger.anchor();
    let read = opened.ledger.read(1, 100).unwrap_or_default();
    assert!(read.len() as u64 == end.seq().min(100));
    let draft = Draft {
        class: Class::Log,
        payload: b"one more".to_vec(),
    };
    let written = opened
        .ledger
        .transact(&[], |_| vec![draft], |_, _| {})
        .map(|it| it.anchor);
    let sealed = opened.ledger.seal_state(b"sealed");
    drop(opened);
    let (Ok(anchor), Ok(true)) = (written, sealed) else {
        return;
    };
    let again =
        Ledger::open(&folder.0, &key, Some(&end), Options::default()).map(|it| it.ledger.anchor());
    assert_eq!(again.ok(), Some(anchor));
}

fn key() -> Key {
    let digit = |at: usize| KEY.get(at..at + 2).map(|it| u8::from_str_radix(it, 16));
    let bytes = std::array::from_fn(|at| digit(2 * at).and_then(Result::ok).unwrap_or_default());
    Key::new(bytes)
}

/// Entries, one a line, are folded into a state that comes through a checkpoint
/// unchanged; the whole is tried as a checkpoint and as an anchor as well.
pub fn entries(bytes: &[u8]) {
    let mut state = ConsentState::default();
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let Ok(recorded) = serde_json::from_slice::<Recorded>(line) else {
            continue;
        };
        let written = serde_json::to_vec(&recorded).unwrap_or_default();
        let again = serde_json::from_slice::<Recorded>(&written).ok();
        assert_eq!(again.as_ref(), Some(&recorded));
        state.apply(number, &recorded);
    }
    let sealed = ConsentState::from_checkpoint(&state.to_checkpoint());
    assert_eq!(sealed, Some(state));
    if let Some(state) = ConsentState::from_checkpoint(bytes) {
        assert_eq!(
            ConsentState::from_checkpoint(&state.to_checkpoint()),
            Some(state)
        );
    }
    if let Some(anchor) = Anchor::from_bytes(bytes) {
        assert_eq!(anchor.to_bytes(), bytes);
    }
}

/// A folder of its own for one input; gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let name = format!("askfirst-fuzz-{}", std::process::id());
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = above.join(name);
        let _ = fs::remove_dir_all(&folder);
        let _ = fs::create_dir_all(&folder);
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
