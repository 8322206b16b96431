package org.askfirst.robolectric

import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.location.LocationListener
import android.location.LocationManager
import android.os.Looper
import android.provider.Settings

/**
 * Calls each counted framework method once, directly, so that a counter that cannot move is noticed.
 *
 * Zero calls before consent proves something only where the same counter is seen to count.
 */
public object Calibration {
    /** Every counter's value before and after its own direct call. Leaves all counters at zero. */
    public fun run(context: Context): Map<String, Pair<Int, Int>> {
        Counters.reset()
        val seen =
            Counted.entries.associateTo(linkedMapOf()) { what ->
                val before = Counters[what]
                call(context, what)
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

    @Suppress("DEPRECATION")
    private fun call(context: Context, what: Counted) {
        val clipboard = context.getSystemService(ClipboardManager::class.java)!!
        val location = context.getSystemService(LocationManager::class.java)!!
        val packages = context.packageManager
        val nobody = LocationListener { }
        when (what) {
            Counted.ANDROID_ID -> Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)

            Counted.CLIP_CONTENT -> clipboard.primaryClip

            Counted.CLIP_DESCRIPTION -> clipboard.primaryClipDescription

            Counted.CLIP_PRESENCE -> clipboard.hasPrimaryClip()

            Counted.CLIP_LISTENER -> {
                val listener = ClipboardManager.OnPrimaryClipChangedListener { }
                clipboard.addPrimaryClipChangedListener(listener)
                clipboard.removePrimaryClipChangedListener(listener)
            }

            Counted.LOCATION_LAST -> location.getLastKnownLocation(LocationManager.GPS_PROVIDER)

            Counted.LOCATION_CURRENT ->
                location.getCurrentLocation(LocationManager.GPS_PROVIDER, null, { it.run() }) { }

            Counted.LOCATION_UPDATES -> {
                location.requestLocationUpdates(LocationManager.GPS_PROVIDER, 0L, 0f, nobody, Looper.getMainLooper())
                location.removeUpdates(nobody)
            }

            Counted.LOCATION_SINGLE -> {
                location.requestSingleUpdate(LocationManager.GPS_PROVIDER, nobody, Looper.getMainLooper())
                location.removeUpdates(nobody)
            }

            Counted.APPS_LIST -> packages.getInstalledPackages(0)

            Counted.APPS_APPLICATIONS -> packages.getInstalledApplications(0)

            Counted.APPS_QUERY -> packages.queryIntentActivities(Intent(Intent.ACTION_MAIN), 0)

            Counted.APPS_OTHER -> runCatching { packages.getPackageInfo("com.example.other", 0) }
        }
    }
}
