package org.askfirst.robolectric

import android.app.Activity
import android.app.AlertDialog
import android.graphics.Color
import android.os.Bundle
import android.widget.FrameLayout
import android.widget.TextView
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue

@RunWith(AskFirstRunner::class)
class ScreenTest {
    private val folder = File(System.getProperty("screenshots") ?: "target/screenshots")

    class Plain : Activity() {
        override fun onCreate(state: Bundle?) {
            super.onCreate(state)
            setTheme(android.R.style.Theme_Material_Light_NoActionBar)
            setContentView(FrameLayout(this).apply { setBackgroundColor(Color.rgb(250, 240, 200)) })
        }
    }

    @Test
    fun `a dialog in Chinese is drawn above its dimmed activity`() {
        val activity = Robolectric.buildActivity(Plain::class.java).setup().get()
        val before = Screen.capture()
        AlertDialog.Builder(activity, android.R.style.Theme_Material_Light_Dialog_Alert)
            .setTitle("先问，再收集")
            .setMessage("只有在您同意之后，才会读取剪贴板中的邀请链接。")
            .setPositiveButton("同意", null)
            .setNegativeButton("不同意", null)
            .show()
        val screen = Screen.capture()
        screen.save(File(folder, "dialog.png"))

        assertEquals(1080 to 2400, screen.bitmap.width to screen.bitmap.height)
        assertEquals(2, screen.windows.size)
        assertNotEquals(before.bitmap.getPixel(4, 2390), screen.bitmap.getPixel(4, 2390), "the activity is not dimmed")
        assertTrue(screen.top.bounds.top > 600, "the dialog stands at ${screen.top.bounds}")
        val checks = ViewChecks(screen)
        assertEquals(emptyList(), checks.says(listOf("先问，再收集", "剪贴板", "同意", "不同意")).map { "$it" })
        assertEquals(emptyList(), (checks.nothingCut() + checks.glyphs() + checks.labels()).map { "$it" })
        assertTrue("先问，再收集" in screen.dump())
        assertTrue(ink(screen) > 200, "the letters are not drawn")
    }

    /** Pixels of the message that are darker than its ground. */
    private fun ink(screen: Screen): Int {
        val node = screen.top.views.first { it.text?.startsWith("只有") == true }
        val box = node.bounds
        assertTrue(node.view is TextView)
        return (box.left until box.right step 2).sumOf { x ->
            (box.top until box.bottom step 2).count { y ->
                val at = screen.top.bounds
                Color.red(screen.bitmap.getPixel(at.left + x, at.top + y)) < 140
            }
        }
    }
}
