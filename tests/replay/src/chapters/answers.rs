//! The answers of the verbs about people, as the log writes them.

use askfirst::export::Export;
use askfirst::guard::{NoticeAnswer, Owed, RequestAnswer, RightOffer};
use askfirst::reason::Reason;
use askfirst::rules::clocks::Due;
use askfirst::rules::requests::RefusalFault;

use super::words::RightWord;
use crate::moment::Moment;
use crate::perform::{listed, obligations, words};
use crate::rulebook::word_of;
use crate::tasks::Fields;

pub(super) fn yes_no(done: bool, yes: &str, no: &str) -> Fields {
    words(&[if done { yes } else { no }])
}

pub(super) fn not_recorded(reason: Reason) -> Fields {
    words(&["not_recorded", reason.code()])
}

pub(super) fn with_owed(first: &[&str], owed: &[Owed]) -> Fields {
    let mut fields = words(first);
    fields.extend(obligations(owed));
    fields
}

pub(super) fn joined(ids: &[String]) -> String {
    if ids.is_empty() {
        "-".to_owned()
    } else {
        ids.join(",")
    }
}

pub(super) fn overdue_word(overdue: bool) -> &'static str {
    if overdue { "overdue" } else { "-" }
}

pub(super) fn due_word(due: Due, start: Moment) -> String {
    match due {
        Due::NotPromised => "-".to_owned(),
        Due::Waits(starts) => format!("waits:{}", word_of(starts)),
        Due::At(last) => format!("at:{}", last.0 - start.0.0),
        Due::Unknown { working_days } => format!("unknown:{working_days}"),
    }
}

pub(super) fn right_label(word: &RightWord) -> String {
    match &word.kind {
        Some(kind) => format!("{},{kind}", word_of(word.right)),
        None => word_of(word.right),
    }
}

pub(super) fn right_offer(offer: &RightOffer) -> Fields {
    match offer {
        RightOffer::Offered(terms) => words(&["offered", &terms.clause]),
        RightOffer::Withheld { clause, instead } => {
            let mut instead: Vec<String> = instead.iter().map(|it| word_of(it.right)).collect();
            instead.sort();
            instead.dedup();
            let mut fields = words(&["withheld", clause]);
            fields.extend(instead);
            fields
        }
        RightOffer::NotDeclared => words(&["not_declared"]),
    }
}

pub(super) fn request_answer(answer: RequestAnswer, start: Moment) -> Fields {
    match answer {
        RequestAnswer::Made {
            due, tell_of_cost, ..
        } => words(&[
            "made",
            &due_word(due, start),
            if tell_of_cost { "tell_of_cost" } else { "-" },
        ]),
        RequestAnswer::NotOffered(offer) => {
            let mut fields = words(&["not_offered"]);
            fields.extend(right_offer(&offer));
            fields
        }
        RequestAnswer::Recorded { due } => words(&["recorded", &due_word(due, start)]),
        RequestAnswer::Answered { obligations } => with_owed(&["answered"], &obligations),
        RequestAnswer::Refused(refusal) => {
            words(&["refused", &refusal.number.to_string(), &refusal.clause])
        }
        RequestAnswer::RefusalNotTaken(fault) => words(&[
            "refusal_not_taken",
            match fault {
                RefusalFault::NotListed => "not_listed",
                RefusalFault::NeedsCitation => "needs_citation",
            },
        ]),
        RequestAnswer::IdentityFirst => words(&["identity_first"]),
        RequestAnswer::NotOpen => words(&["not_open"]),
        RequestAnswer::NotRecorded(reason) => not_recorded(reason),
    }
}

pub(super) fn notice_answer(answer: NoticeAnswer) -> Fields {
    match answer {
        NoticeAnswer::Queued { .. } => words(&["queued"]),
        NoticeAnswer::NotPromised => words(&["not_promised"]),
        NoticeAnswer::Lacks(parts) => listed("lacks", parts.iter().map(word_of)),
        NoticeAnswer::NotRecorded(reason) => not_recorded(reason),
    }
}

/// The records with their states, and how many decisions there are.
pub(super) fn exported(export: &Export) -> Fields {
    let record = |it: &askfirst::export::ConsentRecord| {
        let states: Vec<&str> = it.events.iter().map(|it| it.event_state.as_str()).collect();
        let id = it.record_id.split(' ').next().unwrap_or_default();
        format!("{id}:{}", states.join(","))
    };
    let mut fields = words(&["exported", &export.decisions.len().to_string()]);
    fields.extend(export.consent_records.iter().map(record));
    fields
}
