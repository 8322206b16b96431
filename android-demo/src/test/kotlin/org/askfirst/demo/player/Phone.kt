package org.askfirst.demo.player

import android.Manifest
import android.app.Activity
import android.app.Application
import android.content.ClipData
import android.content.ClipboardManager
import android.location.Location
import android.location.LocationManager
import org.askfirst.demo.MainActivity
import org.askfirst.robolectric.SystemDialog
import org.robolectric.Shadows.shadowOf

/** The phone under the app: what lies on it, and what its own dialogs and settings do. */
internal object Phone {
    /** The project that the invitation on the clipboard leads to. */
    const val PROJECT = "riverside-1"

    /** The permissions that the system's dialog was last opened for, short. */
    var asked = ""
        private set

    private val LOCATION = arrayOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)

    /** Puts something worth reading behind every gate. Writing is not counted. */
    fun prepare(app: Application) {
        val clipboard = requireNotNull(app.getSystemService(ClipboardManager::class.java))
        clipboard.setPrimaryClip(ClipData.newPlainText("invitation", "https://invite.example/p/$PROJECT"))
        val location = requireNotNull(app.getSystemService(LocationManager::class.java))
        for (provider in listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)) {
            shadowOf(location).setProviderEnabled(provider, true)
            val here =
                Location(provider).apply {
                    latitude = 22.5431
                    longitude = 114.0579
                    accuracy = 20f
                    time = System.currentTimeMillis()
                    elapsedRealtimeNanos = android.os.SystemClock.elapsedRealtimeNanos()
                }
            shadowOf(location).simulateLocation(here)
        }
    }

    /** What the system's dialog was opened for, or `null` where it was not. */
    fun requested(activity: Activity): List<String>? = SystemDialog.asked(activity)

    fun answerSystemDialog(player: Player, granted: Boolean) {
        val activity: MainActivity = player.activity.get()
        Hands.waitUntil("the system's dialog") { requested(activity) != null }
        val names = requested(activity).orEmpty()
        asked = names.joinToString(", ") { it.substringAfterLast('.') }
        SystemDialog.answer(activity, if (granted) names else emptyList())
    }

    fun grantInSettings(app: Application, permissions: List<String> = LOCATION.toList()) =
        shadowOf(app).grantPermissions(*permissions.toTypedArray())

    fun denyInSettings(app: Application, permissions: List<String>) =
        shadowOf(app).denyPermissions(*permissions.toTypedArray())
}
