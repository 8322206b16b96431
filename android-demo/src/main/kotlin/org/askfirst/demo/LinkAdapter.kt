package org.askfirst.demo

import android.os.Build
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Guard
import org.askfirst.SdkAdapter
import org.askfirst.Stopped
import org.askfirst.demo.standin.LinkData
import org.askfirst.demo.standin.LinkStandIn

/**
 * Starts and stops the deep-link stand-in on the guard's behalf.
 *
 * INVARIANT: nothing else in the app calls [LinkStandIn.start], and whatever the stand-in gets has passed a gate of
 * the recipient's own in the moment it asks for it.
 */
internal class LinkAdapter(private val sdk: LinkStandIn, private val privacy: () -> Guard) :
    SdkAdapter(Policy003.JmLink.recipient) {
    override suspend fun start(allowed: Set<Access<*>>) = sdk.start(Handed(privacy()))

    override suspend fun stop(): Stopped {
        sdk.stop()
        return Stopped.NOW
    }

    /** Each call goes through its gate, so that a withdrawal counts for the very next one. */
    private class Handed(private val privacy: Guard) : LinkData {
        override suspend fun deviceId(): String? =
            privacy.gate(Policy003.JmLink.deviceId).read(Ask.NEVER).valueOrNull()?.value

        override suspend fun device(): String? = privacy.gate(Policy003.JmLink.deviceInfo).use(Ask.NEVER) {
            "${Build.MODEL} ${Build.VERSION.RELEASE}"
        }.valueOrNull()

        override suspend fun network(): String? =
            privacy.gate(Policy003.JmLink.network).use(Ask.NEVER) { NETWORK }.valueOrNull()

        override suspend fun region(): String? =
            privacy.gate(Policy003.JmLink.location).read(Ask.NEVER).valueOrNull()?.let {
                "%.0f,%.0f".format(it.latitude, it.longitude)
            }

        override suspend fun installedApps(): List<String>? =
            privacy.gate(Policy003.JmLink.appList).read(Ask.NEVER).valueOrNull()?.map { it.packageName }

        override suspend fun clipboard(): String? =
            privacy.gate(Policy003.JmLink.clipboard).read(Ask.NEVER).valueOrNull()?.text
    }

    private companion object {
        /** The demo has no server to connect to, so it does not look at the real network. */
        const val NETWORK = "wifi"
    }
}
