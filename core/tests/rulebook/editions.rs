//! Editions (R-032, R-071, R-081 … R-088).

use askfirst::pack::model::{ChangeClass, RightName};
use askfirst::rules::changes::How;

use crate::app::*;

/// R-081, T-40: same dates, one word differs.
#[test]
fn one_word_more_is_another_edition_and_the_old_consent_does_not_cover_it() {
    let app = App::accepted();
    app.give("scan.camera");
    let other = {
        let mut text = text();
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫描二维码或条码");
        text
    };
    assert_ne!(pack(&text()).hash(), pack(&other).hash());
    let app = app.again(&other);
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
    assert_eq!(app.guard.editions().all().len(), 2);
}

/// R-082, T-39, T-41: the text of 003 says it took effect before it was written.
#[test]
fn a_text_binds_from_the_day_it_was_written_and_never_before() {
    let inverted = {
        let mut text = text();
        text["identity"]["effective"] = json!("2023-05-09");
        text["identity"]["updated"] = json!("2023-12-27");
        text
    };
    let app = App::at("2023-08-01", &inverted);
    assert_eq!(app.guard.editions().binds_from(), Some(start("2023-12-27")));
    app.accept();
    assert_eq!(app.never("login.phone"), Err(Reason::NoPolicyAcceptance));
    assert_eq!(
        app.read("scan.camera", Ask::Tapped),
        Err(Reason::NoPolicyAcceptance)
    );
    assert!(!app.guard.editions().is_in_force());
    app.clock.set(start("2023-12-27").plus_ms(-1));
    assert!(!app.is_open("login.phone"));
    assert_eq!(app.never("login.phone"), Err(Reason::NoPolicyAcceptance));
    app.clock.set(start("2023-12-27"));
    assert!(app.guard.editions().is_in_force());
    assert!(app.never("login.phone").is_ok());
    app.give("scan.camera");
}

/// The hot word follows the calendar, both ways of a clock.
#[test]
fn a_gate_opens_by_time_once_the_guard_has_looked_and_shuts_when_the_clock_goes_back() {
    let future = {
        let mut text = text();
        text["identity"]["effective"] = json!("2024-01-12");
        text
    };
    let app = App::with(&future, |_| {});
    app.accept();
    assert!(!app.is_open("login.phone"));
    app.clock.set(start("2024-01-12"));
    assert!(!app.is_open("login.phone"), "nothing opens in memory alone");
    let () = app.guard.settle().wait();
    assert!(
        app.is_open("login.phone"),
        "but the check made the guard look"
    );
}

/// A clock that is set back takes nothing away that had come into force.
#[test]
fn a_day_that_has_come_does_not_go_away_with_the_clock() {
    let app = App::accepted();
    app.give("scan.camera");
    app.clock.set(start("2023-06-01"));
    assert!(app.never("scan.camera").is_ok());
    assert!(app.is_open("scan.camera"));
    assert!(app.guard.editions().is_in_force());
}

/// undated texts bind from the moment they are shown, and never by being there.
#[test]
fn a_text_without_days_binds_once_it_was_shown() {
    let undated = {
        let mut text = text();
        let identity = text["identity"].as_object_mut().unwrap();
        identity.remove("effective");
        identity.remove("updated");
        text
    };
    let app = App::with(&undated, |_| {});
    assert_eq!(app.guard.editions().binds_from(), None);
    assert!(!app.guard.editions().is_in_force(), "not shown yet");
    app.accept();
    assert!(app.guard.editions().is_in_force());
    assert!(app.never("login.phone").is_ok());
}

/// R-083, T-43: what an author calls minor.
#[test]
fn a_new_recipient_is_material_whatever_the_author_says() {
    let later = next(|text| {
        text["identity"]["declared_change"] = json!("minor");
        let mut recipient = text["recipients"][0].clone();
        recipient["id"] = json!("map_two");
        recipient["name"] = json!({"zh": "另一地图", "en": "Another map"});
        text["recipients"].as_array_mut().unwrap().push(recipient);
    });
    let app = App::accepted().again(&later);
    let changes = app.guard.editions().changes().wait().unwrap();
    assert!(changes.is_material() && changes.understated);
    let found: Vec<_> = changes
        .changes
        .iter()
        .map(|it| (it.class, it.how, it.path.as_str()))
        .collect();
    assert_eq!(found, [(ChangeClass::Recipients, How::Added, "map_two")]);
    assert_eq!(changes.new, ["map_two.precise", "map_two.coarse"]);
    assert!(changes.stale.is_empty());
}

#[test]
fn wording_and_numbering_are_no_material_change() {
    let later = next(|text| {
        text["identity"]["declared_change"] = json!("minor");
        text["identity"]["title"]["zh"] = json!("规则测试政策（修订）");
        of(&mut text["kinds"], "media.camera")["clause"] = json!("2.7");
        of(&mut text["functions"], "scan")["clause"] = json!("2.7");
        text["withdrawal"]["clause"] = json!("5.9");
    });
    let app = App::accepted();
    app.give("scan.camera");
    let app = app.again(&later);
    let changes = app.guard.editions().changes().wait().unwrap();
    assert!(!changes.is_material(), "{changes:?}");
    assert!(!changes.understated);
    assert!(app.never("scan.camera").is_ok(), "and the consent stands");
}

/// every class is found by itself.
#[test]
fn each_class_of_change_is_found() {
    type Edit = fn(&mut Value);
    let cases: [(ChangeClass, &str, Edit); 9] = [
        (ChangeClass::Purposes, "scan.camera", |text| {
            of(&mut text["purposes"], "scan_code")["text"]["en"] = json!("scan codes of all sorts");
        }),
        (ChangeClass::Kinds, "scan.photos", |text| {
            text["kinds"].as_array_mut().unwrap().push(
                json!({"id": "media.photos", "term": {"zh": "相册", "en": "album"}, "clause": "2"}),
            );
            let scan = of(&mut text["functions"], "scan");
            let mut access = scan["accesses"][0].clone();
            access["id"] = json!("photos");
            access["kind"] = json!("media.photos");
            scan["accesses"].as_array_mut().unwrap().push(access);
        }),
        (ChangeClass::Manner, "scan.camera", |text| {
            of(&mut text["functions"], "scan")["accesses"][0]["background"] = json!(true);
        }),
        (ChangeClass::Controller, "firm", |text| {
            text["controllers"][0]["name"]["en"] = json!("Another Company");
        }),
        (ChangeClass::Recipients, "map_sdk", |text| {
            text["recipients"][0]["region"] = json!("abroad");
        }),
        (ChangeClass::Rights, "copy", |text| {
            text["rights"].as_array_mut().unwrap().remove(1);
        }),
        (ChangeClass::Contact, "contact", |text| {
            text["contact"]["phone"] = json!("400-000-0001");
        }),
        (ChangeClass::HighRisk, "identity", |text| {
            text["identity"]["declared_change"] = json!("high_risk");
        }),
        (ChangeClass::Manner, "retention", |text| {
            text["retention"]["then"] = json!("delete");
        }),
    ];
    for (class, path, edit) in cases {
        let app = App::accepted().again(&next(edit));
        let changes = app.guard.editions().changes().wait().unwrap();
        let found = changes
            .changes
            .iter()
            .any(|it| it.class == class && it.path == path);
        assert!(found, "{class:?} at {path}: {changes:?}");
        assert_eq!(
            changes.changes.len(),
            1,
            "{path} is all that changed: {changes:?}"
        );
    }
}

/// R-084, T-42: neither everything nor nothing.
#[test]
fn only_the_changed_consent_goes_stale() {
    let app = App::accepted();
    app.give("scan.camera");
    app.give("navigation.coarse");
    let later = next(|text| {
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码并记录结果");
    });
    let app = app.again(&later);
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
    assert_eq!(
        app.read("scan.camera", Ask::Tapped),
        Err(Reason::StaleConsent)
    );
    assert!(!app.is_open("scan.camera"));
    app.asks_nobody();
    assert!(app.never("navigation.coarse").is_ok());
    assert!(app.is_open("navigation.coarse"));
    assert!(app.never("login.phone").is_ok());
    app.accept();
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
    let read = app.request("scan.camera", Ask::IfNew);
    let prompt = app.press("agree", &[]);
    assert!(
        says(&prompt).contains("此项内容有变化"),
        "{}",
        says(&prompt)
    );
    assert!(matches!(read.wait(), Verdict::Permit(_)));
    assert!(app.is_open("scan.camera"));
    assert_eq!(app.happened("given").len(), 3);
}

/// T-44: notice first, then the question, with the change shown.
#[test]
fn what_is_new_waits_for_the_notice_and_is_then_asked() {
    let later = next(|text| {
        text["identity"]["effective"] = json!("2024-01-05");
        text["kinds"].as_array_mut().unwrap().push(
            json!({"id": "media.mic", "term": {"zh": "麦克风", "en": "microphone"}, "clause": "2"}),
        );
        let scan = of(&mut text["functions"], "scan");
        let mut access = scan["accesses"][0].clone();
        access["id"] = json!("voice");
        access["kind"] = json!("media.mic");
        scan["accesses"].as_array_mut().unwrap().push(access);
    });
    // The day has long passed; this person's device was off.
    let app = App::accepted().again(&later);
    assert!(
        !app.guard.editions().is_in_force(),
        "not shown to this person"
    );
    assert_eq!(
        app.read("scan.voice", Ask::Tapped),
        Err(Reason::StaleConsent)
    );
    app.asks_nobody();
    let policy = app.guard.present_policy(Ask::IfNew, true);
    let notice = app.press("agree", &[]);
    assert_eq!(policy.wait(), PolicyState::Accepted);
    assert_eq!(notice.style, Style::Policy);
    let notice = says(&notice);
    assert!(notice.contains("信息种类：新增 麦克风（扫码）"), "{notice}");
    assert!(!notice.contains("接收方"), "nothing else changed: {notice}");
    let read = app.request("scan.voice", Ask::IfNew);
    let prompt = app.press("agree", &[]);
    assert!(says(&prompt).contains("新增的内容"), "{}", says(&prompt));
    assert!(matches!(read.wait(), Verdict::Permit(_)));
}

/// a notice that was shown and not answered changes nothing.
#[test]
fn a_notice_without_an_answer_opens_nothing_new() {
    let later = next(|text| {
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码并记录结果");
    });
    let app = App::accepted();
    app.give("scan.camera");
    let app = app.again(&later);
    let policy = app.guard.present_policy(Ask::IfNew, true);
    let prompt = app.prompt();
    assert!(app.guard.shown(prompt.ticket, Language::Zh).wait());
    assert!(app.guard.dismiss(prompt.ticket, Dismissal::Back).wait());
    assert_eq!(policy.wait(), PolicyState::NotAnswered);
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
    assert!(app.never("login.phone").is_ok());
}

/// R-086, T-45.
#[test]
fn a_right_that_goes_stays_until_that_was_agreed_to() {
    let later = next(|text| {
        text["rights"].as_array_mut().unwrap().remove(1);
    });
    let app = App::accepted().again(&later);
    let has_copy = |app: &App| {
        let rights = app.guard.editions().rights().wait();
        rights.iter().any(|it| it.right == RightName::Copy)
    };
    assert!(has_copy(&app));
    app.decline();
    assert!(has_copy(&app), "saying no keeps it");
    let policy = app.guard.present_policy(Ask::Tapped, true);
    let notice = app.press("agree", &[]);
    assert_eq!(policy.wait(), PolicyState::Accepted);
    assert!(
        says(&notice).contains("减少的权利：获取副本"),
        "{}",
        says(&notice)
    );
    assert!(!has_copy(&app));
}

/// no is possible, and nobody nags.
#[test]
fn declining_keeps_what_did_not_change_and_shuts_what_did() {
    let later = next(|text| {
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码并记录结果");
    });
    let app = App::accepted();
    app.give("scan.camera");
    app.give("navigation.coarse");
    let app = app.again(&later);
    app.decline();
    assert_eq!(app.read("scan.camera", Ask::Tapped), Err(Reason::Refused));
    assert!(!app.is_open("scan.camera"));
    assert!(app.never("navigation.coarse").is_ok());
    assert!(app.never("login.phone").is_ok());
    let asked = app.guard.present_policy(Ask::IfNew, true).wait();
    assert_eq!(asked, PolicyState::Declined, "and no question by itself");
    app.asks_nobody();
    // The third edition is another question.
    let third = next(|text| {
        text["identity"]["ordinal"] = json!(3);
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码");
    });
    let app = app.again(&third);
    assert_eq!(app.guard.policy_state(), PolicyState::NotAnswered);
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
}

/// where the text says that declining ends the service.
#[test]
fn a_policy_may_end_the_service_for_whoever_declines() {
    let later = next(|text| {
        text["change"]["declined"] = json!("service_ends");
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码并记录结果");
    });
    let app = App::accepted().again(&later);
    assert!(app.never("login.phone").is_ok());
    app.decline();
    assert_eq!(app.never("login.phone"), Err(Reason::Refused));
    assert!(!app.is_open("login.phone"));
    app.accept();
    assert!(app.never("login.phone").is_ok());
}

/// R-088, T-46.
#[test]
fn an_older_edition_cannot_come_back_and_the_archive_stays_readable() {
    let third = next(|text| {
        text["identity"]["ordinal"] = json!(3);
        text["identity"]["title"]["zh"] = json!("规则测试政策第三版");
    });
    let first_hash = *pack(&text()).hash();
    let third_hash = *pack(&third).hash();
    let app = App::accepted();
    let first_day = Day::of(app.clock.now());
    app.clock.advance_ms(48 * HOUR);
    let app = app.again(&third);
    app.accept();
    let last_day = Day::of(app.clock.now());
    let app = app.again(&text());
    assert_eq!(app.cause(), Some(Cause::OlderEdition));
    assert_eq!(app.never("login.phone"), Err(Reason::PackInvalid));
    assert!(!app.is_open("login.phone"));
    let editions = app.guard.editions();
    assert_eq!(editions.agreed_on(first_day), Some(first_hash));
    assert_eq!(
        editions.agreed_on(Day::parse("2024-01-11").unwrap()),
        Some(first_hash)
    );
    assert_eq!(editions.agreed_on(last_day), Some(third_hash));
    assert_eq!(editions.agreed_on(Day::parse("2024-01-09").unwrap()), None);
    let document = editions.document(third_hash, Language::Zh).wait().unwrap();
    assert_eq!(document.title, "规则测试政策第三版");
    assert!(editions.document(first_hash, Language::Zh).wait().is_some());
    let ordinals: Vec<u32> = editions.all().iter().map(|it| it.ordinal).collect();
    assert_eq!(ordinals, [1, 3]);
}

/// another line of versions is no roll-back.
#[test]
fn a_policy_of_another_name_has_its_own_line() {
    let other = {
        let mut text = text();
        text["identity"]["id"] = json!("another");
        text
    };
    let app = App::accepted().again(&next(|_| {})).again(&other);
    assert_eq!(app.cause(), None);
    assert_eq!(app.never("login.phone"), Err(Reason::NoPolicyAcceptance));
}

/// a merger.
#[test]
fn a_renamed_controller_is_asked_for_anew() {
    let later = next(|text| text["controllers"][0]["name"]["zh"] = json!("新公司"));
    let app = App::accepted();
    app.give("scan.camera");
    let app = app.again(&later);
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
    app.accept();
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
}

#[test]
fn another_controller_is_asked_for_anew() {
    let later = next(|text| {
        text["controllers"][0]["id"] = json!("new_firm");
        for function in text["functions"].as_array_mut().unwrap() {
            function["controllers"] = json!(["new_firm"]);
        }
    });
    let app = App::accepted();
    app.give("scan.camera");
    let app = app.again(&later);
    app.accept();
    assert_eq!(app.never("scan.camera"), Err(Reason::StaleConsent));
}

#[test]
fn a_successor_on_the_same_terms_keeps_consent_once_its_notice_was_shown() {
    let later = next(|text| {
        text["controllers"][0] = json!({
            "id": "new_firm", "name": {"zh": "新公司", "en": "New Company"},
            "role": "operator", "succeeds": "firm", "clause": "1"
        });
        for function in text["functions"].as_array_mut().unwrap() {
            function["controllers"] = json!(["new_firm"]);
        }
        of(&mut text["purposes"], "navigate")["text"]["zh"] = json!("导航并记录路线");
    });
    let app = App::accepted();
    app.give("scan.camera");
    app.give("navigation.coarse");
    app.refuse("face.face");
    let app = app.again(&later);
    assert_eq!(
        app.never("scan.camera"),
        Err(Reason::StaleConsent),
        "no notice yet"
    );
    let policy = app.guard.present_policy(Ask::IfNew, true);
    let prompt = app.prompt();
    assert!(app.guard.shown(prompt.ticket, Language::Zh).wait());
    assert!(
        says(&prompt).contains("处理者：新增 新公司；取消 测试公司"),
        "{}",
        says(&prompt)
    );
    assert!(app.guard.dismiss(prompt.ticket, Dismissal::Closed).wait());
    assert_eq!(policy.wait(), PolicyState::NotAnswered);
    assert!(app.never("scan.camera").is_ok(), "the notice was shown");
    assert_eq!(
        app.never("navigation.coarse"),
        Err(Reason::StaleConsent),
        "other terms"
    );
    app.accept();
    assert!(app.never("scan.camera").is_ok());
    assert!(app.is_open("scan.camera"));
    assert_eq!(app.never("navigation.coarse"), Err(Reason::StaleConsent));
    assert_eq!(
        app.read("face.face", Ask::IfNew),
        Err(Reason::Refused),
        "a no is kept too"
    );
    app.withdraw("scan.camera");
    assert_eq!(app.never("scan.camera"), Err(Reason::Withdrawn));
}

/// T-58: a former text proves itself by its hash, so an unknown one changes everything.
#[test]
fn consent_of_an_edition_that_nobody_knows_covers_nothing() {
    let app = App::accepted();
    app.give("scan.camera");
    // Another app's ledger would hold an acceptance under a pack that was never opened here.
    let later = next(|text| text["identity"]["id"] = json!("renamed_line"));
    let app = app.again(&later);
    assert!(app.guard.editions().changes().wait().is_none());
    assert_eq!(app.never("scan.camera"), Err(Reason::NoPolicyAcceptance));
}

#[test]
fn the_text_is_kept_once_however_often_the_app_opens() {
    let app = App::accepted().again(&text()).again(&text());
    assert_eq!(app.happened("edition"), ["rulebook 1"]);
    let app = app.again(&next(|_| {}));
    assert_eq!(app.happened("edition"), ["rulebook 1", "rulebook 2"]);
}

/// A second account has its own acceptance, notices and rights.
#[test]
fn editions_are_agreed_to_account_by_account() {
    let later = next(|text| {
        of(&mut text["purposes"], "scan_code")["text"]["zh"] = json!("扫码并记录结果");
    });
    let app = App::accepted().again(&later);
    let account = |id: &str| {
        Some(Account {
            id: id.to_owned(),
            tenant: None,
        })
    };
    assert!(app.guard.switch_to(account("li")).wait());
    assert_eq!(app.never("login.phone"), Err(Reason::NoPolicyAcceptance));
    assert!(app.guard.editions().changes().wait().is_none());
    app.accept();
    assert!(app.never("login.phone").is_ok());
    assert!(app.guard.switch_to(None).wait());
    assert_eq!(app.guard.policy_state(), PolicyState::NotAnswered);
    assert!(app.never("login.phone").is_ok(), "under the first edition");
}
