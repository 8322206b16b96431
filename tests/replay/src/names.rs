//! Names in a scenario that stand for nothing: a misspelt kind or SDK would
//! change nothing on the phone, and the scenario would show less than it says.

use serde_json::Value;

use askfirst::pack::kinds;

/// Steps that name one kind.
const OF_ONE_KIND: [&str; 2] = ["phone_holds", "phone_goes_on"];

/// The first name in a scenario that nothing bears, with the pack of its head.
pub(crate) fn unknown(scenario: &Value, pack: &Value) -> Option<String> {
    let steps = scenario["steps"].as_array().into_iter().flatten();
    let phones =
        std::iter::once(&scenario["phone"]).chain(steps.clone().map(|step| &step["phone_changes"]));
    let in_phones = phones.flat_map(kinds_of_phone);
    let in_steps = steps.flat_map(|step| {
        let kinds = OF_ONE_KIND.iter().map(|verb| &step[*verb]["kind"]);
        kinds.filter_map(Value::as_str)
    });
    let kind = in_phones.chain(in_steps).find(|kind| !is_kind(kind));
    if let Some(kind) = kind {
        return Some(format!(
            "`{kind}` is no kind; `askfirst kinds` lists them, and a pack's own begin with `x.`"
        ));
    }
    let sdks = scenario["sdks"].as_object()?;
    let unknown = sdks.keys().find(|id| !is_recipient(id, scenario, pack))?;
    Some(format!(
        "`sdks` names `{unknown}`, which is no recipient of the pack"
    ))
}

fn kinds_of_phone(phone: &Value) -> impl Iterator<Item = &str> {
    let parts = ["permissions", "switches", "gives"];
    let parts = parts.into_iter().filter_map(|part| phone[part].as_object());
    parts.flat_map(|part| part.keys().map(String::as_str))
}

fn is_kind(id: &str) -> bool {
    kinds::info(id).is_some() || id.starts_with(kinds::OWN_PREFIX)
}

/// One of the pack, or one that the app binds to a category of it.
fn is_recipient(id: &str, scenario: &Value, pack: &Value) -> bool {
    let of_pack = pack["recipients"].as_array().into_iter().flatten();
    let bound = scenario["bindings"].as_array().into_iter().flatten();
    of_pack.chain(bound).any(|it| it["id"] == id)
}
