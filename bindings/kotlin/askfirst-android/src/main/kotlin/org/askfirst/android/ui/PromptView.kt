package org.askfirst.android.ui

import android.content.Context
import android.text.SpannableString
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.text.style.TypefaceSpan
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ImageButton
import android.widget.ScrollView
import android.widget.TextView
import org.askfirst.Control
import org.askfirst.Paragraph
import org.askfirst.Prompt
import org.askfirst.PromptText
import org.askfirst.Style
import org.askfirst.android.R
import org.askfirst.android.bind

/** Fills the sheet with one question in one language. */
internal class PromptView(
    private val root: View,
    private val prompt: Prompt,
    private val text: PromptText,
    private val session: Session,
) {
    private val context: Context get() = root.context
    private val inflater = LayoutInflater.from(context)
    private val body: ViewGroup = root.find(R.id.askfirst_body)
    private val header: ViewGroup = root.find(R.id.askfirst_header)
    private val controls: ViewGroup = root.find(R.id.askfirst_controls)
    private val scroll: ScrollView = root.find(R.id.askfirst_scroll)

    /** What the person can do besides answering. */
    interface Acts {
        fun close()

        fun outside()

        fun readPolicy()

        fun answered()
    }

    fun fill(acts: Acts) {
        root.find<TextView>(R.id.askfirst_title).text = text.title
        fillClose(acts)
        text.paragraphs.filter { it.text.isNotBlank() }.forEach { body.addView(paragraph(it)) }
        // The choices stand above the small print: they are what the screen is about.
        text.choices.forEachIndexed { index, choice -> body.addView(switch(choice.id, index), leads() + index) }
        if (text.policyLabel.isNotEmpty()) body.addView(policyLink(acts))
        text.controls.forEach { controls.addView(button(it, acts)) }
        if (isTooLowForFixedParts()) scrollEverything()
        scroll.post { scroll.scrollTo(0, session.scroll) }
        scroll.setOnScrollChangeListener { _, _, y, _, _ -> session.scroll = y }
    }

    private fun fillClose(acts: Acts) {
        val close: ImageButton = root.find(R.id.askfirst_close)
        if (prompt.style == Style.PRIMER) {
            // No exit: the system's own dialog follows, and its answer is the answer.
            close.visibility = View.GONE
            return
        }
        close.contentDescription = text.closeLabel.ifEmpty { context.getString(R.string.askfirst_back) }
        close.setOnClickListener { acts.close() }
        root.setOnClickListener { acts.outside() }
    }

    private fun leads() = text.paragraphs.count { it.text.isNotBlank() && it.role == SUMMARY }

    private fun paragraph(paragraph: Paragraph): View {
        val layout = if (paragraph.role == SUMMARY) R.layout.askfirst_lead else R.layout.askfirst_paragraph
        return inflater.inflate(layout, body, false).also { (it as TextView).text = labelled(paragraph.text) }
    }

    /** Sets the label before the colon, such as “Purpose:”, apart from what follows. */
    private fun labelled(words: String): CharSequence {
        val colon = words.indexOfFirst { it == '：' || it == ':' }
        if (colon !in 1..LONGEST_LABEL) return words
        return SpannableString(words).apply {
            setSpan(TypefaceSpan("sans-serif-medium"), 0, colon + 1, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
            val ink = context.getColor(R.color.askfirst_ink)
            setSpan(ForegroundColorSpan(ink), 0, colon + 1, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
        }
    }

    private fun switch(id: String, index: Int): View {
        val row = inflater.inflate(R.layout.askfirst_choice, body, false) as SwitchRow
        val choice = text.choices[index]
        row.say(choice.title, choice.detail)
        // Off, unless the person has set it before the screen was turned.
        row.isChecked = id in session.on
        row.onToggle = { isOn -> if (isOn) session.on += id else session.on -= id }
        return row
    }

    private fun policyLink(acts: Acts): View {
        val link = inflater.inflate(R.layout.askfirst_policy_link, body, false) as TextView
        link.text = text.policyLabel
        link.setOnClickListener { acts.readPolicy() }
        return link
    }

    private fun button(control: Control, acts: Acts): View {
        val button = inflater.inflate(R.layout.askfirst_control, controls, false) as TextView
        button.text = control.label
        prompt.bind(control, button) {
            acts.answered()
            session.on.toSet()
        }
        return button
    }

    /** In a low window or with large type, title and buttons would leave no room to read what is between them. */
    private fun isTooLowForFixedParts(): Boolean {
        val configuration = context.resources.configuration
        val density = context.resources.displayMetrics.density
        val width = (minOf(configuration.screenWidthDp, WIDEST_DP) * density).toInt()
        val wide = View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY)
        val any = View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED)
        val fixed = listOf(header, controls).sumOf { it.measure(wide, any).let { _ -> it.measuredHeight } }
        return fixed > configuration.screenHeightDp * density * MOST_FIXED
    }

    private fun scrollEverything() {
        for ((index, part) in listOf(header to 0, controls to body.childCount + 1)) {
            (index.parent as ViewGroup).removeView(index)
            body.addView(index, part)
        }
        body.setPadding(0, 0, 0, 0)
        (1 until body.childCount - 1).map(body::getChildAt).forEach { child ->
            val edge = (EDGE_DP * context.resources.displayMetrics.density).toInt()
            val layout = child.layoutParams as ViewGroup.MarginLayoutParams
            layout.marginStart = edge
            layout.marginEnd = edge
        }
    }

    private companion object {
        const val SUMMARY = "summary"
        const val LONGEST_LABEL = 14
        const val WIDEST_DP = 540
        const val EDGE_DP = 22
        const val MOST_FIXED = 0.55f
    }
}

/** A view of the library's own layouts, which cannot be missing. */
internal fun <V : View> View.find(id: Int): V =
    checkNotNull(findViewById(id)) { "the layout lacks a view; is it replaced by one of the app's own?" }
