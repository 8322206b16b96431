package org.askfirst

/** Whether the guard can answer. */
public sealed interface Status {
    /** The guard is opening: everything is shut, and calls that may ask wait. */
    public data object Opening : Status

    /** The guard answers. */
    public class Ready(
        /** Whether an older copy of the ledger would be noticed, which needs an [AnchorStore]. */
        public val isRollbackDetectable: Boolean
    ) : Status {
        override fun equals(other: Any?): Boolean =
            other is Ready && other.isRollbackDetectable == isRollbackDetectable

        override fun hashCode(): Int = isRollbackDetectable.hashCode()

        override fun toString(): String = "Ready"
    }

    /** The guard cannot answer: everything is shut. */
    public class Closed(
        public val cause: Cause,
        /** A sentence for the developer. */
        public val detail: String,
        /** The first bad ledger entry, where one was found. */
        public val entry: Long? = null,
        /** Whether [Guard.startAgain] is a way on. */
        public val canStartAgain: Boolean = false
    ) : Status {
        override fun equals(other: Any?): Boolean =
            other is Closed && other.cause == cause && other.detail == detail && other.entry == entry

        override fun hashCode(): Int = cause.hashCode()

        override fun toString(): String = "Closed($cause: $detail)"
    }
}

/** Why a guard is closed. */
public enum class Cause {
    /** No pack, or a broken one. */
    PACK_INVALID,

    /** A guard is already open in this place with another pack. */
    OTHER_PACK,

    /** A newer edition of the policy was in force here; an older one cannot come back. */
    OLDER_EDITION,

    /** The ledger's key is gone or unusable. */
    KEY_LOST,

    /** The key cannot be had before the device is unlocked; the guard opens by itself later. */
    KEY_LOCKED,

    /** The key store did not answer in time; the guard opens by itself if it still does. */
    KEY_TIMEOUT,

    /** The key does not fit the ledger. */
    KEY_WRONG,

    /** The ledger is damaged or was altered. */
    DAMAGED,

    /** The ledger is older than the anchor kept elsewhere. */
    ROLLED_BACK,

    /** The ledger was written by a newer release of this library. */
    NEWER_FORMAT,

    /** The disk is full; the guard opens by itself later. */
    STORAGE_FULL,

    /** The ledger's place cannot be written or reached; the guard opens by itself later. */
    STORAGE_UNAVAILABLE,

    /** A fault inside the guard. */
    FAULT,

    /** The host closed it. */
    CLOSED_BY_HOST
}
