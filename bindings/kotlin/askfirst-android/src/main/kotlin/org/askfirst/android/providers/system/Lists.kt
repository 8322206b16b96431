package org.askfirst.android.providers.system

import android.accounts.AccountManager
import android.app.ActivityManager
import android.app.usage.UsageStatsManager
import android.content.Context
import android.net.Uri
import android.provider.CalendarContract.Events
import android.provider.CallLog.Calls
import android.provider.ContactsContract.CommonDataKinds.Phone
import android.provider.MediaStore.Images
import android.provider.Telephony.Sms
import org.askfirst.Kind
import org.askfirst.android.providers.AndroidKinds
import org.askfirst.android.providers.Row

/** The lists that the system keeps. No more columns are read than an app usually needs. */
internal object Lists {
    val entries: List<Entry<*>> = listOf(
        list(AndroidKinds.CONTACTS, Phone.CONTENT_URI, Phone.DISPLAY_NAME, Phone.NUMBER),
        list(AndroidKinds.CALENDAR, Events.CONTENT_URI, Events.TITLE, Events.DTSTART, Events.DTEND, Events.ALL_DAY),
        list(AndroidKinds.CALL_LOG, Calls.CONTENT_URI, Calls.NUMBER, Calls.TYPE, Calls.DATE, Calls.DURATION),
        list(AndroidKinds.MESSAGES, Sms.CONTENT_URI, Sms.ADDRESS, Sms.BODY, Sms.DATE),
        list(AndroidKinds.PHOTOS, Images.Media.EXTERNAL_CONTENT_URI, Images.Media._ID, Images.Media.DISPLAY_NAME),
        entry(AndroidKinds.ACCOUNTS) { context ->
            AccountManager.get(context).accounts.map { row("name" to it.name, "type" to it.type) }
        },
        entry(AndroidKinds.APPS_USAGE) { context ->
            val now = System.currentTimeMillis()
            (context.getSystemService(Context.USAGE_STATS_SERVICE) as? UsageStatsManager)
                ?.queryUsageStats(UsageStatsManager.INTERVAL_DAILY, now - DAY_MILLIS, now)
                ?.map { row("package" to it.packageName, "foreground_millis" to it.totalTimeInForeground.toString()) }
        },
        entry(AndroidKinds.APPS_RUNNING) { context ->
            (context.getSystemService(Context.ACTIVITY_SERVICE) as? ActivityManager)?.runningAppProcesses
                ?.map { row("process" to it.processName) }
        },
    )

    private const val DAY_MILLIS = 86_400_000L

    private fun list(kind: Kind<List<Row>>, from: Uri, vararg columns: String): Entry<List<Row>> =
        entry(kind) { context ->
            context.contentResolver.query(from, columns, null, null, null)?.use { found ->
                generateSequence { found.takeIf { it.moveToNext() } }
                    .map { line ->
                        row(*columns.mapIndexed { index, name -> name to line.getString(index) }.toTypedArray())
                    }
                    .toList()
            }
        }
}
