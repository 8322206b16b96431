package org.askfirst.android

import android.app.Activity
import android.content.Context
import android.graphics.Canvas
import android.os.Bundle
import android.view.View
import android.widget.FrameLayout
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.GuardOptions
import org.askfirst.Read
import org.askfirst.Status
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.junit.Test
import org.junit.runner.RunWith
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue

/**
 * How calls end when the screen that should draw the question fails: the library's own window, and an app's own.
 *
 * Part of the table in [HowCallsEndTest].
 */
@RunWith(AskFirstRunner::class)
class FailingScreensTest {
    /** An activity in which no window can be made, as under a theme that lacks what windows need. */
    class Windowless : Activity() {
        override fun onCreate(state: Bundle?) {
            super.onCreate(state)
            setContentView(FrameLayout(this))
        }

        override fun getSystemService(name: String): Any? {
            check(Throwable().stackTrace.none { it.className == "android.app.Dialog" }) { "no window here" }
            return super.getSystemService(name)
        }
    }

    private val quick: GuardOptions.Builder.() -> Unit = { shownTimeoutMillis = 300 }

    private fun Phone.endsUnanswered(call: kotlinx.coroutines.Deferred<Read<*>>) {
        assertEquals("shut NOT_ANSWERED NOT_ANSWERED ASK_ON_TAP", said(call.ended()))
        assertFalse(dialogIsUp())
        assertEquals(listOf("asked jmlink.clipboard", "left_open ui_failed"), ledger())
        assertIs<Status.Ready>(guard.status.value)
        assertEquals(emptyMap(), Counters.moved(), Counters.callers())
    }

    private fun Phone.reads() = calls { gate(Policy003.clipboard).read(Ask.TAPPED) }

    /** An app that draws its own questions and whose policy was accepted before. */
    private fun ownScreen(test: Phone.() -> Unit) = repeated {
        ready().opens()
        acceptsPolicy()
        killed(PromptUi.APP, quick).use {
            it.opens()
            it.test()
        }
    }

    @Test
    fun `the library's window that cannot be made ends the question at once`() = repeated {
        val screen = ready().opens()
        acceptsPolicy()
        screen.pause()
        opens(Windowless::class.java)
        endsUnanswered(reads())
    }

    @Test
    fun `an app's own screen that never draws ends the question within a bounded time`() = ownScreen {
        endsUnanswered(reads())
    }

    @Test
    fun `an app's own screen whose coroutine throws ends the question within a bounded time`() = ownScreen {
        val thrown = mutableListOf<Throwable>()
        val screen = CoroutineScope(Job() + UiThread + CoroutineExceptionHandler { _, error -> thrown += error })
        screen.launch { guard.prompts.filterNotNull().collect { error("cannot draw ${it.title}") } }
        endsUnanswered(reads())
        assertEquals(1, thrown.size)
    }

    /** A sheet that throws when it is drawn, and would only then say that it is shown. */
    private class BrokenSheet(context: Context, private val onDrawn: () -> Unit) : View(context) {
        override fun onDraw(canvas: Canvas) {
            paint()
            onDrawn()
        }

        private fun paint(): Unit = error("cannot draw")
    }

    @Test
    fun `an app's own view that throws while it is drawn ends the question within a bounded time`() = ownScreen {
        val activity = opens().get()
        val call = reads()
        val prompt = MainThread.awaitValue("the question") { prompt }
        activity.setContentView(BrokenSheet(activity) { prompt.shown("zh") })
        assertTrue("cannot draw" in assertFailsWith<IllegalStateException> { Screen.capture() }.message.orEmpty())
        activity.setContentView(FrameLayout(activity))
        endsUnanswered(call)
    }
}
