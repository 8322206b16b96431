package org.askfirst.internal

import kotlin.concurrent.thread
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.runBlocking
import org.askfirst.Cause
import org.askfirst.LogLevel
import org.askfirst.Prompt
import org.askfirst.Status

/**
 * The one daemon thread that waits for the core to change and publishes what there is to see.
 *
 * The core calls nobody back; whoever wants to know looks again after each change.
 */
internal class Watcher(private val link: CoreLink, private val seams: Seams, private val mapping: Mapping) {
    private val statuses = MutableStateFlow<Status>(Status.Opening)
    private val shownPrompts = MutableStateFlow<Prompt?>(null)
    private val changeCount = MutableStateFlow(0L)
    private val looking = Any()

    @Volatile
    private var isEnded = false

    val status: StateFlow<Status> get() = statuses
    val prompts: StateFlow<Prompt?> get() = shownPrompts

    /** Moves whenever something that can be looked at has changed. */
    val changes: StateFlow<Long> get() = changeCount

    /** Called for each change, after status and before prompts. */
    var onChange: (handle: Long) -> Unit = {}

    /** Turns a prompt of the core into one that screens can use. */
    var promptOf: suspend () -> Prompt? = { null }

    fun start() {
        thread(name = "askfirst-watch", isDaemon = true) { watch() }
    }

    /** Publishes a status that no core gave. */
    fun publish(status: Status) {
        statuses.value = status
    }

    /** Ends the watch with a last status. */
    fun end(status: Status): Unit = synchronized(looking) {
        isEnded = true
        statuses.value = status
        shownPrompts.value = null
    }

    private fun watch() {
        var seen = 0L
        try {
            while (!isEnded) {
                seen = Native.awaitChange(link.handle, seen, LONGEST_WAIT_MILLIS)
                look(seen)
            }
        } catch (error: Throwable) {
            seams.fault("the watcher", error)
            publish(Status.Closed(Cause.FAULT, "the guard's watcher ended"))
        }
    }

    /** Looks at everything now. Also called before an act returns, so that its caller sees what it did. */
    fun look(count: Long = changeCount.value + 1): Unit = synchronized(looking) {
        val handle = link.handle
        if (handle == 0L || isEnded) return
        statuses.value = mapping.status(Native.status(handle))
        onChange(handle)
        shownPrompts.value = prompt(handle)
        Native.takeLogs(handle).toList().chunked(LOG_FIELDS).forEach(::passOn)
        changeCount.value = count
    }

    private fun prompt(handle: Long): Prompt? {
        if (!Native.hasPrompt(handle)) return null
        return runBlocking { promptOf() }
    }

    /** One line of the core's log: level, target, message. */
    private fun passOn(fields: List<String>) {
        if (fields.size < LOG_FIELDS) return
        val level = LogLevel.entries.firstOrNull { it.name == fields[0].uppercase() } ?: LogLevel.WARN
        seams.log(level, fields[1], fields[2])
    }

    private companion object {
        /** The wait ends with a change; the limit only keeps a lost wake-up from lasting. */
        const val LONGEST_WAIT_MILLIS = 60_000L
        const val LOG_FIELDS = 3
    }
}
