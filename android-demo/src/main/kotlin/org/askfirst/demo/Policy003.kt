package org.askfirst.demo

import org.askfirst.Access
import org.askfirst.Clip
import org.askfirst.DeviceId
import org.askfirst.Fix
import org.askfirst.InstalledApp
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Recipient

/**
 * The accesses of pack 003 that the demo uses, each with the type of its value.
 *
 * The pack says “device identifier”, which on Android stands for ANDROID_ID. A test compares every access with what the
 * pack declares.
 */
internal object Policy003 {
    /** The asset that holds the pack. */
    const val FILE = "003.json"

    /** Functions that depend on the place. */
    object Nearby {
        val location: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)
    }

    /** Account security. */
    object Security {
        val deviceId: Access<DeviceId> = Access("security.device_id", Kinds.ANDROID_ID)
        val appList: Access<List<InstalledApp>> = Access("security.app_list", Kinds.INSTALLED_APPS)
    }

    /** The deep-link SDK: six accesses in four data–purpose pairs. */
    object JmLink {
        val deviceId: Access<DeviceId> = Access("jmlink.device_id", Kinds.ANDROID_ID)
        val deviceInfo: Access<Any> = Access("jmlink.device_info", Kind("device.info_any"))
        val network: Access<Any> = Access("jmlink.network", Kind("net.access"))
        val location: Access<Fix> = Access("jmlink.location", Kinds.COARSE_LOCATION)
        val appList: Access<List<InstalledApp>> = Access("jmlink.app_list", Kinds.INSTALLED_APPS)
        val clipboard: Access<Clip> = Access("jmlink.clipboard", Kinds.CLIPBOARD)
        val recipient = Recipient("jmlink", listOf(deviceId, deviceInfo, network, location, appList, clipboard))
    }

    /** Every access named here. */
    val all: List<Access<*>> get() = listOf(Nearby.location, Security.deviceId, Security.appList) + JmLink.recipient.all
}
