//! The shipped JSON Schema fits the packs: what the reader takes fits, what is misshapen does not.
//!
//! The validator here knows the words that the schema uses and stops at any other.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::fs;
use std::path::{Path, PathBuf};

use askfirst::pack::{Pack, Problem};
use serde_json::Value;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn schema() -> Value {
    read(&folder("policies/pack.schema.json"))
}

fn packs(path: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder(path)).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| {
        let name = file.to_str().unwrap();
        name.ends_with(".json") && !name.ends_with(".schema.json")
    });
    files.sort();
    files
}

#[test]
fn every_sound_pack_fits_the_schema() {
    let schema = schema();
    let mut fitting = 0;
    for path in ["policies", "tests/packs", "tests/packs/doubtful"] {
        for file in packs(path) {
            let misfit = misfit(&schema, &schema, &read(&file), "$");
            assert_eq!(misfit, None, "{}", file.display());
            fitting += 1;
        }
    }
    assert!(fitting >= 25, "{fitting}");
}

#[test]
fn packs_that_are_broken_in_shape_do_not_fit_it() {
    let schema = schema();
    let mut refused = 0;
    for file in packs("tests/packs/broken") {
        let bytes = fs::read(&file).unwrap();
        let errors = Pack::from_bytes("pack", &bytes).unwrap_err();
        let misshapen = errors.all().iter().any(|error| is_of_shape(&error.problem));
        // Only a check knows that an access of the app itself needs a purpose.
        if !misshapen || file.ends_with("missing_purpose_of_access.json") {
            continue;
        }
        let misfit = misfit(
            &schema,
            &schema,
            &serde_json::from_slice(&bytes).unwrap(),
            "$",
        );
        assert!(misfit.is_some(), "{}", file.display());
        refused += 1;
    }
    assert!(refused >= 50, "{refused}");
}

fn is_of_shape(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::UnknownField(_)
            | Problem::MissingField(_)
            | Problem::MissingNoticeItem(_)
            | Problem::WrongType(_)
            | Problem::UnknownValue(_)
            | Problem::UnknownKind(_)
            | Problem::MalformedId(_)
            | Problem::UnsupportedFormat(_)
    )
}

#[test]
fn every_field_says_what_it_is_for() {
    let schema = schema();
    let mut described = 0;
    let types = schema["definitions"].as_object().unwrap().values();
    for fields in types.chain([&schema]).filter_map(|it| it.get("properties")) {
        for (name, field) in fields.as_object().unwrap() {
            assert!(field["description"].is_string(), "{name}");
            described += 1;
        }
    }
    assert!(described >= 150, "{described}");
}

/// Why a value does not fit, with its place; none if it does.
fn misfit(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let rules = schema.as_object().unwrap();
    rules
        .iter()
        .find_map(|(word, rule)| broken_rule(root, schema, word, rule, value, at))
}

fn broken_rule(
    root: &Value,
    schema: &Value,
    word: &str,
    rule: &Value,
    value: &Value,
    at: &str,
) -> Option<String> {
    let fits = |schema: &&Value| misfit(root, schema, value, at).is_none();
    let alternatives = || rule.as_array().unwrap().iter();
    let holds = match word {
        "$schema" | "title" | "description" | "default" | "definitions" | "format" => true,
        "$ref" => {
            let name = rule.as_str().unwrap().strip_prefix("#/").unwrap();
            let target = root.pointer(&format!("/{name}")).unwrap();
            return misfit(root, target, value, at);
        }
        "allOf" => return alternatives().find_map(|it| misfit(root, it, value, at)),
        "anyOf" => alternatives().any(|it| fits(&it)),
        "oneOf" => alternatives().filter(fits).count() == 1,
        "const" => value == rule,
        "enum" => alternatives().any(|it| it == value),
        "type" => match rule {
            Value::Array(types) => types.iter().any(|it| is_of_type(value, it)),
            one => is_of_type(value, one),
        },
        "minimum" => value.as_f64().is_none_or(|it| it >= rule.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|it| it <= rule.as_f64().unwrap()),
        "pattern" => value
            .as_str()
            .is_none_or(|text| matches(rule.as_str().unwrap(), text)),
        "required" => value
            .as_object()
            .is_none_or(|map| alternatives().all(|it| map.contains_key(it.as_str().unwrap()))),
        "additionalProperties" => value.as_object().is_none_or(|map| {
            assert_eq!(rule, &Value::Bool(false));
            map.keys().all(|key| !schema["properties"][key].is_null())
        }),
        "properties" => {
            return value.as_object()?.iter().find_map(|(key, value)| {
                misfit(root, rule.get(key)?, value, &format!("{at}.{key}"))
            });
        }
        "items" => {
            let mut elements = value.as_array()?.iter().enumerate();
            return elements
                .find_map(|(index, it)| misfit(root, rule, it, &format!("{at}[{index}]")));
        }
        other => panic!("`{other}` is not known here"),
    };
    (!holds).then(|| format!("{at}: {word}"))
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    }
}

/// The patterns of the schema, each written out.
fn matches(pattern: &str, text: &str) -> bool {
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    match pattern {
        "^[a-z][a-z0-9_]*$" => word(text),
        r"^x(\.[a-z][a-z0-9_]*)+$" => text
            .strip_prefix("x.")
            .is_some_and(|rest| rest.split('.').all(word)),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            let parts: Vec<&str> = text.split('-').collect();
            parts.iter().map(|part| part.len()).eq([4, 2, 2])
                && parts.concat().chars().all(|digit| digit.is_ascii_digit())
        }
        "^[A-Z]{2}$" => text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()),
        "^https?://" => text.starts_with("http://") || text.starts_with("https://"),
        other => panic!("{other}"),
    }
}
