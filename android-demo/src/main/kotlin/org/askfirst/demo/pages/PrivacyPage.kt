package org.askfirst.demo.pages

import android.app.AlertDialog
import android.text.format.DateFormat
import android.view.View
import android.view.ViewGroup
import android.widget.Switch
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.ConsentView
import org.askfirst.Obligation
import org.askfirst.Standing
import org.askfirst.Withdrawn
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R
import java.util.Date

/** Every consent with its switch. Turning one off says what stops; turning one on asks, it never just gives. */
internal class PrivacyPage(
    activity: MainActivity,
) : Page(activity, R.layout.screen_privacy, R.string.tool_privacy) {
    private val groups: ViewGroup = find(R.id.groups)

    override fun draw() {
        val listed = activity.consents
        groups.removeAllViews()
        for ((recipient, some) in listed.groupBy { it.recipient }) {
            (row(groups, R.layout.part_section) as TextView).text = recipient ?: texts.getString(R.string.privacy_app)
            val card = row(groups, R.layout.part_rows) as ViewGroup
            some.forEach { show(card, it) }
        }
    }

    private fun show(
        card: ViewGroup,
        consent: ConsentView,
    ) {
        val row = row(card, R.layout.item_consent)
        row.tag = consent.access.id
        row.need<TextView>(R.id.title).text = consent.title
        row.need<TextView>(R.id.note).text = listOf(consent.detail, standing(consent)).filter { it.isNotBlank() }.joinToString("\n")
        val given = consent.standing == Standing.GIVEN
        val toggle = row.need<Switch>(R.id.toggle)
        toggle.isChecked = given
        toggle.contentDescription = consent.title
        toggle.setOnClickListener {
            // The switch shows what stands, not what was tapped; it moves when the guard has an answer.
            toggle.isChecked = given
            if (given) confirm(consent) else ask(consent)
        }
        row.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        row.setOnClickListener { toggle.performClick() }
    }

    private fun standing(consent: ConsentView): String {
        val since = consent.sinceMillis?.let { DateFormat.getMediumDateFormat(activity).format(Date(it)) }.orEmpty()
        return when (consent.standing) {
            Standing.GIVEN -> texts.getString(R.string.privacy_given, since)
            Standing.WITHDRAWN -> texts.getString(R.string.privacy_withdrawn, since)
            Standing.REFUSED -> texts.getString(R.string.privacy_refused)
            Standing.UN_ASKED,
            Standing.ASKED,
            Standing.DISMISSED,
            Standing.EXPIRED,
            Standing.STALE,
            -> texts.getString(R.string.privacy_not_asked)
        }
    }

    private fun ask(consent: ConsentView) {
        activity.scope.launch {
            privacy.askTogether(listOf(consent.access))
            activity.refresh()
        }
    }

    private fun confirm(consent: ConsentView) {
        AlertDialog
            .Builder(activity)
            .setTitle(R.string.withdraw_title)
            .setMessage(texts.getString(R.string.withdraw_text, consent.title))
            .setPositiveButton(R.string.withdraw_yes) { _, _ -> withdraw(consent) }
            .setNegativeButton(R.string.withdraw_no, null)
            .show()
    }

    private fun withdraw(consent: ConsentView) {
        activity.scope.launch {
            val message =
                when (val done = privacy.withdraw(consent.access)) {
                    is Withdrawn.Done -> texts.getString(R.string.withdrawn_text, consent.title, stops(done.obligations))
                    is Withdrawn.ClosesAccount -> texts.getString(R.string.withdrawn_account, done.consequence)
                    Withdrawn.NotDurable -> texts.getString(R.string.withdrawn_failed)
                    Withdrawn.NothingGiven -> texts.getString(R.string.privacy_not_asked)
                }
            activity.refresh()
            AlertDialog
                .Builder(activity)
                .setTitle(R.string.withdrawn_title)
                .setMessage(message)
                .setPositiveButton(R.string.got_it, null)
                .show()
        }
    }

    /** What follows from a withdrawal, in words. */
    private fun stops(obligations: List<Obligation>): String =
        (listOf(texts.getString(R.string.withdrawn_nothing_else)) + obligations.map { line(it) }).distinct().joinToString("\n")

    private fun line(obligation: Obligation): String {
        val about = obligation.recipient ?: obligation.kind.orEmpty()
        return when (obligation.action) {
            "stop" -> texts.getString(R.string.obligation_stop, about)
            "erase", "purge" -> texts.getString(R.string.obligation_purge, about)
            else -> texts.getString(R.string.obligation_tell, about)
        }
    }
}
