//! `askfirst schema`: the JSON Schema of packs.

use crate::arguments::Arguments;
use crate::{Ended, Misuse, print};

/// The schema as it is shipped beside the packs; a test holds it to the types.
const SCHEMA: &str = include_str!("../../../core/policies/pack.schema.json");

/// Prints it.
pub(crate) fn run(arguments: Arguments) -> Result<Ended, Misuse> {
    arguments.end()?;
    print(SCHEMA);
    Ok(Ended::Well)
}
