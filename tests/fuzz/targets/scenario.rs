//! Feeds bytes to `readers::scenario`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| askfirst_fuzz::readers::scenario(bytes));
