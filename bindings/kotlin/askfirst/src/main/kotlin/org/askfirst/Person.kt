package org.askfirst

/**
 * The person's age, as far as it matters, and a guardian's consent (R-089 … R-091).
 *
 * Whether an age is true, or somebody is a guardian, a library cannot tell: it records what it is told.
 */
public interface Person {
    /** What the guard knows of the person, and what it makes of it. */
    public suspend fun view(): PersonView

    /**
     * States the person's age in full years; only which of the policy's bands fit is kept.
     *
     * A minor without a guardian's prior consent loses every consent given so far.
     */
    public suspend fun stateAge(years: Int): AgeAnswer

    /** Records a guardian's consent. Only one before the first collection covers everything. */
    public suspend fun guardianConsented(consent: GuardianConsent): GuardianAnswer

    /** The guardian takes the consent back: everything is shut again. False if there was none. */
    public suspend fun guardianWithdrew(): Boolean
}

/** A guardian's consent, so that somebody else can verify it later. It goes into the ledger: references, no names. */
public class GuardianConsent(
    /** Who, as a reference that means something to the host. */
    public val guardian: String,
    /** How it was established. */
    public val method: String,
    /** Where the evidence lies. */
    public val evidence: String,
    /** When the guardian consented, in milliseconds since 1970 UTC. */
    public val consentedMillis: Long
) {
    override fun toString(): String = "GuardianConsent($method)"
}

/** What the guard knows of the person. */
public class PersonView internal constructor(
    /** Whether the policy has rules for minors, so that the age matters at all. */
    public val isAgeMatter: Boolean,
    /** Whether some rule may apply, because nobody stated an age. */
    public val isAgeUnknown: Boolean,
    /** Whether a guardian has to consent, and has not. */
    public val isGuardianRequired: Boolean,
    /** Whether all of the person's data are sensitive. */
    public val isAllSensitive: Boolean,
    /** The guardian's consent that stands. */
    public val guardian: GuardianConsent?,
    /** What a minor's data may be used for, as a person reads it. The library can show it, and not hold anybody to it. */
    public val useLimits: Wording?
)

/** What became of a statement of age. */
public sealed interface AgeAnswer {
    /** The policy has no rules for minors; nothing was recorded. */
    public data object NotAskedFor : AgeAnswer

    /** It is recorded, as far as it matters. */
    public class Recorded internal constructor(
        /** Whether a guardian has to consent now. */
        public val isGuardianRequired: Boolean,
        /** Accesses whose consent is suspended, because a minor gave it alone. */
        public val suspended: List<String>,
        /** What the app must do now. */
        public val obligations: List<Obligation>
    ) : AgeAnswer

    /** The guard cannot record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : AgeAnswer
}

/** What became of a guardian's consent. */
public sealed interface GuardianAnswer {
    /** It stands; [obligations] say what was collected before it and has to be deleted. */
    public class Stands internal constructor(public val obligations: List<Obligation>) : GuardianAnswer

    /** It cannot be taken. */
    public class NotTaken internal constructor(public val fault: GuardianFault) : GuardianAnswer

    /** The guard cannot record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : GuardianAnswer
}

/** Why a guardian's consent cannot be taken. */
public enum class GuardianFault {
    /** The policy asks for no guardian. */
    NOT_ASKED_FOR,

    /** It does not say who, how, or where the evidence lies. */
    NOT_VERIFIABLE,

    /** It is dated later than now. */
    IN_THE_FUTURE
}
