package org.askfirst.android

import android.app.Activity
import android.app.Application
import android.os.Bundle
import android.view.View
import android.widget.FrameLayout
import android.widget.TextView
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import org.askfirst.Access
import org.askfirst.Clip
import org.askfirst.DeviceId
import org.askfirst.Fix
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.InstalledApp
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Pack
import org.askfirst.PolicyState
import org.askfirst.Prompt
import org.askfirst.Recipient
import org.askfirst.Status
import org.askfirst.robolectric.Calibration
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** A screen of an app. */
open class Plain : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(FrameLayout(this).apply { addView(TextView(context).apply { text = "工作台" }) })
    }
}

/** Another one. */
class Other : Plain()

/** Accesses of policy 003 that the tests read. */
object Policy003 {
    private const val NAME = "003.json"
    val clipboard: Access<Clip> = Access("jmlink.clipboard", Kinds.CLIPBOARD)
    val deviceId: Access<DeviceId> = Access("jmlink.device_id", Kind("device.id_any"))
    val apps: Access<List<InstalledApp>> = Access("jmlink.app_list", Kinds.INSTALLED_APPS)
    val region: Access<Fix> = Access("jmlink.location", Kinds.COARSE_LOCATION)
    val nearby: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)
    val area: Access<Fix> = Access("nearby.area", Kinds.COARSE_LOCATION)
    val jmlink = Recipient("jmlink", listOf(deviceId, region, apps, clipboard))

    fun pack(): Pack = Pack(NAME, File(checkNotNull(System.getProperty("policy"))).readText())
}

/** The app under test: the real guard over the real core, on framework code, with a person who taps. */
class Phone(ui: PromptUi = PromptUi.LIBRARY, configure: GuardOptions.Builder.() -> Unit = {}) : AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val activities = mutableListOf<ActivityController<*>>()

    val app: Application = RuntimeEnvironment.getApplication()

    val guard: Guard

    init {
        Calibration.require(app)
        guard = AskFirst.open(app, Policy003.pack(), ui) {
            keys = KeySource { KeyAnswer.Key(ByteArray(KEY_BYTES) { 7 }) }
            // The first window of a process takes its time on a busy machine.
            shownTimeoutMillis = 20_000
            configure()
        }
    }

    val prompt: Prompt? get() = guard.prompts.value

    fun ready(): Phone = apply {
        MainThread.await("the guard to be ready, and not ${guard.status.value}") {
            guard.status.value !is Status.Opening
        }
        check(guard.status.value is Status.Ready) { "${guard.status.value}" }
    }

    /** The person opens a screen. */
    fun <A : Activity> opens(screen: Class<A>): ActivityController<A> =
        Robolectric.buildActivity(screen).setup().also { activities += it }

    fun opens(): ActivityController<Plain> = opens(Plain::class.java)

    /** The app makes a call that takes its time. */
    fun <T> calls(call: suspend Guard.() -> T): Deferred<T> = scope.async { guard.call() }

    /** How a call ended. */
    fun <T> Deferred<T>.ended(): T {
        MainThread.await("the call to end; prompt: $prompt") { isCompleted }
        return getCompleted()
    }

    /** Waits until a question is drawn. */
    fun asked(): Screen {
        MainThread.await("a question") { prompt != null && dialogIsUp() }
        return Screen.capture()
    }

    /** The person taps the control with this id, or the view with this id of the library. */
    fun taps(id: String) {
        val screen = asked()
        val control = prompt!!.text(screen.language()).controls.firstOrNull { it.id == id }
        val node = screen.top.views.firstOrNull { if (control != null) it.text == control.label else it.id == id }
        checkNotNull(node) { "no $id in ${screen.dump()}" }.view.performClick()
    }

    fun acceptsPolicy(): Phone = apply {
        val call = calls { policy.present() }
        taps("agree")
        assertEquals(PolicyState.Accepted, call.ended())
    }

    fun agreesTo(access: Access<*>) {
        val call = calls { gate(access).use { 1 } }
        taps("agree")
        call.ended()
    }

    /** Whether the library's window is on the screen. */
    fun dialogIsUp(): Boolean = window() != null

    fun window(): View? = android.view.inspector.WindowInspector.getGlobalWindowViews()
        .firstOrNull { it.isShown && it.findViewById<View>(R.id.askfirst_sheet) != null }

    private fun Screen.language() = top.root.resources.configuration.locales[0].language

    override fun close() {
        guard.close()
        scope.cancel()
        activities.forEach { runCatching { it.pause().stop().destroy() } }
        Counters.reset()
    }

    private companion object {
        const val KEY_BYTES = 32
    }
}

/**
 * Runs a test with a phone and puts it away afterwards.
 *
 * With the system property `askfirst.repeat` it does so that often, each time from a fresh installation; from the
 * second time on, when all classes are loaded, none may take five seconds.
 */
fun onPhone(ui: PromptUi = PromptUi.LIBRARY, configure: GuardOptions.Builder.() -> Unit = {}, test: Phone.() -> Unit) {
    repeat(Integer.getInteger("askfirst.repeat", 1)) { time ->
        val began = System.nanoTime()
        val phone = Phone(ui, configure)
        phone.use { it.ready().test() }
        Places.root(phone.app).deleteRecursively()
        val seconds = (System.nanoTime() - began) / 1e9
        if (time > 0) assertTrue(seconds < 5, "took $seconds s")
    }
}
