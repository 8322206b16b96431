package org.askfirst.android

import android.app.Activity
import android.app.Application
import android.app.KeyguardManager
import android.os.PowerManager
import android.view.View
import android.widget.TextView
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.askfirst.Access
import org.askfirst.AgeAnswer
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.Pack
import org.askfirst.PolicyState
import org.askfirst.Prompt
import org.askfirst.Status
import org.askfirst.internal.CoreGuard
import org.askfirst.robolectric.Calibration
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.askfirst.robolectric.SystemDialog
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.lang.management.ManagementFactory
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The app under test: the real guard over the real core, on framework code, with a person who taps. */
class Phone(
    private val ui: PromptUi = PromptUi.LIBRARY,
    pack: Pack = Policy003.pack(),
    private val configure: GuardOptions.Builder.() -> Unit = {},
) : AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val activities = mutableListOf<ActivityController<*>>()

    val app: Application = RuntimeEnvironment.getApplication()

    val guard: Guard

    init {
        Calibration.require(app)
        guard = AskFirst.open(app, pack, ui) {
            keys = KeySource { KeyAnswer.Key(ByteArray(KEY_BYTES) { 7 }) }
            // The first window of a process takes its time on a busy machine.
            shownTimeoutMillis = 20_000
            configure()
        }
    }

    val prompt: Prompt? get() = guard.prompts.value

    fun settled(): Status {
        MainThread.await("the guard to be ready, and not ${guard.status.value}") {
            guard.status.value !is Status.Opening
        }
        return guard.status.value
    }

    fun ready(): Phone = apply { check(settled() is Status.Ready) { "${guard.status.value}" } }

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

    /** Returns when the guard has handled everything said so far. */
    fun settles() {
        MainThread.await("the main thread") { true }
        calls { host.settle() }.ended()
    }

    /** Waits until a question is drawn. */
    fun asked(): Prompt {
        MainThread.await("a question") { prompt != null && dialogIsUp() }
        return prompt!!
    }

    /** Waits until a question is drawn, and takes the picture. */
    fun drawn(): Screen {
        asked()
        return Screen.capture()
    }

    /** The person taps the control with this id, or the view with this id of the library. */
    fun taps(id: String) {
        val prompt = asked()
        val root = window()!!
        val language = root.resources.configuration.locales[0].language
        val label = prompt.text(language).controls.firstOrNull { it.id == id }?.label
        val view = root.all().firstOrNull {
            if (label != null) (it as? TextView)?.text?.toString() == label else it.name() == id
        }
        checkNotNull(view) { "no $id on the screen: ${root.words()}" }.performClick()
    }

    /** What the ledger says since the policy was accepted: each act of a person or of the system, and its detail. */
    fun ledger(): List<String> {
        settles()
        return calls { records.entries(0, MOST) }.ended()
            .takeLastWhile { it.what != "policy_accepted" }
            .filter { it.what != "decisions" && it.what != "opened" }
            .map { "${it.what} ${it.detail}".trim() }
    }

    /** The person, who is of age, accepts the policy. */
    fun acceptsPolicy(): Phone = apply {
        settled()
        val age = calls { if (person.view().isAgeUnknown) person.stateAge(ADULT) else null }.ended()
        check(age == null || age is AgeAnswer.Recorded)
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

    private fun View.name() = if (id == View.NO_ID) null else resources.getResourceEntryName(id)

    /** Ends the app as the system does when it needs the memory, and starts it again over the same files. */
    fun killed(
        ui: PromptUi = this.ui,
        configure: GuardOptions.Builder.() -> Unit = this.configure,
        meanwhile: () -> Unit = {},
    ): Phone {
        runBlocking { (guard as CoreGuard).kill() }
        leave()
        meanwhile()
        return Phone(ui, configure = configure).ready()
    }

    override fun close() {
        guard.close()
        leave()
        Counters.reset()
    }

    private fun leave() {
        scope.cancel()
        activities.forEach {
            SystemDialog.forget(it.get())
            runCatching { it.pause().stop().destroy() }
        }
        activities.clear()
    }

    private companion object {
        const val ADULT = 30
        const val KEY_BYTES = 32
        const val MOST = 500
    }
}

/** Makes the phone a new one: no app, no permission, nothing that the person has set. */
private fun renew(app: Application, qualifiers: String) {
    Places.root(app).deleteRecursively()
    val permissions = SystemPermissions.of(app)
    for (permission in POSITION) {
        // Granting makes the library forget that the person ever said no.
        shadowOf(app).grantPermissions(permission)
        permissions.answered(permission)
        shadowOf(app).denyPermissions(permission)
    }
    shadowOf(app.getSystemService(KeyguardManager::class.java)).setKeyguardLocked(false)
    @Suppress("DEPRECATION")
    shadowOf(app.getSystemService(PowerManager::class.java)).setIsInteractive(true)
    if (RuntimeEnvironment.getQualifiers() != qualifiers) RuntimeEnvironment.setQualifiers(qualifiers)
}

/** Runs a test with a phone and puts it away afterwards. */
fun onPhone(
    ui: PromptUi = PromptUi.LIBRARY,
    configure: GuardOptions.Builder.() -> Unit = {},
    test: Phone.() -> Unit,
): Unit = Phone(ui, configure = configure).use {
    it.ready()
    it.test()
}

/**
 * As [onPhone], as often as `askfirst.repeat` says and each time with a new phone.
 *
 * None may take five seconds; the first one has its time for loading classes.
 */
fun repeated(
    ui: PromptUi = PromptUi.LIBRARY,
    configure: GuardOptions.Builder.() -> Unit = {},
    test: Phone.() -> Unit,
) {
    val app = RuntimeEnvironment.getApplication()
    val qualifiers = RuntimeEnvironment.getQualifiers()
    repeat(Integer.getInteger("askfirst.repeat", 1)) { time ->
        renew(app, qualifiers)
        val began = System.nanoTime()
        Phone(ui, configure = configure).use(test)
        val seconds = (System.nanoTime() - began) / 1e9
        val longest = crowd() * if (time == 0) FIRST_SECONDS else LONGEST_SECONDS
        assertTrue(seconds < longest, "round ${time + 1} took $seconds s")
    }
}

/** How many programs share each processor; at least one. On a quiet machine five seconds are five seconds. */
private fun crowd(): Double = ManagementFactory.getOperatingSystemMXBean().run {
    (systemLoadAverage / availableProcessors).coerceAtLeast(1.0)
}

private const val LONGEST_SECONDS = 5
private const val FIRST_SECONDS = 20
