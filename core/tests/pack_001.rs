//! Policy 001 as a pack: what it declares, what it leaves shut, how its contradictions are settled.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod policies;

use askfirst::pack::kinds::{self, Family};
use askfirst::pack::model::{
    AcceptanceAct, Action, Backups, ChangeClass, ClockStart, ConsentRule, ControllerRole,
    CrossBorder, Disposal, Ground, Identifiability, Initiator, Lasts, Mode, NoteKind, NoticePart,
    NoticeTiming, PromisedEvent, RefusalEffect, RightName, Surface, Tier, TimeUnit,
};

use policies::*;

const IDENTIFIERS: [&str; 7] = [
    "device.serial",
    "device.mac",
    "device.imei",
    "device.android_id",
    "device.idfa",
    "device.openudid",
    "device.imsi",
];

/// The sections of the text's body that a citation may name: it has no chapter three and no item 一·3,
/// whatever its contents list says (T-62).
const SECTIONS: &[&str] = &[
    "head",
    "preface",
    "一",
    "一·1",
    "一·2",
    "一·2(1)",
    "一·2(2)",
    "一·2(3)",
    "一·2 tail",
    "一·4",
    "一·4 head",
    "一·4(1)",
    "一·4(2)",
    "一·4(3)",
    "一·4(4)",
    "一·4(5)",
    "一·5(1)",
    "一·5(2)",
    "一·5 tail",
    "二·1",
    "二·1(2)",
    "二·1(3)",
    "二·1(4)",
    "二·2(2)",
    "二·3",
    "二·3(2)",
    "二·4(1)",
    "二·4(2)",
    "二·4(3)",
    "二·5",
    "四·1(4)",
    "四·1(5)",
    "四·1 tail",
    "四·2(1)",
    "四·2(2)",
    "五·1",
    "五·2",
    "五·2 tail",
    "五·3",
    "五·3(1)",
    "五·4",
    "五·5",
    "五·6",
    "五·7",
    "五·8",
    "六·1",
    "六·2",
    "六·2(7)",
    "七",
    "七·1",
    "七·2",
];

#[test]
fn it_keeps_the_common_rules_and_leaves_no_kind_open() {
    keeps_the_common_rules("001", SECTIONS);
    leaves_no_kind_open("001");
}

#[test]
fn it_says_who_and_where_and_since_when() {
    let pack = pack("001");
    let data = pack.data();
    assert_eq!(data.acceptance.act, AcceptanceAct::TickAndLogIn, "R-017");
    assert_eq!(data.scope.surfaces, [Surface::App]);
    assert_eq!(data.scope.territory, ["CN"]);
    assert_eq!(data.identity.effective.as_deref(), Some("2024-06-19"));
    assert_eq!(
        data.identity.updated, None,
        "the text names no day of update"
    );
    let [operator] = &data.controllers[..] else {
        panic!("one controller, in spite of the words on instruction");
    };
    assert_eq!(operator.role, ControllerRole::Operator);
    assert!(operator.name.is_some());
}

/// nothing of these families is named, so nothing of them can ever be asked for.
#[test]
fn it_has_no_location_no_clipboard_and_no_address_book() {
    let pack = pack("001");
    let data = pack.data();
    for info in kinds::registry() {
        let shut = matches!(info.family, Some(Family::Location | Family::Clipboard));
        let shut =
            shut || ["contacts.read", "bio.face", "id.national_id"].contains(&info.id.as_str());
        assert!(!(shut && is_named(data, &info.id)), "{}", info.id);
    }
}

/// T-05, R-004: core is what the text says the service cannot do without.
#[test]
fn core_are_the_typed_log_in_and_the_logs() {
    let pack = pack("001");
    let data = pack.data();
    assert_eq!(
        functions_where(data, |f| f.tier == Tier::Core),
        ["login", "service_log"]
    );
    for id in functions_where(data, |f| f.tier == Tier::Core) {
        assert_eq!(
            function(data, id).refusal.effect,
            RefusalEffect::BlockService
        );
    }
    assert_eq!(
        functions_where(data, |f| f.tier == Tier::Additional),
        [
            "login_read",
            "install_check",
            "storage",
            "dial",
            "scan",
            "send_media"
        ]
    );
    assert!(data.withdrawal.core_needs_closing, "R-057");
}

/// T-06, T-07: four wordings of effect, and silence.
#[test]
fn each_refusal_costs_what_the_text_says() {
    let pack = pack("001");
    let data = pack.data();
    let effects = [
        ("login", RefusalEffect::BlockService),
        ("service_log", RefusalEffect::BlockService),
        ("login_read", RefusalEffect::MayImpair),
        ("storage", RefusalEffect::MayImpair),
        ("dial", RefusalEffect::Degrade),
        ("scan", RefusalEffect::LoseFeature),
        ("send_media", RefusalEffect::LoseFeature),
        ("install_check", RefusalEffect::Unspecified),
        ("browse", RefusalEffect::Unspecified),
        ("protection", RefusalEffect::Unspecified),
        ("running_record", RefusalEffect::Unspecified),
        ("closing_check", RefusalEffect::Unspecified),
        ("shared_service", RefusalEffect::Unspecified),
    ];
    assert_eq!(data.functions.len(), effects.len());
    for (id, effect) in effects {
        assert_eq!(function(data, id).refusal.effect, effect, "{id}");
    }
}

/// T-12, D-16: seven identifiers by name, each with its own question for each purpose.
#[test]
fn every_identifier_asks_for_itself() {
    let pack = pack("001");
    let data = pack.data();
    for identifier in IDENTIFIERS {
        let lines = ids_of_kind(data, identifier);
        let name = identifier.trim_start_matches("device.");
        let mut wanted = vec![format!("browse.{name}"), format!("protection.{name}")];
        if identifier == "device.android_id" {
            wanted.push("closing_check.android_id".to_owned());
        }
        assert_eq!(lines, wanted);
        for id in lines {
            assert_eq!(line(data, &id).consent.rule, ConsentRule::Prompt, "{id}");
        }
        assert_eq!(
            kind(data, identifier).identifiability,
            Identifiability::Personal
        );
    }
    assert!(
        !is_named(data, "device.id_any"),
        "the text names them one by one"
    );
    assert!(!is_named(data, "device.idfv") && !is_named(data, "device.guid"));
}

#[test]
fn what_pops_up_by_itself_is_what_the_text_lists() {
    let pack = pack("001");
    let data = pack.data();
    for (id, kind) in [
        ("install_check.app_list", "apps.installed"),
        ("storage.photos", "media.photos"),
        ("storage.files", "media.storage"),
        ("login_read.phone", "phone.number"),
        ("login_read.code", "sms.code"),
        ("dial.call_log", "calllog.read"),
        ("scan.camera", "media.camera"),
        ("send_media.camera", "media.camera"),
    ] {
        let line = line(data, id);
        assert_eq!(
            (line.kind.as_str(), line.consent.rule),
            (kind, ConsentRule::Prompt),
            "{id}"
        );
        assert_eq!(line.consent.lasts, Lasts::WhileUsing, "R-029: {id}");
    }
    assert_eq!(
        ids_of_kind(data, "apps.installed"),
        ["install_check.app_list"]
    );
}

/// what is typed for the log-in is not read from the phone.
#[test]
fn typed_and_read_numbers_are_two_lines() {
    let pack = pack("001");
    let data = pack.data();
    for (typed, read) in [
        ("login.phone", "login_read.phone"),
        ("login.code", "login_read.code"),
    ] {
        assert_eq!(line(data, typed).mode, Mode::Active);
        assert_eq!(line(data, typed).consent.rule, ConsentRule::Acceptance);
        assert_eq!(line(data, read).mode, Mode::Passive);
    }
}

/// R-044, T-33: the call log may be looked at and not kept; nothing else is so marked.
#[test]
fn the_call_log_is_not_kept() {
    let pack = pack("001");
    let data = pack.data();
    let unkept: Vec<String> = lines(data)
        .into_iter()
        .filter(|(_, line)| line.no_store)
        .map(|(id, _)| id)
        .collect();
    assert_eq!(unkept, ["dial.call_log"]);
}

/// R-078, T-35: seven cases for collecting, eleven for passing on, seven to refuse a request.
#[test]
fn each_action_has_its_own_list_of_exemptions() {
    let pack = pack("001");
    let data = pack.data();
    let count = |action| exemptions(data, action).map(|list| list.items.len());
    assert_eq!(count(Action::Collect), Some(7));
    assert_eq!(count(Action::RefuseRequest), Some(7));
    for action in [Action::Share, Action::Transfer, Action::Disclose] {
        assert_eq!(count(action), Some(11));
        assert_eq!(exemptions(data, action).unwrap().clause, "二·5");
    }
    assert_eq!(count(Action::Retain), None);
    for list in &data.exemptions {
        let numbers: Vec<u32> = list.items.iter().map(|item| item.number).collect();
        let wanted: Vec<u32> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, wanted);
    }
}

/// R-080, T-36, T-37: wide items stay narrow.
#[test]
fn exemptions_do_not_expand() {
    let pack = pack("001");
    let data = pack.data();
    for action in [Action::Collect, Action::RefuseRequest] {
        assert_eq!(
            numbers_where(data, action, |item| item.refuse_only),
            [4, 5, 6]
        );
        assert_eq!(
            numbers_where(data, action, |item| item.requires_citation),
            [7]
        );
    }
    let not_for_collecting = [
        Ground::FaultHandling,
        Ground::Contract,
        Ground::News,
        Ground::Research,
    ];
    let found = numbers_where(data, Action::Collect, |item| {
        not_for_collecting.contains(&item.ground)
    });
    assert!(
        found.is_empty(),
        "001 has no such case for collecting: {found:?}"
    );
    for action in [Action::Share, Action::Transfer, Action::Disclose] {
        assert_eq!(
            numbers_where(data, action, |item| item.requires_citation),
            [11]
        );
        assert_eq!(
            numbers_where(data, action, |item| item.kinds.is_some()),
            [8]
        );
        assert!(numbers_where(data, action, |item| item.refuse_only || item.is_consent).is_empty());
    }
    let faults = &exemptions(data, Action::Share).unwrap().items[7];
    assert_eq!(faults.ground, Ground::FaultHandling);
    assert_eq!(
        faults.kinds.as_deref().unwrap(),
        ["log.service", "log.crash"]
    );
}

/// T-30, T-32: free alone, personal when joined, and de-identified is not anonymous.
#[test]
fn it_says_when_data_become_personal() {
    let pack = pack("001");
    let data = pack.data();
    let of = |wanted| {
        let kinds = data
            .kinds
            .iter()
            .filter(|kind| kind.identifiability == wanted);
        kinds.map(|kind| kind.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(Identifiability::WhenJoined),
        [
            "device.info_any",
            "device.model",
            "device.os",
            "device.screen",
            "device.tz_lang",
            "net.access",
            "net.quality",
            "log.operation",
            "log.url",
            "log.service",
        ]
    );
    let counted = ["log.usage", "log.crash", "log.performance", "app.self"];
    assert_eq!(of(Identifiability::DeIdentified), counted);
    assert!(of(Identifiability::Anonymised).is_empty());
}

/// R-042, T-31.
#[test]
fn figures_are_never_joined_with_the_number() {
    let pack = pack("001");
    let data = pack.data();
    let [never] = &data.combination.as_ref().unwrap().never[..] else {
        panic!("one promise never to join");
    };
    assert_eq!(
        never.one,
        ["log.usage", "log.crash", "log.performance", "app.self"]
    );
    assert_eq!(never.other, ["phone.number"]);
    assert_eq!(never.clause, "一·5(2)");
}

/// R-062, T-53: the check before closing has kinds of its own, and asks for the gated ones.
#[test]
fn the_check_before_closing_is_a_purpose_of_its_own() {
    let pack = pack("001");
    let data = pack.data();
    let closing = data.closing.as_ref().unwrap();
    assert_eq!(
        closing.initiators,
        [Initiator::Employer, Initiator::CustomerService]
    );
    assert_eq!(closing.check_purpose.as_deref(), Some("closing_check"));
    assert_eq!(closing.then, Disposal::DeleteOrAnonymise);
    assert!(closing.irreversible && !closing.risks.is_empty());
    let rules: Vec<(&str, ConsentRule)> = function(data, "closing_check")
        .accesses
        .iter()
        .map(|access| (access.kind.as_str(), access.consent.rule))
        .collect();
    assert_eq!(
        rules,
        [
            ("phone.number", ConsentRule::Acceptance),
            ("device.info_any", ConsentRule::Acceptance),
            ("device.android_id", ConsentRule::Prompt),
            ("x.security_state", ConsentRule::Prompt),
        ]
    );
    assert_eq!(
        kind(data, "device.info_any").stands_for,
        ["device.model", "device.os"]
    );
}

/// R-066, T-22, T-23: nobody is named, so both recipients are categories, and what they get is marked.
#[test]
fn its_recipients_are_categories() {
    let pack = pack("001");
    let data = pack.data();
    assert_eq!(data.recipients.len(), 2);
    for id in ["affiliate", "partner"] {
        let recipient = recipient(data, id);
        assert!(recipient.category);
        let lines: Vec<_> = recipient
            .items
            .iter()
            .flat_map(|item| &item.accesses)
            .collect();
        assert!(
            lines
                .iter()
                .all(|line| line.not_in_text && line.kind == "phone.number")
        );
    }
}

///
#[test]
fn data_stay_in_the_country_and_go_in_the_end() {
    let pack = pack("001");
    let data = pack.data();
    let storage = data.storage.as_ref().unwrap();
    assert_eq!(
        (storage.country.as_str(), storage.abroad),
        ("CN", CrossBorder::Never)
    );
    let retention = data.retention.as_ref().unwrap();
    assert_eq!(retention.then, Disposal::DeleteOrAnonymise);
    assert_eq!(retention.backups, Backups::AtNextUpdate);
    assert_eq!(
        data.service_end.as_ref().unwrap().then,
        Disposal::DeleteOrAnonymise
    );
}

/// T-50.
#[test]
fn it_promises_a_time_and_how_it_changes() {
    let pack = pack("001");
    let data = pack.data();
    let [time] = &data.times[..] else {
        panic!("one promised time")
    };
    assert_eq!(
        (time.what, time.length),
        (PromisedEvent::RequestAnswered, 15)
    );
    assert_eq!(
        (time.unit, time.starts),
        (TimeUnit::WorkingDays, ClockStart::Request)
    );
    let change = data.change.as_ref().unwrap();
    assert_eq!(change.material.len(), 8);
    assert!(change.material.contains(&ChangeClass::HighRisk));
    assert_eq!(change.notice, NoticeTiming::OnPublication);
    assert!(change.rights_floor && change.archive);
}

/// this policy has a copy and a hand-over, which no other of the five has.
#[test]
fn it_offers_eight_rights() {
    let pack = pack("001");
    let data = pack.data();
    let wanted = [
        RightName::Access,
        RightName::Correction,
        RightName::Deletion,
        RightName::Copy,
        RightName::Portability,
        RightName::Withdrawal,
        RightName::Closing,
        RightName::Complaint,
    ];
    let offered: Vec<RightName> = data
        .rights
        .iter()
        .filter(|r| r.offered)
        .map(|r| r.right)
        .collect();
    assert_eq!(offered, wanted);
    // identity is checked before closing and before nothing else.
    let checked: Vec<RightName> = data
        .rights
        .iter()
        .filter(|right| right.identity_check)
        .map(|right| right.right)
        .collect();
    assert_eq!(checked, [RightName::Closing]);
}

///
#[test]
fn an_incident_is_told_in_four_parts() {
    let pack = pack("001");
    let data = pack.data();
    let parts = &data.incident.as_ref().unwrap().parts;
    let wanted = [
        NoticePart::Facts,
        NoticePart::Measures,
        NoticePart::Advice,
        NoticePart::Remedies,
    ];
    assert_eq!(parts[..], wanted);
}

/// R-077, T-10: sources are named, and yet open nothing while no data are named.
#[test]
fn sources_alone_import_nothing() {
    let pack = pack("001");
    let data = pack.data();
    let sources: Vec<&str> = data.sources.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(sources, ["fellow_users", "affiliates", "partners"]);
    assert!(
        lines(data)
            .iter()
            .all(|(_, line)| line.mode != Mode::Import)
    );
}

#[test]
fn what_the_text_does_not_give_is_absent() {
    let pack = pack("001");
    let data = pack.data();
    assert!(data.minors.is_none(), "R-089, D-8");
    assert!(data.messages.is_none() && data.told_after_disclosure.is_none());
    assert_eq!(data.quiet_period_hours, None, "D-9");
    let contact = &data.contact;
    assert_eq!(contact.phone, None, "a number is mentioned and not given");
    assert_eq!(contact.mail.as_deref(), Some("kefu@gctookit.com"));
    assert!(contact.address.is_some() && contact.officer.is_none());
    assert_eq!(contact.complaints.len(), 3);
    assert!(data.identity.policy_url.is_none() && data.identity.archive_url.is_none());
    assert!(notes(data, NoteKind::Silent) >= 6);
    assert!(
        notes(data, NoteKind::Conflict) >= 9,
        "every contradiction has its note"
    );
}
