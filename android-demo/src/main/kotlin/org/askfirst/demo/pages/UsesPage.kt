package org.askfirst.demo.pages

import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.ConsentView
import org.askfirst.Group
import org.askfirst.Missing
import org.askfirst.Read
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R

/**
 * Every use that the policy at hand gives the app itself, one row each: a tap is the moment of use, and only then is
 * anything asked.
 *
 * It knows no policy. What can be tapped, what is asked and what a refusal costs all come from the pack.
 */
internal class UsesPage(activity: MainActivity) : Page(activity, R.layout.screen_list, R.string.tool_uses) {
    private val rows: ViewGroup = find(R.id.rows)
    private val results = mutableMapOf<String, Read<Any>>()

    init {
        text(R.id.intro).setText(R.string.uses_intro)
        activity.watchConsents()
    }

    override fun draw() {
        rows.removeAllViews()
        val own = activity.consents.filter { it.recipient == null }
        rows.visibility = if (own.isEmpty()) View.GONE else View.VISIBLE
        own.forEach(::show)
    }

    private fun show(view: ConsentView) {
        val row = row(rows, R.layout.item_use)
        val words = view.words(language)
        row.tag = view.access.id
        row.need<TextView>(R.id.title).text = texts.getString(R.string.use_title, words.function, words.term)
        row.need<TextView>(R.id.note).text = words.purpose
        val said = row.need<TextView>(R.id.result)
        val read = results[view.access.id]
        said.visibility = if (read == null) View.GONE else View.VISIBLE
        if (read != null) said.text = told(read)
        row.setOnClickListener { use(view) }
    }

    private fun use(view: ConsentView) {
        activity.scope.launch {
            val gate = privacy.gate(view.access)
            val read: Read<Any> = gate.read(Ask.TAPPED)
            // What no provider reads, the person types or the app's own code has; that is a use like any other.
            val isOwn = (read as? Read.Unavailable)?.cause == Missing.NOT_OFFERED
            results[view.access.id] = if (isOwn) gate.use(Ask.NEVER) { } else read
            revealOnce(view.access.id)
            activity.refresh()
        }
    }

    /** What came of it stands below the row's words; it must not stay below the screen's edge. */
    private fun revealOnce(id: String) {
        val listener = object : View.OnLayoutChangeListener {
            override fun onLayoutChange(v: View, l: Int, t: Int, r: Int, b: Int, ol: Int, ot: Int, or: Int, ob: Int) {
                rows.removeOnLayoutChangeListener(this)
                rows.post { reveal(id) }
            }
        }
        rows.addOnLayoutChangeListener(listener)
    }

    private fun reveal(id: String) {
        val row: View = rows.findViewWithTag(id) ?: return
        row.requestRectangleOnScreen(Rect(0, 0, row.width, row.height), true)
    }

    private fun told(read: Read<Any>): String = when (read) {
        is Read.Value -> texts.getString(R.string.use_done)
        is Read.Unavailable -> texts.getString(R.string.use_none)
        is Read.Shut -> listOfNotNull(read.reason.message(language), effectOf(read)).joinToString("\n")
    }

    /** What a refusal costs; beside the system's own no it would only confuse. */
    private fun effectOf(shut: Read.Shut) = shut.effect.takeIf { shut.reason.group != Group.SYSTEM_OFF }
}
