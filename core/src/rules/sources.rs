//! Data that others hand over, where the policy asks for that: only once
//! somebody showed how the source came by them.

use crate::decide::Case;
use crate::reason::Reason;
use crate::rule::Rule;

/// Whether it was shown that the source obtained the data lawfully.
pub(crate) fn is_proven(case: &Case<'_>) -> Result<(), Reason> {
    let Some(id) = &case.line().access.source else {
        return Ok(());
    };
    let source = case.catalogue.data().sources.iter().find(|it| &it.id == id);
    match source {
        _ if !Rule::R077.holds() => Ok(()),
        None => Err(Reason::SourceNotDeclared),
        Some(source) if source.needs_proof && !case.state.proofs.contains_key(id) => {
            Err(Reason::SourceUnproven)
        }
        Some(_) => Ok(()),
    }
}
