package org.askfirst.android

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.app.Activity
import android.content.ClipData
import android.content.ClipboardManager
import android.location.Location
import android.location.LocationManager
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.widget.FrameLayout
import android.widget.TextView
import org.askfirst.Access
import org.askfirst.Clip
import org.askfirst.DeviceId
import org.askfirst.Fix
import org.askfirst.InstalledApp
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Pack
import org.askfirst.Read
import org.askfirst.Recipient
import org.askfirst.robolectric.Counters
import org.robolectric.Shadows.shadowOf
import java.io.File

/** A screen of an app. */
open class Plain : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(FrameLayout(this).apply { addView(TextView(context).apply { text = "工作台" }) })
    }
}

/** Another one. */
class Other : Plain()

/** Accesses of policy 003 that the tests read. */
object Policy003 {
    const val NAME = "003.json"
    val clipboard: Access<Clip> = Access("jmlink.clipboard", Kinds.CLIPBOARD)
    val deviceId: Access<DeviceId> = Access("jmlink.device_id", Kind("device.id_any"))
    val apps: Access<List<InstalledApp>> = Access("jmlink.app_list", Kinds.INSTALLED_APPS)
    val region: Access<Fix> = Access("jmlink.location", Kinds.COARSE_LOCATION)
    val nearby: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)
    val area: Access<Fix> = Access("nearby.area", Kinds.COARSE_LOCATION)
    val jmlink = Recipient("jmlink", listOf(deviceId, region, apps, clipboard))

    fun pack(): Pack = Pack(NAME, File(checkNotNull(System.getProperty("policy"))).readText())
}

/** The permissions for a precise position, as the system's dialog is asked for them. */
val POSITION = listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)

/** Something lies on the clipboard. Writing is not counted. */
fun Phone.copies(text: String) {
    app.getSystemService(ClipboardManager::class.java)!!.setPrimaryClip(ClipData.newPlainText("", text))
    Counters.reset()
}

/** The phone knows where it is, and positioning is switched on. */
fun Phone.stands(latitude: Double, longitude: Double) {
    val manager = shadowOf(app.getSystemService(LocationManager::class.java))
    for (source in listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)) {
        manager.setProviderEnabled(source, true)
        val here = Location(source)
        here.latitude = latitude
        here.longitude = longitude
        here.accuracy = 12f
        here.time = 1_700_000_000_000
        manager.setLastKnownLocation(source, here)
    }
    manager.setLocationEnabled(true)
    Counters.reset()
}

/** This view and every visible one below it. */
fun View.all(): Sequence<View> = sequence {
    if (visibility != View.VISIBLE) return@sequence
    yield(this@all)
    if (this@all is ViewGroup) for (index in 0 until childCount) yieldAll(getChildAt(index).all())
}

/** Every text on this view and below it. */
fun View.words(): List<String> = all().mapNotNull { (it as? TextView)?.text?.toString()?.ifBlank { null } }.toList()

/** How a read ended, in full. */
fun said(read: Read<*>): String = when (read) {
    is Read.Value -> "value"
    is Read.Shut -> "shut ${read.reason.code} ${read.reason.group} ${read.remedy}"
    is Read.Unavailable -> "unavailable ${read.cause}"
}
