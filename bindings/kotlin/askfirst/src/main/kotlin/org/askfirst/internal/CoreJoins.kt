package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Joined
import org.askfirst.Joins
import org.askfirst.Read
import org.askfirst.Reason
import org.askfirst.Remedy
import org.askfirst.bridge.Joined as BridgeJoined

/** The joins of the real core. */
internal class CoreJoins(private val guard: CoreGuard) : Joins {
    override suspend fun open(accesses: List<Access<*>>, ask: Ask): Joined = guard.act({ Joined.Refused(shut(it)) }) {
        val gates = accesses.map { access -> guard.index(access) }
        when (val joined = it.join(gates, guard.mapping.ask(ask), guard.seams.around().hasScreen)) {
            is BridgeJoined.Open -> Open(joined.id)
            is BridgeJoined.Shut -> Joined.Refused(guard.mapping.shut(joined.shut))
        }
    }

    private inner class Open(private val id: ULong) : Joined.Open {
        override suspend fun whyShut(): Read.Shut? =
            guard.asked({ shut(it) }) { bridge -> bridge.whyJoinEnds(id)?.let(guard.mapping::shut) }

        override suspend fun end(): Boolean = guard.carry({ false }) { it.endJoin(id) }
    }
}

/** A shut door for a reason that this layer gives itself. */
internal fun shut(reason: Reason): Read.Shut = Read.Shut(reason, Remedy.NONE)
