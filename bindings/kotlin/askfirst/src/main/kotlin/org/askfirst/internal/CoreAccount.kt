package org.askfirst.internal

import org.askfirst.AccountLife
import org.askfirst.AccountStage
import org.askfirst.ClosingAnswer
import org.askfirst.ClosingTerms
import org.askfirst.Due
import org.askfirst.HeldUse
import org.askfirst.Hold
import org.askfirst.Initiator
import org.askfirst.Statement
import org.askfirst.bridge.AccountStage as BridgeStage
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.ClosingAnswer as BridgeClosing
import org.askfirst.bridge.ClosingTerms as BridgeTerms
import org.askfirst.bridge.Due as BridgeDue
import org.askfirst.bridge.HeldUse as BridgeHeldUse
import org.askfirst.bridge.Remark as BridgeRemark

/** The account in the real core. */
internal class CoreAccount(private val guard: CoreGuard) : AccountLife {
    private val mapping = guard.mapping

    override suspend fun stage(): AccountStage = guard.known({ AccountStage.Open }) { stage(it.accountStage()) }

    override suspend fun closingTerms(): ClosingTerms? = guard.known({ null }) { it.closingTerms()?.let(::terms) }

    override suspend fun requestClosing(by: Initiator): ClosingAnswer = step { it.requestClosing(by.same()) }

    override suspend fun closingRejected(): ClosingAnswer = step { it.closingRejected() }

    override suspend fun takeBackClosing(): ClosingAnswer = step { it.takeBackClosing() }

    override suspend fun closed(by: Initiator): ClosingAnswer = step { it.accountClosed(by.same()) }

    override suspend fun openedAgain(): ClosingAnswer = step { it.accountOpenedAgain() }

    override suspend fun hold(kinds: List<String>, ground: String): Hold? =
        guard.carry({ null }) { bridge -> bridge.hold(kinds, ground)?.let { Hold(it.toLong()) } }

    override suspend fun useHeld(kind: String, ground: String, by: String): HeldUse =
        guard.carry({ HeldUse.NotRecorded(it) }) { bridge ->
            when (val use = bridge.useHeld(kind, ground, by)) {
                is BridgeHeldUse.Allowed -> HeldUse.Allowed(use.entry.toLong())
                is BridgeHeldUse.OtherGround -> HeldUse.OtherGround
                is BridgeHeldUse.NotHeld -> HeldUse.NotHeld
                is BridgeHeldUse.NotRecorded -> HeldUse.NotRecorded(mapping.reason(use.v1))
            }
        }

    override suspend fun release(hold: Hold): Boolean = guard.carry({ false }) { it.releaseHold(hold.id.toULong()) }

    private suspend fun step(call: suspend (Bridge) -> BridgeClosing): ClosingAnswer =
        guard.carry({ ClosingAnswer.NotRecorded(it) }) { bridge -> closing(call(bridge)) }

    private fun closing(answer: BridgeClosing): ClosingAnswer = when (answer) {
        is BridgeClosing.Requested ->
            ClosingAnswer.Requested(due(answer.due), answer.obligations.map(mapping::obligation))
        is BridgeClosing.Closed ->
            ClosingAnswer.Closed(answer.then.same(), answer.obligations.map(mapping::obligation))
        is BridgeClosing.OpenAgain -> ClosingAnswer.OpenAgain
        is BridgeClosing.NotByThem -> ClosingAnswer.NotByThem(answer.v1.map { it.same() })
        is BridgeClosing.NoChange -> ClosingAnswer.NoChange
        is BridgeClosing.NotRecorded -> ClosingAnswer.NotRecorded(mapping.reason(answer.v1))
    }

    private fun stage(stage: BridgeStage): AccountStage = when (stage) {
        is BridgeStage.Open -> AccountStage.Open
        is BridgeStage.Closing -> AccountStage.Closing(stage.by.same(), stage.since, due(stage.due), stage.overdue)
        is BridgeStage.Closed -> AccountStage.Closed(stage.since)
    }

    private fun terms(terms: BridgeTerms): ClosingTerms = ClosingTerms(
        initiators = terms.initiators.map { it.same() },
        route = terms.route.wording(),
        then = terms.then.same(),
        isIrreversible = terms.irreversible,
        risks = terms.risks.map { it.statement() },
        check = terms.check,
        clause = terms.clause
    )
}

internal fun BridgeRemark.statement(): Statement = Statement(text.wording(), clause)

internal fun due(due: BridgeDue): Due = when (due) {
    is BridgeDue.NotPromised -> Due.NotPromised
    is BridgeDue.Waits -> Due.Waits(due.v1.same())
    is BridgeDue.At -> Due.At(due.v1)
    is BridgeDue.Unknown -> Due.Unknown(due.workingDays.toInt())
}
