package org.askfirst.robolectric

import android.net.Uri
import android.os.Process
import org.robolectric.RuntimeEnvironment

/** What a call of the framework is about, as far as its arguments say. */
internal object Own {
    /** Whether the app asks about itself. */
    fun isMeant(arguments: Array<Any?>): Boolean {
        // Before there is an application only the framework itself asks.
        val app = RuntimeEnvironment.getApplication() ?: return true
        return arguments.any { it == app.packageName || it == Process.myUid() }
    }

    /** Whether a content provider is asked that bears [authority]. */
    fun asksFor(arguments: Array<Any?>, authority: String): Boolean =
        arguments.any { it is Uri && it.authority == authority }
}
