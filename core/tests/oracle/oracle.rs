//! The reference: what must come of a request, told a second time.
//!
//! It looks through the history backwards, each time anew, and knows of the
//! library only the types that a pack consists of. So a slip in the engine has
//! to be made here as well, in another shape, to go unnoticed.

use askfirst::pack::model::{
    Condition, ConsentRule, CrossBorder, Declined, PackData, Region, Tier,
};

use crate::acts::{Act, Answer, Asks, Dated, Given, Key, Permits, Question};
use crate::lines::{Edition, Line, is_same_use, same_controller, says_alike};
use crate::registry;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// One case: a history, the editions it names, and a question at its end.
#[derive(Clone, Copy)]
struct Case<'a> {
    history: &'a [Dated],
    editions: &'a [Edition<'a>],
    edition: usize,
    account: u8,
    opening: usize,
    question: &'a Question,
}

/// What must come of the question.
pub(crate) fn judge(history: &[Dated], editions: &[Edition<'_>], question: &Question) -> Answer {
    let opening = history
        .iter()
        .rposition(|it| matches!(it.act, Act::Open { .. }))
        .unwrap();
    let account = history
        .iter()
        .rev()
        .find(|it| matches!(it.act, Act::Switch))
        .map_or(0, |it| it.account);
    let case = Case {
        history,
        editions,
        edition: history[opening].edition,
        account,
        opening,
        question,
    };
    let lines = &case.edition().lines;
    let line = lines
        .iter()
        .find(|line| line.id == question.key.access)
        .unwrap();
    let answer = match case
        .doors(line)
        .and_then(|shuts| case.consents(lines, line, shuts))
    {
        Ok(allowed) => case.platform(line, allowed),
        Err(answer) => answer,
    };
    match answer {
        Answer::Ask | Answer::AskSystem if case.closing() && !case.is_check(line) => {
            Answer::Deny("ACCOUNT_CLOSING")
        }
        other => other,
    }
}

fn deny<T>(code: &'static str) -> Result<T, Answer> {
    Err(Answer::Deny(code))
}

/// Something that allows: the act, for one read, up to a moment.
type Allowed = (usize, bool, Option<i64>);

impl<'a> Case<'a> {
    fn edition(&self) -> &'a Edition<'a> {
        &self.editions[self.edition]
    }

    fn pack(&self) -> &'a PackData {
        self.edition().pack
    }

    /// This account's acts, newest first, since it was last opened again.
    fn mine(&self) -> impl Iterator<Item = (usize, &'a Dated)> + use<'a> {
        let account = self.account;
        let acts = self
            .history
            .iter()
            .enumerate()
            .rev()
            .filter(move |(_, it)| it.account == account);
        acts.take_while(|(_, it)| !matches!(it.act, Act::OpenedAgain))
    }

    /// The newest act of anybody for which `of` has an answer.
    fn newest<T>(&self, of: impl Fn(usize, &'a Dated) -> Option<T>) -> Option<T> {
        self.history
            .iter()
            .enumerate()
            .rev()
            .find_map(|(at, it)| of(at, it))
    }

    fn latest(&self) -> i64 {
        self.history.iter().map(|it| it.at).max().unwrap()
    }

    fn doors(&self, line: &Line<'_>) -> Result<(usize, Option<i64>), Answer> {
        let seen = self.latest().max(self.question.now);
        if line.recipient.is_some_and(|it| it.category) {
            return deny("RECIPIENT_NOT_DECLARED");
        }
        let ends = self.newest(|_, it| {
            if let Act::ServiceEnds { from } = it.act {
                Some(from)
            } else {
                None
            }
        });
        if ends.is_some_and(|from| from <= seen) {
            return deny("SERVICE_ENDED");
        }
        if self.mine().any(|(_, it)| matches!(it.act, Act::Closed)) {
            return deny("ACCOUNT_CLOSED");
        }
        if self.lacks_guardian() {
            return deny("GUARDIAN_REQUIRED");
        }
        let accepted = self.footing(line, seen)?;
        if self.bands().any(|(fits, _, _)| fits.is_none()) && line.gated() {
            return deny("AGE_UNKNOWN");
        }
        if self.is_held(line) {
            return deny("LEGAL_HOLD");
        }
        self.recipient(line)?;
        if let Some(id) = &line.access.source {
            let needs = self
                .pack()
                .sources
                .iter()
                .find(|it| &it.id == id)
                .unwrap()
                .needs_proof;
            let proven = self.newest(|_, it| {
                matches!(&it.act, Act::Proven { source } if source == id).then_some(())
            });
            if needs && proven.is_none() {
                return deny("SOURCE_UNPROVEN");
            }
        }
        self.conduct(line)?;
        if line.function.started_by_person && !self.question.by_person {
            return deny("TRIGGER_MISMATCH");
        }
        if self.closing() && line.function.tier != Tier::Core && !self.is_check(line) {
            return deny("ACCOUNT_CLOSING");
        }
        Ok((accepted, ends))
    }

    fn recipient(&self, line: &Line<'_>) -> Result<(), Answer> {
        let Some(recipient) = line.recipient else {
            return Ok(());
        };
        let allowed = self
            .pack()
            .storage
            .as_ref()
            .is_some_and(|it| it.abroad == CrossBorder::SeparateConsent);
        if recipient.region == Some(Region::Abroad) && !allowed {
            return deny("CROSS_BORDER");
        }
        match &recipient.condition {
            Some(condition) if !self.holds(condition) => deny("RECIPIENT_CONDITION"),
            _ => Ok(()),
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let fact = self
            .question
            .facts
            .iter()
            .find(|(name, _)| *name == condition.fact);
        fact.is_some_and(|(_, value)| {
            !condition.none_of.contains(value)
                && (condition.any_of.is_empty() || condition.any_of.contains(value))
        })
    }

    /// What the recipient was seen to do, and what it still has to do.
    fn conduct(&self, line: &Line<'_>) -> Result<(), Answer> {
        let Some(id) = line.receives() else {
            return Ok(());
        };
        let seen = self.newest(|_, it| match &it.act {
            Act::Nonconforming { recipient } if recipient == id => Some(true),
            Act::Cleared { recipient } if recipient == id => Some(false),
            _ => None,
        });
        if seen == Some(true) {
            return deny("NONCONFORMING");
        }
        let settled = |owed: u64, since: usize| {
            let later = self.history.iter().enumerate().skip(since);
            later.into_iter().any(|(at, it)| match it.act {
                // Who stops after a restart has stopped once the app was started again.
                Act::Confirmed { id, after_restart } if id == owed => {
                    !after_restart || at < self.opening
                }
                _ => false,
            })
        };
        let owes = self.history.iter().enumerate().any(|(at, it)| {
            matches!(&it.act, Act::Owes { id: owed, recipient } if recipient == id && !settled(*owed, at))
        });
        if owes {
            deny("OBLIGATION_PENDING")
        } else {
            Ok(())
        }
    }

    fn closing(&self) -> bool {
        let newest = self.mine().find_map(|(_, it)| match it.act {
            Act::ClosingBegun => Some(true),
            Act::ClosingEnded | Act::Closed => Some(false),
            _ => None,
        });
        newest == Some(true)
    }

    fn is_check(&self, line: &Line<'_>) -> bool {
        self.pack()
            .closing
            .as_ref()
            .is_some_and(|it| it.check_purpose.as_ref() == Some(&line.purpose.id))
    }

    /// A hold outlives the account, so all of its acts count.
    fn is_held(&self, line: &Line<'_>) -> bool {
        let mut kinds = line.covers.clone();
        kinds.push(line.kind.id.clone());
        let all = || self.history.iter().filter(|it| it.account == self.account);
        let released =
            |hold: u64| all().any(|it| matches!(it.act, Act::Released { id } if id == hold));
        all().any(|it| match &it.act {
            Act::Held { id, kinds: held } => {
                !released(*id) && (held.is_empty() || held.iter().any(|it| kinds.contains(it)))
            }
            _ => false,
        })
    }

    /// Each band of age: whether the person is in it, whether it needs a guardian, whether all is sensitive.
    fn bands(&self) -> impl Iterator<Item = (Option<bool>, bool, bool)> + use<'a> {
        let years = self.mine().find_map(|(_, it)| {
            if let Act::Age { years, .. } = it.act {
                Some(years)
            } else {
                None
            }
        });
        let bands = self.pack().minors.iter().flat_map(|it| &it.bands);
        bands.map(move |it| {
            (
                years.map(|years| years <= it.up_to_age),
                it.needs_guardian,
                it.all_sensitive,
            )
        })
    }

    fn lacks_guardian(&self) -> bool {
        let guardian = self.mine().find_map(|(_, it)| match it.act {
            Act::GuardianConsents => Some(true),
            Act::GuardianLeaves => Some(false),
            _ => None,
        });
        guardian != Some(true)
            && self
                .bands()
                .any(|(fits, needs, _)| fits == Some(true) && needs)
    }

    /// The last moment at which everything agreed to before it was suspended.
    fn suspended(&self) -> Option<usize> {
        let suspends =
            |act: &Act| matches!(act, Act::Age { suspends: true, .. } | Act::GuardianLeaves);
        self.mine()
            .find(|(_, it)| suspends(&it.act))
            .map(|(at, _)| at)
    }

    /// The acceptance that a line stands on.
    fn footing(&self, line: &Line<'_>, seen: i64) -> Result<usize, Answer> {
        let counts = |at: &usize| self.suspended() < Some(*at);
        let answers = self.mine().filter_map(|(at, it)| match it.act {
            Act::Policy { accepted } => Some((at, it.edition, accepted)),
            _ => None,
        });
        let answers: Vec<_> = answers.filter(|(at, ..)| counts(at)).collect();
        let last_to = |edition| answers.iter().find(|(_, to, _)| *to == edition);
        let current = last_to(self.edition);
        let accepted = current.filter(|(.., accepted)| *accepted);
        if let (Some((at, ..)), true) = (
            accepted,
            registry::in_force_from(self.pack()).is_none_or(|from| from <= seen),
        ) {
            return Ok(*at);
        }
        let stands =
            |edition: usize| edition != self.edition && last_to(edition).is_some_and(|it| it.2);
        let Some((at, former, _)) = answers.iter().find(|(_, to, _)| stands(*to)) else {
            return deny("NO_POLICY_ACCEPTANCE");
        };
        let declined = current.is_some() && accepted.is_none();
        let ends = self
            .pack()
            .change
            .as_ref()
            .is_some_and(|it| it.declined == Declined::ServiceEnds);
        if declined && ends {
            return deny("REFUSED");
        }
        let (controller, heir) = (&self.question.key.controller, self.heir());
        let same = same_controller(self.edition(), &self.editions[*former], controller)
            && says_alike(self.edition(), line, &self.editions[*former], controller);
        if same
            || heir.is_some_and(|it| says_alike(self.edition(), line, &self.editions[*former], &it))
        {
            return Ok(*at);
        }
        match (accepted.is_some(), declined) {
            (true, _) => deny("NO_POLICY_ACCEPTANCE"),
            (_, true) => deny("REFUSED"),
            _ => deny("STALE_CONSENT"),
        }
    }

    /// The controller whose place this one has taken, once the person was shown so.
    fn heir(&self) -> Option<String> {
        let controllers = &self.pack().controllers;
        let former = controllers
            .iter()
            .find(|it| it.id == self.question.key.controller)?
            .succeeds
            .clone()?;
        let shows = |act: &Act| matches!(act, Act::PolicyShown | Act::Policy { .. });
        self.mine()
            .any(|(_, it)| it.edition == self.edition && shows(&it.act))
            .then_some(former)
    }

    /// Consent to the line and to everything that needs one of its own beside it.
    fn consents(
        &self,
        lines: &[Line<'_>],
        line: &Line<'_>,
        doors: (usize, Option<i64>),
    ) -> Result<Allowed, Answer> {
        let base = line.id.strip_suffix(line.part).unwrap();
        let joined = self.mine().any(|(at, it)| match &it.act {
            Act::Joined { id, keys } => {
                let controller = &self.question.key.controller;
                at > self.opening
                    && keys
                        .iter()
                        .any(|key| key.access == base && key.controller == *controller)
                    && !self.mine().any(
                        |(_, it)| matches!(it.act, Act::Unjoined { id: ended } if ended == *id),
                    )
            }
            _ => false,
        });
        let needed =
            |part: &str| part.is_empty() || part == "@abroad" || part == line.part || joined;
        let parts = lines
            .iter()
            .filter(|it| it.id == format!("{base}{}", it.part) && needed(it.part));
        let mut whole: Option<Allowed> = None;
        for part in parts {
            let (act, once, until) = self.consent(lines, part, doors.0)?;
            let (first, once, before) = whole.map_or((act, once, doors.1), |it| it);
            whole = Some((first, once, before.into_iter().chain(until).min()));
        }
        Ok(whole.unwrap())
    }

    /// The newest answer to exactly this, unless what was given has been suspended since.
    fn answer(&self, access: &str, controller: &str) -> Option<(usize, &'a Dated)> {
        self.mine().find(|(_, it)| match &it.act {
            Act::Given { key, .. }
            | Act::Refused { key, .. }
            | Act::Withdrawn { key, .. }
            | Act::Spent { key } => key.access == access && key.controller == controller,
            _ => false,
        })
    }

    fn is_suspended(&self, at: usize) -> bool {
        self.suspended() > Some(at)
    }

    fn consent(
        &self,
        lines: &[Line<'_>],
        line: &Line<'_>,
        accepted: usize,
    ) -> Result<Allowed, Answer> {
        let heir = self.heir();
        let own = self.answer(&line.id, &self.question.key.controller);
        let standing = own.or_else(|| self.answer(&line.id, heir.as_ref()?));
        let Some((at, answer)) = standing else {
            return self.unanswered(lines, line, accepted);
        };
        match &answer.act {
            Act::Given { .. } if self.is_suspended(at) => self.ask_or("NO_CONSENT", line),
            Act::Given { .. } => self.live(line, at, answer),
            Act::Spent { .. } => self.ask_or("EXPIRED", line),
            Act::Refused {
                in_system: true, ..
            }
            | Act::Withdrawn {
                by_system: true, ..
            } => match self.question.permission {
                Permits::Denied => deny("OS_DENIED"),
                Permits::NotAsked => self.only_on_tap("OS_DENIED"),
                _ => self.ask_or("WITHDRAWN", line),
            },
            Act::Refused { .. } => self.only_on_tap("REFUSED"),
            _ => self.only_on_tap("WITHDRAWN"),
        }
    }

    fn unanswered(
        &self,
        lines: &[Line<'_>],
        line: &Line<'_>,
        accepted: usize,
    ) -> Result<Allowed, Answer> {
        let controller = &self.question.key.controller;
        let sensitive = self.bands().any(|(fits, _, all)| fits == Some(true) && all);
        if line.access.consent.rule == ConsentRule::Acceptance && !line.gated() && !sensitive {
            return Ok((accepted, false, None));
        }
        if let Some(through) = lines.iter().find_map(|other| self.through(line, other)) {
            return Ok(through);
        }
        let relatives = lines.iter().filter(|other| is_same_use(line, other));
        let answers = relatives.filter_map(|other| self.answer(&other.id, controller));
        let noes = answers.filter_map(|(at, it)| match it.act {
            Act::Refused { .. } => Some((at, "REFUSED")),
            Act::Withdrawn { .. } => Some((at, "WITHDRAWN")),
            _ => None,
        });
        if let Some((_, code)) = noes.max() {
            return self.only_on_tap(code);
        }
        let gone = |key: &Key| {
            key.access == line.id
                && !self
                    .pack()
                    .controllers
                    .iter()
                    .any(|it| it.id == key.controller)
        };
        let orphaned = self.mine().any(|(at, it)| match &it.act {
            Act::Given { key, .. } if gone(key) => {
                let newest = self.answer(&key.access, &key.controller);
                newest.is_some_and(|(newest, _)| newest == at) && !self.is_suspended(at)
            }
            _ => false,
        });
        self.ask_or(
            if orphaned {
                "STALE_CONSENT"
            } else {
                "NO_CONSENT"
            },
            line,
        )
    }

    /// A consent to another purpose of the same data that the policy calls related.
    fn through(&self, line: &Line<'_>, other: &Line<'_>) -> Option<Allowed> {
        let related = line.purpose.related_to.contains(&other.purpose.id)
            && !line.kind.sensitive
            && (line.part, other.part) == ("", "")
            && (&line.kind.id, line.access.mode, line.action())
                == (&other.kind.id, other.access.mode, other.action())
            && line.receives() == other.receives()
            && other
                .function
                .controllers
                .contains(&self.question.key.controller);
        let heir = self.heir();
        let own = self.answer(&other.id, &self.question.key.controller);
        let standing = own
            .or_else(|| self.answer(&other.id, heir.as_ref()?))
            .filter(|_| related);
        let (at, answer) = standing
            .filter(|(at, it)| matches!(it.act, Act::Given { .. }) && !self.is_suspended(*at))?;
        self.live(other, at, answer)
            .ok()
            .filter(|(_, once, _)| !once)
    }

    /// Whether what was given still covers what the pack says, and has not run out.
    fn live(&self, line: &Line<'_>, at: usize, answer: &Dated) -> Result<Allowed, Answer> {
        let Act::Given { key, lasts } = &answer.act else {
            unreachable!()
        };
        let former = &self.editions[answer.edition];
        let alike = says_alike(self.edition(), line, former, &key.controller);
        let own = key.controller == self.question.key.controller
            && same_controller(self.edition(), former, &key.controller);
        if !alike || !(own || self.heir().is_some()) {
            return self.ask_or("STALE_CONSENT", line);
        }
        match lasts {
            Given::WhileUsing => Ok((at, false, None)),
            Given::OneRead => Ok((at, true, None)),
            Given::Until(_) if self.question.now + 5 * MINUTE < self.latest() => {
                deny("CLOCK_STRANGE")
            }
            Given::Until(end) if *end <= self.question.now => self.ask_or("EXPIRED", line),
            Given::Until(end) => Ok((at, false, Some(*end))),
        }
    }

    fn left_open(&self, line: &Line<'_>) -> Option<i64> {
        let this =
            |key: &Key| key.access == line.id && key.controller == self.question.key.controller;
        let newest = self.mine().find_map(|(_, it)| match &it.act {
            Act::LeftOpen { key, drawn } if this(key) => Some(drawn.then_some(it.at)),
            Act::Given { key, .. } | Act::Refused { key, .. } if this(key) => Some(None),
            _ => None,
        });
        newest.flatten()
    }

    /// Nobody said no: ask, unless who acts or the silence after an open question forbids it.
    fn ask_or<T>(&self, code: &'static str, line: &Line<'_>) -> Result<T, Answer> {
        let open = self.left_open(line);
        let recovered = self.newest(|_, it| matches!(it.act, Act::Recovered).then_some(it.at));
        let quiet = open
            .max(recovered)
            .is_some_and(|since| self.question.now < since + self.question.quiet_hours * HOUR);
        match self.question.ask {
            Asks::Never if open.is_some() && code == "NO_CONSENT" => deny("NOT_ANSWERED"),
            Asks::Never => deny(code),
            Asks::IfNew if quiet => deny("NOT_ANSWERED"),
            Asks::IfNew | Asks::Tapped => self.ask(),
        }
    }

    fn only_on_tap<T>(&self, code: &'static str) -> Result<T, Answer> {
        if self.question.ask == Asks::Tapped {
            self.ask()
        } else {
            deny(code)
        }
    }

    fn ask<T>(&self) -> Result<T, Answer> {
        let can = self.question.screen && self.question.foreground;
        if can {
            Err(Answer::Ask)
        } else {
            deny("NO_SCREEN")
        }
    }

    fn platform(&self, line: &Line<'_>, (act, once, until): Allowed) -> Answer {
        let question = self.question;
        let this = |key: &Key| *key == question.key;
        let refused = self.mine().find_map(|(_, it)| match &it.act {
            Act::SystemSeen { key, on } if this(key) => Some(!on),
            _ => None,
        });
        if !question.foreground && !line.access.background {
            return Answer::Deny("NOT_IN_USE");
        }
        if !question.switch_on {
            return Answer::Deny("SWITCH_OFF");
        }
        match (question.permission, question.ask) {
            (Permits::Denied, _) | (Permits::NotAsked, Asks::Never) => Answer::Deny("OS_DENIED"),
            (Permits::NotAsked, Asks::IfNew) if refused == Some(true) => Answer::Deny("OS_DENIED"),
            (Permits::NotAsked, _) if !question.screen => Answer::Deny("NO_SCREEN"),
            (Permits::NotAsked, _) => Answer::AskSystem,
            _ => Answer::Allow { act, once, until },
        }
    }
}
