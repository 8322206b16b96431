package org.askfirst.android

import android.content.pm.PackageInfo
import org.askfirst.Ask
import org.askfirst.InstalledApp
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Source
import org.askfirst.android.providers.InstalledAppsProvider
import org.askfirst.android.providers.IsInstalled
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue

@RunWith(AskFirstRunner::class)
class InstalledAppsProviderTest {
    private fun Phone.installs(name: String) {
        shadowOf(app.packageManager).installPackage(PackageInfo().apply { packageName = name })
        Counters.reset()
    }

    @Test
    fun `nothing is reached before consent and the list exactly once after it`() = onPhone {
        opens()
        installs("com.example.chat")
        acceptsPolicy()
        assertIs<Read.Shut>(calls { gate(Policy003.apps).read(Ask.NEVER) }.ended())
        val call = calls { gate(Policy003.apps).read() }
        asked()
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        taps("agree")
        val list = assertIs<Read.Value<List<InstalledApp>>>(call.ended()).value
        assertTrue(list.any { it.packageName == "com.example.chat" })
        assertEquals(mapOf(Counted.APPS_LIST.label to 1), Counters.moved(), Counters.callers())
    }

    @Test
    fun `asking after one app needs the same consent as the list`() = onPhone {
        opens()
        installs("com.example.chat")
        acceptsPolicy()
        val gate = guard.gate(Policy003.apps)
        assertIs<Read.Shut>(calls { gate.readWith(Ask.NEVER, IsInstalled(app, "com.example.chat")) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        agreesTo(Policy003.apps)
        val there = calls { gate.readWith(source = IsInstalled(app, "com.example.chat")) }.ended()
        val gone = calls { gate.readWith(source = IsInstalled(app, "com.example.none")) }.ended()
        assertEquals(true to false, there.valueOrNull() to gone.valueOrNull())
        assertEquals(mapOf(Counted.APPS_OTHER.label to 2), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a spent permit does not reach the framework`() = onPhone {
        opens()
        acceptsPolicy()
        agreesTo(Policy003.apps)
        Counters.reset()
        val twice = Source { permit ->
            permit.spend()
            InstalledAppsProvider(app).read(Policy003.apps, permit)
        }
        assertIs<Read.Shut>(calls { gate(Policy003.apps).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a spent permit does not reach the question about one app`() = onPhone {
        opens()
        acceptsPolicy()
        agreesTo(Policy003.apps)
        Counters.reset()
        var reading: Reading<Boolean>? = null
        val twice = Source { permit ->
            permit.spend()
            IsInstalled(app, "com.example.chat").read(permit).also { reading = it }
        }
        assertIs<Read.Shut>(calls { gate(Policy003.apps).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(Reading.Void, reading)
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }
}
