package org.askfirst.demo.pages

import android.view.ViewGroup
import android.widget.TextView
import kotlinx.coroutines.launch
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R

/** The whole policy as text that the guard makes from the pack. */
internal class PolicyPage(activity: MainActivity) : Page(activity, R.layout.screen_policy, R.string.tool_policy) {
    init {
        activity.scope.launch {
            val document = privacy.policy.document(language)
            text(R.id.policy_title).text = document.title
            val sections: ViewGroup = find(R.id.sections)
            for (section in document.sections) {
                (row(sections, R.layout.part_section) as TextView).text = section.heading
                section.lines.forEach { (row(sections, R.layout.part_paragraph) as TextView).text = it }
            }
        }
    }

    override fun draw() = Unit
}
