package org.askfirst.android.providers

import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.DeviceId
import org.askfirst.Kind
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import java.util.concurrent.Callable

/**
 * Reads an identifier that only a vendor's code can have, through the app's own call of it.
 *
 * OAID, VAID and AAID come from the SDK of the Mobile Security Alliance or from the maker's service, the advertising
 * identifier from Google's. This library brings none of them; [source] is called with a permit and not before.
 */
public class VendorIdProvider(
    /** The kind in the policy pack: `device.oaid`, `device.vaid`, `device.aaid` or `device.ad_id`. */
    kind: Kind<DeviceId>,
    private val source: Callable<String?>,
) : Provider<DeviceId> {
    override val kinds: Set<Kind<DeviceId>> = setOf(kind)

    override fun platform(kind: Kind<*>): PlatformState = PlatformState(Permission.NOT_NEEDED)

    override suspend fun read(access: Access<DeviceId>, permit: AccessPermit): Reading<DeviceId> {
        // PERMIT: vendor_id SystemProvidersTest#a spent permit does not reach an identifier of a vendor
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        val found = source.call().orEmpty()
        // Zeros are the vendors' way to say that the person switched it off.
        val isNothing = found.all { it == '0' || it == '-' }
        return if (isNothing) Reading.None(Missing.NO_VALUE) else Reading.Got(DeviceId(found))
    }
}
