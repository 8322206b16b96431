//! Functions that only the person starts, such as sending an error report.

use crate::decide::Case;
use crate::reason::Reason;
use crate::rule::Rule;

/// Whether who acts may start the function.
pub(crate) fn fits(case: &Case<'_>) -> Result<(), Reason> {
    let function = case.catalogue.function(case.line());
    if function.started_by_person && !case.context.by_person && Rule::R049.holds() {
        Err(Reason::TriggerMismatch)
    } else {
        Ok(())
    }
}
