package org.askfirst.demo.pages

import android.app.AlertDialog
import android.text.format.DateFormat
import android.view.View
import android.view.ViewGroup
import android.widget.Switch
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.Confirmed
import org.askfirst.ConsentView
import org.askfirst.Obligation
import org.askfirst.Standing
import org.askfirst.Withdrawn
import org.askfirst.demo.MainActivity
import org.askfirst.demo.Policy003
import org.askfirst.demo.R
import java.util.Date

/**
 * Every consent with its switch: whatever was ever answered, and whatever this app may still ask for.
 *
 * Accesses that are answered together share a row. Turning a switch off says what stops; turning one on asks, it
 * never just gives.
 */
internal class PrivacyPage(activity: MainActivity) : Page(activity, R.layout.screen_privacy, R.string.tool_privacy) {
    private val groups: ViewGroup = find(R.id.groups)

    init {
        tool(find(R.id.more), R.drawable.ic_shield, R.string.tool_centre, Place.CENTRE).setText(R.string.note_centre)
        activity.watchConsents()
    }

    /** One row: the accesses of one choice. */
    private inner class Choice(val views: List<ConsentView>) {
        private val words = views.map { it.words(language) }
        val first = views.first()
        val recipient = words.first().recipient
        val title = words.map { it.term }.distinct().joinToString(texts.getString(R.string.and))
        val purpose = words.first().purpose
        val given = views.filter { it.state.standing == Standing.GIVEN }
        val accesses = views.map { it.access }

        /** Where the row stands: given while anything of it is, else as its first access. */
        val state = (given.firstOrNull() ?: first).state
    }

    override fun draw() {
        groups.removeAllViews()
        val choices =
            activity.consents
                .filter { it.isGated }
                .groupBy { it.choice }
                .values
                .filter { views -> views.any { it.state.standing != Standing.UN_ASKED || it.access in Policy003.all } }
                .map { Choice(it) }
        for ((recipient, some) in choices.groupBy { it.recipient }) {
            (row(groups, R.layout.part_section) as TextView).text = recipient ?: texts.getString(R.string.privacy_app)
            val card = row(groups, R.layout.part_rows) as ViewGroup
            some.forEach { show(card, it) }
        }
    }

    private fun show(card: ViewGroup, choice: Choice) {
        val row = row(card, R.layout.item_consent)
        row.tag = choice.first.choice
        row.need<TextView>(R.id.title).text = choice.title
        row.need<TextView>(R.id.note).text = choice.purpose + "\n" + standing(choice)
        val given = choice.given.isNotEmpty()
        val toggle = row.need<Switch>(R.id.toggle)
        toggle.isChecked = given
        toggle.contentDescription = choice.title
        toggle.setOnClickListener {
            // The switch shows what stands, not what was tapped; it moves when the guard has an answer.
            toggle.isChecked = given
            if (given) confirm(choice) else ask(choice)
        }
        row.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        row.setOnClickListener { toggle.performClick() }
    }

    private fun standing(choice: Choice): String {
        val since =
            choice.state.sinceMillis
                ?.let { DateFormat.getMediumDateFormat(activity).format(Date(it)) }
                .orEmpty()
        return when (choice.state.standing) {
            Standing.GIVEN -> texts.getString(R.string.privacy_given, since)
            Standing.WITHDRAWN -> texts.getString(R.string.privacy_withdrawn, since)
            Standing.REFUSED -> texts.getString(R.string.privacy_refused)
            else -> texts.getString(R.string.privacy_not_asked)
        }
    }

    private fun ask(choice: Choice) {
        activity.scope.launch {
            privacy.askTogether(choice.accesses, Ask.TAPPED)
            activity.refresh()
        }
    }

    private fun confirm(choice: Choice) {
        AlertDialog
            .Builder(activity)
            .setTitle(R.string.withdraw_title)
            .setMessage(texts.getString(R.string.withdraw_text, choice.title))
            .setPositiveButton(R.string.withdraw_yes) { _, _ -> withdraw(choice) }
            .setNegativeButton(R.string.withdraw_no, null)
            .show()
    }

    private fun withdraw(choice: Choice) {
        activity.scope.launch {
            val ends = choice.given.map { privacy.withdraw(it.access) }
            val owed = ends.filterIsInstance<Withdrawn.Done>().flatMap { it.obligations }
            meet(owed)
            val message =
                when (val worst = ends.firstOrNull { it !is Withdrawn.Done }) {
                    null -> texts.getString(R.string.withdrawn_text, choice.title, stops(owed, choice))
                    is Withdrawn.ClosesAccount -> texts.getString(R.string.withdrawn_account, worst.consequence)
                    Withdrawn.NotDurable -> texts.getString(R.string.withdrawn_failed)
                    else -> texts.getString(R.string.privacy_not_asked)
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

    /** The app keeps no value longer than its page is open, so purging is closing; the SDK's adapter meets the rest. */
    private suspend fun meet(owed: List<Obligation>) {
        owed.filter { it.action == Obligation.PURGE }.forEach { privacy.confirm(it, Confirmed.DONE) }
    }

    /** What follows from a withdrawal, in words. */
    private fun stops(owed: List<Obligation>, choice: Choice): String = (
        listOf(texts.getString(R.string.withdrawn_reading)) + owed.map {
            line(it, choice)
        }
        ).distinct().joinToString("\n")

    private fun line(obligation: Obligation, choice: Choice): String = when (obligation.action) {
        Obligation.STOP -> texts.getString(R.string.obligation_stop, choice.recipient.orEmpty())
        else -> texts.getString(R.string.obligation_purge, choice.title)
    }
}
