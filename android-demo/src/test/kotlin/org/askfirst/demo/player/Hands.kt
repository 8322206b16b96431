package org.askfirst.demo.player

import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.view.inspector.WindowInspector
import android.widget.Checkable
import android.widget.TextView
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.TimeUnit

/**
 * What a person does with a phone: looks, waits and taps what is there.
 *
 * It finds things by the words on them and taps through the view's own click, so it can do nothing that the screen
 * does not offer.
 */
internal object Hands {
    private const val PATIENCE_SECONDS = 20L
    private const val BREATH_MILLIS = 5L

    /** Lets the main thread work until [what] is so; fails if it never is. */
    fun waitUntil(what: String, isSo: () -> Boolean) {
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)
        while (true) {
            shadowOf(Looper.getMainLooper()).idle()
            if (isSo()) return
            check(System.nanoTime() < end) { "waited in vain: $what. On the screen: ${words()}" }
            Thread.sleep(BREATH_MILLIS)
        }
    }

    /** Runs a suspending call of the guard while the main thread goes on. */
    fun <T> await(what: String, call: suspend () -> T): T {
        val result = CoroutineScope(Dispatchers.Default).async { runCatching { call() } }
        waitUntil(what) { result.isCompleted }
        @Suppress("OPT_IN_USAGE")
        return result.getCompleted().getOrThrow()
    }

    /** The roots of all windows, the topmost last. */
    private fun windows(): List<View> = WindowInspector.getGlobalWindowViews().filter { it.isShown && it.width > 0 }

    private fun top(): View = windows().last()

    private fun views(root: View): Sequence<View> = sequence {
        if (root.visibility == View.VISIBLE) {
            yield(root)
            if (root is ViewGroup) for (i in 0 until root.childCount) yieldAll(views(root.getChildAt(i)))
        }
    }

    /** Every text of the topmost window. */
    fun words(): List<String> = views(top()).mapNotNull {
        (it as? TextView)?.text?.toString()?.ifBlank { null }
    }.toList()

    fun sees(text: String): Boolean = windows().isNotEmpty() && words().any { text in it }

    /** Whether something bears exactly [text]. */
    fun seesExactly(text: String): Boolean = windows().isNotEmpty() && text in words()

    /** The view of the topmost window that bears exactly [text]. */
    fun find(text: String): TextView =
        views(top()).filterIsInstance<TextView>().firstOrNull { it.text.toString() == text }
            ?: error("“$text” is not on the screen: ${words()}")

    /** Taps what bears [text], or the row around it. */
    fun tap(text: String) = press(find(text))

    /** Taps the view with the tag [tag]. */
    fun tapTagged(tag: String) {
        val view: View? = top().findViewWithTag(tag)
        press(requireNotNull(view) { "nothing on the screen is tagged $tag" })
    }

    /** Taps the view with the id [id]. */
    fun tapId(id: Int) {
        val view: View? = top().findViewById(id)
        press(requireNotNull(view) { "the view is not on the screen" })
    }

    /** The switches of the topmost window, in order. */
    fun switches(): List<View> = views(top()).filter { it is Checkable && it.isClickable }.toList()

    /** Taps [view] or whatever around it takes taps, after scrolling it into sight. */
    fun press(view: View) {
        val target = generateSequence(view) { it.parent as? View }.firstOrNull { it.isClickable && it.isEnabled }
        checkNotNull(target) { "nothing there takes a tap: $view" }
        target.requestRectangleOnScreen(android.graphics.Rect(0, 0, target.width, target.height), true)
        target.performClick()
        shadowOf(Looper.getMainLooper()).idle()
    }
}
