package org.askfirst

import org.askfirst.internal.closest

/**
 * What a policy promises beside reading and withdrawing, one interface for each chapter.
 *
 * An app that needs none of it can ignore it. What the library can only record and not enforce, each chapter says in
 * its first lines. Every suspending call of a chapter can be made from Java with [Suspending.run].
 */
public interface Rulebook {
    /** Editions of the policy: which there were, what changed, what was agreed to when (R-081 … R-088). */
    public val editions: Editions

    /** Acting without consent where the policy's own lists name the case (R-078 … R-080). Off by default. */
    public val exemptions: Exemptions

    /** Joining data with other data. The library answers and records; it cannot see the joining. */
    public val joins: Joins

    /** Keeping, passing on and releasing what was read. The library answers; it never sees data. */
    public val handling: Handling

    /** Closing the account in use, and data under legal hold (R-060 … ). */
    public val account: AccountLife

    /** The person's age, as far as it matters, and a guardian's consent (R-089 … R-091). */
    public val person: Person

    /** Requests of the person about their rights, and their clocks (R-093 … R-097). */
    public val requests: Requests

    /** Notices that wait until the person was shown them. */
    public val notices: Notices

    /** Whether a message may go out. The library answers; that the app asks, it cannot enforce. */
    public val messages: Messages

    /** What was seen to be collected beside the guard. The library judges what it is told. */
    public val conformity: Conduct

    /** The end of the service. */
    public val service: Service

    /** Ways to withdraw, and what withdrawing leaves as it was. */
    public val withdrawals: Withdrawals

    /** A copy of everything on record, for the person to keep. */
    public val export: Copies
}

/** A text that a person reads, in both languages of the library. */
public class Wording(internal val zh: String, internal val en: String) {
    /** The text in the language that comes closest to [language]. */
    public fun text(language: String): String =
        listOf("zh" to zh, "en" to en).closest(language) { it.first }.second

    override fun equals(other: Any?): Boolean = other is Wording && other.zh == zh && other.en == en

    override fun hashCode(): Int = zh.hashCode()

    override fun toString(): String = zh
}
