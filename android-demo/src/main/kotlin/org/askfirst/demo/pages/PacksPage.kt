package org.askfirst.demo.pages

import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.askfirst.android.assetPack
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R

/** The same app under another policy: what it may do follows from the policy alone. */
internal class PacksPage(activity: MainActivity) : Page(activity, R.layout.screen_list, R.string.tool_packs) {
    private val rows: ViewGroup = find(R.id.rows)

    init {
        text(R.id.intro).setText(R.string.packs_intro)
    }

    override fun draw() {
        rows.removeAllViews()
        for ((file, title) in POLICIES) {
            val row = row(rows, R.layout.item_use)
            row.tag = file
            row.need<TextView>(R.id.title).setText(title)
            row.need<TextView>(R.id.note).text = texts.getString(R.string.packs_number, file.removeSuffix(".json"))
            val mark = row.need<TextView>(R.id.result)
            val isCurrent = file == activity.policy
            mark.visibility = if (isCurrent) View.VISIBLE else View.GONE
            mark.setText(R.string.packs_now)
            row.setOnClickListener { if (!isCurrent) activity.switchTo(assetPack(activity, file)) }
        }
    }

    internal companion object {
        /** The policies that the app ships, with their names. */
        val POLICIES = mapOf(
            "000.json" to R.string.pack_000,
            "001.json" to R.string.pack_001,
            "002.json" to R.string.pack_002,
            "003.json" to R.string.pack_003,
            "004.json" to R.string.pack_004,
        )
    }
}
