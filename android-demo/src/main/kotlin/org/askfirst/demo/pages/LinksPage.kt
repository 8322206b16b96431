package org.askfirst.demo.pages

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.ImageView
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Gate
import org.askfirst.Group
import org.askfirst.Standing
import org.askfirst.Started
import org.askfirst.demo.MainActivity
import org.askfirst.demo.Policy003
import org.askfirst.demo.Project
import org.askfirst.demo.R
import org.askfirst.demo.standin.Invitation

/** The deep-link SDK: four kinds of data for four purposes, each with a decision of its own. */
internal class LinksPage(activity: MainActivity) : Page(activity, R.layout.screen_links, R.string.tool_links) {
    private var started: Started? = null
    private var invitation: String? = null
    private val items = Item.entries.associateWith { itemRow(it) }

    private enum class Item(val icon: Int, val title: Int, val note: Int) {
        DEVICE(R.drawable.ic_device, R.string.link_device, R.string.link_device_note),
        NETWORK(R.drawable.ic_network, R.string.link_network, R.string.link_network_note),
        APPS(R.drawable.ic_apps, R.string.link_apps, R.string.link_apps_note),
        CLIPBOARD(R.drawable.ic_clipboard, R.string.link_clipboard, R.string.link_clipboard_note),
        ;

        /** The item's accesses; they are answered together. */
        val accesses: List<Access<*>> get() =
            when (this) {
                DEVICE -> listOf(Policy003.JmLink.deviceId, Policy003.JmLink.deviceInfo)
                NETWORK -> listOf(Policy003.JmLink.network, Policy003.JmLink.location)
                APPS -> listOf(Policy003.JmLink.appList)
                CLIPBOARD -> listOf(Policy003.JmLink.clipboard)
            }
    }

    init {
        find<Button>(R.id.choose).setOnClickListener { choose() }
        find<Button>(R.id.open_invite).setOnClickListener { openInvitation() }
    }

    private fun itemRow(item: Item): TextView {
        val row = row(find<ViewGroup>(R.id.items), R.layout.item_choice)
        row.need<ImageView>(R.id.icon).setImageResource(item.icon)
        row.need<TextView>(R.id.title).setText(item.title)
        row.need<TextView>(R.id.note).setText(item.note)
        return row.need(R.id.badge)
    }

    /** One screen, four switches, none of them set; the SDK starts if any was turned on. */
    private fun choose() {
        activity.scope.launch {
            val answers = privacy.askTogether(Policy003.JmLink.recipient.all, Ask.TAPPED)
            if (answers.any { it.isGiven }) started = privacy.start(Policy003.JmLink.recipient)
            draw()
        }
    }

    private fun openInvitation() {
        activity.scope.launch {
            if (!activity.linkSdk.isRunning) started = privacy.start(Policy003.JmLink.recipient)
            val held = started as? Started.Held
            invitation =
                when (val found = activity.linkSdk.resolve()) {
                    is Invitation.Direct -> texts.getString(R.string.invite_direct, nameOf(found.project))
                    Invitation.NoLink -> texts.getString(R.string.invite_none)
                    Invitation.ByHand -> texts.getString(R.string.invite_by_hand)
                    null -> texts.getString(R.string.invite_off, held?.reason?.message(language).orEmpty())
                }
            draw()
        }
    }

    /** The project's name where the app knows it, else what the link says. */
    private fun nameOf(code: String) =
        Project.entries.firstOrNull { it.code == code }?.let { texts.getString(it.title) } ?: code

    override fun draw() {
        val open = items.map { (item, badge) -> privacy.gate(item.accesses.first()).also { badge(badge, it) }.isOpen }
        val held = started as? Started.Held
        text(R.id.sdk_state).text =
            when {
                activity.linkSdk.isRunning -> texts.getString(R.string.links_sdk_running)
                held != null -> texts.getString(R.string.links_sdk_held, held.reason.message(language))
                activity.linkSdk.starts > 0 && open.none { it } -> texts.getString(R.string.links_sdk_stopped)
                else -> texts.getString(R.string.links_sdk_idle)
            }
        val result = text(R.id.invite_result)
        result.text = invitation
        result.visibility = if (invitation == null) View.GONE else View.VISIBLE
    }

    private fun badge(badge: TextView, gate: Gate<*>) {
        val state = gate.state.value
        val on = gate.isOpen
        badge.setText(
            when {
                on -> R.string.badge_on
                state.reason?.group == Group.SYSTEM_OFF -> R.string.badge_system_off
                state.standing == Standing.WITHDRAWN -> R.string.badge_withdrawn
                state.standing == Standing.REFUSED -> R.string.badge_off
                else -> R.string.badge_not_asked
            },
        )
        badge.setBackgroundResource(if (on) R.drawable.badge else R.drawable.badge_quiet)
        badge.setTextColor(activity.getColor(if (on) R.color.pine else R.color.ink_soft))
    }
}
