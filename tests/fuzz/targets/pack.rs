//! Feeds bytes to `readers::pack`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| askfirst_fuzz::readers::pack(bytes));
