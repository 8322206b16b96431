//! Policy 003 as a pack: what it declares, what it leaves shut, what was doubtful.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

mod policies;

use std::collections::BTreeSet;
use std::time::Instant;

use askfirst::pack::model::{
    AcceptanceAct, ControllerRole, Mode, NoteKind, RefusalEffect, Surface, Tier,
};
use askfirst::pack::{Doubt, Pack, kinds};

use policies::*;

/// The sections of the text that a citation may name.
const SECTIONS: &str = "head; preface; closing; 第一部分; 一; 一 head; 一 class-1; 一 class-2; 一 note-1; 一 note-2; \
    一(一)1; 一(一)2; 一(一)3; 一(二); 一(二) tail; 一(三); 一(四); 一(五); 一(六); 一(七); 一(七)1; 一(七)1(1); \
    一(七)1(2); 一(七)1(3); 一(七)1(4); 一(七)1(5); 一(七)1(6); 一(七)2; 一(八); 一(九); 一(十)1; 一(十)2; \
    一(十)3; 一(十)4; 一(十)5; 一(十)6; 二(一); 二(一)1; 二(一)2; 二(二); 二(二)1; 三(一)1; 三(一)1(1); 三(一)2; \
    三(一)3; 三(一)4; 三(二); 三(三); 三(三)1; 三(三)2; 三(三)3; 三(三)4; 三(三)5; 三(三)6; 三(三)7; 三(三)8; \
    三(三)9; 三(三)10; 三(三)11; 三(三)12; 三(三)13; 三(三)14; 三(三)15; 三(三)15(1); 三(三)15(2); 三(三)15(3); \
    三(三)15(4); 三(三)16; 三(三)17; 三(三)1-6; 三(三)7-8; 三(三)9-10; 四(一)1(1); 四(一)5; 四(二)1; 四(二)2; \
    四(二)3; 五; 五.1(1); 五.1(2); 五.1(3); 五.2; 五.3; 五.4; 五.4(1); 五.4(2); 五.5; 五.6; 六.1; 六.2; \
    六.3; 七.1; 七.2; 七.3; 八.1; 八.2; 八.3";

#[test]
fn it_keeps_the_common_rules() {
    keeps_the_common_rules("003", &SECTIONS.split("; ").collect::<Vec<_>>());
}

#[test]
fn it_loads_with_exactly_three_doubts() {
    let pack = pack("003");
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
    let consent = Doubt::OpensNothing(1, "it is the person's own consent");
    assert_eq!(doubts, [&inverted, &idle, &consent]);
    assert_eq!(pack.warnings()[0].path, "$.identity.effective");
    assert_eq!(
        pack.warnings()[0].to_string(),
        "003.json:8:18: $.identity.effective: warning: effective on 2023-05-09, before the update of \
         2023-12-27; it counts from 2023-12-27",
    );
}

#[test]
fn it_says_who_and_where() {
    let pack = pack("003");
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
    let pack = pack("003");
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
    let pack = pack("003");
    let ids = recipient_ids(pack.data());
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
    assert_eq!(ids[..17], rows);
    assert_eq!(
        ids[17..],
        ["collaboration_agency", "credit_check"],
        "outside the table"
    );
    for (index, recipient) in pack.data().recipients.iter().take(17).enumerate() {
        assert_eq!(recipient.clause, format!("三(三){}", index + 1));
    }
}

#[test]
fn each_row_holds_the_kinds_of_the_text_and_no_more() {
    let pack = pack("003");
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
    for recipient in pack.data().recipients.iter().take(17) {
        let accesses = recipient.items.iter().flat_map(|item| &item.accesses);
        let kinds: Vec<&str> = accesses.map(|access| access.kind.as_str()).collect();
        let known = expected.iter().find(|(id, _)| *id == recipient.id);
        let wanted = known.map_or(vec!["device.info_any"], |(_, kinds)| kinds.clone());
        assert_eq!(kinds, wanted, "{}", recipient.id);
    }
}

#[test]
fn the_deep_link_row_is_four_separate_consents() {
    let pack = pack("003");
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
    let pack = pack("003");
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
fn accepting_the_policy_opens_five_functions() {
    let pack = pack("003");
    let mut opened: Vec<String> = opened_by_acceptance(pack.data())
        .into_iter()
        .map(|id| id.split('.').next().unwrap_or_default().to_owned())
        .collect();
    opened.dedup();
    assert_eq!(
        opened,
        ["account", "profile", "search", "service_log", "cookies"]
    );
}

#[test]
fn rows_run_under_the_conditions_of_the_text() {
    let pack = pack("003");
    let conditional = |r: &&askfirst::pack::model::Recipient| r.condition.is_none();
    let always: Vec<&str> = pack
        .data()
        .recipients
        .iter()
        .filter(conditional)
        .map(|r| r.id.as_str())
        .collect();
    let wanted = [
        "amap",
        "baidu_map",
        "jmlink",
        "bugly",
        "collaboration_agency",
        "credit_check",
    ];
    assert_eq!(always, wanted);
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
    let pack = pack("003");
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
    let pack = pack("003");
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
    let pack = pack("003");
    for (id, access) in lines(pack.data()) {
        if access.kind == "phone.number" {
            assert_ne!(access.mode, Mode::Passive, "{id}");
        }
    }
}

#[test]
fn agencies_and_credit_bureaus_are_recipients_of_their_own() {
    let pack = pack("003");
    let data = pack.data();
    let agency = recipient(data, "collaboration_agency");
    let bureau = recipient(data, "credit_check");
    for category in [agency, bureau] {
        assert!(category.category, "{} (R-066)", category.id);
        assert_eq!(category.region, None);
    }
    let items = |it: &askfirst::pack::model::Recipient| {
        let items = it.items.iter().map(|item| item.id.clone());
        items.collect::<Vec<_>>()
    };
    assert_eq!(items(agency), ["name", "phone", "national_id"], "R-024");
    // What is typed for the service and what is handed on are two questions.
    assert_eq!(
        ids_of_kind(data, "id.national_id"),
        [
            "collaboration.national_id",
            "collaboration_agency.national_id",
            "credit_check.national_id"
        ]
    );
    // 三(一)4 is in none of the lists: it needs consent like any other handing over (R-074, T-24).
    let listed = data.exemptions.iter().flat_map(|list| &list.items);
    let credit = listed
        .filter_map(|item| item.purposes.as_ref())
        .any(|purposes| purposes.iter().any(|purpose| purpose == "credit"));
    assert!(!credit);
    let conflict = |note: &&askfirst::pack::model::Note| {
        note.about == NoteKind::Conflict && note.clause == "三(一)1; 三(一)4"
    };
    assert_eq!(data.notes.iter().filter(conflict).count(), 1);
}

#[test]
fn it_loads_in_a_blink() {
    let text = text("003");
    let best = (0..5).map(|_| {
        let start = Instant::now();
        Pack::parse("003.json", &text).unwrap();
        start.elapsed()
    });
    // Two milliseconds in a release build; this bound is for a debug build on a busy machine.
    assert!(best.min().unwrap().as_millis() < 500);
}
