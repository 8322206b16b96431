package org.askfirst.android

import android.os.Looper
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.Cause
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.Read
import org.askfirst.Status
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.StandInKeystore
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

/**
 * What the way from opening to `isOpen` and `read(NEVER)` must not do.
 *
 * Runs in a process of its own: in another test's process JNA may be loaded already.
 */
@RunWith(AskFirstRunner::class)
class StartUpTest {
    private val app get() = RuntimeEnvironment.getApplication()

    @Before
    fun installs() = StandInKeystore.install()

    /** System calls that read or write, made by this thread so far, as the kernel counts them. */
    private fun diskCalls(): Long = File("/proc/thread-self/io").readLines()
        .filter { it.startsWith("syscr") || it.startsWith("syscw") }
        .sumOf { it.substringAfter(": ").toLong() }

    private fun open(): Guard = AskFirst.open(app, assetPack(app, Policy003.NAME))

    private fun start(act: (Guard) -> Unit) {
        val guard = open()
        try {
            act(guard)
        } finally {
            guard.close()
        }
    }

    /** Everything that start-up may ask, on the main thread. */
    private fun ask(guard: Guard) {
        assertFalse(guard.gate(Policy003.clipboard).isOpen)
        guard.gate(Policy003.clipboard).state.value
        guard.status.value
    }

    @Test
    fun `opening and isOpen make no disk call and no key store call on the main thread`() {
        // Once before: loading classes reads jar files, and an app's build has none. To its end, because a first
        // start that is cut short may still put a key of the old key store where the next one looks.
        start { guard ->
            ask(guard)
            MainThread.await("the first start to end") { guard.status.value is Status.Ready }
        }
        File(Places.root(app).path).deleteRecursively()
        StandInKeystore.install()
        diskCalls()
        val idle = diskCalls().let { before -> diskCalls() - before }
        val before = diskCalls()
        val options = GuardOptions.Builder(assetPack(app, Policy003.NAME)).build()
        val guard = AskFirst.open(app, options)
        ask(guard)
        assertEquals(idle, diskCalls() - before, "the main thread read or wrote")
        MainThread.await("the guard to be ready") { guard.status.value is Status.Ready }
        assertFalse(Thread.currentThread() in StandInKeystore.callers)
        assertTrue(StandInKeystore.callers.isNotEmpty(), "the key store was never asked")
        guard.close()
    }

    @Test
    fun `a pack that is not among the assets gives a guard that is closed and says so`() {
        val guard = AskFirst.open(app, assetPack(app, "none.json"))
        MainThread.await("the guard to be closed") { guard.status.value is Status.Closed }
        val closed = assertIs<Status.Closed>(guard.status.value)
        assertEquals(Cause.PACK_INVALID, closed.cause)
        assertTrue("none.json" in closed.detail, closed.detail)
        guard.close()
    }

    @Test
    fun `a disk call on the main thread would be seen`() {
        diskCalls()
        val idle = diskCalls().let { before -> diskCalls() - before }
        val before = diskCalls()
        File.createTempFile("seen", null).apply { writeText("x") }.delete()
        assertTrue(diskCalls() - before > idle)
    }

    @Test
    fun `nothing up to read NEVER loads JNA`() {
        start { guard ->
            ask(guard)
            MainThread.await("the guard to be ready") { guard.status.value is Status.Ready }
            assertIs<Read.Shut>(readNever(guard))
            // A screen comes, goes and comes back: the guard hears of it, and looks at the system.
            val screen = Robolectric.buildActivity(Plain::class.java).setup()
            screen.pause().stop().restart().start().resume()
            settle(guard)
            screen.pause().stop().destroy()
            assertEquals(emptyList(), loaded("com.sun.jna.Native", "com.sun.jna.Library", "com.sun.jna.Pointer"))
            assertEquals(0, Counters.total, Counters.callers())
        }
        // The same look, after JNA was loaded on purpose.
        Class.forName("com.sun.jna.Pointer")
        assertEquals(listOf("com.sun.jna.Pointer"), loaded("com.sun.jna.Pointer"))
    }

    private fun readNever(guard: Guard): Read<*> {
        var ended: Read<*>? = null
        val call = guard.gate(Policy003.clipboard).read(Ask.NEVER, Runnable::run) { ended = it }
        MainThread.await("the read to end") { ended != null }
        call.cancel()
        return ended!!
    }

    private fun settle(guard: Guard) {
        val settled = CoroutineScope(Dispatchers.Default).launch { guard.host.settle() }
        MainThread.await("the guard to settle") { settled.isCompleted }
    }

    private fun loaded(vararg names: String): List<String> {
        val find = ClassLoader::class.java.getDeclaredMethod("findLoadedClass", String::class.java)
        find.isAccessible = true
        val loaders = generateSequence(javaClass.classLoader) { it.parent } + ClassLoader.getSystemClassLoader()
        return names.filter { name -> loaders.any { find.invoke(it, name) != null } }
    }

    @Test
    fun `opening is legal before the application is there and gives the same guard twice`() {
        val context = object : android.content.ContextWrapper(app.baseContext) {
            // As in attachBaseContext.
            override fun getApplicationContext(): android.content.Context? = null
        }
        val guard = AskFirst.open(context, Policy003.pack())
        try {
            assertTrue(guard === AskFirst.open(app, Policy003.pack()))
        } finally {
            guard.close()
        }
    }

    @Test
    fun `the ledger lies outside every backup`() {
        start { guard ->
            MainThread.await("the guard to be ready") { guard.status.value is Status.Ready }
            assertTrue(Places.ledger(app).startsWith(app.noBackupFilesDir))
            assertTrue(Places.ledger(app).list()!!.isNotEmpty())
        }
        assertTrue(Looper.myLooper() == Looper.getMainLooper())
    }
}
