//! Policy 002 as a pack: an unnamed operator, consent by use, categories of recipients, many silences.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod policies;

use askfirst::pack::kinds::{self, Family};
use askfirst::pack::model::{
    AcceptanceAct, Action, Addressee, Backups, ChangeClass, ConsentRule, ControllerRole,
    CrossBorder, Declined, Disposal, Ground, Initiator, Mode, NoteKind, NoticePart, NoticeTiming,
    RefusalEffect, RightName, Surface, Tier,
};
use policies::*;

const SECTIONS: &[&str] = &[
    "head",
    "preface",
    "1.1",
    "1.2",
    "1.3",
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
    keeps_the_common_rules("002", SECTIONS);
}

#[test]
fn it_loads_with_the_doubts_that_its_text_leaves() {
    assert_eq!(
        doubts("002"),
        [
            "002.json:3:15: $.identity: warning: no day is given; it counts from when it is first shown",
            "002.json:978:9: $.exemptions[2].items[5]: warning: item 6 opens nothing: it is the person's own consent",
        ]
    );
}

#[test]
fn it_says_who_and_where_and_gives_no_day() {
    let pack = pack("002");
    let data = pack.data();
    let [operator] = &data.controllers[..] else {
        panic!("one controller")
    };
    assert_eq!(
        (operator.role, &operator.name),
        (ControllerRole::Operator, &None)
    );
    assert_eq!(data.scope.surfaces, [Surface::App, Surface::Site]);
    let left_out: Vec<&str> = data
        .scope
        .exclusions
        .iter()
        .map(|it| it.clause.as_str())
        .collect();
    assert_eq!(left_out, ["1.2", "1.3"], "sub-users and stored data");
    assert_eq!(
        data.acceptance.act,
        AcceptanceAct::Explicit,
        "the text names only use (D-1)"
    );
    // A version is its ordinal and its hash; there is no day to go by (R-081, T-40).
    assert_eq!(
        (&data.identity.updated, &data.identity.effective),
        (&None, &None)
    );
}

#[test]
fn core_is_only_what_the_text_makes_a_precondition() {
    let pack = pack("002");
    let data = pack.data();
    assert_eq!(functions_where(data, |f| f.tier == Tier::Core), ["account"]);
    let blocking = functions_where(data, |f| f.refusal.effect == RefusalEffect::BlockService);
    assert_eq!(blocking, ["account"]);
    assert_eq!(
        kinds_of(data, "account"),
        ["id.name", "id.national_id", "phone.number"],
        "四 b1"
    );
    // 2.1 calls these two necessary as well, 四 b1 does not: the additional reading holds.
    let details = function(data, "account_details");
    assert_eq!(details.tier, Tier::Additional);
    let kinds: Vec<&str> = details.accesses.iter().map(|a| a.kind.as_str()).collect();
    assert_eq!(kinds, ["id.bank_account", "id.business"]);
}

#[test]
fn core_data_end_with_the_account() {
    // 8.5 lets consent be taken back for what is not basic.
    assert!(pack("002").data().withdrawal.core_needs_closing);
}

#[test]
fn the_headline_kinds_open_only_where_the_text_says_so() {
    let pack = pack("002");
    let data = pack.data();
    let named = |kind: &str| data.kinds.iter().any(|known| known.id == kind);
    assert!(!named("clip.content") && !named("loc.cell") && !named("loc.bt"));
    let partners = ["service_provider", "affiliate", "contractor", "agent"];
    let with_partners = |own: &[&str], name: &str| {
        let rows = partners.iter().map(|partner| format!("{partner}.{name}"));
        own.iter()
            .map(ToString::to_string)
            .chain(rows)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids_of_kind(data, "device.id_any"),
        with_partners(
            &["service_log.device_id", "security.device_id"],
            "device_id"
        )
    );
    assert_eq!(
        ids_of_kind(data, "apps.installed"),
        with_partners(&["service_log.apps"], "apps")
    );
    assert_eq!(ids_of_kind(data, "apps.usage"), ["service_log.app_use"]);
    assert_eq!(
        ids_of_kind(data, "loc.precise"),
        with_partners(&["location_service.gps"], "gps")
    );
    assert_eq!(ids_of_kind(data, "loc.wifi"), ["location_service.wifi"]);
    assert_eq!(ids_of_kind(data, "loc.profile"), ["typed_region.region"]);
    assert_eq!(
        ids_of_kind(data, "loc.media"),
        [
            "service_log.shared_media",
            "shared_places.own",
            "shared_places.from_others"
        ]
    );
}

#[test]
fn accepting_the_policy_opens_only_what_is_harmless() {
    let pack = pack("002");
    let opened = [
        "account.name",
        "account.phone",
        "service_log.config",
        "service_log.browser",
        "service_log.ip",
        "service_log.os",
        "cookies.session",
        "security.ip",
        "security.os",
    ];
    assert_eq!(opened_by_acceptance(pack.data()), opened);
}

#[test]
fn a_phone_number_is_typed_and_never_read() {
    let pack = pack("002");
    for id in ids_of_kind(pack.data(), "phone.number") {
        assert_eq!(line(pack.data(), &id).mode, Mode::Active, "{id} (R-008)");
    }
}

#[test]
fn who_refuses_positioning_can_type_the_region() {
    let pack = pack("002");
    let data = pack.data();
    let positioning = function(data, "location_service");
    assert_eq!(positioning.tier, Tier::Additional);
    let other = positioning.refusal.alternative.as_ref().unwrap();
    assert_eq!(
        (other.zh.as_str(), other.en.as_str()),
        ("自己填写所在地区", "type your region")
    );
    // A function of its own, so that refusing the family of the one leaves the other.
    let typed = line(data, "typed_region.region");
    assert_eq!(
        (typed.kind.as_str(), typed.mode),
        ("loc.profile", Mode::Active)
    );
    assert_eq!(typed.purpose, positioning.accesses[0].purpose);
}

#[test]
fn what_serves_the_operator_can_be_refused_by_itself() {
    let pack = pack("002");
    let data = pack.data();
    let mut purposes = Vec::new();
    for id in ["personal_pages", "recommendation", "improvement", "survey"] {
        let function = function(data, id);
        assert_eq!(function.tier, Tier::Additional, "{id} (R-050)");
        assert_ne!(function.refusal.effect, RefusalEffect::BlockService, "{id}");
        assert!(
            function
                .accesses
                .iter()
                .all(|a| a.consent.rule == ConsentRule::Prompt),
            "{id}"
        );
        purposes.extend(function.accesses.iter().filter_map(|a| a.purpose.clone()));
    }
    assert_eq!(purposes, ["personalise", "recommend", "improve", "survey"]);
}

#[test]
fn without_cookies_it_works_less_well() {
    let pack = pack("002");
    for id in ["cookies", "personal_pages", "recommendation"] {
        let refusal = &function(pack.data(), id).refusal;
        assert_eq!(
            (refusal.effect, refusal.clause.as_str()),
            (RefusalEffect::Degrade, "3.3"),
            "{id} (R-052)"
        );
    }
}

#[test]
fn recipients_are_categories_and_nobody_is_made_up() {
    let pack = pack("002");
    let data = pack.data();
    assert_eq!(
        recipient_ids(data),
        ["service_provider", "affiliate", "contractor", "agent"]
    );
    for recipient in &data.recipients {
        assert!(recipient.category, "{} (R-066)", recipient.id);
        assert_eq!((&recipient.site_url, &recipient.policy_url), (&None, &None));
        assert_eq!(recipient.region, None);
        // One switch for each, whatever 5.3.1 says about asking (R-072, T-23).
        let items: Vec<&str> = recipient
            .items
            .iter()
            .map(|item| item.id.as_str())
            .collect();
        assert_eq!(items, ["log", "device_id", "apps", "location"]);
    }
    let unnamed = |note: &&askfirst::pack::model::Note| {
        note.about == NoteKind::OpenEnded && note.clause == "5.1.4"
    };
    assert_eq!(
        data.notes.iter().filter(unnamed).count(),
        1,
        "suppliers and other partners get nothing"
    );
}

#[test]
fn its_exemptions_are_those_of_the_text_and_none_is_for_collecting() {
    let pack = pack("002");
    let data = pack.data();
    assert!(exemptions(data, Action::Collect).is_none(), "T-35");
    assert!(exemptions(data, Action::RefuseRequest).is_none());
    assert_eq!(
        numbers(data, Action::Share),
        [1, 2, 3],
        "5.3.1, 5.1.2, 5.1.3"
    );
    assert_eq!(numbers(data, Action::Transfer), [2], "5.3.2");
    assert_eq!(numbers(data, Action::Disclose), [1, 2, 3, 4, 5, 6], "5.3.3");
    assert_eq!(numbers(data, Action::Retain), [1, 2, 3, 4, 5], "6.2");
    let items = data.exemptions.iter().flat_map(|list| &list.items);
    let consents: Vec<Ground> = items
        .filter(|item| item.is_consent)
        .map(|item| item.ground)
        .collect();
    assert_eq!(consents, [Ground::Consent], "5.3.3 b6 (R-080, T-38)");
}

#[test]
fn exemptions_that_are_wide_are_limited() {
    let pack = pack("002");
    let items = || {
        pack.data()
            .exemptions
            .iter()
            .filter(|l| l.action != Action::Retain)
            .flat_map(|l| &l.items)
    };
    for item in items() {
        let wide = matches!(
            item.ground,
            Ground::Partners | Ground::Dispute | Ground::Merger | Ground::Protection
        );
        assert_eq!(wide, item.kinds.is_some(), "{}", item.text.en);
        let by_law = matches!(item.ground, Ground::Law | Ground::BeliefInLaw);
        assert_eq!(by_law, item.requires_citation, "{}", item.text.en);
    }
    // No headline family is within reach of any of them.
    for id in items().filter_map(|item| item.kinds.as_ref()).flatten() {
        let family = kinds::info(id).and_then(|info| info.family);
        assert_eq!(family, None::<Family>, "{id}");
    }
}

#[test]
fn it_keeps_data_in_the_country_and_promises_little() {
    let pack = pack("002");
    let data = pack.data();
    let storage = data.storage.as_ref().unwrap();
    assert_eq!(
        (storage.country.as_str(), storage.abroad),
        ("CN", CrossBorder::Never),
        "R-073"
    );
    let retention = data.retention.as_ref().unwrap();
    assert_eq!(
        (retention.then, retention.backups),
        (Disposal::NotPromised, Backups::NotStated)
    );
    let closing = data.closing.as_ref().unwrap();
    assert_eq!(
        closing.initiators,
        [Initiator::Person, Initiator::Counter],
        "R-062"
    );
    assert_eq!(closing.then, Disposal::DeleteOrAnonymise, "R-060");
    assert_eq!(
        (&closing.check_purpose, closing.irreversible),
        (&None, false)
    );
}

#[test]
fn where_the_text_is_silent_a_block_is_absent() {
    let pack = pack("002");
    let data = pack.data();
    assert!(data.times.is_empty() && data.service_end.is_none() && data.messages.is_none());
    assert!(data.minors.is_none(), "D-8");
    assert_eq!(data.quiet_period_hours, None);
    assert_eq!(data.contact.phone.as_deref(), Some("020-31604542"));
    assert_eq!((&data.contact.mail, &data.contact.address), (&None, &None));
    let silences = data
        .notes
        .iter()
        .filter(|note| note.about == NoteKind::Silent);
    assert!(silences.count() >= 8, "a reader would look for them");
}

#[test]
fn changes_are_told_before_they_count() {
    let pack = pack("002");
    let change = pack.data().change.as_ref().unwrap();
    assert_eq!(
        change.material,
        [
            ChangeClass::Purposes,
            ChangeClass::Kinds,
            ChangeClass::Rights
        ]
    );
    assert_eq!(change.notice, NoticeTiming::BeforeEffect);
    assert!(
        !change.rights_floor && !change.archive,
        "neither is promised"
    );
    assert_eq!(change.declined, Declined::OldTextGoesOn, "D-11");
}

#[test]
fn its_rights_are_those_of_chapter_eight() {
    let pack = pack("002");
    let data = pack.data();
    let named: Vec<(RightName, bool)> = data
        .rights
        .iter()
        .map(|r| (r.right, r.identity_check))
        .collect();
    let wanted = [
        (RightName::Access, true),
        (RightName::Correction, true),
        (RightName::Deletion, true),
        // No proof of identity for taking consent back (R-095, T-52).
        (RightName::Withdrawal, false),
        (RightName::Closing, false),
    ];
    assert_eq!(named, wanted);
    assert!(
        data.rights
            .iter()
            .all(|r| r.offered && r.addressee == Addressee::Operator)
    );
    let open = data.notes.iter().any(|note| note.clause.contains("8.4"));
    assert!(open, "which data cannot be accessed is left open and noted");
}

#[test]
fn incidents_and_disclosures_are_told() {
    let pack = pack("002");
    let data = pack.data();
    let incident = data.incident.as_ref().unwrap();
    assert_eq!(
        incident.parts,
        [NoticePart::Facts, NoticePart::Advice],
        "R-076"
    );
    assert_eq!(data.told_after_disclosure.as_deref(), Some("5.3.3 tail"));
}

#[test]
fn what_others_pass_on_has_a_source_and_no_more_than_the_text_names() {
    let pack = pack("002");
    let data = pack.data();
    let sources: Vec<&str> = data.sources.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(sources, ["other_users", "affiliates", "partners"], "R-077");
    let imports: Vec<(String, Option<&str>)> = lines(data)
        .into_iter()
        .filter(|(_, access)| access.mode == Mode::Import)
        .map(|(id, access)| (id, access.source.as_deref()))
        .collect();
    assert_eq!(
        imports,
        [("shared_places.from_others".to_owned(), Some("other_users"))]
    );
}

#[test]
fn the_contradictions_of_the_text_are_noted() {
    let pack = pack("002");
    let conflicts = conflicts(pack.data());
    let wanted = [
        "preface; 2.2; 九",
        "2.2; 2.2.1",
        "2.1; 四 b1",
        "5.1.1; 5.1.4; 5.3; 5.3.1",
        "5.2.1; 5.3.2",
        "1.3",
    ];
    assert_eq!(conflicts, wanted);
}
