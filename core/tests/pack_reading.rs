//! What holds for any pack text: its identity, and that no bytes can bring the reader down.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::path::Path;
use std::time::Instant;

use askfirst::pack::{MAX_BYTES, Pack};
use proptest::prelude::*;
use serde_json::Value;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn small() -> String {
    read("tests/packs/small.json")
}

fn full() -> String {
    read("tests/packs/full.json")
}

#[test]
fn formatting_anew_keeps_the_hash() {
    let text = small();
    let value: Value = serde_json::from_str(&text).unwrap();
    let hash = *Pack::parse("a", &text).unwrap().hash();
    // serde_json sorts keys, so both the order and the white space differ from the file's.
    for other in [
        value.to_string(),
        serde_json::to_string_pretty(&value).unwrap(),
        text.replace('\n', "\r\n"),
    ] {
        assert_eq!(*Pack::parse("b", &other).unwrap().hash(), hash);
    }
    let escaped = text.replace("小应用", "\\u5c0f\\u5e94\\u7528");
    assert_ne!(escaped, text);
    assert_eq!(*Pack::parse("c", &escaped).unwrap().hash(), hash);
}

#[test]
fn naming_a_schema_keeps_the_hash() {
    let text = full();
    let hash = *Pack::parse("a", &text).unwrap().hash();
    let named = r#""$schema": "../../policies/pack.schema.json","#;
    assert!(text.contains(named));
    for other in ["", r#""$schema": "https://example.com/pack.schema.json","#] {
        let pack = Pack::parse("b", &text.replace(named, other)).unwrap();
        assert_eq!(*pack.hash(), hash, "{other}");
    }
}

#[test]
fn any_changed_word_changes_the_hash() {
    let text = full();
    let original: Value = serde_json::from_str(&text).unwrap();
    let hash = *Pack::parse("a", &text).unwrap().hash();
    let mut pointers = Vec::new();
    collect(&original, String::new(), &mut pointers);
    let mut sound = 0;
    for pointer in pointers {
        let mut changed = original.clone();
        let leaf = changed.pointer_mut(&pointer).unwrap();
        *leaf = match leaf {
            Value::String(words) => Value::String(format!("{words}x")),
            Value::Number(number) => Value::from(number.as_u64().unwrap() + 1),
            _ => continue,
        };
        if let Ok(pack) = Pack::parse("b", &changed.to_string()) {
            sound += 1;
            assert_eq!(*pack.hash() == hash, pointer == "/$schema", "{pointer}");
        }
    }
    // Every text and clause; a changed reference or vocabulary word is refused instead.
    assert!(sound >= 200, "{sound}");
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| collect(value, format!("{at}/{key}"), pointers)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| collect(value, format!("{at}/{index}"), pointers));
        }
        _ => pointers.push(at),
    }
}

#[test]
fn every_missing_field_is_named_or_optional() {
    // Whatever single field is left out, the pack is refused at the place it
    // belongs to, unless the format says that it may be absent.
    let optional = [
        "$schema",
        "accesses",
        "action",
        "address",
        "addressee",
        "all_sensitive",
        "alternative",
        "any_of",
        "archive",
        "archive_url",
        "background",
        "backups",
        "category",
        "change",
        "check_purpose",
        "closing",
        "combination",
        "complaints",
        "condition",
        "core_needs_closing",
        "declared_change",
        "declined",
        "delete_on_discovery",
        "directly",
        "effective",
        "exclusions",
        "exemptions",
        "forbidden",
        "general",
        "identifiability",
        "identity_check",
        "incident",
        "irreversible",
        "kinds",
        "lasts",
        "mail",
        "may_cost",
        "messages",
        "method",
        "minors",
        "mode",
        "name",
        "needs_guardian",
        "needs_proof",
        "never",
        "no_store",
        "notes",
        "officer",
        "opt_out",
        "other_routes",
        "phone",
        "policy_url",
        "purposes",
        "quiet_period_hours",
        "refuse_only",
        "region",
        "related",
        "related_to",
        "requires_citation",
        "retention",
        "rights",
        "rights_floor",
        "risks",
        "route",
        "sensitive",
        "service_end",
        "site_url",
        "source",
        "sources",
        "stands_for",
        "started_by_person",
        "storage",
        "succeeds",
        "tenants",
        "territory",
        "times",
        "told_after_disclosure",
        "updated",
    ];
    let original: Value = serde_json::from_str(&full()).unwrap();
    let mut objects = Vec::new();
    collect_objects(&original, String::new(), &mut objects);
    let mut refused = 0;
    for at in objects {
        let keys: Vec<String> = original
            .pointer(&at)
            .unwrap()
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        for key in keys {
            let mut changed = original.clone();
            changed
                .pointer_mut(&at)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(&key);
            let result = Pack::parse("pack", &changed.to_string());
            if let Err(errors) = result {
                refused += 1;
                let words = errors.to_string();
                let told = words.contains(&format!("`{key}`")) || optional.contains(&key.as_str());
                assert!(told, "{at}/{key}: {words}");
            } else {
                assert!(
                    optional.contains(&key.as_str()),
                    "{at}/{key} may be missing"
                );
            }
        }
    }
    assert!(refused >= 250, "{refused}");
}

fn collect_objects(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.push(at.clone());
            map.iter()
                .for_each(|(key, value)| collect_objects(value, format!("{at}/{key}"), found));
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| collect_objects(value, format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_pack_cannot_call_a_sensitive_kind_harmless() {
    let text = small().replace("media.camera", "loc.precise");
    assert!(!text.contains("sensitive"));
    let pack = Pack::parse("pack", &text).unwrap();
    let sensitive: Vec<(&str, bool)> = pack
        .data()
        .kinds
        .iter()
        .map(|kind| (kind.id.as_str(), kind.sensitive))
        .collect();
    assert_eq!(
        sensitive,
        [
            ("phone.number", false),
            ("loc.precise", true),
            ("device.info_any", false)
        ]
    );
}

#[test]
fn days_are_those_of_the_calendar() {
    let with = |day: &str| Pack::parse("pack", &small().replace("2024-01-01", day));
    for day in [
        "2024-02-29",
        "2000-02-29",
        "2023-12-31",
        "2023-04-30",
        "0001-01-01",
    ] {
        assert!(with(day).is_ok(), "{day}");
    }
    let none = [
        "2023-02-29",
        "1900-02-29",
        "2023-04-31",
        "2023-13-01",
        "2023-00-10",
        "2023-01-00",
        "2023-01-32",
        "0000-01-01",
        "2023-1-01",
        "2023/01/01",
        "20230101",
        "2023-01-01T00:00",
        "２０２３-01-01",
        "+023-01-01",
    ];
    for day in none {
        assert!(with(day).is_err(), "{day}");
    }
}

#[test]
fn a_text_that_takes_effect_on_the_day_of_its_update_raises_no_doubt() {
    let with = |day: &str| Pack::parse("pack", &small().replace("2024-02-29", day)).unwrap();
    assert_eq!(with("2024-01-01").warnings(), []);
    assert_eq!(with("2023-12-31").warnings().len(), 1);
}

#[test]
fn an_open_umbrella_word_for_identifiers_raises_a_doubt_once_it_is_read() {
    let text = small()
        .replace("device.info_any", "device.id_any")
        .replace(r#""stands_for": ["device.model"], "#, "");
    let pack = Pack::parse("pack", &text).unwrap();
    let words: Vec<String> = pack.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        ["pack:20:5: $.kinds[2]: warning: `device.id_any` names no identifier, so it covers none"]
    );
}

#[test]
fn a_hostile_file_is_refused_quickly() {
    let filled = |one: &str| {
        let many = format!("{one},").repeat((MAX_BYTES - 200) / (one.len() + 1));
        format!("{{\"format\":1,\"kinds\":[{many}{one}]}}")
    };
    let hostile = [
        format!("{{{}\"format\":1}}", "\"a\":0,".repeat(80_000)),
        "[{\"a\":".repeat(80_000),
        filled("0"),
        filled("{}"),
        filled("{\"id\":\"x.a\",\"term\":{\"zh\":\"\",\"en\":\"\"},\"clause\":\"\"}"),
        filled("{\"id\":\"x.a\",\"clause\":\"1\"}"),
    ];
    for text in hostile {
        let start = Instant::now();
        assert!(text.len() <= MAX_BYTES, "{}", text.len());
        let errors = Pack::parse("pack", &text).unwrap_err();
        assert!(errors.all().len() <= 1_000);
        assert!(start.elapsed().as_secs() < 10, "{:?}", &text[..60]);
    }
}

/// One change of some bytes.
fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"{}[]\",:\\0-e. \n".to_vec())
    ];
    prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4, byte), 1..6)
}

fn edited(text: &str, edits: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (index, what, byte) in edits {
        if bytes.is_empty() {
            // Nothing is left to edit; an empty file is a case of its own.
            break;
        }
        let at = index.index(bytes.len());
        match what {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => drop(bytes.remove(at)),
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

/// Any outcome but a panic, and every problem with a place inside the file.
fn survives(bytes: &[u8]) {
    if let Err(errors) = Pack::from_bytes("pack", bytes) {
        let lines = bytes.split(|byte| *byte == b'\n').count() as u32;
        for error in errors.all() {
            assert!(
                error.at.line >= 1 && error.at.line <= lines && error.at.column >= 1,
                "{error}"
            );
        }
    }
}

/// A small value that may stand in the wrong place.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "*",
            "x.own",
            "clip.content",
            "login",
            "core",
            "prompt",
            "\u{202e}"
        ])
        .prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("(id|zh|en|rule|hours|kind|[a-z]{1,4})", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn random_byte_edits_of_003_never_panic(edits in edits()) {
        survives(&edited(&read("policies/003.json"), &edits));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn random_byte_edits_of_a_small_pack_never_panic(edits in edits()) {
        survives(&edited(&small(), &edits));
    }

    #[test]
    fn random_byte_edits_of_a_full_pack_never_panic(edits in edits()) {
        survives(&edited(&full(), &edits));
    }

    #[test]
    fn random_values_in_random_places_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), value()), 1..4)
    ) {
        let mut pack: Value = serde_json::from_str(&full()).unwrap();
        for (index, value) in changes {
            let (mut leaves, mut places) = (Vec::new(), Vec::new());
            collect(&pack, String::new(), &mut leaves);
            collect_objects(&pack, String::new(), &mut places);
            places.extend(leaves);
            if !places.is_empty() {
                let at = &places[index.index(places.len())];
                *pack.pointer_mut(at).unwrap() = value;
            }
        }
        survives(pack.to_string().as_bytes());
    }
}
