package org.askfirst.robolectric

import android.app.Activity
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import kotlin.test.assertEquals

@RunWith(AskFirstRunner::class)
class CountersTest {
    private val context: Context get() = RuntimeEnvironment.getApplication()

    @Test
    fun `every counter moves by one on a direct call`() {
        val seen = Calibration.require(context)
        assertEquals(Counted.entries.map { it.label }, seen.keys.toList())
        assertEquals(0, Counters.total)
    }

    @Test
    fun `a counted call still gives what the framework holds`() {
        val clipboard = context.getSystemService(ClipboardManager::class.java)!!
        clipboard.setPrimaryClip(ClipData.newPlainText("label", "ask first"))
        Counters.reset()
        assertEquals("ask first", clipboard.primaryClip!!.getItemAt(0).text)
        assertEquals(mapOf(Counted.CLIP_CONTENT.label to 1), Counters.moved())
    }

    @Test
    fun `starting an activity counts nothing`() {
        Counters.reset()
        Robolectric.buildActivity(Activity::class.java).setup()
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `what an app asks about itself counts nothing`() {
        Counters.reset()
        context.packageManager.getPackageInfo(context.packageName, 0)
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }
}
