package org.askfirst.android

import android.view.View
import org.askfirst.Control
import org.askfirst.Prompt

/**
 * Lets [view] answer this prompt with [control]; [on] gives the ids of the choices that are set by then.
 *
 * The library hears the tap itself, and the ledger says so. Taps through another app's window are not heard.
 */
@JvmOverloads
public fun Prompt.bind(control: Control, view: View, on: () -> Set<String> = { emptySet() }) {
    view.filterTouchesWhenObscured = true
    view.setOnClickListener { tapped(control, on()) }
}
