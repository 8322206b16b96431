//! Policy 003 as a pack: what it declares, what it leaves shut, what was doubtful.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use askfirst::pack::model::{
    AcceptanceAct, Access, ConsentRule, ControllerRole, Mode, PackData, RefusalEffect, Surface,
    Tier,
};
use askfirst::pack::{Doubt, Pack, kinds};

fn text() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/003.json");
    std::fs::read_to_string(file).unwrap()
}

fn pack() -> Pack {
    Pack::parse("003.json", &text()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Every line as `owner.name`, with the line itself.
fn lines(data: &PackData) -> Vec<(String, &Access)> {
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

fn ids_of_kind(data: &PackData, kind: &str) -> Vec<String> {
    lines(data)
        .into_iter()
        .filter(|(_, a)| a.kind == kind)
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn it_loads_with_exactly_two_doubts() {
    let pack = pack();
    let doubts: Vec<&Doubt> = pack
        .warnings()
        .iter()
        .map(|warning| &warning.doubt)
        .collect();
    let idle = [
        "device.imei",
        "device.imsi",
        "device.idfa",
        "device.openudid",
        "device.guid",
        "contacts.read",
        "id.itinerary",
        "id.document",
        "id.signature",
        "id.birthday",
        "id.sex",
        "id.address",
        "id.email",
        "id.bank_account",
        "id.payment",
        "id.property",
        "id.transaction",
    ];
    let inverted = Doubt::InvertedDates {
        effective: "2023-05-09".to_owned(),
        updated: "2023-12-27".to_owned(),
    };
    let idle = Doubt::KindsWithoutPurpose(idle.map(str::to_owned).to_vec());
    assert_eq!(doubts, [&inverted, &idle]);
    assert_eq!(pack.warnings()[0].path, "$.identity.effective");
    assert_eq!(
        pack.warnings()[0].to_string(),
        "003.json:8:18: $.identity.effective: warning: effective on 2023-05-09, before the update of \
         2023-12-27; it counts from 2023-12-27",
    );
}

#[test]
fn it_says_who_and_where() {
    let pack = pack();
    let data = pack.data();
    assert_eq!(data.acceptance.act, AcceptanceAct::AgreeAndSubmit);
    let surfaces = [
        Surface::App,
        Surface::Site,
        Surface::Client,
        Surface::MiniProgram,
        Surface::Plugin,
    ];
    assert_eq!(data.scope.surfaces, surfaces);
    assert_eq!(data.scope.exclusions.len(), 1, "the processor carve-out");
    let count = |role| {
        data.controllers
            .iter()
            .filter(|controller| controller.role == role)
            .count()
    };
    assert_eq!(count(ControllerRole::Operator), 1);
    assert_eq!(count(ControllerRole::EnterpriseCustomer), 1);
    assert_eq!(count(ControllerRole::Affiliate), 5);
}

#[test]
fn core_is_only_what_both_lists_of_the_text_call_core() {
    let pack = pack();
    let core: Vec<&str> = pack
        .data()
        .functions
        .iter()
        .filter(|f| f.tier == Tier::Core)
        .map(|f| f.id.as_str())
        .collect();
    assert_eq!(core, ["account", "profile", "search", "service_log"]);
    let blocking =
        |f: &&askfirst::pack::model::Function| f.refusal.effect == RefusalEffect::BlockService;
    let blocking: Vec<&str> = pack
        .data()
        .functions
        .iter()
        .filter(blocking)
        .map(|f| f.id.as_str())
        .collect();
    assert_eq!(blocking, ["account", "search"]);
}

#[test]
fn its_seventeen_rows_are_there_in_the_order_of_the_text() {
    let pack = pack();
    let ids: Vec<&str> = pack
        .data()
        .recipients
        .iter()
        .map(|r| r.id.as_str())
        .collect();
    let rows = [
        "huawei_push",
        "xiaomi_push",
        "oppo_push",
        "vivo_push",
        "meizu_push",
        "jpush",
        "wechat_pay",
        "alipay",
        "amap",
        "baidu_map",
        "wechat_share",
        "iflytek",
        "ezviz",
        "tencent_cloud",
        "jmlink",
        "tbs_x5",
        "bugly",
    ];
    assert_eq!(ids, rows);
    for (index, recipient) in pack.data().recipients.iter().enumerate() {
        assert_eq!(recipient.clause, format!("三(三){}", index + 1));
    }
}

#[test]
fn each_row_holds_the_kinds_of_the_text_and_no_more() {
    let pack = pack();
    let expected = [
        ("jpush", vec!["device.info_any", "device.mac"]),
        ("amap", vec!["loc.precise", "device.info_any"]),
        ("baidu_map", vec!["loc.precise", "device.info_any"]),
        ("tbs_x5", vec!["device.info_any", "app.self", "net.wifi"]),
        ("bugly", vec!["net.access"]),
        (
            "jmlink",
            vec![
                "device.id_any",
                "device.info_any",
                "net.access",
                "loc.coarse",
                "apps.installed",
                "clip.content",
            ],
        ),
    ];
    for recipient in &pack.data().recipients {
        let accesses = recipient.items.iter().flat_map(|item| &item.accesses);
        let kinds: Vec<&str> = accesses.map(|access| access.kind.as_str()).collect();
        let known = expected.iter().find(|(id, _)| *id == recipient.id);
        let wanted = known.map_or(vec!["device.info_any"], |(_, kinds)| kinds.clone());
        assert_eq!(kinds, wanted, "{}", recipient.id);
    }
}

#[test]
fn the_deep_link_row_is_four_separate_consents() {
    let pack = pack();
    let jmlink = pack
        .data()
        .recipients
        .iter()
        .find(|r| r.id == "jmlink")
        .unwrap();
    let items: Vec<(&str, Vec<&str>)> = jmlink
        .items
        .iter()
        .map(|item| {
            (
                item.id.as_str(),
                item.accesses.iter().map(|a| a.id.as_str()).collect(),
            )
        })
        .collect();
    let wanted = [
        ("identify", vec!["device_id", "device_info"]),
        ("network_region", vec!["network", "location"]),
        ("app_list", vec!["app_list"]),
        ("clipboard", vec!["clipboard"]),
    ];
    assert_eq!(items, wanted);
    let purposes: BTreeSet<&str> = jmlink
        .items
        .iter()
        .map(|item| item.purpose.as_str())
        .collect();
    assert_eq!(purposes.len(), 4);
    let function = pack
        .data()
        .functions
        .iter()
        .find(|f| f.id == jmlink.function)
        .unwrap();
    assert_eq!(
        function.refusal.effect,
        RefusalEffect::Degrade,
        "links work without it"
    );
}

#[test]
fn the_headline_kinds_open_only_where_the_text_says_so() {
    let pack = pack();
    let data = pack.data();
    assert_eq!(ids_of_kind(data, "clip.content"), ["jmlink.clipboard"]);
    assert_eq!(
        ids_of_kind(data, "apps.installed"),
        ["security.app_list", "jmlink.app_list"]
    );
    assert_eq!(
        ids_of_kind(data, "device.id_any"),
        ["security.device_id", "jmlink.device_id"]
    );
    assert_eq!(
        ids_of_kind(data, "loc.precise"),
        [
            "positioning.gps",
            "nearby.location",
            "amap.location",
            "baidu_map.location"
        ],
    );
    assert_eq!(ids_of_kind(data, "contacts.read"), [""; 0]);
}

#[test]
fn accepting_the_policy_opens_nothing_that_is_gated() {
    let pack = pack();
    let mut opened = Vec::new();
    for (id, access) in lines(pack.data()) {
        if access.consent.rule == ConsentRule::Acceptance {
            let kind = pack
                .data()
                .kinds
                .iter()
                .find(|kind| kind.id == access.kind)
                .unwrap();
            assert!(!kinds::gated(kind, access.mode, false), "{id}");
            opened.push(id.split('.').next().unwrap_or_default().to_owned());
        }
    }
    opened.dedup();
    assert_eq!(
        opened,
        ["account", "profile", "search", "service_log", "cookies"]
    );
}

#[test]
fn rows_run_under_the_conditions_of_the_text() {
    let pack = pack();
    let conditional = |r: &&askfirst::pack::model::Recipient| r.condition.is_none();
    let always: Vec<&str> = pack
        .data()
        .recipients
        .iter()
        .filter(conditional)
        .map(|r| r.id.as_str())
        .collect();
    assert_eq!(always, ["amap", "baidu_map", "jmlink", "bugly"]);
    let brand = |id: &str| {
        let recipient = pack.data().recipients.iter().find(|r| r.id == id).unwrap();
        let condition = recipient.condition.as_ref().unwrap();
        assert_eq!(condition.fact, "brand");
        (condition.any_of.clone(), condition.none_of.clone())
    };
    assert_eq!(brand("xiaomi_push"), (vec!["xiaomi".to_owned()], vec![]));
    let brands = ["huawei", "xiaomi", "oppo", "vivo", "meizu"].map(str::to_owned);
    assert_eq!(brand("jpush"), (vec![], brands.to_vec()));
}

#[test]
fn what_the_text_does_not_give_is_null() {
    let pack = pack();
    assert!(
        pack.data()
            .recipients
            .iter()
            .all(|r| r.site_url.is_none() && r.policy_url.is_none())
    );
    let contact = &pack.data().contact;
    assert_eq!(contact.phone.as_deref(), Some("400-6027-009"));
    assert_eq!((&contact.mail, &contact.address), (&None, &None));
    assert_eq!(pack.data().quiet_period_hours, None);
    assert_eq!(pack.data().identity.policy_url, None);
}

#[test]
fn umbrella_words_never_hide_an_identifier() {
    let pack = pack();
    let kind = |id: &str| pack.data().kinds.iter().find(|kind| kind.id == id).unwrap();
    assert_eq!(
        kinds::covered_by(kind("device.info_any")),
        ["device.model", "device.os"]
    );
    assert_eq!(
        kinds::covered_by(kind("device.id_any")),
        ["device.android_id", "device.idfv"]
    );
}

#[test]
fn a_phone_number_is_never_read_from_the_phone() {
    let pack = pack();
    for (id, access) in lines(pack.data()) {
        if access.kind == "phone.number" {
            assert_ne!(access.mode, Mode::Passive, "{id}");
        }
    }
}

#[test]
fn what_the_registry_calls_sensitive_is_sensitive() {
    let pack = pack();
    for kind in &pack.data().kinds {
        let wanted = kinds::info(&kind.id).is_some_and(|info| info.sensitive);
        assert!(kind.sensitive || !wanted, "{}", kind.id);
    }
    assert!(
        pack.data()
            .kinds
            .iter()
            .any(|kind| kind.id == "loc.precise" && kind.sensitive)
    );
}

#[test]
fn every_purpose_and_function_is_used() {
    let pack = pack();
    let data = pack.data();
    let own = data
        .functions
        .iter()
        .flat_map(|f| &f.accesses)
        .filter_map(|a| a.purpose.as_deref());
    let rows = data
        .recipients
        .iter()
        .flat_map(|r| &r.items)
        .map(|item| item.purpose.as_str());
    let used: BTreeSet<&str> = own.chain(rows).collect();
    let stated: BTreeSet<&str> = data
        .purposes
        .iter()
        .map(|purpose| purpose.id.as_str())
        .collect();
    assert_eq!(used, stated);
    let idle = |f: &&askfirst::pack::model::Function| {
        f.accesses.is_empty() && !data.recipients.iter().any(|r| r.function == f.id)
    };
    assert_eq!(
        data.functions
            .iter()
            .filter(idle)
            .map(|f| &f.id)
            .collect::<Vec<_>>(),
        [""; 0]
    );
}

#[test]
fn chinese_texts_use_full_width_punctuation() {
    let mut stack = vec![serde_json::from_str::<serde_json::Value>(&text()).unwrap()];
    while let Some(value) = stack.pop() {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(serde_json::Value::String(zh)) = map.get("zh") {
                    assert!(!zh.contains([',', ';', ':', '?', '(', ')']), "{zh}");
                }
                stack.extend(map.into_iter().map(|(_, value)| value));
            }
            serde_json::Value::Array(values) => stack.extend(values),
            _ => {}
        }
    }
}

#[test]
fn it_loads_in_a_blink() {
    let text = text();
    let best = (0..5).map(|_| {
        let start = Instant::now();
        Pack::parse("003.json", &text).unwrap();
        start.elapsed()
    });
    // Two milliseconds in a release build; this bound is for a debug build on a busy machine.
    assert!(best.min().unwrap().as_millis() < 500);
}
