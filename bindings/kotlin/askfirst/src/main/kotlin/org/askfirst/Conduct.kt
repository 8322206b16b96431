package org.askfirst

/** Whether a message may go out. The library answers; that the app asks, and says true, it cannot enforce. */
public interface Messages {
    /** Why a message on [topics] of the policy may not go out now; `null` if it may. */
    public suspend fun whyNot(kind: MessageKind, topics: List<String> = emptyList()): Reason?

    /** How a person stops promotional messages, as the policy says; `null` where it names no way. */
    public suspend fun optOutRoute(): Wording?

    /** The person stops promotional messages, or lets them in again. False if it could not be recorded. */
    public suspend fun stopPromotions(isStopped: Boolean): Boolean
}

/** What sort of message it is: about the service itself, which cannot be refused, or promotion. */
public enum class MessageKind { SERVICE, PROMOTIONAL }

/**
 * What was seen to be collected, against what was declared.
 *
 * The library judges what it is told. It cannot watch code that goes past it.
 */
public interface Conduct {
    /**
     * Reports an access that the host saw at [atMillis], for instance by the platform's own auditing; no [recipient]
     * is the app itself. One that nothing allows is recorded and shuts the recipient off until [cleared].
     */
    public suspend fun observed(recipient: String?, kind: String, atMillis: Long): Conformity

    /** The host has settled what was found against [recipient]; it may start again. */
    public suspend fun cleared(recipient: String): Boolean

    /** Recipients that are shut off. */
    public suspend fun shutOff(): List<String>

    /** Everything that was found so far, in order. */
    public suspend fun findings(): List<Finding>
}

/** What an observed access turned out to be. */
public sealed interface Conformity {
    /** The policy declares it and a consent covers it. */
    public data object Conforms : Conformity

    /** Nothing allows it. */
    public class Nonconforming internal constructor(
        public val reason: Reason,
        /** What the app must do now. */
        public val obligations: List<Obligation>
    ) : Conformity

    /** The guard cannot judge or record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : Conformity
}

/** A finding, for a screen. */
public class Finding internal constructor(
    /** By whom; `null` for the app itself. */
    public val recipient: String?,
    public val kind: String,
    /** When it was observed, in milliseconds since 1970 UTC. */
    public val observedMillis: Long,
    /** Why nothing allowed it. */
    public val reason: Reason
)

/** The service as a whole: its end. */
public interface Service {
    /** The end that was announced; `null` if none was. */
    public suspend fun end(): ServiceEnd?

    /**
     * Announces that the service ends with the beginning of [day] (`YYYY-MM-DD`, in UTC+8).
     *
     * From then on every gate is shut. That the announcement is the operator's, the host has to make sure.
     */
    public suspend fun announceEnd(day: String): EndAnswer
}

/** The announced end of the service. */
public class ServiceEnd internal constructor(
    /** The first moment without service, in milliseconds since 1970 UTC. */
    public val fromMillis: Long,
    /** When it was announced, likewise. */
    public val announcedMillis: Long,
    public val timeliness: Timeliness,
    public val hasEnded: Boolean,
    /** What the policy promises to become of the data. */
    public val then: Disposal
)

/** Whether an announcement came as early as the policy promises. */
public enum class Timeliness {
    /** It did. */
    IN_TIME,

    /** It came too late. */
    SHORT_NOTICE,

    /** The policy promises no time, or nobody can tell. */
    UNKNOWN
}

/** What became of an announcement. */
public sealed interface EndAnswer {
    /** It stands, and waits to be shown to every person. */
    public class Announced internal constructor(public val timeliness: Timeliness) : EndAnswer

    /** That is no day. */
    public data object NotADay : EndAnswer

    /** The service has already ended. */
    public data object AlreadyEnded : EndAnswer

    /** The guard cannot record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : EndAnswer
}
