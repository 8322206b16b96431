//! Copies of what is on record about the account in use.

use askfirst::export::{Compared, Export, Part};

use crate::bridge::Bridge;

/// A part of an export.
#[uniffi::remote(Enum)]
pub enum Part {
    ConsentRecords,
    Entries,
    Decisions,
}

/// What comparing an earlier export with the records gave.
#[uniffi::remote(Enum)]
pub enum Compared {
    Same,
    Differs(Part),
    NotAnExport,
    NotReady,
}

#[uniffi::export]
impl Bridge {
    /// Everything on record about the account in use, as JSON; none while the records cannot be read.
    pub async fn take_export(&self) -> Option<String> {
        let export = self.guard.export().take().await;
        export.as_ref().map(Export::to_json)
    }

    /// Whether an earlier export says the same as the records do up to its last entry.
    pub async fn compare_export(&self, json: String) -> Compared {
        self.guard.export().compare(json).await
    }
}
