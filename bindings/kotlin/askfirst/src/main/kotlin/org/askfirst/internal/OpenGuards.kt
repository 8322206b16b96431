package org.askfirst.internal

import java.io.File
import org.askfirst.Guard
import org.askfirst.GuardOptions

/** The guards that are open in this process, by place: two guards over one ledger would not know of each other. */
internal object OpenGuards {
    private val open = HashMap<File, CoreGuard>()

    fun open(directory: File, options: GuardOptions): Guard {
        // No canonical path: that would look at the disk on the caller's thread. The core looks at the real place.
        val place = directory.absoluteFile.normalize()
        return synchronized(open) {
            val known = open[place]
            when {
                known == null -> CoreGuard(place, options).also {
                    open[place] = it
                    it.start()
                }
                known.options.pack.isSameAs(options.pack) -> known
                // The core knows that this place is taken, and gives a guard that is closed and says so.
                else -> CoreGuard(place, options).also { it.start() }
            }
        }
    }

    fun forget(directory: File, guard: CoreGuard) {
        synchronized(open) { if (open[directory] === guard) open.remove(directory) }
    }
}
