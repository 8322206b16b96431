package org.askfirst.android

import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withTimeoutOrNull
import org.askfirst.Ask
import org.askfirst.DeviceId
import org.askfirst.Gate
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Provider
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Source
import org.askfirst.Withdrawn
import org.askfirst.android.providers.AndroidKinds
import org.askfirst.android.providers.Position
import org.askfirst.android.providers.PositionProvider
import org.askfirst.android.providers.VendorIdProvider
import org.askfirst.android.providers.system.Manner
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.annotation.GraphicsMode.Mode
import java.util.concurrent.Callable
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertIsNot

/** Every provider by the same five questions, on the oldest level, one between, and the newest that JDK 17 can run. */
@RunWith(AskFirstRunner::class)
class SystemProvidersTest {
    @Test
    fun `every kind is reached once with consent and never without, on Android 15`() = everyKind()

    @Test
    @Config(sdk = [30])
    fun `every kind is reached once with consent and never without, on Android 11`() = everyKind()

    @Test
    @Config(sdk = [23])
    @GraphicsMode(Mode.LEGACY) // The native one begins with Android 8; nothing is drawn here.
    fun `every kind is reached once with consent and never without, on Android 6`() = everyKind()

    private fun everyKind() = onPhoneOf(Case.all) {
        val level = RuntimeEnvironment.getApiLevel()
        // Every kind is asked about, so that one run names all that go wrong.
        val faults = Case.all.mapNotNull { case -> runCatching { fiveQuestions(case, level) }.exceptionOrNull() }
        assertEquals("", faults.joinToString("\n") { it.message.orEmpty() })
        ProvidersPage.hold(level, Case.all.map { case -> ProvidersPage.Line(case.kind.id, cell(case, level)) })
    }

    private fun cell(case: Case<*>, level: Int): String {
        val asked = KindPermissions.of(case.kind.id, level)?.ask.orEmpty().map { it.substringAfterLast('.') }
        return when {
            level !in case.levels -> "not offered"
            case.kind.id == KindPermissions.USAGE -> "read, allowed in the system's settings"
            case.kind == Kinds.INSTALLED_APPS -> "read, some makers' systems ask"
            asked.isEmpty() -> "read, the system asks nobody"
            else -> "read, the system asks for ${asked.joinToString(" + ")}"
        }
    }

    /** Without consent, with it, with a spent permit, after a withdrawal, without the system's permission. */
    private fun <V : Any> Phone.fiveQuestions(case: Case<V>, level: Int) {
        val gate = guard.gate(EveryKind.access(case.kind))
        val isOffered = level in case.levels
        grantsEverything()
        reaches(case, "without consent", 0) { shut(case) { gate.read(Ask.NEVER) } }
        reaches(case, "with consent", if (isOffered) 1 else 0) { agreed(calls { gate.firstOf(case.manner) }) }
        reaches(case, "with a spent permit", 0) {
            // What is not offered says so instead of shutting; a value would be the fault.
            assertIsNot<Read.Value<V>>(calls { gate.readWith(Ask.NEVER, spent(case.provider(app))) }.ended())
        }
        assertIs<Withdrawn.Done>(calls { withdraw(gate.access) }.ended(), case.kind.id)
        reaches(case, "after a withdrawal", 0) { shut(case) { gate.read(Ask.NEVER) } }
        if (!isOffered || !hasPermission(case.kind, level)) return
        agreed(calls { gate.use(Ask.TAPPED) { } })
        takesAway(case.kind, level)
        reaches(case, "without the permission", 0) {
            assertEquals("OS_DENIED", shut(case) { gate.read(Ask.NEVER) }.reason.code, case.kind.id)
        }
    }

    private fun Phone.shut(case: Case<*>, read: suspend () -> Read<*>): Read.Shut =
        assertIs<Read.Shut>(calls { read() }.ended(), case.kind.id)

    private fun reaches(case: Case<*>, moment: String, times: Int, act: () -> Unit) {
        Counters.reset()
        act()
        val expected = if (times == 0) emptyMap() else mapOf(case.counter.label to times)
        assertEquals(expected, Counters.moved(), "${case.kind.id} $moment\n${Counters.callers()}")
    }

    /** Something that the framework gives, or nothing: what counts is that it was asked. */
    private suspend fun <V : Any> Gate<V>.firstOf(manner: Manner) {
        if (manner == Manner.WHILE_OPEN) {
            withTimeoutOrNull(OPEN_MILLIS) { updates().firstOrNull() }
        } else {
            read()
        }
    }

    private fun <V : Any> spent(provider: Provider<V>): Source<V> = Source { permit ->
        permit.spend()
        provider.read(EveryKind.access(provider.kinds.first()), permit)
    }

    @Test
    fun `a spent permit reaches nothing whatever the kind`() = onPhoneOf(only(AndroidKinds.CARRIER)) {
        val case = only(AndroidKinds.CARRIER).single()
        val gate = guard.gate(EveryKind.access(case.kind))
        agreed(calls { gate.read() })
        reaches(case, "with a spent permit", 0) {
            assertIs<Read.Shut>(calls { gate.readWith(Ask.NEVER, spent(case.provider(app))) }.ended())
        }
    }

    @Test
    fun `a spent permit begins no stream whatever the kind`() = onPhoneOf(only(AndroidKinds.MOTION)) {
        val case = only(AndroidKinds.MOTION).single()
        val gate = guard.gate(EveryKind.access(case.kind))
        reaches(case, "with a spent permit", 0) { agreed(calls { gate.readWith(source = stream(case)) }) }
    }

    private fun only(kind: Kind<*>): List<Case<*>> = Case.all.filter { it.kind == kind }

    private fun <V : Any> Phone.stream(case: Case<V>): Source<List<V>> = Source { permit ->
        permit.spend()
        val updates = checkNotNull(case.provider(app).updates(EveryKind.access(case.kind), permit))
        // Not the list alone: with a listener registered it would never end.
        withTimeoutOrNull(OPEN_MILLIS) { updates.toList() }
        Reading.Void
    }

    @Test
    fun `a spent permit does not reach an identifier of a vendor`() {
        var calls = 0
        val oaid = Kind<DeviceId>("device.oaid")
        val vendor = VendorIdProvider(
            oaid,
            Callable {
                calls++
                "f0e1d2c3"
            },
        )
        onPhoneOf(listOf(Case(oaid, Counted.ANDROID_ID) { vendor })) {
            val gate = guard.gate(EveryKind.access(oaid))
            assertIs<Read.Shut>(calls { gate.read(Ask.NEVER) }.ended())
            assertEquals(0, calls)
            assertEquals("f0e1d2c3", assertIs<Read.Value<DeviceId>>(agreed(calls { gate.read() })).value.value)
            assertIs<Read.Shut>(calls { gate.readWith(Ask.NEVER, spent(vendor)) }.ended())
            assertEquals(1, calls)
        }
    }

    /** Runs [test] on a phone whose policy asks for the kinds of [cases], and whose app draws its own questions. */
    private fun onPhoneOf(cases: List<Case<*>>, test: Phone.() -> Unit) {
        val app = RuntimeEnvironment.getApplication()
        Phone(PromptUi.APP, EveryKind.pack(cases.map { it.kind })) {
            provider(PositionProvider(app, Position.LAST))
            cases.forEach { case -> case.own?.let { provider(it(app)) } }
            // Sensors of the framework's stand-in never say anything.
            readTimeoutMillis = OPEN_MILLIS
        }.use {
            it.ready()
            it.opens()
            it.fullyEquipped()
            agreedPolicy(it)
            it.test()
        }
    }

    private fun agreedPolicy(phone: Phone) = phone.run { agreed(calls { policy.present() }) }

    /** The person says yes to whatever is asked until [call] has ended. */
    private fun <T> Phone.agreed(call: Deferred<T>): T {
        var answered = 0L
        MainThread.await("the call to end; prompt: $prompt") {
            val prompt = prompt
            if (prompt != null && prompt.ticket != answered) {
                answered = prompt.ticket
                prompt.shown("zh")
                prompt.press(prompt.text("zh").controls.first { it.id == "agree" })
            }
            call.isCompleted
        }
        return call.ended()
    }

    private companion object {
        const val OPEN_MILLIS = 1_500L
    }
}
