// The Observation library of some Linux toolchains calls a function of the Swift
// runtime that its own build does not export, so that nothing with @Observable
// links. This weak definition fills the gap; a toolchain that exports the
// function wins over it. On every other system this file is empty.
#ifdef __linux__
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((weak, noreturn)) void _ZN5swift9threading5fatalEPKcz(const char *message, ...) {
    va_list arguments;
    va_start(arguments, message);
    vfprintf(stderr, message, arguments);
    va_end(arguments);
    abort();
}
#endif
