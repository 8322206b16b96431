package org.askfirst.robolectric

import android.accounts.AccountManager
import android.app.ActivityManager
import android.app.usage.UsageStatsManager
import android.bluetooth.BluetoothManager
import android.bluetooth.le.ScanCallback
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.media.AudioFormat
import android.media.AudioRecord
import android.media.MediaRecorder
import android.net.ConnectivityManager
import android.net.Uri
import android.net.wifi.WifiManager
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.provider.CalendarContract
import android.provider.CallLog
import android.provider.ContactsContract
import android.provider.MediaStore
import android.provider.Settings
import android.provider.Telephony
import android.telephony.TelephonyManager

/**
 * Calls each counted framework method once, directly, so that a counter that cannot move is noticed.
 *
 * Zero calls before consent proves something only where the same counter is seen to count.
 */
public object Calibration {
    /** The counters that this level of Android has a method for. */
    public val counted: List<Counted> get() = Counted.entries.filter { Build.VERSION.SDK_INT >= it.since }

    /** Every counter's value before and after its own direct call. Leaves all counters at zero. */
    public fun run(context: Context): Map<String, Pair<Int, Int>> {
        Counters.reset()
        val seen =
            counted.associateTo(linkedMapOf()) { what ->
                val before = Counters[what]
                // What the framework gives does not matter here, nor that it may refuse; that it was asked does.
                runCatching { call(context, what) }
                what.label to (before to Counters[what])
            }
        Counters.reset()
        return seen
    }

    /** As [run], and fails with the names of the counters that did not move by exactly one. */
    public fun require(context: Context): Map<String, Pair<Int, Int>> {
        val seen = run(context)
        val dead = seen.filterValues { (before, after) -> after != before + 1 }
        check(dead.isEmpty()) { "these counters do not count: $dead" }
        return seen
    }

    private fun call(context: Context, what: Counted): Any? = when (what) {
        Counted.ANDROID_ID -> Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)
        in HARDWARE -> hardware(context, what)
        in PLACES -> places(context, what)
        in APPS -> apps(context, what)
        in LISTS -> context.contentResolver.query(LISTS.getValue(what), null, null, null, null)?.close()
        in NETWORK -> network(context, what)
        in SENSORS -> sensors(context, what)
        else -> clipboard(context.system(), what)
    }

    private inline fun <reified T : Any> Context.system(): T = getSystemService(T::class.java)!!

    private fun clipboard(clipboard: ClipboardManager, what: Counted): Any? = when (what) {
        Counted.CLIP_CONTENT -> clipboard.primaryClip

        Counted.CLIP_DESCRIPTION -> clipboard.primaryClipDescription

        Counted.CLIP_PRESENCE -> clipboard.hasPrimaryClip()

        else -> {
            val listener = ClipboardManager.OnPrimaryClipChangedListener { }
            clipboard.addPrimaryClipChangedListener(listener)
            clipboard.removePrimaryClipChangedListener(listener)
        }
    }

    @Suppress("DEPRECATION")
    private fun hardware(context: Context, what: Counted): Any? {
        val phone: TelephonyManager = context.system()
        return when (what) {
            Counted.IMEI -> phone.deviceId
            Counted.MEID -> phone.meid
            Counted.IMSI -> phone.subscriberId
            Counted.SIM_SERIAL -> phone.simSerialNumber
            Counted.SERIAL -> Build.getSerial()
            Counted.PHONE_NUMBER -> phone.line1Number
            Counted.SIM_STATE -> phone.simState
            else -> phone.networkOperatorName
        }
    }

    @Suppress("DEPRECATION")
    private fun places(context: Context, what: Counted): Any? {
        val location: LocationManager = context.system()
        val gps = LocationManager.GPS_PROVIDER
        return when (what) {
            Counted.LOCATION_LAST -> location.getLastKnownLocation(gps)

            Counted.LOCATION_CURRENT -> location.getCurrentLocation(gps, null, { it.run() }) { }

            Counted.LOCATION_UPDATES -> {
                location.requestLocationUpdates(gps, 0L, 0f, Nobody, Looper.getMainLooper())
                location.removeUpdates(Nobody)
            }

            Counted.LOCATION_SINGLE -> {
                location.requestSingleUpdate(gps, Nobody, Looper.getMainLooper())
                location.removeUpdates(Nobody)
            }

            Counted.CELLS -> context.system<TelephonyManager>().allCellInfo

            Counted.WIFI_SCAN -> context.system<WifiManager>().scanResults

            else -> {
                val scanner = context.system<BluetoothManager>().adapter.apply { enable() }.bluetoothLeScanner
                val nothing = object : ScanCallback() {}
                scanner.startScan(nothing)
                scanner.stopScan(nothing)
            }
        }
    }

    @Suppress("DEPRECATION")
    private fun apps(context: Context, what: Counted): Any? {
        val packages = context.packageManager
        return when (what) {
            Counted.APPS_LIST -> packages.getInstalledPackages(0)
            Counted.APPS_APPLICATIONS -> packages.getInstalledApplications(0)
            Counted.APPS_QUERY -> packages.queryIntentActivities(Intent(Intent.ACTION_MAIN), 0)
            Counted.APPS_OTHER -> packages.getPackageInfo("com.example.other", 0)
            Counted.APPS_USAGE -> context.system<UsageStatsManager>().queryUsageStats(0, 0, 1)
            Counted.APPS_RUNNING -> context.system<ActivityManager>().runningAppProcesses
            else -> context.system<AccountManager>().accounts
        }
    }

    @Suppress("DEPRECATION")
    private fun network(context: Context, what: Counted): Any? = when (what) {
        Counted.WIFI_CONNECTION -> context.system<WifiManager>().connectionInfo
        Counted.NETWORK_STATE -> context.system<ConnectivityManager>().run { getNetworkCapabilities(activeNetwork) }
        else -> context.system<ConnectivityManager>().run { getLinkProperties(activeNetwork) }
    }

    private fun sensors(context: Context, what: Counted): Any? = when (what) {
        Counted.SENSOR_LIST -> context.system<SensorManager>().getSensorList(Sensor.TYPE_ALL)

        Counted.SENSOR_LISTENER -> context.system<SensorManager>().run {
            registerListener(Deaf, getDefaultSensor(Sensor.TYPE_ACCELEROMETER), SensorManager.SENSOR_DELAY_NORMAL)
            unregisterListener(Deaf)
        }

        Counted.MICROPHONE -> AudioRecord(
            MediaRecorder.AudioSource.MIC,
            RATE,
            AudioFormat.CHANNEL_IN_MONO,
            AudioFormat.ENCODING_PCM_16BIT,
            RATE,
        ).run {
            startRecording()
            release()
        }

        else -> context.system<CameraManager>().openCamera("0", Closed, Handler(Looper.getMainLooper()))
    }

    /** Up to Android 10 these methods are abstract; a lambda would crash there. */
    private object Nobody : LocationListener {
        override fun onLocationChanged(location: Location) = Unit

        override fun onProviderEnabled(provider: String) = Unit

        override fun onProviderDisabled(provider: String) = Unit

        @Deprecated("Deprecated in Android")
        override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
    }

    private object Deaf : SensorEventListener {
        override fun onSensorChanged(event: SensorEvent) = Unit

        override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit
    }

    private object Closed : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) = camera.close()

        override fun onDisconnected(camera: CameraDevice) = Unit

        override fun onError(camera: CameraDevice, error: Int) = Unit
    }

    private const val RATE = 16_000

    private val HARDWARE = setOf(
        Counted.IMEI,
        Counted.MEID,
        Counted.IMSI,
        Counted.SIM_SERIAL,
        Counted.SERIAL,
        Counted.PHONE_NUMBER,
        Counted.SIM_STATE,
        Counted.CARRIER,
    )
    private val PLACES = setOf(
        Counted.LOCATION_LAST,
        Counted.LOCATION_CURRENT,
        Counted.LOCATION_UPDATES,
        Counted.LOCATION_SINGLE,
        Counted.CELLS,
        Counted.WIFI_SCAN,
        Counted.BLUETOOTH_SCAN,
    )
    private val APPS = setOf(
        Counted.APPS_LIST,
        Counted.APPS_APPLICATIONS,
        Counted.APPS_QUERY,
        Counted.APPS_OTHER,
        Counted.APPS_USAGE,
        Counted.APPS_RUNNING,
        Counted.ACCOUNTS,
    )
    private val NETWORK = setOf(Counted.WIFI_CONNECTION, Counted.NETWORK_STATE, Counted.ADDRESSES)
    private val SENSORS = setOf(Counted.SENSOR_LIST, Counted.SENSOR_LISTENER, Counted.MICROPHONE, Counted.CAMERA)
    private val LISTS: Map<Counted, Uri> by lazy {
        mapOf(
            Counted.CONTACTS to ContactsContract.Contacts.CONTENT_URI,
            Counted.CALL_LOG to CallLog.Calls.CONTENT_URI,
            Counted.MESSAGES to Telephony.Sms.CONTENT_URI,
            Counted.CALENDAR to CalendarContract.Events.CONTENT_URI,
            Counted.MEDIA to MediaStore.Images.Media.EXTERNAL_CONTENT_URI,
        )
    }
}
