package org.askfirst

import java.io.File
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** Start-up goes by JNI alone, and nothing slow runs on the caller's thread. */
class StartUpTest {
    @Test
    fun `open, isOpen and read(NEVER) load no JNA class`() {
        val classes = fork("start")
        assertTrue("done" in classes.last(), classes.takeLast(20).joinToString("\n"))
        assertEquals(emptyList(), classes.filter { "com.sun.jna" in it || "org.askfirst.bridge" in it })
    }

    @Test
    fun `the first question does load JNA, so the look at the classes sees it`() {
        assertTrue(fork("ask").any { "com.sun.jna" in it })
    }

    /** Runs [StartUp] in a JVM of its own that says which classes it loads. */
    private fun fork(mode: String): List<String> {
        val properties = listOf("askfirst.root", "askfirst.library", "uniffi.component.askfirst_ffi.libraryOverride")
        val java = File(System.getProperty("java.home"), "bin/java").path
        val command = listOf(java, "-verbose:class", "-cp", System.getProperty("java.class.path")) +
            properties.map { "-D$it=${System.getProperty(it)}" } + listOf(StartUp::class.java.name, mode)
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val lines = process.inputStream.bufferedReader().readLines()
        assertTrue(process.waitFor(30, TimeUnit.SECONDS))
        return lines.filter { "[info][class,load] java" !in it && "jdk.internal" !in it }
    }
}

/** What an app does before it asks anything. */
internal object StartUp {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val askedOn = AtomicReference<Thread>()
        val options = GuardOptions.Builder(policy003())
            .keys {
                askedOn.set(Thread.currentThread())
                KeyAnswer.Key(ByteArray(32) { 7 })
            }
            .log { _, _, _ -> }
            .build()
        val guard = AskFirst.open(Files.createTempDirectory("askfirst").toFile(), options)
        check(guard.status.value == Status.Opening) { "opening was waited for" }
        val gate = guard.gate(CLIPBOARD)
        assertFalse(gate.isOpen)
        check(guard.status.first { it !is Status.Opening } is Status.Ready)
        check(gate.read(Ask.NEVER).shutOrNull()!!.reason.message("en").isNotEmpty())
        check(guard.policy.state == PolicyState.NotAnswered)
        check(askedOn.get() != null && askedOn.get() != Thread.currentThread()) { "the key came on the caller" }
        if (arguments[0] == "ask") gate.read(Ask.IF_NEW)
        println("done")
        Runtime.getRuntime().halt(0)
    }
}
