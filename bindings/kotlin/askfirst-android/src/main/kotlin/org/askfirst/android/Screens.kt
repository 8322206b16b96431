package org.askfirst.android

import android.app.Activity
import android.app.Application
import android.app.KeyguardManager
import android.content.Context
import android.content.ContextWrapper
import android.os.Bundle
import android.os.PowerManager
import kotlinx.coroutines.suspendCancellableCoroutine
import org.askfirst.Surroundings
import java.lang.ref.WeakReference
import kotlin.coroutines.resume

/**
 * Knows which screen the person is looking at, from the app's own lifecycle and nothing else.
 *
 * Changes are made on the main thread; the answers may be asked for on any thread.
 */
internal class Screens private constructor(context: Context, private val app: Application?) :
    Surroundings,
    Application.ActivityLifecycleCallbacks {
    private val keyguard by lazy { context.getSystemService(Context.KEYGUARD_SERVICE) as? KeyguardManager }
    private val power by lazy { context.getSystemService(Context.POWER_SERVICE) as? PowerManager }
    private val listeners = mutableListOf<Listener>()
    private var started = 0

    @Volatile
    private var resumed: WeakReference<Activity>? = null

    @Volatile
    private var isStarted = false

    init {
        // One registration for the life of the process.
        app?.registerActivityLifecycleCallbacks(this)
    }

    /** Hears of screens that come and go, on the main thread. */
    interface Listener {
        /** [activity] is the one that the person sees now. */
        fun onScreen(activity: Activity)

        /** [activity] is going for good; with [isChanging] the same screen comes back at once. */
        fun onGone(activity: Activity, isChanging: Boolean) {}

        /** No screen of the app is visible any more. */
        fun onBackground() {}
    }

    /** The activity that the person can touch now, if there is one. */
    val current: Activity? get() = resumed?.get()?.takeUnless { it.isFinishing || it.isDestroyed }

    override val isForeground: Boolean get() = isStarted

    /** A screen that is dark or locked is none: nobody could see what is asked. */
    override val hasScreen: Boolean
        get() = current != null && power?.isInteractive != false && keyguard?.isKeyguardLocked != true

    fun watch(listener: Listener) {
        listeners += listener
    }

    /** [current], as soon as there is one. On the main thread. */
    suspend fun next(): Activity = current ?: suspendCancellableCoroutine { waiting ->
        val listener = object : Listener {
            override fun onScreen(activity: Activity) {
                listeners -= this
                waiting.resume(activity)
            }
        }
        listeners += listener
        waiting.invokeOnCancellation { UiThread.run { listeners -= listener } }
    }

    /** Begins with an activity that was there before the guard was. */
    fun begin(activity: Activity) {
        if (activity.window?.decorView?.isAttachedToWindow != true) return
        if (started == 0) onActivityStarted(activity)
        onActivityResumed(activity)
    }

    override fun onActivityStarted(activity: Activity) {
        started++
        isStarted = true
    }

    override fun onActivityResumed(activity: Activity) {
        resumed = WeakReference(activity)
        each { it.onScreen(activity) }
    }

    override fun onActivityPaused(activity: Activity) {
        if (resumed?.get() === activity) resumed = null
    }

    override fun onActivityStopped(activity: Activity) {
        started = (started - 1).coerceAtLeast(0)
        // A screen that is being made again is gone for an instant; that is not the background.
        if (started == 0 && !activity.isChangingConfigurations) {
            isStarted = false
            each { it.onBackground() }
        }
    }

    override fun onActivityDestroyed(activity: Activity) {
        each { it.onGone(activity, activity.isChangingConfigurations) }
    }

    override fun onActivityCreated(activity: Activity, state: Bundle?) = Unit

    override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

    private inline fun each(tell: (Listener) -> Unit) = listeners.toList().forEach(tell)

    companion object {
        private var last: Screens? = null

        /** The one of the app that [context] belongs to. */
        fun of(context: Context): Screens = synchronized(this) {
            val app = context.application()
            val known = last?.takeIf { it.app === app && app != null }
            val screens = known ?: Screens(context, app).also { last = it }
            val activity = generateSequence(context) { (it as? ContextWrapper)?.baseContext }
                .filterIsInstance<Activity>().firstOrNull()
            // Opened late, from an activity that is there already: its own beginning was missed.
            if (activity != null && known == null) UiThread.run { screens.begin(activity) }
            screens
        }
    }
}
