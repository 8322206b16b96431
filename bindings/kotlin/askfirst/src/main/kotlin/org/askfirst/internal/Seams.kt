package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.AnchorAnswer
import org.askfirst.AnchorStore
import org.askfirst.GuardOptions
import org.askfirst.Kind
import org.askfirst.LogLevel
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider

/**
 * Every call into the app's own code, made safe.
 *
 * Each of them may throw anything, a Kotlin `Error` included. None of that may reach the core, a waiting caller or
 * the guard's own threads, and none of it may open anything.
 */
internal class Seams(private val options: GuardOptions) {
    private val providers: Map<String, Provider<*>> =
        options.providers.flatMap { provider -> provider.kinds.map { it.id to provider } }.toMap()
    private val anchorLock = Any()
    private var lastAnchor: ByteArray? = null

    @Suppress("UNCHECKED_CAST")
    fun <V : Any> provider(kind: Kind<V>): Provider<V>? =
        (providers[kind.id] ?: options.anyKind) as Provider<V>?

    /**
     * What the system says about [access] now, or `null` if the provider failed.
     *
     * Where no provider knows the kind, [isOwnCode] decides: code that the app brings itself is taken to look after
     * the system's permission, and a read by the library has nothing to read with.
     */
    fun platform(access: Access<*>, isOwnCode: Boolean): PlatformState? = try {
        val provider = provider(access.kind)
        val seen = when {
            provider != null -> provider.platform(access.kind)
            isOwnCode -> PlatformState(Permission.NOT_NEEDED)
            else -> PlatformState(Permission.UNAVAILABLE)
        }
        around(seen.permission, seen.isSwitchOn)
    } catch (error: Throwable) {
        fault("the provider of ${access.kind.id}", error)
        null
    }

    /** The app's own state. If that cannot be had, nobody is there. */
    fun around(permission: Permission = Permission.NOT_NEEDED, isSwitchOn: Boolean = true): PlatformState = try {
        val around = options.surroundings
        PlatformState(permission, isSwitchOn, around.isForeground, around.hasScreen)
    } catch (error: Throwable) {
        fault("the surroundings", error)
        PlatformState(permission, isSwitchOn, isForeground = false, hasScreen = false)
    }

    /** Keeps [anchor] elsewhere before an answer is acknowledged. */
    fun keepAnchor(anchor: () -> ByteArray?) {
        val store: AnchorStore = options.anchor ?: return
        synchronized(anchorLock) {
            try {
                val now = anchor() ?: return
                if (lastAnchor?.contentEquals(now) == true) return
                store.store(now)
                lastAnchor = now
            } catch (error: Throwable) {
                fault("the anchor store", error)
            }
        }
    }

    /** A store that fails has said nothing, so it is asked again: only a host without a store goes without. */
    fun loadAnchor(): AnchorAnswer = try {
        options.anchor?.load() ?: AnchorAnswer.None
    } catch (interrupted: InterruptedException) {
        throw interrupted
    } catch (error: Throwable) {
        fault("the anchor store", error)
        AnchorAnswer.NotNow
    }

    fun log(level: LogLevel, tag: String, message: String) {
        try {
            options.log.log(level, tag, message)
        } catch (_: Throwable) {
            // A logger that throws has nobody to be reported to.
        }
    }

    /** Reports a fault in the app's own code by its class alone: its text could hold anything. */
    fun fault(where: String, error: Throwable) {
        log(LogLevel.ERROR, TAG, "$where threw ${error.javaClass.name}")
    }

    companion object {
        const val TAG: String = "askfirst"
    }
}
