//! Requests about rights, and their clocks.

use askfirst::guard::{RequestAnswer, RightOffer};
use askfirst::pack::model::{Addressee, ClockStart, RightName};
use askfirst::rules::clocks::{Due, WorkingDays};
use askfirst::rules::days::Day;
use askfirst::rules::requests::RefusalFault;
use askfirst::state::{ObligedAction, RequestOutcome};

use crate::phone::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn make(phone: &Phone, right: RightName, kind: Option<&str>) -> (u64, Due) {
    let answer = phone
        .guard
        .requests()
        .make(right, kind.map(str::to_owned))
        .wait();
    match answer {
        RequestAnswer::Made { id, due, .. } => (id, due),
        other => panic!("{other:?}"),
    }
}

/// which right, for which kind, by which way; and nothing pretended.
#[test]
fn each_policy_says_which_right_exists_for_which_kind() {
    let phone = Phone::new();
    let offer = |right, kind: Option<&str>| {
        let kind = kind.map(str::to_owned);
        phone.guard.requests().offer(right, kind).wait()
    };
    let RightOffer::Withheld { clause, instead } = offer(RightName::Access, Some("device.model"))
    else {
        panic!()
    };
    assert_eq!(clause, "五.1(3)");
    let deletion = instead
        .iter()
        .find(|it| it.right == RightName::Deletion)
        .unwrap();
    let route = deletion.route.as_ref().unwrap();
    assert!(
        route.zh.contains("电话") || route.zh.contains("400"),
        "{}",
        route.zh
    );
    let RightOffer::Offered(terms) = offer(RightName::Access, Some("id.nickname")) else {
        panic!()
    };
    assert_eq!(
        (terms.addressee, terms.identity_check),
        (Addressee::Operator, false)
    );
    let RightOffer::Offered(terms) = offer(RightName::Access, Some("id.org")) else {
        panic!()
    };
    assert_eq!(terms.addressee, Addressee::EnterpriseCustomer);
    assert_eq!(offer(RightName::Portability, None), RightOffer::NotDeclared);
    // A right that is withheld or unknown makes no request.
    let made = phone
        .guard
        .requests()
        .make(RightName::Access, Some("device.model".to_owned()));
    assert!(matches!(
        made.wait(),
        RequestAnswer::NotOffered(RightOffer::Withheld { .. })
    ));
    let silent = Phone::with(policy("000"));
    let made = silent
        .guard
        .requests()
        .make(RightName::Deletion, None)
        .wait();
    assert_eq!(made, RequestAnswer::NotOffered(RightOffer::NotDeclared));
    assert!(silent.guard.requests().all().is_empty());
    assert!(silent.guard.requests().contact().is_some(), "R-097");
}

/// R-094, T-50: fifteen days, after identity was established.
#[test]
fn fifteen_days_run_from_the_day_identity_was_established() {
    let phone = Phone::accepted();
    let (id, due) = make(&phone, RightName::Access, None);
    assert_eq!(due, Due::Waits(ClockStart::IdentityVerified));
    phone.after(4 * DAY);
    let early = phone.guard.requests().answered(id, Vec::new()).wait();
    assert_eq!(early, RequestAnswer::IdentityFirst);
    let verified = phone.guard.requests().identity_verified(id).wait();
    // START is the tenth; verified on the fourteenth; fifteen days are the twenty-ninth.
    let due = Due::At(day("2024-01-29").end());
    assert_eq!(verified, RequestAnswer::Recorded { due });
    phone.clock.set(day("2024-01-29").end());
    let () = phone.guard.settle().wait();
    assert!(!phone.guard.requests().all()[0].overdue);
    assert!(phone.happened("request_overdue").is_empty());
    phone.after(1);
    assert!(phone.guard.requests().all()[0].overdue);
    assert_eq!(phone.happened("request_overdue").len(), 1);
    let phone = phone.reopen();
    let () = phone.guard.settle().wait();
    assert_eq!(phone.happened("request_overdue").len(), 1, "noted once");
    let answer = phone.guard.requests().answered(id, Vec::new()).wait();
    let nothing_to_do = RequestAnswer::Answered {
        obligations: Vec::new(),
    };
    assert_eq!(answer, nothing_to_do);
    assert!(
        !phone.guard.requests().all()[0].overdue,
        "an answered one is not waiting"
    );
    let again = phone.guard.requests().answered(id, Vec::new()).wait();
    assert_eq!(again, RequestAnswer::NotOpen);
}

/// R-094, D-13: working days without a calendar are unknown.
#[test]
fn working_days_need_the_hosts_calendar() {
    let phone = Phone::accepting(policy("001"));
    let (id, due) = make(&phone, RightName::Complaint, None);
    assert_eq!(due, Due::Unknown { working_days: 15 });
    phone.after(400 * DAY);
    assert!(
        !phone.guard.requests().all()[0].overdue,
        "nobody can say so"
    );
    assert!(phone.happened("request_overdue").is_empty());
    // The text binds from 19 June, a Wednesday.
    let off = [day("2024-06-28")];
    let calendar = WorkingDays::new(day("2024-06-01"), day("2024-07-31"), off, []);
    let () = phone.guard.requests().set_calendar(Some(calendar)).wait();
    let view = phone.guard.requests().all();
    assert_eq!(view[0].due, Due::At(day("2024-07-11").end()));
    assert!(view[0].overdue);
    assert_eq!(phone.happened("request_overdue").len(), 1);
    let back = phone.guard.requests().taken_back(id).wait();
    assert!(matches!(back, RequestAnswer::Recorded { .. }));
    assert!(matches!(
        phone.guard.requests().all()[0].outcome,
        RequestOutcome::TakenBack(_)
    ));
    // As soon as possible is no time.
    let phone = Phone::accepting(policy("002"));
    assert_eq!(make(&phone, RightName::Access, None).1, Due::NotPromised);
}

/// R-095, T-52: proof is for requests, never for a withdrawal.
#[test]
fn a_withdrawal_needs_no_proof() {
    let phone = Phone::accepted();
    phone.give("amap.location");
    let (id, _) = make(&phone, RightName::Access, None);
    assert!(phone.guard.requests().all()[0].waits_for_identity);
    assert!(matches!(
        phone.guard.withdraw(phone.gate("amap.location")).wait(),
        Withdrawn::Done(_)
    ));
    assert!(!phone.guard.is_open(phone.gate("amap.location")), "at once");
    assert_eq!(
        phone.guard.requests().answered(id, Vec::new()).wait(),
        RequestAnswer::IdentityFirst
    );
}

/// only on a ground of the list, with its number and where to complain.
#[test]
fn a_refusal_names_a_ground_of_the_list() {
    let phone = Phone::accepted();
    let (id, _) = make(&phone, RightName::Access, None);
    let grounds = phone.guard.requests().grounds();
    let numbers: Vec<u32> = grounds.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    // A contract is a ground to collect, not to refuse.
    let refused = phone.guard.requests().refused(id, 7, None).wait();
    assert_eq!(
        refused,
        RequestAnswer::RefusalNotTaken(RefusalFault::NotListed)
    );
    assert_eq!(
        phone.guard.requests().all()[0].outcome,
        RequestOutcome::Open
    );
    let RequestAnswer::Refused(shown) = phone.guard.requests().refused(id, 6, None).wait() else {
        panic!()
    };
    assert_eq!((shown.number, shown.clause.as_str()), (6, "五.6"));
    assert!(shown.text.zh.contains("商业秘密"), "{}", shown.text.zh);
    assert!(!shown.contact.complaints.is_empty());
    assert_eq!(phone.happened("request_refused"), ["6"]);
    // An item that needs a law needs it here too.
    let phone = Phone::accepting(policy("001"));
    let (id, _) = make(&phone, RightName::Access, None);
    let bare = phone.guard.requests().refused(id, 7, None).wait();
    assert_eq!(
        bare,
        RequestAnswer::RefusalNotTaken(RefusalFault::NeedsCitation)
    );
    let law = Some("数据安全法第三十六条".to_owned());
    let cited = phone.guard.requests().refused(id, 7, law).wait();
    assert!(matches!(cited, RequestAnswer::Refused(_)));
}

#[test]
fn a_repeated_request_tells_of_its_cost() {
    let phone = Phone::accepted();
    let tells = || {
        let answer = phone.guard.requests().make(RightName::Access, None).wait();
        match answer {
            RequestAnswer::Made { tell_of_cost, .. } => tell_of_cost,
            other => panic!("{other:?}"),
        }
    };
    assert!(!tells(), "the first is free");
    assert!(tells());
}

/// deletion is passed on to whoever got the data, with kinds and dates.
#[test]
fn a_deletion_is_passed_on_to_everybody_who_got_the_data() {
    let phone = Phone::accepted();
    for access in ["amap.location", "baidu_map.location", "jmlink.clipboard"] {
        phone.give(access);
    }
    phone.after(3 * HOUR);
    phone.read("baidu_map.location");
    let (id, _) = make(&phone, RightName::Deletion, Some("loc.precise"));
    let _ = phone.guard.requests().identity_verified(id).wait();
    let excepted = vec!["amap".to_owned()];
    let RequestAnswer::Answered { obligations } =
        phone.guard.requests().answered(id, excepted).wait()
    else {
        panic!()
    };
    let passed: Vec<_> = obligations
        .iter()
        .filter(|it| it.action == ObligedAction::PassDeletionOn)
        .collect();
    assert_eq!(passed.len(), 1, "amap may keep it: a consent of its own");
    let span = passed[0].collected.unwrap();
    assert_eq!((span.first, span.last), (START, START.plus_ms(3 * HOUR)));
    assert_eq!(passed[0].recipient.as_deref(), Some("baidu_map"));
    // Everything, without exception.
    let (id, _) = make(&phone, RightName::Deletion, None);
    let _ = phone.guard.requests().identity_verified(id).wait();
    let RequestAnswer::Answered { obligations } =
        phone.guard.requests().answered(id, Vec::new()).wait()
    else {
        panic!()
    };
    let mut told: Vec<_> = obligations
        .iter()
        .filter(|it| it.action == ObligedAction::PassDeletionOn)
        .map(|it| (it.recipient.clone().unwrap(), it.kind.as_str()))
        .collect();
    told.sort();
    let expected = [
        ("amap".to_owned(), "loc.precise"),
        ("jmlink".to_owned(), "clip.content"),
    ];
    assert_eq!(told, expected, "what is owed already is not owed twice");
    // What was deleted is not there to be deleted again.
    for owed in phone.guard.obligations() {
        assert!(phone.guard.confirm(owed.id, Confirmation::Done).wait());
    }
    let (id, _) = make(&phone, RightName::Deletion, None);
    let _ = phone.guard.requests().identity_verified(id).wait();
    let RequestAnswer::Answered { obligations } =
        phone.guard.requests().answered(id, Vec::new()).wait()
    else {
        panic!()
    };
    assert!(obligations.iter().all(|it| it.recipient.is_none()));
}

#[test]
fn requests_belong_to_one_account() {
    let phone = Phone::accepted();
    let (id, _) = make(&phone, RightName::Access, None);
    let other = account("u-2");
    assert!(phone.guard.switch_to(other).wait());
    assert!(phone.guard.requests().all().is_empty());
    let verified = phone.guard.requests().identity_verified(id).wait();
    assert_eq!(verified, RequestAnswer::NotOpen);
}
