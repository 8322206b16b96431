package org.askfirst.robolectric

import android.content.res.Resources
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.Checkable
import android.widget.HorizontalScrollView
import android.widget.ListView
import android.widget.ScrollView
import android.widget.TextView

/** One visible view as it stands on the screen. */
public class ViewNode private constructor(
    /** The view itself, for checks that need more. */
    public val view: View,
    /** Its place in the window, scrolled-away parts included. */
    public val bounds: Rect,
    /** Whether it, or an ancestor, can be scrolled into view. */
    public val isInScroll: Boolean,
    /** Its visible children. */
    public val children: List<ViewNode>,
    /** What is wrong with how it is cut, or empty. */
    public val cuts: List<String>,
) {
    /** The simple class name. */
    public val type: String = generateSequence<Class<*>>(view.javaClass) { it.superclass }
        .first { it.simpleName.isNotEmpty() }
        .simpleName

    /** The name of its id, or `null`. */
    public val id: String? = nameOf(view)

    /** Its text, or `null` where it has none. */
    public val text: String? = (view as? TextView)?.text?.toString()?.ifEmpty { null }

    /** What a screen reader says for it, or `null`. */
    public val label: String? = Labels.of(view)

    /** Whether it is set, or `null` where it cannot be. */
    public val isChecked: Boolean? = (view as? Checkable)?.isChecked

    /** Whether a finger does something here. */
    public val isTouchable: Boolean = view.isEnabled && (view.isClickable || view.isLongClickable)

    /** The view and everything below it. */
    public fun all(): Sequence<ViewNode> = sequence {
        yield(this@ViewNode)
        children.forEach { yieldAll(it.all()) }
    }

    override fun toString(): String = listOfNotNull(type, id?.let { "#$it" }, text?.let { "“$it”" }).joinToString(" ")

    internal companion object {
        fun of(root: View, window: Rect): ViewNode {
            // Positions are in the window's own coordinates: the root may itself be drawn elsewhere on the screen.
            return node(root, 0, 0, Rect(0, 0, window.width(), window.height()), false)
        }

        private fun node(view: View, x: Int, y: Int, room: Rect, scrolls: Boolean): ViewNode {
            val bounds = Rect(x, y, x + view.width, y + view.height)
            val opens = view is ScrollView || view is HorizontalScrollView || view is ListView
            val inner = if (scrolls || opens) null else Rect(bounds).apply { if (!intersect(room)) setEmpty() }
            val children = if (view !is ViewGroup) {
                emptyList()
            } else {
                (0 until view.childCount).map(view::getChildAt).filter(::shows).map { child ->
                    node(
                        child,
                        x + child.left + child.translationX.toInt() - view.scrollX,
                        y + child.top + child.translationY.toInt() - view.scrollY,
                        inner ?: room,
                        scrolls || opens,
                    )
                }
            }
            return ViewNode(view, bounds, scrolls, children, cuts(view, bounds, room, scrolls))
        }

        private fun shows(view: View) = view.visibility == View.VISIBLE && view.alpha > 0f

        private fun cuts(view: View, bounds: Rect, room: Rect, scrolls: Boolean): List<String> = buildList {
            val says = view is TextView && view.text.isNotEmpty()
            if ((says || view.isClickable) && !scrolls && !room.contains(bounds)) add("stands outside its parent")
            if ((says || view.isClickable) && (view.width == 0 || view.height == 0)) add("has no size")
            if (view is TextView && says) addAll(TextCuts.of(view))
        }

        private fun nameOf(view: View): String? = try {
            // Ids below that come from View.generateViewId and have no name.
            if (view.id == View.NO_ID ||
                view.id ushr PACKAGE_BITS == 0
            ) {
                null
            } else {
                view.resources.getResourceEntryName(view.id)
            }
        } catch (_: Resources.NotFoundException) {
            null
        }

        private const val PACKAGE_BITS = 24
    }
}

/** Finds text that does not show in full. */
internal object TextCuts {
    fun of(view: TextView): List<String> = buildList {
        val layout = view.layout
        if (layout == null) {
            add("was never laid out")
            return@buildList
        }
        if ((0 until layout.lineCount).any { layout.getEllipsisCount(it) > 0 }) add("ends in an ellipsis")
        val last = layout.lineCount - 1
        if (last >= 0 && layout.getLineEnd(last) < layout.text.length) add("has lines that are not drawn")
        val tall = layout.height
        val room = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
        // Font padding may reach beyond the view; a part of a line may not.
        if (tall > room + 1) add("is $tall px tall in $room px")
        val wide = (0 until layout.lineCount).maxOfOrNull { layout.getLineMax(it) } ?: 0f
        val width = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
        if (wide > width + 1) add("is ${wide.toInt()} px wide in $width px")
    }
}
