package org.askfirst

import java.util.concurrent.Executor
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import org.askfirst.internal.Calls

/**
 * The one door to personal data.
 *
 * Opened once with `AskFirst.open` and handed to whoever needs it; feature modules depend on this interface alone.
 * Every call ends in one typed result. Nothing but a caller's own cancellation is ever thrown.
 */
public interface Guard :
    Rulebook,
    AutoCloseable {
    /** Whether the guard can answer, and if not, why. */
    public val status: StateFlow<Status>

    /** The question to draw now, or `null`. A default screen is one consumer of it; an app may draw its own. */
    public val prompts: StateFlow<Prompt?>

    /** The privacy policy and its acceptance. */
    public val policy: Policy

    /** Every consent there is to list, again whenever one changes. */
    public val consents: Flow<List<ConsentView>>

    /** The evidence. */
    public val records: Records

    /** What a platform layer tells the guard. */
    @PlatformApi
    public val host: GuardHost

    /** The door for [access]. The same access gives the same door. */
    public fun <V : Any> gate(access: Access<V>): Gate<V>

    /** The door for an access spelt out in parts. Whatever the pack does not declare is shut, and says so. */
    public fun gate(parts: AccessParts): Gate<Any>

    /**
     * Asks for several independent accesses on one screen: one switch each, none set, one ledger transaction.
     *
     * The answers come in the order of [accesses].
     */
    public suspend fun askTogether(accesses: List<Access<*>>, ask: Ask = Ask.IF_NEW): List<Answer>

    /**
     * Starts the SDK of [recipient] through its adapter, if its row is agreed to. Never asks.
     *
     * [isTapped] says that the person does it, for what only the person starts, such as sending an error report.
     */
    public suspend fun start(recipient: Recipient, isTapped: Boolean = false): Started

    /**
     * Withdraws a consent. Returns when that is on disk and in force in every process.
     *
     * Once begun it is carried through, even if the caller is cancelled.
     */
    public suspend fun withdraw(access: Access<*>): Withdrawn

    /**
     * Says who is signed in; `null` for nobody. Consents are kept for each account by itself.
     *
     * Once begun it is carried through, even if the caller is cancelled.
     */
    public suspend fun switchTo(account: Account?): Switched

    /**
     * Reports a fact of the moment that recipients' conditions ask for, such as which way of payment was chosen;
     * `null` takes it back.
     */
    public suspend fun setFact(name: String, value: String?)

    /** What the app still has to do after withdrawals. */
    public suspend fun obligations(): List<Obligation>

    /** Says what became of an obligation. False if there is no such obligation any more. */
    public suspend fun confirm(obligation: Obligation, how: Confirmed): Boolean

    /**
     * Begins anew after the ledger was lost or damaged.
     *
     * The old ledger is set aside, never deleted; everything is un-asked and every quiet period runs.
     */
    public suspend fun startAgain(closed: Status.Closed): Status

    /**
     * Why the door for [access] is open or shut, with clauses, for the developer.
     *
     * Waits for the library where nothing was asked yet; not for the main thread.
     */
    public fun explain(access: Access<*>): String

    /** Closes the guard for good: every gate is shut, waiting calls end. */
    override fun close()

    /** [askTogether] for Java. */
    public fun askTogether(
        accesses: List<Access<*>>,
        ask: Ask,
        executor: Executor,
        callback: Callback<List<Answer>>
    ): Cancellable = Calls.run(executor, callback, { why -> accesses.map { Answer(it, false, why) } }) {
        askTogether(accesses, ask)
    }

    /** [start] for Java. */
    public fun start(recipient: Recipient, executor: Executor, callback: Callback<Started>): Cancellable =
        Calls.run(executor, callback, { Started.Held(it, Remedy.NONE) }) { start(recipient) }

    /** [withdraw] for Java. Cancelling does not stop a withdrawal; the callback hears how it ended. */
    public fun withdraw(access: Access<*>, executor: Executor, callback: Callback<Withdrawn>): Cancellable =
        Calls.carryThrough(executor, callback, Withdrawn.NotDurable) { withdraw(access) }

    /** [switchTo] for Java. Cancelling does not stop it. */
    public fun switchTo(account: Account?, executor: Executor, callback: Callback<Switched>): Cancellable =
        Calls.carryThrough(executor, callback, Switched.NOT_DURABLE) { switchTo(account) }

    /** [setFact] for Java; the callback hears the value. Cancelling does not stop it. */
    public fun setFact(name: String, value: String?, executor: Executor, callback: Callback<String?>): Cancellable =
        Calls.carryThrough(executor, callback, null) {
            setFact(name, value)
            value
        }

    /** [obligations] for Java. */
    public fun obligations(executor: Executor, callback: Callback<List<Obligation>>): Cancellable =
        Calls.run(executor, callback, null) { obligations() }

    /** [confirm] for Java. */
    public fun confirm(
        obligation: Obligation,
        how: Confirmed,
        executor: Executor,
        callback: Callback<Boolean>
    ): Cancellable = Calls.carryThrough(executor, callback, false) { confirm(obligation, how) }

    /** The consents of this moment, for Java. */
    public fun consents(executor: Executor, callback: Callback<List<ConsentView>>): Cancellable =
        Calls.first(executor, callback, consents)

    /** [startAgain] for Java. Cancelling does not stop it. */
    public fun startAgain(closed: Status.Closed, executor: Executor, callback: Callback<Status>): Cancellable =
        Calls.carryThrough(executor, callback, closed) { startAgain(closed) }
}

/** The privacy policy and its acceptance. */
public interface Policy {
    /** Whether it has been accepted. Accepting it opens none of the guarded accesses. */
    public val state: PolicyState

    /**
     * Presents the policy unless it has been answered, and returns what the person did.
     *
     * After a prompt that was left open, [Ask.IF_NEW] keeps quiet for the quiet period and [Ask.TAPPED] may ask.
     */
    public suspend fun present(ask: Ask = Ask.IF_NEW): PolicyState

    /** The policy as readable text. */
    public suspend fun document(language: String): PolicyDocument

    /** [present] for Java. A cancelled call gives [PolicyState.NotAnswered]. */
    public fun present(ask: Ask, executor: Executor, callback: Callback<PolicyState>): Cancellable =
        Calls.run(executor, callback, { PolicyState.NotAnswered }) { present(ask) }

    /** [document] for Java. */
    public fun document(language: String, executor: Executor, callback: Callback<PolicyDocument>): Cancellable =
        Calls.run(executor, callback, null) { document(language) }
}

/** What the person did with the policy. */
public enum class PolicyState { Accepted, Declined, NotAnswered }
