package org.askfirst.android

import kotlinx.coroutines.Deferred
import org.askfirst.Ask
import org.askfirst.Fix
import org.askfirst.GuardOptions
import org.askfirst.Read
import org.askfirst.Standing
import org.askfirst.android.providers.Position
import org.askfirst.android.providers.PositionProvider
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.SystemDialog
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

private const val OS_DENIED = "shut OS_DENIED SYSTEM_OFF SYSTEM_SETTINGS"
private const val ASKED = "asked nearby.location"
private const val AGREED = "given CONSENT bound"

/**
 * How calls end that need the system as well: its dialog, and the way through its settings and back.
 *
 * Part of the table in [HowCallsEndTest].
 */
@RunWith(AskFirstRunner::class)
class SystemSettingsTest {
    private val lastKnown: GuardOptions.Builder.() -> Unit = {
        provider(PositionProvider(RuntimeEnvironment.getApplication(), Position.LAST))
    }

    private fun settings(test: Phone.(ActivityController<Plain>) -> Unit) = repeated(configure = lastKnown) {
        val screen = ready().opens()
        stands(30.27415, 120.15515)
        acceptsPolicy()
        test(screen)
    }

    private fun Phone.reads(ask: Ask = Ask.IF_NEW): Deferred<Read<Fix>> = calls { gate(Policy003.nearby).read(ask) }

    private fun Phone.systemAsks(screen: ActivityController<Plain>) =
        MainThread.await("the system's dialog") { SystemDialog.asked(screen.get()) != null }

    /** The person leaves the app for the system's settings, does [there] what they like, and comes back. */
    private fun Phone.visitsSettings(screen: ActivityController<Plain>, there: () -> Unit) {
        screen.pause().stop()
        settles()
        there()
        screen.restart().start().resume().visible()
        settles()
    }

    private fun Phone.grants() = shadowOf(app).grantPermissions(*POSITION.toTypedArray())

    private fun Phone.denies() = shadowOf(app).denyPermissions(*POSITION.toTypedArray())

    private fun reached(times: Int) = assertEquals(
        if (times == 0) emptyMap() else mapOf(Counted.LOCATION_LAST.label to times),
        Counters.moved(),
        Counters.callers(),
    )

    @Test
    fun `agreed and then refused in the system's dialog is off by the system, and the consent is kept`() =
        settings { screen ->
            val call = reads()
            taps("agree")
            systemAsks(screen)
            SystemDialog.answer(screen.get(), emptyList())
            assertEquals(OS_DENIED, said(call.ended()))
            assertTrue(guard.gate(Policy003.nearby).isOpen)
            assertEquals(listOf(ASKED, "shown zh", AGREED, "system_refused"), ledger())
            reached(0)
        }

    @Test
    fun `back from the settings with the permission everyone who waits for the dialog reads, once`() =
        settings { screen ->
            val waiting = List(5) { reads() }
            taps("agree")
            systemAsks(screen)
            visitsSettings(screen) { }
            assertEquals(emptyList(), waiting.filter { it.isCompleted }.map { said(it.ended()) }, "nothing had changed")
            assertNotNull(SystemDialog.asked(screen.get()))
            // The dialog itself never answers: it went with the visit.
            visitsSettings(screen) { grants() }
            assertEquals(List(5) { "value" }, waiting.map { said(it.ended()) })
            assertEquals(listOf(ASKED, "shown zh", AGREED, "system_on"), ledger())
            reached(5)
        }

    @Test
    fun `whoever leaves the app before the system's dialog came gets it on coming back, and nothing was refused`() =
        settings { screen ->
            val call = reads()
            asked()
            screen.pause()
            taps("agree")
            settles()
            assertNull(SystemDialog.asked(screen.get()))
            screen.stop()
            settles()
            assertFalse(call.isCompleted)
            screen.restart().start().resume().visible()
            systemAsks(screen)
            SystemDialog.answer(screen.get(), POSITION)
            assertEquals("value", said(call.ended()))
            assertEquals(listOf(ASKED, "shown zh", AGREED, "system_on"), ledger())
            reached(1)
        }

    @Test
    fun `a guard that is closed under the system's dialog ends who waits for it`() = settings { screen ->
        val waiting = List(3) { reads() }
        taps("agree")
        systemAsks(screen)
        guard.close()
        assertEquals(List(3) { "shut CLOSED NOT_READY NONE" }, waiting.map { said(it.ended()) })
        reached(0)
    }

    @Test
    fun `a permission turned off in the settings under the question counts when the phone would be read`() =
        settings { screen ->
            grants()
            val call = reads()
            val ticket = asked().ticket
            visitsSettings(screen) { denies() }
            assertEquals(ticket, asked().ticket)
            taps("agree")
            assertEquals(OS_DENIED, said(call.ended()))
            reached(0)
        }

    @Test
    fun `back from the settings after a refusal in the dialog the next read succeeds without a question`() =
        settings { screen ->
            val call = reads()
            taps("agree")
            systemAsks(screen)
            SystemDialog.answer(screen.get(), emptyList())
            assertEquals(OS_DENIED, said(call.ended()))
            visitsSettings(screen) { grants() }
            assertEquals("value", said(reads().ended()))
            assertFalse(dialogIsUp())
            assertEquals(listOf(ASKED, "shown zh", AGREED, "system_refused", "system_on"), ledger())
            reached(1)
        }

    @Test
    fun `a permission turned off in the settings is a withdrawal that the door shows on coming back`() =
        settings { screen ->
            grants()
            val call = reads()
            taps("agree")
            assertEquals("value", said(call.ended()))
            visitsSettings(screen) { denies() }
            val gate = guard.gate(Policy003.nearby)
            MainThread.await("the door to shut") { !gate.isOpen }
            assertEquals(Standing.WITHDRAWN, gate.state.value.standing)
            assertEquals("withdrawn system", ledger().last())
            assertEquals(OS_DENIED, said(reads(Ask.NEVER).ended()))
            reached(1)
        }

    @Test
    fun `a permission turned off while the app was dead is seen with the first screen`() = settings {
        grants()
        val call = reads()
        taps("agree")
        assertEquals("value", said(call.ended()))
        settles()
        // The system ends an app whose permission is taken away.
        val next = killed { denies() }
        next.use {
            it.opens()
            val gate = it.guard.gate(Policy003.nearby)
            MainThread.await("the door to shut") { gate.state.value.standing == Standing.WITHDRAWN }
            assertFalse(gate.isOpen)
        }
    }
}
