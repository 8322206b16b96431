package org.askfirst.android

import android.content.pm.ProviderInfo
import com.example.sdks.CheatingSdk
import com.example.sdks.PoliteSdk
import com.example.sdks.SelfStartingSdk
import org.askfirst.Access
import org.askfirst.SdkAdapter
import org.askfirst.Started
import org.askfirst.Stopped
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.NothingBeforeConsent
import org.askfirst.robolectric.SelfStarting
import org.junit.Test
import org.junit.runner.Description
import org.junit.runner.RunWith
import org.junit.runners.model.Statement
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.annotation.GraphicsMode.Mode
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** An app with three SDKs, and what the watcher for an app team's own tests says about each. */
@RunWith(AskFirstRunner::class)
class ThreeSdksTest {
    /** Runs [test] as a test under the watcher. */
    private fun watched(watcher: NothingBeforeConsent = NothingBeforeConsent(), test: () -> Unit) {
        Counters.reset()
        val body = object : Statement() {
            override fun evaluate() = test()
        }
        watcher.apply(body, Description.EMPTY).evaluate()
    }

    private fun caught(test: () -> Unit): String = assertFailsWith<AssertionError> { watched(test = test) }.message!!

    private fun theCheatIsNamed() {
        val cheat = CheatingSdk(RuntimeEnvironment.getApplication())
        for ((kind, method, act) in listOf(
            Triple(Counted.ANDROID_ID, "identifier", cheat::identifier),
            Triple(Counted.CLIP_CONTENT, "clipboard", cheat::clipboard),
            Triple(Counted.APPS_LIST, "apps", cheat::apps),
            Triple(Counted.LOCATION_LAST, "place", cheat::place),
        )) {
            val said = caught { act() }
            assertTrue("${kind.kind}: com.example.sdks.CheatingSdk.$method called ${kind.label}" in said, said)
        }
    }

    @Test
    fun `a cheating SDK is named with what it called, on Android 15`() = theCheatIsNamed()

    @Test
    @Config(sdk = [30])
    fun `a cheating SDK is named with what it called, on Android 11`() = theCheatIsNamed()

    @Test
    @Config(sdk = [23])
    @GraphicsMode(Mode.LEGACY)
    fun `a cheating SDK is named with what it called, on Android 6`() = theCheatIsNamed()

    @Test
    fun `an SDK that starts itself is found in the manifest and loud before consent`() {
        val app = RuntimeEnvironment.getApplication()
        val merged = ProviderInfo().apply {
            packageName = app.packageName
            name = SelfStartingSdk::class.java.name
            authority = "org.askfirst.android.selfstarting"
        }
        shadowOf(app.packageManager).addOrUpdateProvider(merged)
        assertEquals(listOf(SelfStartingSdk::class.java.name), SelfStarting.providers(app, "org.askfirst"))
        val said = caught { Robolectric.buildContentProvider(SelfStartingSdk::class.java).create() }
        assertTrue("com.example.sdks.SelfStartingSdk" in said, said)
    }

    @Test
    fun `an SDK that starts itself is silent once its start is held back`() {
        val app = RuntimeEnvironment.getApplication()
        val watcher = NothingBeforeConsent()
        watched(watcher) {
            // Its provider is taken out of the manifest, so nothing starts it here. Consent comes, and then its start.
            watcher.consented()
            SelfStartingSdk.init(app)
        }
    }

    @Test
    fun `a watcher for one kind does not mind another`() = watched(NothingBeforeConsent("clip")) {
        CheatingSdk(RuntimeEnvironment.getApplication()).apps()
    }

    @Test
    fun `a polite SDK starts once after agreement and is told to stop on withdrawal`() {
        val sdk = PoliteSdk()
        val hand = object : SdkAdapter(Policy003.jmlink) {
            override suspend fun start(allowed: Set<Access<*>>) = sdk.start()

            override suspend fun stop(): Stopped {
                sdk.stop()
                return Stopped.NOW
            }
        }
        onPhone(configure = { adapter(hand) }) {
            opens()
            acceptsPolicy()
            assertIs<Started.Held>(calls { start(Policy003.jmlink) }.ended())
            assertEquals(0, sdk.starts)
            agreesTo(Policy003.clipboard)
            assertIs<Started.Running>(calls { start(Policy003.jmlink) }.ended())
            assertIs<Started.Running>(calls { start(Policy003.jmlink) }.ended())
            assertEquals(1, sdk.starts)
            calls { withdraw(Policy003.clipboard) }.ended()
            MainThread.await("the SDK to stop") { !sdk.isRunning }
            assertFalse(guard.gate(Policy003.clipboard).isOpen)
            assertEquals(emptyMap(), Counters.moved(), Counters.callers())
        }
    }
}
