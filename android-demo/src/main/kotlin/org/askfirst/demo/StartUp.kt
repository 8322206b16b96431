package org.askfirst.demo

import kotlinx.coroutines.flow.first
import org.askfirst.AccessParts
import org.askfirst.Ask
import org.askfirst.Guard
import org.askfirst.Read
import org.askfirst.Status

/**
 * What careless start-up code does in many apps: it wants the device id, the clipboard, the installed apps and the
 * position before anybody was asked.
 *
 * It stays in the demo on purpose. The guard refuses each attempt, and the access record shows them.
 */
internal class StartUp(private val privacy: Guard) {
    /** One attempt and how it ended. */
    class Attempt(val what: String, val result: Read<Any>)

    /** Tries everything once. Nothing is asked: start-up is not a person's act. */
    suspend fun readTooEarly(): List<Attempt> {
        privacy.status.first { it !is Status.Opening }
        return listOf(
            Attempt("device.id_any", privacy.gate(Policy003.Security.deviceId).read(Ask.NEVER)),
            Attempt("clip.content", privacy.gate(Policy003.JmLink.clipboard).read(Ask.NEVER)),
            Attempt("clip.content (app)", privacy.gate(AccessParts("clip.content")).read(Ask.NEVER)),
            Attempt("apps.installed", privacy.gate(Policy003.Security.appList).read(Ask.NEVER)),
            Attempt("loc.precise", privacy.gate(Policy003.Nearby.location).read(Ask.NEVER)),
        )
    }
}
