package org.askfirst.internal

import java.util.concurrent.Executor
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.Callback
import org.askfirst.Cancellable
import org.askfirst.Read
import org.askfirst.Reason
import org.askfirst.Remedy

/** Runs suspending calls for Java callers. */
internal object Calls {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /**
     * Runs [call] and hands its result to [callback] once.
     *
     * [ended] makes the result of a call that was cancelled or failed, for types that can say so.
     */
    fun <T> run(
        executor: Executor,
        callback: Callback<T>,
        ended: ((Reason) -> T)?,
        call: suspend () -> T
    ): Cancellable {
        val once = Once(executor, callback)
        // ATOMIC: a call cancelled before it began must still reach its callback.
        @OptIn(ExperimentalCoroutinesApi::class)
        val job = scope.launch(start = CoroutineStart.ATOMIC) {
            try {
                once.result(call())
            } catch (_: CancellationException) {
                once.ended(Reasons.CANCELLED, ended)
            } catch (_: Throwable) {
                once.ended(Reasons.INTERNAL, ended)
            }
        }
        return Cancellable { job.cancel() }
    }

    /** Runs a call that is not to be stopped half way; cancelling it has no effect. */
    fun <T> carryThrough(executor: Executor, callback: Callback<T>, failed: T, call: suspend () -> T): Cancellable {
        run(executor, callback, { failed }, call)
        return Cancellable { }
    }

    /** Hands the first value of [flow] to [callback]. */
    fun <T> first(executor: Executor, callback: Callback<T>, flow: Flow<T>): Cancellable =
        run(executor, callback, null) { flow.first() }

    /** Hands every value of [flow] to [callback], in order. */
    fun <T> stream(executor: Executor, callback: Callback<T>, flow: Flow<T>): Cancellable {
        val isOver = AtomicBoolean()
        val job = scope.launch {
            try {
                flow.collect { value -> executor.deliver { if (!isOver.get()) callback.onResult(value) } }
                executor.deliver { callback.onEnded(Reasons.CLOSED) }
            } catch (_: CancellationException) {
                executor.deliver { callback.onEnded(Reasons.CANCELLED) }
            } catch (_: Throwable) {
                executor.deliver { callback.onEnded(Reasons.INTERNAL) }
            }
        }
        return Cancellable {
            isOver.set(true)
            job.cancel()
        }
    }

    private class Once<T>(private val executor: Executor, private val callback: Callback<T>) {
        fun result(value: T) = executor.deliver { callback.onResult(value) }

        fun ended(reason: Reason, ended: ((Reason) -> T)?) = executor.deliver {
            if (ended == null) callback.onEnded(reason) else callback.onResult(ended(reason))
        }
    }
}

/** Hands [block] to the caller's executor; what the callback throws is the executor's business. */
private fun Executor.deliver(block: () -> Unit) {
    try {
        execute(block)
    } catch (_: RejectedExecutionException) {
        // The executor was shut down: nobody is there to hear the result.
    }
}

internal fun cancelledRead(reason: Reason): Read<Nothing> = Read.Shut(reason, Remedy.NONE)
