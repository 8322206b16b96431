//! A copy of everything on record, and an earlier copy compared with it.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::digest::Digest;
use crate::export::{Compared, EXPORT_FORMAT, Export, ExportedEntry, Gathered, decision, moment};
use crate::guard::views::view_of;
use crate::guard::worker::Worker;
use crate::guard::{Guard, Reply};
use crate::reason::Reason;
use crate::state::Event;

/// Copies of what is on record about the account in use. Made by [`Guard::export`].
#[derive(Debug, Clone, Copy)]
pub struct Copies<'a>(&'a Guard);

impl Guard {
    /// Copies of what is on record about the account in use.
    #[must_use]
    pub fn export(&self) -> Copies<'_> {
        Copies(self)
    }
}

impl Copies<'_> {
    /// Everything on record about the account in use: consents, refusals,
    /// recipients, editions and every decision, without any value that was read.
    /// None while the guard cannot read its records.
    pub fn take(&self) -> Reply<Option<Export>> {
        self.0.call(None, |worker, sender| {
            sender.send(worker.export(None).ok());
        })
    }

    /// Whether an earlier copy, as JSON, says the same as the records do up to
    /// its last entry. What came later is no difference.
    pub fn compare(&self, json: String) -> Reply<Compared> {
        self.0.call(Compared::NotReady, move |worker, sender| {
            let Some(earlier) = Export::from_json(&json) else {
                return sender.send(Compared::NotAnExport);
            };
            let now = worker.export(Some(earlier.up_to_entry));
            sender.send(now.map_or(Compared::NotReady, |now| now.compare(&earlier)));
        })
    }
}

impl Worker {
    fn export(&mut self, up_to: Option<u64>) -> Result<Export, Reason> {
        let catalogue = self.up_to_date()?;
        let mut gathered = Gathered::default();
        let (mut entries, mut decisions, mut last) = (Vec::new(), Vec::new(), 0);
        for (entry, recorded) in self.events_of_history() {
            if up_to.is_some_and(|end| entry > end) {
                break;
            }
            last = entry;
            if recorded.account != self.state.account {
                continue;
            }
            gathered.take(entry, &recorded);
            if let Event::Decided { decisions: block } = &recorded.event {
                decisions.extend(block.iter().map(decision));
            }
            let view = view_of(entry, &recorded);
            entries.push(ExportedEntry {
                entry,
                time: moment(view.at),
                what: view.what,
                access: view.access,
                detail: view.detail,
            });
        }
        let editions = self.editions_of(&catalogue, &gathered.editions());
        Ok(Export {
            format: EXPORT_FORMAT.to_owned(),
            up_to_entry: last,
            consent_records: gathered.records(&self.state.account.0, &editions),
            entries,
            decisions,
        })
    }

    fn editions_of(&mut self, own: &Catalogue, hashes: &[Digest]) -> BTreeMap<Digest, Catalogue> {
        let mut editions = BTreeMap::new();
        for hash in hashes {
            let edition = if own.pack().hash() == hash {
                Some(own.clone())
            } else {
                self.edition(hash).map(Catalogue::new)
            };
            editions.extend(edition.map(|it| (*hash, it)));
        }
        editions
    }
}
