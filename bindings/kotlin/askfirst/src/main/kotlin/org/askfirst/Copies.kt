package org.askfirst

/** Copies of what is on record about the account in use, for the person and for other programs. */
public interface Copies {
    /**
     * Everything on record about the account in use, as JSON: consents, refusals and withdrawals with the field names
     * of ISO/IEC TS 27560, then every entry and every decision. No value that was read is in it.
     *
     * `null` while the guard cannot read its records.
     */
    public suspend fun take(): String?

    /**
     * Whether an earlier copy says the same as the records do up to its last entry.
     *
     * What came later is no difference.
     */
    public suspend fun compare(json: String): Compared
}

/** What comparing an earlier copy with the records gave. */
public sealed interface Compared {
    /** The copy says the same. */
    public data object Same : Compared

    /** It does not; [part] is the first that differs. */
    public class Differs internal constructor(public val part: CopyPart) : Compared {
        override fun toString(): String = "Differs($part)"
    }

    /** The text is no copy, or one of another format. */
    public data object NotACopy : Compared

    /** The guard cannot read its records now. */
    public data object NotReady : Compared
}

/** A part of a copy. */
public enum class CopyPart {
    /** Consents, refusals and withdrawals. */
    CONSENT_RECORDS,

    /** Entries of the ledger. */
    ENTRIES,

    /** Decisions. */
    DECISIONS
}
