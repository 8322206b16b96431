package org.askfirst.internal

import org.askfirst.Ask
import org.askfirst.DecisionRecord
import org.askfirst.GuardHost
import org.askfirst.LedgerEntry
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
    override fun screenGone(): Unit = guard.queue.tell { Native.screen(it, false) }

    override fun screenBack(): Unit = guard.queue.tell { Native.screen(it, true) }

    override fun resumed(): Unit = guard.resumed()

    override suspend fun settle(): Unit = guard.settle()
}
