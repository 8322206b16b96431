package org.askfirst.demo.player

import org.askfirst.robolectric.Counted

/** The counted framework methods by what they give away, so that a row of counters fits beside a picture. */
internal enum class Family(val words: Both, private val owner: String) {
    DEVICE_ID(Both("设备标识", "device id"), "Settings.Secure"),
    CLIPBOARD(Both("剪切板", "clipboard"), "ClipboardManager"),
    LOCATION(Both("位置", "location"), "LocationManager"),
    APPS(Both("应用列表", "app list"), "PackageManager"),
    OTHERS(Both("其他", "others"), ""),
    ;

    private fun holds(method: String): Boolean = if (this == OTHERS) {
        Counted.entries.any { it.label == method } && entries.none { it != OTHERS && it.holds(method) }
    } else {
        method.startsWith("$owner.")
    }

    /** How often any of this family's methods was called. */
    fun sum(calls: Map<String, Int>): Int = calls.filterKeys { holds(it) }.values.sum()

    companion object {
        /** Methods of no family; there must be none, or a counter would be left out of the page. */
        fun strangers(calls: Map<String, Int>): List<String> =
            calls.keys.filter { method -> entries.none { it.holds(method) } }

        /** The methods that were called, each with its count. */
        fun moved(calls: Map<String, Int>): List<String> =
            calls.filterValues { it > 0 }.map { (method, count) -> "$method $count" }
    }
}
