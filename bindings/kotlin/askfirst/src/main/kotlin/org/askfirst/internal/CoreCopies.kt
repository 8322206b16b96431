package org.askfirst.internal

import org.askfirst.Compared
import org.askfirst.Copies
import org.askfirst.bridge.Compared as BridgeCompared

/** Copies of what the real core has on record. */
internal class CoreCopies(private val guard: CoreGuard) : Copies {
    override suspend fun take(): String? = guard.known({ null }) { it.takeExport() }

    override suspend fun compare(json: String): Compared = guard.known({ Compared.NotReady }) { bridge ->
        when (val compared = bridge.compareExport(json)) {
            is BridgeCompared.Same -> Compared.Same
            is BridgeCompared.Differs -> Compared.Differs(compared.v1.same())
            is BridgeCompared.NotAnExport -> Compared.NotACopy
            is BridgeCompared.NotReady -> Compared.NotReady
        }
    }
}
