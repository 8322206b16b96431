package org.askfirst.robolectric

import android.app.Activity
import android.content.Context
import android.graphics.Color
import android.graphics.Typeface
import android.graphics.drawable.ColorDrawable
import android.text.TextUtils
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.RadioButton
import android.widget.RadioGroup
import android.widget.ScrollView
import android.widget.TextView
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** Each check is seen to find a planted fault, and to be silent where there is none. */
@RunWith(AskFirstRunner::class)
class ViewChecksTest {
    private val activity: Activity = Robolectric.buildActivity(Activity::class.java).setup().get()
    private val sentence = "只有在您同意之后，才会读取剪贴板中的邀请链接；您可以随时在隐私中心撤回。"

    private fun show(fill: LinearLayout.(Context) -> Unit): ViewChecks {
        val column = LinearLayout(activity).apply {
            orientation = LinearLayout.VERTICAL
            setBackgroundColor(Color.WHITE)
            fill(activity)
        }
        activity.setContentView(column)
        return ViewChecks(Screen.capture())
    }

    private fun text(words: String, change: TextView.() -> Unit = {}) = TextView(activity).apply {
        text = words
        textSize = 16f
        setTextColor(Color.BLACK)
        change()
    }

    private fun button(words: String, change: Button.() -> Unit = {}) = Button(activity).apply {
        text = words
        isAllCaps = false
        minHeight = dp(48)
        minWidth = dp(48)
        background = ColorDrawable(Color.LTGRAY)
        setTextColor(Color.BLACK)
        change()
    }

    private fun dp(size: Int) = (size * activity.resources.displayMetrics.density).toInt()

    private fun found(findings: List<Finding>) = findings.map { it.check }.toSet()

    private fun ViewGroup.put(view: View, width: Int = MATCH_PARENT, height: Int = WRAP_CONTENT) =
        addView(view, LinearLayout.LayoutParams(width, height))

    @Test
    fun `a sound screen has no findings`() {
        val checks = show {
            put(text(sentence))
            put(
                CheckBox(it).apply {
                    text = "剪贴板"
                    setTextColor(Color.BLACK)
                    minHeight = dp(48)
                },
            )
            put(button("同意"))
        }
        assertEquals(emptyList(), checks.all().map { "$it" })
    }

    @Test
    fun `an ellipsis is found`() {
        val checks = show {
            put(
                text(sentence) {
                    isSingleLine = true
                    ellipsize = TextUtils.TruncateAt.END
                },
            )
        }
        assertEquals(setOf(ViewChecks.CUT), found(checks.nothingCut()))
    }

    @Test
    fun `lines beyond the last one allowed are found`() {
        val checks = show { put(text(sentence + sentence) { maxLines = 2 }) }
        assertEquals(setOf(ViewChecks.CUT), found(checks.nothingCut()))
    }

    @Test
    fun `text taller than its view is found`() {
        val checks = show { put(text(sentence), height = dp(20)) }
        assertEquals(setOf(ViewChecks.CUT), found(checks.nothingCut()))
    }

    @Test
    fun `a text pushed off the screen is found unless it scrolls`() {
        val tall: (LinearLayout) -> Unit = { it.put(text("上"), height = dp(790)) }
        val lost = show {
            tall(this)
            put(text("下"), height = dp(60))
        }
        assertEquals(setOf(ViewChecks.CUT), found(lost.nothingCut()))
        val scrolls = show { context ->
            val column = LinearLayout(context).apply { orientation = LinearLayout.VERTICAL }
            tall(column)
            column.put(text("下"), height = dp(60))
            put(ScrollView(context).apply { addView(column) }, height = MATCH_PARENT)
        }
        assertEquals(emptySet(), found(scrolls.nothingCut()))
    }

    @Test
    fun `whatever is set beforehand is found`() {
        val checks = show { context ->
            put(CheckBox(context).apply { isChecked = true })
            put(EditText(context).apply { setText("已填") })
            val group = RadioGroup(context)
            val choice = RadioButton(context).apply { id = View.generateViewId() }
            group.addView(choice)
            group.check(choice.id)
            put(group)
        }
        assertEquals(4, checks.nothingPreset().size, checks.nothingPreset().toString())
    }

    @Test
    fun `a small touch target is found`() {
        val checks = show {
            put(
                button("好") {
                    minHeight = 0
                    minimumHeight = 0
                },
                dp(30),
                dp(30),
            )
        }
        assertEquals(setOf(ViewChecks.TARGET), found(checks.touchTargets()))
    }

    @Test
    fun `a control without a label is found, and one that is read with its text is not`() {
        val bare = show { put(View(it).apply { isClickable = true }, dp(60), dp(60)) }
        assertEquals(setOf(ViewChecks.LABEL), found(bare.labels()))
        val read = show { context ->
            put(
                FrameLayout(context).apply {
                    isClickable = true
                    addView(text("隐私政策"))
                },
                dp(90),
                dp(60),
            )
        }
        assertEquals(emptyList(), read.labels().map { "$it" })
    }

    @Test
    fun `pale text is found`() {
        val checks = show { put(text(sentence) { setTextColor(Color.rgb(170, 170, 170)) }) }
        assertEquals(setOf(ViewChecks.CONTRAST), found(checks.contrast()))
    }

    @Test
    fun `a letter that no font has is found`() {
        val checks = show { put(text("甲" + String(Character.toChars(0x10FFFD)))) }
        assertEquals(setOf(ViewChecks.GLYPH), found(checks.glyphs()))
    }

    @Test
    fun `words that are missing are found`() {
        val checks = show { put(text(sentence)) }
        assertEquals(1, checks.says(listOf("剪贴板", "精确位置")).size)
    }

    @Test
    fun `two like buttons are of equal rank`() {
        assertEquals(emptyList(), rank { }.map { "$it" })
    }

    @Test
    fun `a button that stands out in any way is found`() {
        val ways = mapOf<String, Button.() -> Unit>(
            "wider" to { layoutParams.width = dp(200) },
            "taller" to { layoutParams.height = dp(90) },
            "bold" to { typeface = Typeface.DEFAULT_BOLD },
            "larger type" to { textSize = 20f },
            "other ground" to { background = ColorDrawable(Color.GREEN) },
            "other ink" to { setTextColor(Color.BLUE) },
            "faint" to { alpha = 0.5f },
            "off" to { isEnabled = false },
            "raised" to {
                stateListAnimator = null
                elevation = 40f
            },
        )
        for ((way, change) in ways) assertTrue(rank(change).isNotEmpty(), "$way is not found")
    }

    private fun rank(change: Button.() -> Unit): List<Finding> {
        val first = button("不同意")
        val second = button("同意")
        val checks = show {
            put(first, dp(150), dp(48))
            put(second, dp(150), dp(48))
            second.change()
            second.layoutParams = second.layoutParams
        }
        return checks.equalRank(first, second)
    }
}
