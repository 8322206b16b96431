//! The native side of the JVM's peer: a call that does nothing.

use std::ffi::c_void;

/// Takes what `isOpen` takes, and does nothing.
// SAFETY: the name is this library's own; the arguments are what the declaration in `Bench.java`
// passes, and none is looked at.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "system" fn Java_Bench_empty(
    _environment: *mut c_void,
    _class: *mut c_void,
    token: i64,
) -> u8 {
    u8::from(token != 0)
}
