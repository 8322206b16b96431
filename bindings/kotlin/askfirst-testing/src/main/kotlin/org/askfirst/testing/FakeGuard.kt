package org.askfirst.testing

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flowOf
import org.askfirst.Access
import org.askfirst.AccessParts
import org.askfirst.Account
import org.askfirst.Answer
import org.askfirst.Ask
import org.askfirst.Cause
import org.askfirst.Confirmed
import org.askfirst.ConsentView
import org.askfirst.Gate
import org.askfirst.Group
import org.askfirst.Guard
import org.askfirst.GuardHost
import org.askfirst.Kind
import org.askfirst.Obligation
import org.askfirst.PlatformApi
import org.askfirst.Policy
import org.askfirst.PolicyDocument
import org.askfirst.PolicyState
import org.askfirst.Prompt
import org.askfirst.Reason
import org.askfirst.Recipient
import org.askfirst.Records
import org.askfirst.Remedy
import org.askfirst.Rulebook
import org.askfirst.Started
import org.askfirst.Status
import org.askfirst.Switched
import org.askfirst.Withdrawn

/**
 * A guard in pure Kotlin, for hosts that have no native library, such as a preview or a plain unit test.
 *
 * It decides nothing by itself: every door is shut until a test says otherwise, and a question that no test foresaw
 * fails with an [AssertionError]. It plays nothing of the [Rulebook]; a call there fails and says so.
 * Where the native library is there, [TestGuard] is the better double.
 */
public class FakeGuard :
    Guard,
    Rulebook by NoRulebook {
    private val gates = ConcurrentHashMap<String, FakeGate<*>>()
    private val plans = ConcurrentHashMap<String, Plan>()
    private val readSoFar = CopyOnWriteArrayList<Access<*>>()
    private val startedSoFar = CopyOnWriteArrayList<Recipient>()
    private val statuses = MutableStateFlow<Status>(Status.Ready(false))
    private val policyPlan = FakePolicy()

    /** What was read so far, in order. */
    public val reads: List<Access<*>> get() = readSoFar

    /** Which SDKs were started so far, in order. */
    public val starts: List<Recipient> get() = startedSoFar

    /** Whose account is in use. */
    @Volatile
    public var accountInUse: Account? = null
        private set

    /** The person accepts the policy when it is presented. */
    public fun acceptsPolicy(): FakeGuard = apply { policyPlan.plan = PolicyState.Accepted }

    /** The person declines the policy when it is presented. */
    public fun declinesPolicy(): FakeGuard = apply { policyPlan.plan = PolicyState.Declined }

    /** Consent to [access] stands already, and reading it gives [value]. */
    public fun <V : Any> opens(access: Access<V>, value: V): FakeGuard = plan(access, Plan.Opens(value, isGiven = true))

    /** The person agrees to [access] when asked, and reading it gives [value]. */
    public fun <V : Any> agrees(access: Access<V>, value: V): FakeGuard =
        plan(access, Plan.Opens(value, isGiven = false))

    /** The person refuses [access] when asked. */
    public fun refuses(access: Access<*>): FakeGuard =
        plan(access, Plan.Shuts(Reason("REFUSED", Group.SAID_NO), Remedy.ASK_ON_TAP))

    /** [access] is shut for [reason], whatever the person would say. */
    public fun shuts(access: Access<*>, reason: Reason, remedy: Remedy = Remedy.NONE): FakeGuard =
        plan(access, Plan.Shuts(reason, remedy))

    private fun plan(access: Access<*>, plan: Plan): FakeGuard = apply {
        plans[access.id] = plan
        gates[access.id]?.refresh()
    }

    override val status: StateFlow<Status> get() = statuses
    override val prompts: StateFlow<Prompt?> = MutableStateFlow(null)
    override val policy: Policy get() = policyPlan
    override val consents: Flow<List<ConsentView>> get() = flowOf(emptyList())
    override val records: Records = NoRecords

    @PlatformApi
    override val host: GuardHost = NoHost

    @Suppress("UNCHECKED_CAST")
    override fun <V : Any> gate(access: Access<V>): Gate<V> =
        gates.getOrPut(access.id) { FakeGate(access, ::planOf, ::changed, readSoFar) } as Gate<V>

    override fun gate(parts: AccessParts): Gate<Any> = gate(Access(parts.toString(), Kind(parts.kind)))

    private fun planOf(access: Access<*>): Plan? = if (statuses.value is Status.Ready) plans[access.id] else CLOSED

    private fun changed(access: Access<*>, plan: Plan) {
        plans[access.id] = plan
    }

    override suspend fun askTogether(accesses: List<Access<*>>, ask: Ask): List<Answer> = accesses.map { access ->
        val shut = (gate(access) as FakeGate<*>).ask(ask)
        Answer(access, shut == null, shut?.reason)
    }

    override suspend fun start(recipient: Recipient, isTapped: Boolean): Started {
        val open = recipient.all.filter { gate(it).isOpen }.toSet()
        if (open.isEmpty()) return Started.Held(NO_CONSENT, Remedy.ASK_ON_TAP)
        startedSoFar += recipient
        return Started.Running(open)
    }

    override suspend fun withdraw(access: Access<*>): Withdrawn {
        if (!gate(access).isOpen) return Withdrawn.NothingGiven
        plan(access, Plan.Shuts(Reason("WITHDRAWN", Group.SAID_NO), Remedy.ASK_ON_TAP))
        return Withdrawn.Done(emptyList())
    }

    override suspend fun switchTo(account: Account?): Switched {
        accountInUse = account
        return Switched.DONE
    }

    override suspend fun setFact(name: String, value: String?) {}

    override suspend fun obligations(): List<Obligation> = emptyList()

    override suspend fun confirm(obligation: Obligation, how: Confirmed): Boolean = false

    override suspend fun startAgain(closed: Status.Closed): Status = statuses.value

    override fun explain(access: Access<*>): String = "${access.id}: ${plans[access.id] ?: "no test said anything"}"

    override fun close() {
        statuses.value = Status.Closed(Cause.CLOSED_BY_HOST, "the host closed the guard")
        gates.values.forEach { it.refresh() }
    }

    private class FakePolicy : Policy {
        @Volatile
        var plan: PolicyState? = null

        @Volatile
        override var state: PolicyState = PolicyState.NotAnswered

        override suspend fun present(ask: Ask): PolicyState {
            if (state == PolicyState.NotAnswered) state = plan ?: unscripted("the policy")
            return state
        }

        override suspend fun document(language: String): PolicyDocument = PolicyDocument("", emptyList())
    }

    private companion object {
        val NO_CONSENT = Reason("NO_CONSENT", Group.NOT_ANSWERED)
        val CLOSED = Plan.Shuts(Reason("CLOSED", Group.NOT_READY), Remedy.NONE)
    }
}

/** Ends a test that met a question it did not foresee. */
internal fun unscripted(what: String): Nothing =
    throw AssertionError("nobody said what the person answers to $what; script it, or ask with Ask.NEVER")
