//! Policy 003 as a pack: what it promises beside consent.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod policies;

use std::collections::BTreeSet;

use askfirst::pack::model::{
    Action, Addressee, Backups, ChangeClass, ClockStart, CrossBorder, Declined, Disposal, Ground,
    Identifiability, Initiator, Mode, NoticePart, NoticeTiming, PromisedEvent, RightName, TimeUnit,
};

use policies::*;

#[test]
fn its_exemptions_are_one_list_for_each_action() {
    let pack = pack("003");
    let data = pack.data();
    assert_eq!(
        numbers(data, Action::Collect),
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        "一(八) (R-078)"
    );
    assert_eq!(
        numbers(data, Action::Share),
        [1, 2, 3, 4, 5, 6, 7],
        "三(一)1"
    );
    assert_eq!(
        numbers(data, Action::Transfer),
        [1, 2, 3, 4, 5, 6],
        "三(二)"
    );
    assert_eq!(
        numbers(data, Action::Disclose),
        [1, 2, 3, 4, 5, 6],
        "三(二)"
    );
    assert_eq!(
        numbers(data, Action::RefuseRequest),
        [1, 2, 3, 4, 5, 6],
        "五.6"
    );
    assert_eq!(numbers(data, Action::Retain), [0; 0]);
    let grounds = |action| {
        let items = exemptions(data, action).into_iter().flat_map(|l| &l.items);
        items.map(|item| item.ground).collect::<Vec<_>>()
    };
    let six = [
        Ground::NationalSecurity,
        Ground::PublicInterest,
        Ground::CriminalJustice,
        Ground::VitalInterest,
        Ground::MadePublicByPerson,
        Ground::PublicSource,
    ];
    assert_eq!(grounds(Action::Transfer), six);
    assert_eq!(grounds(Action::Share)[1..], six);
    assert_eq!(grounds(Action::Collect)[..6], six);
    let rest = [Ground::Contract, Ground::FaultHandling, Ground::OtherLaw];
    assert_eq!(
        grounds(Action::Collect)[6..],
        rest,
        "neither news nor research"
    );
    let refusing = [Ground::Abuse, Ground::HarmToOthers, Ground::TradeSecret];
    assert_eq!(grounds(Action::RefuseRequest)[3..], refusing);
}

#[test]
fn the_limits_of_its_exemptions_are_kept() {
    let pack = pack("003");
    for list in &pack.data().exemptions {
        for item in &list.items {
            let about = format!("{:?} {}", list.action, item.number);
            // The text asks for a direct link in the first three of every list.
            let first = matches!(
                item.ground,
                Ground::NationalSecurity | Ground::PublicInterest | Ground::CriminalJustice
            );
            assert_eq!(item.directly, first, "{about}");
            assert_eq!(
                item.is_consent,
                item.ground == Ground::Consent,
                "{about} (T-38)"
            );
            assert_eq!(
                item.requires_citation,
                item.ground == Ground::OtherLaw,
                "{about} (R-080)"
            );
            let refusing = matches!(
                item.ground,
                Ground::Abuse | Ground::HarmToOthers | Ground::TradeSecret
            );
            assert_eq!(item.refuse_only, refusing, "{about} (T-37)");
            let faults = item.ground == Ground::FaultHandling;
            assert_eq!(item.kinds.is_some(), faults, "{about} (T-36)");
        }
    }
}

#[test]
fn data_stay_in_the_country_unless_asked_for_by_itself() {
    let pack = pack("003");
    let storage = pack.data().storage.as_ref().unwrap();
    assert_eq!(storage.country, "CN");
    assert_eq!(storage.abroad, CrossBorder::SeparateConsent, "R-073");
    assert!(
        pack.data().recipients.iter().all(|r| r.region.is_none()),
        "the text says of none where it is"
    );
}

/// R-089, T-47: under 18 leaves 18 out, 14 and under takes 14 in.
#[test]
fn its_bands_of_age_end_where_the_text_says() {
    let pack = pack("003");
    let minors = pack.data().minors.as_ref().unwrap();
    let bands = minors.bands.iter();
    let bands: Vec<_> = bands
        .map(|it| (it.up_to_age, it.needs_guardian, it.all_sensitive))
        .collect();
    assert_eq!(bands, [(17, true, false), (14, false, true)]);
    assert!(minors.delete_on_discovery, "六.3 (R-091)");
    for silent in ["000", "001", "002", "004"] {
        assert!(policies::pack(silent).data().minors.is_none(), "{silent}");
    }
}

#[test]
fn its_three_times_are_those_of_the_text() {
    let pack = pack("003");
    let times: Vec<_> = pack
        .data()
        .times
        .iter()
        .map(|time| (time.what, time.length, time.unit, time.starts))
        .collect();
    // Calendar days, and from the proof of identity, not from the request (R-094, T-50).
    let wanted = [
        (
            PromisedEvent::RequestAnswered,
            15,
            TimeUnit::Days,
            ClockStart::IdentityVerified,
        ),
        (
            PromisedEvent::ClosingReviewed,
            48,
            TimeUnit::Hours,
            ClockStart::Request,
        ),
        (
            PromisedEvent::ServiceEndAnnounced,
            30,
            TimeUnit::Days,
            ClockStart::ServiceEnd,
        ),
    ];
    assert_eq!(times, wanted, "R-061, R-064");
}

#[test]
fn what_happens_at_the_end_is_said() {
    let pack = pack("003");
    let data = pack.data();
    let closing = data.closing.as_ref().unwrap();
    assert_eq!(closing.initiators, [Initiator::Person]);
    assert_eq!(closing.then, Disposal::DeleteOrAnonymise, "R-060");
    assert_eq!(
        (
            closing.risks.len(),
            &closing.check_purpose,
            closing.irreversible
        ),
        (2, &None, false)
    );
    assert_eq!(
        data.service_end.as_ref().unwrap().then,
        Disposal::DeleteOrAnonymise,
        "R-064"
    );
    let retention = data.retention.as_ref().unwrap();
    assert_eq!(
        (retention.then, retention.backups),
        (Disposal::DeleteOrAnonymise, Backups::AtNextUpdate)
    );
    assert!(
        !data.withdrawal.core_needs_closing,
        "五.3 lets anything be taken back"
    );
    assert_eq!(data.withdrawal.other_routes.len(), 3, "R-054");
}

#[test]
fn every_class_of_change_is_material_and_rights_have_a_floor() {
    let pack = pack("003");
    let change = pack.data().change.as_ref().unwrap();
    let classes = [
        ChangeClass::Purposes,
        ChangeClass::Kinds,
        ChangeClass::Manner,
        ChangeClass::Controller,
        ChangeClass::Recipients,
        ChangeClass::Rights,
        ChangeClass::Contact,
        ChangeClass::HighRisk,
    ];
    assert_eq!(change.material, classes, "七.2(1)-(6) (R-083)");
    assert_eq!(change.notice, NoticeTiming::BeforeEffect, "R-085");
    assert!(change.rights_floor && change.archive, "R-086, R-088");
    assert_eq!(change.declined, Declined::OldTextGoesOn, "D-11 (R-087)");
}

#[test]
fn device_data_are_withheld_from_sight_and_can_be_deleted() {
    let pack = pack("003");
    let data = pack.data();
    for name in [RightName::Access, RightName::Correction] {
        let [account, withheld, rest] = rights(data, name)[..] else {
            panic!("{name:?}: account, withheld, rest");
        };
        assert!(
            account.offered && !withheld.offered && rest.offered,
            "{name:?}"
        );
        for kind in ["device.model", "device.id_any", "media.camera", "bio.face"] {
            assert!(
                withheld.kinds.iter().any(|known| known == kind),
                "{name:?} {kind}"
            );
        }
        assert_eq!(
            (rest.addressee, rest.kinds.len()),
            (Addressee::EnterpriseCustomer, 0)
        );
    }
    let [records, device, rest] = rights(data, RightName::Deletion)[..] else {
        panic!("records, device data, rest");
    };
    assert_eq!(
        records.kinds,
        ["log.operation", "log.browse", "log.search"],
        "五.2"
    );
    let withheld = rights(data, RightName::Access)[1];
    assert!(
        device.offered && device.kinds == withheld.kinds,
        "五.1(3) (R-093)"
    );
    assert!(rest.offered && rest.addressee == Addressee::EnterpriseCustomer);
    let named: BTreeSet<RightName> = data.rights.iter().map(|r| r.right).collect();
    for absent in [
        RightName::Copy,
        RightName::Portability,
        RightName::Explanation,
    ] {
        assert!(!named.contains(&absent), "{absent:?}");
    }
}

#[test]
fn taking_consent_back_needs_no_proof_of_identity() {
    let pack = pack("003");
    for right in rights(pack.data(), RightName::Withdrawal) {
        assert!(!right.identity_check && !right.may_cost, "R-095, T-52");
    }
}

#[test]
fn an_incident_is_told_in_four_parts() {
    let pack = pack("003");
    let parts = [
        NoticePart::Facts,
        NoticePart::Measures,
        NoticePart::Advice,
        NoticePart::Remedies,
    ];
    assert_eq!(pack.data().incident.as_ref().unwrap().parts, parts, "R-076");
    assert_eq!(pack.data().told_after_disclosure, None, "not promised");
}

#[test]
fn three_topics_are_never_used_in_messages() {
    let pack = pack("003");
    let messages = pack.data().messages.as_ref().unwrap();
    let topics: Vec<&str> = messages
        .forbidden
        .iter()
        .map(|topic| topic.id.as_str())
        .collect();
    assert_eq!(topics, ["religion", "sexuality", "illness"], "R-051");
    assert!(messages.promotional && messages.opt_out.is_some());
}

#[test]
fn what_comes_from_another_platform_needs_proof() {
    let pack = pack("003");
    let data = pack.data();
    let mut imports = Vec::new();
    for (id, access) in lines(data) {
        if access.mode == Mode::Import {
            assert_eq!(
                access.source.as_deref(),
                Some("login_platform"),
                "{id} (R-077)"
            );
            imports.push(id);
        }
    }
    assert_eq!(imports.len(), 4, "avatar, nickname, phone, place");
    let proofs: Vec<(&str, bool)> = data
        .sources
        .iter()
        .map(|s| (s.id.as_str(), s.needs_proof))
        .collect();
    let wanted = [
        ("login_platform", true),
        ("affiliates", false),
        ("partners", false),
    ];
    assert_eq!(proofs, wanted);
}

#[test]
fn search_terms_become_personal_when_joined() {
    let pack = pack("003");
    let joined =
        |kind: &&askfirst::pack::model::Kind| kind.identifiability == Identifiability::WhenJoined;
    let kinds: Vec<&str> = pack
        .data()
        .kinds
        .iter()
        .filter(joined)
        .map(|kind| kind.id.as_str())
        .collect();
    assert_eq!(kinds, ["log.search"], "一(二) tail (R-041)");
    assert_eq!(pack.data().combination.as_ref().unwrap().never, []);
}

#[test]
fn an_error_report_is_started_by_the_person() {
    let pack = pack("003");
    assert_eq!(
        functions_where(pack.data(), |f| f.started_by_person),
        ["error_report"],
        "一(五) (R-049)"
    );
}

#[test]
fn it_is_for_several_organisations_and_says_whom_to_complain_to() {
    let pack = pack("003");
    let data = pack.data();
    assert!(data.scope.tenants, "the tenant code of 一(一)1 (R-030)");
    assert!(data.contact.officer.is_some());
    assert_eq!(data.contact.complaints.len(), 2, "八.3 (R-096)");
}
