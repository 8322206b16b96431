//! The guard, over a real ledger: asking, permits, withdrawal, faults.

#![allow(
    clippy::unwrap_used,
    unused_imports,
    reason = "a test stops at the first surprise; each part takes what it needs of the phone"
)]

mod account;
mod apart;
mod asking;
mod closing;
mod conduct;
mod dialogs;
mod export;
mod faults;
mod history;
mod leaving;
mod notices;
mod page;
mod person;
mod phone;
mod requests;
mod terms;
mod unwritten;
