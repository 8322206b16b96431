@file:Suppress("DEPRECATION") // The framework's own fragments: AndroidX is neither needed nor disturbed.

package org.askfirst.android

import android.app.Activity
import android.app.Fragment
import android.os.Bundle
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.withContext
import org.askfirst.Access
import org.askfirst.PlatformApi
import org.askfirst.SystemDialogs
import java.util.concurrent.ConcurrentHashMap

/**
 * Shows the system's permission dialog from a fragment without a view, on whichever activity the person sees.
 *
 * Without one it waits for the next: a dialog that nobody saw is no refusal.
 */
internal class HeadlessDialogs(private val screens: Screens, private val permissions: SystemPermissions) :
    SystemDialogs {
    override suspend fun show(access: Access<*>): Unit = withContext(UiThread) {
        while (true) {
            val activity = screens.next()
            val wanted = permissions.of(access.kind).filterNot(permissions::isGranted)
            if (wanted.isEmpty()) break
            val isAnswered = ask(activity, wanted)
            if (isAnswered) wanted.forEach(permissions::answered)
            if (isAnswered || !activity.isDestroyed) break
        }
    }

    private suspend fun ask(activity: Activity, wanted: List<String>): Boolean {
        val answered = CompletableDeferred<Boolean>()
        val fragment = PermissionFragment.make(wanted, answered)
        try {
            activity.fragmentManager.beginTransaction().add(fragment, PermissionFragment.TAG)
                .commitAllowingStateLoss()
            return answered.await()
        } finally {
            PermissionFragment.forget(answered)
        }
    }
}

/**
 * Takes the answer of the system's permission dialog. Public because Android makes it again by name after a rotation;
 * not for use by apps.
 */
@PlatformApi
public class PermissionFragment : Fragment() {
    private var hasAsked = false

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        // Made again after a rotation, it must not ask a second time: the dialog is still there.
        hasAsked = state?.getBoolean(ASKED) == true
    }

    override fun onResume() {
        super.onResume()
        val wanted = arguments?.getStringArray(WANTED)
        when {
            // Made again in a new process: whoever waited for the answer is gone.
            waiting() == null || wanted == null -> leave()

            !hasAsked -> {
                hasAsked = true
                requestPermissions(wanted, REQUEST)
            }
        }
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putBoolean(ASKED, hasAsked)
    }

    override fun onRequestPermissionsResult(request: Int, wanted: Array<out String>, granted: IntArray) {
        // An empty answer means that the dialog was taken away before the person chose.
        if (request == REQUEST) finish(granted.isNotEmpty())
    }

    override fun onDestroy() {
        super.onDestroy()
        if (activity?.isChangingConfigurations != true) finish(false)
    }

    private fun finish(isAnswered: Boolean) {
        waiting()?.complete(isAnswered)
        leave()
    }

    private fun leave() {
        val manager = fragmentManager ?: return
        if (isAdded && !isRemoving) manager.beginTransaction().remove(this).commitAllowingStateLoss()
    }

    private fun waiting() = arguments?.getString(KEY)?.let(open::get)

    internal companion object {
        const val TAG = "askfirst.permissions"
        private const val WANTED = "wanted"
        private const val KEY = "key"
        private const val ASKED = "asked"
        private const val REQUEST = 0x1AF

        /** Who waits, by a name that survives the fragment being made again. */
        private val open = ConcurrentHashMap<String, CompletableDeferred<Boolean>>()

        fun make(wanted: List<String>, answered: CompletableDeferred<Boolean>): Fragment {
            val key = "${System.identityHashCode(answered)}.${System.nanoTime()}"
            open[key] = answered
            return PermissionFragment().apply {
                arguments = Bundle().apply {
                    putStringArray(WANTED, wanted.toTypedArray())
                    putString(KEY, key)
                }
            }
        }

        fun forget(answered: CompletableDeferred<Boolean>) {
            open.values.remove(answered)
        }

        /** The permissions that the dialog over [activity] asks for, or `null` if none is up. */
        fun asked(activity: Activity): List<String>? =
            activity.fragmentManager.findFragmentByTag(TAG)?.arguments?.getStringArray(WANTED)?.toList()
    }
}
