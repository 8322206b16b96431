//! What can only be tested from inside: bytes of the format, and headers of releases to come.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use super::seal::{Header, Place, Seals};
use super::store::Store;
use super::{Class, Draft, Key, Ledger, LedgerError, Options};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("askfirst-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn key() -> Key {
    Key::new([7; 32])
}

fn open(directory: &Path) -> Result<super::Opened, LedgerError> {
    Ledger::open(directory, &key(), None, Options::default())
}

/// Rewrites the header the way a later release would, sealed with the right key or not at all.
fn written_by_format(directory: &Path, format: u32, sealed: bool) {
    let path = directory.join("ledger-1.db");
    let header = Header {
        format,
        ..Store::open_to_cite(&path).unwrap().header().unwrap().0
    };
    let seal = Seals::new(&key(), header).header_mac();
    let seal = if sealed { seal } else { [0; 32] };
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute(
            "UPDATE header SET format = ?1, seal = ?2",
            rusqlite::params![format, seal],
        )
        .unwrap();
    connection
        .execute_batch("CREATE TABLE later (anything)")
        .unwrap();
}

#[test]
fn a_later_format_is_named_and_left_untouched() {
    let folder = Folder::new("later");
    drop(open(&folder.0).unwrap());
    written_by_format(&folder.0, 3, true);
    let before = std::fs::read(folder.0.join("ledger-1.db")).unwrap();
    assert_eq!(
        open(&folder.0).unwrap_err(),
        LedgerError::NewerFormat {
            found: 3,
            supported: 1
        }
    );
    assert_eq!(std::fs::read(folder.0.join("ledger-1.db")).unwrap(), before);
}

/// A flipped bit must not pass for a newer format, which offers no way to start again.
#[test]
fn a_later_format_without_our_seal_is_damage() {
    let folder = Folder::new("unsealed");
    drop(open(&folder.0).unwrap());
    written_by_format(&folder.0, 3, false);
    assert!(matches!(
        open(&folder.0).unwrap_err(),
        LedgerError::Damaged { .. }
    ));
}

fn seals() -> Seals {
    let header = Header {
        format: 1,
        lineage: [1; 16],
        key_id: [2; 8],
        previous: None,
    };
    Seals::new(&key(), header)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const CHAIN: [&str; 3] = [
    "99933f8d1441ffbc1627239d8d940e8b6e107c4fc7e3d41503206e8ffa257bb4",
    "e24f099bce12745119f8da104c5e0d91a37a95f6701ca2a6f616b32e0c7cc1be",
    "e140d9c5ccd59b1e2a4dd77c7f1d3638cb54b661d7d9dedd8a863ee46e6191bf",
];

/// The numbers of `docs/ledger-format.md`; a change here is a new format.
#[test]
fn the_chain_has_the_documented_bytes() {
    let seals = seals();
    let start = seals.header.start();
    let first = seals.header.chain(&start, Class::Answer, &[0xAB; 160]);
    let shown = [
        hex(&start.hash),
        hex(&first),
        hex(&seals.head_mac(
            &Place {
                seq: 1,
                hash: first,
            },
            0,
        )),
    ];
    assert_eq!(shown, CHAIN);
}

#[test]
fn a_seal_fits_one_place_only() {
    let seals = seals();
    let start = seals.header.start();
    let sealed = seals.seal(&start, Class::Answer, b"given").unwrap();
    assert_eq!(
        seals.open(&start, Class::Answer, &sealed).as_deref(),
        Some(b"given".as_slice())
    );
    assert_eq!(seals.open(&start, Class::Log, &sealed), None);
    let later = Place { seq: 1, ..start };
    assert_eq!(seals.open(&later, Class::Answer, &sealed), None);
    let elsewhere = Header {
        lineage: [3; 16],
        ..seals.header.clone()
    };
    assert_eq!(
        Seals::new(&key(), elsewhere).open(&start, Class::Answer, &sealed),
        None
    );
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            seals.open(&start, Class::Answer, &flipped),
            None,
            "bit {bit}"
        );
    }
}

#[test]
fn the_same_payload_never_looks_the_same() {
    let seals = seals();
    let start = seals.header.start();
    let twice = [(); 2].map(|()| seals.seal(&start, Class::Answer, b"given").unwrap());
    assert_ne!(twice[0], twice[1]);
    assert_eq!(twice[0].len(), 12 + 128 + 16);
}

#[test]
fn a_key_does_not_show_itself() {
    assert_eq!(format!("{:?}", key()), "Key(..)");
    let draft = Draft {
        class: Class::Answer,
        payload: b"secret".to_vec(),
    };
    assert!(!format!("{draft:?}").contains("115"));
}
