package org.askfirst.android

import org.askfirst.Ask
import org.askfirst.Clip
import org.askfirst.ClipInfo
import org.askfirst.Group
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Source
import org.askfirst.android.providers.ClipboardInfo
import org.askfirst.android.providers.ClipboardProvider
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.junit.Test
import org.junit.runner.RunWith
import kotlin.test.assertEquals
import kotlin.test.assertIs

@RunWith(AskFirstRunner::class)
class ClipboardProviderTest {
    @Test
    fun `nothing is reached before consent and the content exactly once after it`() = onPhone {
        opens()
        copies("invite 42")
        acceptsPolicy()
        assertIs<Read.Shut>(calls { gate(Policy003.clipboard).read(Ask.NEVER) }.ended())
        val call = calls { gate(Policy003.clipboard).read() }
        asked()
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        taps("agree")
        val read = assertIs<Read.Value<Clip>>(call.ended())
        assertEquals("invite 42", read.value.text)
        assertEquals(mapOf(Counted.CLIP_CONTENT.label to 1), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a refusal reaches nothing, and nobody is asked again in passing`() = onPhone {
        opens()
        copies("invite 42")
        acceptsPolicy()
        val call = calls { gate(Policy003.clipboard).read() }
        taps("refuse")
        assertEquals(Group.SAID_NO, assertIs<Read.Shut>(call.ended()).reason.group)
        assertEquals(
            Group.SAID_NO,
            assertIs<Read.Shut>(
                calls {
                    gate(Policy003.clipboard).read()
                }.ended(),
            ).reason.group,
        )
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `looking at the sort of content is an access of the same kind`() = onPhone {
        opens()
        copies("invite 42")
        acceptsPolicy()
        val gate = guard.gate(Policy003.clipboard)
        assertIs<Read.Shut>(calls { gate.readWith(Ask.NEVER, ClipboardInfo(app)) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        val call = calls { gate.readWith(source = ClipboardInfo(app)) }
        taps("agree")
        val info = assertIs<Read.Value<ClipInfo>>(call.ended()).value
        assertEquals(listOf("text/plain"), info.mimeTypes)
        assertEquals(mapOf(Counted.CLIP_DESCRIPTION.label to 1), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a spent permit does not reach the framework`() = onPhone {
        opens()
        copies("invite 42")
        acceptsPolicy()
        agreesTo(Policy003.clipboard)
        val twice = Source { permit ->
            permit.spend()
            ClipboardProvider(app).read(Policy003.clipboard, permit)
        }
        assertIs<Read.Shut>(calls { gate(Policy003.clipboard).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `a spent permit does not reach the description`() = onPhone {
        opens()
        copies("invite 42")
        acceptsPolicy()
        agreesTo(Policy003.clipboard)
        var reading: Reading<ClipInfo>? = null
        val twice = Source { permit ->
            permit.spend()
            ClipboardInfo(app).read(permit).also { reading = it }
        }
        assertIs<Read.Shut>(calls { gate(Policy003.clipboard).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(Reading.Void, reading)
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }
}
