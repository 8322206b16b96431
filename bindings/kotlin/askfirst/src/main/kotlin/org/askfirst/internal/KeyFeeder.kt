package org.askfirst.internal

import kotlin.concurrent.thread
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext
import org.askfirst.KeyAnswer
import org.askfirst.KeySource

/** Numbers of the key store's answers, as the core's JNI entry takes them. */
internal object KeyCode {
    const val KEY: Int = 1
    const val LOCKED: Int = 2
    const val BUSY: Int = 3
    const val LOST: Int = 4
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
            is KeyAnswer.Key -> {
                Native.supplyKey(handle, KeyCode.KEY, answer.bytes, seams.loadAnchor())
                answer.bytes.fill(0)
            }
            KeyAnswer.Locked -> Native.supplyKey(handle, KeyCode.LOCKED, null, null)
            KeyAnswer.Busy -> Native.supplyKey(handle, KeyCode.BUSY, null, null)
            KeyAnswer.Lost -> Native.supplyKey(handle, KeyCode.LOST, null, null)
        }
        return source == null || answer is KeyAnswer.Key || answer === KeyAnswer.Lost
    }

    private companion object {
        const val FIRST_PAUSE_MILLIS = 250L
        const val LONGEST_PAUSE_MILLIS = 30_000L
    }
}
