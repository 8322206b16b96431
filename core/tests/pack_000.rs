//! Policy 000 as a pack: what it declares, what it leaves shut, how its contradictions are settled.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod policies;

use askfirst::pack::kinds;
use askfirst::pack::model::{
    AcceptanceAct, Action, ConsentRule, ControllerRole, CrossBorder, Disposal, Ground, Mode,
    NoteKind, NoticeTiming, RefusalEffect, Surface, Tier,
};

use policies::*;

/// The sections of the text that a citation may name.
const SECTIONS: &[&str] = &[
    "head", "preface", "一", "一 head", "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3",
    "3.1.1", "3.1.2", "3.1.3", "3.2", "3.3", "3.3 tail", "四", "4.1", "4.2", "五", "5.1", "六",
    "七",
];

#[test]
fn it_keeps_the_common_rules_and_leaves_no_kind_open() {
    keeps_the_common_rules("000", SECTIONS);
    leaves_no_kind_open("000");
}

#[test]
fn it_says_where_and_names_nobody() {
    let pack = pack("000");
    let data = pack.data();
    assert_eq!(data.acceptance.act, AcceptanceAct::Explicit, "R-018, D-1");
    assert_eq!(data.scope.surfaces, [Surface::App]);
    let [operator] = &data.controllers[..] else {
        panic!("one controller");
    };
    assert_eq!(operator.role, ControllerRole::Operator);
    assert_eq!(operator.name, None, "no name is made up");
    assert_eq!(
        (&data.identity.updated, &data.identity.effective),
        (&None, &None),
        "T-40"
    );
}

/// a partner's face recognition declares no face, and nothing is on the clipboard.
#[test]
fn it_has_no_face_no_camera_and_no_clipboard() {
    let pack = pack("000");
    let data = pack.data();
    for kind in [
        "bio.face",
        "media.camera",
        "media.photos",
        "clip.content",
        "apps.usage",
        "loc.bt",
    ] {
        assert!(!is_named(data, kind), "{kind}");
    }
}

/// R-005, T-06: nothing is core, so nothing can block the service.
#[test]
fn nothing_in_it_is_core() {
    let pack = pack("000");
    let data = pack.data();
    assert!(functions_where(data, |f| f.tier == Tier::Core).is_empty());
    assert_eq!(
        functions_where(data, |f| f.tier == Tier::Additional),
        ["identity_check", "place", "place_check"]
    );
    assert!(!data.withdrawal.core_needs_closing);
}

/// the identity check is lost for certain, what depends on location may be.
#[test]
fn each_refusal_costs_what_the_text_says() {
    let pack = pack("000");
    let data = pack.data();
    for function in &data.functions {
        let wanted = match function.id.as_str() {
            "identity_check" => RefusalEffect::LoseFeature,
            "place" | "place_check" => RefusalEffect::MayImpair,
            _ => RefusalEffect::Unspecified,
        };
        assert_eq!(function.refusal.effect, wanted, "{}", function.id);
    }
}

/// R-002, D-15: what has no purpose of its own gets the general one, and always a question.
#[test]
fn the_general_purpose_always_asks() {
    let pack = pack("000");
    let data = pack.data();
    let general: Vec<&str> = data
        .purposes
        .iter()
        .filter(|purpose| purpose.general)
        .map(|purpose| purpose.id.as_str())
        .collect();
    assert_eq!(general, ["use_service"]);
    let mut general_lines = Vec::new();
    for (id, line) in lines(data) {
        if line.purpose.as_deref() == Some("use_service") {
            assert_eq!(line.consent.rule, ConsentRule::Prompt, "{id}");
            general_lines.push(id);
        }
    }
    assert_eq!(
        general_lines,
        [
            "device.model",
            "device.os",
            "device.device_id",
            "device.ip",
            "service_log.network",
            "service_log.login_time",
            "service_log.operations",
            "service_log.service",
        ]
    );
    for id in ["device", "service_log"] {
        assert_eq!(function(data, id).tier, Tier::Unspecified);
    }
}

/// one identifier a platform, the narrowest that apps can have.
#[test]
fn the_unnamed_identifier_is_the_narrowest() {
    let pack = pack("000");
    let data = pack.data();
    assert_eq!(
        kinds::covered_by(kind(data, "device.id_any")),
        ["device.android_id", "device.idfv"]
    );
    assert_eq!(ids_of_kind(data, "device.id_any"), ["device.device_id"]);
}

/// R-009, T-14, T-15: four sources of a place for two purposes, and the address is one of them.
#[test]
fn a_place_has_four_sources_and_two_purposes() {
    let pack = pack("000");
    let data = pack.data();
    let kinds = ["loc.precise", "loc.wifi", "loc.cell", "loc.ip"];
    for (id, purpose) in [("place", "use_place"), ("place_check", "verify_by_place")] {
        let function = function(data, id);
        let read: Vec<&str> = function
            .accesses
            .iter()
            .map(|line| line.kind.as_str())
            .collect();
        assert_eq!(read, kinds);
        let asks = |line: &askfirst::pack::model::Access| {
            line.consent.rule == ConsentRule::Prompt && line.purpose.as_deref() == Some(purpose)
        };
        assert!(function.accesses.iter().all(asks), "{id}");
    }
}

#[test]
fn the_list_of_apps_serves_two_purposes_and_each_asks() {
    let pack = pack("000");
    let data = pack.data();
    let lines = ids_of_kind(data, "apps.installed");
    assert_eq!(
        lines,
        [
            "safe_environment.app_list",
            "outside_authentication.app_list"
        ]
    );
    for id in lines {
        assert_eq!(line(data, &id).consent.rule, ConsentRule::Prompt);
    }
}

#[test]
fn identity_and_account_are_typed() {
    let pack = pack("000");
    let data = pack.data();
    for kind in ["id.name", "id.national_id", "id.account", "id.password"] {
        for id in ids_of_kind(data, kind) {
            assert_eq!(line(data, &id).mode, Mode::Active, "{id}");
        }
    }
    assert!(kind(data, "id.national_id").sensitive, "R-010");
}

/// R-066, D-6: nobody is named; what goes to a category is marked as the author's.
#[test]
fn its_recipients_are_categories() {
    let pack = pack("000");
    let data = pack.data();
    assert_eq!(data.recipients.len(), 2);
    for id in ["partner", "auth_platform"] {
        let recipient = recipient(data, id);
        assert!(recipient.category);
        for line in recipient.items.iter().flat_map(|item| &item.accesses) {
            assert!(line.not_in_text);
            assert!(["id.name", "id.national_id"].contains(&line.kind.as_str()));
        }
    }
}

/// R-078, T-35: eleven cases for collecting, five for disclosing, five for keeping, none for transfer.
#[test]
fn each_action_has_its_own_list_of_exemptions() {
    let pack = pack("000");
    let data = pack.data();
    let numbers = |action| numbers_where(data, action, |_| true);
    assert_eq!(numbers(Action::Collect), (1..=11).collect::<Vec<u32>>());
    assert_eq!(numbers(Action::Disclose), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(Action::Retain), [1, 2, 3, 4, 5]);
    assert_eq!(
        numbers(Action::Share),
        [2],
        "3.1.2, which no numbered list holds"
    );
    assert!(exemptions(data, Action::Transfer).is_none());
    assert!(exemptions(data, Action::RefuseRequest).is_none());
}

/// R-080, T-36, T-38: faults mean fault logs, a law has to be named, consent is no exemption.
#[test]
fn exemptions_do_not_expand() {
    let pack = pack("000");
    let data = pack.data();
    assert_eq!(
        numbers_where(data, Action::Collect, |item| item.requires_citation),
        [11]
    );
    assert_eq!(
        numbers_where(data, Action::Collect, |item| item.kinds.is_some()),
        [8]
    );
    let faults = &exemptions(data, Action::Collect).unwrap().items[7];
    assert_eq!(faults.ground, Ground::FaultHandling);
    assert_eq!(
        faults.kinds.as_deref().unwrap(),
        ["log.service", "log.operation"]
    );
    assert_eq!(
        numbers_where(data, Action::Disclose, |item| item.is_consent),
        [5]
    );
    for action in [Action::Disclose, Action::Retain] {
        assert_eq!(
            numbers_where(data, action, |item| item.requires_citation),
            [1, 4]
        );
    }
    assert_eq!(
        numbers_where(data, Action::Share, |item| item.requires_citation),
        [2]
    );
    for list in &data.exemptions {
        assert!(
            list.items
                .iter()
                .all(|item| !item.refuse_only && !item.directly)
        );
    }
}

///
#[test]
fn data_stay_in_the_country_and_disclosure_is_told() {
    let pack = pack("000");
    let data = pack.data();
    let storage = data.storage.as_ref().unwrap();
    assert_eq!(
        (storage.country.as_str(), storage.abroad),
        ("CN", CrossBorder::Never)
    );
    assert_eq!(data.retention.as_ref().unwrap().then, Disposal::NotPromised);
    assert_eq!(data.told_after_disclosure.as_deref(), Some("3.3 tail"));
}

/// announcements about the service, and no promotion at all.
#[test]
fn it_sends_no_promotion() {
    let pack = pack("000");
    let data = pack.data();
    let messages = data.messages.as_ref().unwrap();
    assert!(!messages.promotional && messages.opt_out.is_none() && messages.forbidden.is_empty());
}

/// the text does not define a material change, so the computed difference is all there is.
#[test]
fn it_defines_no_material_change() {
    let pack = pack("000");
    let data = pack.data();
    let change = data.change.as_ref().unwrap();
    assert!(change.material.is_empty());
    assert_eq!(change.notice, NoticeTiming::NotStated);
    assert!(!change.archive && !change.rights_floor);
}

/// the preface promises rights that no chapter gives.
#[test]
fn what_the_text_does_not_give_is_absent() {
    let pack = pack("000");
    let data = pack.data();
    assert!(data.rights.is_empty(), "not declared");
    assert!(data.minors.is_none(), "R-089, D-8");
    assert!(data.closing.is_none() && data.service_end.is_none() && data.times.is_empty());
    assert!(data.incident.is_none() && data.combination.is_none() && data.sources.is_empty());
    assert_eq!(data.quiet_period_hours, None, "D-9");
    let contact = &data.contact;
    assert_eq!(contact.phone.as_deref(), Some("024-67781777"));
    assert!(contact.address.is_some());
    assert!(contact.mail.is_none() && contact.officer.is_none() && contact.complaints.is_empty());
    assert!(notes(data, NoteKind::Silent) >= 6);
    assert!(
        notes(data, NoteKind::Conflict) >= 3,
        "every contradiction has its note"
    );
}
