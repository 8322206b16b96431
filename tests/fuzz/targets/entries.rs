//! Feeds bytes to `readers::entries`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| askfirst_fuzz::readers::entries(bytes));
