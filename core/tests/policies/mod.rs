//! What the tests of the policy packs share: the packs themselves, their
//! lines, and the rules that hold for every one of them.
#![allow(dead_code, reason = "every test file uses another part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    unreachable_pub,
    reason = "a support module is private to each test file"
)]

use std::collections::BTreeSet;
use std::path::Path;

use askfirst::pack::model::{
    Access, Action, ConsentRule, ExemptionItem, ExemptionList, Function, Kind, Mode, NoteKind,
    PackData, Recipient, Right, RightName,
};
use askfirst::pack::{Doubt, Pack, kinds};
use serde_json::Value;

/// The file of a policy.
pub fn text(number: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("policies/{number}.json"));
    std::fs::read_to_string(file).unwrap()
}

/// The policy as a checked pack.
pub fn pack(number: &str) -> Pack {
    Pack::parse(&format!("{number}.json"), &text(number))
        .unwrap_or_else(|errors| panic!("{errors}"))
}

/// Every line as `owner.name`, with the line itself.
pub fn lines(data: &PackData) -> Vec<(String, &Access)> {
    let own = data
        .functions
        .iter()
        .flat_map(|f| f.accesses.iter().map(move |a| (&f.id, a)));
    let rows = data.recipients.iter().flat_map(|r| {
        r.items
            .iter()
            .flat_map(move |item| item.accesses.iter().map(move |a| (&r.id, a)))
    });
    own.chain(rows)
        .map(|(owner, access)| (format!("{owner}.{}", access.id), access))
        .collect()
}

/// Ids of the lines that read a kind.
pub fn ids_of_kind(data: &PackData, kind: &str) -> Vec<String> {
    lines(data)
        .into_iter()
        .filter(|(_, a)| a.kind == kind)
        .map(|(id, _)| id)
        .collect()
}

/// One line.
pub fn line<'a>(data: &'a PackData, id: &str) -> &'a Access {
    let found = lines(data).into_iter().find(|(known, _)| known == id);
    found.unwrap_or_else(|| panic!("no line {id}")).1
}

/// One function.
pub fn function<'a>(data: &'a PackData, id: &str) -> &'a Function {
    data.functions.iter().find(|f| f.id == id).unwrap()
}

/// One recipient.
pub fn recipient<'a>(data: &'a PackData, id: &str) -> &'a Recipient {
    data.recipients.iter().find(|r| r.id == id).unwrap()
}

/// Ids of the functions for which something holds.
pub fn functions_where(data: &PackData, holds: impl Fn(&Function) -> bool) -> Vec<&str> {
    let found = data.functions.iter().filter(|f| holds(f));
    found.map(|f| f.id.as_str()).collect()
}

/// Ids of the recipients, in the order of the file.
pub fn recipient_ids(data: &PackData) -> Vec<&str> {
    data.recipients.iter().map(|r| r.id.as_str()).collect()
}

/// Ids of the lines that accepting the policy opens.
pub fn opened_by_acceptance(data: &PackData) -> Vec<String> {
    lines(data)
        .into_iter()
        .filter(|(_, access)| access.consent.rule == ConsentRule::Acceptance)
        .map(|(id, _)| id)
        .collect()
}

/// The exemptions of one action, if the text has any.
pub fn exemptions(data: &PackData, action: Action) -> Option<&ExemptionList> {
    data.exemptions.iter().find(|list| list.action == action)
}

/// Numbers of the exemptions of one action.
pub fn numbers(data: &PackData, action: Action) -> Vec<u32> {
    let items = exemptions(data, action).into_iter().flat_map(|l| &l.items);
    items.map(|item| item.number).collect()
}

/// Every entry of one right, in the order of the file.
pub fn rights(data: &PackData, name: RightName) -> Vec<&Right> {
    data.rights.iter().filter(|r| r.right == name).collect()
}

/// One kind.
pub fn kind<'a>(data: &'a PackData, id: &str) -> &'a Kind {
    let found = data.kinds.iter().find(|kind| kind.id == id);
    found.unwrap_or_else(|| panic!("no kind {id}"))
}

/// Whether a kind is named at all, by itself or under an umbrella word.
pub fn is_named(data: &PackData, id: &str) -> bool {
    let covers = |kind: &Kind| kind.id == id || kind.stands_for.iter().any(|it| it == id);
    data.kinds.iter().any(covers)
}

/// Numbers of the exemptions of one action for which something holds.
pub fn numbers_where(
    data: &PackData,
    action: Action,
    holds: impl Fn(&ExemptionItem) -> bool,
) -> Vec<u32> {
    let items = exemptions(data, action).into_iter().flat_map(|l| &l.items);
    let found = items.filter(|item| holds(item));
    found.map(|item| item.number).collect()
}

/// What the checks of a pack could not settle by themselves, as a reader sees it.
pub fn doubts(number: &str) -> Vec<String> {
    let pack = pack(number);
    pack.warnings().iter().map(ToString::to_string).collect()
}

/// The clauses at which the text contradicts itself, in the order of the file.
pub fn conflicts(data: &PackData) -> Vec<&str> {
    let notes = data.notes.iter();
    let conflicts = notes.filter(|note| note.about == NoteKind::Conflict);
    conflicts.map(|note| note.clause.as_str()).collect()
}

/// The kinds that a function reads, in the order of the file.
pub fn kinds_of<'a>(data: &'a PackData, id: &str) -> Vec<&'a str> {
    let accesses = function(data, id).accesses.iter();
    accesses.map(|access| access.kind.as_str()).collect()
}

/// Each kind has a purpose, and each umbrella word says what it stands for.
pub fn leaves_no_kind_open(number: &str) {
    let pack = pack(number);
    let open = |doubt: &Doubt| {
        matches!(
            doubt,
            Doubt::KindsWithoutPurpose(_) | Doubt::UnresolvedUmbrella(_)
        )
    };
    assert!(!pack.warnings().iter().any(|warning| open(&warning.doubt)));
}

/// How many notes of a sort there are.
pub fn notes(data: &PackData, about: NoteKind) -> usize {
    data.notes.iter().filter(|note| note.about == about).count()
}

/// The rules that hold for every pack of the repository, with the names of its text's sections.
pub fn keeps_the_common_rules(number: &str, sections: &[&str]) {
    let pack = pack(number);
    let data = pack.data();
    let file: Value = serde_json::from_str(&text(number)).unwrap();
    chinese_texts_use_full_width_marks(&file);
    clauses_are_sections(&file, sections);
    acceptance_opens_nothing_gated(data);
    nothing_is_idle(data);
    sensitive_kinds_say_so(&file);
    wide_exemptions_touch_no_gate(data);
    for (id, access) in lines(data) {
        if matches!(access.kind.as_str(), "phone.number" | "sms.code")
            && access.mode != Mode::Active
        {
            assert_eq!(access.consent.rule, ConsentRule::Prompt, "{id}");
        }
    }
}

/// Calls `seen` with every field of a JSON value.
fn walk(value: &Value, seen: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                seen(key, value);
                walk(value, seen);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, seen)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn chinese_texts_use_full_width_marks(file: &Value) {
    walk(file, &mut |key, value| {
        if let ("zh", Some(zh)) = (key, value.as_str()) {
            assert!(
                !zh.contains([',', ';', ':', '?', '!', '(', ')', '"']),
                "{zh}"
            );
        }
        if let ("en", Some(en)) = (key, value.as_str()) {
            assert!(!en.contains(|c: char| ('一'..='龥').contains(&c)), "{en}");
        }
    });
}

/// A person reads the citation: each part of it must be a section of the text.
fn clauses_are_sections(file: &Value, sections: &[&str]) {
    walk(file, &mut |key, value| {
        if matches!(key, "clause" | "told_after_disclosure") {
            for cited in value.as_str().unwrap_or_default().split("; ") {
                assert!(sections.contains(&cited), "no section {cited}");
            }
        }
    });
}

fn acceptance_opens_nothing_gated(data: &PackData) {
    let kind = |id: &str| data.kinds.iter().find(|kind| kind.id == id).unwrap();
    for (id, access) in lines(data) {
        if access.consent.rule == ConsentRule::Acceptance {
            assert!(
                !kinds::gated(kind(&access.kind), access.mode, false),
                "{id}"
            );
        }
    }
}

fn nothing_is_idle(data: &PackData) {
    let own = data.functions.iter().flat_map(|f| &f.accesses);
    let own = own.filter_map(|a| a.purpose.as_deref());
    let items = data.recipients.iter().flat_map(|r| &r.items);
    let used: BTreeSet<&str> = own.chain(items.map(|item| item.purpose.as_str())).collect();
    let stated: BTreeSet<&str> = data.purposes.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(used, stated);
    let idle = functions_where(data, |f| {
        f.accesses.is_empty() && !data.recipients.iter().any(|r| r.function == f.id)
    });
    assert_eq!(idle, [""; 0]);
}

/// The guard takes the stricter of registry and pack; a reader of the file should see it too.
fn sensitive_kinds_say_so(file: &Value) {
    for kind in file["kinds"].as_array().unwrap() {
        let id = kind["id"].as_str().unwrap();
        let wanted = kinds::info(id).is_some_and(|info| info.sensitive);
        assert!(!wanted || kind["sensitive"] == true, "{id}");
    }
}

/// Where an exemption is limited to kinds, none of them needs a prompt of its own (R-080, T-36).
fn wide_exemptions_touch_no_gate(data: &PackData) {
    for item in data.exemptions.iter().flat_map(|list| &list.items) {
        for id in item.kinds.iter().flatten() {
            let kind = data.kinds.iter().find(|kind| &kind.id == id).unwrap();
            assert!(
                !kinds::gated(kind, Mode::Active, false),
                "{} {id}",
                item.text.en
            );
        }
    }
}
