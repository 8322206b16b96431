//! The rules of how things end or change: closing, the end of the service, the policy itself.

use super::super::model::{ChangeRule, Closing, ControllerRole, Initiator};
use super::super::tree::Path;
use super::super::words;
use super::Checker;

impl Checker<'_> {
    /// Closing, end of service, change.
    pub(super) fn ending(&mut self, top: &Path<'_>) {
        let data = self.data;
        if let Some(closing) = &data.closing {
            self.closing(closing, &top.field("closing"));
        }
        if let Some(end) = &data.service_end {
            let path = top.field("service_end");
            self.text(&end.notice, &path.field("notice"));
            self.words(&end.clause, &path.field("clause"));
        }
        if let Some(change) = &data.change {
            self.change(change, &top.field("change"));
        }
    }

    fn closing(&mut self, closing: &Closing, path: &Path<'_>) {
        let data = self.data;
        let initiators = path.field("initiators");
        self.not_empty(&closing.initiators, &initiators);
        self.no_repeats(closing.initiators.iter().map(words::name_of), &initiators);
        for (index, initiator) in closing.initiators.iter().enumerate() {
            if *initiator == Initiator::EnterpriseCustomer {
                self.role(ControllerRole::EnterpriseCustomer, &initiators.index(index));
            }
        }
        self.text(&closing.route, &path.field("route"));
        if let Some(purpose) = &closing.check_purpose {
            let known = data.purposes.iter().map(|purpose| &purpose.id);
            self.reference(purpose, &path.field("check_purpose"), "`purposes`", known);
        }
        self.remarks(&closing.risks, &path.field("risks"));
        self.words(&closing.clause, &path.field("clause"));
    }

    fn change(&mut self, change: &ChangeRule, path: &Path<'_>) {
        let material = change.material.iter().map(words::name_of);
        self.no_repeats(material, &path.field("material"));
        self.words(&change.clause, &path.field("clause"));
    }
}
