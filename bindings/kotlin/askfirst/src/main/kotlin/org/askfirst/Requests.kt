package org.askfirst

/**
 * Requests of the person about their rights, and the clocks that run on them (R-093 … R-097).
 *
 * People answer them; the guard keeps the time, asks for the ground of a refusal and says where to complain.
 * Withdrawing a consent is no request and needs no proof of identity.
 */
public interface Requests {
    /** What the policy says about [right] for [kind]; no kind is everything. */
    public suspend fun offer(right: RightName, kind: String? = null): RightOffer

    /** Grounds on which the policy lets a request be refused. */
    public suspend fun grounds(): List<RefusalGround>

    /** Whom to ask and where to complain; there without a ledger too. */
    public suspend fun contact(): Contact?

    /**
     * Hands over the working days that the host knows; `null` takes them back. They are kept in memory only.
     *
     * False if [calendar] holds something that is no day; then no working days are known (D-13).
     */
    public suspend fun setCalendar(calendar: WorkingDays?): Boolean

    /** Makes a request. One that the policy does not offer is not pretended to run. */
    public suspend fun make(right: RightName, kind: String? = null): RequestAnswer

    /** The person's identity was established; how, is the host's to know. */
    public suspend fun identityVerified(request: Long): RequestAnswer

    /** The request was done. A deletion is passed on to recipients, but for those in [except]. */
    public suspend fun answered(request: Long, except: List<String> = emptyList()): RequestAnswer

    /** The request is refused on an item of the policy's list, naming the law where the item needs one. */
    public suspend fun refused(request: Long, item: Int, citation: String? = null): RequestAnswer

    /** The person took the request back. */
    public suspend fun takenBack(request: Long): RequestAnswer

    /** Every request of the account in use, oldest first. */
    public suspend fun all(): List<RequestView>
}

/** What the policy says about one right for one kind. */
public sealed interface RightOffer {
    /** It offers it. */
    public class Offered internal constructor(public val terms: RightTerms) : RightOffer

    /** It names it and withholds it; [instead] is what it offers for the same data. */
    public class Withheld internal constructor(public val clause: String, public val instead: List<RightName>) :
        RightOffer

    /** It does not say. */
    public data object NotDeclared : RightOffer
}

/** A ground on which the policy lets a request be refused. */
public class RefusalGround internal constructor(
    /** Its number in the policy's list. */
    public val number: Int,
    public val ground: Claim.Ground,
    public val text: Wording,
    /** Whether the law that is meant has to be named. */
    public val needsCitation: Boolean
)

/** Whom to ask and where to complain. */
public class Contact internal constructor(
    public val phone: String?,
    public val mail: String?,
    public val address: Wording?,
    /** Who is responsible for personal data. */
    public val officer: Wording?,
    public val complaints: List<Statement>,
    /** The section of the policy. */
    public val clause: String
)

/** Working days as far as the host knows them; every day is `YYYY-MM-DD`. */
public class WorkingDays @JvmOverloads constructor(
    /** The first day it covers. */
    public val first: String,
    /** The last day it covers. */
    public val last: String,
    /** Days from Monday to Friday that are not worked. */
    public val off: List<String> = emptyList(),
    /** Days at a weekend that are. */
    public val worked: List<String> = emptyList()
)

/** What became of a step of a request. */
public sealed interface RequestAnswer {
    /** It is under way. */
    public class Made internal constructor(
        /** Its number. */
        public val id: Long,
        public val due: Due,
        /** Whether the person has to be told that it may cost something, because the same was asked before. */
        public val tellsOfCost: Boolean
    ) : RequestAnswer

    /** The policy does not offer it. */
    public class NotOffered internal constructor(public val offer: RightOffer) : RequestAnswer

    /** The step is recorded. */
    public class Recorded internal constructor(public val due: Due) : RequestAnswer

    /** It was done; [obligations] are what the app must do now. */
    public class Answered internal constructor(public val obligations: List<Obligation>) : RequestAnswer

    /** It was refused, and the person has to be shown why. */
    public class Refused internal constructor(
        /** Number of the ground in the policy's list. */
        public val number: Int,
        public val text: Wording,
        public val clause: String,
        /** Where to complain, and whom to ask. */
        public val contact: Contact
    ) : RequestAnswer

    /** The ground does not hold, so it is not refused. */
    public class RefusalNotTaken internal constructor(public val fault: RefusalFault) : RequestAnswer

    /** The person's identity has not been established. */
    public data object IdentityFirst : RequestAnswer

    /** There is no such open request. */
    public data object NotOpen : RequestAnswer

    /** The guard cannot record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : RequestAnswer
}

/** Why a refusal is not taken. */
public enum class RefusalFault {
    /** The policy's list has no such item. */
    NOT_LISTED,

    /** The item needs the law that is meant. */
    NEEDS_CITATION
}

/** A request, for a screen. */
public class RequestView internal constructor(
    public val id: Long,
    public val right: RightName,
    /** About which kind; `null` for everything. */
    public val kind: String?,
    /** When it was made, in milliseconds since 1970 UTC. */
    public val madeMillis: Long,
    public val waitsForIdentity: Boolean,
    public val due: Due,
    /** Whether that is certainly past. */
    public val isOverdue: Boolean,
    public val state: RequestState
)

/** What became of a request. */
public enum class RequestState { OPEN, ANSWERED, REFUSED, TAKEN_BACK }
