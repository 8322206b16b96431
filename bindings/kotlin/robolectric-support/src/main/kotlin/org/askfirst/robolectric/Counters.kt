package org.askfirst.robolectric

import java.util.EnumMap

/**
 * How often the framework was asked for personal data, counted underneath the app.
 *
 * A call that the framework makes inside a counted call is part of it and not counted again.
 */
public object Counters {
    private val counts = EnumMap<Counted, Int>(Counted::class.java)
    private val stacks = mutableListOf<Pair<Counted, Throwable>>()

    /** The watched calls that this thread is in, and for each whether it is counted. */
    private val calls = ThreadLocal.withInitial { ArrayDeque<Boolean>() }

    /** How often [what] was called. */
    public operator fun get(what: Counted): Int = synchronized(counts) { counts[what] ?: 0 }

    /** All calls together. */
    public val total: Int get() = synchronized(counts) { counts.values.sum() }

    /** Every counter by its label, zeros included, in a fixed order. */
    public fun snapshot(): Map<String, Int> = Counted.entries.associateTo(linkedMapOf()) { it.label to get(it) }

    /** The counters that moved, for messages. */
    public fun moved(): Map<String, Int> = snapshot().filterValues { it > 0 }

    /** Who called, for the message of a failing test. */
    public fun callers(): String = synchronized(counts) {
        stacks.joinToString("\n") { (what, at) ->
            what.label + at.stackTrace.filterNot { frame -> PLUMBING.any { frame.className.startsWith(it) } }
                .take(8).joinToString("") { "\n    at $it" }
        }
    }

    /** Who called what, first calls first; no more than the first [MOST_STACKS]. */
    public fun culprits(): List<Culprit> = synchronized(counts) { stacks.map { (what, at) -> Culprit.of(what, at) } }

    /** Starts from zero. */
    public fun reset(): Unit = synchronized(counts) {
        counts.clear()
        stacks.clear()
    }

    /** A watched call begins; it counts as [what], if as anything. */
    internal fun begin(what: Counted?) {
        val isOutermost = true !in calls.get()
        calls.get().addLast(what != null)
        if (what == null || !isOutermost) return
        synchronized(counts) {
            counts[what] = (counts[what] ?: 0) + 1
            if (stacks.size < MOST_STACKS) stacks += what to Throwable()
        }
    }

    /** The watched call that began last on this thread has ended. */
    internal fun end() {
        calls.get().removeLastOrNull()
    }

    private const val MOST_STACKS = 64
    private val PLUMBING = listOf("org.askfirst.robolectric.", "org.robolectric", "java.lang", "jdk.internal")
}
