package org.askfirst.robolectric

import android.view.View
import android.view.ViewGroup

/** What a screen reader would say. */
internal object Labels {
    fun of(view: View): String? {
        val node = view.createAccessibilityNodeInfo() ?: return null
        return listOf(node.text, node.contentDescription, node.hintText, node.tooltipText)
            .firstOrNull { !it.isNullOrBlank() }
            ?.toString()
            ?: fromBelow(view)
    }

    /** A view that can be touched is read together with the texts in it. */
    private fun fromBelow(view: View): String? {
        if (view !is ViewGroup || !(view.isClickable || view.isFocusable)) return null
        return (0 until view.childCount).map(view::getChildAt)
            .filter { it.visibility == View.VISIBLE && !it.isClickable }
            .mapNotNull { of(it) ?: if (it is ViewGroup) below(it) else null }
            .joinToString(", ")
            .ifEmpty { null }
    }

    private fun below(group: ViewGroup): String? = (0 until group.childCount).map(group::getChildAt)
        .filter { it.visibility == View.VISIBLE && !it.isClickable }
        .mapNotNull { of(it) ?: if (it is ViewGroup) below(it) else null }
        .joinToString(", ")
        .ifEmpty { null }
}
