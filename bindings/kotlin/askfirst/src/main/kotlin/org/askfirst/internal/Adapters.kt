package org.askfirst.internal

import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.askfirst.Access
import org.askfirst.Confirmed
import org.askfirst.LogLevel
import org.askfirst.Obligation
import org.askfirst.Recipient
import org.askfirst.Remedy
import org.askfirst.SdkAdapter
import org.askfirst.Started
import org.askfirst.Stopped

/** Starts SDKs through their adapters, and tells those that run when what they may use has changed. */
internal class Adapters(adapters: List<SdkAdapter>, private val seams: Seams) {
    private val known: Map<String, SdkAdapter> = adapters.associateBy { it.recipient.id }
    private val running = ConcurrentHashMap<String, Set<Access<*>>>()
    private val handled = HashSet<Long>()
    private val turn = Mutex()

    val isAnyKnown: Boolean get() = known.isNotEmpty()

    /** Starts the SDK of [recipient] with [allowed]; one that runs already hears of the change instead. */
    suspend fun start(recipient: Recipient, allowed: Set<Access<*>>): Started = turn.withLock {
        val adapter = known[recipient.id]
        if (adapter == null) {
            seams.log(LogLevel.ERROR, Seams.TAG, "no adapter was given for ${recipient.id}")
            return Started.Held(Reasons.INTERNAL, Remedy.NONE)
        }
        val before = running[recipient.id]
        val isDone = safely(adapter) {
            when (before) {
                null -> adapter.start(allowed)
                allowed -> {}
                else -> adapter.changed(allowed)
            }
        }
        if (isDone == null) return Started.Held(Reasons.INTERNAL, Remedy.NONE)
        running[recipient.id] = allowed
        Started.Running(allowed)
    }

    /** Tells the running SDKs what they may still use. */
    suspend fun refresh(isOpen: (Access<*>) -> Boolean): Unit = turn.withLock {
        for ((id, before) in running) {
            val adapter = known.getValue(id)
            val allowed = adapter.recipient.all.filter(isOpen).toSet()
            // Nothing at all is no change to tell: what it means comes as an obligation.
            if (allowed == before || allowed.isEmpty()) continue
            safely(adapter) { adapter.changed(allowed) }
            running[id] = allowed
        }
    }

    /**
     * Meets what is owed for a recipient that has an adapter, as far as the SDK can.
     *
     * Gives what to confirm; an adapter that fails confirms nothing, so what depends on it stays shut.
     */
    suspend fun meet(obligation: Obligation): Confirmed? = turn.withLock {
        val adapter = obligation.recipient?.let(known::get) ?: return null
        if (obligation.action != Obligation.STOP) return null
        if (!handled.add(obligation.id)) return null
        // Also told where this process never started it: the SDK may have been started by another way.
        running.remove(adapter.recipient.id)
        val stopped = safely(adapter) { adapter.stop() } ?: return null
        safely(adapter) { adapter.erase() }
        if (stopped == Stopped.NOW) Confirmed.DONE else Confirmed.AFTER_RESTART
    }

    private suspend fun <T : Any> safely(adapter: SdkAdapter, call: suspend () -> T): T? = try {
        call()
    } catch (cancelled: CancellationException) {
        currentCoroutineContext().ensureActive()
        null
    } catch (error: Throwable) {
        seams.fault("the adapter of ${adapter.recipient.id}", error)
        null
    }
}
