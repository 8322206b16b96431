//! The JSON Schema of packs, made from the model's types and their doc comments.
//!
//! An editor that knows it completes fields and words and marks slips while an
//! author types. It says less than the checks: what it lets through may still
//! be refused. `pack.schema.json` beside the policies is this text; a test holds the two equal.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::kinds;
use super::model::PackData;

/// Lower-case words, as ids of a pack are.
const ID: &str = "^[a-z][a-z0-9_]*$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const COUNTRY: &str = "^[A-Z]{2}$";
const ADDRESS: &str = "^https?://";

/// Fields that are narrower than their type: type, field, pattern.
const PATTERNS: &[(&str, &str, &str)] = &[
    ("Access", "id", ID),
    ("Condition", "fact", ID),
    ("Controller", "id", ID),
    ("Controller", "succeeds", ID),
    ("ForbiddenTopic", "id", ID),
    ("Function", "id", ID),
    ("Identity", "archive_url", ADDRESS),
    ("Identity", "effective", DAY),
    ("Identity", "id", ID),
    ("Identity", "policy_url", ADDRESS),
    ("Identity", "updated", DAY),
    ("Item", "id", ID),
    ("Purpose", "id", ID),
    ("Recipient", "id", ID),
    ("Recipient", "policy_url", ADDRESS),
    ("Recipient", "site_url", ADDRESS),
    ("Source", "id", ID),
    ("Storage", "country", COUNTRY),
];

/// The schema of packs as the text of its file.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", schema())
}

/// The schema of packs.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<PackData>().to_value();
    schema["title"] = json!("AskFirst policy pack");
    // The reader takes this one key away, so no type has it.
    schema["properties"]["$schema"] = json!({
        "description": "Where this schema lies; for editors, and no part of the pack's words.",
        "type": "string",
    });
    schema["properties"]["format"]["const"] = json!(super::model::PACK_FORMAT);
    let types = &mut schema["definitions"];
    for (name, field, pattern) in PATTERNS {
        types[*name]["properties"][*field]["pattern"] = json!(pattern);
    }
    let country = &mut types["Scope"]["properties"]["territory"]["items"];
    country["pattern"] = json!(COUNTRY);
    types["KindId"] = json!({
        "description": "A kind of the registry, or one of the pack's own.",
        "type": "string",
        "anyOf": [words_of_the_registry(), { "pattern": r"^x(\.[a-z][a-z0-9_]*)+$" }],
    });
    let kind = json!({ "$ref": "#/definitions/KindId" });
    let fields = &mut types["Kind"]["properties"];
    fields["stands_for"]["items"] = kind.clone();
    fields["id"]["allOf"] = json!([kind]);
    without_links(&mut schema);
    schema
}

/// Every kind of the registry, each with its names.
fn words_of_the_registry() -> Value {
    let named = kinds::registry().iter().map(|info| {
        let mut word = Map::new();
        word.insert("const".to_owned(), json!(info.id));
        let names = format!("{} · {}", info.zh, info.en);
        word.insert("description".to_owned(), json!(names));
        Value::Object(word)
    });
    json!({ "oneOf": named.collect::<Vec<_>>() })
}

/// Takes the brackets of links out of what doc comments say; an editor cannot follow them.
fn without_links(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(words) if key == "description" => {
                        *words = words.replace("[`", "`").replace("`]", "`");
                    }
                    _ => without_links(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(without_links),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
