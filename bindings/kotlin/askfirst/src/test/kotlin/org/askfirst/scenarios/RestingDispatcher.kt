package org.askfirst.scenarios

import java.util.concurrent.atomic.AtomicLong
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/**
 * Knows when the app's own tasks have nothing left to do.
 *
 * Every coroutine of the app and of the guard runs here, so when nothing is queued or running, all of them wait for
 * the core, for the phone or for the person.
 */
internal class RestingDispatcher : CoroutineDispatcher() {
    private val busy = AtomicLong()
    private val done = AtomicLong()

    val isAtRest: Boolean get() = busy.get() == 0L

    /** How many pieces of work have been done. */
    val work: Long get() = done.get()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        busy.incrementAndGet()
        Dispatchers.IO.dispatch(context) {
            try {
                block.run()
            } finally {
                done.incrementAndGet()
                busy.decrementAndGet()
            }
        }
    }
}
