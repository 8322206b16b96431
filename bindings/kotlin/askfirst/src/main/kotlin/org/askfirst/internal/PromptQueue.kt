package org.askfirst.internal

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.askfirst.Dismissal
import org.askfirst.bridge.Bridge

/**
 * What screens say, in the order they said it.
 *
 * Calls return at once, so none of them can deadlock, from wherever it is made.
 */
internal class PromptQueue(
    scope: CoroutineScope,
    private val link: CoreLink,
    private val seams: Seams,
    private val mapping: Mapping
) : PromptActs {
    private val acts = Channel<suspend () -> Unit>(Channel.UNLIMITED)

    init {
        scope.launch {
            for (act in acts) {
                try {
                    act()
                } catch (error: Throwable) {
                    currentCoroutineContext().ensureActive()
                    if (error !is Unreachable) seams.fault("a prompt's answer", error)
                }
            }
        }
    }

    override fun shown(ticket: Long, language: String): Unit = add { it.shown(ticket.toULong(), language) }

    override fun press(ticket: Long, control: String, on: List<String>, isBound: Boolean): Unit =
        add { it.press(ticket.toULong(), control, on, mapping.tap(isBound)) }

    override fun dismiss(ticket: Long, how: Dismissal): Unit = add { it.dismiss(ticket.toULong(), mapping.dismissal(how)) }

    /** Queues [act] behind everything said before. */
    fun add(act: suspend (Bridge) -> Unit) {
        acts.trySend { act(link.bridge()) }
    }

    /** Queues [act], which needs no question to have been asked and so no bridge. */
    fun tell(act: (handle: Long) -> Unit) {
        acts.trySend { act(link.awaitHandle()) }
    }

    /** Returns after everything said so far has been handled. */
    suspend fun drain() {
        val done = CompletableDeferred<Unit>()
        // Bounded, because a guard that is closed meanwhile handles nothing any more.
        if (acts.trySend { done.complete(Unit) }.isSuccess) withTimeoutOrNull(DRAIN_MILLIS) { done.await() }
    }

    fun close() {
        acts.close()
    }

    private companion object {
        const val DRAIN_MILLIS = 5_000L
    }
}
