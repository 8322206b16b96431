package org.askfirst.testing

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flow
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Ask
import org.askfirst.DecisionRecord
import org.askfirst.Gate
import org.askfirst.GateState
import org.askfirst.Group
import org.askfirst.GuardHost
import org.askfirst.LedgerEntry
import org.askfirst.Missing
import org.askfirst.PlatformApi
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Reason
import org.askfirst.Records
import org.askfirst.Remedy
import org.askfirst.Source
import org.askfirst.Standing
import org.askfirst.VerifyReport

/** What a test said about one access. */
internal sealed interface Plan {
    /** Agreed to, at once or when asked. */
    class Opens(val value: Any, val isGiven: Boolean) : Plan {
        override fun toString(): String = if (isGiven) "open" else "the person agrees when asked"
    }

    /** Shut. */
    class Shuts(val reason: Reason, val remedy: Remedy) : Plan {
        override fun toString(): String = "shut, $reason"
    }
}

/** A door of a [FakeGuard]. */
internal class FakeGate<V : Any>(
    override val access: Access<V>,
    private val planOf: (Access<*>) -> Plan?,
    private val onChange: (Access<*>, Plan) -> Unit,
    private val reads: MutableList<Access<*>>
) : Gate<V> {
    private val states = MutableStateFlow(now())

    override val isOpen: Boolean get() = (planOf(access) as? Plan.Opens)?.isGiven == true

    override val state: StateFlow<GateState> get() = states

    fun refresh() {
        states.value = now()
    }

    private fun now(): GateState = when (val plan = planOf(access)) {
        is Plan.Opens -> if (plan.isGiven) GateState(true, null, Standing.GIVEN, 0) else unasked()
        is Plan.Shuts -> GateState(false, plan.reason, standing(plan.reason), null)
        null -> unasked()
    }

    private fun unasked() = GateState(false, NO_CONSENT, Standing.UN_ASKED, null)

    private fun standing(reason: Reason): Standing =
        Standing.entries.firstOrNull { it.name == reason.code } ?: Standing.UN_ASKED

    /** Puts the question, if it has to be. Gives why the door stays shut, or `null`. */
    fun ask(ask: Ask): Read.Shut? = when (val plan = planOf(access)) {
        is Plan.Shuts -> Read.Shut(plan.reason, plan.remedy)
        is Plan.Opens -> when {
            plan.isGiven -> null
            ask == Ask.NEVER -> Read.Shut(NO_CONSENT, Remedy.ASK_ON_TAP)
            else -> null.also { agree(plan) }
        }
        null -> if (ask == Ask.NEVER) Read.Shut(NO_CONSENT, Remedy.ASK_ON_TAP) else unscripted(access.id)
    }

    private fun agree(plan: Plan.Opens) {
        onChange(access, Plan.Opens(plan.value, isGiven = true))
        refresh()
    }

    @Suppress("UNCHECKED_CAST")
    override suspend fun read(ask: Ask): Read<V> = ask(ask) ?: run {
        reads += access
        Read.Value((planOf(access) as Plan.Opens).value as V, entry = 1)
    }

    override suspend fun <T : Any> readWith(ask: Ask, source: Source<T>): Read<T> = ask(ask) ?: failing {
        var isSpent = false
        val permit = AccessPermit(1) { !isSpent.also { isSpent = true } }
        when (val reading = source.read(permit)) {
            is Reading.Got -> if (isSpent) Read.Value(reading.value, 1) else unspent()
            is Reading.None -> Read.Unavailable(reading.cause)
            Reading.Void -> Read.Shut(Reason("PERMIT_VOID", Group.NOT_NOW), Remedy.NONE)
        }.also { if (isSpent) reads += access }
    }

    override suspend fun <T : Any> use(ask: Ask, body: suspend () -> T): Read<T> = ask(ask) ?: failing {
        reads += access
        Read.Value(body(), 1)
    }

    override fun updates(ask: Ask): Flow<V> = flow {
        val first = read(ask)
        if (first is Read.Value) emit(first.value)
    }

    private fun unspent(): Nothing = throw AssertionError("the source read ${access.id} without spending its permit")

    private suspend fun <T> failing(read: suspend () -> Read<T>): Read<T> = try {
        read()
    } catch (cancelled: CancellationException) {
        throw cancelled
    } catch (failed: AssertionError) {
        throw failed
    } catch (error: Throwable) {
        Read.Unavailable(Missing.FAILED, error)
    }

    private companion object {
        val NO_CONSENT = Reason("NO_CONSENT", Group.NOT_ANSWERED)
    }
}

/** A fake has no ledger. */
internal object NoRecords : Records {
    override suspend fun entries(from: Long, limit: Int): List<LedgerEntry> = emptyList()

    override suspend fun decisions(from: Long, limit: Int): List<DecisionRecord> = emptyList()

    override suspend fun verify(): VerifyReport = VerifyReport(0, true, null, "")
}

/** A fake has no screen. */
@PlatformApi
internal object NoHost : GuardHost {
    override fun screenGone() {}

    override fun screenBack() {}

    override fun resumed() {}

    override suspend fun settle() {}
}
