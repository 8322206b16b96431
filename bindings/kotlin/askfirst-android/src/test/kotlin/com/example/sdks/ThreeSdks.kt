package com.example.sdks

import android.content.ClipboardManager
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.location.LocationManager
import android.net.Uri
import android.provider.Settings

// Three SDKs such as an app finds on the market. They know nothing of the guard.

/** Does what it is told, when it is told. */
class PoliteSdk {
    var starts = 0
        private set
    var isRunning = false
        private set

    fun start() {
        starts++
        isRunning = true
    }

    fun stop() {
        isRunning = false
    }
}

/** Starts itself from a content provider in the manifest, before the app's first line. */
class SelfStartingSdk : ContentProvider() {
    override fun onCreate(): Boolean {
        init(checkNotNull(context))
        return true
    }

    override fun query(uri: Uri, a: Array<String>?, b: String?, c: Array<String>?, d: String?): Cursor? = null

    override fun getType(uri: Uri): String? = null

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, where: String?, with: Array<String>?): Int = 0

    override fun update(uri: Uri, values: ContentValues?, where: String?, with: Array<String>?): Int = 0

    companion object {
        /** What an app calls that has taken the provider out of its manifest. */
        fun init(context: Context): String? =
            Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)
    }
}

/** Asks nobody and calls the framework by itself. */
class CheatingSdk(private val context: Context) {
    fun identifier() {
        Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)
    }

    fun clipboard() {
        (context.getSystemService(Context.CLIPBOARD_SERVICE) as ClipboardManager).primaryClip
    }

    fun apps() {
        context.packageManager.getInstalledPackages(0)
    }

    fun place() {
        val places = context.getSystemService(Context.LOCATION_SERVICE) as LocationManager
        places.getLastKnownLocation(LocationManager.GPS_PROVIDER)
    }
}
