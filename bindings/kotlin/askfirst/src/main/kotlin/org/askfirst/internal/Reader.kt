package org.askfirst.internal

import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Ask
import org.askfirst.GuardOptions
import org.askfirst.LogLevel
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Remedy
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.Verdict as BridgeVerdict

/** Whose code does the reading. */
internal enum class Hand {
    /** A provider: it is given a limited time on a background thread, and abandoned if it hangs. */
    PROVIDER,

    /** The caller's own code: it runs where the caller is, for as long as it takes. */
    CALLER
}

/**
 * The way of every read: decide, ask the system, spend the permit, read, and drop what came too late.
 *
 * It throws nothing but the caller's own cancellation.
 */
internal class Reader(
    private val scope: CoroutineScope,
    private val link: CoreLink,
    private val seams: Seams,
    private val options: GuardOptions,
    /** Counts how often the app came back to the front. */
    private val returns: StateFlow<Int>,
    private val isClosed: () -> Boolean
) {
    private val mapping = options.mapping
    private val calls = AtomicLong()

    /** Asks as [ask] says, and reads. */
    suspend fun <T : Any> read(
        gate: CoreGate<*>,
        ask: Ask,
        hand: Hand,
        source: suspend (AccessPermit) -> Reading<T>
    ): Read<T> = guarded(hand, source) { decide(gate, ask, hand) }

    /** Reads under a permit that came another way than by a consent. */
    suspend fun <T : Any> readUnder(
        gate: CoreGate<*>,
        source: suspend (AccessPermit) -> Reading<T>,
        decide: suspend (PlatformState) -> Verdict
    ): Read<T> = guarded(Hand.PROVIDER, source) {
        val platform = seams.platform(gate.access, isOwnCode = false)
        if (platform == null) Verdict.Shut(FAULT) else decide(platform)
    }

    private suspend fun <T : Any> guarded(
        hand: Hand,
        source: suspend (AccessPermit) -> Reading<T>,
        decide: suspend () -> Verdict
    ): Read<T> = try {
        when (val verdict = decided(decide)) {
            is Verdict.Permit -> readWith(verdict, hand, source)
            is Verdict.Shut -> verdict.read
            is Verdict.AskSystem -> FAULT
        }
    } catch (cancelled: CancellationException) {
        currentCoroutineContext().ensureActive()
        FAULT
    } catch (error: Throwable) {
        if (error !is Unreachable) seams.fault("a read", error)
        FAULT
    }

    private suspend fun decided(decide: suspend () -> Verdict): Verdict {
        var verdict: Verdict? = null
        try {
            return withContext(options.workers) { decide().also { verdict = it } }
        } catch (cancelled: CancellationException) {
            // The answer counts, but its caller has left: nothing is read with the permit.
            (verdict as? Verdict.Permit)?.let { finish(link.handle, it, Missing.FAILED) }
            throw cancelled
        }
    }

    private suspend fun decide(gate: CoreGate<*>, ask: Ask, hand: Hand): Verdict {
        val isOwnCode = hand == Hand.CALLER
        val platform = seams.platform(gate.access, isOwnCode) ?: return Verdict.Shut(FAULT)
        if (ask == Ask.NEVER) {
            // Only for the library to be loaded, never for the key.
            val handle = link.awaitHandle()
            return mapping.verdict(Native.requestNow(handle, gate.index(handle), mapping.bits(platform)))
        }
        val verdict = ask(gate, ask, platform, isOwnCode)
        seams.keepAnchor { Native.anchor(link.handle) }
        return verdict
    }

    private suspend fun ask(gate: CoreGate<*>, ask: Ask, atFirst: PlatformState, isOwnCode: Boolean): Verdict {
        val bridge = link.bridge()
        val index = gate.index(link.handle)
        var platform = atFirst
        var verdict = received(bridge) { bridge.request(it, index.toUInt(), mapping.ask(ask), mapping.platform(platform)) }
        while (verdict is Verdict.AskSystem) {
            val before = platform.permission
            showDialog(gate.access, verdict.question) {
                seams.platform(gate.access, isOwnCode)?.let { it.permission != before } == true
            }
            if (isClosed()) return Verdict.Shut(CLOSED)
            val after = seams.platform(gate.access, isOwnCode)
            // What cannot be looked at is off.
            platform = after ?: PlatformState(Permission.DENIED)
            val question = verdict.question.toULong()
            verdict = received(bridge) { bridge.systemAnswered(it, question, mapping.platform(platform)) }
        }
        val permit = verdict as? Verdict.Permit ?: return verdict
        // The system is looked at when the phone is read, not when the question was put.
        val now = seams.platform(gate.access, isOwnCode) ?: return Verdict.Shut(FAULT)
        if (now == platform) return permit
        finish(link.handle, permit, Missing.NOT_OFFERED)
        return mapping.verdict(Native.requestNow(link.handle, index, mapping.bits(now)))
    }

    /**
     * Makes [call] with a number of its own.
     *
     * A caller that is cancelled while the answer is on its way never sees it; the bridge then hands the system's
     * dialog to the next caller and gives the permit back.
     */
    private suspend fun received(bridge: Bridge, call: suspend (ULong) -> BridgeVerdict): Verdict {
        val number = calls.incrementAndGet().toULong()
        var isHere = false
        try {
            val verdict = call(number)
            isHere = true
            return mapping.verdict(verdict)
        } finally {
            if (isHere) bridge.received(number) else bridge.left(number)
        }
    }

    /** Shows the system's dialog. The question goes to the next caller who waits, if this one goes away. */
    private suspend fun showDialog(access: Access<*>, question: Long, hasChanged: () -> Boolean) {
        var isOver = false
        try {
            dialogOrReturn(access, hasChanged)
            isOver = true
        } catch (cancelled: CancellationException) {
            currentCoroutineContext().ensureActive()
            isOver = true
        } catch (error: Throwable) {
            seams.fault("the system dialog", error)
            isOver = true
        } finally {
            if (!isOver) link.bridgeIfAttached?.systemAbandoned(question.toULong())
        }
    }

    /**
     * Ends with the system's dialog, or when the person comes back from the system's settings and the answer is there,
     * or with the guard.
     *
     * A dialog that was left that way need not report anything any more.
     */
    private suspend fun dialogOrReturn(access: Access<*>, hasChanged: () -> Boolean): Unit = coroutineScope {
        val before = returns.value
        val dialog = launch { options.dialogs.show(access) }
        val back = launch {
            returns.first { isClosed() || it != before && hasChanged() }
            dialog.cancel()
        }
        dialog.join()
        back.cancel()
    }

    private suspend fun <T : Any> readWith(
        permit: Verdict.Permit,
        hand: Hand,
        source: suspend (AccessPermit) -> Reading<T>
    ): Read<T> {
        val handle = link.handle
        val isSpent = AtomicBoolean()
        val proof = AccessPermit(permit.entry) {
            Native.spend(handle, permit.id).also { if (it) isSpent.set(true) }
        }
        var error: Throwable? = null
        var reading: Reading<T>? = null
        try {
            reading = if (hand == Hand.CALLER) source(proof) else timed { source(proof) }
        } catch (cancelled: CancellationException) {
            currentCoroutineContext().ensureActive()
            error = cancelled
        } catch (thrown: Throwable) {
            error = thrown
        } finally {
            if (reading == null && error == null) finish(handle, permit, Missing.FAILED)
        }
        // A guard that was closed meanwhile took its providers with it: no fault of theirs, and no value of theirs.
        if (isClosed()) return CLOSED.also { finish(handle, permit, Missing.FAILED) }
        if (error != null) seams.fault("a provider", error)
        return ended(handle, permit, reading ?: Reading.None(Missing.FAILED), isSpent.get(), proof, error)
    }

    private fun <T : Any> ended(
        handle: Long,
        permit: Verdict.Permit,
        reading: Reading<T>,
        isSpent: Boolean,
        proof: AccessPermit,
        error: Throwable?
    ): Read<T> = when (reading) {
        is Reading.Got -> {
            val late = finish(handle, permit, null)
            if (!isSpent) seams.log(LogLevel.ERROR, Seams.TAG, "a provider read without spending its permit")
            if (isSpent) late ?: Read.Value(reading.value, permit.entry) else FAULT
        }
        is Reading.None -> {
            // Nothing was read, so an unspent permit is no fault; spending it says whether consent still stands.
            if (!isSpent) proof.spend()
            finish(handle, permit, reading.cause) ?: Read.Unavailable(reading.cause, error)
        }
        Reading.Void -> finish(handle, permit, Missing.FAILED) ?: VOID
    }

    /** Gives a provider its time. One that hangs is left behind; what it gives later goes nowhere. */
    private suspend fun <T : Any> timed(read: suspend () -> Reading<T>): Reading<T> {
        val work = scope.async { read() }
        try {
            return withTimeoutOrNull(options.readTimeoutMillis) { work.await() } ?: Reading.None(Missing.TIMED_OUT)
        } finally {
            work.cancel()
        }
    }

    private fun finish(handle: Long, permit: Verdict.Permit, missing: Missing?): Read.Shut? =
        mapping.shutOrNull(Native.finish(handle, permit.id, mapping.outcome(missing)))

    companion object {
        val FAULT: Read.Shut = Read.Shut(Reasons.INTERNAL, Remedy.NONE)
        val OTHER_KIND: Read.Shut = Read.Shut(Reasons.NOT_DECLARED, Remedy.NONE)
        val CLOSED: Read.Shut = Read.Shut(Reasons.CLOSED, Remedy.NONE)
        val VOID: Read.Shut = Read.Shut(Reasons.PERMIT_VOID, Remedy.NONE)
    }
}
