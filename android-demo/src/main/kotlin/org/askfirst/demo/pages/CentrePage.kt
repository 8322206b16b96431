package org.askfirst.demo.pages

import org.askfirst.android.ui.PrivacyCentreView
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R

/** Every consent that the policy knows of, as the library lists them: a view to put into any layout. */
internal class CentrePage(activity: MainActivity) : Page(activity, R.layout.screen_centre, R.string.tool_centre) {
    init {
        find<PrivacyCentreView>(R.id.centre).bind(privacy)
    }

    override fun draw() = Unit
}
