@file:Suppress("DEPRECATION") // The framework's own fragments.

package org.askfirst.robolectric

import android.app.Activity
import android.app.Fragment
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Looper
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

/**
 * The system's permission dialog, which Robolectric does not draw: says what was asked for, and answers.
 *
 * The answer takes the framework's own way back to the fragment that asked.
 */
public object SystemDialog {
    private const val WHO = "@android:requestPermissions:"
    private const val ACTION = "android.content.pm.action.REQUEST_PERMISSIONS"
    private const val NAMES = "android.content.pm.extra.REQUEST_PERMISSIONS_NAMES"
    private const val RESULTS = "android.content.pm.extra.REQUEST_PERMISSIONS_RESULTS"

    /** The permissions that the dialog over [activity] asks for, or `null` if none is up. */
    @JvmStatic
    public fun asked(activity: Activity): List<String>? {
        shadowOf(Looper.getMainLooper()).idle()
        val request = shadowOf(activity).peekNextStartedActivityForResult() ?: return null
        if (request.intent.action != ACTION) return null
        return request.intent.getStringArrayExtra(NAMES)?.toList()
    }

    /** Takes away whatever was never answered, as a new phone would not have it. */
    @JvmStatic
    public fun forget(activity: Activity) {
        while (shadowOf(activity).nextStartedActivityForResult != null) Unit
    }

    /** The person grants [granted] of what the dialog over [activity] asks for, and denies the rest. */
    @JvmStatic
    public fun answer(activity: Activity, granted: Collection<String>) {
        val names = checkNotNull(asked(activity)) { "no system dialog is up" }
        val request = shadowOf(activity).nextStartedActivityForResult
        val app = shadowOf(RuntimeEnvironment.getApplication())
        app.grantPermissions(*names.filter { it in granted }.toTypedArray())
        app.denyPermissions(*names.filterNot { it in granted }.toTypedArray())
        val results = names.map {
            if (it in granted) PackageManager.PERMISSION_GRANTED else PackageManager.PERMISSION_DENIED
        }
        val data = Intent().putExtra(NAMES, names.toTypedArray()).putExtra(RESULTS, results.toIntArray())
        val who = WHO + ReflectionHelpers.getField<String>(asker(activity), "mWho")
        val deliver = Activity::class.java.declaredMethods
            .filter { it.name == "dispatchActivityResult" && it.parameterTypes.first() == String::class.java }
            .maxBy { it.parameterCount }
        deliver.isAccessible = true
        val known = listOf<Any?>(who, request.requestCode, Activity.RESULT_OK, data)
        // Newer levels of Android have one more parameter, for the caller, before the reason.
        val rest = deliver.parameterTypes.drop(known.size).map { if (it == String::class.java) "answer" else null }
        deliver.invoke(activity, *(known + rest).toTypedArray())
        shadowOf(Looper.getMainLooper()).idle()
    }

    private fun asker(activity: Activity): Fragment =
        activity.fragmentManager.fragments.first { "askfirst" in it.tag.orEmpty() }
}
