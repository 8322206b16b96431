//! Cases without consent: numbered lists, one for each action (R-078 … R-080).
//!
//! A list for one action says nothing about another. An item reaches as far as
//! its own limits, names the law where it has to, and is never a consent.

use crate::catalogue::{Catalogue, Line};
use crate::pack::model::{Action, ExemptionItem, Ground, PackData};
use crate::reason::Reason;
use crate::rule::Rule;

/// Which item of a list is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// By its number in the list for the action.
    Number(u32),
    /// By its ground.
    Ground(Ground),
}

/// What somebody claims who wants to act without consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is to be done.
    pub action: Action,
    /// Under which item.
    pub item: Which,
    /// Why the case is given, in the claimant's words. No personal data.
    pub reason: String,
    /// Who claims it.
    pub requester: String,
    /// The law, where the item needs one named.
    pub citation: Option<String>,
    /// Whether the case and the data are directly linked.
    pub directly: bool,
}

/// The item that an action can be claimed under, whatever the data are.
///
/// # Errors
/// No list has it, or only the list of another action.
pub fn item_of(data: &PackData, action: Action, which: Which) -> Result<&ExemptionItem, Reason> {
    let is_meant = |item: &&ExemptionItem| match which {
        Which::Number(number) => item.number == number,
        Which::Ground(ground) => item.ground == ground,
    };
    let lists = |own: bool| {
        let lists = data.exemptions.iter();
        lists
            .filter(move |list| (list.action == action || !Rule::R078.holds()) == own)
            .flat_map(|list| &list.items)
    };
    match lists(true).find(is_meant) {
        Some(item) => Ok(item),
        None if lists(false).any(|item| is_meant(&item)) => Err(Reason::ExemptionScope),
        None => Err(Reason::ExemptionNotListed),
    }
}

/// The item under which a claim about a line is admissible.
pub(crate) fn admissible<'a>(
    catalogue: &'a Catalogue,
    line: &Line,
    claim: &Claim,
) -> Result<&'a ExemptionItem, Reason> {
    let item = item_of(catalogue.data(), claim.action, claim.item)?;
    let refuses_only = item.refuse_only && claim.action != Action::RefuseRequest;
    let within = kinds_within(item, line) && purposes_within(item, line);
    let evidenced = !claim.reason.trim().is_empty() && !claim.requester.trim().is_empty();
    let cited = claim
        .citation
        .as_deref()
        .is_some_and(|law| !law.trim().is_empty());
    let narrow = !item.is_consent
        && !refuses_only
        && within
        && evidenced
        && (cited || !item.requires_citation)
        && (claim.directly || !item.directly);
    // A recipient's code cannot claim anything for itself.
    let own = line.recipient.is_none() || !Rule::R074.holds();
    if own && (narrow || !Rule::R080.holds()) {
        Ok(item)
    } else {
        Err(Reason::ExemptionScope)
    }
}

fn kinds_within(item: &ExemptionItem, line: &Line) -> bool {
    item.kinds.as_ref().is_none_or(|kinds| {
        let all_covered =
            !line.covers.is_empty() && line.covers.iter().all(|it| kinds.contains(it));
        kinds.contains(&line.kind.id) || all_covered
    })
}

fn purposes_within(item: &ExemptionItem, line: &Line) -> bool {
    item.purposes
        .as_ref()
        .is_none_or(|purposes| purposes.contains(&line.purpose.id))
}
