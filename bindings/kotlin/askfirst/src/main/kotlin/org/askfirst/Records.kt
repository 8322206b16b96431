package org.askfirst

import java.util.concurrent.Executor
import org.askfirst.internal.Calls
import org.askfirst.internal.closest

/** The evidence: what the ledger holds, for screens and for auditors. No entry holds a collected value. */
public interface Records {
    /** Ledger entries from number [from] on, at most [limit]. */
    public suspend fun entries(from: Long = 0, limit: Int = 200): List<LedgerEntry>

    /** The latest decisions, from number [from] on, at most [limit]. */
    public suspend fun decisions(from: Long = 0, limit: Int = 200): List<DecisionRecord>

    /** Checks the whole ledger, entry by entry. */
    public suspend fun verify(): VerifyReport

    /** [entries] for Java. */
    public fun entries(from: Long, limit: Int, executor: Executor, callback: Callback<List<LedgerEntry>>): Cancellable =
        Calls.run(executor, callback, null) { entries(from, limit) }

    /** [decisions] for Java. */
    public fun decisions(
        from: Long,
        limit: Int,
        executor: Executor,
        callback: Callback<List<DecisionRecord>>
    ): Cancellable = Calls.run(executor, callback, null) { decisions(from, limit) }

    /** [verify] for Java. */
    public fun verify(executor: Executor, callback: Callback<VerifyReport>): Cancellable =
        Calls.run(executor, callback, null) { verify() }
}

/** One ledger entry. */
public class LedgerEntry(
    public val id: Long,
    public val atMillis: Long,
    /** What happened, such as `given` or `shown`. */
    public val what: String,
    public val access: String?,
    public val detail: String
) {
    override fun toString(): String = "LedgerEntry($id, $what, $access)"
}

/** One decision of the guard. */
public class DecisionRecord(
    public val atMillis: Long,
    /** The access, or what was asked for in parts. */
    public val access: String,
    public val isAllowed: Boolean,
    /** Why not. */
    public val reason: Reason?,
    /** The ledger entry that allowed it. */
    public val entry: Long?
) {
    /** `allow` or `deny`. */
    public val outcome: String get() = if (isAllowed) "allow" else "deny"

    override fun toString(): String = "DecisionRecord($access, ${reason ?: "allow"})"
}

/** How a check of the ledger ended. */
public class VerifyReport(
    /** How many entries were checked. */
    public val entries: Long,
    /** Whether all was in order. */
    public val isSound: Boolean,
    /** The first entry that does not hold, where one was found. */
    public val firstBad: Long?,
    /** Fingerprint of the last entry. */
    public val head: String
) {
    override fun toString(): String = "VerifyReport($entries entries, ${if (isSound) "sound" else "bad at $firstBad"})"
}

/** One consent as a screen lists it. */
public class ConsentView(
    public val access: Access<*>,
    /** The choice it is answered with: accesses of one choice are given and refused together. */
    public val choice: String,
    /** Which function of the app it serves. */
    public val function: String,
    /** Whom the data goes to, where it is not the app itself. */
    public val recipient: String?,
    /** Whether it needs a prompt of its own. */
    public val isGated: Boolean,
    public val state: GateState,
    private val words: List<ConsentWords>
) {
    /** The words for a screen, in the language that comes closest to [language]. */
    public fun words(language: String): ConsentWords = words.closest(language) { it.language }

    override fun toString(): String = "ConsentView(${access.id}, ${state.standing})"
}

/** Words of one consent in one language. */
public class ConsentWords(
    public val language: String,
    /** What the policy calls the kind of data. */
    public val term: String,
    public val purpose: String,
    public val function: String,
    public val recipient: String?,
    /** What a refusal costs. */
    public val effect: String,
    /** The section of the policy. */
    public val clause: String
) {
    override fun toString(): String = "ConsentWords($language, $clause)"
}

/** The policy as readable text, made from the pack. */
public class PolicyDocument(public val title: String, public val sections: List<Section>) {
    /** One section. */
    public class Section(public val heading: String, public val lines: List<String>)

    override fun toString(): String = "PolicyDocument(${sections.size} sections)"
}
