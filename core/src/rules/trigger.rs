//! Functions that only the person starts, such as sending an error report.

use crate::decide::Case;
use crate::reason::Reason;

/// Whether who acts may start the function.
pub(crate) fn fits(case: &Case<'_>) -> Result<(), Reason> {
    let function = case.catalogue.function(case.line());
    if function.started_by_person && !case.context.by_person {
        Err(Reason::TriggerMismatch)
    } else {
        Ok(())
    }
}
