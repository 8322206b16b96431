//! Feeds bytes to `readers::ledger`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| askfirst_fuzz::readers::ledger(bytes));
