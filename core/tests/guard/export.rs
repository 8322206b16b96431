//! A copy of everything on record, and the same copy read again.

use askfirst::export::{Compared, Export, Part};

use crate::phone::*;

/// A phone with a consent that was used, a refusal, and a withdrawal.
fn mixed() -> Phone {
    let phone = Phone::accepted();
    for (access, control) in [("scan.camera", "agree"), ("security.device_id", "refuse")] {
        let ask = Ask::Tapped;
        let read = phone
            .guard
            .request(phone.gate(access), ask, PlatformState::OPEN);
        phone.answer(control, &[]);
        let _ = read.wait();
    }
    let _ = phone.guard.withdraw(phone.gate("scan.camera")).wait();
    let _ = phone.never("scan.camera");
    phone
}

#[test]
fn a_copy_has_every_answer_and_every_decision_in_the_words_of_the_standard() {
    let phone = mixed();
    let export = phone.guard.export().take().wait().unwrap();
    let states = |id: &str| -> Vec<&str> {
        let record = export
            .consent_records
            .iter()
            .find(|it| it.record_id.starts_with(id));
        let events = &record.unwrap().events;
        events.iter().map(|it| it.event_state.as_str()).collect()
    };
    assert_eq!(states("policy"), ["given"]);
    assert_eq!(states("scan.camera"), ["given", "withdrawn"]);
    assert_eq!(states("security.device_id"), ["refused"]);
    let decisions = phone.guard.decisions(0, usize::MAX).wait();
    assert_eq!(export.decisions.len(), decisions.len());
    let json: serde_json::Value = serde_json::from_str(&export.to_json()).unwrap();
    let camera = &json["consent_records"][1];
    assert_eq!(camera["schema_version"], "ISO/IEC TS 27560:2023");
    let processing = &camera["pii_processing"];
    assert_eq!(processing["lawful_basis"], "consent");
    assert_eq!(processing["pii_information"][0]["pii_type"], "media.camera");
    for field in [
        "privacy_notice",
        "withdrawal_method",
        "retention_period",
        "collection_method",
    ] {
        assert!(
            !processing[field].is_null() || field == "retention_period",
            "{field}"
        );
    }
}

#[test]
fn a_copy_that_is_read_again_compares_equal_also_later() {
    let phone = mixed();
    let json = phone.guard.export().take().wait().unwrap().to_json();
    assert_eq!(
        phone.guard.export().compare(json.clone()).wait(),
        Compared::Same
    );
    let _ = phone.never("scan.camera");
    let phone = phone.reopen();
    assert_eq!(
        phone.guard.export().compare(json.clone()).wait(),
        Compared::Same
    );
    let changed = json.replace("\"refused\"", "\"given\"");
    let differs = Compared::Differs(Part::ConsentRecords);
    assert_eq!(phone.guard.export().compare(changed).wait(), differs);
    let mut shorter = Export::from_json(&json).unwrap();
    shorter.decisions.pop();
    let differs = Compared::Differs(Part::Decisions);
    assert_eq!(
        phone.guard.export().compare(shorter.to_json()).wait(),
        differs
    );
    let nothing = phone.guard.export().compare("{}".to_owned()).wait();
    assert_eq!(nothing, Compared::NotAnExport);
}

#[test]
fn a_copy_holds_one_persons_records_only() {
    let phone = mixed();
    let other = Account {
        id: "b".to_owned(),
        tenant: None,
    };
    assert!(phone.guard.switch_to(Some(other)).wait());
    let export = phone.guard.export().take().wait().unwrap();
    assert!(export.consent_records.is_empty());
    assert!(export.decisions.is_empty());
}
