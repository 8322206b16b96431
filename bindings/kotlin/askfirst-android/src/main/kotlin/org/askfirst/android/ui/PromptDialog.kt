package org.askfirst.android.ui

import android.app.Activity
import android.app.Dialog
import android.content.res.Configuration
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.view.ViewTreeObserver
import android.view.WindowManager
import org.askfirst.Dismissal
import org.askfirst.PolicyDocument
import org.askfirst.Prompt
import org.askfirst.PromptText
import org.askfirst.Style
import org.askfirst.android.R
import java.util.Locale

/** One question in one window over one activity. Made anew for every activity, language and theme. */
internal class PromptDialog(
    val activity: Activity,
    private val prompt: Prompt,
    private val session: Session,
    private val desk: Desk,
) : Dialog(activity, R.style.askfirst_Window),
    PromptView.Acts {
    private val text: PromptText = prompt.text(languageOf(activity.resources.configuration))
    private val root: ViewGroup by lazy { findViewById<ViewGroup>(R.id.askfirst_outside)!! }
    private val policy by lazy { PolicyPage(root, session) }

    /** What this window was drawn for; another look needs another window. */
    private val look = lookOf(activity.resources.configuration)

    /** Takes what happens in the window. */
    interface Desk {
        fun onShown(prompt: Prompt, language: String)

        fun onLeft(prompt: Prompt, how: Dismissal)

        fun loadPolicy(language: String, loaded: (PolicyDocument?) -> Unit)
    }

    fun isFor(other: Activity): Boolean =
        isShowing && other === activity && look == lookOf(other.resources.configuration)

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.askfirst_prompt)
        // What a screen reader says first.
        setTitle(text.title)
        setCancelable(prompt.style != Style.PRIMER)
        setOnCancelListener { desk.onLeft(prompt, Dismissal.BACK) }
        coverScreen()
        PromptView(root, prompt, text, session).fill(this)
        if (session.isReading) readPolicy()
        root.viewTreeObserver.addOnPreDrawListener(FirstDraw())
    }

    private fun coverScreen() {
        val window = window ?: return
        window.setLayout(WindowManager.LayoutParams.MATCH_PARENT, WindowManager.LayoutParams.MATCH_PARENT)
        @Suppress("DEPRECATION") // The successors begin with Android 11.
        window.decorView.systemUiVisibility = View.SYSTEM_UI_FLAG_LAYOUT_STABLE or
            View.SYSTEM_UI_FLAG_LAYOUT_FULLSCREEN or View.SYSTEM_UI_FLAG_LAYOUT_HIDE_NAVIGATION
        root.setOnApplyWindowInsetsListener { view, insets ->
            @Suppress("DEPRECATION")
            view.setPadding(
                insets.systemWindowInsetLeft,
                insets.systemWindowInsetTop,
                insets.systemWindowInsetRight,
                insets.systemWindowInsetBottom,
            )
            insets
        }
    }

    @Deprecated("Deprecated in Android")
    override fun onBackPressed() {
        when {
            policy.isOpen -> policy.close()
            prompt.style == Style.PRIMER -> Unit
            else -> leave(Dismissal.BACK)
        }
    }

    override fun close() = leave(Dismissal.CLOSED)

    override fun outside() {
        if (policy.isOpen) policy.close() else leave(Dismissal.OUTSIDE_TAP)
    }

    override fun readPolicy() {
        policy.open { policy.close() }
        desk.loadPolicy(text.language) { policy.fill(it) }
    }

    override fun answered() {
        session.isAnswered = true
    }

    private fun leave(how: Dismissal) {
        // After a tap on a control the person has answered; what the window does then is no dismissal.
        if (!session.isAnswered) desk.onLeft(prompt, how)
    }

    /** Waits until the question is really drawn: before that no answer counts. */
    private inner class FirstDraw : ViewTreeObserver.OnPreDrawListener {
        override fun onPreDraw(): Boolean {
            root.viewTreeObserver.removeOnPreDrawListener(this)
            // After this frame, and only if the window is still there then.
            root.post { if (isShowing) desk.onShown(prompt, text.language) }
            return true
        }
    }

    private companion object {
        fun lookOf(configuration: Configuration): List<Any> = configuration.run {
            listOf(
                languageOf(this),
                uiMode and Configuration.UI_MODE_NIGHT_MASK,
                fontScale,
                densityDpi,
                screenWidthDp,
                screenHeightDp,
                layoutDirection,
            )
        }
    }
}

/** The language that a screen with this configuration is in. */
internal fun languageOf(configuration: Configuration): String {
    @Suppress("DEPRECATION") // The list of languages begins with Android 7; on later ones this is its first.
    return (configuration.locale ?: Locale.getDefault()).toLanguageTag()
}
