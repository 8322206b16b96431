package org.askfirst

/** Notices that wait until the person was shown them. Mail and announcements are the operator's. */
public interface Notices {
    /** Notices that the person of the account in use has not been shown, oldest first. */
    public suspend fun pending(language: String): List<Notice>

    /** Reports that [notice] was shown in [language]. False if it does not wait any more. */
    public suspend fun shown(notice: Notice, language: String): Boolean

    /** Records that data were handed over on a legal demand; a notice waits where the policy promises one. */
    public suspend fun disclosed(recipient: String, kinds: List<String>, ground: String): NoticeAnswer

    /** Tells of a security incident. A notice that lacks a part which the policy promises is turned down. */
    public suspend fun incident(parts: Map<NoticePart, Wording>): NoticeAnswer
}

/** A notice that waits. */
public class Notice internal constructor(
    internal val id: Long,
    public val about: About,
    /** Since when it waits, in milliseconds since 1970 UTC. */
    public val sinceMillis: Long,
    /** What it says, in order. */
    public val lines: List<String>
) {
    /** What a notice is about. */
    public enum class About { DISCLOSURE, INCIDENT, SERVICE_END }
}

/** Parts of a notice of a security incident: what happened, what is done, what to do, what is offered. */
public enum class NoticePart { FACTS, MEASURES, ADVICE, REMEDIES }

/** What became of a notice. */
public sealed interface NoticeAnswer {
    /** It waits to be shown. */
    public data object Queued : NoticeAnswer

    /** The policy promises no such notice; what happened is recorded. */
    public data object NotPromised : NoticeAnswer

    /** It lacks [parts], which the policy promises. */
    public class Lacks internal constructor(public val parts: List<NoticePart>) : NoticeAnswer

    /** The guard cannot record it now. */
    public class NotRecorded internal constructor(public val reason: Reason) : NoticeAnswer
}
