package org.askfirst.android.providers

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.CancellationSignal
import android.os.Looper
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.suspendCancellableCoroutine
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Fix
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Missing
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.android.SystemPermissions
import kotlin.coroutines.resume
import kotlin.math.max
import kotlin.math.round

/** Which position a read gives. */
public enum class Position {
    /** One that is determined now. Takes its time. */
    CURRENT,

    /** The last one that the system knows. Comes at once, may be old or missing. */
    LAST,
}

/**
 * Reads the position through `LocationManager`.
 *
 * A read of the approximate kind never gives more than an approximate value, even where the system would.
 */
@SuppressLint("MissingPermission")
public class PositionProvider @JvmOverloads constructor(
    private val context: Context,
    private val position: Position = Position.CURRENT,
) : Provider<Fix> {
    private val permissions = SystemPermissions.of(context)

    override val kinds: Set<Kind<Fix>> = setOf(Kinds.PRECISE_LOCATION, Kinds.COARSE_LOCATION)

    override fun platform(kind: Kind<*>): PlatformState =
        PlatformState(permissions.state(kind), isSwitchOn = manager()?.let(::isOn) == true)

    override suspend fun read(access: Access<Fix>, permit: AccessPermit): Reading<Fix> {
        val manager = manager() ?: return Reading.None(Missing.NOT_OFFERED)
        val source = source(manager, access.kind) ?: return Reading.None(Missing.NOT_OFFERED)
        // PERMIT: loc PositionProviderTest#a spent permit does not reach the framework
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        val found = when (position) {
            Position.LAST -> manager.getLastKnownLocation(source)
            Position.CURRENT -> current(manager, source)
        }
        return found?.let { Reading.Got(fix(it, access.kind)) } ?: Reading.None(Missing.NO_VALUE)
    }

    override fun updates(access: Access<Fix>, permit: AccessPermit): Flow<Fix>? {
        val manager = manager() ?: return null
        val source = source(manager, access.kind) ?: return null
        return callbackFlow {
            val listener = Listener { trySend(fix(it, access.kind)) }
            // PERMIT: loc.updates PositionProviderTest#a spent permit does not register a listener
            if (!permit.spend()) {
                close()
                return@callbackFlow
            }
            // PERMIT-END
            manager.requestLocationUpdates(source, EVERY_MILLIS, 0f, listener, Looper.getMainLooper())
            awaitClose { manager.removeUpdates(listener) }
        }
    }

    private fun manager() = context.getSystemService(Context.LOCATION_SERVICE) as? LocationManager

    private fun isOn(manager: LocationManager): Boolean = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
        manager.isLocationEnabled
    } else {
        PRECISE_FIRST.any { it in manager.allProviders && manager.isProviderEnabled(it) }
    }

    /** The source to use. Satellites come first for a precise position and last for an approximate one. */
    private fun source(manager: LocationManager, kind: Kind<*>): String? {
        val mayBePrecise = permissions.isGranted(Manifest.permission.ACCESS_FINE_LOCATION)
        val wanted = if (kind == Kinds.PRECISE_LOCATION) PRECISE_FIRST else COARSE_FIRST
        val there = manager.allProviders
        val usable = wanted.filter { it in there && (mayBePrecise || it != LocationManager.GPS_PROVIDER) }
        return usable.firstOrNull(manager::isProviderEnabled) ?: usable.firstOrNull()
    }

    private suspend fun current(manager: LocationManager, source: String): Location? =
        suspendCancellableCoroutine { waiting ->
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                val signal = CancellationSignal()
                waiting.invokeOnCancellation { signal.cancel() }
                manager.getCurrentLocation(source, signal, context.mainExecutor) { found ->
                    if (waiting.isActive) waiting.resume(found)
                }
            } else {
                val listener = Listener { found -> if (waiting.isActive) waiting.resume(found) }
                waiting.invokeOnCancellation { manager.removeUpdates(listener) }
                @Suppress("DEPRECATION")
                manager.requestSingleUpdate(source, listener, Looper.getMainLooper())
            }
        }

    private fun fix(found: Location, kind: Kind<*>): Fix {
        val accuracy = if (found.hasAccuracy()) found.accuracy else null
        return if (kind == Kinds.PRECISE_LOCATION) {
            Fix(found.latitude, found.longitude, accuracy, found.time, found.provider)
        } else {
            val blur = max(accuracy ?: 0f, COARSE_METERS)
            Fix(coarse(found.latitude), coarse(found.longitude), blur, found.time, found.provider)
        }
    }

    private fun coarse(degrees: Double): Double = round(degrees * COARSE_STEPS) / COARSE_STEPS

    /** Up to Android 10 these methods are abstract; a lambda would crash there. */
    private class Listener(private val heard: (Location) -> Unit) : LocationListener {
        override fun onLocationChanged(location: Location) = heard(location)

        override fun onProviderEnabled(provider: String) = Unit

        override fun onProviderDisabled(provider: String) = Unit

        @Deprecated("Deprecated in Android")
        override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
    }

    private companion object {
        const val EVERY_MILLIS = 5_000L

        /** Steps in a degree: one is 1.1 to 2.2 km, about what the system calls approximate. */
        const val COARSE_STEPS = 50.0
        const val COARSE_METERS = 2_000f

        /** `LocationManager.FUSED_PROVIDER`, which has its name from Android 12 on. */
        const val FUSED = "fused"
        val PRECISE_FIRST = listOf(FUSED, LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)
        val COARSE_FIRST = listOf(LocationManager.NETWORK_PROVIDER, FUSED, LocationManager.GPS_PROVIDER)
    }
}
