package org.askfirst

/**
 * Acting without consent where the policy's own lists name the case (R-078 … R-080).
 *
 * Off unless [GuardOptions.Builder.exemptions] switched it on. The library records who claimed what and why; whether
 * the case is really given, it cannot see. No claim ever becomes a consent.
 */
public interface Exemptions {
    /** Claims an exemption for collecting, and reads once under it. */
    public suspend fun <V : Any> read(access: Access<V>, claim: Claim): Read<V>

    /** Claims an exemption for something else than reading, such as disclosing [access] to a court. */
    public suspend fun record(access: Access<*>, action: DataAction, claim: Claim): Claimed
}

/** What somebody claims who acts without consent. It goes into the ledger, so it must hold no personal data. */
public class Claim @JvmOverloads constructor(
    public val item: Item,
    /** Why the case is given. */
    public val reason: String,
    /** Who claims it. */
    public val requester: String,
    /** The law, where the item needs one named. */
    public val citation: String? = null,
    /** Whether the case and the data are directly linked; some items ask for that. */
    public val isDirectlyLinked: Boolean = false
) {
    /** Which item of the policy's list. */
    public sealed interface Item

    /** By its number in the list for the action. */
    public class Number(public val number: Int) : Item

    /** By its ground. */
    public enum class Ground : Item {
        NATIONAL_SECURITY,
        PUBLIC_INTEREST,
        CRIMINAL_JUSTICE,
        VITAL_INTEREST,
        MADE_PUBLIC_BY_PERSON,
        PUBLIC_SOURCE,
        CONTRACT,
        FAULT_HANDLING,
        NEWS,
        RESEARCH,
        OTHER_LAW,
        ABUSE,
        HARM_TO_OTHERS,
        TRADE_SECRET,
        LAW,
        LEGAL_PROCESS,
        AUTHORITY_DEMAND,
        BELIEF_IN_LAW,
        PROTECTION,
        CONSENT,
        MERGER,
        PARTNERS,
        DISPUTE
    }
}

/** What is done with data. A list of exemptions is for one of these and says nothing about the others. */
public enum class DataAction { COLLECT, SHARE, TRANSFER, DISCLOSE, RETAIN, REFUSE_REQUEST }

/** What became of a claim that is not a read. */
public sealed interface Claimed {
    /** It is recorded under [entry] of the ledger. */
    public class Recorded(public val entry: Long) : Claimed

    /** It is not admissible. */
    public class Refused(public val shut: Read.Shut) : Claimed
}
