package org.askfirst

import java.util.logging.Level
import java.util.logging.Logger
import kotlinx.coroutines.flow.Flow

/** Marks what platform layers build on and apps do not need. */
@RequiresOptIn(message = "For platform layers, not for apps.")
@Retention(AnnotationRetention.BINARY)
@Target(
    AnnotationTarget.CLASS,
    AnnotationTarget.FUNCTION,
    AnnotationTarget.PROPERTY,
    AnnotationTarget.CONSTRUCTOR
)
public annotation class PlatformApi

/** What the operating system says about one kind, now. */
public class PlatformState @JvmOverloads constructor(
    public val permission: Permission,
    /** Whether the system's switch for the kind, such as positioning, is on. */
    public val isSwitchOn: Boolean = true,
    /** Whether the app is being used. */
    public val isForeground: Boolean = true,
    /** Whether there is a screen to ask on. */
    public val hasScreen: Boolean = true
) {
    override fun equals(other: Any?): Boolean = other is PlatformState &&
        other.permission == permission &&
        other.isSwitchOn == isSwitchOn &&
        other.isForeground == isForeground &&
        other.hasScreen == hasScreen

    override fun hashCode(): Int = permission.hashCode()

    override fun toString(): String =
        "PlatformState($permission, switch=$isSwitchOn, foreground=$isForeground, screen=$hasScreen)"
}

/** The operating system's runtime permission for a kind. */
public enum class Permission {
    /** The system asks nobody for this kind. */
    NOT_NEEDED,

    /** Granted. */
    GRANTED,

    /** The system's dialog can still be shown. */
    NOT_ASKED,

    /** Denied; the system will not ask again by itself. */
    DENIED,

    /** This device cannot read the kind at all. */
    UNAVAILABLE
}

/** Reads one or several kinds that share a value type. */
public interface Provider<V : Any> {
    /** The kinds it reads. */
    public val kinds: Set<Kind<V>>

    /**
     * What the system says about [kind] now. Runs before every decision, so it must read nothing personal.
     *
     * Only the permission and the switch are the provider's; foreground and screen are taken from [Surroundings].
     */
    public fun platform(kind: Kind<*>): PlatformState

    /**
     * Reads.
     *
     * Must call [AccessPermit.spend] immediately before the framework call, and give [Reading.Void] if it says no.
     */
    public suspend fun read(access: Access<V>, permit: AccessPermit): Reading<V>

    /**
     * Values as they come, or `null` if this kind has no stream. Must spend [permit] before it registers a listener,
     * and close the listener when the flow is cancelled.
     */
    public fun updates(access: Access<V>, permit: AccessPermit): Flow<V>? = null
}

/** Reads something with a permit, instead of the provider of the kind. */
public fun interface Source<T : Any> {
    /** The kind of data that it reads; a gate of another kind does not let it. `null` for whatever the gate is for. */
    public val kind: Kind<*>? get() = null

    /** As [Provider.read]. */
    public suspend fun read(permit: AccessPermit): Reading<T>
}

/** What a provider's read gave. */
public sealed interface Reading<out V : Any> {
    /** A value. */
    public class Got<out V : Any>(public val value: V) : Reading<V> {
        override fun toString(): String = "Got(..)"
    }

    /** No value. */
    public class None(public val cause: Missing) : Reading<Nothing>

    /** The permit no longer held, so nothing was read. */
    public data object Void : Reading<Nothing>
}

/**
 * Proof of an Allow, for one read.
 *
 * Only the guard makes permits; a provider cannot be called without one.
 */
public class AccessPermit internal constructor(
    /** The ledger entry that allows the read. */
    public val entry: Long,
    private val onSpend: () -> Boolean
) {
    /**
     * Uses the permit up. True exactly once, and only while the consent still stands.
     *
     * Memory only; to be called immediately before the framework call.
     */
    public fun spend(): Boolean = try {
        onSpend()
    } catch (_: Throwable) {
        false
    }

    override fun toString(): String = "AccessPermit(entry=$entry)"
}

/** Shows the operating system's own permission dialog. */
public fun interface SystemDialogs {
    /**
     * Shows the dialog for [access] and returns when it has been answered or cannot be shown.
     *
     * Called at most once for each question, after the person agreed to the guard's own prompt. The answer is not
     * returned: the guard looks at the system's state again.
     */
    public suspend fun show(access: Access<*>)

    /** No dialog can be shown. */
    public object None : SystemDialogs {
        override suspend fun show(access: Access<*>): Unit = Unit
    }
}

/** What the guard has to know about the app's own state. */
public interface Surroundings {
    /** Whether the app is being used. */
    public val isForeground: Boolean

    /** Whether there is a screen to ask on. */
    public val hasScreen: Boolean

    /** Nobody is there: nothing can be asked. */
    public object Nobody : Surroundings {
        override val isForeground: Boolean get() = false
        override val hasScreen: Boolean get() = false
    }
}

/** Gives the key that seals the ledger. */
public fun interface KeySource {
    /**
     * Fetches the key, creating it for a new installation. Runs on a thread of the guard's own and may block;
     * the guard waits for a bounded time. Is asked again later after [KeyAnswer.Locked] and [KeyAnswer.Busy].
     */
    public fun key(): KeyAnswer

    /**
     * Makes a key for a new beginning, after [Guard.startAgain]. By default the usual one, which will do where the
     * old key is merely of no use to a damaged ledger; a source whose key was lost must make another.
     */
    public fun newKey(): KeyAnswer = key()

    /**
     * Takes [newKey] back: the guard did not begin anew, and the old ledger is only read with the old key.
     *
     * To be written by every source whose [newKey] replaces the old key.
     */
    public fun keepOldKey() {}
}

/** What a key store answered. */
public sealed interface KeyAnswer {
    /** The key, 32 bytes. The guard wipes [bytes] after use. */
    public class Key(public val bytes: ByteArray) : KeyAnswer {
        override fun toString(): String = "Key(..)"
    }

    /** Not before the device is unlocked. */
    public data object Locked : KeyAnswer

    /** Not now. */
    public data object Busy : KeyAnswer

    /** The key is gone or unusable, for good. */
    public data object Lost : KeyAnswer
}

/**
 * Keeps a few opaque bytes outside the ledger's own place, so that an older copy of the ledger is noticed.
 *
 * They hold nothing that could identify a device or an installation.
 */
public interface AnchorStore {
    /**
     * What was stored last. Runs on a thread of the guard's own and may block.
     *
     * What it throws counts as [AnchorAnswer.NotNow].
     */
    public fun load(): AnchorAnswer

    /** Stores [anchor] durably before it returns. */
    public fun store(anchor: ByteArray)
}

/** What an anchor store answered. Only [None] lets a ledger open without noticing that it is an older copy. */
public sealed interface AnchorAnswer {
    /** Nothing was ever stored. */
    public data object None : AnchorAnswer

    /** What was stored last. */
    public class Kept(public val bytes: ByteArray) : AnchorAnswer {
        override fun toString(): String = "Kept(..)"
    }

    /** The store cannot be read now; it is asked again, and the guard stays closed meanwhile. */
    public data object NotNow : AnchorAnswer

    /** Something was stored and cannot be read any more: a ledger that is there counts as rolled back. */
    public data object Broken : AnchorAnswer
}

/** Takes the guard's log lines. They hold no personal value. */
public fun interface HostLog {
    /** One line. */
    public fun log(level: LogLevel, tag: String, message: String)

    public companion object {
        /** Writes to `java.util.logging`. */
        @JvmField
        public val JAVA: HostLog = HostLog { level, tag, message ->
            Logger.getLogger(tag).log(level.java, message)
        }
    }
}

/** How grave a log line is. */
public enum class LogLevel(internal val java: Level) {
    ERROR(Level.SEVERE),
    WARN(Level.WARNING),
    INFO(Level.INFO),
    DEBUG(Level.FINE),
    TRACE(Level.FINER)
}

/** What a platform layer tells the guard. */
@PlatformApi
public interface GuardHost {
    /** The surface that draws prompts went away; an open prompt waits for another one. */
    public fun screenGone()

    /** A surface that draws prompts is there again. */
    public fun screenBack()

    /** The app came back to the front: the system's permissions are looked at again. */
    public fun resumed()

    /** Returns after everything said so far has been handled. */
    public suspend fun settle()
}
