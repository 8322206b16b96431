//! Names that the host gives to categories of recipients.

use crate::pack::model::{PackData, Recipient, Region, Text};
use crate::rule::Rule;

/// A recipient in flesh: who stands behind a category that the policy names.
///
/// It becomes a recipient of its own, with the category's lines under its own
/// id, so that consent to one name is none to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Id of the category in the pack.
    pub category: String,
    /// Id of its own; its accesses are `id.name`.
    pub id: String,
    /// Its name, as a person reads it.
    pub name: String,
    /// Where it processes data. A host that does not know says abroad.
    pub region: Region,
}

/// Why a name cannot be bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBinding {
    /// The pack has no such category.
    #[error("`{0}` is no category of recipients")]
    NoCategory(String),
    /// The id is not a lower-case word, or something else has it.
    #[error("`{0}` cannot be the id of a recipient: it is taken, or no lower-case word")]
    BadId(String),
    /// A name without a letter.
    #[error("`{0}` has no name")]
    NoName(String),
}

/// The data with every bound recipient; none if there is nothing to bind.
pub(super) fn bound(
    data: &PackData,
    bindings: &[Binding],
) -> Result<Option<Box<PackData>>, BadBinding> {
    if bindings.is_empty() {
        return Ok(None);
    }
    let mut data = Box::new(data.clone());
    for binding in bindings {
        let recipient = recipient(&data, binding)?;
        data.recipients.push(recipient);
    }
    Ok(Some(data))
}

fn recipient(data: &PackData, binding: &Binding) -> Result<Recipient, BadBinding> {
    let category = data
        .recipients
        .iter()
        .find(|it| it.category && it.id == binding.category)
        .ok_or_else(|| BadBinding::NoCategory(binding.category.clone()))?;
    let owners = data.recipients.iter().map(|it| &it.id);
    let mut owners = owners.chain(data.functions.iter().map(|it| &it.id));
    if !crate::pack::is_id(&binding.id) || owners.any(|id| id == &binding.id) {
        return Err(BadBinding::BadId(binding.id.clone()));
    }
    if binding.name.trim().is_empty() {
        return Err(BadBinding::NoName(binding.id.clone()));
    }
    // Whoever stands behind a category is asked for by name.
    let named = Rule::R066.holds();
    Ok(Recipient {
        id: binding.id.clone(),
        name: if !named {
            category.name.clone()
        } else {
            Text {
                zh: format!("{}（{}）", binding.name, category.name.zh),
                en: format!("{} ({})", binding.name, category.name.en),
            }
        },
        category: false,
        region: Some(binding.region),
        ..category.clone()
    })
}
