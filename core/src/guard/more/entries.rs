//! Entries of the rulebook's chapters, in words of a fixed vocabulary.
//!
//! What the host wrote (grounds, references, notices) stays inside.

use crate::guard::views::name_of;
use crate::state::{
    AccountEvent, ClosingEnd, ConductEvent, Event, NoticeAbout, NoticeEvent, PersonEvent,
    RequestEvent, ServiceEvent,
};

/// What happened, and more about it; none for an event of the everyday calls.
pub(in crate::guard) fn words_of(event: &Event) -> Option<(&'static str, String)> {
    match event {
        Event::Account(event) => Some(account(event)),
        Event::Person(event) => Some(person(event)),
        Event::Request(event) => Some(request(event)),
        Event::Service(event) => Some(service(event)),
        Event::Notice(event) => Some(notice(event)),
        Event::Conduct(event) => Some(conduct(event)),
        _ => None,
    }
}

fn account(event: &AccountEvent) -> (&'static str, String) {
    match event {
        AccountEvent::ClosingRequested { by, .. } => ("closing_requested", name_of(by)),
        AccountEvent::ClosingOverdue => ("closing_overdue", String::new()),
        AccountEvent::ClosingEnded {
            how: ClosingEnd::Rejected,
        } => ("closing_rejected", String::new()),
        AccountEvent::ClosingEnded {
            how: ClosingEnd::TakenBack,
        } => ("closing_taken_back", String::new()),
        AccountEvent::Closed { then, .. } => ("account_closed", name_of(then)),
        AccountEvent::OpenedAgain => ("account_opened_again", String::new()),
        AccountEvent::Held { kinds, .. } => ("held", kinds.join(" ")),
        AccountEvent::HeldUsed { kind, .. } => ("held_used", kind.clone()),
        AccountEvent::Released { .. } => ("released", String::new()),
        AccountEvent::Messages { stopped: true } => ("messages_stopped", String::new()),
        AccountEvent::Messages { stopped: false } => ("messages_let_in", String::new()),
    }
}

fn person(event: &PersonEvent) -> (&'static str, String) {
    match event {
        PersonEvent::AgeStated { suspends, .. } => {
            let detail = if *suspends { "suspends" } else { "" };
            ("age_stated", detail.to_owned())
        }
        PersonEvent::GuardianConsented(_) => ("guardian_consented", String::new()),
        PersonEvent::GuardianWithdrew => ("guardian_withdrew", String::new()),
    }
}

fn request(event: &RequestEvent) -> (&'static str, String) {
    match event {
        RequestEvent::Made { right, kind, .. } => {
            let kind = kind.as_deref().unwrap_or_default();
            (
                "request_made",
                format!("{} {kind}", name_of(right)).trim_end().to_owned(),
            )
        }
        RequestEvent::IdentityVerified { .. } => ("identity_verified", String::new()),
        RequestEvent::Overdue { .. } => ("request_overdue", String::new()),
        RequestEvent::Answered { .. } => ("request_answered", String::new()),
        RequestEvent::Refused { item, .. } => ("request_refused", item.to_string()),
        RequestEvent::TakenBack { .. } => ("request_taken_back", String::new()),
    }
}

fn service(event: &ServiceEvent) -> (&'static str, String) {
    match event {
        ServiceEvent::EndAnnounced { short, .. } => {
            let detail = match short {
                Some(true) => "short_notice",
                Some(false) => "in_time",
                None => "",
            };
            ("service_end_announced", detail.to_owned())
        }
        ServiceEvent::Ended => ("service_ended", String::new()),
    }
}

fn notice(event: &NoticeEvent) -> (&'static str, String) {
    match event {
        NoticeEvent::Queued { about, .. } => {
            let about = match about {
                NoticeAbout::Disclosure { .. } => "disclosure",
                NoticeAbout::Incident => "incident",
                NoticeAbout::ServiceEnd { .. } => "service_end",
            };
            ("notice_queued", about.to_owned())
        }
        NoticeEvent::Shown { language, .. } => ("notice_shown", language.clone()),
        NoticeEvent::DisclosedSilently { kinds, .. } => ("disclosed", kinds.join(" ")),
    }
}

fn conduct(event: &ConductEvent) -> (&'static str, String) {
    match event {
        ConductEvent::Nonconforming {
            recipient,
            kind,
            reason,
            ..
        } => {
            let who = recipient.as_deref().unwrap_or("app");
            ("nonconforming", format!("{who} {kind} {}", reason.code()))
        }
        ConductEvent::Cleared { recipient } => ("cleared", recipient.clone()),
    }
}
