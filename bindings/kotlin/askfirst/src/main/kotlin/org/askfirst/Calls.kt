package org.askfirst

import java.util.concurrent.Executor
import org.askfirst.internal.Calls

/**
 * Hears how a call ended, for Java callers.
 *
 * Exactly one of the two methods is called, once, on the executor that was given with the call.
 */
public fun interface Callback<in T> {
    /** The call's result. */
    public fun onResult(result: T)

    /**
     * The call was cancelled or failed and its result has no case of its own to say so.
     *
     * Reads, questions, starts and withdrawals never come here: their results say it themselves.
     */
    public fun onEnded(reason: Reason) {}
}

/** A call under way, for Java callers. */
public fun interface Cancellable {
    /** Gives the call up. Has no effect once the call has ended, or a second time. */
    public fun cancel()
}

/**
 * A suspending call as Java writes it: `next -> privacy.getEditions().all(next)`.
 *
 * With [run], every suspending call of the [Rulebook] can be made from Java; the types are checked.
 */
public fun interface Suspending<T> {
    public suspend fun call(): T

    public companion object {
        /**
         * Runs [call] and hands its result to [callback] once, on [executor].
         *
         * A call that was cancelled or failed ends in [Callback.onEnded].
         */
        @JvmStatic
        public fun <T> run(call: Suspending<T>, executor: Executor, callback: Callback<T>): Cancellable =
            Calls.run(executor, callback, null) { call.call() }
    }
}
