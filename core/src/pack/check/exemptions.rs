//! The rules of exemptions: cases without consent, and grounds to refuse a request.
//!
//! A list is for one action. Where a text shares one list between collecting
//! and refusing requests, the pack writes it out for both, and the items that
//! can only refuse are marked `refuse_only` in the list for collecting: their
//! numbers are then known there and open nothing.

use super::super::error::{Doubt, Problem};
use super::super::model::{Action, ExemptionItem, ExemptionList, Ground};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, excludes, requires};

impl Checker<'_> {
    pub(super) fn exemptions(&mut self, path: &Path<'_>) {
        let lists = &self.data.exemptions;
        for (index, list) in lists.iter().enumerate() {
            let path = path.index(index);
            if lists[..index].iter().any(|it| it.action == list.action) {
                self.repeated(&path.field("action"), &words::name_of(&list.action));
            }
            self.not_empty(&list.items, &path.field("items"));
            self.words(&list.clause, &path.field("clause"));
            for (index, item) in list.items.iter().enumerate() {
                let items = path.field("items");
                let path = items.index(index);
                self.number(list, index, &path.field("number"));
                self.exemption(list.action, item, &path);
            }
        }
    }

    fn number(&mut self, list: &ExemptionList, index: usize, path: &Path<'_>) {
        let number = list.items[index].number;
        if number == 0 {
            let help = "expected the item's number in the text, from 1";
            self.fault(path, Problem::OutOfRange("0".to_owned()), help);
        }
        if list.items[..index].iter().any(|it| it.number == number) {
            self.repeated(path, &number.to_string());
        }
    }

    fn exemption(&mut self, action: Action, item: &ExemptionItem, path: &Path<'_>) {
        self.text(&item.text, &path.field("text"));
        self.named_kinds(
            item.kinds.as_deref().unwrap_or_default(),
            &path.field("kinds"),
        );
        if let Some(purposes) = &item.purposes {
            self.not_empty(purposes, &path.field("purposes"));
            self.named_purposes(purposes, &path.field("purposes"));
        }
        self.consent_item(action, item, path);
        self.refusing_item(action, item, path);
        self.wide_item(item, path);
        let why = if item.is_consent {
            "it is the person's own consent"
        } else if item.refuse_only && action != Action::RefuseRequest {
            "it can only refuse a request"
        } else {
            return;
        };
        self.doubt(path, Doubt::OpensNothing(item.number, why));
    }

    /// The person's own consent is no exemption, and nothing else may be called one.
    fn consent_item(&mut self, action: Action, item: &ExemptionItem, path: &Path<'_>) {
        let flag = path.field("is_consent");
        match (item.ground == Ground::Consent, item.is_consent) {
            (true, false) => {
                let help = "set it: a consent exempts from nothing, it has to be asked for";
                self.fault(path, requires("ground: consent", "is_consent"), help);
            }
            (false, true) => {
                let ground = format!("ground: {}", words::name_of(&item.ground));
                let help = "remove it, or expected the ground `consent`";
                self.fault(&flag, excludes("is_consent", &ground), help);
            }
            (true, true) if action == Action::RefuseRequest => {
                let problem = excludes("is_consent", "action: refuse_request");
                self.fault(
                    &flag,
                    problem,
                    "nobody agrees to be refused; remove the item",
                );
            }
            (true, true) | (false, false) => {}
        }
        if item.is_consent && item.refuse_only {
            let problem = excludes("is_consent", "refuse_only");
            self.fault(&path.field("refuse_only"), problem, "keep one of them");
        }
    }

    fn refusing_item(&mut self, action: Action, item: &ExemptionItem, path: &Path<'_>) {
        if action == Action::RefuseRequest {
            return;
        }
        let refuses = matches!(
            item.ground,
            Ground::Abuse | Ground::HarmToOthers | Ground::TradeSecret
        );
        if refuses && !item.refuse_only {
            let ground = format!("ground: {}", words::name_of(&item.ground));
            let help = "set it: this ground can refuse a request and never collects";
            self.fault(path, requires(&ground, "refuse_only"), help);
        }
        let mut refusals = self
            .data
            .exemptions
            .iter()
            .filter(|list| list.action == Action::RefuseRequest)
            .flat_map(|list| &list.items);
        if item.refuse_only && !refusals.any(|it| it.number == item.number) {
            let help = "add the item to the list for `refuse_request`, or remove `refuse_only`";
            let needed = format!("item {} of refuse_request", item.number);
            self.fault(
                &path.field("refuse_only"),
                requires("refuse_only", &needed),
                help,
            );
        }
    }

    /// Wide grounds stay as narrow as the text means them.
    fn wide_item(&mut self, item: &ExemptionItem, path: &Path<'_>) {
        if item.ground == Ground::OtherLaw && !item.requires_citation {
            let help = "set it: whoever relies on another law has to name it";
            self.fault(
                path,
                requires("ground: other_law", "requires_citation"),
                help,
            );
        }
        let unlimited = item.kinds.is_none() && item.purposes.is_none();
        if item.ground == Ground::FaultHandling && unlimited {
            let help = "name the kinds or purposes that finding a fault can need";
            self.fault(path, requires("ground: fault_handling", "kinds"), help);
        }
    }
}
