package org.askfirst.android

import android.app.Activity
import org.askfirst.Guard

/** Tells the guard when the app's screen goes and comes, so that an open question waits for the next one. */
internal class ScreenReports(private val guard: Guard) : Screens.Listener {
    private var isAway = false

    override fun onScreen(activity: Activity) {
        if (isAway) {
            isAway = false
            guard.host.screenBack()
        }
        // Every time: the way back from the system's settings need not lead through the background.
        guard.host.resumed()
    }

    override fun onBackground() {
        isAway = true
        guard.host.screenGone()
    }
}
