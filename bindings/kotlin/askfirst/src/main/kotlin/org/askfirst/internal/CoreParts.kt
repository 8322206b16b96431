package org.askfirst.internal

import org.askfirst.Ask
import org.askfirst.DecisionRecord
import org.askfirst.GuardHost
import org.askfirst.LedgerEntry
import org.askfirst.Permission
import org.askfirst.PlatformApi
import org.askfirst.Policy
import org.askfirst.PolicyDocument
import org.askfirst.PolicyState
import org.askfirst.Records
import org.askfirst.VerifyReport

/** The policy of the real core. */
internal class CorePolicy(private val guard: CoreGuard) : Policy {
    override val state: PolicyState
        get() {
            val handle = guard.link.handle
            if (handle == 0L) return PolicyState.NotAnswered
            return guard.mapping.policyState(Native.policyState(handle))
        }

    override suspend fun present(ask: Ask): PolicyState {
        // An accepted policy is no question, so it must not cost what the first question costs.
        if (state == PolicyState.Accepted) return PolicyState.Accepted
        val state = guard.asked({ PolicyState.NotAnswered }) { bridge ->
            guard.mapping.policyState(bridge.presentPolicy(guard.mapping.ask(ask), guard.seams.around().hasScreen))
        }
        guard.look()
        return state
    }

    override suspend fun document(language: String): PolicyDocument =
        guard.asked({ NO_DOCUMENT }) { bridge ->
            bridge.policyDocument(language)?.let(guard.mapping::document) ?: NO_DOCUMENT
        }
}

private val NO_DOCUMENT = PolicyDocument("", emptyList())

/** The evidence of the real core. */
internal class CoreRecords(private val guard: CoreGuard) : Records {
    override suspend fun entries(from: Long, limit: Int): List<LedgerEntry> =
        guard.asked({ emptyList() }) { bridge ->
            bridge.entries(from.toULong(), limit.toUInt()).map(guard.mapping::entry)
        }

    override suspend fun decisions(from: Long, limit: Int): List<DecisionRecord> =
        guard.asked({ emptyList() }) { bridge ->
            bridge.decisions(from.toULong(), limit.toUInt()).map(guard.mapping::decision)
        }

    override suspend fun verify(): VerifyReport =
        guard.asked({ VerifyReport(0, false, null, "") }) { bridge -> guard.mapping.report(bridge.verify()) }
}

/** What a platform layer says to the real core. */
@PlatformApi
internal class CoreHost(private val guard: CoreGuard) : GuardHost {
    override fun screenGone(): Unit = unlessUnasked { guard.queue.add { it.screenGone() } }

    override fun screenBack(): Unit = unlessUnasked { guard.queue.add { it.screenBack() } }

    /**
     * Tells the core what the system says now about every declared access that the system has a say in.
     *
     * Before the policy is accepted nothing can be given, so that there is nothing to tell and no JNA to load.
     */
    override fun resumed() {
        if (guard.link.bridgeIfAttached == null && guard.policy.state != PolicyState.Accepted) return
        guard.queue.add { bridge ->
            for ((id, kind) in bridge.declared().associate { it.id to it.kind }) {
                val platform = guard.seams.platform(guard.mapping.access(id, kind), isOwnCode = true) ?: continue
                if (platform.permission == Permission.NOT_NEEDED) continue
                val gate = Native.gate(guard.link.handle, id)
                bridge.platformSeen(gate.toUInt(), guard.mapping.platform(platform))
            }
        }
    }

    override suspend fun settle() {
        guard.queue.drain()
        guard.link.bridgeIfAttached?.settle()
        guard.look()
    }

    /** Before the first question there is no prompt, so no screen can take one away. */
    private fun unlessUnasked(call: () -> Unit) {
        if (guard.link.bridgeIfAttached != null) call()
    }
}
