package org.askfirst

import java.util.concurrent.Callable
import java.util.concurrent.Executor
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import org.askfirst.internal.Calls
import org.askfirst.internal.cancelledRead

/** The door for one access. */
public interface Gate<out V : Any> {
    /** What lies behind this door. */
    public val access: Access<V>

    /**
     * Whether a live consent stands behind this door.
     *
     * Answers from memory: never asks, never waits, makes no system call, and is false whenever anything is unclear.
     * The system's own permission is looked at by [read], not here.
     */
    public val isOpen: Boolean

    /** What is known about this door, refreshed whenever it changes. */
    public val state: StateFlow<GateState>

    /**
     * Reads, asking the person first where [ask] allows it.
     *
     * Suspends while the person is asked. Throws nothing but the caller's own cancellation.
     */
    public suspend fun read(ask: Ask = Ask.IF_NEW): Read<V>

    /**
     * Reads through [source] instead of the provider registered for the kind.
     *
     * For other views of the same data, such as the clipboard's description.
     */
    public suspend fun <T : Any> readWith(ask: Ask = Ask.IF_NEW, source: Source<T>): Read<T>

    /**
     * Runs [body], for example a vendor SDK's call, if it is allowed.
     *
     * What [body] gives is dropped if consent ended meanwhile. If [body] throws, the answer is
     * [Read.Unavailable] with that error.
     */
    public suspend fun <T : Any> use(ask: Ask = Ask.IF_NEW, body: suspend () -> T): Read<T>

    /**
     * Values as they come, ending when consent ends or cannot be had.
     *
     * Each value is checked against the consent that holds when it arrives; one that comes too late is dropped.
     */
    public fun updates(ask: Ask = Ask.IF_NEW): Flow<V>

    /** [read] for Java. A cancelled call gives [Read.Shut]. */
    public fun read(ask: Ask, executor: Executor, callback: @JvmSuppressWildcards Callback<Read<V>>): Cancellable =
        Calls.run(executor, callback, ::cancelledRead) { read(ask) }

    /** [use] for Java; [body] runs on a background thread. */
    public fun <T : Any> use(
        ask: Ask,
        body: Callable<T>,
        executor: Executor,
        callback: @JvmSuppressWildcards Callback<Read<T>>
    ): Cancellable = Calls.run(executor, callback, ::cancelledRead) { use(ask) { body.call() } }

    /** [updates] for Java: [callback] hears each value in turn until the stream ends or is cancelled. */
    public fun updates(ask: Ask, executor: Executor, callback: Callback<V>): Cancellable =
        Calls.stream(executor, callback, updates(ask))
}

/** What is known about a door. */
public class GateState(
    public val isOpen: Boolean,
    /** Why it is shut; `null` when it is open. The system's permission counts here as last seen. */
    public val reason: Reason?,
    /** Where the consent itself stands. */
    public val standing: Standing,
    /** Since when, in milliseconds since 1970 UTC. */
    public val sinceMillis: Long?
) {
    override fun equals(other: Any?): Boolean = other is GateState &&
        other.isOpen == isOpen &&
        other.reason == reason &&
        other.standing == standing &&
        other.sinceMillis == sinceMillis

    override fun hashCode(): Int = 31 * standing.hashCode() + reason.hashCode()

    override fun toString(): String = "GateState($standing, ${reason ?: "open"})"
}

/** Where a consent stands. */
public enum class Standing {
    /** Nobody was asked. */
    UN_ASKED,

    /** Opened by accepting the policy. */
    BY_POLICY,

    /** Given. */
    GIVEN,

    /** Refused. */
    REFUSED,

    /** Given once and taken back. */
    WITHDRAWN,

    /** Ran out, or was for one read. */
    EXPIRED,

    /** Given to another text than the one that holds now. */
    STALE,

    /** Asked and left without an answer. */
    LEFT_OPEN,

    /** The pack does not cover it. */
    NOT_DECLARED
}
