//! Policy 004 as a pack: a mini-program run by an authority, with no promise to delete.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod policies;

use std::collections::BTreeSet;

use askfirst::pack::model::{
    AcceptanceAct, Action, ControllerRole, CrossBorder, Disposal, Initiator, Mode, NoteKind,
    NoticePart, RefusalEffect, RightName, Surface, Tier,
};
use policies::*;

const SECTIONS: &[&str] = &[
    "head",
    "preface",
    "1.1",
    "1.2",
    "二",
    "2.1",
    "2.2",
    "2.2.1",
    "2.2.1 b1",
    "2.2.1 b2",
    "2.2.1 b3",
    "2.2.1 b4",
    "2.2.2",
    "2.2.2 b1",
    "2.2.2 b2",
    "2.2.2 b3",
    "2.3",
    "2.4",
    "3.1",
    "3.2",
    "3.2 b1",
    "3.2 b2",
    "3.3",
    "3.4",
    "四 b1",
    "四 b2",
    "四 b3",
    "四 b4",
    "四 b5",
    "四 b6",
    "四 b7",
    "5.1",
    "5.1.1",
    "5.1.2",
    "5.1.3",
    "5.1.4",
    "5.2.1",
    "5.3",
    "5.3.1",
    "5.3.2",
    "5.3.3",
    "5.3.3 tail",
    "6.1",
    "6.2",
    "7.1",
    "7.2",
    "7.3",
    "八",
    "8.1",
    "8.2",
    "8.3",
    "8.4",
    "8.5",
    "8.6",
    "九",
    "十",
];

#[test]
fn it_keeps_the_common_rules() {
    keeps_the_common_rules("004", SECTIONS);
}

#[test]
fn it_loads_with_the_doubt_that_its_text_leaves() {
    assert_eq!(
        doubts("004"),
        [
            "004.json:1222:9: $.exemptions[2].items[5]: warning: item 6 opens nothing: it is the person's own consent"
        ]
    );
}

#[test]
fn it_is_for_the_mini_program_only_and_says_who_runs_it() {
    let pack = pack("004");
    let data = pack.data();
    assert_eq!(data.scope.surfaces, [Surface::MiniProgram], "R-012, T-66");
    let [authority] = &data.controllers[..] else {
        panic!("one controller")
    };
    assert_eq!(authority.role, ControllerRole::Authority);
    assert_eq!(
        authority.name.as_ref().unwrap().zh,
        "广东省政务服务数据管理局"
    );
    assert_eq!(
        data.acceptance.act,
        AcceptanceAct::Explicit,
        "the text names only use (D-1)"
    );
    assert_eq!(data.identity.updated.as_deref(), Some("2020-04-03"));
    assert_eq!(data.identity.effective, None, "R-081, R-082");
}

#[test]
fn it_differs_from_002_where_the_texts_differ_and_nowhere_else() {
    let (template, pack) = (pack("002"), pack("004"));
    let ids = |data| {
        lines(data)
            .into_iter()
            .map(|(id, _)| id)
            .collect::<BTreeSet<_>>()
    };
    let (of_002, of_004) = (ids(template.data()), ids(pack.data()));
    let gone: Vec<&String> = of_002.difference(&of_004).collect();
    assert_eq!(gone, ["account_details.business"], "2.1");
    let new: Vec<&String> = of_004.difference(&of_002).collect();
    let wanted = [
        "account_link.account",
        "delivery.contact",
        "face_check.face",
        "face_service.face",
        "optional_services.birthday",
        "optional_services.birthplace",
        "optional_services.ethnicity",
        "optional_services.household",
        "optional_services.sex",
        "product_test.contact",
        "wechat_profile.avatar",
        "wechat_profile.nickname",
    ];
    assert_eq!(new, wanted, "2.1, 2.3, 2.4, 5.1.4, 7.1");
    for id in of_004.intersection(&of_002) {
        let (before, here) = (line(template.data(), id), line(pack.data(), id));
        assert_eq!(
            (&before.kind, &before.purpose),
            (&here.kind, &here.purpose),
            "{id}"
        );
        assert_eq!(
            (before.mode, &before.consent),
            (here.mode, &here.consent),
            "{id}"
        );
    }
}

#[test]
fn core_is_only_what_the_text_makes_a_precondition() {
    let pack = pack("004");
    let data = pack.data();
    assert_eq!(functions_where(data, |f| f.tier == Tier::Core), ["account"]);
    let blocking = functions_where(data, |f| f.refusal.effect == RefusalEffect::BlockService);
    assert_eq!(blocking, ["account"], "R-037");
    assert_eq!(
        kinds_of(data, "account"),
        ["id.name", "id.national_id", "phone.number"],
        "四 b1"
    );
    assert!(data.withdrawal.core_needs_closing, "8.5 (R-057)");
}

#[test]
fn a_face_is_asked_for_by_itself_and_blocks_nothing() {
    let pack = pack("004");
    let data = pack.data();
    assert_eq!(
        ids_of_kind(data, "bio.face"),
        ["face_check.face", "face_service.face"]
    );
    let check = function(data, "face_check");
    assert_eq!(
        (check.tier, check.refusal.effect),
        (Tier::Unspecified, RefusalEffect::Unspecified)
    );
    assert_eq!(check.accesses.len(), 1, "R-010");
    let service = recipient(data, "face_service");
    assert!(service.category, "the text gives no name (R-066)");
    assert_eq!(
        (service.function.as_str(), service.items.len()),
        ("face_check", 1)
    );
    let camera = data.kinds.iter().any(|kind| kind.id == "media.camera");
    assert!(!camera, "the text does not name it (R-001)");
}

#[test]
fn optional_services_cost_only_themselves() {
    let pack = pack("004");
    let data = pack.data();
    for id in ["optional_services", "delivery", "product_test"] {
        let function = function(data, id);
        assert_eq!(function.tier, Tier::Additional, "{id} (R-036)");
        assert_eq!(function.refusal.effect, RefusalEffect::LoseFeature, "{id}");
        assert!(
            function.accesses.iter().all(|a| a.mode == Mode::Active),
            "{id}"
        );
    }
    // Delivery and product test are two purposes of one sentence.
    let purposes = ids_of_kind(data, "id.delivery")
        .into_iter()
        .map(|id| line(data, &id).purpose.clone());
    let purposes: Vec<String> = purposes.flatten().collect();
    assert_eq!(purposes, ["deliver", "product_test"]);
    let ethnicity = data
        .kinds
        .iter()
        .find(|kind| kind.id == "id.ethnicity")
        .unwrap();
    assert!(ethnicity.sensitive, "R-010");
}

#[test]
fn the_headline_kinds_open_only_where_the_text_says_so() {
    let pack = pack("004");
    let data = pack.data();
    let named = |kind: &str| data.kinds.iter().any(|known| known.id == kind);
    assert!(!named("clip.content") && !named("loc.cell") && !named("loc.bt"));
    assert_eq!(ids_of_kind(data, "apps.usage"), ["service_log.app_use"]);
    let own = |kind: &str| {
        let ids = ids_of_kind(data, kind).into_iter();
        let partner = |id: &String| {
            data.recipients
                .iter()
                .any(|r| id.starts_with(&format!("{}.", r.id)))
        };
        ids.filter(|id| !partner(id)).collect::<Vec<_>>()
    };
    assert_eq!(
        own("device.id_any"),
        ["service_log.device_id", "security.device_id"]
    );
    assert_eq!(own("apps.installed"), ["service_log.apps"]);
    assert_eq!(own("loc.precise"), ["location_service.gps"]);
    assert_eq!(own("loc.wifi"), ["location_service.wifi"]);
    assert_eq!(own("loc.profile"), ["typed_region.region"]);
}

#[test]
fn accounts_are_linked_only_after_a_question() {
    let pack = pack("004");
    let data = pack.data();
    let link = line(data, "account_link.account");
    assert_eq!(
        (link.mode, link.source.as_deref()),
        (Mode::Import, Some("other_accounts")),
        "7.1 (R-031)"
    );
    assert!(!opened_by_acceptance(data).contains(&"account_link.account".to_owned()));
    let combination = data.combination.as_ref().unwrap();
    assert_eq!(
        (combination.clause.as_str(), combination.never.len()),
        ("四 b4; 7.1", 0),
        "R-041"
    );
}

#[test]
fn closing_goes_through_support_and_promises_no_deletion() {
    let pack = pack("004");
    let data = pack.data();
    let closing = data.closing.as_ref().unwrap();
    assert_eq!(closing.initiators, [Initiator::CustomerService], "R-062");
    assert_eq!(closing.then, Disposal::NotPromised, "R-060, T-51");
    let noted = |note: &askfirst::pack::model::Note| {
        note.about == NoteKind::Silent && note.clause == "6.2; 8.5"
    };
    assert!(data.notes.iter().any(noted), "the absence is recorded");
    assert_eq!(data.retention.as_ref().unwrap().then, Disposal::NotPromised);
    assert_eq!(
        data.storage.as_ref().unwrap().abroad,
        CrossBorder::Never,
        "R-073"
    );
}

#[test]
fn its_exemptions_are_those_of_002() {
    let (template, pack) = (pack("002"), pack("004"));
    assert!(exemptions(pack.data(), Action::Collect).is_none(), "T-35");
    for action in [
        Action::Share,
        Action::Transfer,
        Action::Disclose,
        Action::Retain,
    ] {
        let list = |data| numbers(data, action);
        assert_eq!(list(pack.data()), list(template.data()), "{action:?}");
        let consents = |data| {
            let items = exemptions(data, action).into_iter().flat_map(|l| &l.items);
            items
                .filter(|item| item.is_consent)
                .map(|item| item.number)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            consents(pack.data()),
            consents(template.data()),
            "{action:?}"
        );
    }
}

#[test]
fn nothing_is_made_up_about_how_to_reach_whom() {
    let pack = pack("004");
    let data = pack.data();
    let contact = &data.contact;
    assert_eq!(
        (&contact.phone, &contact.mail, &contact.address),
        (&None, &None, &None)
    );
    assert_eq!(
        contact.complaints.len(),
        1,
        "inside the mini-program, or by its form"
    );
    assert!(
        data.recipients
            .iter()
            .all(|r| r.category && r.site_url.is_none() && r.policy_url.is_none())
    );
    assert!(
        data.times.is_empty(),
        "an answer after identity was confirmed, and no number of days"
    );
    assert!(
        data.minors.is_none() && data.service_end.is_none() && data.messages.is_none(),
        "D-8"
    );
}

#[test]
fn incidents_and_disclosures_are_told() {
    let pack = pack("004");
    let data = pack.data();
    let incident = data.incident.as_ref().unwrap();
    assert_eq!(
        incident.parts,
        [NoticePart::Facts, NoticePart::Advice],
        "R-076"
    );
    assert_eq!(incident.clause, "7.2");
    assert_eq!(data.told_after_disclosure.as_deref(), Some("5.3.3 tail"));
}

#[test]
fn its_rights_are_those_of_chapter_eight() {
    let pack = pack("004");
    let data = pack.data();
    let named: BTreeSet<RightName> = data.rights.iter().map(|r| r.right).collect();
    assert_eq!(named.len(), 5);
    let [withdrawal] = rights(data, RightName::Withdrawal)[..] else {
        panic!("one way")
    };
    assert!(!withdrawal.identity_check, "R-095, T-52");
    assert!(!named.contains(&RightName::Copy) && !named.contains(&RightName::Portability));
}

#[test]
fn the_contradictions_of_the_text_are_noted() {
    let pack = pack("004");
    let conflicts = conflicts(pack.data());
    let wanted = [
        "preface; 2.2; 九",
        "2.2; 2.2.1",
        "2.1; 四 b1",
        "5.1.1; 5.1.4; 5.3; 5.3.1",
        "5.2.1; 5.3.2",
        "preface; 5.3.1; 十",
        "2.1; 四 b1",
    ];
    assert_eq!(conflicts, wanted);
}
