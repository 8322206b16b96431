//! The rules of lines: functions and recipients, and what they read.

use super::super::error::{Doubt, Problem};
use super::super::kinds;
use super::super::model::{
    Access, Action, Condition, ConsentRule, Function, Item, Lasts, Mode, Recipient, RefusalEffect,
    Tier,
};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, Names, excludes, requires};

/// What the lines of one owner cover so far.
#[derive(Debug)]
struct Covered {
    /// What a line of this owner is for where it does not say.
    usual: Action,
    lines: Vec<(String, String, Mode, Action)>,
}

impl Covered {
    fn new(usual: Action) -> Covered {
        let lines = Vec::new();
        Covered { usual, lines }
    }
}

impl Checker<'_> {
    fn owner(&mut self, id: &str, path: &Path<'_>) {
        let mut owners = std::mem::take(&mut self.owners);
        self.new_id(id, path, &mut owners);
        self.owners = owners;
    }

    pub(super) fn functions(&mut self, path: &Path<'_>) {
        let data = self.data;
        for (index, function) in data.functions.iter().enumerate() {
            let path = path.index(index);
            self.owner(&function.id, &path.field("id"));
            self.text(&function.name, &path.field("name"));
            self.words(&function.clause, &path.field("clause"));
            self.refusal(function, &path.field("refusal"));
            self.function_controllers(function, &path.field("controllers"));
            let (mut names, mut lines) = (Names::default(), Covered::new(Action::Collect));
            for (index, access) in function.accesses.iter().enumerate() {
                let list = path.field("accesses");
                let path = list.index(index);
                self.access(access, &path, &mut names);
                self.own_access(function, access, &path);
                self.wider(access, access.purpose.as_deref(), &path);
                let purpose = access.purpose.as_deref().unwrap_or_default();
                self.covered_once(access, purpose, &path.field("kind"), &mut lines);
            }
        }
    }

    fn refusal(&mut self, function: &Function, path: &Path<'_>) {
        let refusal = &function.refusal;
        if refusal.effect == RefusalEffect::BlockService && function.tier != Tier::Core {
            let help = "expected `lose_feature`, `degrade`, `may_impair` or `unspecified`, or the tier `core`";
            self.fault(&path.field("effect"), Problem::BlocksOutsideCore, help);
        }
        if let Some(alternative) = &refusal.alternative {
            self.text(alternative, &path.field("alternative"));
        }
        self.words(&refusal.clause, &path.field("clause"));
    }

    fn function_controllers(&mut self, function: &Function, path: &Path<'_>) {
        let data = self.data;
        self.not_empty(&function.controllers, path);
        let mut names = Names::default();
        for (index, id) in function.controllers.iter().enumerate() {
            let path = path.index(index);
            self.only_once(id, &path, &mut names);
            self.reference(
                id,
                &path,
                "`controllers`",
                data.controllers.iter().map(|controller| &controller.id),
            );
        }
    }

    /// What holds for the lines of the app itself.
    fn own_access(&mut self, function: &Function, access: &Access, path: &Path<'_>) {
        let data = self.data;
        match &access.purpose {
            Some(purpose) => {
                let path = path.field("purpose");
                self.reference(
                    purpose,
                    &path,
                    "`purposes`",
                    data.purposes.iter().map(|purpose| &purpose.id),
                );
            }
            None => {
                let problem = Problem::MissingNoticeItem("purpose".to_owned());
                self.fault(
                    path,
                    problem,
                    "add it: a person must be told before consenting",
                );
            }
        }
        self.handed_over_by_the_app(access, path);
        if access.consent.rule == ConsentRule::Acceptance {
            self.opened_by_acceptance(access, false, function.tier, path);
            self.opened_by_its_own_prompt(access, path);
        }
    }

    /// The app itself shares only what the person hands to somebody of their own
    /// choice, such as the platform they log in with; whoever the policy chooses
    /// is a recipient.
    fn handed_over_by_the_app(&mut self, access: &Access, path: &Path<'_>) {
        let by_person = access.mode == Mode::Active;
        match access.action {
            Some(Action::Share) if by_person => {}
            Some(action @ (Action::Share | Action::Transfer)) => {
                let problem = Problem::WrongAction(words::name_of(&action));
                let help = "only a recipient's line shares or transfers; put it under `recipients`";
                self.fault(&path.field("action"), problem, help);
            }
            _ => {}
        }
    }

    /// What accepting the policy opens is collected for a purpose that the text states, no more (R-072, D-15).
    fn opened_by_its_own_prompt(&mut self, access: &Access, path: &Path<'_>) {
        let data = self.data;
        let general = data
            .purposes
            .iter()
            .any(|it| it.general && Some(&it.id) == access.purpose.as_ref());
        let what = match access.action {
            Some(Action::Disclose) => "`action: disclose`",
            Some(Action::Share) => "`action: share`",
            _ if general => "the general purpose",
            _ => return,
        };
        let consent = path.field("consent");
        let problem = Problem::NeedsPrompt(what.to_owned());
        self.fault(&consent.field("rule"), problem, "expected `prompt`");
    }

    fn opened_by_acceptance(
        &mut self,
        access: &Access,
        recipient: bool,
        tier: Tier,
        path: &Path<'_>,
    ) {
        let Some(kind) = self.data.kinds.iter().find(|kind| kind.id == access.kind) else {
            return;
        };
        let consent = path.field("consent");
        let rule = consent.field("rule");
        if kinds::gated(kind, access.mode, recipient) {
            let problem = Problem::AcceptanceOnGatedKind(kind.id.clone());
            self.fault(&rule, problem, "expected `prompt`");
        } else if tier == Tier::Additional {
            self.fault(&rule, Problem::AcceptanceOutsideCore, "expected `prompt`");
        }
    }

    /// What holds for every line.
    fn access(&mut self, access: &Access, path: &Path<'_>, names: &mut Names) {
        let data = self.data;
        self.new_id(&access.id, &path.field("id"), names);
        let known = data.kinds.iter().map(|kind| &kind.id);
        self.reference(&access.kind, &path.field("kind"), "`kinds`", known);
        self.text(&access.manner, &path.field("manner"));
        self.words(&access.clause, &path.field("clause"));
        self.action(access, path);
        self.source(access, path);
        if access.not_in_text {
            self.doubt(path, Doubt::NotInText(access.id.clone()));
        }
        if access.consent.lasts == Lasts::Hours(0) {
            let consent = path.field("consent");
            let help = "expected at least one hour, or `\"once\"`";
            let lasts = consent.field("lasts");
            self.fault(
                &lasts.field("hours"),
                Problem::OutOfRange("0".to_owned()),
                help,
            );
        }
    }

    fn action(&mut self, access: &Access, path: &Path<'_>) {
        match access.action {
            Some(action @ (Action::Retain | Action::RefuseRequest)) => {
                let problem = Problem::WrongAction(words::name_of(&action));
                let help = "expected `collect`, `share`, `transfer` or `disclose`";
                self.fault(&path.field("action"), problem, help);
            }
            Some(Action::Disclose) if access.no_store => {
                let help = "what is made public has been passed on; keep one of them";
                let problem = excludes("no_store", "action: disclose");
                self.fault(&path.field("no_store"), problem, help);
            }
            _ => {}
        }
    }

    /// Data that others hand over come from a source that the text names, if it names any.
    fn source(&mut self, access: &Access, path: &Path<'_>) {
        let data = self.data;
        let mode = path.field("mode");
        match (&access.source, access.mode) {
            (Some(source), Mode::Import) => {
                let known = data.sources.iter().map(|source| &source.id);
                self.reference(source, &path.field("source"), "`sources`", known);
            }
            (Some(_), Mode::Passive | Mode::Active) => {
                let help = "expected the mode `import`, or no source";
                let word = format!("mode: {}", words::name_of(&access.mode));
                self.fault(&path.field("source"), excludes("source", &word), help);
            }
            (None, Mode::Import) if !data.sources.is_empty() => {
                let help = "name one of `sources`";
                self.fault(&mode, requires("mode: import", "source"), help);
            }
            (None, _) => {}
        }
    }

    /// Says where a permission opens more than the purpose needs.
    fn wider(&mut self, access: &Access, purpose: Option<&str>, path: &Path<'_>) {
        let mut purposes = self.data.purposes.iter();
        let purpose = purposes.find(|it| Some(it.id.as_str()) == purpose);
        if let Some(enough) =
            purpose.and_then(|purpose| kinds::enough_for(&access.kind, &purpose.text))
        {
            let doubt = Doubt::WiderThanPurpose {
                kind: access.kind.clone(),
                enough: enough.to_owned(),
            };
            self.doubt(path, doubt);
        }
    }

    /// Two lines for one kind and purpose would leave open which consent counts.
    fn covered_once(
        &mut self,
        access: &Access,
        purpose: &str,
        path: &Path<'_>,
        lines: &mut Covered,
    ) {
        let kind = self.data.kinds.iter().find(|kind| kind.id == access.kind);
        let mut covers = kind.map(kinds::covered_by).unwrap_or_default();
        if !covers.contains(&access.kind) {
            covers.push(access.kind.clone());
        }
        let action = access.action.unwrap_or(lines.usual);
        let new: Vec<_> = covers
            .into_iter()
            .map(|kind| (kind, purpose.to_owned(), access.mode, action))
            .collect();
        if let Some((covered, ..)) = new.iter().find(|line| lines.lines.contains(line)) {
            let help = "put it into one line, or give the other line another purpose";
            self.fault(path, Problem::CoveredTwice(covered.clone()), help);
        }
        lines.lines.extend(new);
    }

    pub(super) fn recipients(&mut self, path: &Path<'_>) {
        let data = self.data;
        for (index, recipient) in data.recipients.iter().enumerate() {
            let path = path.index(index);
            self.owner(&recipient.id, &path.field("id"));
            self.text(&recipient.name, &path.field("name"));
            self.words(&recipient.clause, &path.field("clause"));
            let functions = data.functions.iter().map(|function| &function.id);
            self.reference(
                &recipient.function,
                &path.field("function"),
                "`functions`",
                functions,
            );
            self.address(recipient.site_url.as_deref(), &path.field("site_url"));
            self.address(recipient.policy_url.as_deref(), &path.field("policy_url"));
            if let Some(condition) = &recipient.condition {
                self.condition(condition, &path.field("condition"));
            }
            self.items(recipient, &path.field("items"));
        }
    }

    fn condition(&mut self, condition: &Condition, path: &Path<'_>) {
        self.id(&condition.fact, &path.field("fact"));
        self.text(&condition.text, &path.field("text"));
        if condition.any_of.is_empty() && condition.none_of.is_empty() {
            self.fault(
                path,
                Problem::EmptyCondition,
                "add values to `any_of` or `none_of`, or remove the condition",
            );
        }
        let mut names = Names::default();
        for (values, field) in [
            (&condition.any_of, "any_of"),
            (&condition.none_of, "none_of"),
        ] {
            let list = path.field(field);
            for (index, value) in values.iter().enumerate() {
                self.new_id(value, &list.index(index), &mut names);
            }
        }
    }

    fn items(&mut self, recipient: &Recipient, path: &Path<'_>) {
        self.not_empty(&recipient.items, path);
        let (mut items, mut names) = (Names::default(), Names::default());
        let mut lines = Covered::new(Action::Share);
        for (index, item) in recipient.items.iter().enumerate() {
            let path = path.index(index);
            self.item(item, &path, &mut items);
            for (index, access) in item.accesses.iter().enumerate() {
                let list = path.field("accesses");
                let path = list.index(index);
                self.access(access, &path, &mut names);
                if access.purpose.is_some() {
                    self.fault(&path.field("purpose"), Problem::PurposeTwice, "remove it");
                }
                if access.consent.rule == ConsentRule::Acceptance {
                    self.opened_by_acceptance(access, true, Tier::Unspecified, &path);
                }
                self.wider(access, Some(&item.purpose), &path);
                self.covered_once(access, &item.purpose, &path.field("kind"), &mut lines);
            }
        }
    }

    fn item(&mut self, item: &Item, path: &Path<'_>, items: &mut Names) {
        let data = self.data;
        self.new_id(&item.id, &path.field("id"), items);
        self.text(&item.name, &path.field("name"));
        self.words(&item.clause, &path.field("clause"));
        let purposes = data.purposes.iter().map(|purpose| &purpose.id);
        self.reference(
            &item.purpose,
            &path.field("purpose"),
            "`purposes`",
            purposes,
        );
        self.not_empty(&item.accesses, &path.field("accesses"));
    }
}
