package org.askfirst.android

import android.app.Application
import org.askfirst.AnchorAnswer
import org.askfirst.KeyAnswer
import org.askfirst.android.keys.KeySafe
import org.askfirst.android.keys.KeystoreAnchor
import org.askfirst.android.keys.KeystoreKeys
import org.askfirst.android.keys.WrappedKeyFile
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.StandInKeystore
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue

@RunWith(AskFirstRunner::class)
class KeystoreKeysTest {
    private val app: Application = RuntimeEnvironment.getApplication()
    private val file get() = Places.wrappedKey(app)

    @Before
    fun installs() = StandInKeystore.install()

    private fun key() = assertIs<KeyAnswer.Key>(KeystoreKeys(app).key()).bytes

    @Test
    fun `a new installation makes a key, and the next start finds the same one`() {
        val first = key()
        assertEquals(32, first.size)
        assertContentEquals(first, key())
    }

    @Test
    fun `the key does not lie in the file as it is`() {
        val key = key().toList()
        assertFalse(file.readBytes().toList().windowed(key.size).any { it == key })
    }

    @Test
    fun `a key store that lost its key has lost it`() {
        key()
        StandInKeystore.keys.clear()
        assertEquals(KeyAnswer.Lost, KeystoreKeys(app).key())
    }

    @Test
    fun `a wrapped key of another device is lost`() {
        key()
        val foreign = file.readBytes().also { it[it.size - 1] = (it.last() + 1).toByte() }
        file.writeBytes(foreign)
        assertEquals(KeyAnswer.Lost, KeystoreKeys(app).key())
    }

    @Test
    fun `a ledger without a key file is no new installation`() {
        Places.ledger(app).mkdirs()
        File(Places.ledger(app), "ledger.db").writeText("…")
        assertEquals(KeyAnswer.Lost, KeystoreKeys(app).key())
    }

    @Test
    fun `a key store that does not answer is busy, and nothing is lost by it`() {
        val before = key()
        StandInKeystore.trouble = StandInKeystore::dead
        assertEquals(KeyAnswer.Busy, KeystoreKeys(app).key())
        StandInKeystore.trouble = null
        assertContentEquals(before, key())
    }

    @Test
    fun `before the first unlock the key is locked and nothing is touched`() {
        shadowOf(app.getSystemService(android.os.UserManager::class.java)).setUserUnlocked(false)
        assertEquals(KeyAnswer.Locked, KeystoreKeys(app).key())
        assertEquals(KeyAnswer.Locked, KeystoreKeys(app).newKey())
        assertFalse(file.exists())
        assertTrue(StandInKeystore.callers.isEmpty())
    }

    @Test
    fun `beginning anew takes a new key and keeps the old one aside`() {
        val old = key()
        val fresh = assertIs<KeyAnswer.Key>(KeystoreKeys(app).newKey()).bytes
        assertNotEquals(old.toList(), fresh.toList())
        assertContentEquals(fresh, key())
        assertTrue(File(file.path + ".1").exists())
    }

    @Test
    fun `beginning anew after a loss makes a key that lasts`() {
        key()
        StandInKeystore.keys.clear()
        val fresh = assertIs<KeyAnswer.Key>(KeystoreKeys(app).newKey()).bytes
        assertContentEquals(fresh, key())
    }

    @Test
    fun `the anchor lives in the key store, and only the newest one is left`() {
        val anchor = KeystoreAnchor()
        assertEquals(AnchorAnswer.None, anchor.load())
        for (step in 1..20) anchor.store(ByteArray(60) { (step * it).toByte() })
        assertContentEquals(ByteArray(60) { (20 * it).toByte() }, kept())
        assertEquals(1, StandInKeystore.keys.keys.count { "anchor" in it })
    }

    @Test
    fun `a death between the new anchor and the end of the old one leaves the new one`() {
        val anchor = KeystoreAnchor()
        anchor.store(byteArrayOf(1))
        val old = StandInKeystore.keys.toMap()
        anchor.store(byteArrayOf(2))
        StandInKeystore.keys.putAll(old)
        assertContentEquals(byteArrayOf(2), kept())
    }

    @Test
    fun `an anchor that cannot be read any more is none that is missing`() {
        KeystoreAnchor().store(byteArrayOf(1))
        val name = StandInKeystore.keys.keys.single { "anchor" in it }
        StandInKeystore.keys[name.substringBeforeLast('.') + ".*"] = StandInKeystore.keys.remove(name)!!
        assertEquals(AnchorAnswer.Broken, KeystoreAnchor().load())
    }

    private fun kept() = assertIs<AnchorAnswer.Kept>(KeystoreAnchor().load()).bytes

    @Test
    fun `two that make the first key at once end with one key`() {
        val wrapping = CountDownLatch(2)
        val slow = object : KeySafe {
            override fun wrap(key: ByteArray): ByteArray {
                wrapping.countDown()
                // Long enough for the other one to get here as well, if nothing holds it up.
                wrapping.await(300, TimeUnit.MILLISECONDS)
                return key.copyOf()
            }

            override fun unwrap(wrapped: ByteArray): ByteArray = wrapped

            override fun forget() = Unit
        }
        val ready = CyclicBarrier(2)
        val keys = Array(2) { ByteArray(0) }
        val openings = List(2) { index ->
            thread {
                val source = KeystoreKeys({ true }, Places.ledger(app), WrappedKeyFile(file), slow)
                ready.await()
                keys[index] = assertIs<KeyAnswer.Key>(source.key()).bytes
            }
        }
        openings.forEach { it.join() }
        assertEquals(32, keys[0].size)
        assertContentEquals(keys[0], keys[1])
    }

    @Test
    fun `a new key that is taken back leaves the old one`() {
        val old = key()
        val source = KeystoreKeys(app)
        assertIs<KeyAnswer.Key>(source.newKey())
        source.keepOldKey()
        assertContentEquals(old, key())
        StandInKeystore.trouble = StandInKeystore::dead
        assertEquals(KeyAnswer.Busy, source.newKey())
        StandInKeystore.trouble = null
        assertContentEquals(old, key())
    }
}
