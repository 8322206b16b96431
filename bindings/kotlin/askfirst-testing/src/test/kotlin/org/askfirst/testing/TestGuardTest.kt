package org.askfirst.testing

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.runBlocking
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Pack
import org.askfirst.Permission
import org.askfirst.Read
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(20)
class TestGuardTest {
    private val clipboard = Access("jmlink.clipboard", Kinds.CLIPBOARD)
    private val appList = Access("jmlink.app_list", Kinds.INSTALLED_APPS)
    private val camera = Access("scan.camera", Kind<String>("media.camera"))
    private val pack = File(System.getProperty("askfirst.root"), "core/policies/003.json").let { Pack(it.name, it.readText()) }

    @Test
    fun `the scripted person refuses, and the next process remembers`() = runBlocking {
        val test = testGuard(pack).statesAge(30).acceptsPolicy().refuses(clipboard)
        assertEquals("REFUSED", assertIs<Read.Shut>(test.gate(clipboard).read()).reason.code)
        test.clock.advance(49.hours)
        val next = test.kill()
        assertEquals("REFUSED", assertIs<Read.Shut>(next.gate(clipboard).read()).reason.code)
        assertTrue(next.reads.isEmpty())
        next.close()
    }

    @Test
    fun `the scripted person agrees, and the phone counts the read`() = runBlocking {
        testGuard(pack).statesAge(30).acceptsPolicy().agrees(clipboard).use { test ->
            assertEquals("askfirst test", test.gate(clipboard).read().valueOrNull()?.text)
            assertEquals(listOf<Access<*>>(clipboard), test.reads)
        }
    }

    @Test
    fun `a question that no test foresaw fails loudly`(): Unit = runBlocking {
        testGuard(pack).statesAge(30).acceptsPolicy().use { test ->
            assertFailsWith<AssertionError> { test.gate(clipboard).read() }
            assertTrue(test.reads.isEmpty())
        }
    }

    @Test
    fun `several switches are set as scripted`() = runBlocking {
        testGuard(pack).statesAge(30).acceptsPolicy().agrees(clipboard).refuses(appList).use { test ->
            val answers = test.askTogether(listOf(clipboard, appList), Ask.TAPPED)
            assertEquals(listOf(true, false), answers.map { it.isGiven })
        }
    }

    @Test
    fun `the system's dialog is answered as scripted`() = runBlocking {
        testGuard(pack).statesAge(30).acceptsPolicy().agrees(camera).use { test ->
            test.permission(camera.kind, Permission.NOT_ASKED).answersSystem(camera.kind, Permission.GRANTED)
            test.gives(camera.kind, "picture")
            assertIs<Read.Value<*>>(test.gate(camera).read())
            assertEquals(1, test.phone.systemDialogs.size)
        }
    }
}
