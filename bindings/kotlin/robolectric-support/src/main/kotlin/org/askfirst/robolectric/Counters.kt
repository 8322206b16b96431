package org.askfirst.robolectric

import java.util.EnumMap
import java.util.concurrent.Callable

/** A framework method that reads personal data, by the name that reports print. */
public enum class Counted(
    /** The kind of data, by its name in a policy pack. */
    public val kind: String,
    /** The framework's own name of the call. */
    public val label: String,
) {
    ANDROID_ID("device.android_id", "Settings.Secure.getString(android_id)"),
    CLIP_CONTENT("clip.content", "ClipboardManager.getPrimaryClip"),
    CLIP_DESCRIPTION("clip.content", "ClipboardManager.getPrimaryClipDescription"),
    CLIP_PRESENCE("clip.content", "ClipboardManager.hasPrimaryClip"),
    CLIP_LISTENER("clip.content", "ClipboardManager.addPrimaryClipChangedListener"),
    LOCATION_LAST("loc", "LocationManager.getLastKnownLocation"),
    LOCATION_CURRENT("loc", "LocationManager.getCurrentLocation"),
    LOCATION_UPDATES("loc", "LocationManager.requestLocationUpdates"),
    LOCATION_SINGLE("loc", "LocationManager.requestSingleUpdate"),
    APPS_LIST("apps.installed", "PackageManager.getInstalledPackages"),
    APPS_APPLICATIONS("apps.installed", "PackageManager.getInstalledApplications"),
    APPS_QUERY("apps.installed", "PackageManager.queryIntentActivities"),
    APPS_OTHER("apps.installed", "PackageManager.getPackageInfo(of others)"),
}

/**
 * How often the framework was asked for personal data, counted underneath the app.
 *
 * A call that the framework makes inside a counted call is part of it and not counted again.
 */
public object Counters {
    private val counts = EnumMap<Counted, Int>(Counted::class.java)
    private val stacks = mutableListOf<Pair<Counted, Throwable>>()
    private val isInside = ThreadLocal.withInitial { false }

    /** How often [what] was called. */
    public operator fun get(what: Counted): Int = synchronized(counts) { counts[what] ?: 0 }

    /** All calls together. */
    public val total: Int get() = synchronized(counts) { counts.values.sum() }

    /** Every counter by its label, zeros included, in a fixed order. */
    public fun snapshot(): Map<String, Int> = Counted.entries.associateTo(linkedMapOf()) { it.label to get(it) }

    /** The counters that moved, for messages. */
    public fun moved(): Map<String, Int> = snapshot().filterValues { it > 0 }

    /** Who called, for the message of a failing test. */
    public fun callers(): String = synchronized(counts) {
        stacks.joinToString("\n") { (what, at) ->
            what.label + at.stackTrace.filterNot { frame -> PLUMBING.any { frame.className.startsWith(it) } }
                .take(8).joinToString("") { "\n    at $it" }
        }
    }

    /** Starts from zero. */
    public fun reset(): Unit = synchronized(counts) {
        counts.clear()
        stacks.clear()
    }

    /** Counts [what] and makes the call. */
    @JvmStatic
    public fun <T> counting(what: Counted, call: Callable<T>): T {
        if (isInside.get()) return call.call()
        synchronized(counts) {
            counts[what] = (counts[what] ?: 0) + 1
            if (stacks.size < MOST_STACKS) stacks += what to Throwable()
        }
        return inside(call)
    }

    /** As above, for calls without a result. */
    @JvmStatic
    public fun counting(what: Counted, call: Runnable): Unit = counting(what, Callable { call.run() })

    /** Makes a call whose inner calls do not count. */
    @JvmStatic
    public fun <T> uncounted(call: Callable<T>): T = if (isInside.get()) call.call() else inside(call)

    private fun <T> inside(call: Callable<T>): T {
        isInside.set(true)
        try {
            return call.call()
        } finally {
            isInside.set(false)
        }
    }

    private const val MOST_STACKS = 64
    private val PLUMBING = listOf("org.askfirst.robolectric.Count", "org.robolectric", "java.lang", "jdk.internal")
}
