package org.askfirst.android

import android.app.KeyguardManager
import android.os.PowerManager
import android.view.View
import android.widget.TextView
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.askfirst.Account
import org.askfirst.AnchorAnswer
import org.askfirst.AnchorStore
import org.askfirst.Ask
import org.askfirst.Cause
import org.askfirst.Clip
import org.askfirst.Guard
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.Pack
import org.askfirst.Read
import org.askfirst.Source
import org.askfirst.Status
import org.askfirst.Withdrawn
import org.askfirst.android.providers.ClipboardProvider
import org.askfirst.internal.CoreGuard
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowDialog
import java.util.concurrent.CountDownLatch
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotSame
import kotlin.test.assertNull
import kotlin.test.assertTrue

private const val NOT_ANSWERED = "shut NOT_ANSWERED NOT_ANSWERED ASK_ON_TAP"
private const val NO_SCREEN = "shut NO_SCREEN NOT_ANSWERED ASK_ON_TAP"
private const val REFUSED = "shut REFUSED SAID_NO ANOTHER_WAY"
private const val INTERNAL = "shut INTERNAL NOT_READY NONE"
private const val CLOSED = "shut CLOSED NOT_READY NONE"
private const val STALE = "shut STALE_CONSENT NOT_ANSWERED ASK_ON_TAP"
private const val NO_POLICY = "shut NO_POLICY_ACCEPTANCE NOT_ANSWERED ASK_ON_TAP"

private const val ASKED = "asked jmlink.clipboard"
private const val AGREED = "given CONSENT bound"

/**
 * How every call ends on Android's own code: each row with its exact result, what the framework was asked for and what
 * the ledger says afterwards, as often as `askfirst.repeat` says and none above five seconds.
 *
 * | What happens | Tests |
 * |---|---|
 * | called before the guard is ready, or ledger closed | `a call before…`, `a closed ledger…` |
 * | no screen to ask on, app in background, screen locked | `in the background…`, `a locked or dark screen…` |
 * | 200 callers, one gate | `two hundred callers…` |
 * | several gates | `a question for another access…` |
 * | one of several callers cancelled | `one of several callers…` |
 * | last caller cancelled | `the last caller's end…` |
 * | the answer arrives while the last caller cancels | `an answer that arrives…` |
 * | rotation, recreate, theme or language change | `the same question…`, `a rotation…`, `another language…` |
 * | activity or scene gone, another one resumed | `the question moves…` |
 * | back, outside tap, closed | `back, a tap beside the sheet…` |
 * | process killed while shown | `an app killed…` |
 * | agreed, then the system's dialog refused | [SystemSettingsTest] |
 * | back from the system's settings | [SystemSettingsTest] |
 * | own prompt UI throws, or never calls `shown()` | [FailingScreensTest] |
 * | withdrawn, account switched or pack changed while reading | `withdrawn…`, `an account switched…`, `another edition…` |
 * | a panic, a lost handle, a closed guard | `after a panic…`, `a closed guard…` |
 * | called from inside a prompt or a listener | `a call from inside…` |
 *
 * A lost handle is below Android and is driven by the plain JVM's class of the same name.
 */
@RunWith(AskFirstRunner::class)
class HowCallsEndTest {
    private fun Phone.reads(ask: Ask = Ask.IF_NEW): Deferred<Read<Clip>> = calls { gate(Policy003.clipboard).read(ask) }

    private fun Phone.asksOnScreen(): Deferred<Read<Clip>> {
        ready().opens()
        acceptsPolicy()
        return reads().also { asked() }
    }

    private fun Phone.reached(vararg calls: Pair<Counted, Int>) =
        assertEquals(calls.associate { (what, times) -> what.label to times }, Counters.moved(), Counters.callers())

    @Test
    fun `a call before the guard is ready waits, and one that never asks is shut at once`() {
        var key = CountDownLatch(1)
        repeated(configure = {
            key = CountDownLatch(1)
            keys = KeySource {
                key.await()
                KeyAnswer.Key(ByteArray(32) { 7 })
            }
        }) {
            opens()
            assertEquals("shut NOT_READY NOT_READY NONE", said(reads(Ask.NEVER).ended()))
            val waiting = reads()
            MainThread.await("the main thread") { true }
            assertFalse(waiting.isCompleted)
            assertEquals(Status.Opening, guard.status.value)
            key.countDown()
            assertEquals(NO_POLICY, said(waiting.ended()))
            reached()
        }
    }

    @Test
    fun `a closed ledger is shut with the remedy recover`() = repeated(configure = {
        keys = KeySource { KeyAnswer.Lost }
    }) {
        opens()
        assertEquals(Cause.KEY_LOST, assertIs<Status.Closed>(settled()).cause)
        for (ask in Ask.entries) assertEquals("shut KEY_LOST NOT_READY RECOVER", said(reads(ask).ended()))
        reached()
    }

    @Test
    fun `in the background the answer comes at once`() = repeated {
        val screen = ready().opens()
        acceptsPolicy()
        screen.pause().stop()
        for (ask in listOf(Ask.IF_NEW, Ask.TAPPED)) assertEquals(NO_SCREEN, said(reads(ask).ended()))
        assertNull(prompt)
        assertEquals(emptyList(), ledger())
        reached()
    }

    @Test
    fun `a locked or dark screen is no screen`() = repeated {
        ready().opens()
        acceptsPolicy()
        val keyguard = shadowOf(app.getSystemService(KeyguardManager::class.java))
        keyguard.setKeyguardLocked(true)
        assertEquals(NO_SCREEN, said(reads(Ask.TAPPED).ended()))
        keyguard.setKeyguardLocked(false)
        @Suppress("DEPRECATION")
        shadowOf(app.getSystemService(PowerManager::class.java)).setIsInteractive(false)
        assertEquals(NO_SCREEN, said(reads(Ask.TAPPED).ended()))
        assertNull(prompt)
        assertEquals(emptyList(), ledger())
        reached()
    }

    @Test
    fun `two hundred callers share one question and get a permit each`() = repeated {
        ready().opens()
        acceptsPolicy()
        copies("invite 42")
        val all = List(200) { reads() }
        taps("agree")
        assertEquals(setOf("value"), all.map { said(it.ended()) }.toSet())
        assertEquals(listOf(ASKED, "shown zh", AGREED), ledger())
        reached(Counted.CLIP_CONTENT to 200)
    }

    @Test
    fun `a question for another access waits its turn`() = repeated {
        val first = asksOnScreen()
        val ticket = prompt!!.ticket
        val second = calls { gate(Policy003.apps).read() }
        settles()
        assertEquals(ticket, prompt!!.ticket)
        taps("refuse")
        assertEquals(REFUSED, said(first.ended()))
        MainThread.await("the second question") { prompt?.ticket?.let { it != ticket } == true && dialogIsUp() }
        assertEquals(listOf(Policy003.apps), prompt!!.accesses)
        taps("refuse")
        assertEquals(REFUSED, said(second.ended()))
        val refused = "refused CONSENT bound"
        assertEquals(listOf(ASKED, "shown zh", refused, "asked jmlink.app_list", "shown zh", refused), ledger())
        reached()
    }

    @Test
    fun `one of several callers cancelled is cancelled alone, and the others get the answer`() = repeated {
        val first = asksOnScreen()
        copies("invite 42")
        val ticket = prompt!!.ticket
        val (gone, stays) = List(2) { reads() }
        val heard = mutableListOf<Read<Clip>>()
        val java = guard.gate(Policy003.clipboard).read(Ask.IF_NEW, app.mainExecutor) { heard += it }
        settles()
        gone.cancel()
        java.cancel()
        MainThread.await("the Java caller to hear") { heard.isNotEmpty() }
        assertEquals(listOf("shut CANCELLED NOT_READY NONE"), heard.map(::said))
        settles()
        assertEquals(ticket, prompt!!.ticket)
        assertTrue(dialogIsUp())
        taps("agree")
        assertEquals(listOf("value", "value"), listOf(first, stays).map { said(it.ended()) })
        assertTrue(gone.isCancelled)
        assertEquals(1, heard.size)
        assertEquals(listOf(ASKED, "shown zh", AGREED), ledger())
        reached(Counted.CLIP_CONTENT to 2)
    }

    @Test
    fun `the last caller's end takes the question down`() = repeated {
        val call = asksOnScreen()
        settles()
        call.cancel()
        MainThread.await("the window to go") { !dialogIsUp() }
        assertNull(prompt)
        assertEquals(listOf(ASKED, "shown zh", "left_open callers_gone"), ledger())
        assertEquals(NOT_ANSWERED, said(reads(Ask.NEVER).ended()))
        reached()
    }

    /** A slow place for the anchor: between an answer on disk and the caller who hears of it. */
    private class HeldAnchor : AnchorStore {
        val reached = CountDownLatch(1)
        val goOn = CountDownLatch(1)

        @Volatile
        var isHeld = false

        override fun load(): AnchorAnswer = AnchorAnswer.None

        override fun store(anchor: ByteArray) {
            if (!isHeld) return
            reached.countDown()
            goOn.await()
        }
    }

    @Test
    fun `an answer that arrives while the last caller cancels counts, and nothing is read`() {
        var held = HeldAnchor()
        repeated(configure = { anchor = HeldAnchor().also { held = it } }) {
            val call = asksOnScreen()
            settles()
            held.isHeld = true
            taps("agree")
            MainThread.await("the answer to be on disk") { held.reached.count == 0L }
            call.cancel()
            held.isHeld = false
            held.goOn.countDown()
            MainThread.await("the call to end") { call.isCompleted }
            assertTrue(call.isCancelled)
            assertTrue(guard.gate(Policy003.clipboard).isOpen)
            assertEquals(listOf(ASKED, "shown zh", AGREED), ledger())
            reached()
        }
    }

    @Test
    fun `the same question is drawn again on a screen that is made again, and recorded once`() = repeated {
        val screen = ready().opens()
        acceptsPolicy()
        copies("invite 42")
        val call = reads()
        val ticket = asked().ticket
        val first = window()
        screen.recreate()
        MainThread.await("the question again") { dialogIsUp() && window() !== first }
        assertEquals(ticket, prompt!!.ticket)
        taps("agree")
        assertEquals("value", said(call.ended()))
        assertEquals(listOf(ASKED, "shown zh", AGREED), ledger())
        reached(Counted.CLIP_CONTENT to 1)
    }

    @Test
    fun `a rotation and a change of theme draw the same question again, recorded once`() = repeated {
        val screen = ready().opens()
        acceptsPolicy()
        copies("invite 42")
        val call = reads()
        val ticket = asked().ticket
        for (change in listOf("+land", "+night")) {
            val before = window()
            RuntimeEnvironment.setQualifiers(change)
            screen.configurationChange()
            MainThread.await("the question again") { dialogIsUp() && window() !== before }
            assertEquals(ticket, prompt!!.ticket)
        }
        taps("agree")
        assertEquals("value", said(call.ended()))
        assertEquals(listOf(ASKED, "shown zh", AGREED), ledger())
        reached(Counted.CLIP_CONTENT to 1)
    }

    @Test
    fun `another language draws the same question again and records it in that language`() = repeated {
        val screen = ready().opens()
        acceptsPolicy()
        val call = reads()
        val ticket = asked().ticket
        RuntimeEnvironment.setQualifiers("+en-rUS")
        screen.configurationChange()
        val english = prompt!!.text("en").title
        MainThread.await("the question in English") { english in window()?.words().orEmpty() }
        settles()
        assertEquals(ticket, prompt!!.ticket)
        taps("refuse")
        assertEquals(REFUSED, said(call.ended()))
        assertEquals(listOf(ASKED, "shown zh", "shown en", "refused CONSENT bound"), ledger())
        reached()
    }

    @Test
    fun `the question moves to the next screen when its own is gone`() = repeated {
        val first = ready().opens()
        acceptsPolicy()
        copies("invite 42")
        val call = reads()
        val ticket = asked().ticket
        settles()
        val before = window()!!
        first.get().finish()
        first.pause()
        opens(Other::class.java)
        first.stop().destroy()
        MainThread.await("the question on the next screen") { dialogIsUp() && window() !== before }
        assertEquals(ticket, prompt!!.ticket)
        assertFalse(call.isCompleted)
        taps("agree")
        assertEquals("value", said(call.ended()))
        assertEquals(listOf(ASKED, "shown zh", "shown zh", AGREED), ledger())
        reached(Counted.CLIP_CONTENT to 1)
    }

    @Test
    fun `back, a tap beside the sheet and the closing control are no answer, and keep quiet but for a tap`() =
        repeated {
            ready().opens()
            acceptsPolicy()
            val ways = mapOf<String, () -> Unit>(
                "back" to {
                    @Suppress("DEPRECATION")
                    ShadowDialog.getLatestDialog().onBackPressed()
                },
                "outside_tap" to { window()!!.findViewById<View>(R.id.askfirst_outside)!!.performClick() },
                "closed" to { taps("askfirst_close") },
            )
            for ((how, leave) in ways) {
                val call = reads(Ask.TAPPED)
                asked()
                leave()
                assertEquals(NOT_ANSWERED, said(call.ended()), how)
                MainThread.await("the window to go") { !dialogIsUp() }
                assertEquals("left_open $how", ledger().last())
                assertEquals(NOT_ANSWERED, said(reads(Ask.IF_NEW).ended()), how)
                assertFalse(dialogIsUp())
            }
            reached()
        }

    @Test
    fun `an app killed under its question was not answered, and keeps quiet but for a tap`() = repeated {
        asksOnScreen()
        settles()
        killed().use { next ->
            next.opens()
            with(next) {
                assertEquals(NOT_ANSWERED, said(reads(Ask.IF_NEW).ended()))
                assertFalse(dialogIsUp())
                assertEquals(listOf(ASKED, "shown zh"), ledger())
                val tapped = reads(Ask.TAPPED)
                taps("refuse")
                assertEquals(REFUSED, said(tapped.ended()))
                reached()
            }
        }
    }

    /** Agrees, and does [meanwhile] when the framework has given the value and nobody has it yet. */
    private fun Phone.whileReading(meanwhile: Phone.() -> Unit): String {
        copies("invite 42")
        val (isRead, goOn) = CountDownLatch(1) to CountDownLatch(1)
        val slow = Source { permit ->
            ClipboardProvider(app).read(Policy003.clipboard, permit).also {
                isRead.countDown()
                goOn.await()
            }
        }
        val call = calls { gate(Policy003.clipboard).readWith(source = slow) }
        taps("agree")
        MainThread.await("the read") { isRead.count == 0L }
        meanwhile()
        goOn.countDown()
        return said(call.ended()).also { reached(Counted.CLIP_CONTENT to 1) }
    }

    @Test
    fun `withdrawn while reading drops the value`() = repeated {
        ready().opens()
        acceptsPolicy()
        val end = whileReading {
            assertIs<Withdrawn.Done>(calls { withdraw(Policy003.clipboard) }.ended())
            assertFalse(guard.gate(Policy003.clipboard).isOpen)
        }
        // The recipient has yet to confirm that it stopped; that is what holds the door now.
        assertEquals("shut OBLIGATION_PENDING NOT_NOW NONE", end)
    }

    @Test
    fun `an account switched while reading drops the value`() = repeated {
        ready().opens()
        acceptsPolicy()
        assertEquals(NO_POLICY, whileReading { calls { switchTo(Account("u-1", tenant = "t-9")) }.ended() })
        calls { switchTo(null) }.ended()
        assertTrue(guard.gate(Policy003.clipboard).isOpen, "the other account's consent is as it was")
    }

    @Test
    fun `another edition of the pack that comes while reading drops the value`() = repeated {
        ready().opens()
        acceptsPolicy()
        lateinit var next: Guard
        val end = whileReading {
            guard.close()
            next = AskFirst.open(app, nextEdition()) { keys = KeySource { KeyAnswer.Key(ByteArray(32) { 7 }) } }
            MainThread.await("the next edition") { next.status.value is Status.Ready }
        }
        assertEquals(CLOSED, end)
        next.use {
            val gate = it.gate(Policy003.clipboard)
            assertFalse(gate.isOpen)
            assertEquals(STALE, said(runBlocking { gate.read(Ask.NEVER) }))
        }
    }

    private fun nextEdition(): Pack {
        val pack = Policy003.pack()
        val next = pack.json
            .replaceFirst("\"ordinal\": 1,", "\"ordinal\": 2,")
            // Said otherwise, so that what was agreed to about the clipboard no longer covers it.
            .replaceFirst("查找其中的跳转信息", "查找其中的全部信息")
        check("\"ordinal\": 2," in next && "查找其中的全部信息" in next)
        return Pack(pack.name, next)
    }

    @Test
    fun `after a panic in the core everything is shut, the question goes and the status says why`() = repeated {
        val waiting = asksOnScreen()
        calls { (this as CoreGuard).link.bridge().testPanic() }.ended()
        assertEquals(INTERNAL, said(waiting.ended()))
        for (ask in Ask.entries) assertEquals(INTERNAL, said(reads(ask).ended()))
        MainThread.await("the window to go") { !dialogIsUp() }
        assertEquals(Cause.FAULT, assertIs<Status.Closed>(guard.status.value).cause)
        reached()
    }

    @Test
    fun `a closed guard is shut, ends who waits and takes its question down`() = repeated {
        val waiting = asksOnScreen()
        settles()
        guard.close()
        assertEquals(CLOSED, said(waiting.ended()))
        for (ask in Ask.entries) assertEquals(CLOSED, said(reads(ask).ended()))
        MainThread.await("the window to go") { !dialogIsUp() }
        assertEquals(Cause.CLOSED_BY_HOST, assertIs<Status.Closed>(guard.status.value).cause)
        reached()
    }

    @Test
    fun `a call from inside a prompt or a listener is queued`() = repeated {
        ready().opens()
        acceptsPolicy()
        // On the main thread, in the middle of the screen's own turn.
        var inner: Deferred<Read<*>>? = null
        val heard = mutableListOf<Read<*>>()
        val listener = calls {
            prompts.filterNotNull().first()
            inner = calls { gate(Policy003.apps).read() }
        }
        val first = guard.gate(Policy003.clipboard)
        first.read(Ask.IF_NEW, app.mainExecutor) { read ->
            heard += read
            first.read(Ask.IF_NEW, app.mainExecutor) { heard += it }
        }
        val ticket = asked().ticket
        listener.ended()
        val before = window()
        taps("refuse")
        MainThread.await("both of the first") { heard.size == 2 }
        assertEquals(listOf(REFUSED, REFUSED), heard.map(::said))
        MainThread.await("the second question") { dialogIsUp() && prompt?.ticket != ticket }
        assertNotSame(before, window())
        taps("refuse")
        assertEquals(REFUSED, said(inner!!.ended()))
        reached()
    }
}
