package org.askfirst

import java.io.File
import org.askfirst.internal.OpenGuards

/** Opens guards. */
public object AskFirst {
    /**
     * Opens the guard whose ledger lies in [directory].
     *
     * Returns at once; everything is shut until the guard is ready. Never fails: whatever is wrong stands in
     * [Guard.status]. A second call with the same pack gives the same guard, with another pack a closed one.
     */
    @JvmSynthetic
    public fun open(directory: File, pack: Pack, configure: GuardOptions.Builder.() -> Unit = {}): Guard =
        open(directory, GuardOptions.Builder(pack).apply(configure).build())

    /** As above, with options made before. */
    @JvmStatic
    public fun open(directory: File, options: GuardOptions): Guard = OpenGuards.open(directory, options)
}
