package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.Account
import org.askfirst.Answer
import org.askfirst.Ask
import org.askfirst.Cause
import org.askfirst.Choice
import org.askfirst.Confirmed
import org.askfirst.ConsentView
import org.askfirst.ConsentWords
import org.askfirst.Control
import org.askfirst.DecisionRecord
import org.askfirst.Dismissal
import org.askfirst.GateState
import org.askfirst.Kind
import org.askfirst.LedgerEntry
import org.askfirst.Missing
import org.askfirst.Obligation
import org.askfirst.Paragraph
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.PolicyDocument
import org.askfirst.PolicyState
import org.askfirst.Prompt
import org.askfirst.PromptText
import org.askfirst.Read
import org.askfirst.Reason
import org.askfirst.Recipient
import org.askfirst.Standing
import org.askfirst.Started
import org.askfirst.Status
import org.askfirst.Style
import org.askfirst.VerifyReport
import org.askfirst.Withdrawn
import org.askfirst.bridge.Account as BridgeAccount
import org.askfirst.bridge.Answer as BridgeAnswer
import org.askfirst.bridge.Ask as BridgeAsk
import org.askfirst.bridge.Confirmation as BridgeConfirmation
import org.askfirst.bridge.ConsentView as BridgeConsentView
import org.askfirst.bridge.DecisionView as BridgeDecisionView
import org.askfirst.bridge.Dismissal as BridgeDismissal
import org.askfirst.bridge.EntryView as BridgeEntryView
import org.askfirst.bridge.GateState as BridgeGateState
import org.askfirst.bridge.ObligedAction as BridgeAction
import org.askfirst.bridge.Owed as BridgeObligation
import org.askfirst.bridge.Permission as BridgePermission
import org.askfirst.bridge.PlatformState as BridgePlatformState
import org.askfirst.bridge.PolicyDocument as BridgePolicyDocument
import org.askfirst.bridge.PolicyState as BridgePolicyState
import org.askfirst.bridge.Prompt as BridgePrompt
import org.askfirst.bridge.PromptText as BridgePromptText
import org.askfirst.bridge.Reason as BridgeReason
import org.askfirst.bridge.Shut as BridgeShut
import org.askfirst.bridge.Started as BridgeStarted
import org.askfirst.bridge.Status as BridgeStatus
import org.askfirst.bridge.Tap as BridgeTap
import org.askfirst.bridge.Verdict as BridgeVerdict
import org.askfirst.bridge.VerifyReport as BridgeVerifyReport
import org.askfirst.bridge.Withdrawn as BridgeWithdrawn

/**
 * Turns what crosses the bridge into the public types, and back.
 *
 * Whatever it does not know becomes the closed answer. It is open only for tests, which plant a fault here to show
 * that the comparison with the other languages finds it.
 */
internal open class Mapping {
    private val wire = Wire(this)

    /** Every reason, from either bridge, passes here. */
    open fun reason(code: String, group: String): Reason = Reason(code, Reasons.group(group))

    fun shut(code: String, group: String, remedy: String, effect: String?): Read.Shut =
        Read.Shut(reason(code, group), Reasons.remedy(remedy), effect?.takeIf { it.isNotEmpty() })

    // What JNI gives.

    fun verdict(line: String): Verdict = wire.verdict(line)

    fun status(line: String): Status = wire.status(line)

    fun gateState(line: String): GateState = wire.gateState(line)

    fun shutOrNull(line: String?): Read.Shut? = wire.shutOrNull(line)

    fun policyState(line: String): PolicyState = wire.policyState(line)

    /** The system's state as the core's JNI entry takes it: the permission in the low bits, then three flags. */
    fun bits(platform: PlatformState): Int = platform.permission.ordinal or
        (if (platform.isSwitchOn) SWITCH_ON else 0) or
        (if (platform.isForeground) FOREGROUND else 0) or
        (if (platform.hasScreen) SCREEN else 0)

    /** How a read ended, as the core's JNI entry takes it. */
    fun outcome(missing: Missing?): Int = if (missing == null) 0 else missing.ordinal + 1

    // What goes over UniFFI.

    fun ask(ask: Ask): BridgeAsk = when (ask) {
        Ask.NEVER -> BridgeAsk.NEVER
        Ask.IF_NEW -> BridgeAsk.IF_NEW
        Ask.TAPPED -> BridgeAsk.TAPPED
    }

    fun platform(state: PlatformState): BridgePlatformState = BridgePlatformState(
        permission = when (state.permission) {
            Permission.NOT_NEEDED -> BridgePermission.NOT_NEEDED
            Permission.GRANTED -> BridgePermission.GRANTED
            Permission.NOT_ASKED -> BridgePermission.NOT_ASKED
            Permission.DENIED -> BridgePermission.DENIED
            Permission.UNAVAILABLE -> BridgePermission.UNAVAILABLE
        },
        switchOn = state.isSwitchOn,
        foreground = state.isForeground,
        screen = state.hasScreen
    )

    fun tap(isBound: Boolean): BridgeTap = if (isBound) BridgeTap.BOUND else BridgeTap.PRESSED

    fun dismissal(how: Dismissal): BridgeDismissal = when (how) {
        Dismissal.CLOSED -> BridgeDismissal.CLOSED
        Dismissal.OUTSIDE_TAP -> BridgeDismissal.OUTSIDE_TAP
        Dismissal.BACK -> BridgeDismissal.BACK
        Dismissal.TIMED_OUT -> BridgeDismissal.TIMED_OUT
        Dismissal.UI_FAILED -> BridgeDismissal.UI_FAILED
    }

    fun confirmed(how: Confirmed): BridgeConfirmation = when (how) {
        Confirmed.DONE -> BridgeConfirmation.DONE
        Confirmed.AFTER_RESTART -> BridgeConfirmation.AFTER_RESTART
        Confirmed.NOT_OFFERED -> BridgeConfirmation.NOT_OFFERED
    }

    fun account(account: Account): BridgeAccount = BridgeAccount(account.id, account.tenant)

    // What comes over UniFFI.

    fun reason(reason: BridgeReason): Reason = reason(reason.code, reason.group.name)

    fun shut(shut: BridgeShut): Read.Shut =
        shut(shut.reason.code, shut.reason.group.name, shut.remedy.name, shut.effect)

    fun verdict(verdict: BridgeVerdict): Verdict = when (verdict) {
        is BridgeVerdict.Permit -> Verdict.Permit(verdict.id.toLong(), verdict.entry.toLong())
        is BridgeVerdict.Shut -> Verdict.Shut(shut(verdict.shut))
        is BridgeVerdict.AskSystem -> Verdict.AskSystem(verdict.question.toLong())
    }

    fun status(status: BridgeStatus): Status = when (status) {
        is BridgeStatus.Opening -> Status.Opening
        is BridgeStatus.Ready -> Status.Ready(status.rollbackDetectable)
        is BridgeStatus.Closed ->
            Status.Closed(cause(status.cause.name), status.detail, status.entry?.toLong(), status.canStartAgain)
    }

    fun cause(name: String): Cause = Cause.entries.firstOrNull { it.name == name } ?: Cause.FAULT

    fun policyState(state: BridgePolicyState): PolicyState = when (state) {
        BridgePolicyState.ACCEPTED -> PolicyState.Accepted
        BridgePolicyState.DECLINED -> PolicyState.Declined
        BridgePolicyState.NOT_ANSWERED -> PolicyState.NotAnswered
    }

    fun answer(access: Access<*>, answers: List<BridgeAnswer>): Answer {
        val found = answers.firstOrNull { it.access == access.id } ?: return Answer(access, false, Reasons.INTERNAL)
        return Answer(access, found.given, found.reason?.let(::reason))
    }

    fun started(started: BridgeStarted, recipient: Recipient): Started = when (started) {
        is BridgeStarted.Running -> {
            val byId = recipient.all.associateBy { it.id }
            Started.Running(started.allowed.mapNotNull { byId[it] }.toSet())
        }
        is BridgeStarted.Held -> shut(started.shut).let { Started.Held(it.reason, it.remedy) }
    }

    fun withdrawn(withdrawn: BridgeWithdrawn): Withdrawn = when (withdrawn) {
        is BridgeWithdrawn.Done -> Withdrawn.Done(withdrawn.obligations.map(::obligation))
        is BridgeWithdrawn.ClosesAccount -> Withdrawn.ClosesAccount(withdrawn.consequence)
        is BridgeWithdrawn.NotDurable -> Withdrawn.NotDurable
        is BridgeWithdrawn.NothingGiven -> Withdrawn.NothingGiven
    }

    fun obligation(obligation: BridgeObligation): Obligation = Obligation(
        id = obligation.id.toLong(),
        recipient = obligation.recipient,
        kind = obligation.kind,
        action = when (obligation.action) {
            BridgeAction.STOP_RECIPIENT -> Obligation.STOP
            BridgeAction.PURGE_CACHE -> Obligation.PURGE
            BridgeAction.DELETE -> Obligation.DELETE
            BridgeAction.DELETE_OR_ANONYMISE -> Obligation.DELETE_OR_ANONYMISE
            BridgeAction.PASS_DELETION_ON -> Obligation.PASS_DELETION_ON
        },
        collectedFromMillis = obligation.collected?.first,
        collectedToMillis = obligation.collected?.last
    )

    fun prompt(prompt: BridgePrompt, kindOf: (String) -> String, language: String, acts: PromptActs): Prompt = Prompt(
        ticket = prompt.ticket.toLong(),
        style = Style.valueOf(prompt.style.name),
        accesses = prompt.accesses.map { access(it, kindOf(it)) },
        texts = prompt.texts.map(::text),
        language = language,
        acts = acts
    )

    private fun text(text: BridgePromptText): PromptText = PromptText(
        language = text.language,
        title = text.title,
        paragraphs = text.paragraphs.map { Paragraph(it.role, it.text) },
        choices = text.choices.map { Choice(it.id, it.title, it.detail) },
        controls = text.controls.map { Control(it.id, it.label) },
        policyLabel = text.policyLabel,
        closeLabel = text.closeLabel,
        hash = text.hash
    )

    fun gateState(state: BridgeGateState): GateState = GateState(
        isOpen = state.open,
        reason = state.reason?.let(::reason),
        standing = Standing.valueOf(state.standing.name),
        sinceMillis = state.sinceMs
    )

    fun consent(view: BridgeConsentView): ConsentView = ConsentView(
        access = access(view.access, view.kind),
        choice = view.choice,
        function = view.function,
        recipient = view.recipient,
        isGated = view.gated,
        state = gateState(view.state),
        words = view.words.map {
            ConsentWords(it.language, it.term, it.purpose, it.function, it.recipient, it.effect, it.clause)
        }
    )

    fun document(document: BridgePolicyDocument): PolicyDocument =
        PolicyDocument(document.title, document.sections.map { PolicyDocument.Section(it.heading, it.lines) })

    fun entry(entry: BridgeEntryView): LedgerEntry =
        LedgerEntry(entry.id.toLong(), entry.atMs, entry.what, entry.access, entry.detail)

    fun decision(view: BridgeDecisionView): DecisionRecord = DecisionRecord(
        atMillis = view.atMs,
        access = view.access,
        isAllowed = view.allowed,
        reason = view.reason?.let(::reason),
        entry = view.entry?.toLong()
    )

    fun report(report: BridgeVerifyReport): VerifyReport =
        VerifyReport(report.entries.toLong(), report.intact, report.firstBad?.toLong(), report.head)

    fun access(id: String, kind: String): Access<*> = Access(id, Kind<Any>(kind))

    private companion object {
        const val SWITCH_ON = 8
        const val FOREGROUND = 16
        const val SCREEN = 32
    }
}
