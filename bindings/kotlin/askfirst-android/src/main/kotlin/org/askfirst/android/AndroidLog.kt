package org.askfirst.android

import android.util.Log
import org.askfirst.HostLog
import org.askfirst.LogLevel

/** Writes the guard's log lines to Android's log. */
public object AndroidLog : HostLog {
    override fun log(level: LogLevel, tag: String, message: String) {
        val priority = when (level) {
            LogLevel.ERROR -> Log.ERROR
            LogLevel.WARN -> Log.WARN
            LogLevel.INFO -> Log.INFO
            LogLevel.DEBUG -> Log.DEBUG
            LogLevel.TRACE -> Log.VERBOSE
        }
        // Up to Android 7 a longer tag is an error.
        Log.println(priority, tag.take(LONGEST_TAG), message)
    }

    private const val LONGEST_TAG = 23
}
