package org.askfirst.internal

import java.util.concurrent.ConcurrentHashMap
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
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
internal class Adapters(
    adapters: List<SdkAdapter>,
    private val seams: Seams,
    /** Returns when the core has looked at everything that it was told of. */
    private val settle: () -> Unit = {}
) {
    private val known: Map<String, SdkAdapter> = adapters.associateBy { it.recipient.id }
    private val running = ConcurrentHashMap<String, Set<Access<*>>>()

    /** How SDKs stopped that have nothing left to use, until they are started again. */
    private val stopped = HashMap<String, Stopped>()
    private val handled = HashSet<Long>()
    private val lock = Mutex()

    val isAnyKnown: Boolean get() = known.isNotEmpty()

    val isAnyRunning: Boolean get() = running.isNotEmpty()

    /** Whether the caller is an adapter's own code, called in its turn. */
    suspend fun isInTurn(): Boolean = currentCoroutineContext()[Turn]?.isOver == false

    /** Starts the SDK of [recipient] if [decide] says so; one that runs already hears of a change instead. */
    suspend fun start(
        recipient: Recipient,
        isOpen: (Access<*>) -> Boolean,
        decide: suspend () -> Started
    ): Started = inTurn {
        repeat(MOST_LOOKS) {
            val verdict = decide()
            if (verdict !is Started.Running) return@inTurn verdict
            // The core's answer may be old by now; what was withdrawn since then must not start.
            val allowed = verdict.allowed.filter(isOpen).toSet()
            if (allowed.isNotEmpty()) return@inTurn begin(recipient, allowed).also { refreshNow(isOpen) }
        }
        Started.Held(Reasons.UNSETTLED, Remedy.NONE)
    }

    private suspend fun begin(recipient: Recipient, allowed: Set<Access<*>>): Started {
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
        stopped -= recipient.id
        return Started.Running(allowed)
    }

    /** Tells the running SDKs what they may still use, and stops those that have nothing left. */
    suspend fun refresh(isOpen: (Access<*>) -> Boolean): Unit = inTurn { refreshNow(isOpen) }

    private suspend fun refreshNow(isOpen: (Access<*>) -> Boolean) {
        for ((id, before) in running.toMap()) {
            val adapter = known.getValue(id)
            if (adapter.recipient.all.filter(isOpen).toSet() == before) continue
            // A gate is shut for a moment while the core looks at it again: only what stays counts.
            settle()
            val allowed = adapter.recipient.all.filter(isOpen).toSet()
            if (allowed == before) continue
            if (allowed.isEmpty()) {
                // Another account, another fact, a consent that ran out: nobody withdrew, so that nothing is owed.
                stopped[id] = safely(adapter) { adapter.stop() } ?: continue
                running -= id
            } else if (safely(adapter) { adapter.changed(allowed) } != null) {
                running[id] = allowed
            }
        }
    }

    /**
     * Meets what is owed for a recipient that has an adapter, as far as the SDK can.
     *
     * Gives what to confirm; an adapter that fails confirms nothing, so what depends on it stays shut.
     */
    suspend fun meet(obligation: Obligation): Confirmed? = inTurn {
        val adapter = obligation.recipient?.let(known::get) ?: return@inTurn null
        if (obligation.action != Obligation.STOP) return@inTurn null
        if (!handled.add(obligation.id)) return@inTurn null
        // Also told where this process never started it: the SDK may have been started by another way.
        running.remove(adapter.recipient.id)
        val stopped = stopped[adapter.recipient.id] ?: safely(adapter) { adapter.stop() } ?: return@inTurn null
        safely(adapter) { adapter.erase() }
        if (stopped == Stopped.NOW) Confirmed.DONE else Confirmed.AFTER_RESTART
    }

    /** One adapter's call at a time. What an adapter calls itself, in its turn, is part of it. */
    private suspend fun <T> inTurn(work: suspend () -> T): T {
        if (isInTurn()) return work()
        return lock.withLock {
            val turn = Turn()
            try {
                withContext(turn) { work() }
            } finally {
                turn.isOver = true
            }
        }
    }

    private class Turn : AbstractCoroutineContextElement(Turn) {
        @Volatile
        var isOver = false

        companion object : CoroutineContext.Key<Turn>
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

    private companion object {
        /** How often a start is decided anew because what it allowed was shut meanwhile. */
        const val MOST_LOOKS = 3
    }
}
