package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Claim
import org.askfirst.Claimed
import org.askfirst.DataAction
import org.askfirst.Exemptions
import org.askfirst.Missing
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Remedy
import org.askfirst.bridge.Claim as BridgeClaim
import org.askfirst.bridge.Exempted as BridgeExempted
import org.askfirst.bridge.ReadOutcome as BridgeOutcome
import org.askfirst.bridge.Which as BridgeWhich

/** The exemptions of the real core. */
internal class CoreExemptions(private val guard: CoreGuard) : Exemptions {
    private val mapping = guard.mapping

    override suspend fun <V : Any> read(access: Access<V>, claim: Claim): Read<V> {
        val gate = guard.gate(access) as CoreGate<V>
        val source: suspend (AccessPermit) -> Reading<V> = { permit ->
            guard.seams.provider(access.kind)?.read(access, permit) ?: Reading.None(Missing.NOT_OFFERED)
        }
        return guard.reader.readUnder(gate, source) { platform ->
            val bridge = guard.link.bridge()
            val claimed = bridge.claim(
                guard.index(access),
                bridged(claim, DataAction.COLLECT),
                mapping.platform(platform)
            )
            guard.look()
            when (claimed) {
                is BridgeExempted.Permit -> Verdict.Permit(claimed.id.toLong(), claimed.entry.toLong())
                // A read was claimed; anything else that came of it is none.
                is BridgeExempted.Recorded -> Verdict.Shut(Reader.FAULT)
                is BridgeExempted.Shut -> Verdict.Shut(mapping.shut(claimed.shut))
            }
        }
    }

    override suspend fun record(access: Access<*>, action: DataAction, claim: Claim): Claimed =
        guard.carry({ Claimed.Refused(Read.Shut(it, Remedy.NONE)) }) { bridge ->
            val platform = mapping.platform(guard.seams.around())
            when (val claimed = bridge.claim(guard.index(access), bridged(claim, action), platform)) {
                is BridgeExempted.Recorded -> Claimed.Recorded(claimed.entry.toLong())
                is BridgeExempted.Shut -> Claimed.Refused(mapping.shut(claimed.shut))
                // Collecting goes by `read`, which uses the permit; this one ends unused.
                is BridgeExempted.Permit -> {
                    bridge.finish(claimed.id, BridgeOutcome.NO_VALUE)
                    Claimed.Recorded(claimed.entry.toLong())
                }
            }
        }

    private fun bridged(claim: Claim, action: DataAction): BridgeClaim = BridgeClaim(
        action = action.same(),
        item = when (val item = claim.item) {
            // No list counts below one, so a negative number finds nothing.
            is Claim.Number -> BridgeWhich.Number(item.number.coerceAtLeast(0).toUInt())
            is Claim.Ground -> BridgeWhich.Ground(item.same())
        },
        reason = claim.reason,
        requester = claim.requester,
        citation = claim.citation,
        directly = claim.isDirectlyLinked
    )
}
