package org.askfirst

/**
 * Starts and stops one third-party SDK on the guard's behalf.
 *
 * The guard calls [start] once the recipient's row is agreed to, and never before.
 * Java code extends [JavaSdkAdapter] instead.
 */
public abstract class SdkAdapter(
    /** Whose SDK it is. */
    public val recipient: Recipient
) {
    /** Starts the SDK; it may use [allowed] and nothing else. */
    public abstract suspend fun start(allowed: Set<Access<*>>)

    /** What the SDK may use has changed; turn its own switches. */
    public open suspend fun changed(allowed: Set<Access<*>>) {}

    /** Stops the SDK. Many cannot stop: say so, do not pretend. */
    public abstract suspend fun stop(): Stopped

    /** Has the SDK erase what it holds. */
    public open suspend fun erase(): Erased = Erased.NOT_OFFERED
}

/** [SdkAdapter] for Java. The methods run on a background thread. */
public abstract class JavaSdkAdapter(recipient: Recipient) : SdkAdapter(recipient) {
    /** As [SdkAdapter.start]. */
    protected abstract fun onStart(allowed: Set<@JvmSuppressWildcards Access<*>>)

    /** As [SdkAdapter.changed]. */
    protected open fun onChanged(allowed: Set<@JvmSuppressWildcards Access<*>>) {}

    /** As [SdkAdapter.stop]. */
    protected abstract fun onStop(): Stopped

    /** As [SdkAdapter.erase]. */
    protected open fun onErase(): Erased = Erased.NOT_OFFERED

    final override suspend fun start(allowed: Set<Access<*>>): Unit = onStart(allowed)

    final override suspend fun changed(allowed: Set<Access<*>>): Unit = onChanged(allowed)

    final override suspend fun stop(): Stopped = onStop()

    final override suspend fun erase(): Erased = onErase()
}

/** Whether an SDK stopped. */
public enum class Stopped {
    /** It has stopped. */
    NOW,

    /** It cannot stop, and will not be started again in the next process. */
    AFTER_RESTART
}

/** Whether an SDK erased what it held. */
public enum class Erased {
    /** It has. */
    DONE,

    /** It was asked to, and does not say when. */
    REQUESTED,

    /** It offers no way. */
    NOT_OFFERED
}

/** How starting an SDK ended. */
public sealed interface Started {
    /** It runs, with these accesses. */
    public class Running(public val allowed: Set<Access<*>>) : Started {
        override fun toString(): String = "Running(${allowed.map { it.id }})"
    }

    /** It was not started. */
    public class Held(public val reason: Reason, public val remedy: Remedy) : Started {
        override fun toString(): String = "Held($reason, $remedy)"
    }
}
