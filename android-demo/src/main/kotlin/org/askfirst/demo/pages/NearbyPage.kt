package org.askfirst.demo.pages

import android.content.Intent
import android.net.Uri
import android.provider.Settings
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.Fix
import org.askfirst.Group
import org.askfirst.Read
import org.askfirst.Remedy
import org.askfirst.demo.MainActivity
import org.askfirst.demo.Policy003
import org.askfirst.demo.Project
import org.askfirst.demo.R

/** All projects by name; by distance once the person taps for it, agrees, and the system agrees too. */
internal class NearbyPage(activity: MainActivity) : Page(activity, R.layout.screen_nearby, R.string.tool_nearby) {
    private val list: ViewGroup = find(R.id.projects)
    private var result: Read<Fix>? = null

    init {
        find<Button>(R.id.sort).setOnClickListener { sort() }
        find<Button>(R.id.settings).setOnClickListener {
            val details = Uri.fromParts("package", activity.packageName, null)
            activity.startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, details))
        }
    }

    /** The tap is the person's own act, so it may ask again after an earlier no. */
    private fun sort() {
        activity.scope.launch {
            result = privacy.gate(Policy003.Nearby.location).read(Ask.TAPPED)
            draw()
        }
    }

    override fun draw() {
        val read = result
        val here = read?.valueOrNull()
        text(R.id.order_title).setText(if (here == null) R.string.order_name else R.string.order_distance)
        text(R.id.order_note).text =
            when (read) {
                null -> texts.getString(R.string.order_name_note)
                is Read.Value -> texts.getString(R.string.order_distance_note)
                is Read.Unavailable -> texts.getString(R.string.order_none_note)
                is Read.Shut -> listOfNotNull(read.reason.message(language), effectOf(read)).joinToString("\n")
            }
        val toSettings = read?.shutOrNull()?.remedy == Remedy.SYSTEM_SETTINGS
        find<View>(R.id.settings).visibility = if (toSettings) View.VISIBLE else View.GONE
        list.removeAllViews()
        Project.ordered(texts, here).forEach { show(it, here) }
    }

    /** What a refusal costs; beside the system's own no it would only confuse. */
    private fun effectOf(shut: Read.Shut) = shut.effect.takeIf { shut.reason.group != Group.SYSTEM_OFF }

    private fun show(project: Project, here: Fix?) {
        val row = row(list, R.layout.item_project)
        row.need<TextView>(R.id.title).setText(project.title)
        row.need<TextView>(R.id.note).setText(project.note)
        val distance = row.need<TextView>(R.id.distance)
        distance.visibility = if (here == null) View.GONE else View.VISIBLE
        if (here != null) distance.text = texts.getString(R.string.distance_km, project.kilometresFrom(here))
    }
}
