package org.askfirst

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async

private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

/** Begins [call] on another thread. */
internal fun <T> coroutines(call: suspend () -> T): Deferred<T> = scope.async { call() }
