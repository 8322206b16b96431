package org.askfirst.android.providers.system

import android.annotation.SuppressLint
import android.content.Context
import android.os.Build
import android.telephony.SubscriptionManager
import android.telephony.TelephonyManager
import org.askfirst.DeviceId
import org.askfirst.android.providers.AndroidKinds
import org.askfirst.android.providers.PlainText

/**
 * The device, its SIM card and its number.
 *
 * From Android 10 on no app can have the hardware's identifiers; the methods are then not called at all, since the
 * mere call counts as collecting.
 */
@SuppressLint("HardwareIds", "MissingPermission")
@Suppress("DEPRECATION")
internal object Hardware {
    private const val LAST_WITH_IDENTIFIERS = Build.VERSION_CODES.P
    private val TO_9 = 1..LAST_WITH_IDENTIFIERS
    private val FROM_8_TO_9 = Build.VERSION_CODES.O..LAST_WITH_IDENTIFIERS

    val entries: List<Entry<*>> = listOf(
        entry(AndroidKinds.IMEI, TO_9) { context ->
            id(if (isFrom(Build.VERSION_CODES.O)) context.phone()?.imei else context.phone()?.deviceId)
        },
        entry(AndroidKinds.MEID, FROM_8_TO_9) { id(it.phone()?.meid) },
        entry(AndroidKinds.IMSI, TO_9) { id(it.phone()?.subscriberId) },
        entry(AndroidKinds.SIM_SERIAL, TO_9) { id(it.phone()?.simSerialNumber) },
        entry(AndroidKinds.SERIAL, FROM_8_TO_9) { id(Build.getSerial()) },
        // A constant since Android 6; the ways around it are closed by and by, and none of them is taken here.
        entry(AndroidKinds.MAC, Entry.NO_LEVEL) { null },
        entry(AndroidKinds.PHONE_NUMBER) { text(number(it)) },
        entry(AndroidKinds.SIM_STATE) { context -> context.phone()?.let { PlainText(state(it.simState)) } },
        entry(AndroidKinds.CARRIER) { text(it.phone()?.networkOperatorName) },
    )

    private fun number(context: Context): String? = if (isFrom(Build.VERSION_CODES.TIRAMISU)) {
        context.getSystemService(SubscriptionManager::class.java)
            ?.getPhoneNumber(SubscriptionManager.DEFAULT_SUBSCRIPTION_ID)
    } else {
        context.phone()?.line1Number
    }

    private fun state(code: Int): String = when (code) {
        TelephonyManager.SIM_STATE_READY -> "ready"
        TelephonyManager.SIM_STATE_ABSENT -> "absent"
        else -> "other"
    }

    private fun id(value: String?): DeviceId? = value?.takeUnless(::isNothing)?.let(::DeviceId)

    /** What the system says instead of an identifier. */
    private fun isNothing(value: String): Boolean = value.isEmpty() || value == Build.UNKNOWN || value.all { it == '0' }

    private fun Context.phone() = getSystemService(Context.TELEPHONY_SERVICE) as? TelephonyManager
}

/** Whether this is Android of [level] or later. */
internal fun isFrom(level: Int): Boolean = Build.VERSION.SDK_INT >= level

/** A text, unless there is nothing in it. */
internal fun text(value: String?): PlainText? = value?.takeIf { it.isNotEmpty() }?.let(::PlainText)
