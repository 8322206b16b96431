package org.askfirst.android

import android.app.KeyguardManager
import android.os.PowerManager
import android.view.View
import kotlinx.coroutines.Deferred
import org.askfirst.Ask
import org.askfirst.Group
import org.askfirst.Read
import org.askfirst.android.ui.SwitchRow
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowDialog
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** How the library's own screen ends a question, whatever happens to the activity under it. */
@RunWith(AskFirstRunner::class)
class PromptScreenTest {
    private fun Phone.reads(ask: Ask = Ask.IF_NEW) = calls { gate(Policy003.clipboard).read(ask) }

    private fun Phone.asksOnScreen(): Deferred<Read<*>> {
        opens()
        acceptsPolicy()
        return reads().also { asked() }
    }

    /** How often a question was recorded as shown, the policy's own not counted. */
    private fun Phone.shownEntries() = calls { records.entries(0, 500) }.ended().count { it.what == "shown" } - 1

    private fun Phone.endsUnanswered(call: Deferred<Read<*>>) {
        assertEquals(Group.NOT_ANSWERED, assertIs<Read.Shut>(call.ended()).reason.group)
        MainThread.await("the window to go") { !dialogIsUp() }
        assertEquals(0, Counters.total, Counters.callers())
    }

    @Test
    fun `back leaves the question unanswered, keeps quiet in passing and asks again on a tap`() = onPhone {
        val call = asksOnScreen()
        @Suppress("DEPRECATION")
        ShadowDialog.getLatestDialog().onBackPressed()
        endsUnanswered(call)
        assertIs<Read.Shut>(reads().ended())
        assertFalse(dialogIsUp())
        val again = reads(Ask.TAPPED)
        taps("refuse")
        assertEquals(Group.SAID_NO, assertIs<Read.Shut>(again.ended()).reason.group)
    }

    @Test
    fun `a tap beside the sheet leaves the question unanswered`() = onPhone {
        val call = asksOnScreen()
        window()!!.findViewById<View>(R.id.askfirst_outside)!!.performClick()
        endsUnanswered(call)
    }

    @Test
    fun `a tap between the parts of the sheet does nothing`() = onPhone {
        val call = asksOnScreen()
        window()!!.findViewById<View>(R.id.askfirst_sheet)!!.performClick()
        MainThread.await("nothing") { dialogIsUp() }
        assertFalse(call.isCompleted)
        taps("agree")
        call.ended()
    }

    @Test
    fun `the closing control leaves the question unanswered`() = onPhone {
        val call = asksOnScreen()
        taps("askfirst_close")
        endsUnanswered(call)
    }

    @Test
    fun `the same question is drawn again on a screen that is made again, and recorded once`() = onPhone {
        val screen = opens()
        acceptsPolicy()
        val call = reads()
        asked()
        val ticket = prompt!!.ticket
        val first = window()
        screen.recreate()
        MainThread.await("the question again") { dialogIsUp() && window() !== first }
        assertEquals(ticket, prompt!!.ticket)
        taps("agree")
        assertIs<Read<*>>(call.ended())
        assertEquals(1, shownEntries())
    }

    @Test
    fun `choices that were set survive a rotation`() = onPhone {
        val screen = opens()
        acceptsPolicy()
        val call = calls { askTogether(Policy003.jmlink.all) }
        val ticket = asked().let { prompt!!.ticket }
        row().performClick()
        assertTrue(row().isChecked)
        RuntimeEnvironment.setQualifiers("+land")
        screen.configurationChange()
        MainThread.await("the question again") { dialogIsUp() }
        assertEquals(ticket, prompt!!.ticket)
        assertTrue(row().isChecked)
        taps("submit")
        assertEquals(listOf(true, false), call.ended().map { it.isGiven }.distinct().sortedDescending())
    }

    private fun row() = Screen.capture().top.views.firstNotNullOf { it.view as? SwitchRow }

    @Test
    fun `another language draws the same question again and records it in that language`() = onPhone {
        val screen = opens()
        acceptsPolicy()
        val call = reads()
        asked()
        val ticket = prompt!!.ticket
        RuntimeEnvironment.setQualifiers("+en-rUS")
        screen.configurationChange()
        val english = prompt!!.text("en").title
        MainThread.await("the question in English") {
            dialogIsUp() && Screen.capture().top.views.any { it.text == english }
        }
        assertEquals(ticket, prompt!!.ticket)
        taps("refuse")
        call.ended()
        assertEquals(2, shownEntries())
    }

    @Test
    fun `the question moves to the next screen when its own is gone`() = onPhone {
        val first = opens()
        acceptsPolicy()
        val call = reads()
        asked()
        val ticket = prompt!!.ticket
        val before = window()!!
        first.get().finish()
        first.pause()
        opens(Other::class.java)
        first.stop().destroy()
        MainThread.await("the question on the next screen") { dialogIsUp() && window() !== before }
        assertEquals(ticket, prompt!!.ticket)
        assertFalse(call.isCompleted)
        taps("agree")
        assertIs<Read<*>>(call.ended())
        assertEquals(2, shownEntries())
    }

    @Test
    fun `without a screen the answer comes at once`() = onPhone {
        val screen = opens()
        acceptsPolicy()
        screen.pause().stop()
        val shut = assertIs<Read.Shut>(reads(Ask.TAPPED).ended())
        assertEquals(Group.NOT_ANSWERED, shut.reason.group)
        assertNull(prompt)
    }

    @Test
    fun `a locked screen is no screen`() = onPhone {
        opens()
        acceptsPolicy()
        shadowOf(app.getSystemService(KeyguardManager::class.java)).setKeyguardLocked(true)
        assertEquals(Group.NOT_ANSWERED, assertIs<Read.Shut>(reads(Ask.TAPPED).ended()).reason.group)
        shadowOf(app.getSystemService(KeyguardManager::class.java)).setKeyguardLocked(false)
        @Suppress("DEPRECATION")
        shadowOf(app.getSystemService(PowerManager::class.java)).setIsInteractive(false)
        assertEquals(Group.NOT_ANSWERED, assertIs<Read.Shut>(reads(Ask.TAPPED).ended()).reason.group)
        assertNull(prompt)
    }

    @Test
    fun `an app's own screen that never draws ends the question within a bounded time`() =
        onPhone(PromptUi.APP, { shownTimeoutMillis = 300 }) {
            opens()
            val call = calls { policy.present() }
            assertEquals("NotAnswered", call.ended().name)
            assertFalse(dialogIsUp())
        }

    @Test
    fun `the policy is one tap away and the way back leads to the question`() = onPhone {
        opens()
        val call = calls { policy.present() }
        asked()
        taps("askfirst_policy")
        MainThread.await("the policy") {
            Screen.capture().top.views.any { it.id == "askfirst_document_body" && it.children.size > 5 }
        }
        @Suppress("DEPRECATION")
        ShadowDialog.getLatestDialog().onBackPressed()
        assertFalse(call.isCompleted)
        assertTrue(dialogIsUp())
        taps("refuse")
        assertEquals("Declined", call.ended().name)
    }

    @Test
    fun `two hundred callers share one question and one tap answers all`() = onPhone {
        opens()
        acceptsPolicy()
        val all = List(200) { reads() }
        taps("refuse")
        assertEquals(setOf("REFUSED"), all.map { assertIs<Read.Shut>(it.ended()).reason.code }.toSet())
        assertEquals(1, shownEntries())
    }

    @Test
    fun `the last caller's end takes the question down`() = onPhone {
        val call = asksOnScreen()
        call.cancel()
        MainThread.await("the window to go") { !dialogIsUp() }
        assertNull(prompt)
    }

    @Test
    fun `a question for another access waits its turn`() = onPhone {
        val first = asksOnScreen()
        val second = calls { gate(Policy003.apps).read() }
        val ticket = prompt!!.ticket
        taps("refuse")
        first.ended()
        MainThread.await("the second question") { prompt?.ticket?.let { it != ticket } == true && dialogIsUp() }
        assertNotEquals(ticket, prompt!!.ticket)
        taps("refuse")
        assertIs<Read.Shut>(second.ended())
    }
}
