//! Guards by number.
//!
//! A number is an index into a table that only grows, never a pointer: a wrong
//! or old one finds nothing, or a guard that is shut.

use once_cell::sync::OnceCell;

use askfirst::guard::{Gate, Guard};

/// Guards that one process can open; an app opens one.
const MOST: usize = 4096;

static TABLE: [OnceCell<Guard>; MOST] = [const { OnceCell::new() }; MOST];

/// Puts a guard into the table. Its number, or 0 if the table is full.
pub(crate) fn put(guard: Guard) -> u64 {
    let mut guard = Some(guard);
    for (index, place) in TABLE.iter().enumerate() {
        if let Some(known) = place.get()
            && guard.as_ref().is_some_and(|it| it.is_same(known))
        {
            return index as u64 + 1;
        }
        if let Some(mine) = guard.take()
            && let Err(mine) = place.set(mine)
        {
            guard = Some(mine);
            continue;
        }
        if guard.is_none() {
            return index as u64 + 1;
        }
    }
    0
}

/// The guard of a number.
pub(crate) fn get(number: u64) -> Option<&'static Guard> {
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    TABLE.get(index)?.get()
}

/// The number by which a gate is checked from outside: guard above, gate below.
pub(crate) fn token(guard: u64, gate: u32) -> u64 {
    (guard << 32) | u64::from(gate)
}

/// Whether the gate of a token is open. Cannot panic; anything unknown is shut.
#[inline]
pub(crate) fn is_open(token: u64) -> bool {
    match get(token >> 32) {
        // The truncation takes the lower half, which is the gate.
        #[allow(clippy::cast_possible_truncation)]
        Some(guard) => guard.is_open(Gate(token as u32)),
        None => false,
    }
}
