package org.askfirst.demo.pages

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import org.askfirst.Gate
import org.askfirst.PolicyState
import org.askfirst.Standing
import org.askfirst.Status
import org.askfirst.demo.MainActivity
import org.askfirst.demo.Policy003
import org.askfirst.demo.R

/** The workbench: usable in full or in limited mode, and it says which of the two it is. */
internal class HomePage(activity: MainActivity) : Page(activity, R.layout.screen_home) {
    private val notice: ViewGroup = find(R.id.notice)
    private val nearby: TextView
    private val links: TextView

    init {
        val tools: ViewGroup = find(R.id.tools)
        nearby = tool(tools, R.drawable.ic_pin, R.string.tool_nearby, Place.NEARBY)
        links = tool(tools, R.drawable.ic_link, R.string.tool_links, Place.LINKS)
        tool(tools, R.drawable.ic_tasks, R.string.tool_uses, Place.USES).setText(R.string.note_uses)
        val yours: ViewGroup = find(R.id.yours)
        tool(yours, R.drawable.ic_shield, R.string.tool_privacy, Place.PRIVACY).setText(R.string.note_privacy)
        tool(yours, R.drawable.ic_record, R.string.tool_record, Place.RECORD).setText(R.string.note_record)
        tool(yours, R.drawable.ic_document, R.string.tool_policy, Place.POLICY).setText(R.string.note_policy)
        tool(yours, R.drawable.ic_half, R.string.tool_packs, Place.PACKS).setText(R.string.note_packs)
    }

    override fun draw() {
        val status = privacy.status.value
        val state = privacy.policy.state
        notice.removeAllViews()
        when {
            status is Status.Opening -> Unit

            status is Status.Closed ->
                notice(texts.getString(R.string.closed_title), texts.getString(R.string.closed_text, status.cause.name))

            activity.person?.isAgeUnknown == true -> age()

            activity.person?.isGuardianRequired == true ->
                notice(texts.getString(R.string.limited_title), texts.getString(R.string.limited_text_guardian))

            // While the first question still stands there is nothing to say yet.
            !activity.hasFacedPolicy -> Unit

            state == PolicyState.Declined -> limited(R.string.limited_text)

            state == PolicyState.NotAnswered -> limited(R.string.limited_text_unanswered)
        }
        val limited = activity.hasFacedPolicy && state != PolicyState.Accepted
        nearby.text =
            if (limited) texts.getString(R.string.note_limited) else note(privacy.gate(Policy003.Nearby.location))
        links.text = if (limited) texts.getString(R.string.note_limited) else linksNote()
    }

    private fun limited(text: Int) {
        val action = notice(texts.getString(R.string.limited_title), texts.getString(text))
        action.setText(R.string.limited_action)
        action.visibility = View.VISIBLE
        action.setOnClickListener { activity.presentPolicy() }
    }

    /** Asks in which band the person is; the youngest of it stands for all. */
    private fun age() {
        val card = row(notice, R.layout.part_age)
        for ((id, years) in BANDS) card.need<Button>(id).setOnClickListener { activity.stateAge(years) }
    }

    private fun notice(title: String, text: String): Button {
        val card = row(notice, R.layout.part_notice)
        card.need<TextView>(R.id.notice_title).text = title
        card.need<TextView>(R.id.notice_text).text = text
        return card.need<Button>(R.id.notice_action).also { it.visibility = View.GONE }
    }

    private fun note(gate: Gate<*>): String = when {
        gate.isOpen -> texts.getString(R.string.note_open)
        gate.state.value.standing == Standing.REFUSED -> texts.getString(R.string.note_refused)
        else -> texts.getString(R.string.note_not_asked)
    }

    private fun linksNote(): String {
        val gates = Policy003.JmLink.recipient.all.map { privacy.gate(it) }
        val open = gates.count { it.isOpen }
        return when {
            open > 0 -> texts.getQuantityString(R.plurals.note_links_on, open, open)
            gates.all { it.state.value.standing == Standing.REFUSED } -> texts.getString(R.string.note_refused)
            else -> texts.getString(R.string.note_not_asked)
        }
    }

    private companion object {
        /** The bands of the policy's rules for minors: under 18, and 14 and under. */
        val BANDS = mapOf(R.id.age_adult to 18, R.id.age_minor to 15, R.id.age_child to 14)
    }
}
