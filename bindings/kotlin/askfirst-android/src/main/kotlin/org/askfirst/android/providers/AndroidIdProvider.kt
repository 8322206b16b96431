package org.askfirst.android.providers

import android.annotation.SuppressLint
import android.content.Context
import android.provider.Settings
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.DeviceId
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading

/** Reads ANDROID_ID. The system asks nobody, so the guard is the only thing in front of it. */
public class AndroidIdProvider(private val context: Context) : Provider<DeviceId> {
    /** Also where a policy speaks of device identifiers in general: this is the one that an app can have. */
    override val kinds: Set<Kind<DeviceId>> = setOf(Kinds.ANDROID_ID, Kind("device.id_any"))

    override fun platform(kind: Kind<*>): PlatformState = PlatformState(Permission.NOT_NEEDED)

    @SuppressLint("HardwareIds")
    override suspend fun read(access: Access<DeviceId>, permit: AccessPermit): Reading<DeviceId> {
        // PERMIT: android_id AndroidIdProviderTest#a spent permit does not reach the framework
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        val id = Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)
        return if (id.isNullOrEmpty()) Reading.None(Missing.NO_VALUE) else Reading.Got(DeviceId(id))
    }
}
