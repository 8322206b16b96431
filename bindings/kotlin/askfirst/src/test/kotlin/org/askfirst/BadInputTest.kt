package org.askfirst

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.askfirst.internal.Native
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Whatever is wrong outside, the answer is typed and closed. */
@Timeout(10)
class BadInputTest {
    /** What Kotlin's own marker for unwritten code throws: an `Error`, not an `Exception`. */
    private fun broken(): Nothing = throw NotImplementedError("broken")

    private fun group(read: Read<*>): Group = assertIs<Read.Shut>(read).reason.group

    @Test
    fun `a provider that throws an Error gives no value and no crash`() = accepted {
        onRead = { broken() }
        val call = calls { clipboard.read() }
        answer(Control.AGREE)
        assertEquals(Missing.FAILED, assertIs<Read.Unavailable>(call.await()).cause)
        onRead = {}
        assertIs<Read.Value<*>>(clipboard.read())
    }

    @Test
    fun `a provider whose platform state throws an Error is shut`() = accepted({
        provider(
            object : Provider<Clip> {
                override val kinds = setOf(Kinds.CLIPBOARD)

                override fun platform(kind: Kind<*>): PlatformState = broken()

                override suspend fun read(access: Access<Clip>, permit: AccessPermit): Reading<Clip> = broken()
            }
        )
    }) {
        assertEquals(Group.NOT_READY, group(clipboard.read()))
    }

    @Test
    fun `a provider that does not spend its permit gives no value`() = accepted {
        val call = calls { clipboard.readWith(Ask.IF_NEW) { Reading.Got("stolen") } }
        answer(Control.AGREE)
        assertEquals(Group.NOT_READY, group(call.await()))
    }

    @Test
    fun `a permit is good for one read`() = accepted {
        val call = calls { clipboard.readWith(Ask.IF_NEW) { Reading.Got("${it.spend()} ${it.spend()}") } }
        answer(Control.AGREE)
        assertEquals("true false", call.await().valueOrNull())
    }

    @Test
    fun `the app's own code that throws an Error gives no value`() = accepted {
        val call = calls { clipboard.use<String> { broken() } }
        answer(Control.AGREE)
        assertIs<NotImplementedError>(assertIs<Read.Unavailable>(call.await()).error)
    }

    @Test
    fun `a system dialog that throws an Error is no grant`() = accepted {
        permissions["media.camera"] = Permission.NOT_ASKED
        onDialog = { broken() }
        val call = calls { guard.gate(CAMERA).read() }
        answer(Control.AGREE)
        assertEquals(Group.SYSTEM_OFF, group(call.await()))
        assertEquals(0, reads.get())
    }

    @Test
    fun `an adapter that throws an Error has not started its SDK`() = accepted({
        adapter(
            object : SdkAdapter(JMLINK) {
                override suspend fun start(allowed: Set<Access<*>>) = broken()

                override suspend fun stop(): Stopped = broken()
            }
        )
    }) {
        val call = calls { clipboard.read() }
        answer(Control.AGREE)
        call.await()
        assertEquals(Group.NOT_READY, assertIs<Started.Held>(guard.start(JMLINK)).reason.group)
    }

    @Test
    fun `a key source that throws an Error leaves the guard shut`() = runBlocking {
        Fixture(configure = { keys = KeySource { broken() } }).use { app ->
            assertIs<Status.Closed>(app.settled())
            assertEquals(Group.NOT_READY, group(app.clipboard.read(Ask.NEVER)))
        }
    }

    @Test
    fun `without a key source the guard stays shut`() = runBlocking {
        Fixture(configure = { keys = null }).use { app ->
            assertIs<Status.Closed>(app.settled())
            assertFalse(app.clipboard.isOpen)
            assertEquals(Group.NOT_READY, group(app.clipboard.read(Ask.NEVER)))
        }
    }

    @Test
    fun `a key store that never answers ends in a closed guard`() = runBlocking {
        val never = KeySource {
            Thread.sleep(60_000)
            KeyAnswer.Busy
        }
        Fixture(configure = {
            keys = never
            keyTimeoutMillis = 200
        }).use { assertEquals(Cause.KEY_TIMEOUT, assertIs<Status.Closed>(it.settled()).cause) }
    }

    @Test
    fun `a broken pack and no pack give a closed guard that says where`() = runBlocking {
        for (json in listOf("", "{", "{\"format\": 1, \"surprise\": true}")) {
            Fixture(Pack("broken.json", json)).use { app ->
                val closed = assertIs<Status.Closed>(app.settled())
                assertEquals(Cause.PACK_INVALID, closed.cause)
                assertTrue("broken.json" in closed.detail, closed.detail)
                assertEquals(Group.NOT_READY, group(app.clipboard.read()))
                assertEquals(PolicyState.NotAnswered, app.guard.policy.present())
            }
        }
    }

    @Test
    fun `null and stale handles deny`() = runBlocking {
        Fixture().use { app ->
            app.settled()
            for (handle in longArrayOf(0, -1, 4_000, Long.MAX_VALUE, Long.MIN_VALUE)) {
                assertFalse(Native.isOpen(handle))
                assertFalse(Native.isOpen(Native.token(handle, 1)))
                assertFalse(Native.spend(handle, 1))
                assertEquals(0, Native.gate(handle, "jmlink.clipboard"))
                assertTrue(Native.status(handle).startsWith("closed"))
                Native.close(handle)
            }
        }
    }

    @Test
    fun `a second opening of the same place is the same guard`() = runBlocking {
        Fixture().use { app ->
            assertSame(app.guard, AskFirst.open(File(app.place.path), app.options))
        }
    }

    @Test
    fun `no value shows in a string`() {
        val values = listOf(Clip.ofText("secret"), ClipItem("secret"), DeviceId("secret"), InstalledApp("secret"))
        for (shown in values.map { "$it ${Read.Value(it, 1)} ${Reading.Got(it)}" } + "${KeyAnswer.Key("secret".toByteArray())}") {
            assertFalse("secret" in shown, shown)
        }
        assertFalse("12.5" in "${Fix(12.5, 12.5)}")
        assertFalse("u-1" in "${Account("u-1")}")
    }
}
