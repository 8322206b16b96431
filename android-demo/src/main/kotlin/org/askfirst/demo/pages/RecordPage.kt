package org.askfirst.demo.pages

import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.DecisionRecord
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R
import java.text.DateFormat
import java.util.Date

/** Who wanted to read what and what came of it, newest first, with the refused attempts of start-up among them. */
internal class RecordPage(activity: MainActivity) : Page(activity, R.layout.screen_record, R.string.tool_record) {
    private val rows: ViewGroup = find(R.id.rows)
    private val time = DateFormat.getTimeInstance(DateFormat.MEDIUM)

    init {
        rows.visibility = View.GONE
        load()
    }

    private fun load() {
        activity.scope.launch {
            val report = privacy.records.verify()
            val decisions = newest()
            val names = Names(privacy.consents.first(), texts, language)
            text(R.id.record_check).text =
                when {
                    report.isSound -> texts.getString(R.string.record_ok, report.entries)

                    else -> report.firstBad?.let { texts.getString(R.string.record_bad, it) }
                        ?: texts.getString(R.string.record_unsure)
                }
            rows.removeAllViews()
            rows.visibility = View.VISIBLE
            if (decisions.isEmpty()) {
                (row(rows, R.layout.part_paragraph) as TextView).setText(R.string.record_empty)
            }
            decisions.reversed().forEach { show(it, names) }
        }
    }

    /** The record is read from its beginning, a piece at a time; what is shown is its end. */
    private suspend fun newest(): List<DecisionRecord> {
        var last = emptyList<DecisionRecord>()
        var from = 0L
        do {
            val piece = privacy.records.decisions(from, PIECE)
            last = (last + piece).takeLast(SHOWN)
            from += piece.size
        } while (piece.size == PIECE)
        return last
    }

    private fun show(decision: DecisionRecord, names: Names) {
        val row = row(rows, R.layout.item_record)
        val allowed = decision.outcome == "allow"
        row.need<TextView>(R.id.title).text = names.of(decision.access)
        val why = decision.reason?.message(language)
        row.need<TextView>(R.id.note).text =
            listOfNotNull(time.format(Date(decision.atMillis)), why).joinToString(" · ")
        val badge = row.need<TextView>(R.id.badge)
        badge.setText(if (allowed) R.string.record_allowed else R.string.record_refused)
        badge.setBackgroundResource(if (allowed) R.drawable.badge else R.drawable.badge_brick)
        badge.setTextColor(activity.getColor(if (allowed) R.color.pine else R.color.brick))
    }

    /** The list is built anew when the page opens; while it is open nothing is read, so nothing is added. */
    override fun draw() = Unit

    private companion object {
        const val PIECE = 10_000
        const val SHOWN = 60
    }
}
