// The hand-written part of the C interface, beside what UniFFI generates.
//
// One function, because it is the only call an app makes so often that an
// allocation or a lock would be felt. It asks nothing, reads no clock, touches
// no file, and cannot fail: whatever is wrong with the token, the answer is no.
#ifndef ASKFIRST_H
#define ASKFIRST_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Tells whether the gate behind the token is open by consent at this moment.
///
/// The token names a guard and one of its gates; 0 and every token that no
/// guard gave out are shut.
bool askfirst_is_open(uint64_t token);

#ifdef __cplusplus
}
#endif

#endif
