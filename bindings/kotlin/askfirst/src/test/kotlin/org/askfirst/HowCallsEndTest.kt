package org.askfirst

import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.RepeatedTest
import org.junit.jupiter.api.Timeout

private const val TIMES = 20

/** How every call ends: one test for each row, twenty times, none above five seconds. */
@Timeout(5)
class HowCallsEndTest {
    private fun shut(read: Read<*>): Read.Shut = assertIs<Read.Shut>(read)

    @RepeatedTest(TIMES)
    fun `a call before the guard is ready waits, and one that never asks is shut at once`() = runBlocking {
        val key = CompletableDeferred<Unit>()
        val slow = KeySource {
            runBlocking { key.await() }
            KeyAnswer.Key(ByteArray(32) { 7 })
        }
        Fixture { keys = slow }.use { app ->
            assertEquals("NOT_READY", shut(app.clipboard.read(Ask.NEVER)).reason.code)
            val waiting = coroutines { app.clipboard.read() }
            assertEquals(Status.Opening, app.guard.status.value)
            key.complete(Unit)
            assertEquals("NO_POLICY_ACCEPTANCE", shut(waiting.await()).reason.code)
        }
    }

    @RepeatedTest(TIMES)
    fun `a closed ledger is shut with the remedy recover`() = runBlocking {
        Fixture { keys = KeySource { KeyAnswer.Lost } }.use { app ->
            val first = app.kill()
            val status = assertIs<Status.Closed>(first.settled())
            assertEquals(Cause.KEY_LOST, status.cause)
            val shut = shut(first.clipboard.read())
            assertEquals(Group.NOT_READY, shut.reason.group)
            assertEquals(Remedy.RECOVER, shut.remedy)
            first.close()
        }
    }

    @RepeatedTest(TIMES)
    fun `without a screen nothing is asked and nothing waits`() = accepted {
        hasScreen = false
        assertEquals(Group.NOT_ANSWERED, shut(clipboard.read(Ask.TAPPED)).reason.group)
        assertEquals(null, guard.prompts.value)
        assertEquals(0, reads.get())
    }

    @RepeatedTest(TIMES)
    fun `200 callers share one prompt and get a permit each`() = accepted {
        val calls = List(200) { coroutines { clipboard.read() } }
        answer(Control.AGREE)
        assertTrue(calls.awaitAll().all { it is Read.Value })
        assertEquals(200, reads.get())
        assertEquals(1, entries().count { it == "given" })
    }

    @RepeatedTest(TIMES)
    fun `several gates are asked one at a time in order of arrival`() = accepted {
        val first = coroutines { clipboard.read() }
        val prompt = prompt()
        assertEquals(listOf(CLIPBOARD), prompt.accesses)
        val second = coroutines { guard.gate(CAMERA).read() }
        prompt.press(prompt.controls.first { it.id == Control.REFUSE })
        assertEquals("REFUSED", shut(first.await()).reason.code)
        val next = prompt(prompt)
        assertEquals(listOf(CAMERA), next.accesses)
        answer(Control.AGREE, next)
        assertIs<Read.Value<*>>(second.await())
    }

    @RepeatedTest(TIMES)
    fun `one of several callers cancelled leaves the prompt to the others`() = accepted {
        val gone = coroutines { clipboard.read() }
        val prompt = prompt()
        val stays = coroutines { clipboard.read() }
        gone.cancelAndJoin()
        guard.host.settle()
        if (guard.prompts.value?.ticket == prompt.ticket) {
            answer(Control.AGREE, prompt)
            assertIs<Read.Value<*>>(stays.await())
        } else {
            // The second caller had not arrived when the first one left.
            assertEquals(Group.NOT_ANSWERED, shut(stays.await()).reason.group)
        }
    }

    @RepeatedTest(TIMES)
    fun `the last caller cancelled takes the prompt down`() = accepted {
        val only = coroutines { clipboard.read() }
        prompt()
        guard.host.settle()
        only.cancelAndJoin()
        guard.prompts.first { it == null }
        assertTrue(entries().containsAll(listOf("shown", "left_open")))
        assertEquals("NOT_ANSWERED", shut(clipboard.read(Ask.NEVER)).reason.code)
    }

    @RepeatedTest(TIMES)
    fun `an answer that arrives while the last caller cancels counts, and nothing is read`() = accepted {
        val reached = CompletableDeferred<Unit>()
        val only = coroutines { guard.gate(CLIPBOARD).readWith<String>(Ask.IF_NEW) { reached.await().let { Reading.Void } } }
        answer(Control.AGREE)
        only.cancelAndJoin()
        guard.host.settle()
        assertTrue(clipboard.isOpen)
        assertEquals(0, reads.get())
    }

    @RepeatedTest(TIMES)
    fun `drawn again in another language it is the same prompt`() = accepted {
        val call = coroutines { clipboard.read() }
        val prompt = prompt()
        prompt.shown("en-GB")
        guard.host.settle()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        assertEquals(2, entries().count { it == "shown" } - 1)
        answer(Control.AGREE, prompt)
        assertIs<Read.Value<*>>(call.await())
    }

    @RepeatedTest(TIMES)
    fun `a prompt moves to the screen that comes next`() = accepted {
        val call = coroutines { clipboard.read() }
        val prompt = prompt()
        guard.host.screenGone()
        guard.host.screenBack()
        guard.host.settle()
        assertEquals(prompt.ticket, guard.prompts.value?.ticket)
        prompt.shown("zh")
        answer(Control.AGREE, prompt)
        assertIs<Read.Value<*>>(call.await())
        assertEquals(2, entries().count { it == "shown" } - 1)
    }

    @RepeatedTest(TIMES)
    fun `going back is no answer, and only the person's own tap asks again`() = accepted {
        val call = coroutines { clipboard.read() }
        prompt().dismiss(Dismissal.BACK)
        assertEquals("NOT_ANSWERED", shut(call.await()).reason.code)
        assertEquals("NOT_ANSWERED", shut(clipboard.read(Ask.IF_NEW)).reason.code)
        val tapped = coroutines { clipboard.read(Ask.TAPPED) }
        answer(Control.AGREE)
        assertIs<Read.Value<*>>(tapped.await())
    }

    @RepeatedTest(TIMES)
    fun `a process killed while the prompt is shown was not answered`() = accepted {
        coroutines { clipboard.read() }
        prompt()
        guard.host.settle()
        kill().use { next ->
            assertEquals("NOT_ANSWERED", shut(next.clipboard.read(Ask.IF_NEW)).reason.code)
            assertEquals(0, next.reads.get())
        }
    }

    @RepeatedTest(TIMES)
    fun `agreed and then refused in the system's dialog is off by the system`() = accepted {
        permissions["media.camera"] = Permission.NOT_ASKED
        onDialog = { permissions["media.camera"] = Permission.DENIED }
        val call = coroutines { guard.gate(CAMERA).read() }
        answer(Control.AGREE)
        val shut = shut(call.await())
        assertEquals(Group.SYSTEM_OFF, shut.reason.group)
        assertEquals(Remedy.SYSTEM_SETTINGS, shut.remedy)
        assertEquals(1, dialogs.get())
        assertEquals(1, entries().count { it == "given" })
    }

    @RepeatedTest(TIMES)
    fun `back from the system's settings everyone who waits is decided again, once`() = accepted {
        val back = CompletableDeferred<Unit>()
        permissions["media.camera"] = Permission.NOT_ASKED
        onDialog = { back.await() }
        val calls = List(5) { coroutines { guard.gate(CAMERA).read() } }
        answer(Control.AGREE)
        until { dialogs.get() == 1 }
        permissions["media.camera"] = Permission.GRANTED
        guard.host.resumed()
        back.complete(Unit)
        assertTrue(calls.awaitAll().all { it is Read.Value })
        assertEquals(1, dialogs.get())
    }

    @RepeatedTest(TIMES)
    fun `a prompt that is never shown ends within a bounded time`() = runBlocking {
        Fixture { shownTimeoutMillis = 200 }.use { app ->
            app.acceptPolicy()
            assertEquals(Group.NOT_ANSWERED, shut(app.clipboard.read()).reason.group)
            assertTrue("left_open" in app.entries())
        }
    }

    @RepeatedTest(TIMES)
    fun `withdrawn while reading drops the value`() = accepted {
        val (isReading, goOn) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        onRead = {
            isReading.complete(Unit)
            goOn.await()
        }
        val call = coroutines { guard.gate(CAMERA).read() }
        answer(Control.AGREE)
        isReading.await()
        assertIs<Withdrawn.Done>(guard.withdraw(CAMERA))
        assertFalse(guard.gate(CAMERA).isOpen)
        goOn.complete(Unit)
        assertEquals("WITHDRAWN", shut(call.await()).reason.code)
    }

    @RepeatedTest(TIMES)
    fun `an account switched while reading drops the value`() = accepted {
        val (isReading, goOn) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        onRead = {
            isReading.complete(Unit)
            goOn.await()
        }
        val call = coroutines { clipboard.read() }
        answer(Control.AGREE)
        isReading.await()
        guard.switchTo(Account("u-1", tenant = "t-9"))
        goOn.complete(Unit)
        shut(call.await())
    }

    @RepeatedTest(TIMES)
    fun `after a panic in the core everything is shut and the status says why`() = accepted {
        core.link.bridge().testPanic()
        guard.status.first { it is Status.Closed }
        assertEquals(Group.NOT_READY, shut(clipboard.read()).reason.group)
        assertEquals(Group.NOT_READY, shut(clipboard.read(Ask.NEVER)).reason.group)
        assertEquals(Cause.FAULT, assertIs<Status.Closed>(guard.status.value).cause)
    }

    @RepeatedTest(TIMES)
    fun `a closed guard is shut and the status says why`() = accepted {
        guard.close()
        assertEquals(Group.NOT_READY, shut(clipboard.read()).reason.group)
        assertEquals(Group.NOT_READY, shut(clipboard.read(Ask.NEVER)).reason.group)
        assertFalse(clipboard.isOpen)
        assertEquals(Cause.CLOSED_BY_HOST, assertIs<Status.Closed>(guard.status.value).cause)
    }

    @RepeatedTest(TIMES)
    fun `a call from inside a prompt is queued`() = accepted {
        val inner = CompletableDeferred<Withdrawn>()
        val listener = coroutines {
            guard.prompts.first { it != null }
            inner.complete(guard.withdraw(CAMERA))
        }
        val call = coroutines { clipboard.read() }
        assertEquals(Withdrawn.NothingGiven, inner.await())
        answer(Control.AGREE)
        assertIs<Read.Value<*>>(call.await())
        listener.await()
    }
}
