//! The rules of what may be joined, how long data are kept, and the times that are promised.

use super::super::error::Problem;
use super::super::model::{ClockStart, Combination, NeverJoin, PromisedEvent, PromisedTime};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, Names, excludes, requires};

/// Longest promised time in its unit; a longer one is a slip of the pen.
const LONGEST: u32 = 9_999;

impl Checker<'_> {
    /// Combination, retention, promised times, quiet period.
    pub(super) fn limits(&mut self, top: &Path<'_>) {
        let data = self.data;
        if let Some(combination) = &data.combination {
            self.combination(combination, &top.field("combination"));
        }
        if let Some(retention) = &data.retention {
            let path = top.field("retention");
            self.text(&retention.text, &path.field("text"));
            self.words(&retention.clause, &path.field("clause"));
        }
        self.times(&top.field("times"));
        if data.quiet_period_hours == Some(0) {
            let path = top.field("quiet_period_hours");
            let help = "expected at least one hour; leave it out if the text sets none";
            self.fault(&path, Problem::OutOfRange("0".to_owned()), help);
        }
    }

    fn combination(&mut self, combination: &Combination, path: &Path<'_>) {
        let list = path.field("never");
        self.words(&combination.clause, &path.field("clause"));
        for (index, pair) in combination.never.iter().enumerate() {
            self.never(pair, &list.index(index));
        }
    }

    fn never(&mut self, pair: &NeverJoin, path: &Path<'_>) {
        for (side, field) in [(&pair.one, "one"), (&pair.other, "other")] {
            self.not_empty(side, &path.field(field));
            self.named_kinds(side, &path.field(field));
        }
        let other = path.field("other");
        for (index, kind) in pair.other.iter().enumerate() {
            if pair.one.contains(kind) {
                let help = "expected a kind of the other side; nothing is kept apart from itself";
                let problem = Problem::SelfReference(kind.clone());
                self.fault(&other.index(index), problem, help);
            }
        }
        self.text(&pair.text, &path.field("text"));
        self.words(&pair.clause, &path.field("clause"));
    }

    fn times(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        for (index, time) in self.data.times.iter().enumerate() {
            let path = path.index(index);
            self.one_time(time, &path, &mut names);
            self.words(&time.clause, &path.field("clause"));
        }
    }

    fn one_time(&mut self, time: &PromisedTime, path: &Path<'_>, names: &mut Names) {
        let what = words::name_of(&time.what);
        let at = self.root.locate(&path.field("what"));
        if names.0.insert(what.clone(), at).is_some() {
            let problem = Problem::Repeated(what.clone());
            let help = "keep the one that is stricter for the controller";
            self.fault(&path.field("what"), problem, help);
        }
        if time.length == 0 || time.length > LONGEST {
            let help = format!("expected 1 to {LONGEST}");
            let problem = Problem::OutOfRange(time.length.to_string());
            self.fault(&path.field("length"), problem, help);
        }
        let (block, starts): (_, &[ClockStart]) = match time.what {
            PromisedEvent::RequestAnswered => {
                (None, &[ClockStart::Request, ClockStart::IdentityVerified])
            }
            PromisedEvent::ClosingReviewed => (
                Some(("closing", self.data.closing.is_some())),
                &[ClockStart::Request, ClockStart::IdentityVerified],
            ),
            PromisedEvent::ServiceEndAnnounced => (
                Some(("service_end", self.data.service_end.is_some())),
                &[ClockStart::ServiceEnd],
            ),
        };
        if !starts.contains(&time.starts) {
            let start = format!("starts: {}", words::name_of(&time.starts));
            let fits: Vec<String> = starts
                .iter()
                .map(|start| format!("`{}`", words::name_of(start)))
                .collect();
            let help = format!("expected {}", fits.join(" or "));
            self.fault(&path.field("starts"), excludes(&what, &start), help);
        }
        if let Some((block, false)) = block {
            let help = "add the block that says how it is done";
            self.fault(&path.field("what"), requires(&what, block), help);
        }
    }
}
