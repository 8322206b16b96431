package org.askfirst

import java.io.IOException
import java.util.concurrent.atomic.AtomicReference
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNotSame
import kotlin.test.assertNull
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** A pack may be read when the guard opens, and then nobody waits for the disk. */
@Timeout(10)
class PackTest {
    private val readOn = AtomicReference<Thread>()

    private fun lazily(name: String = "003.json", text: () -> String = { policy003().json }) = Pack(name) {
        readOn.set(Thread.currentThread())
        text()
    }

    @Test
    fun `a pack is read on the guard's own thread`() = runBlocking {
        val pack = lazily()
        assertNull(readOn.get(), "it was read before anybody opened a guard")
        Fixture(pack).use { app ->
            assertIs<Status.Ready>(app.settled())
            assertNotEquals(Thread.currentThread(), readOn.get())
            assertEquals("askfirst-open", readOn.get().name)
        }
    }

    @Test
    fun `a pack that cannot be read gives a guard that is closed and says so`() = runBlocking {
        Fixture(lazily { throw IOException("no such asset") }).use { app ->
            val closed = assertIs<Status.Closed>(app.settled())
            assertEquals(Cause.PACK_INVALID, closed.cause)
            assertTrue("003.json" in closed.detail, closed.detail)
            assertEquals("shut PACK_INVALID NOT_READY NONE", said(app.clipboard.read()))
        }
    }

    @Test
    fun `opening the same place with the same pack again is the same guard, read or not`() = runBlocking {
        Fixture(lazily()).use { app ->
            val again = lazily()
            readOn.set(null)
            assertSame(app.guard, AskFirst.open(app.place, again))
            app.settled()
            assertSame(app.guard, AskFirst.open(app.place, policy003()))
            assertNotEquals(Thread.currentThread(), readOn.get(), "opening read the pack on the caller's thread")
        }
    }

    @Test
    fun `opening the same place with a pack of another name or text is another guard, and closed`() = runBlocking {
        Fixture(lazily()).use { app ->
            app.settled()
            for (other in listOf(lazily("004.json") { nextEdition().json }, nextEdition())) {
                val guard = AskFirst.open(app.place, other)
                assertNotSame(app.guard, guard)
                app.until { guard.status.value is Status.Closed }
                assertEquals(Cause.OTHER_PACK, assertIs<Status.Closed>(guard.status.value).cause)
                guard.close()
            }
        }
    }
}
