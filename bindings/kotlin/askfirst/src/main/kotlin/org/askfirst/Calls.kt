package org.askfirst

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
