package org.askfirst

import java.io.File
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** Start-up goes by JNI alone, and nothing slow runs on the caller's thread. */
class StartUpTest {
    private val place = Files.createTempDirectory("askfirst").toFile()

    @Test
    fun `a first start loads no JNA class`() = loadsNoJna("first")

    @Test
    fun `a start with consents, screens that come and go and a permission that went off loads no JNA class`() {
        consented()
        loadsNoJna("again")
    }

    @Test
    fun `the first question does load JNA, so the look at the classes sees it`() {
        assertTrue(fork("ask").any { "com.sun.jna" in it })
    }

    @Test
    fun `what an older release reported is on record before anything is asked`() = runBlocking {
        loadsNoJna("first")
        Fixture(place = place).use { next ->
            assertIs<Status.Ready>(next.settled())
            assertEquals(1, next.entries().count { it == "reported_acceptance" })
            assertEquals(PolicyState.NotAnswered, next.guard.policy.state)
        }
    }

    /** A process before this one, in which the policy was accepted and the clipboard agreed to. */
    private fun consented() = runBlocking {
        val before = Fixture(place = place)
        before.acceptPolicy()
        val call = before.calls { before.clipboard.read() }
        before.answer(Control.AGREE)
        assertIs<Read.Value<*>>(call.await())
        before.core.kill()
    }

    private fun loadsNoJna(mode: String) {
        val classes = fork(mode)
        assertTrue("done" in classes.last(), classes.takeLast(20).joinToString("\n"))
        assertEquals(emptyList(), classes.filter { "com.sun.jna" in it || "org.askfirst.bridge" in it })
    }

    /** Runs [StartUp] in a JVM of its own that says which classes it loads. */
    private fun fork(mode: String): List<String> {
        val properties = listOf("askfirst.root", "askfirst.library", "uniffi.component.askfirst_ffi.libraryOverride")
        val java = File(System.getProperty("java.home"), "bin/java").path
        val command = listOf(java, "-verbose:class", "-cp", System.getProperty("java.class.path")) +
            properties.map { "-D$it=${System.getProperty(it)}" } +
            listOf(StartUp::class.java.name, mode, place.path)
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val lines = process.inputStream.bufferedReader().readLines()
        assertTrue(process.waitFor(30, TimeUnit.SECONDS))
        return lines.filter { "[info][class,load] java" !in it && "jdk.internal" !in it }
    }
}

/** What an app does before it asks anything. */
internal object StartUp {
    /** What the system says about the clipboard. */
    @Volatile
    private var permission = Permission.GRANTED

    private val clipboard = object : Provider<Clip> {
        override val kinds = setOf(Kinds.CLIPBOARD)

        override fun platform(kind: Kind<*>) = PlatformState(permission)

        override suspend fun read(access: Access<Clip>, permit: AccessPermit): Reading<Clip> =
            if (permit.spend()) Reading.Got(Clip.ofText("x")) else Reading.Void
    }

    private val inUse = object : Surroundings {
        override val isForeground = true
        override val hasScreen = true
    }

    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val (mode, place) = arguments
        val askedOn = AtomicReference<Thread>()
        val options = GuardOptions.Builder(policy003())
            .keys {
                askedOn.set(Thread.currentThread())
                KeyAnswer.Key(ByteArray(32) { 7 })
            }
            .legacy(LegacyAcceptance("2023-05", 0))
            .surroundings(if (mode == "again") inUse else Surroundings.Nobody)
            .provider(clipboard)
            .log { _, _, _ -> }
            .build()
        val guard = AskFirst.open(File(place), options)
        check(guard.status.value == Status.Opening) { "opening was waited for" }
        // As Android does with the first screen, before the ledger has been read.
        guard.host.resumed()
        check(guard.status.first { it !is Status.Opening } is Status.Ready)
        check(askedOn.get() != null && askedOn.get() != Thread.currentThread()) { "the key came on the caller" }
        val gate = guard.gate(CLIPBOARD)
        if (mode == "again") again(guard, gate) else first(guard, gate)
        if (mode == "ask") gate.read(Ask.IF_NEW)
        guard.host.settle()
        println("done")
        Runtime.getRuntime().halt(0)
    }

    private suspend fun first(guard: Guard, gate: Gate<Clip>) {
        assertFalse(gate.isOpen)
        check(gate.read(Ask.NEVER).shutOrNull()!!.reason.message("en").isNotEmpty())
        check(guard.policy.state == PolicyState.NotAnswered)
    }

    private suspend fun again(guard: Guard, gate: Gate<Clip>) {
        check(guard.policy.state == PolicyState.Accepted)
        check(guard.policy.present() == PolicyState.Accepted)
        // What the first screen reported is being written, and its gate is shut meanwhile.
        guard.host.settle()
        assertTrue(gate.isOpen)
        assertIs<Read.Value<Clip>>(gate.read(Ask.NEVER))
        guard.host.screenGone()
        guard.host.screenBack()
        guard.host.resumed()
        guard.host.settle()
        assertTrue(gate.isOpen)
        // While the app was away, the person turned the permission off.
        permission = Permission.NOT_ASKED
        guard.host.resumed()
        guard.host.settle()
        assertFalse(gate.isOpen, "coming back did not look at the system")
    }
}
