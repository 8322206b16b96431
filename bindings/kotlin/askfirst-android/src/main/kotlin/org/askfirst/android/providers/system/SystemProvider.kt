package org.askfirst.android.providers.system

import android.content.Context
import android.os.Build
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.flow
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Kind
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.android.SystemPermissions

/** Reads one kind by its line in [SystemTable]. */
internal class SystemProvider<V : Any>(private val context: Context, private val entry: Entry<V>) : Provider<V> {
    private val permissions = SystemPermissions.of(context)
    private val isOffered get() = Build.VERSION.SDK_INT in entry.levels

    /** Without its line in the app's manifest the framework would only refuse. */
    private val canRead get() = isOffered && permissions.state(entry.kind) != Permission.UNAVAILABLE

    override val kinds: Set<Kind<V>> = setOf(entry.kind)

    override fun platform(kind: Kind<*>): PlatformState =
        if (isOffered) PlatformState(permissions.state(kind), entry.isSwitchOn(context)) else NOT_OFFERED

    override suspend fun read(access: Access<V>, permit: AccessPermit): Reading<V> {
        if (!canRead || entry.manner == Manner.WHILE_OPEN) return Reading.None(Missing.NOT_OFFERED)
        // PERMIT: system.read SystemProvidersTest#a spent permit reaches nothing whatever the kind
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        return try {
            entry.values(context).firstOrNull()?.let { Reading.Got(it) } ?: Reading.None(Missing.NO_VALUE)
        } catch (_: SecurityException) {
            // Vendors refuse more than Android says.
            Reading.None(Missing.NOT_OFFERED)
        }
    }

    override fun updates(access: Access<V>, permit: AccessPermit): Flow<V>? {
        if (!canRead || entry.manner == Manner.ONCE) return null
        return flow {
            // PERMIT: system.updates SystemProvidersTest#a spent permit begins no stream whatever the kind
            if (!permit.spend()) return@flow
            // PERMIT-END
            emitAll(entry.values(context))
        }
    }

    private companion object {
        val NOT_OFFERED = PlatformState(Permission.UNAVAILABLE)
    }
}
