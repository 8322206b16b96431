package org.askfirst

/** Editions of the policy on this device (R-081 … R-088). Answers also while an older edition keeps the guard closed. */
public interface Editions {
    /** Every edition of this policy that was opened here, oldest first. */
    public suspend fun all(): List<Edition>

    /** The text of [edition] for reading, or `null` if it was not kept. */
    public suspend fun document(edition: Edition, language: String): PolicyDocument?

    /** What differs from the last other edition that the account in use agreed to; `null` if there is none. */
    public suspend fun changes(): EditionChanges?

    /** The edition that stood agreed to at the end of [day] (`YYYY-MM-DD`, in UTC+8); `null` if none did. */
    public suspend fun agreedOn(day: String): Edition?

    /** From when the edition at hand can bind, in milliseconds since 1970 UTC; `null` if showing it is enough. */
    public suspend fun bindsFromMillis(): Long?

    /** Whether the edition at hand binds the account in use: its day has come, and it was shown. */
    public suspend fun isInForce(): Boolean

    /** The rights of the account in use: until it agreed to a new edition, those of the former one too (R-086). */
    public suspend fun rights(): List<Right>
}

/** One edition of the policy. */
public class Edition internal constructor(
    /** Fingerprint of its words. */
    public val hash: String,
    /** Its place in the line of versions. */
    public val ordinal: Int,
    /** When it was opened here first, in milliseconds since 1970 UTC. */
    public val sinceMillis: Long,
    /** When it was first shown to the account in use, likewise. */
    public val shownMillis: Long?,
    /** What the account in use said to it. */
    public val state: PolicyState,
    /** When it was said, likewise. */
    public val answeredMillis: Long?,
    /** Whether it is the one at hand. */
    public val isCurrent: Boolean
) {
    override fun toString(): String = "Edition($ordinal, $state)"
}

/** What differs between two editions, computed from their texts and not taken from what their author calls it (R-083). */
public class EditionChanges internal constructor(
    /** The differences, by class and place. */
    public val all: List<Change>,
    /** Accesses whose consents do not cover the new text any more (R-084). */
    public val stale: List<String>,
    /** Accesses that the former text does not have. */
    public val added: List<String>,
    /** Rights that the new text takes away or makes harder. */
    public val takenAway: List<RightName>,
    /** Whether the author called a material step a minor one. */
    public val isUnderstated: Boolean,
    /** Whether the former text was not kept, so that everything counts as changed. */
    public val isUnknown: Boolean
) {
    override fun toString(): String = "EditionChanges(${all.size})"
}

/** One difference between two editions. */
public class Change internal constructor(
    public val what: ChangeClass,
    public val how: How,
    /** Where: an access, a recipient, a controller, or a block of the pack. */
    public val path: String,
    /** What a person reads of it. */
    public val text: Wording
) {
    /** What became of it. */
    public enum class How { ADDED, REMOVED, CHANGED }

    override fun toString(): String = "Change($what, $how, $path)"
}

/** Classes of differences that have to be told prominently. */
public enum class ChangeClass { PURPOSES, KINDS, MANNER, CONTROLLER, RECIPIENTS, RIGHTS, CONTACT, HIGH_RISK }

/** A right as the policy words it. */
public class Right internal constructor(
    public val name: RightName,
    /** Kinds it is for; empty for every kind. */
    public val kinds: List<String>,
    /** Whether the policy offers it, or names it and withholds it. */
    public val isOffered: Boolean,
    public val terms: RightTerms
) {
    override fun toString(): String = "Right($name${if (isOffered) "" else ", withheld"})"
}

/** On which terms a right is offered. */
public class RightTerms internal constructor(
    /** Where to turn, as a person reads it; `null` where the policy names no way. */
    public val route: Wording?,
    /** Whom to turn to. */
    public val addressee: Addressee,
    /** Whether the person may have to show who they are. Never for a withdrawal (R-095). */
    public val mayCheckIdentity: Boolean,
    /** Whether asking again may cost something. */
    public val mayCost: Boolean,
    /** The section of the policy. */
    public val clause: String
) {
    override fun toString(): String = "RightTerms($clause)"
}

/** Rights that a person may have. */
public enum class RightName {
    ACCESS,
    CORRECTION,
    DELETION,
    COPY,
    PORTABILITY,
    WITHDRAWAL,
    CLOSING,
    EXPLANATION,
    COMPLAINT
}

/** Whom a request goes to. */
public enum class Addressee { OPERATOR, ENTERPRISE_CUSTOMER, EMPLOYER }
