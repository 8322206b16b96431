package org.askfirst.android

import android.view.View
import org.askfirst.android.ui.SwitchRow
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.MainThread
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowDialog
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** What a person can do on the library's own screen besides answering. How questions end is in [HowCallsEndTest]. */
@RunWith(AskFirstRunner::class)
class PromptScreenTest {
    @Test
    fun `a tap between the parts of the sheet does nothing`() = onPhone {
        opens()
        acceptsPolicy()
        val call = calls { gate(Policy003.clipboard).read() }
        asked()
        window()!!.findViewById<View>(R.id.askfirst_sheet)!!.performClick()
        settles()
        assertTrue(dialogIsUp())
        assertFalse(call.isCompleted)
        taps("agree")
        call.ended()
    }

    @Test
    fun `choices that were set survive a rotation`() = onPhone {
        val screen = opens()
        acceptsPolicy()
        val call = calls { askTogether(Policy003.jmlink.all) }
        val ticket = asked().ticket
        row().performClick()
        assertTrue(row().isChecked)
        val before = window()
        RuntimeEnvironment.setQualifiers("+land")
        screen.configurationChange()
        MainThread.await("the question again") { dialogIsUp() && window() !== before }
        assertEquals(ticket, prompt!!.ticket)
        assertTrue(row().isChecked)
        taps("submit")
        assertEquals(listOf(true, false), call.ended().map { it.isGiven }.distinct().sortedDescending())
    }

    private fun Phone.row() = window()!!.all().filterIsInstance<SwitchRow>().first()

    @Test
    fun `the policy is one tap away and the way back leads to the question`() = onPhone {
        opens()
        val call = calls { policy.present() }
        asked()
        taps("askfirst_policy")
        val document = calls { policy.document("zh") }.ended()
        MainThread.await("the policy") { document.sections.last().lines.last() in window()!!.words() }
        @Suppress("DEPRECATION")
        ShadowDialog.getLatestDialog().onBackPressed()
        assertFalse(call.isCompleted)
        assertTrue(dialogIsUp())
        taps("refuse")
        assertEquals("Declined", call.ended().name)
    }
}
