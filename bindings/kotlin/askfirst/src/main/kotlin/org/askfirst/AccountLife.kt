package org.askfirst

/**
 * Closing the account in use, and data under legal hold (R-060 … ).
 *
 * The library shuts its own gates and says what is left to do. A server's side of it, it cannot see.
 */
public interface AccountLife {
    /** How far the closing has come. */
    public suspend fun stage(): AccountStage

    /** What the policy says about closing; `null` where it says nothing. */
    public suspend fun closingTerms(): ClosingTerms?

    /** Asks for the account to be closed. Nothing new is collected from here on; core functions go on. */
    public suspend fun requestClosing(by: Initiator): ClosingAnswer

    /** The review turned the closing down: what stood before stands again. */
    public suspend fun closingRejected(): ClosingAnswer

    /** Whoever asked for the closing took it back. */
    public suspend fun takeBackClosing(): ClosingAnswer

    /** The account is closed: approved, or done at a counter or by customer service. */
    public suspend fun closed(by: Initiator): ClosingAnswer

    /** An account of the same name was opened again: it begins with nothing agreed to. */
    public suspend fun openedAgain(): ClosingAnswer

    /**
     * Keeps data away from daily use because a law requires them to be kept: their gates are shut.
     *
     * No [kinds] is every kind. `null` if it could not be recorded, or no [ground] was given.
     */
    public suspend fun hold(kinds: List<String>, ground: String): Hold?

    /** Asks whether held data of [kind] may be used once for [ground]; a yes is recorded with [by], who uses them. */
    public suspend fun useHeld(kind: String, ground: String, by: String): HeldUse

    /** Ends [hold]. False if it has ended already. */
    public suspend fun release(hold: Hold): Boolean
}

/** A legal hold. */
public class Hold internal constructor(internal val id: Long)

/** How far the closing of an account has come. */
public sealed interface AccountStage {
    /** It is in use. */
    public data object Open : AccountStage

    /** It is being closed. */
    public class Closing internal constructor(
        public val by: Initiator,
        /** Since when, in milliseconds since 1970 UTC. */
        public val sinceMillis: Long,
        /** When the review is due. */
        public val due: Due,
        /** Whether that is certainly past. */
        public val isOverdue: Boolean
    ) : AccountStage

    /** It is closed, since [sinceMillis]. */
    public class Closed internal constructor(public val sinceMillis: Long) : AccountStage
}

/** What the policy says about closing an account. */
public class ClosingTerms internal constructor(
    /** Who may start it. */
    public val initiators: List<Initiator>,
    /** Where, as a person reads it. */
    public val route: Wording,
    /** What becomes of the data. */
    public val then: Disposal,
    public val isIrreversible: Boolean,
    /** What a person is told before. */
    public val risks: List<Statement>,
    /** Accesses that the check before closing may ask for, and no others. */
    public val check: List<String>,
    /** The section of the policy. */
    public val clause: String
)

/** A sentence of the policy, with its section. */
public class Statement internal constructor(public val text: Wording, public val clause: String)

/** What became of a step of a closing. */
public sealed interface ClosingAnswer {
    /** It is asked for. */
    public class Requested internal constructor(
        /** When the review is due. */
        public val due: Due,
        /** What the app must do now. */
        public val obligations: List<Obligation>
    ) : ClosingAnswer

    /** The account is closed; every gate is shut. */
    public class Closed internal constructor(
        /** What the policy promises to become of the data; it may promise nothing. */
        public val then: Disposal,
        /** What the app must do now. */
        public val obligations: List<Obligation>
    ) : ClosingAnswer

    /** What stood before stands again. */
    public data object OpenAgain : ClosingAnswer

    /** The policy does not name whoever this is; [others] may start it. */
    public class NotByThem internal constructor(public val others: List<Initiator>) : ClosingAnswer

    /** It is already so. */
    public data object NoChange : ClosingAnswer

    /** The guard cannot record it now, so nothing has changed. */
    public class NotRecorded internal constructor(public val reason: Reason) : ClosingAnswer
}

/** Who may start the closing of an account. */
public enum class Initiator { PERSON, CUSTOMER_SERVICE, COUNTER, EMPLOYER, ENTERPRISE_CUSTOMER }

/** What becomes of data. */
public enum class Disposal { DELETE, DELETE_OR_ANONYMISE, NOT_PROMISED }

/** Whether held data may be used. */
public sealed interface HeldUse {
    /** They may, once; it stands in the ledger as [entry]. */
    public class Allowed internal constructor(public val entry: Long) : HeldUse

    /** They are held for another ground. */
    public data object OtherGround : HeldUse

    /** Nothing of the kind is held. */
    public data object NotHeld : HeldUse

    /** The guard cannot record it now, so they may not. */
    public class NotRecorded internal constructor(public val reason: Reason) : HeldUse
}

/** When something promised is due. */
public sealed interface Due {
    /** The policy promises no time. */
    public data object NotPromised : Due

    /** The clock has not started; [start] starts it. */
    public class Waits internal constructor(public val start: ClockStart) : Due

    /** Up to and with [lastMillis], in milliseconds since 1970 UTC. */
    public class At internal constructor(public val lastMillis: Long) : Due

    /** So many working days, and no calendar covers them; never called overdue (D-13). */
    public class Unknown internal constructor(public val workingDays: Int) : Due
}

/** What starts a promised time. */
public enum class ClockStart { REQUEST, IDENTITY_VERIFIED, SERVICE_END }
