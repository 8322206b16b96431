package org.askfirst.android

import org.askfirst.Ask
import org.askfirst.Confirmed
import org.askfirst.Read
import org.askfirst.android.ui.PrivacyCentre
import org.askfirst.android.ui.SwitchRow
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.askfirst.robolectric.ViewChecks
import org.junit.Test
import org.junit.runner.RunWith
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

@RunWith(AskFirstRunner::class)
class PrivacyCentreTest {
    private fun row(words: String): SwitchRow? = Screen.capture().windows.flatMap { it.views }
        .firstOrNull { it.view is SwitchRow && it.label.orEmpty().contains(words) }
        ?.view as SwitchRow?

    @Test
    fun `a switch shows what holds, withdraws when it is turned off and asks when it is turned on`() = onPhone {
        val screen = opens().get()
        acceptsPolicy()
        agreesTo(Policy003.clipboard)
        PrivacyCentre.show(screen, guard)
        MainThread.await("the switch to be on") { row("剪切板内容")?.isChecked == true }
        assertFalse(row("已安装应用列表")!!.isChecked)

        row("剪切板内容")!!.performClick()
        MainThread.await("the switch to be off") { row("剪切板内容")?.isChecked == false }
        assertFalse(guard.gate(Policy003.clipboard).isOpen)
        assertIs<Read.Shut>(calls { gate(Policy003.clipboard).read(Ask.NEVER) }.ended())
        assertEquals(0, Counters.total, Counters.callers())

        // Until the recipient is known to have stopped, the door stays shut and nobody is asked.
        calls { obligations().forEach { confirm(it, Confirmed.DONE) } }.ended()
        row("剪切板内容")!!.performClick()
        taps("agree")
        MainThread.await("the switch to be on again") { row("剪切板内容")?.isChecked == true }
        assertTrue(guard.gate(Policy003.clipboard).isOpen)
    }

    @Test
    fun `nothing is cut and everything can be touched`() = onPhone {
        val screen = opens().get()
        acceptsPolicy()
        PrivacyCentre.show(screen, guard)
        MainThread.await("the list") { row("剪切板内容") != null }
        val shot = Screen.capture()
        shot.save(File(System.getProperty("screenshots") ?: "target/screenshots", "privacy-centre.png"))
        assertEquals(emptyList(), ViewChecks(shot).all().map { "$it" })
    }
}
