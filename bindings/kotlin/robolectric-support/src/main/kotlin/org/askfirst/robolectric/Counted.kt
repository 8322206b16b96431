package org.askfirst.robolectric

private const val LOCATION = "android.location.LocationManager"
private const val CLIPBOARD = "android.content.ClipboardManager"
private const val PACKAGES = "android.app.ApplicationPackageManager"
private const val PHONE = "android.telephony.TelephonyManager"
private const val WIFI = "android.net.wifi.WifiManager"
private const val NETWORK = "android.net.ConnectivityManager"
private const val CONTENT = "android.content.ContentResolver#query"

/**
 * A framework method that reads personal data, by the name that reports print.
 *
 * Methods that give the same thing share a counter: overloads, and names that came with other levels of Android.
 */
public enum class Counted(
    /** The kind of data, by its name in a policy pack. */
    public val kind: String,
    /** The framework's own name of the call. */
    public val label: String,
    /** The methods themselves, as `class#method`. */
    private vararg val methods: String,
) {
    ANDROID_ID(
        "device.android_id",
        "Settings.Secure.getString(android_id)",
        "android.provider.Settings\$Secure#getString",
        "android.provider.Settings\$Secure#getStringForUser",
        "android.provider.Settings\$System#getString",
    ) {
        override fun concerns(arguments: Array<Any?>): Boolean = "android_id" in arguments
    },
    CLIP_CONTENT("clip.content", "ClipboardManager.getPrimaryClip", "$CLIPBOARD#getPrimaryClip", "$CLIPBOARD#getText"),
    CLIP_DESCRIPTION(
        "clip.content",
        "ClipboardManager.getPrimaryClipDescription",
        "$CLIPBOARD#getPrimaryClipDescription",
    ),
    CLIP_PRESENCE("clip.content", "ClipboardManager.hasPrimaryClip", "$CLIPBOARD#hasPrimaryClip", "$CLIPBOARD#hasText"),
    CLIP_LISTENER(
        "clip.content",
        "ClipboardManager.addPrimaryClipChangedListener",
        "$CLIPBOARD#addPrimaryClipChangedListener",
    ),
    LOCATION_LAST("loc", "LocationManager.getLastKnownLocation", "$LOCATION#getLastKnownLocation"),
    LOCATION_CURRENT("loc", "LocationManager.getCurrentLocation", "$LOCATION#getCurrentLocation"),
    LOCATION_UPDATES(
        "loc",
        "LocationManager.requestLocationUpdates",
        "$LOCATION#requestLocationUpdates",
        "$LOCATION#addNmeaListener",
        "$LOCATION#registerGnssStatusCallback",
        "$LOCATION#addGpsStatusListener",
    ),
    LOCATION_SINGLE("loc", "LocationManager.requestSingleUpdate", "$LOCATION#requestSingleUpdate"),
    APPS_LIST(
        "apps.installed",
        "PackageManager.getInstalledPackages",
        "$PACKAGES#getInstalledPackages",
        "$PACKAGES#getInstalledPackagesAsUser",
        "$PACKAGES#getPackagesHoldingPermissions",
    ),
    APPS_APPLICATIONS(
        "apps.installed",
        "PackageManager.getInstalledApplications",
        "$PACKAGES#getInstalledApplications",
    ),
    APPS_QUERY(
        "apps.installed",
        "PackageManager.queryIntentActivities",
        "$PACKAGES#queryIntentActivities",
        "$PACKAGES#queryIntentServices",
        "$PACKAGES#queryBroadcastReceivers",
        "$PACKAGES#queryIntentContentProviders",
        "$PACKAGES#resolveActivity",
    ),
    APPS_OTHER(
        "apps.installed",
        "PackageManager.getPackageInfo(of others)",
        "$PACKAGES#getPackageInfo",
        "$PACKAGES#getApplicationInfo",
        "$PACKAGES#getInstallerPackageName",
        "$PACKAGES#getLaunchIntentForPackage",
        "$PACKAGES#getPackagesForUid",
    ) {
        // What an app asks about its own package is no personal data, and the framework asks it often.
        override fun concerns(arguments: Array<Any?>): Boolean = !Own.isMeant(arguments)
    },
    IMEI("device.imei", "TelephonyManager.getImei", "$PHONE#getImei", "$PHONE#getDeviceId"),
    MEID("device.meid", "TelephonyManager.getMeid", "$PHONE#getMeid"),
    IMSI("device.imsi", "TelephonyManager.getSubscriberId", "$PHONE#getSubscriberId"),
    SIM_SERIAL("device.iccid", "TelephonyManager.getSimSerialNumber", "$PHONE#getSimSerialNumber"),
    SERIAL("device.serial", "Build.getSerial", "android.os.Build#getSerial"),
    PHONE_NUMBER(
        "phone.number",
        "TelephonyManager.getLine1Number",
        "$PHONE#getLine1Number",
        "android.telephony.SubscriptionManager#getPhoneNumber",
    ),
    SIM_STATE("phone.sim", "TelephonyManager.getSimState", "$PHONE#getSimState", "$PHONE#getServiceState"),
    CARRIER(
        "net.carrier",
        "TelephonyManager.getNetworkOperatorName",
        "$PHONE#getNetworkOperatorName",
        "$PHONE#getNetworkOperator",
        "$PHONE#getSimOperator",
        "$PHONE#getSimCountryIso",
    ),
    CELLS(
        "loc.cell",
        "TelephonyManager.getAllCellInfo",
        "$PHONE#getAllCellInfo",
        "$PHONE#getCellLocation",
        "$PHONE#requestCellInfoUpdate",
    ),
    WIFI_SCAN("loc.wifi", "WifiManager.getScanResults", "$WIFI#getScanResults"),
    WIFI_CONNECTION(
        "net.wifi",
        "WifiManager.getConnectionInfo",
        "$WIFI#getConnectionInfo",
        "$WIFI#getConfiguredNetworks",
    ),
    NETWORK_STATE(
        "net.access",
        "ConnectivityManager.getNetworkCapabilities",
        "$NETWORK#getNetworkCapabilities",
        "$NETWORK#getActiveNetworkInfo",
    ),
    ADDRESSES("net.ip", "ConnectivityManager.getLinkProperties", "$NETWORK#getLinkProperties"),
    BLUETOOTH_SCAN(
        "loc.bt",
        "BluetoothLeScanner.startScan",
        "android.bluetooth.le.BluetoothLeScanner#startScan",
        "android.bluetooth.BluetoothAdapter#startDiscovery",
    ),
    CONTACTS("contacts.read", "ContentResolver.query(contacts)", CONTENT) {
        override fun concerns(arguments: Array<Any?>): Boolean = Own.asksFor(arguments, "com.android.contacts")
    },
    CALL_LOG("calllog.read", "ContentResolver.query(call_log)", CONTENT) {
        override fun concerns(arguments: Array<Any?>): Boolean = Own.asksFor(arguments, "call_log")
    },
    MESSAGES("sms.read", "ContentResolver.query(sms)", CONTENT) {
        override fun concerns(arguments: Array<Any?>): Boolean = Own.asksFor(arguments, "sms")
    },
    CALENDAR("calendar.read", "ContentResolver.query(calendar)", CONTENT) {
        override fun concerns(arguments: Array<Any?>): Boolean = Own.asksFor(arguments, "com.android.calendar")
    },
    MEDIA("media.photos", "ContentResolver.query(media)", CONTENT) {
        override fun concerns(arguments: Array<Any?>): Boolean = Own.asksFor(arguments, "media")
    },
    ACCOUNTS(
        "accounts.read",
        "AccountManager.getAccounts",
        "android.accounts.AccountManager#getAccounts",
        "android.accounts.AccountManager#getAccountsByType",
    ),
    APPS_USAGE(
        "apps.usage",
        "UsageStatsManager.queryUsageStats",
        "android.app.usage.UsageStatsManager#queryUsageStats",
        "android.app.usage.UsageStatsManager#queryEvents",
    ),
    APPS_RUNNING(
        "apps.running",
        "ActivityManager.getRunningAppProcesses",
        "android.app.ActivityManager#getRunningAppProcesses",
        "android.app.ActivityManager#getRunningTasks",
    ),
    SENSOR_LISTENER(
        "sensor.motion",
        "SensorManager.registerListener",
        "android.hardware.SensorManager#registerListener",
        "android.hardware.SensorManager#requestTriggerSensor",
    ),
    SENSOR_LIST("device.sensors", "SensorManager.getSensorList", "android.hardware.SensorManager#getSensorList"),
    MICROPHONE(
        "media.mic",
        "AudioRecord.startRecording",
        "android.media.AudioRecord#startRecording",
        "android.media.MediaRecorder#start",
    ),
    CAMERA(
        "media.camera",
        "CameraManager.openCamera",
        "android.hardware.camera2.CameraManager#openCamera",
        "android.hardware.Camera#open",
    ),
    ;

    /** The level of Android that brought the method. */
    internal val since: Int
        get() = when (this) {
            MEID, SERIAL -> 26
            LOCATION_CURRENT -> 30
            else -> 23
        }

    /** Whether a call with these arguments, its object first, is one to count. */
    internal open fun concerns(arguments: Array<Any?>): Boolean = true

    internal companion object {
        private val byPlace: Map<String, List<Counted>> =
            entries.flatMap { what -> what.methods.map { it to what } }.groupBy({ it.first }, { it.second })

        /** Every method that is watched, as `class#method`. */
        val places: Set<String> get() = byPlace.keys

        /** What a call of [place] with these arguments counts as, or `null`. */
        fun at(place: String, arguments: Array<Any?>): Counted? =
            byPlace[place].orEmpty().firstOrNull { it.concerns(arguments) }
    }
}
