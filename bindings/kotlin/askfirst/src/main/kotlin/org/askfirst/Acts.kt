package org.askfirst

/** The answer to one of several accesses asked for together. */
public class Answer(
    public val access: Access<*>,
    public val isGiven: Boolean,
    /** Why not, where it was not given. */
    public val reason: Reason?
) {
    override fun toString(): String = "Answer(${access.id}, ${if (isGiven) "given" else "$reason"})"
}

/** How a withdrawal ended. */
public sealed interface Withdrawn {
    /** On disk and in force in every process. [obligations] are what the app still has to do. */
    public class Done(public val obligations: List<Obligation>) : Withdrawn {
        override fun toString(): String = "Done($obligations)"
    }

    /** It cannot be withdrawn without closing the account; nothing has been done. */
    public class ClosesAccount(public val consequence: String) : Withdrawn {
        override fun toString(): String = "ClosesAccount"
    }

    /** In force in this process, but it could not be written: it has to be done again. */
    public data object NotDurable : Withdrawn

    /** There was no consent to withdraw. */
    public data object NothingGiven : Withdrawn
}

/** Something the app still has to do, such as stopping an SDK. Dependent accesses stay shut until it is confirmed. */
public class Obligation @JvmOverloads constructor(
    public val id: Long,
    /** Whom it concerns, where it is a recipient. */
    public val recipient: String?,
    /** Which kind of data; empty where it is about all of them. */
    public val kind: String,
    /** What is to be done: [STOP], [PURGE], [DELETE] and its like, or a name that a later release brings. */
    public val action: String,
    /** When the first of the data to be deleted were collected, in milliseconds since 1970 UTC, where that is known. */
    public val collectedFromMillis: Long? = null,
    /** When the last of them were, likewise. */
    public val collectedToMillis: Long? = null
) {
    override fun toString(): String = "Obligation($id, $action ${recipient ?: kind})"

    public companion object {
        /** Stop the recipient's SDK. */
        public const val STOP: String = "stop"

        /** Drop the values of the kind that are held on the device. */
        public const val PURGE: String = "purge"

        /** Delete what was collected of the kind; without a kind, everything of the account. */
        public const val DELETE: String = "delete"

        /** Delete or anonymise it, as the policy leaves it open. */
        public const val DELETE_OR_ANONYMISE: String = "delete_or_anonymise"

        /** Tell the recipient to delete what it got of the kind. */
        public const val PASS_DELETION_ON: String = "pass_deletion_on"
    }
}

/** What became of an obligation. */
public enum class Confirmed {
    /** It is done. */
    DONE,

    /** It will be so in the next process. */
    AFTER_RESTART,

    /** The recipient offers no way. */
    NOT_OFFERED
}

/** Who is signed in. Only a keyed fingerprint of it goes into the ledger; an empty tenant is none. */
public class Account @JvmOverloads constructor(public val id: String, public val tenant: String? = null) {
    override fun equals(other: Any?): Boolean = other is Account && other.id == id && other.tenant == tenant

    override fun hashCode(): Int = 31 * id.hashCode() + tenant.hashCode()

    override fun toString(): String = "Account(..)"
}

/** How a change of the account ended. */
public enum class Switched {
    /** It is on disk and in force. */
    DONE,

    /**
     * It is not on disk, because the guard is still opening or the disk does not take it: the account that was left
     * serves no read of this process all the same.
     */
    NOT_DURABLE
}

/**
 * What an older release of the app remembered as agreement.
 *
 * It is kept as reported by the app, and opens no gate.
 */
public class LegacyAcceptance(
    /** Which text it was. */
    public val textVersion: String,
    /** When, in milliseconds since 1970 UTC. */
    public val atMillis: Long
)
