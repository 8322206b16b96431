package org.askfirst

import java.nio.file.Files
import java.util.Collections
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.askfirst.bridge.Tap
import org.askfirst.internal.Adapters
import org.askfirst.internal.Mapping
import org.askfirst.internal.Seams
import org.junit.jupiter.api.Test

private const val NOT_DECLARED = "shut NOT_DECLARED NOT_DECLARED NONE"

/** What must stay shut where two calls, two threads or two promises meet. */
class SafetyTest {
    // What is read is what was agreed to.

    @Test
    fun `a gate reads only the kind that the pack declares`() = accepted {
        val disguised = guard.gate(Access("jmlink.clipboard", Kinds.PRECISE_LOCATION))
        val read = calls { clipboard.read() }
        answer(Control.AGREE)
        assertEquals("value", said(read.await()))
        for (ask in Ask.entries) assertEquals(NOT_DECLARED, said(disguised.read(ask)))
        assertFalse(disguised.isOpen)
        assertNull(guard.prompts.value)
        assertEquals(1, reads.get())
        assertEquals("value", said(clipboard.read(Ask.NEVER)))
        assertEquals("value", said(guard.gate(CLIPBOARD).read(Ask.NEVER)))
        // A withdrawal reaches the consent, whatever kind its caller takes it to be.
        assertIs<Withdrawn.Done>(guard.withdraw(Access("jmlink.clipboard", Kinds.PRECISE_LOCATION)))
        assertFalse(clipboard.isOpen)
    }

    @Test
    fun `an umbrella word opens what it stands for and nothing else`() = accepted {
        val known = guard.gate(Access("jmlink.device_id", Kinds.ANDROID_ID))
        val read = calls { known.read() }
        answer(Control.AGREE)
        assertEquals("value", said(read.await()))
        val other = guard.gate(Access("jmlink.device_id", Kind<String>("device.imei")))
        assertEquals(NOT_DECLARED, said(other.read(Ask.NEVER)))
    }

    @Test
    fun `a source of another kind is not read through a gate`() = accepted {
        val read = calls { clipboard.read() }
        answer(Control.AGREE)
        read.await()
        val runs = AtomicInteger()
        val apps = object : Source<String> {
            override val kind = Kinds.INSTALLED_APPS

            override suspend fun read(permit: AccessPermit): Reading<String> {
                runs.incrementAndGet()
                return if (permit.spend()) Reading.Got("x") else Reading.Void
            }
        }
        assertEquals(NOT_DECLARED, said(clipboard.readWith(Ask.NEVER, apps)))
        assertEquals(0, runs.get())
    }

    @Test
    fun `a value is used only if the core says so by its word`() {
        val mapping = Mapping()
        assertNull(mapping.shutOrNull("kept"))
        for (line in listOf(null, "", "KEPT", "kept\t")) {
            assertEquals("INTERNAL", mapping.shutOrNull(line)?.reason?.code, "`$line`")
        }
    }

    // Keys and anchors.

    private class CountedKeys(private val made: Int = 32) : KeySource {
        val fresh = AtomicInteger()
        val restored = AtomicInteger()

        @Volatile
        var answer: () -> KeyAnswer = { KeyAnswer.Key(ByteArray(32) { 7 }) }

        override fun key(): KeyAnswer = answer()

        override fun newKey(): KeyAnswer {
            fresh.incrementAndGet()
            return KeyAnswer.Key(ByteArray(made) { 8 })
        }

        override fun keepOldKey() {
            restored.incrementAndGet()
        }
    }

    @Test
    fun `starting again makes no key where the guard does not offer it`() = runBlocking {
        val counted = CountedKeys()
        Fixture { keys = counted }.use { app ->
            assertIs<Status.Ready>(app.settled())
            assertIs<Status.Ready>(app.guard.startAgain(Status.Closed(Cause.DAMAGED, "", null, true)))
            assertEquals(0, counted.fresh.get())
        }
    }

    @Test
    fun `the old key is kept where the core does not begin anew`() = runBlocking {
        val tooShort = CountedKeys(made = 31)
        tooShort.answer = { KeyAnswer.Lost }
        Fixture { keys = tooShort }.use { app ->
            val closed = assertIs<Status.Closed>(app.settled())
            assertIs<Status.Closed>(app.guard.startAgain(closed))
            assertEquals(1, tooShort.fresh.get())
            assertEquals(1, tooShort.restored.get())
        }
        val good = CountedKeys()
        good.answer = { KeyAnswer.Lost }
        Fixture { keys = good }.use { app ->
            val closed = assertIs<Status.Closed>(app.settled())
            assertIs<Status.Ready>(app.guard.startAgain(closed))
            assertEquals(0, good.restored.get())
        }
    }

    private class Anchors : AnchorStore {
        @Volatile
        var answer: () -> AnchorAnswer = { AnchorAnswer.None }

        @Volatile
        var kept: ByteArray? = null

        override fun load(): AnchorAnswer = answer()

        override fun store(anchor: ByteArray) {
            kept = anchor
        }
    }

    @Test
    fun `an anchor store that fails keeps the guard shut until it answers`() = runBlocking {
        for (failure in listOf({ throw LinkageError("broken") }, { AnchorAnswer.NotNow })) {
            val anchors = Anchors()
            anchors.answer = failure
            Fixture { anchor = anchors }.use { app ->
                val closed = app.guard.status.first { it is Status.Closed }
                assertEquals(Cause.KEY_LOCKED, assertIs<Status.Closed>(closed).cause)
                assertEquals(Group.NOT_READY, assertIs<Read.Shut>(app.clipboard.read(Ask.NEVER)).reason.group)
                anchors.answer = { AnchorAnswer.None }
                withTimeout(20_000) { app.guard.status.first { it is Status.Ready } }
            }
        }
    }

    @Test
    fun `an anchor that cannot be read any more counts as a rolled-back ledger`() = runBlocking {
        val place = Files.createTempDirectory("askfirst").toFile()
        val anchors = Anchors()
        Fixture(place = place) { anchor = anchors }.use {
            it.acceptPolicy()
            it.guard.close()
            for (broken in listOf(AnchorAnswer.Broken, AnchorAnswer.Kept(ByteArray(3)))) {
                anchors.answer = { broken }
                val next = it.next()
                assertEquals(Cause.ROLLED_BACK, assertIs<Status.Closed>(next.settled()).cause, "$broken")
                next.guard.close()
            }
            anchors.answer = { AnchorAnswer.Kept(anchors.kept!!) }
            val next = it.next()
            assertTrue(assertIs<Status.Ready>(next.settled()).isRollbackDetectable)
            next.guard.close()
        }
    }

    // SDKs.

    private class Told : SdkAdapter(JMLINK) {
        val told: MutableList<String> = Collections.synchronizedList(ArrayList())

        @Volatile
        var onStart: suspend () -> Unit = {}

        @Volatile
        var onChanged: suspend () -> Unit = {}

        override suspend fun start(allowed: Set<Access<*>>) {
            told += "start ${allowed.map { it.id }.sorted()}"
            onStart()
        }

        override suspend fun changed(allowed: Set<Access<*>>) {
            told += "changed ${allowed.map { it.id }.sorted()}"
            onChanged()
        }

        override suspend fun stop(): Stopped {
            told += "stop"
            return Stopped.NOW
        }
    }

    private fun running(adapter: Told, test: suspend Fixture.() -> Unit): Unit = accepted({ adapter(adapter) }) {
        for (access in listOf(CLIPBOARD, APP_LIST)) {
            val read = calls { guard.gate(access).read() }
            answer(Control.AGREE)
            read.await()
        }
        assertIs<Started.Running>(guard.start(JMLINK))
        adapter.told.clear()
        test()
    }

    private suspend fun Fixture.hears(adapter: Told, vararg lines: String) {
        until { adapter.told.size >= lines.size }
        guard.host.settle()
        assertEquals(lines.toList(), adapter.told.toList())
    }

    @Test
    fun `an SDK stops when an account takes over for which nothing is open`() {
        val adapter = Told()
        running(adapter) {
            assertEquals(Switched.DONE, guard.switchTo(Account("u-1")))
            hears(adapter, "stop")
            assertTrue(guard.obligations().isEmpty())
            guard.switchTo(null)
            assertIs<Started.Running>(guard.start(JMLINK))
            hears(adapter, "stop", "start [jmlink.app_list, jmlink.clipboard]")
        }
    }

    @Test
    fun `an SDK that stopped for another account is not stopped a second time by a withdrawal`() {
        val adapter = Told()
        running(adapter) {
            guard.switchTo(Account("u-1"))
            hears(adapter, "stop")
            guard.switchTo(null)
            assertIs<Withdrawn.Done>(guard.withdraw(CLIPBOARD))
            assertIs<Withdrawn.Done>(guard.withdraw(APP_LIST))
            hears(adapter, "stop")
            until { runBlocking { guard.obligations().none { it.action == Obligation.STOP } } }
        }
    }

    @Test
    fun `what was withdrawn before an SDK's turn came does not start`() = accepted {
        val adapter = Told()
        val adapters = Adapters(listOf(adapter), Seams(options))
        val all = Started.Running(setOf(CLIPBOARD, APP_LIST))
        val held = assertIs<Started.Held>(adapters.start(JMLINK, { false }) { all })
        assertEquals("UNSETTLED", held.reason.code)
        assertTrue(adapter.told.isEmpty())
        val some = assertIs<Started.Running>(adapters.start(JMLINK, { it == APP_LIST }) { all })
        assertEquals(setOf<Access<*>>(APP_LIST), some.allowed)
        assertEquals(listOf("start [jmlink.app_list]"), adapter.told)
    }

    @Test
    fun `a change is told again until the adapter has taken it in`() = accepted {
        val adapter = Told()
        val adapters = Adapters(listOf(adapter), Seams(options))
        adapters.start(JMLINK, { true }) { Started.Running(setOf(CLIPBOARD, APP_LIST)) }
        adapter.onChanged = { throw LinkageError("broken") }
        adapters.refresh { it == CLIPBOARD }
        adapter.onChanged = {}
        adapters.refresh { it == CLIPBOARD }
        adapters.refresh { it == CLIPBOARD }
        val changed = "changed [jmlink.clipboard]"
        assertEquals(listOf("start [jmlink.app_list, jmlink.clipboard]", changed, changed), adapter.told)
    }

    @Test
    fun `an adapter may withdraw and start from within its own turn`() {
        val adapter = Told()
        running(adapter) {
            guard.switchTo(Account("u-1"))
            hears(adapter, "stop")
            guard.switchTo(null)
            adapter.onStart = { guard.withdraw(CLIPBOARD) }
            withTimeout(20_000) { guard.start(JMLINK) }
            until { guard.gate(APP_LIST).isOpen && !clipboard.isOpen }
        }
    }

    // Coming back, and calls that are gone.

    @Test
    fun `a permission that went off is reported whatever the new edition was answered`() = accepted {
        permissions[Kinds.INSTALLED_APPS.id] = Permission.GRANTED
        val read = calls { guard.gate(APP_LIST).read() }
        answer(Control.AGREE)
        read.await()
        core.kill()
        val next = next(nextEdition())
        next.settled()
        assertEquals(PolicyState.NotAnswered, next.guard.policy.state)
        next.permissions[Kinds.INSTALLED_APPS.id] = Permission.DENIED
        next.guard.host.resumed()
        next.guard.host.settle()
        val consents = next.guard.consents.first().associate { it.access.id to it.state.standing }
        assertEquals(Standing.WITHDRAWN, consents[APP_LIST.id])
        next.guard.close()
    }

    /** Runs on other threads, and can hold back whatever comes. */
    private class Holding : CoroutineDispatcher() {
        private val held = ConcurrentLinkedQueue<Pair<CoroutineContext, Runnable>>()

        @Volatile
        private var isHolding = false
        val count: Int get() = held.size

        fun hold() {
            isHolding = true
        }

        fun goOn() {
            isHolding = false
            while (true) held.poll()?.let { (context, block) -> Dispatchers.IO.dispatch(context, block) } ?: return
        }

        override fun dispatch(context: CoroutineContext, block: Runnable) {
            if (isHolding) held += context to block else Dispatchers.IO.dispatch(context, block)
        }
    }

    @Test
    fun `a caller that leaves with the system's question on its way hands it over`() {
        val holding = Holding()
        accepted({ workers = holding }) {
            permissions[Kinds.CLIPBOARD.id] = Permission.NOT_ASKED
            onDialog = { permissions[Kinds.CLIPBOARD.id] = Permission.GRANTED }
            val first = calls { clipboard.read() }
            val prompt = prompt()
            val second = calls { clipboard.read() }
            arrived()
            guard.host.settle()
            val bridge = core.link.bridge()
            holding.hold()
            assertTrue(bridge.press(prompt.ticket.toULong(), Control.AGREE, emptyList(), Tap.PRESSED))
            until { holding.count > 0 }
            first.cancel()
            holding.goOn()
            assertEquals("value", said(withTimeout(10_000) { second.await() }))
            assertEquals(1, dialogs.get())
        }
    }
}
