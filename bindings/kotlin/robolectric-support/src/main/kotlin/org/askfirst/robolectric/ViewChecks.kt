package org.askfirst.robolectric

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import android.widget.EditText
import android.widget.RadioGroup
import android.widget.TextView
import kotlin.math.max
import kotlin.math.min
import kotlin.math.pow

/** Something wrong with what is on the screen. */
public class Finding(
    /** The name of the check. */
    public val check: String,
    /** Which view, and what about it. */
    public val detail: String,
) {
    override fun toString(): String = "$check: $detail"
}

/**
 * Checks of one window, the topmost by default.
 *
 * Each returns what is wrong, and nothing where nothing is.
 */
public class ViewChecks(screen: Screen, private val window: Screen.Window = screen.top) {
    private val density = window.root.resources.displayMetrics.density
    private val views = window.views

    /** Every check that needs to know nothing about the screen's meaning. */
    public fun all(): List<Finding> = nothingCut() + nothingPreset() + touchTargets() + labels() + contrast() + glyphs()

    /** No text is cut short, and no text or control stands where it cannot be seen. */
    public fun nothingCut(): List<Finding> = views.flatMap { node -> node.cuts.map { Finding(CUT, "$node $it") } }

    /** No switch is on, no choice is made and no field is filled before the person did it. */
    public fun nothingPreset(): List<Finding> = views.mapNotNull { node ->
        val view = node.view
        when {
            node.isChecked == true -> Finding(PRESET, "$node is on")
            view is RadioGroup && view.checkedRadioButtonId != -1 -> Finding(PRESET, "$node has a choice")
            view is EditText && view.text.isNotEmpty() -> Finding(PRESET, "$node is filled")
            else -> null
        }
    }

    /** Whatever can be touched measures at least 48 dp in both directions. */
    public fun touchTargets(): List<Finding> {
        val least = TARGET_DP * density
        return views.filter { it.isTouchable && (it.bounds.width() < least - 1 || it.bounds.height() < least - 1) }
            .map {
                val size = listOf(it.bounds.width(), it.bounds.height()).map { px -> (px / density).toInt() }
                Finding(TARGET, "$it measures ${size[0]} × ${size[1]} dp")
            }
    }

    /** Whatever can be touched has words for a screen reader. */
    public fun labels(): List<Finding> = views
        .filter { it.isTouchable && it.view.isImportantForAccessibility && it.label == null }
        .map { Finding(LABEL, "$it has no label") }

    /** Text stands out against its ground: 4.5 to 1, or 3 to 1 where it is large. Only what is in view is looked at. */
    public fun contrast(): List<Finding> = views.mapNotNull { node ->
        val view = node.view as? TextView ?: return@mapNotNull null
        val seen = Rect()
        // What is scrolled away, wholly or in part, would be compared with what lies over it.
        val inView = view.getGlobalVisibleRect(seen) && seen.intersect(0, 0, window.bitmap.width, window.bitmap.height)
        if (view.text.isEmpty() || !inView || !view.isEnabled) return@mapNotNull null
        val ratio = ratio(view.currentTextColor, ground(window.bitmap, seen))
        val least = if (isLarge(view)) LARGE_TEXT else SMALL_TEXT
        if (ratio >= least) null else Finding(CONTRAST, "$node has %.2f to 1".format(ratio))
    }

    /** Every letter is in the fonts, so that no empty boxes are drawn. */
    public fun glyphs(): List<Finding> = views.mapNotNull { node ->
        val paint = (node.view as? TextView)?.paint ?: return@mapNotNull null
        val missing = node.text.orEmpty().codePoints().toArray()
            .filter { !Character.isWhitespace(it) && !Character.isISOControl(it) }
            .firstOrNull { !paint.hasGlyph(String(Character.toChars(it))) }
        missing?.let { Finding(GLYPH, "$node lacks U+%04X".format(it)) }
    }

    /** The two views are of equal rank: the same size, place in the row or column, type, colours and ground. */
    public fun equalRank(first: TextView, second: TextView): List<Finding> = buildList {
        fun differs(what: String, one: Any?, other: Any?) {
            if (one != other) add(Finding(RANK, "$what of “${first.text}” and “${second.text}”: $one, $other"))
        }
        differs("width", first.width, second.width)
        differs("height", first.height, second.height)
        differs("text size", first.textSize, second.textSize)
        differs("weight", first.typeface?.weight, second.typeface?.weight)
        differs("slant", first.typeface?.style, second.typeface?.style)
        differs("text colour", first.currentTextColor, second.currentTextColor)
        differs(
            "underline",
            first.paintFlags and Paint.UNDERLINE_TEXT_FLAG,
            second.paintFlags and Paint.UNDERLINE_TEXT_FLAG,
        )
        differs("opacity", first.alpha, second.alpha)
        differs("elevation", first.elevation + first.translationZ, second.elevation + second.translationZ)
        differs("scale", first.scaleX to first.scaleY, second.scaleX to second.scaleY)
        differs("being enabled", first.isEnabled, second.isEnabled)
        differs("padding", first.paddingLeft + first.paddingRight, second.paddingLeft + second.paddingRight)
        if (first.width == second.width && first.height == second.height && !ground(first).sameAs(ground(second))) {
            add(Finding(RANK, "grounds of “${first.text}” and “${second.text}” look different"))
        }
    }

    /** Each of [words] stands somewhere on the screen, whole. */
    public fun says(words: List<String>): List<Finding> {
        val texts = window.views.mapNotNull { it.text }
        return words.filter { word -> texts.none { word in it } }.map { Finding(WORDS, "“$it” is not on the screen") }
    }

    private fun ground(view: TextView): Bitmap {
        val picture = Bitmap.createBitmap(max(1, view.width), max(1, view.height), Bitmap.Config.ARGB_8888)
        view.background?.run {
            val before = Rect(bounds)
            setBounds(0, 0, view.width, view.height)
            draw(Canvas(picture))
            bounds = before
        }
        return picture
    }

    private fun isLarge(view: TextView): Boolean {
        val sp = view.textSize / density
        return sp >= LARGE_SP || (sp >= LARGE_BOLD_SP && (view.typeface?.weight ?: 0) >= BOLD)
    }

    private fun ground(picture: Bitmap, box: Rect): Int {
        val pixels = IntArray(box.width() * box.height())
        picture.getPixels(pixels, 0, box.width(), box.left, box.top, box.width(), box.height())
        return pixels.toList().groupingBy { it }.eachCount().maxByOrNull { it.value }?.key ?: Color.TRANSPARENT
    }

    private fun ratio(one: Int, other: Int): Double {
        val light = listOf(luminance(one), luminance(other))
        return (max(light[0], light[1]) + GLARE) / (min(light[0], light[1]) + GLARE)
    }

    private fun luminance(colour: Int): Double {
        fun linear(part: Int): Double {
            val share = part / 255.0
            return if (share <= 0.04045) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
        }
        return 0.2126 * linear(Color.red(colour)) +
            0.7152 * linear(Color.green(colour)) +
            0.0722 * linear(Color.blue(colour))
    }

    public companion object {
        public const val CUT: String = "cut"
        public const val PRESET: String = "preset"
        public const val TARGET: String = "touch target"
        public const val LABEL: String = "label"
        public const val CONTRAST: String = "contrast"
        public const val GLYPH: String = "glyph"
        public const val RANK: String = "equal rank"
        public const val WORDS: String = "words"

        private const val TARGET_DP = 48
        private const val SMALL_TEXT = 4.5
        private const val LARGE_TEXT = 3.0
        private const val LARGE_SP = 24
        private const val LARGE_BOLD_SP = 18.66
        private const val BOLD = 600
        private const val GLARE = 0.05
    }
}
