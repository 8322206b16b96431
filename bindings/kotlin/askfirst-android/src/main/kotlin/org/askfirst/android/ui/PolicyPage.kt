package org.askfirst.android.ui

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import android.widget.TextView
import org.askfirst.PolicyDocument
import org.askfirst.android.R

/** The policy as readable text, laid over the question inside the same window. */
internal class PolicyPage(private val over: ViewGroup, private val session: Session) {
    private var page: View? = null

    val isOpen: Boolean get() = page != null

    fun open(onBack: () -> Unit) {
        if (isOpen) return
        session.isReading = true
        val made = LayoutInflater.from(over.context).inflate(R.layout.askfirst_document, over, false)
        made.find<View>(R.id.askfirst_document_back).setOnClickListener { onBack() }
        made.find<TextView>(R.id.askfirst_document_title).setText(R.string.askfirst_loading)
        over.addView(made)
        over.question().visibility = View.INVISIBLE
        page = made
    }

    fun fill(document: PolicyDocument?) {
        val page = page ?: return
        val title: TextView = page.find(R.id.askfirst_document_title)
        if (document == null) {
            title.setText(R.string.askfirst_no_document)
            return
        }
        title.text = document.title
        val body: ViewGroup = page.find(R.id.askfirst_document_body)
        val inflater = LayoutInflater.from(page.context)
        fun add(layout: Int, words: String) {
            if (words.isBlank()) return
            body.addView(inflater.inflate(layout, body, false).also { (it as TextView).text = words })
        }
        body.removeAllViews()
        for (section in document.sections) {
            add(R.layout.askfirst_section, section.heading)
            section.lines.forEach { add(R.layout.askfirst_paragraph, it) }
        }
        val scroll: ScrollView = page.find(R.id.askfirst_document_scroll)
        scroll.post { scroll.scrollTo(0, session.readingScroll) }
        scroll.setOnScrollChangeListener { _, _, y, _, _ -> session.readingScroll = y }
    }

    fun close() {
        page?.let(over::removeView)
        page = null
        session.isReading = false
        session.readingScroll = 0
        over.question().visibility = View.VISIBLE
    }

    private fun ViewGroup.question() = find<View>(R.id.askfirst_sheet)
}
