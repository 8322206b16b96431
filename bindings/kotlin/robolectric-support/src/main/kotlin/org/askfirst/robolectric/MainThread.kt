package org.askfirst.robolectric

import android.os.Looper
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport

/** Lets the main thread and the threads behind it meet, within a bound. */
public object MainThread {
    /**
     * Runs what the main thread has to do until [done] holds, and fails with [what] if it never does.
     *
     * Real threads answer in real time, so the bound is real as well; Robolectric's own clock stands still.
     */
    @JvmStatic
    public fun await(what: String, millis: Long = LIMIT, done: () -> Boolean) {
        val end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)
        while (true) {
            shadowOf(Looper.getMainLooper()).idle()
            if (done()) return
            check(System.nanoTime() < end) { "waited $millis ms in vain: $what" }
            Thread.yield()
            LockSupport.parkNanos(STEP)
        }
    }

    /** Runs what the main thread has to do until [value] gives something. */
    @JvmStatic
    public fun <T : Any> awaitValue(what: String, millis: Long = LIMIT, value: () -> T?): T {
        var found: T? = null
        await(what, millis) { value().also { found = it } != null }
        return found!!
    }

    /** Far above what anything here takes: a bound against hanging, not a measure of speed. */
    private const val LIMIT = 20_000L
    private const val STEP = 1_000_000L
}
