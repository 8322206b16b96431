package org.askfirst.android.providers.system

import android.content.Context
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import org.askfirst.Kind

/** How an entry's values come. */
internal enum class Manner {
    /** One value each time. */
    ONCE,

    /** Values as they come; a read takes the first. */
    STREAM,

    /** Something that is open while it is collected; there is no single read of it. */
    WHILE_OPEN,
}

/**
 * One kind that Android can read: on which of its levels, behind which switch, and the one call that reads it.
 *
 * Which permissions stand before it is said once, in `KindPermissions`.
 */
internal class Entry<V : Any>(
    val kind: Kind<V>,
    /** The levels of Android on which an app can have it; elsewhere it is not offered, and nothing takes its place. */
    val levels: IntRange = EVERY_LEVEL,
    val manner: Manner = Manner.ONCE,
    /** The system's switch for the kind. */
    val isSwitchOn: (Context) -> Boolean = { true },
    /** Reads, and goes on reading while it is collected. */
    val values: (Context) -> Flow<V>,
) {
    companion object {
        val EVERY_LEVEL = 1..Int.MAX_VALUE
        val NO_LEVEL = IntRange.EMPTY
    }
}

/** An entry that gives one value each time, or none. */
internal fun <V : Any> entry(
    kind: Kind<V>,
    levels: IntRange = Entry.EVERY_LEVEL,
    isSwitchOn: (Context) -> Boolean = { true },
    read: (Context) -> V?,
): Entry<V> = Entry(kind, levels, Manner.ONCE, isSwitchOn) { context -> flow { read(context)?.let { emit(it) } } }
