package org.askfirst.testing

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Clip
import org.askfirst.DeviceId
import org.askfirst.Fix
import org.askfirst.InstalledApp
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.Surroundings
import org.askfirst.SystemDialogs

/** A phone that says and gives what a test tells it to, and counts what is read from it. */
public class TestPhone internal constructor() {
    private val permissions = ConcurrentHashMap<String, Permission>()
    private val answers = ConcurrentHashMap<String, Permission>()
    private val values = ConcurrentHashMap<String, Any>()
    private val readSoFar = CopyOnWriteArrayList<Access<*>>()
    private val dialogsSoFar = CopyOnWriteArrayList<Kind<*>>()

    /** Whether the app is being used. */
    @Volatile
    public var isForeground: Boolean = true

    /** Whether there is a screen to ask on. */
    @Volatile
    public var hasScreen: Boolean = true

    /** What was read so far, in order. */
    public val reads: List<Access<*>> get() = readSoFar

    /** For which kinds the system's dialog was shown so far, in order. */
    public val systemDialogs: List<Kind<*>> get() = dialogsSoFar

    init {
        gives(Kinds.CLIPBOARD, Clip.ofText("askfirst test"))
        gives(Kinds.PRECISE_LOCATION, Fix(0.0, 0.0))
        gives(Kinds.COARSE_LOCATION, Fix(0.0, 0.0))
        gives(Kinds.INSTALLED_APPS, listOf(InstalledApp("org.askfirst.test")))
        gives(Kinds.ANDROID_ID, DeviceId("0000000000000000"))
    }

    /** Reading [kind] gives [value]. */
    public fun <V : Any> gives(kind: Kind<V>, value: V) {
        values[kind.id] = value
    }

    /** There is nothing to read of [kind]. */
    public fun givesNothing(kind: Kind<*>) {
        values.remove(kind.id)
    }

    /** The system's permission for [kind]; not needed, unless said. */
    public fun permission(kind: Kind<*>, permission: Permission) {
        permissions[kind.id] = permission
    }

    /** What the person answers to the system's dialog for [kind]; they leave it as it is, unless said. */
    public fun answersSystem(kind: Kind<*>, permission: Permission) {
        answers[kind.id] = permission
    }

    /** The same phone in the next process, with nothing read yet. */
    internal fun next(): TestPhone {
        val next = TestPhone()
        next.permissions += permissions
        next.answers += answers
        next.values.clear()
        next.values += values
        next.isForeground = isForeground
        next.hasScreen = hasScreen
        return next
    }

    internal val surroundings: Surroundings = object : Surroundings {
        override val isForeground: Boolean get() = this@TestPhone.isForeground
        override val hasScreen: Boolean get() = this@TestPhone.hasScreen
    }

    internal val dialogs: SystemDialogs = SystemDialogs { access ->
        dialogsSoFar += access.kind
        answers[access.kind.id]?.let { permissions[access.kind.id] = it }
    }

    internal val provider: Provider<Any> = object : Provider<Any> {
        override val kinds: Set<Kind<Any>> = emptySet()

        override fun platform(kind: Kind<*>): PlatformState =
            PlatformState(permissions[kind.id] ?: Permission.NOT_NEEDED)

        override suspend fun read(access: Access<Any>, permit: AccessPermit): Reading<Any> {
            if (!permit.spend()) return Reading.Void
            readSoFar += access
            return values[access.kind.id]?.let { Reading.Got(it) } ?: Reading.None(Missing.NO_VALUE)
        }
    }
}
