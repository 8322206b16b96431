package org.askfirst.android.ui

import android.app.Activity
import android.content.ComponentCallbacks
import android.content.res.Configuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import org.askfirst.Dismissal
import org.askfirst.Guard
import org.askfirst.LogLevel
import org.askfirst.PolicyDocument
import org.askfirst.Prompt
import org.askfirst.android.AndroidLog
import org.askfirst.android.Screens
import org.askfirst.android.UiThread

/**
 * Draws the guard's questions over whichever activity the person sees.
 *
 * It is one consumer of [Guard.prompts] and has no way that an app's own screen would not have. All on the main thread.
 */
internal class PromptScreen(private val guard: Guard, private val screens: Screens) :
    Screens.Listener,
    PromptDialog.Desk,
    ComponentCallbacks {
    private val scope = CoroutineScope(SupervisorJob() + UiThread)
    private var prompt: Prompt? = null
    private var session: Session? = null
    private var dialog: PromptDialog? = null

    fun start() {
        screens.watch(this)
        scope.launch { guard.prompts.collect(::onPrompt) }
    }

    private fun onPrompt(next: Prompt?) {
        if (next == prompt) return
        if (next?.ticket != prompt?.ticket) session = next?.let { Session(it.ticket) }
        prompt = next
        takeDown()
        draw()
    }

    override fun onScreen(activity: Activity) {
        // Later, because at this moment the activity may still be without a window of its own.
        UiThread.post(::draw)
    }

    override fun onGone(activity: Activity, isChanging: Boolean) {
        if (dialog?.activity !== activity) return
        takeDown()
        // On another screen it is shown anew; on the same screen drawn again it is not.
        if (!isChanging) session?.shownIn?.clear()
    }

    override fun onConfigurationChanged(configuration: Configuration) {
        // For activities that are not made again when language, theme or size change.
        UiThread.post(::draw)
    }

    @Deprecated("Deprecated in Android")
    override fun onLowMemory() = Unit

    private fun draw() {
        val prompt = prompt ?: return
        val session = session?.takeUnless { it.isLeft } ?: return
        val activity = screens.current ?: return
        val old = dialog
        if (old?.isFor(activity) == true) return
        if (old != null && old.activity !== activity) session.shownIn.clear()
        takeDown()
        try {
            val fresh = PromptDialog(activity, prompt, session, this)
            fresh.show()
            dialog = fresh
            activity.registerComponentCallbacks(this)
        } catch (failure: Throwable) {
            // A theme or a window that cannot be had. The question must end, and nothing may be opened by it.
            AndroidLog.log(LogLevel.ERROR, "askfirst", "the prompt's window failed with ${failure.javaClass.name}")
            onLeft(prompt, Dismissal.UI_FAILED)
        }
    }

    private fun takeDown() {
        val old = dialog ?: return
        dialog = null
        old.activity.unregisterComponentCallbacks(this)
        try {
            old.setOnCancelListener(null)
            old.dismiss()
        } catch (_: IllegalArgumentException) {
            // The system took the window together with its activity.
        }
    }

    override fun onShown(prompt: Prompt, language: String) {
        if (session?.shownIn?.add(language) == true) prompt.shown(language)
    }

    override fun onLeft(prompt: Prompt, how: Dismissal) {
        session?.takeIf { it.ticket == prompt.ticket }?.isLeft = true
        takeDown()
        prompt.dismiss(how)
    }

    override fun loadPolicy(language: String, loaded: (PolicyDocument?) -> Unit) {
        scope.launch {
            val document = try {
                guard.policy.document(language).takeIf { it.sections.isNotEmpty() }
            } catch (_: Exception) {
                null
            }
            loaded(document)
        }
    }
}
