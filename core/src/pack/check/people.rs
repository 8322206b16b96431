//! The rules of what is owed to people: minors, rights, notices, messages.

use super::super::error::{Doubt, Problem};
use super::super::model::{
    Addressee, ControllerRole, IncidentNotice, Messages, Minors, Right, RightName,
};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, Names, excludes, requires};

/// Oldest age that a band may end with; no law calls anybody older a minor.
const OLDEST: u8 = 24;

impl Checker<'_> {
    /// Minors, rights, incidents, disclosures, messages.
    pub(super) fn people(&mut self, top: &Path<'_>) {
        let data = self.data;
        if let Some(minors) = &data.minors {
            self.minors(minors, &top.field("minors"));
        }
        self.rights(&top.field("rights"));
        if let Some(incident) = &data.incident {
            self.incident(incident, &top.field("incident"));
        }
        if let Some(clause) = &data.told_after_disclosure {
            self.words(clause, &top.field("told_after_disclosure"));
        }
        if let Some(messages) = &data.messages {
            self.messages(messages, &top.field("messages"));
        }
    }

    fn minors(&mut self, minors: &Minors, path: &Path<'_>) {
        let bands = path.field("bands");
        self.not_empty(&minors.bands, &bands);
        for (index, band) in minors.bands.iter().enumerate() {
            let path = bands.index(index);
            let age = path.field("up_to_age");
            let earlier = &minors.bands[..index];
            if earlier.iter().any(|it| it.up_to_age == band.up_to_age) {
                let help = "put both into one band, or give them different ends";
                let problem = Problem::Repeated(band.up_to_age.to_string());
                self.fault(&age, problem, help);
            }
            if band.up_to_age == 0 || band.up_to_age > OLDEST {
                let help = format!("expected the last full year of age in the band, 1 to {OLDEST}");
                let problem = Problem::OutOfRange(band.up_to_age.to_string());
                self.fault(&age, problem, help);
            }
            if !band.needs_guardian && !band.all_sensitive {
                let help = "set `needs_guardian` or `all_sensitive`, or remove the band";
                self.fault(&path, Problem::EmptyBand, help);
            }
            self.words(&band.clause, &path.field("clause"));
        }
        self.text(&minors.use_limits, &path.field("use_limits"));
        self.words(&minors.clause, &path.field("clause"));
    }

    fn rights(&mut self, path: &Path<'_>) {
        let data = self.data;
        for (index, right) in data.rights.iter().enumerate() {
            let path = path.index(index);
            self.said_once(index, right, &path);
            self.named_kinds(&right.kinds, &path.field("kinds"));
            if let Some(route) = &right.route {
                self.text(route, &path.field("route"));
            }
            if right.addressee == Addressee::EnterpriseCustomer {
                self.role(ControllerRole::EnterpriseCustomer, &path.field("addressee"));
            }
            self.right(right, &path);
            self.words(&right.clause, &path.field("clause"));
        }
    }

    /// One entry of a right may be for every kind; one for some kinds goes before it.
    fn said_once(&mut self, index: usize, right: &Right, path: &Path<'_>) {
        let data = self.data;
        let earlier = || {
            data.rights[..index]
                .iter()
                .filter(|it| it.right == right.right)
        };
        if right.kinds.is_empty() && earlier().any(|it| it.kinds.is_empty()) {
            self.repeated(&path.field("right"), &words::name_of(&right.right));
        }
        let kinds = path.field("kinds");
        for (at, kind) in right.kinds.iter().enumerate() {
            if earlier().any(|it| it.kinds.contains(kind)) {
                let help = "an earlier entry of this right has it already; keep one of them";
                let problem = Problem::Repeated(kind.clone());
                self.fault(&kinds.index(at), problem, help);
            }
        }
    }

    fn right(&mut self, right: &Right, path: &Path<'_>) {
        if !right.offered {
            let extras = [
                (right.route.is_some(), "route"),
                (right.identity_check, "identity_check"),
                (right.may_cost, "may_cost"),
            ];
            for (_, field) in extras.into_iter().filter(|(set, _)| *set) {
                let help = "what is not offered has no way and no price; remove it";
                self.fault(&path.field(field), excludes("offered: false", field), help);
            }
        }
        match right.right {
            RightName::Withdrawal if right.identity_check => {
                let problem = excludes("right: withdrawal", "identity_check");
                let help = "remove it: nobody has to prove who they are to withdraw";
                self.fault(&path.field("identity_check"), problem, help);
            }
            RightName::Withdrawal if !right.offered => {
                self.doubt(&path.field("offered"), Doubt::WithdrawalWithheld);
            }
            RightName::Closing if right.offered && self.data.closing.is_none() => {
                let help = "add the block that says how it is done";
                let problem = requires("right: closing", "closing");
                self.fault(&path.field("right"), problem, help);
            }
            _ => {}
        }
    }

    fn incident(&mut self, incident: &IncidentNotice, path: &Path<'_>) {
        let parts = path.field("parts");
        self.not_empty(&incident.parts, &parts);
        self.no_repeats(incident.parts.iter().map(words::name_of), &parts);
        self.text(&incident.channels, &path.field("channels"));
        self.words(&incident.clause, &path.field("clause"));
    }

    fn messages(&mut self, messages: &Messages, path: &Path<'_>) {
        match &messages.opt_out {
            Some(way) => self.text(way, &path.field("opt_out")),
            None if messages.promotional => self.doubt(path, Doubt::NoOptOut),
            None => {}
        }
        let mut names = Names::default();
        let list = path.field("forbidden");
        for (index, topic) in messages.forbidden.iter().enumerate() {
            let path = list.index(index);
            self.new_id(&topic.id, &path.field("id"), &mut names);
            self.text(&topic.text, &path.field("text"));
        }
        self.words(&messages.clause, &path.field("clause"));
    }
}
