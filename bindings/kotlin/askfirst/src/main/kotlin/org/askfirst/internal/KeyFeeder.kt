package org.askfirst.internal

import kotlin.concurrent.thread
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext
import org.askfirst.AnchorAnswer
import org.askfirst.KeyAnswer
import org.askfirst.KeySource

/** Numbers of the key store's answers, as the core's JNI entry takes them. */
internal object KeyCode {
    const val KEY: Int = 1
    const val LOCKED: Int = 2
    const val BUSY: Int = 3
    const val LOST: Int = 4
}

/** Numbers of the anchor store's answers, as the core's JNI entry takes them. Anything else means it is broken. */
internal object AnchorCode {
    const val NONE: Int = 1
    const val KEPT: Int = 2
    const val BROKEN: Int = 3
}

/**
 * Fetches the key on a thread of its own and hands it to the core.
 *
 * A key store may hang for ever: the core's own time limit closes the guard meanwhile, and an answer that comes
 * later still opens it.
 */
internal class KeyFeeder(
    private val source: KeySource?,
    private val seams: Seams,
    private val link: CoreLink,
    private val workers: CoroutineDispatcher
) {
    @Volatile
    private var isStopped = false
    private var worker: Thread? = null

    fun start() {
        worker = thread(name = "askfirst-key", isDaemon = true) { feed() }
    }

    fun stop() {
        isStopped = true
        worker?.interrupt()
    }

    /** The key for a new beginning. */
    suspend fun renew(): ByteArray? = withContext(workers) { (ask { it.newKey() } as? KeyAnswer.Key)?.bytes }

    /** The new beginning did not come about: the old key is the right one still. */
    suspend fun restore(): Unit = withContext(workers) {
        try {
            source?.keepOldKey()
        } catch (error: Throwable) {
            seams.fault("the key source", error)
        }
    }

    private fun feed() {
        var pause = FIRST_PAUSE_MILLIS
        try {
            while (!isStopped && !supply(ask { it.key() })) {
                Thread.sleep(pause)
                pause = (pause * 2).coerceAtMost(LONGEST_PAUSE_MILLIS)
            }
        } catch (_: InterruptedException) {
            // The guard was closed.
        } catch (error: Throwable) {
            seams.fault("handing over the key", error)
        }
    }

    private fun ask(question: (KeySource) -> KeyAnswer): KeyAnswer = try {
        source?.let(question) ?: KeyAnswer.Busy
    } catch (interrupted: InterruptedException) {
        throw interrupted
    } catch (error: Throwable) {
        // A failing key store is no proof that the key is gone, so nothing is set aside for it.
        seams.fault("the key source", error)
        KeyAnswer.Busy
    }

    /** True if the answer was final. */
    private fun supply(answer: KeyAnswer): Boolean {
        if (isStopped) return true
        val handle = link.handle
        when (answer) {
            is KeyAnswer.Key -> return supply(handle, answer, seams.loadAnchor())
            KeyAnswer.Locked -> withoutKey(handle, KeyCode.LOCKED)
            KeyAnswer.Busy -> withoutKey(handle, KeyCode.BUSY)
            KeyAnswer.Lost -> withoutKey(handle, KeyCode.LOST)
        }
        return source == null || answer === KeyAnswer.Lost
    }

    /** An anchor that cannot be had now is waited for: without it an older copy of the ledger would not be noticed. */
    private fun supply(handle: Long, key: KeyAnswer.Key, anchor: AnchorAnswer): Boolean {
        when (anchor) {
            AnchorAnswer.None -> Native.supplyKey(handle, KeyCode.KEY, key.bytes, AnchorCode.NONE, null)
            is AnchorAnswer.Kept -> Native.supplyKey(handle, KeyCode.KEY, key.bytes, AnchorCode.KEPT, anchor.bytes)
            AnchorAnswer.Broken -> Native.supplyKey(handle, KeyCode.KEY, key.bytes, AnchorCode.BROKEN, null)
            AnchorAnswer.NotNow -> withoutKey(handle, KeyCode.LOCKED)
        }
        key.bytes.fill(0)
        return anchor !== AnchorAnswer.NotNow
    }

    private fun withoutKey(handle: Long, code: Int): Unit = Native.supplyKey(handle, code, null, AnchorCode.BROKEN, null)

    private companion object {
        const val FIRST_PAUSE_MILLIS = 250L
        const val LONGEST_PAUSE_MILLIS = 30_000L
    }
}
