//! Messages to the person: three classes, not one.
//!
//! The library can say whether a message may go out; whether the app asks, and
//! what the message really holds, only the app knows.

use super::minors::lacks_guardian;
use super::service::has_ended;
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::pack::model::{Messages, PackData};
use crate::reason::Reason;
use crate::rule::Rule;
use crate::state::ConsentState;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageClass {
    /// What has to be told about the service; it cannot be refused.
    Service,
    /// Promotion; it can be.
    Promotional,
}

/// Whether a message may go out under what the text says.
///
/// A topic that the text rules out is ruled out in either class. Promotion
/// that the text does not name is not promised to be harmless, so it is shut.
///
/// # Errors
/// Why not.
pub fn may_send(
    messages: Option<&Messages>,
    class: MessageClass,
    topics: &[String],
    stopped: bool,
) -> Result<(), Reason> {
    let forbidden = messages.is_some_and(|messages| {
        let topics_of_pack = &messages.forbidden;
        topics_of_pack
            .iter()
            .any(|topic| topics.contains(&topic.id))
    });
    match class {
        _ if forbidden => Err(Reason::ForbiddenTopic),
        MessageClass::Service => Ok(()),
        MessageClass::Promotional if !messages.is_some_and(|messages| messages.promotional) => {
            Err(Reason::NotDeclared)
        }
        MessageClass::Promotional if stopped => Err(Reason::Refused),
        MessageClass::Promotional => Ok(()),
    }
}

/// Whether a message may go out to whoever uses the account: what the text
/// says of messages, then the doors that concern a person rather than data. A
/// notice about the service is told to whoever it concerns, whatever they agreed to.
///
/// # Errors
/// Why it may not.
pub fn judge(
    data: &PackData,
    pack: &Digest,
    state: &ConsentState,
    (class, topics): (MessageClass, &[String]),
    now: Timestamp,
) -> Result<(), Reason> {
    if !Rule::R051.holds() {
        return Ok(());
    }
    let account = state.current();
    let stopped = account.is_some_and(|account| account.life.messages_stopped);
    may_send(data.messages.as_ref(), class, topics, stopped)?;
    if class == MessageClass::Service {
        return Ok(());
    }
    if has_ended(state, now) {
        return Err(Reason::ServiceEnded);
    }
    let Some(account) = account else {
        return Err(Reason::NoPolicyAcceptance);
    };
    if account.life.closed.is_some() {
        return Err(Reason::AccountClosed);
    }
    if lacks_guardian(data.minors.as_ref(), &account.person) {
        return Err(Reason::GuardianRequired);
    }
    let accepted = account.answer_to(pack).is_some_and(|it| it.accepted);
    let former = state.former_acceptance(account, &data.identity.id, pack);
    if accepted || former.is_some() {
        Ok(())
    } else {
        Err(Reason::NoPolicyAcceptance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::model::{ForbiddenTopic, Text};

    fn messages(promotional: bool) -> Messages {
        let text = Text {
            zh: "x".to_owned(),
            en: "x".to_owned(),
        };
        Messages {
            promotional,
            opt_out: None,
            forbidden: vec![ForbiddenTopic {
                id: "illness".to_owned(),
                text,
            }],
            clause: "五.5".to_owned(),
        }
    }

    #[test]
    fn three_classes_have_three_answers() {
        let said = messages(true);
        let ask = |class, topics: &[&str], stopped| {
            let topics: Vec<String> = topics.iter().map(|&it| it.to_owned()).collect();
            may_send(Some(&said), class, &topics, stopped)
        };
        use MessageClass::{Promotional, Service};
        assert_eq!(
            ask(Promotional, &["illness"], false),
            Err(Reason::ForbiddenTopic)
        );
        assert_eq!(
            ask(Service, &["illness"], false),
            Err(Reason::ForbiddenTopic)
        );
        assert_eq!(ask(Promotional, &["sport"], false), Ok(()));
        assert_eq!(ask(Promotional, &[], true), Err(Reason::Refused));
        assert_eq!(
            ask(Service, &[], true),
            Ok(()),
            "a service notice cannot be refused"
        );
    }

    #[test]
    fn promotion_that_the_text_does_not_name_stays_shut() {
        for said in [None, Some(&messages(false))] {
            let answer = may_send(said, MessageClass::Promotional, &[], false);
            assert_eq!(answer, Err(Reason::NotDeclared));
            assert_eq!(may_send(said, MessageClass::Service, &[], false), Ok(()));
        }
    }
}
