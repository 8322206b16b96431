package org.askfirst.android

import android.provider.Settings
import org.askfirst.Ask
import org.askfirst.DeviceId
import org.askfirst.Read
import org.askfirst.Source
import org.askfirst.android.providers.AndroidIdProvider
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.junit.Test
import org.junit.runner.RunWith
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs

@RunWith(AskFirstRunner::class)
class AndroidIdProviderTest {
    private fun Phone.has(id: String) {
        Settings.Secure.putString(app.contentResolver, Settings.Secure.ANDROID_ID, id)
        Counters.reset()
    }

    @Test
    fun `nothing is reached before consent and the identifier exactly once after it`() = onPhone {
        opens()
        has("0123456789abcdef")
        acceptsPolicy()
        assertIs<Read.Shut>(calls { gate(Policy003.deviceId).read(Ask.NEVER) }.ended())
        val call = calls { gate(Policy003.deviceId).read() }
        asked()
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        taps("agree")
        assertEquals("0123456789abcdef", assertIs<Read.Value<DeviceId>>(call.ended()).value.value)
        assertEquals(mapOf(Counted.ANDROID_ID.label to 1), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a spent permit does not reach the framework`() = onPhone {
        opens()
        has("0123456789abcdef")
        acceptsPolicy()
        agreesTo(Policy003.deviceId)
        val twice = Source { permit ->
            permit.spend()
            AndroidIdProvider(app).read(Policy003.deviceId, permit)
        }
        assertIs<Read.Shut>(calls { gate(Policy003.deviceId).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `no value appears in what the library writes about itself`() = onPhone {
        opens()
        has("0123456789abcdef")
        acceptsPolicy()
        agreesTo(Policy003.deviceId)
        val read = calls { gate(Policy003.deviceId).read() }.ended()
        val entries = calls { records.entries() }.ended()
        assertFalse("0123456789abcdef" in "$read ${read.valueOrNull()} $entries ${entries.map { it.detail }}")
    }
}
