package org.askfirst

/** Ways to withdraw, insisting on core data, and what past reads rested on. */
public interface Withdrawals {
    /** How each consent can be taken back, in the pack's order. */
    public suspend fun routes(): List<WithdrawalRoute>

    /** Where the policy says that consent is taken back; `null` until the pack has been read. */
    public suspend fun terms(): WithdrawalTerms?

    /** What a person is told before withdrawing what core functions need; `null` for what a switch withdraws. */
    public suspend fun consequence(access: Access<*>, language: String): String?

    /** Withdraws core data too, after the person was told and insists: the function that needs them is blocked. */
    public suspend fun insist(access: Access<*>): Withdrawn

    /** Every read that was allowed to the account in use, with what it rested on. */
    public suspend fun pastReads(): List<PastRead>
}

/** How the consent for one access can be taken back. */
public class WithdrawalRoute internal constructor(
    /** The access. */
    public val access: String,
    /** The choice it is answered with: one switch. */
    public val choice: String,
    /** Whether the app's own switch does it; if not, only closing the account or [Withdrawals.insist] does. */
    public val isBySwitch: Boolean,
    /** Whether some system has a permission for it too. */
    public val isBySystem: Boolean
)

/** Where the policy says that consent is taken back, and the other ways it lists. */
public class WithdrawalTerms internal constructor(public val route: Wording, public val others: List<Statement>)

/** A read that was allowed, and what it rested on. A later withdrawal leaves it lawful. Times are UTC. */
public class PastRead internal constructor(
    public val access: String,
    /** When it was allowed, in milliseconds since 1970. */
    public val atMillis: Long,
    /** The ledger entry it was lawful under. */
    public val under: Long,
    /** When that was given, likewise. */
    public val givenMillis: Long,
    /** When that ended, likewise; `null` while it stands. */
    public val endedMillis: Long?
)
