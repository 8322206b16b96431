package org.askfirst.android.ui

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Checkable
import android.widget.LinearLayout
import android.widget.Switch
import android.widget.TextView
import org.askfirst.android.R

/** A column that is never wider or taller than reads well. */
internal class SheetLayout(context: Context, attributes: AttributeSet?) : LinearLayout(context, attributes) {
    init {
        // As an attribute it exists only from Android 12 on.
        clipToOutline = true
    }

    override fun onMeasure(width: Int, height: Int) {
        val widest = (WIDEST_DP * resources.displayMetrics.density).toInt()
        val wide = minOf(MeasureSpec.getSize(width), widest)
        super.onMeasure(MeasureSpec.makeMeasureSpec(wide, MeasureSpec.EXACTLY), height)
    }

    private companion object {
        const val WIDEST_DP = 560
    }
}

/**
 * Lays controls out in one row, or in one column where their words would not fit.
 *
 * All of them have exactly the same size in either case: none may stand out.
 */
internal class EqualRow(context: Context, attributes: AttributeSet?) : ViewGroup(context, attributes) {
    private val gap = (GAP_DP * resources.displayMetrics.density).toInt()
    private var isColumn = false

    override fun onMeasure(width: Int, height: Int) {
        val shown = shown()
        val full = MeasureSpec.getSize(width) - paddingLeft - paddingRight
        val share = (full - gap * (shown.size - 1).coerceAtLeast(0)) / shown.size.coerceAtLeast(1)
        isColumn = shown.any { it.measure(ANY, ANY).let { _ -> it.measuredWidth } > share }
        val each = if (isColumn) full else share
        val exact = MeasureSpec.makeMeasureSpec(each, MeasureSpec.EXACTLY)
        shown.forEach { it.measure(exact, ANY) }
        val tallest = shown.maxOfOrNull { it.measuredHeight } ?: 0
        shown.forEach { it.measure(exact, MeasureSpec.makeMeasureSpec(tallest, MeasureSpec.EXACTLY)) }
        val rows = if (isColumn) shown.size else 1
        val tall = tallest * rows + gap * (rows - 1).coerceAtLeast(0)
        setMeasuredDimension(MeasureSpec.getSize(width), tall + paddingTop + paddingBottom)
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        val isMirrored = layoutDirection == View.LAYOUT_DIRECTION_RTL && !isColumn
        var x = paddingLeft
        var y = paddingTop
        for (child in if (isMirrored) shown().reversed() else shown()) {
            child.layout(x, y, x + child.measuredWidth, y + child.measuredHeight)
            if (isColumn) y += child.measuredHeight + gap else x += child.measuredWidth + gap
        }
    }

    private fun shown() = (0 until childCount).map(::getChildAt).filter { it.visibility != GONE }

    private companion object {
        const val GAP_DP = 12
        val ANY = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
    }
}

/** A row of words with a switch, read and touched as one. Never set from the outside. */
internal class SwitchRow(context: Context, attributes: AttributeSet?) :
    LinearLayout(context, attributes),
    Checkable {
    private val toggle: Switch get() = findViewById(R.id.askfirst_choice_switch)!!

    /** Hears what the person did. */
    var onToggle: (Boolean) -> Unit = {}

    fun say(title: String, detail: String) {
        findViewById<TextView>(R.id.askfirst_choice_title)!!.text = title
        findViewById<TextView>(R.id.askfirst_choice_detail)!!.apply {
            text = detail
            visibility = if (detail.isEmpty()) View.GONE else View.VISIBLE
        }
    }

    override fun performClick(): Boolean {
        toggle()
        onToggle(isChecked)
        return super.performClick()
    }

    override fun isChecked(): Boolean = toggle.isChecked

    override fun setChecked(isOn: Boolean) {
        toggle.isChecked = isOn
    }

    override fun toggle() {
        toggle.toggle()
    }

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        info.className = Switch::class.java.name
        info.isCheckable = true
        info.isChecked = isChecked
    }
}
