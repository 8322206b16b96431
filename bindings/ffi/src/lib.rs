//! Every way into AskFirst from Kotlin and Swift.
//!
//! - [`mirror`]: the core's types as UniFFI sees them. A new variant in the
//!   core does not compile until it is mirrored and documented here.
//! - [`bridge`]: the UniFFI object; each method hands one call to the guard.
//! - `more`: the named interfaces beside the everyday calls, one file each.
//! - `input` and `keys`: what hosts hand in.
//! - `handed`: answers on their way to a caller who may have left.
//! - [`table`]: guards by number, so that UniFFI, JNI and C share one.
//! - [`jni_entries`]: start-up and the hot call for the JVM and Android.
//! - [`c_entries`]: the hot call for Swift.
//! - [`logs`]: the library's log records, for the host's own logger to fetch.
//!
//! **Invariant:** nothing here decides. There is no rule about consent in this
//! crate, and zero means *deny* in every encoding.

pub mod bridge;
pub mod c_entries;
mod convert;
mod handed;
mod input;
pub mod jni_entries;
mod keys;
pub mod logs;
pub mod mirror;
mod more;
pub mod table;

uniffi::setup_scaffolding!();
