package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.Handling
import org.askfirst.Read
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.Shut as BridgeShut

/** What the real core says of data that were read. */
internal class CoreHandling(private val guard: CoreGuard) : Handling {
    override suspend fun keep(access: Access<*>): Read.Shut? = why { it.keep(guard.index(access)) }

    override suspend fun passOn(from: Access<*>, to: Access<*>): Read.Shut? =
        why { it.passOn(guard.index(from), guard.index(to)) }

    override suspend fun release(kind: String, to: String): Read.Shut? = why { it.releaseStatistics(kind, to) }

    override suspend fun proveSource(source: String, reference: String): Boolean =
        guard.carry({ false }) { it.proveSource(source, reference) }

    private suspend fun why(call: suspend (Bridge) -> BridgeShut?): Read.Shut? =
        guard.known({ shut(it) }) { bridge -> call(bridge)?.let(guard.mapping::shut) }
}
