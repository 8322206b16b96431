package org.askfirst.android

import android.location.Location
import android.location.LocationManager
import android.os.SystemClock
import kotlinx.coroutines.flow.toList
import org.askfirst.Ask
import org.askfirst.Fix
import org.askfirst.GuardOptions
import org.askfirst.Read
import org.askfirst.Remedy
import org.askfirst.Source
import org.askfirst.android.providers.Position
import org.askfirst.android.providers.PositionProvider
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.SystemDialog
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue

@RunWith(AskFirstRunner::class)
class PositionProviderTest {
    private val lastKnown: GuardOptions.Builder.() -> Unit = {
        provider(PositionProvider(RuntimeEnvironment.getApplication(), Position.LAST))
    }

    private fun Phone.grants(vararg permissions: String) = shadowOf(app).grantPermissions(*permissions)

    @Test
    fun `after agreeing the system is asked, and after its yes the position is read once`() =
        onPhone(configure = lastKnown) {
            val screen = opens().get()
            stands(30.27415, 120.15515)
            acceptsPolicy()
            val call = calls { gate(Policy003.nearby).read(Ask.TAPPED) }
            asked()
            assertNull(SystemDialog.asked(screen), "the system asked before the guard did")
            taps("agree")
            MainThread.await("the system's dialog") { SystemDialog.asked(screen) != null }
            assertEquals(POSITION, SystemDialog.asked(screen))
            assertEquals(emptyMap(), Counters.moved(), Counters.callers())
            SystemDialog.answer(screen, POSITION)
            assertEquals(30.27415, assertIs<Read.Value<Fix>>(call.ended()).value.latitude)
            assertEquals(mapOf(Counted.LOCATION_LAST.label to 1), Counters.moved(), Counters.callers())
        }

    @Test
    fun `the system's no is the answer, the consent is kept, and nothing is reached`() =
        onPhone(configure = lastKnown) {
            val screen = opens().get()
            stands(30.27415, 120.15515)
            acceptsPolicy()
            val call = calls { gate(Policy003.nearby).read(Ask.TAPPED) }
            taps("agree")
            MainThread.await("the system's dialog") { SystemDialog.asked(screen) != null }
            SystemDialog.answer(screen, emptyList())
            val shut = assertIs<Read.Shut>(call.ended())
            assertEquals("OS_DENIED" to Remedy.SYSTEM_SETTINGS, shut.reason.code to shut.remedy)
            assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        }

    @Test
    fun `a permission that is taken away later closes the read without reaching anything`() =
        onPhone(configure = lastKnown) {
            opens()
            stands(30.27415, 120.15515)
            grants(*POSITION.toTypedArray())
            acceptsPolicy()
            agreesTo(Policy003.nearby)
            assertIs<Read.Value<Fix>>(calls { gate(Policy003.nearby).read() }.ended())
            shadowOf(app).denyPermissions(*POSITION.toTypedArray())
            Counters.reset()
            assertIs<Read.Shut>(calls { gate(Policy003.nearby).read(Ask.NEVER) }.ended())
            assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        }

    @Test
    fun `the system's switch is looked at by every read`() = onPhone(configure = lastKnown) {
        opens()
        stands(30.27415, 120.15515)
        grants(*POSITION.toTypedArray())
        acceptsPolicy()
        agreesTo(Policy003.nearby)
        shadowOf(app.getSystemService(LocationManager::class.java)).setLocationEnabled(false)
        Counters.reset()
        val shut = assertIs<Read.Shut>(calls { gate(Policy003.nearby).read() }.ended())
        assertEquals("SWITCH_OFF", shut.reason.code)
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `an approximate access never gives a precise position`() = onPhone(configure = lastKnown) {
        opens()
        stands(30.27415, 120.15515)
        grants(*POSITION.toTypedArray())
        acceptsPolicy()
        agreesTo(Policy003.area)
        val fix = assertIs<Read.Value<Fix>>(calls { gate(Policy003.area).read() }.ended()).value
        assertNotEquals(30.27415, fix.latitude)
        assertEquals(30.28 to 120.16, fix.latitude to fix.longitude)
        assertTrue(fix.accuracyMeters!! >= 2_000f)
    }

    @Test
    fun `a spent permit does not reach the framework`() = onPhone {
        opens()
        stands(30.27415, 120.15515)
        grants(*POSITION.toTypedArray())
        acceptsPolicy()
        agreesTo(Policy003.nearby)
        val twice = Source { permit ->
            permit.spend()
            PositionProvider(app, Position.LAST).read(Policy003.nearby, permit)
        }
        assertIs<Read.Shut>(calls { gate(Policy003.nearby).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    @Test
    fun `positions come as they change, from one listener that goes with the consent`() = onPhone {
        opens()
        stands(30.27415, 120.15515)
        grants(*POSITION.toTypedArray())
        acceptsPolicy()
        val manager = shadowOf(app.getSystemService(LocationManager::class.java))
        val got = ConcurrentLinkedQueue<Double>()
        val stream = calls { gate(Policy003.nearby).updates().collect { got += it.latitude } }
        asked()
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        taps("agree")
        for (step in 1..3) {
            MainThread.await("position $step") {
                // Told until it is heard: who listens already hears a place once, who begins to listen hears it next.
                if (got.size < step) moves(30.0 + step, step)
                got.size == step
            }
        }
        calls { withdraw(Policy003.nearby) }.ended()
        stream.ended()
        MainThread.await("the listener to go") { manager.locationUpdateListeners.isEmpty() }
        moves(34.0, 4)
        assertEquals(listOf(31.0, 32.0, 33.0), got.toList())
        assertEquals(mapOf(Counted.LOCATION_UPDATES.label to 1), Counters.moved(), Counters.callers())
    }

    /** The phone is somewhere else, ten seconds later with each step. */
    private fun Phone.moves(latitude: Double, step: Int) {
        val here = Location(LocationManager.GPS_PROVIDER)
        here.latitude = latitude
        here.accuracy = 12f
        here.time = 1_700_000_000_000 + step * 10_000
        here.elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() + step * 10_000_000_000
        shadowOf(app.getSystemService(LocationManager::class.java)).simulateLocation(here)
    }

    @Test
    fun `a spent permit does not register a listener`() = onPhone {
        opens()
        stands(30.27415, 120.15515)
        grants(*POSITION.toTypedArray())
        acceptsPolicy()
        agreesTo(Policy003.nearby)
        val twice = Source<List<Fix>> { permit ->
            permit.spend()
            val updates = PositionProvider(app).updates(Policy003.nearby, permit)!!
            // Not the list: with a listener registered it would never end.
            kotlinx.coroutines.withTimeoutOrNull(500) { updates.toList() }
            org.askfirst.Reading.Void
        }
        assertIs<Read.Shut>(calls { gate(Policy003.nearby).readWith(Ask.NEVER, twice) }.ended())
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }
}
