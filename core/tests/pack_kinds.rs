//! The registry of kinds, and which kinds need a prompt of their own.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and prints its figures"
)]

use std::collections::BTreeSet;

use askfirst::pack::kinds::{self, Family, SystemDialog};
use askfirst::pack::model::{Identifiability, Kind, Mode, Text};

fn kind(id: &str, stands_for: &[&str]) -> Kind {
    let text = Text {
        zh: "词".to_owned(),
        en: "word".to_owned(),
    };
    let stands_for = stands_for.iter().map(|id| (*id).to_owned()).collect();
    Kind {
        id: id.to_owned(),
        term: text,
        sensitive: false,
        identifiability: Identifiability::default(),
        stands_for,
        clause: "1".to_owned(),
    }
}

fn gated(id: &str, mode: Mode) -> bool {
    kinds::gated(&kind(id, &[]), mode, false)
}

#[test]
fn the_registry_can_be_read() {
    assert!(
        kinds::registry().len() >= 80,
        "an unreadable registry is empty"
    );
    let ids: BTreeSet<&str> = kinds::registry()
        .iter()
        .map(|info| info.id.as_str())
        .collect();
    assert_eq!(ids.len(), kinds::registry().len(), "an id stands twice");
    for info in kinds::registry() {
        assert!(!info.zh.is_empty() && !info.en.is_empty(), "{}", info.id);
        assert!(!info.id.starts_with(kinds::OWN_PREFIX));
    }
}

#[test]
fn families_are_the_four_headline_ones() {
    let of = |family| {
        let members = kinds::registry()
            .iter()
            .filter(move |info| info.family == Some(family));
        members.map(|info| info.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(Family::DeviceId),
        [
            "device.imei",
            "device.meid",
            "device.imsi",
            "device.iccid",
            "device.serial",
            "device.android_id",
            "device.idfa",
            "device.idfv",
            "device.oaid",
            "device.vaid",
            "device.aaid",
            "device.ad_id",
            "device.drm_id",
            "device.attestation",
            "device.openudid",
            "device.guid",
            "device.mac",
            "device.id_any",
        ]
    );
    assert_eq!(
        of(Family::Location),
        [
            "net.ssid",
            "net.bssid",
            "loc.precise",
            "loc.coarse",
            "loc.wifi",
            "loc.cell",
            "loc.bt",
            "loc.ip",
            "loc.profile",
            "loc.media"
        ]
    );
    assert_eq!(of(Family::Clipboard), ["clip.content"]);
    assert_eq!(
        of(Family::AppList),
        ["apps.installed", "apps.usage", "apps.running"]
    );
}

#[test]
fn what_real_policies_name_is_in_the_registry() {
    let named = [
        "device.oaid",
        "device.vaid",
        "device.aaid",
        "device.ad_id",
        "device.idfa",
        "device.imei",
        "device.meid",
        "device.imsi",
        "device.iccid",
        "net.ssid",
        "net.bssid",
        "device.sensors",
        "apps.running",
        "device.emulator",
        "device.root",
        "log.pointer",
        "sms.read",
        "calendar.read",
    ];
    for id in named {
        let info = kinds::info(id).unwrap_or_else(|| panic!("{id}"));
        for platform in [&info.android, &info.ios] {
            // A system that asks has something to be asked for.
            let silent = platform.dialog == SystemDialog::No;
            assert!(platform.how.is_some() || silent, "{id}");
            assert!(platform.how.as_ref().is_none_or(|how| !how.is_empty()));
        }
        assert!(info.android.how.is_some() || info.ios.how.is_some(), "{id}");
    }
}

#[test]
fn a_narrower_kind_is_a_named_one_and_a_warning_needs_the_words() {
    let text = |zh: &str, en: &str| Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    let narrower: Vec<(&str, &str)> = kinds::registry()
        .iter()
        .filter_map(|info| Some((info.id.as_str(), info.narrower.as_ref()?.kind.as_str())))
        .collect();
    let expected = [("loc.precise", "loc.coarse"), ("calllog.read", "call.dial")];
    assert_eq!(narrower, expected);
    for (id, enough) in narrower {
        assert!(kinds::info(id).is_some() && kinds::info(enough).is_some());
        let words = &kinds::info(id).unwrap().narrower.as_ref().unwrap().words;
        for word in words {
            assert_eq!(word.to_lowercase(), *word, "{word} would never be found");
            assert_eq!(
                kinds::enough_for(id, &text(word, "-")).or(kinds::enough_for(id, &text("-", word))),
                Some(enough)
            );
        }
    }
    assert_eq!(
        kinds::enough_for("calllog.read", &text("-", "Dial a number")),
        Some("call.dial")
    );
    assert_eq!(
        kinds::enough_for("calllog.read", &text("识别来电", "know who is calling")),
        None
    );
    assert_eq!(kinds::enough_for("media.mic", &text("拨打", "dial")), None);
}

#[test]
fn every_identifier_of_a_device_is_in_the_family() {
    for info in kinds::registry() {
        assert_eq!(
            info.identifier,
            info.family == Some(Family::DeviceId),
            "{}",
            info.id
        );
    }
}

#[test]
fn gated_are_the_headline_kinds_however_they_come() {
    for info in kinds::registry()
        .iter()
        .filter(|info| info.family.is_some())
    {
        for mode in [Mode::Passive, Mode::Active, Mode::Import] {
            assert!(gated(&info.id, mode), "{}", info.id);
        }
    }
}

#[test]
fn gated_is_whatever_has_a_system_dialog() {
    for info in kinds::registry() {
        let asks = |dialog| matches!(dialog, SystemDialog::Yes | SystemDialog::Partly);
        if asks(info.android.dialog) || asks(info.ios.dialog) {
            assert!(gated(&info.id, Mode::Active), "{}", info.id);
        }
    }
    assert!(gated("media.camera", Mode::Active));
    assert!(gated("net.wifi", Mode::Passive));
}

#[test]
fn a_typed_number_has_no_dialog_but_a_read_one_has() {
    assert!(!gated("phone.number", Mode::Active));
    assert!(gated("phone.number", Mode::Passive));
    assert!(gated("phone.number", Mode::Import));
    assert!(gated("sms.code", Mode::Passive));
}

#[test]
fn gated_is_whatever_is_sensitive() {
    assert!(gated("id.national_id", Mode::Active));
    let mut name = kind("id.name", &[]);
    assert!(!kinds::gated(&name, Mode::Active, false));
    name.sensitive = true;
    assert!(kinds::gated(&name, Mode::Active, false));
}

#[test]
fn gated_is_every_line_of_a_recipient() {
    assert!(!gated("device.model", Mode::Passive));
    assert!(kinds::gated(
        &kind("device.model", &[]),
        Mode::Passive,
        true
    ));
}

#[test]
fn a_kind_of_the_packs_own_is_gated_like_any_other() {
    assert!(gated("x.badge_number", Mode::Active));
}

#[test]
fn an_umbrella_word_means_the_minimum_and_never_an_identifier() {
    for info in kinds::registry() {
        for covered in info.umbrella.iter().flatten() {
            assert!(
                !kinds::info(covered).unwrap().identifier,
                "{} covers {covered}",
                info.id
            );
        }
    }
    assert_eq!(
        kinds::covered_by(&kind("device.info_any", &[])),
        ["device.model", "device.os"]
    );
    assert_eq!(kinds::covered_by(&kind("device.id_any", &[])), [""; 0]);
    assert_eq!(
        kinds::covered_by(&kind("device.model", &[])),
        ["device.model"]
    );
}

#[test]
fn an_umbrella_word_that_names_an_identifier_is_gated() {
    assert!(!kinds::gated(
        &kind("device.info_any", &["device.model"]),
        Mode::Passive,
        false
    ));
    assert!(kinds::gated(
        &kind("device.info_any", &["device.imei"]),
        Mode::Passive,
        false
    ));
}

#[test]
fn an_umbrella_word_over_a_sensitive_kind_is_sensitive() {
    assert!(kinds::sensitive(&kind("x.profile", &["id.national_id"])));
    assert!(!kinds::sensitive(&kind("x.profile", &["id.name"])));
    assert!(kinds::sensitive(&kind("loc.precise", &[])));
}
