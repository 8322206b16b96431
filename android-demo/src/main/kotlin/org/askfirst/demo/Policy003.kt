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
 * A test compares every one of them with what the pack declares.
 */
internal object Policy003 {
    /** The asset that holds the pack. */
    const val FILE = "003.json"

    /** Projects nearby. */
    object Nearby {
        val location: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)
    }

    /** Account security, which the policy places among what is read by itself. */
    object Security {
        val androidId: Access<DeviceId> = Access("security.android_id", Kinds.ANDROID_ID)
        val installedApps: Access<List<InstalledApp>> = Access("security.apps", Kinds.INSTALLED_APPS)
    }

    /** The deep-link SDK with its four data–purpose pairs. */
    object JmLink {
        val device: Access<Any> = Access("jmlink.device", Kind("device.info_any"))
        val network: Access<Any> = Access("jmlink.network", Kind("net.access"))
        val apps: Access<List<InstalledApp>> = Access("jmlink.apps", Kinds.INSTALLED_APPS)
        val clipboard: Access<Clip> = Access("jmlink.clipboard", Kinds.CLIPBOARD)
        val recipient = Recipient("jmlink", listOf(device, network, apps, clipboard))
    }
}
