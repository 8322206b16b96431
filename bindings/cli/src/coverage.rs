//! `askfirst coverage`: which scenario is evidence for which requirement.

use std::path::PathBuf;

use askfirst_replay::coverage::Coverage;

use crate::arguments::Arguments;
use crate::{Ended, Misuse, complain, print};

/// Prints the table of a folder; a scenario that bears too much alone is wrong.
pub(crate) fn run(mut arguments: Arguments) -> Result<Ended, Misuse> {
    let folder = PathBuf::from(arguments.expect("FOLDER", "FOLDER")?);
    arguments.end()?;
    let coverage = match Coverage::read(&folder) {
        Ok(coverage) => coverage,
        Err(problem) => {
            complain(&format!("{problem}\n"));
            return Ok(Ended::Unusable);
        }
    };
    print(&coverage.table());
    let overloaded = coverage.overloaded();
    for sentence in &overloaded {
        complain(&format!("{sentence}\n"));
    }
    Ok(if overloaded.is_empty() {
        Ended::Well
    } else {
        Ended::Wrong
    })
}
