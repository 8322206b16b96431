package org.askfirst

import java.util.concurrent.CountDownLatch
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.askfirst.internal.Mapping
import org.askfirst.internal.Native
import org.askfirst.internal.Verdict
import org.junit.jupiter.api.RepeatedTest
import org.junit.jupiter.api.Timeout

private const val TIMES = 20
private const val HOUR = 3_600_000L

/** How long a screen that does not draw is waited for here, in milliseconds. */
private const val SOON = 150L

private const val NOT_ANSWERED = "shut NOT_ANSWERED NOT_ANSWERED ASK_ON_TAP"
private const val NO_SCREEN = "shut NO_SCREEN NOT_ANSWERED ASK_ON_TAP"
private const val REFUSED = "shut REFUSED SAID_NO ANOTHER_WAY"
private const val OS_DENIED = "shut OS_DENIED SYSTEM_OFF SYSTEM_SETTINGS"
private const val INTERNAL = "shut INTERNAL NOT_READY NONE"
private const val CLOSED = "shut CLOSED NOT_READY NONE"

/**
 * How every call ends: each row with its exact result and what the ledger says afterwards, twenty times, none above
 * five seconds.
 *
 * | What happens | Tests |
 * |---|---|
 * | called before the guard is ready, or ledger closed | `a call before…`, `a closed ledger…` |
 * | no screen to ask on, app in background, screen locked | `without a screen…`, `in the background…` |
 * | 200 callers, one gate | `200 callers…` |
 * | several gates | `several gates…` |
 * | one of several callers cancelled | `one of several callers…`, `…a Java caller…` |
 * | last caller cancelled | `the last caller cancelled…` |
 * | the answer arrives while the last caller cancels | `an answer that arrives…` |
 * | rotation, recreate, theme or language change | `drawn again…` |
 * | activity or scene gone, another one resumed | `a prompt moves…` |
 * | back, outside tap, closed | `leaving a prompt…` |
 * | process killed while shown | `a process killed…` |
 * | agreed, then the system's dialog refused | `agreed and then refused…` |
 * | back from the system's settings | the three `back from the system's settings…` |
 * | own prompt UI throws, or never calls `shown()` | `a prompt that is never shown…`, `an app's own screen that throws…` |
 * | withdrawn, account switched or pack changed while reading | `withdrawn…`, `an account switched…`, `another edition…` |
 * | a panic, a lost handle, a closed guard | `after a panic…`, `a lost handle…`, `a closed guard…` |
 * | called from inside a prompt or a listener | `a call from inside…` |
 *
 * What needs Android to happen, such as a real rotation, is in the Android library's class of the same name.
 */
@Timeout(5)
class HowCallsEndTest {
    @RepeatedTest(TIMES)
    fun `a call before the guard is ready waits, and one that never asks is shut at once`() = runBlocking {
        val key = CountDownLatch(1)
        val slow = KeySource {
            key.await()
            KeyAnswer.Key(ByteArray(32) { 7 })
        }
        Fixture { keys = slow }.use { app ->
            assertEquals("shut NOT_READY NOT_READY NONE", said(app.clipboard.read(Ask.NEVER)))
            val waiting = app.calls { app.clipboard.read() }
            app.arrived()
            assertFalse(waiting.isCompleted)
            assertEquals(Status.Opening, app.guard.status.value)
            key.countDown()
            assertEquals("shut NO_POLICY_ACCEPTANCE NOT_ANSWERED ASK_ON_TAP", said(waiting.await()))
        }
    }

    @RepeatedTest(TIMES)
    fun `a closed ledger is shut with the remedy recover`() = runBlocking {
        Fixture { keys = KeySource { KeyAnswer.Lost } }.use { app ->
            val status = assertIs<Status.Closed>(app.settled())
            assertEquals(Cause.KEY_LOST, status.cause)
            for (ask in Ask.entries) assertEquals("shut KEY_LOST NOT_READY RECOVER", said(app.clipboard.read(ask)))
        }
    }

    @RepeatedTest(TIMES)
    fun `without a screen nothing is asked and nothing waits`() = accepted {
        hasScreen = false
        for (ask in listOf(Ask.IF_NEW, Ask.TAPPED)) assertEquals(NO_SCREEN, said(clipboard.read(ask)))
        assertNull(guard.prompts.value)
        assertEquals(0, reads.get())
        assertEquals(emptyList(), ledger())
    }

    @RepeatedTest(TIMES)
    fun `in the background nothing is asked and nothing waits`() = accepted {
        isForeground = false
        hasScreen = false
        for (ask in listOf(Ask.IF_NEW, Ask.TAPPED)) {
            assertEquals(Group.NOT_ANSWERED, assertIs<Read.Shut>(clipboard.read(ask)).reason.group)
        }
        assertNull(guard.prompts.value)
        assertEquals(0, reads.get())
        assertEquals(emptyList(), ledger())
    }

    @RepeatedTest(TIMES)
    fun `200 callers share one prompt and get a permit each`() = accepted {
        val calls = List(200) { calls { clipboard.read() } }
        answer(Control.AGREE)
        assertEquals(setOf("value"), calls.awaitAll().map(::said).toSet())
        assertEquals(200, reads.get())
        assertEquals(listOf("asked jmlink.clipboard", "shown zh", "given CONSENT pressed"), ledger())
    }

    @RepeatedTest(TIMES)
    fun `several gates are asked one at a time in order of arrival`() = accepted {
        val first = calls { clipboard.read() }
        val prompt = prompt()
        assertEquals(listOf(CLIPBOARD), prompt.accesses)
        val second = calls { guard.gate(CAMERA).read() }
        arrived()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        prompt.press(prompt.controls.first { it.id == Control.REFUSE })
        assertEquals(REFUSED, said(first.await()))
        val next = prompt(prompt)
        assertEquals(listOf(CAMERA), next.accesses)
        answer(Control.AGREE, next)
        assertEquals("value", said(second.await()))
        assertEquals(
            listOf("asked jmlink.clipboard", "shown zh", "refused CONSENT pressed") +
                listOf("asked scan.camera", "shown zh", "given CONSENT pressed"),
            ledger()
        )
    }

    @RepeatedTest(TIMES)
    fun `one of several callers cancelled is cancelled alone, and the others get the answer`() {
        for ((control, answer) in listOf(Control.AGREE to "value", Control.REFUSE to REFUSED)) {
            accepted {
                val all = List(3) { calls { clipboard.read() } }
                val prompt = prompt()
                arrived()
                all[1].cancelAndJoin()
                arrived()
                assertEquals(prompt.ticket, guard.prompts.value?.ticket)
                answer(control, prompt)
                assertEquals(listOf(answer, answer), listOf(all[0], all[2]).awaitAll().map(::said))
                assertTrue(all[1].isCancelled)
                assertEquals(if (control == Control.AGREE) 2 else 0, reads.get())
                assertEquals(listOf("asked jmlink.clipboard", "shown zh"), ledger().dropLast(1))
            }
        }
    }

    @RepeatedTest(TIMES)
    fun `a Java caller among several that cancels hears so, and the others get the answer`() = accepted {
        val stays = calls { clipboard.read() }
        val heard = CompletableDeferred<Read<Clip>>()
        val gone = clipboard.read(Ask.IF_NEW, Runnable::run) { heard.complete(it) }
        val prompt = prompt()
        arrived()
        gone.cancel()
        assertEquals("shut CANCELLED NOT_READY NONE", said(heard.await()))
        arrived()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        answer(Control.AGREE, prompt)
        assertEquals("value", said(stays.await()))
        assertEquals(1, reads.get())
    }

    @RepeatedTest(TIMES)
    fun `the last caller cancelled takes the prompt down`() = accepted {
        val only = calls { clipboard.read() }
        prompt()
        arrived()
        only.cancelAndJoin()
        guard.prompts.first { it == null }
        assertEquals(listOf("asked jmlink.clipboard", "shown zh", "left_open callers_gone"), ledger())
        assertEquals(NOT_ANSWERED, said(clipboard.read(Ask.NEVER)))
        assertEquals(0, reads.get())
    }

    @RepeatedTest(TIMES)
    fun `an answer that arrives while the last caller cancels counts, and nothing is read`() = accepted {
        val only = calls { clipboard.read() }
        val prompt = prompt()
        arrived()
        val latch = CountDownLatch(1)
        anchor.held = latch
        prompt.press(prompt.controls.first { it.id == Control.AGREE })
        // The answer is on disk, and its caller has not heard of it yet.
        anchor.isReached.await()
        only.cancel()
        anchor.held = null
        latch.countDown()
        only.join()
        arrived()
        assertTrue(only.isCancelled)
        assertTrue(clipboard.isOpen)
        assertEquals(0, reads.get())
        assertEquals(listOf("asked jmlink.clipboard", "shown zh", "given CONSENT pressed"), ledger())
    }

    @RepeatedTest(TIMES)
    fun `drawn again it is the same prompt, shown once in each language`() = accepted {
        val call = calls { clipboard.read() }
        val prompt = prompt()
        prompt.shown("en-GB")
        guard.host.settle()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        answer(Control.AGREE, prompt)
        assertEquals("value", said(call.await()))
        assertEquals(listOf("asked jmlink.clipboard", "shown zh", "shown en", "given CONSENT pressed"), ledger())
    }

    @RepeatedTest(TIMES)
    fun `a prompt moves to the screen that comes next`() = accepted {
        val call = calls { clipboard.read() }
        val prompt = prompt()
        guard.host.screenGone()
        guard.host.screenBack()
        guard.host.settle()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        prompt.shown("zh")
        answer(Control.AGREE, prompt)
        assertEquals("value", said(call.await()))
        assertEquals(listOf("asked jmlink.clipboard", "shown zh", "shown zh", "given CONSENT pressed"), ledger())
    }

    @RepeatedTest(TIMES)
    fun `leaving a prompt is no answer, keeps quiet for its time, and the person's own tap asks again`() = accepted {
        for (how in listOf(Dismissal.BACK, Dismissal.OUTSIDE_TAP, Dismissal.CLOSED)) {
            val call = calls { clipboard.read(Ask.TAPPED) }
            prompt().dismiss(how)
            assertEquals(NOT_ANSWERED, said(call.await()))
            assertEquals(NOT_ANSWERED, said(clipboard.read(Ask.IF_NEW)))
            assertEquals("left_open ${how.name.lowercase()}", ledger().last())
        }
        core.advanceClock(49 * HOUR)
        val later = calls { clipboard.read(Ask.IF_NEW) }
        answer(Control.AGREE)
        assertEquals("value", said(later.await()))
    }

    @RepeatedTest(TIMES)
    fun `a process killed while the prompt is shown was not answered, with the same quiet time`() = accepted {
        calls { clipboard.read() }
        prompt()
        arrived()
        kill().use { next ->
            assertEquals(NOT_ANSWERED, said(next.clipboard.read(Ask.IF_NEW)))
            assertEquals(0, next.reads.get())
            assertEquals(listOf("asked jmlink.clipboard", "shown zh"), next.ledger().take(2))
            assertFalse(next.ledger().any { it.startsWith("given") })
            next.core.advanceClock(49 * HOUR)
            val later = next.calls { next.clipboard.read(Ask.IF_NEW) }
            next.answer(Control.REFUSE)
            assertEquals(REFUSED, said(later.await()))
        }
    }

    @RepeatedTest(TIMES)
    fun `agreed and then refused in the system's dialog is off by the system`() = accepted {
        permissions["media.camera"] = Permission.NOT_ASKED
        onDialog = { permissions["media.camera"] = Permission.DENIED }
        val call = calls { guard.gate(CAMERA).read() }
        answer(Control.AGREE)
        assertEquals(OS_DENIED, said(call.await()))
        assertEquals(1, dialogs.get())
        assertEquals(0, reads.get())
        assertEquals(listOf("asked scan.camera", "shown zh", "given CONSENT pressed", "system_refused"), ledger())
    }

    /** Five callers wait for a system dialog that is never answered, because the person went to the settings. */
    private fun awayInSettings(found: Permission, test: suspend Fixture.(List<String>) -> Unit) = accepted {
        permissions["media.camera"] = Permission.NOT_ASKED
        onDialog = { CompletableDeferred<Unit>().await() }
        val waiting = List(5) { calls { guard.gate(CAMERA).read() } }
        answer(Control.AGREE)
        until { dialogs.get() == 1 }
        // Back without having changed anything: they go on waiting.
        guard.host.resumed()
        arrived()
        assertTrue(waiting.none { it.isCompleted })
        permissions["media.camera"] = found
        guard.host.resumed()
        test(waiting.awaitAll().map(::said))
        assertEquals(1, dialogs.get())
    }

    @RepeatedTest(TIMES)
    fun `back from the system's settings with the permission everyone who waits reads, once`() =
        awayInSettings(Permission.GRANTED) { answers ->
            assertEquals(List(5) { "value" }, answers)
            assertEquals(5, reads.get())
            assertEquals(listOf("asked scan.camera", "shown zh", "given CONSENT pressed", "system_on"), ledger())
        }

    @RepeatedTest(TIMES)
    fun `back from the system's settings without the permission everyone who waits is shut, once`() =
        awayInSettings(Permission.DENIED) { answers ->
            assertEquals(List(5) { OS_DENIED }, answers)
            assertEquals(0, reads.get())
            assertEquals(listOf("asked scan.camera", "shown zh", "given CONSENT pressed", "system_refused"), ledger())
        }

    @RepeatedTest(TIMES)
    fun `back from the system's settings the door shows a permission that was taken away`() = accepted {
        permissions["media.camera"] = Permission.GRANTED
        val call = calls { guard.gate(CAMERA).read() }
        answer(Control.AGREE)
        assertEquals("value", said(call.await()))
        permissions["media.camera"] = Permission.NOT_ASKED
        guard.host.resumed()
        guard.host.settle()
        assertFalse(guard.gate(CAMERA).isOpen)
        assertEquals(Standing.WITHDRAWN, guard.gate(CAMERA).state.value.standing)
        assertEquals("withdrawn system", ledger().last())
    }

    @RepeatedTest(TIMES)
    fun `a prompt that is never shown ends within a bounded time`() = accepted {
        kill { shownTimeoutMillis = SOON }.use { app ->
            assertEquals(NOT_ANSWERED, said(app.clipboard.read()))
            app.guard.showsNoPrompt()
            assertEquals(listOf("asked jmlink.clipboard", "left_open ui_failed"), app.ledger())
        }
    }

    @RepeatedTest(TIMES)
    fun `an app's own screen that throws ends its question and not the guard`() = accepted {
        kill { shownTimeoutMillis = SOON }.use { app ->
            val thrown = CompletableDeferred<Throwable>()
            val heard = CoroutineExceptionHandler { _, error -> thrown.complete(error) }
            val screen = CoroutineScope(Job() + Dispatchers.Default + heard)
            screen.launch { app.guard.prompts.filterNotNull().collect { error("cannot draw ${it.title}") } }
            assertEquals(NOT_ANSWERED, said(app.clipboard.read()))
            assertTrue("cannot draw" in thrown.await().message.orEmpty())
            assertEquals(listOf("asked jmlink.clipboard", "left_open ui_failed"), app.ledger())
            assertIs<Status.Ready>(app.guard.status.value)
        }
    }

    /** The flow follows an answer by an instant; it must get there within the test's five seconds. */
    private suspend fun Guard.showsNoPrompt() {
        prompts.first { it == null }
    }

    /** Agrees, and does [meanwhile] while the phone is being read. */
    private suspend fun Fixture.whileReading(access: Access<*>, meanwhile: suspend () -> Unit): String {
        val (isReading, goOn) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        onRead = {
            isReading.complete(Unit)
            goOn.await()
        }
        val call = calls { guard.gate(access).read() }
        answer(Control.AGREE)
        isReading.await()
        meanwhile()
        goOn.complete(Unit)
        return said(call.await())
    }

    @RepeatedTest(TIMES)
    fun `withdrawn while reading drops the value`() = accepted {
        val end = whileReading(CAMERA) {
            assertIs<Withdrawn.Done>(guard.withdraw(CAMERA))
            assertFalse(guard.gate(CAMERA).isOpen)
        }
        assertEquals("shut WITHDRAWN SAID_NO ASK_ON_TAP", end)
        assertEquals(1, ledger().count { it.startsWith("withdrawn") })
    }

    @RepeatedTest(TIMES)
    fun `an account switched while reading drops the value`() = accepted {
        val end = whileReading(CLIPBOARD) { guard.switchTo(Account("u-1", tenant = "t-9")) }
        assertEquals("shut NO_POLICY_ACCEPTANCE NOT_ANSWERED ASK_ON_TAP", end)
        guard.switchTo(null)
        assertTrue(clipboard.isOpen, "the other account's consent is as it was")
    }

    @RepeatedTest(TIMES)
    fun `another edition of the pack that comes while reading drops the value`() = accepted {
        lateinit var next: Fixture
        val end = whileReading(CLIPBOARD) {
            guard.close()
            next = next(nextEdition())
            assertIs<Status.Ready>(next.settled())
        }
        assertEquals(CLOSED, end)
        next.use {
            assertFalse(it.clipboard.isOpen)
            assertEquals("shut STALE_CONSENT NOT_ANSWERED ASK_ON_TAP", said(it.clipboard.read(Ask.NEVER)))
            assertEquals(1, it.entries().count { entry -> entry == "given" })
        }
    }

    @RepeatedTest(TIMES)
    fun `after a panic in the core everything is shut and the status says why`() = accepted {
        val waiting = calls { clipboard.read() }
        prompt()
        core.link.bridge().testPanic()
        assertEquals(INTERNAL, said(waiting.await()))
        for (ask in Ask.entries) assertEquals(INTERNAL, said(clipboard.read(ask)))
        assertEquals(Cause.FAULT, assertIs<Status.Closed>(guard.status.first { it is Status.Closed }).cause)
    }

    @RepeatedTest(TIMES)
    fun `a lost handle is shut and its status says so`() = accepted {
        val lost = 4_000L
        val mapping = Mapping()
        assertEquals(INTERNAL, said(assertIs<Verdict.Shut>(mapping.verdict(Native.requestNow(lost, 1, 0))).read))
        assertEquals(INTERNAL, said(assertIs<Read.Shut>(mapping.shutOrNull(Native.finish(lost, 1, 0)))))
        assertFalse(Native.isOpen(Native.token(lost, 1)))
        assertFalse(Native.spend(lost, 1))
        assertEquals(Cause.FAULT, assertIs<Status.Closed>(mapping.status(Native.status(lost))).cause)
    }

    @RepeatedTest(TIMES)
    fun `a closed guard is shut, ends who waits, and the status says why`() = accepted {
        val waiting = calls { clipboard.read() }
        prompt()
        arrived()
        guard.close()
        assertEquals(CLOSED, said(waiting.await()))
        for (ask in Ask.entries) assertEquals(CLOSED, said(clipboard.read(ask)))
        assertFalse(clipboard.isOpen)
        guard.showsNoPrompt()
        val closed = guard.status.first { it is Status.Closed }
        assertEquals(Cause.CLOSED_BY_HOST, assertIs<Status.Closed>(closed).cause)
    }

    @RepeatedTest(TIMES)
    fun `a call from inside a prompt or a listener is queued`() = accepted {
        val withdrawn = CompletableDeferred<Withdrawn>()
        val asked = CompletableDeferred<String>()
        val listener = calls {
            val prompt = guard.prompts.filterNotNull().first()
            withdrawn.complete(guard.withdraw(CAMERA))
            asked.complete(said(guard.gate(CAMERA).read()))
            assertNotEquals(prompt.ticket, guard.prompts.value?.ticket)
        }
        val call = calls { clipboard.read() }
        assertEquals(Withdrawn.NothingGiven, withdrawn.await())
        val first = prompt()
        arrived()
        answer(Control.AGREE, first)
        assertEquals("value", said(call.await()))
        answer(Control.REFUSE, prompt(first))
        assertEquals(REFUSED, asked.await())
        listener.await()
    }
}
