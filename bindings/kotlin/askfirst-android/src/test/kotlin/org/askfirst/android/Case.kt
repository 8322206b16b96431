package org.askfirst.android

import android.app.AppOpsManager
import android.bluetooth.BluetoothManager
import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorManager
import android.hardware.camera2.CameraManager
import android.os.Process
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Provider
import org.askfirst.android.providers.AndroidIdProvider
import org.askfirst.android.providers.ClipboardProvider
import org.askfirst.android.providers.InstalledAppsProvider
import org.askfirst.android.providers.Position
import org.askfirst.android.providers.PositionProvider
import org.askfirst.android.providers.system.Entry
import org.askfirst.android.providers.system.Manner
import org.askfirst.android.providers.system.SystemProvider
import org.askfirst.android.providers.system.SystemTable
import org.askfirst.robolectric.Counted
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowSensor

/** One provider under test: its kind, and the counter that its one call of the framework moves. */
internal class Case<V : Any>(
    val kind: Kind<V>,
    val counter: Counted,
    val levels: IntRange = Entry.EVERY_LEVEL,
    val manner: Manner = Manner.ONCE,
    /** The provider that the app brings itself, if it does. */
    val own: ((Context) -> Provider<V>)? = null,
    private val made: ((Context) -> Provider<V>)? = null,
) {
    constructor(kind: Kind<V>, counter: Counted, own: (Context) -> Provider<V>) :
        this(kind, counter, Entry.EVERY_LEVEL, Manner.ONCE, own)

    fun provider(context: Context): Provider<V> = checkNotNull(own ?: made)(context)

    companion object {
        private val headline = listOf(
            Case(Kinds.ANDROID_ID, Counted.ANDROID_ID, made = ::AndroidIdProvider),
            Case(Kinds.CLIPBOARD, Counted.CLIP_CONTENT, made = ::ClipboardProvider),
            Case(Kinds.PRECISE_LOCATION, Counted.LOCATION_LAST, made = ::lastPosition),
            Case(Kinds.COARSE_LOCATION, Counted.LOCATION_LAST, made = ::lastPosition),
            Case(Kinds.INSTALLED_APPS, Counted.APPS_LIST, made = ::InstalledAppsProvider),
        )

        /** Every provider that the library brings. */
        val all: List<Case<*>> = headline + SystemTable.entries.map { of(it) }

        private fun lastPosition(context: Context) = PositionProvider(context, Position.LAST)

        private fun <V : Any> of(entry: Entry<V>): Case<V> =
            Case(entry.kind, counter(entry.kind), entry.levels, entry.manner, made = { SystemProvider(it, entry) })

        private fun counter(kind: Kind<*>): Counted = when (kind.id) {
            "net.ssid", "net.bssid" -> Counted.WIFI_CONNECTION

            "health.activity", "health.body" -> Counted.SENSOR_LISTENER

            // No level gives it, so nothing is there to be counted.
            "device.mac" -> Counted.WIFI_CONNECTION

            else -> Counted.entries.first { it.kind == kind.id }
        }
    }
}

/** The phone has whatever there is to read, and all its switches are on. */
fun Phone.fullyEquipped() {
    stands(30.27415, 120.15515)
    val sensors = shadowOf(app.getSystemService(Context.SENSOR_SERVICE) as SensorManager)
    for (type in listOf(Sensor.TYPE_ACCELEROMETER, Sensor.TYPE_STEP_COUNTER, Sensor.TYPE_HEART_RATE)) {
        sensors.addSensor(ShadowSensor.newInstance(type))
    }
    shadowOf(app.getSystemService(Context.CAMERA_SERVICE) as CameraManager)
        .addCamera("0", ShadowCameraCharacteristics.newCameraCharacteristics())
    (app.getSystemService(Context.BLUETOOTH_SERVICE) as BluetoothManager).adapter.enable()
}

private val ALL_PERMISSIONS: List<String> by lazy {
    (1..36).flatMap { level -> Case.all.flatMap { KindPermissions.of(it.kind.id, level)?.ask.orEmpty() } }.distinct()
}

/** The person has granted every permission, also the one that needs a page of the settings. */
fun Phone.grantsEverything() {
    shadowOf(app).grantPermissions(*ALL_PERMISSIONS.toTypedArray())
    usage(AppOpsManager.MODE_ALLOWED)
}

/** Whether something of the system's stands before [kind] that a test can take away. */
fun hasPermission(kind: Kind<*>, level: Int): Boolean = kind.id == KindPermissions.USAGE || rule(kind, level) != null

/** Chinese systems alone know the permission for the list of apps. */
private fun rule(kind: Kind<*>, level: Int) =
    KindPermissions.of(kind.id, level)?.takeUnless { KindPermissions.INSTALLED_APPS in it.ask }

/** Takes the system's permission for [kind] away. */
fun Phone.takesAway(kind: Kind<*>, level: Int) {
    if (kind.id == KindPermissions.USAGE) return usage(AppOpsManager.MODE_ERRORED)
    val asked = checkNotNull(rule(kind, level)).ask
    shadowOf(app).denyPermissions(*asked.toTypedArray())
    // As after the system's dialog, which would not come a second time.
    asked.forEach(SystemPermissions.of(app)::answered)
}

private fun Phone.usage(mode: Int) = shadowOf(app.getSystemService(Context.APP_OPS_SERVICE) as AppOpsManager)
    .setMode(AppOpsManager.OPSTR_GET_USAGE_STATS, Process.myUid(), app.packageName, mode)
