package org.askfirst.demo.pages

import android.content.res.Resources
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.TextView
import org.askfirst.Guard
import org.askfirst.demo.MainActivity
import org.askfirst.demo.Policy003
import org.askfirst.demo.R

/** Where the person is in the app. */
internal enum class Place { HOME, NEARBY, LINKS, PRIVACY, CENTRE, USES, PACKS, RECORD, POLICY }

/**
 * One page: builds its view once and draws again whenever what it shows may have changed.
 *
 * Pages ask the guard and show its answer. They hold no answer of their own.
 */
internal abstract class Page(protected val activity: MainActivity, layout: Int, title: Int? = null) {
    val view: View = activity.layoutInflater.inflate(layout, activity.screen, false)

    protected val privacy: Guard get() = activity.privacy
    protected val texts: Resources get() = activity.resources

    /** The language the app speaks now, as the guard names it. */
    protected val language: String get() = activity.getString(R.string.language)

    init {
        if (title != null) {
            text(R.id.bar_title).text = listOfNotNull(texts.getString(title), otherPolicy()).joinToString(" · ")
            find<View>(R.id.back).setOnClickListener { activity.goBack() }
        }
    }

    /** The number of the policy at hand, where it is not the app's own. */
    private fun otherPolicy(): String? = activity.policy.takeUnless { it == Policy003.FILE }
        ?.let { texts.getString(R.string.packs_number, it.removeSuffix(".json")) }

    /** Shows the present state. Called on the main thread, often; it must be cheap and may be repeated. */
    abstract fun draw()

    protected fun <T : View> find(id: Int): T = view.need(id)

    protected fun text(id: Int): TextView = find(id)

    /** Adds a row of [layout] to [parent]. */
    protected fun row(parent: ViewGroup, layout: Int): View {
        val row = LayoutInflater.from(activity).inflate(layout, parent, false)
        parent.addView(row)
        return row
    }

    /** Adds a row that leads to another page. */
    protected fun tool(parent: ViewGroup, icon: Int, title: Int, place: Place): TextView {
        val row = row(parent, R.layout.item_tool)
        row.need<ImageView>(R.id.icon).setImageResource(icon)
        row.need<TextView>(R.id.title).setText(title)
        row.setOnClickListener { activity.goTo(place) }
        row.tag = place.name
        return row.need(R.id.note)
    }
}

/** The view with [id], which the layout is known to have. */
internal fun <T : View> View.need(id: Int): T = requireNotNull(findViewById<T>(id)) { "the layout lacks a view" }
