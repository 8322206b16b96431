//! What a person may ask for, and on which grounds it may be refused.

use crate::pack::kinds::covered_by;
use crate::pack::model::{Action, ExemptionItem, PackData, Right, RightName};
use crate::rule::Rule;

/// What a text says about one right for one kind of data.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer<'a> {
    /// It offers it.
    Offered(&'a Right),
    /// It names it and withholds it; these it offers instead.
    Withheld {
        /// Where it says so.
        right: &'a Right,
        /// What it offers for the same data.
        instead: Vec<&'a Right>,
    },
    /// It does not say. Nothing is promised then, and nobody may pretend it is.
    NotDeclared,
}

/// What a pack says about a right for a kind; no kind is everything together.
///
/// An entry that names the kind goes before one for every kind. Where several
/// say different things about the same, the person gets the more.
#[must_use]
pub fn offer<'a>(data: &'a PackData, right: RightName, kind: Option<&str>) -> Offer<'a> {
    match stated(data, right, kind) {
        Some(found) if found.offered => Offer::Offered(found),
        Some(found) => Offer::Withheld {
            right: found,
            instead: offered_for(data, kind),
        },
        None => Offer::NotDeclared,
    }
}

fn stated<'a>(data: &'a PackData, right: RightName, kind: Option<&str>) -> Option<&'a Right> {
    let fitting = |exact: bool| {
        let mut fits: Vec<&Right> = data
            .rights
            .iter()
            .filter(|it| it.right == right)
            .filter(|it| match kind {
                // About everything, what is offered for a part is offered.
                None => true,
                Some(kind) if exact => names(data, it, kind),
                Some(_) => it.kinds.is_empty(),
            })
            .collect();
        fits.sort_by_key(|it| (!it.offered, !it.kinds.is_empty()));
        fits.first().copied()
    };
    fitting(true).or_else(|| fitting(false))
}

/// Whether an entry names a kind, itself or by an umbrella word.
fn names(data: &PackData, right: &Right, kind: &str) -> bool {
    right.kinds.iter().any(|named| {
        let of_pack = data.kinds.iter().find(|it| &it.id == named);
        named == kind || of_pack.is_some_and(|it| covered_by(it).iter().any(|it| it == kind))
    })
}

fn offered_for<'a>(data: &'a PackData, kind: Option<&str>) -> Vec<&'a Right> {
    let mut instead: Vec<&Right> = Vec::new();
    for right in &data.rights {
        if let Some(found) = stated(data, right.right, kind)
            && found.offered
            && !instead.contains(&found)
        {
            instead.push(found);
        }
    }
    instead
}

/// Why a refusal cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalFault {
    /// The list of grounds to refuse a request has no such item.
    NotListed,
    /// The item needs the law that is meant.
    NeedsCitation,
}

/// Grounds on which a pack lets a request be refused, in the text's order.
#[must_use]
pub fn grounds(data: &PackData) -> Vec<&ExemptionItem> {
    let lists = data.exemptions.iter();
    lists
        .filter(|list| list.action == Action::RefuseRequest)
        .flat_map(|list| &list.items)
        .filter(|item| !item.is_consent)
        .collect()
}

/// The item on which a request may be refused.
///
/// # Errors
/// Why not.
pub fn ground<'a>(
    data: &'a PackData,
    number: u32,
    citation: Option<&str>,
) -> Result<&'a ExemptionItem, RefusalFault> {
    let listed = grounds(data);
    let item = listed
        .into_iter()
        .find(|item| item.number == number || !Rule::R096.holds())
        .ok_or(RefusalFault::NotListed)?;
    let cited = citation.is_some_and(|law| !law.trim().is_empty());
    if item.requires_citation && !cited {
        return Err(RefusalFault::NeedsCitation);
    }
    Ok(item)
}
