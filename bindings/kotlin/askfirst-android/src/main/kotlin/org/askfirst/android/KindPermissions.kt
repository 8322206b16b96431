package org.askfirst.android

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.ACTIVITY_RECOGNITION
import android.Manifest.permission.BLUETOOTH_CONNECT
import android.Manifest.permission.BLUETOOTH_SCAN
import android.Manifest.permission.BODY_SENSORS
import android.Manifest.permission.CAMERA
import android.Manifest.permission.GET_ACCOUNTS
import android.Manifest.permission.READ_CALENDAR
import android.Manifest.permission.READ_CALL_LOG
import android.Manifest.permission.READ_CONTACTS
import android.Manifest.permission.READ_EXTERNAL_STORAGE
import android.Manifest.permission.READ_MEDIA_IMAGES
import android.Manifest.permission.READ_MEDIA_VISUAL_USER_SELECTED
import android.Manifest.permission.READ_PHONE_NUMBERS
import android.Manifest.permission.READ_PHONE_STATE
import android.Manifest.permission.READ_SMS
import android.Manifest.permission.RECORD_AUDIO
import android.os.Build.VERSION_CODES.O
import android.os.Build.VERSION_CODES.P
import android.os.Build.VERSION_CODES.Q
import android.os.Build.VERSION_CODES.S
import android.os.Build.VERSION_CODES.S_V2
import android.os.Build.VERSION_CODES.TIRAMISU
import android.os.Build.VERSION_CODES.UPSIDE_DOWN_CAKE

/** Which of Android's runtime permissions stand before a kind, level by level; nowhere else. */
internal object KindPermissions {
    /** A span of levels, and what the system's dialog is asked for there. */
    class Rule(
        val levels: IntRange,
        /** The deciding permission first. */
        val ask: List<String>,
        /** Any of these is enough. */
        val enough: List<String> = ask.take(1),
    )

    /** The rule for [kind] on [level], or `null` where the system asks nobody. */
    fun of(kind: String, level: Int): Rule? = table[kind]?.firstOrNull { level in it.levels }

    private const val LAST = Int.MAX_VALUE

    /** Android 16, whose name newer SDKs have. */
    private const val BAKLAVA = 36
    private const val HEART_RATE = "android.permission.health.READ_HEART_RATE"

    /** Chinese systems guard the list of apps with this one; stock Android does not know it. */
    const val INSTALLED_APPS = "com.android.permission.GET_INSTALLED_APPS"

    /** Has no runtime permission: the person gives it in the system's settings. */
    const val USAGE = "apps.usage"

    private fun always(vararg ask: String) = listOf(Rule(1..LAST, ask.toList()))

    private fun until(level: Int, vararg ask: String) = listOf(Rule(1..level, ask.toList()))

    private val state = until(P, READ_PHONE_STATE)

    // From Android 12 on, precise is only given together with coarse.
    private val precise = listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)

    /** Of transmitters around: the approximate place up to Android 9, the precise one since. */
    private fun around(from: Int) = listOf(Rule(from..P, listOf(ACCESS_COARSE_LOCATION)), Rule(Q..LAST, precise))

    private val table: Map<String, List<Rule>> = mapOf(
        "device.imei" to state,
        "device.meid" to state,
        "device.imsi" to state,
        "device.iccid" to state,
        "device.serial" to listOf(Rule(O..P, listOf(READ_PHONE_STATE))),
        "phone.number" to
            until(O - 1, READ_PHONE_STATE) + Rule(O..LAST, listOf(READ_PHONE_NUMBERS)),
        "loc.precise" to listOf(Rule(1..LAST, precise)),
        "loc.coarse" to always(ACCESS_COARSE_LOCATION),
        "loc.cell" to around(from = 1),
        "loc.wifi" to around(from = 1),
        "net.ssid" to around(from = O),
        "net.bssid" to around(from = O),
        "loc.bt" to around(from = 1).map { Rule(it.levels.first..minOf(it.levels.last, S - 1), it.ask) } +
            Rule(S..LAST, listOf(BLUETOOTH_SCAN, BLUETOOTH_CONNECT)),
        "apps.installed" to always(INSTALLED_APPS),
        "contacts.read" to always(READ_CONTACTS),
        "calendar.read" to always(READ_CALENDAR),
        "calllog.read" to always(READ_CALL_LOG),
        "sms.read" to always(READ_SMS),
        "accounts.read" to until(O - 1, GET_ACCOUNTS),
        "media.photos" to listOf(
            Rule(1..S_V2, listOf(READ_EXTERNAL_STORAGE)),
            Rule(TIRAMISU..TIRAMISU, listOf(READ_MEDIA_IMAGES)),
            // The person may pick a few photos instead of all; the list then holds these.
            listOf(READ_MEDIA_IMAGES, READ_MEDIA_VISUAL_USER_SELECTED)
                .let { Rule(UPSIDE_DOWN_CAKE..LAST, it, enough = it) },
        ),
        "health.activity" to listOf(Rule(Q..LAST, listOf(ACTIVITY_RECOGNITION))),
        "health.body" to until(BAKLAVA - 1, BODY_SENSORS) + Rule(BAKLAVA..LAST, listOf(HEART_RATE)),
        "media.mic" to always(RECORD_AUDIO),
        "media.camera" to always(CAMERA),
    )
}
