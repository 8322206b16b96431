//! The rules of who decides, and where.

use super::super::error::{Doubt, Problem};
use super::super::model::{
    Contact, Controller, CrossBorder, Identity, Region, Storage, Withdrawal,
};
use super::super::tree::Path;
use super::super::words;
use super::{Checker, Names, excludes};

impl Checker<'_> {
    /// Identity, scope, controllers, acceptance, withdrawal, contact, storage, sources.
    pub(super) fn parties(&mut self, top: &Path<'_>) {
        let data = self.data;
        self.identity(&data.identity, &top.field("identity"));
        self.scope(&top.field("scope"));
        self.controllers(&top.field("controllers"));
        let acceptance = top.field("acceptance");
        self.words(&data.acceptance.clause, &acceptance.field("clause"));
        self.withdrawal(&data.withdrawal, &top.field("withdrawal"));
        self.contact(&data.contact, &top.field("contact"));
        if let Some(storage) = &data.storage {
            self.storage(storage, &top.field("storage"));
        }
        self.sources(&top.field("sources"));
    }

    fn identity(&mut self, identity: &Identity, path: &Path<'_>) {
        self.id(&identity.id, &path.field("id"));
        self.text(&identity.title, &path.field("title"));
        if identity.ordinal == 0 {
            self.fault(
                &path.field("ordinal"),
                Problem::OutOfRange("0".to_owned()),
                "the first edition has 1",
            );
        }
        self.address(identity.policy_url.as_deref(), &path.field("policy_url"));
        self.address(identity.archive_url.as_deref(), &path.field("archive_url"));
        if identity.declared_change.is_some() && identity.ordinal == 1 {
            let problem = excludes("declared_change", "ordinal: 1");
            let help = "the first edition changes nothing; remove it, or count the editions";
            self.fault(&path.field("declared_change"), problem, help);
        }
        self.words(&identity.clause, &path.field("clause"));
        let updated = self.date(identity.updated.as_deref(), &path.field("updated"));
        let effective = self.date(identity.effective.as_deref(), &path.field("effective"));
        if identity.updated.is_none() && identity.effective.is_none() {
            self.doubt(path, Doubt::Undated);
        }
        // Written year first and with all digits, days order as their text does.
        if let (Some(updated), Some(effective)) = (updated, effective)
            && effective < updated
        {
            let doubt = Doubt::InvertedDates { effective, updated };
            self.doubt(&path.field("effective"), doubt);
        }
    }

    fn date(&mut self, day: Option<&str>, path: &Path<'_>) -> Option<String> {
        let day = day?;
        if !words::is_day(day) {
            let help = "expected a day as `YYYY-MM-DD`";
            self.fault(path, Problem::MalformedDate(day.to_owned()), help);
            return None;
        }
        Some(day.to_owned())
    }

    fn scope(&mut self, path: &Path<'_>) {
        let scope = &self.data.scope;
        self.text(&scope.product, &path.field("product"));
        self.not_empty(&scope.surfaces, &path.field("surfaces"));
        let surfaces = scope.surfaces.iter().map(words::name_of);
        self.no_repeats(surfaces, &path.field("surfaces"));
        let territory = path.field("territory");
        for (index, country) in scope.territory.iter().enumerate() {
            self.country(country, &territory.index(index));
        }
        self.no_repeats(scope.territory.iter().cloned(), &territory);
        self.remarks(&scope.exclusions, &path.field("exclusions"));
        self.remarks(&scope.related, &path.field("related"));
        self.words(&scope.clause, &path.field("clause"));
    }

    fn country(&mut self, country: &str, path: &Path<'_>) {
        if !words::is_country(country) {
            let help = "expected two capital letters of ISO 3166-1, such as `CN`";
            self.fault(path, Problem::UnknownCountry(country.to_owned()), help);
        }
    }

    fn controllers(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        self.not_empty(&self.data.controllers, path);
        for (index, controller) in self.data.controllers.iter().enumerate() {
            let path = path.index(index);
            self.new_id(&controller.id, &path.field("id"), &mut names);
            if let Some(name) = &controller.name {
                self.text(name, &path.field("name"));
            }
            self.succeeds(controller, &path.field("succeeds"));
            self.words(&controller.clause, &path.field("clause"));
        }
    }

    /// The former edition is another file, so here its controller is no more than an id.
    fn succeeds(&mut self, controller: &Controller, path: &Path<'_>) {
        let Some(former) = &controller.succeeds else {
            return;
        };
        self.id(former, path);
        if former == &controller.id {
            let help = "a controller that stays needs no successor; remove it";
            self.fault(path, Problem::SelfReference(former.clone()), help);
        } else if self.data.identity.ordinal == 1 {
            let problem = excludes("succeeds", "ordinal: 1");
            self.fault(
                path,
                problem,
                "the first edition has nobody to take over from",
            );
        }
    }

    fn withdrawal(&mut self, withdrawal: &Withdrawal, path: &Path<'_>) {
        self.text(&withdrawal.route, &path.field("route"));
        self.remarks(&withdrawal.other_routes, &path.field("other_routes"));
        self.words(&withdrawal.clause, &path.field("clause"));
    }

    fn storage(&mut self, storage: &Storage, path: &Path<'_>) {
        self.country(&storage.country, &path.field("country"));
        self.words(&storage.clause, &path.field("clause"));
        if storage.abroad != CrossBorder::Never {
            return;
        }
        let data = self.data;
        for (index, recipient) in data.recipients.iter().enumerate() {
            if recipient.region == Some(Region::Abroad) {
                let list = Path::Root.field("recipients");
                let path = list.index(index);
                self.doubt(
                    &path.field("region"),
                    Doubt::AbroadAndStays(recipient.id.clone()),
                );
            }
        }
    }

    fn sources(&mut self, path: &Path<'_>) {
        let mut names = Names::default();
        for (index, source) in self.data.sources.iter().enumerate() {
            let path = path.index(index);
            self.well_formed(&source.id, &path.field("id"), words::is_wild_word);
            self.only_once(&source.id, &path.field("id"), &mut names);
            self.text(&source.name, &path.field("name"));
            self.words(&source.clause, &path.field("clause"));
        }
    }

    fn contact(&mut self, contact: &Contact, path: &Path<'_>) {
        for (words, field) in [(&contact.phone, "phone"), (&contact.mail, "mail")] {
            if let Some(words) = words {
                self.words(words, &path.field(field));
            }
        }
        if let Some(address) = &contact.address {
            self.text(address, &path.field("address"));
        }
        if let Some(officer) = &contact.officer {
            self.text(officer, &path.field("officer"));
        }
        self.remarks(&contact.complaints, &path.field("complaints"));
        self.words(&contact.clause, &path.field("clause"));
    }
}
