package org.askfirst

import org.askfirst.internal.ReasonTexts

/** Who acts: it decides whether a call may put a question to the person. */
public enum class Ask {
    /** Nobody: answers from what is known and never asks. For push messages, workers and start-up. */
    NEVER,

    /** The app, in passing: asks if the person has not been asked, and keeps quiet after a refusal. */
    IF_NEW,

    /** The person pressed this feature's own control: may ask again after a refusal. */
    TAPPED
}

/**
 * How a guarded read ended.
 *
 * [Shut] never means "there is no value" and [Unavailable] never means "no".
 */
public sealed interface Read<out V> {
    /** Allowed and read. */
    public class Value<out V>(
        public val value: V,
        /** The ledger entry that allowed it. */
        public val entry: Long
    ) : Read<V> {
        override fun toString(): String = "Value(entry=$entry)"
    }

    /** Not allowed. Nothing was read, or what was read has been dropped. */
    public class Shut(
        public val reason: Reason,
        /** What a screen can offer next. */
        public val remedy: Remedy,
        /** What the pack says follows from a refusal, in the guard's language. */
        public val effect: String? = null
    ) : Read<Nothing> {
        override fun equals(other: Any?): Boolean =
            other is Shut && other.reason == reason && other.remedy == remedy && other.effect == effect

        override fun hashCode(): Int = reason.hashCode()

        override fun toString(): String = "Shut($reason, $remedy)"
    }

    /** Allowed, but the platform had nothing to give. */
    public class Unavailable @JvmOverloads constructor(
        public val cause: Missing,
        /** What was thrown, where something was. For the app's own eyes; the guard does not log its text. */
        public val error: Throwable? = null
    ) : Read<Nothing> {
        override fun toString(): String = "Unavailable($cause)"
    }

    /** The value, or `null` where there is none. */
    public fun valueOrNull(): V? = if (this is Value) value else null

    /** Why it is shut, or `null` where it is not. */
    public fun shutOrNull(): Shut? = this as? Shut
}

/** Why an allowed read gave no value. */
public enum class Missing {
    /** This platform or device cannot read that kind, or no provider was given for it. */
    NOT_OFFERED,

    /** There is nothing to read just now. */
    NO_VALUE,

    /** The platform did not answer in time. */
    TIMED_OUT,

    /** The platform or the app's own code failed. */
    FAILED
}

/**
 * Why a door is shut.
 *
 * Decide by [group]: it is closed. [code] says exactly which reason, and more codes may come.
 */
public class Reason(public val code: String, public val group: Group) {
    /** A sentence for the person, in [language] (`zh` and `en` exist). */
    public fun message(language: String): String = ReasonTexts.message(code, group, language)

    override fun equals(other: Any?): Boolean = other is Reason && other.code == code

    override fun hashCode(): Int = code.hashCode()

    override fun toString(): String = code
}

/** What sort of *no* it is: six values, each a different thing for an app to do. */
public enum class Group {
    /** The guard cannot answer yet, or at all; its status says why. */
    NOT_READY,

    /** Nobody has said yes or no. */
    NOT_ANSWERED,

    /** The person said no, or took a consent back. */
    SAID_NO,

    /** The system's permission or switch is off. */
    SYSTEM_OFF,

    /** The policy does not cover it. */
    NOT_DECLARED,

    /** Not at this moment. */
    NOT_NOW
}

/** What a screen can offer next. */
public enum class Remedy {
    /** Nothing. */
    NONE,

    /** A control that the person taps to be asked. */
    ASK_ON_TAP,

    /** The way to the system's settings. */
    SYSTEM_SETTINGS,

    /** The other way to the same end that the pack names. */
    ANOTHER_WAY,

    /** Closing the account. */
    CLOSE_ACCOUNT,

    /** Recovering the guard; see its status. */
    RECOVER
}
