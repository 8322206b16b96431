package org.askfirst.android

import android.widget.TextView
import org.askfirst.Guard
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.Screen
import org.askfirst.robolectric.ViewChecks
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals

/** How the library's own screen looks: each picture is kept, and what a machine can see is checked. */
@RunWith(AskFirstRunner::class)
class PromptLooksTest {
    private val folder = File(System.getProperty("screenshots") ?: "target/screenshots")

    private fun looks(name: String, acceptFirst: Boolean = true, ask: suspend Guard.() -> Any) = onPhone {
        opens()
        if (acceptFirst) acceptsPolicy()
        calls(ask)
        val screen = drawn()
        screen.save(File(folder, "$name.png"))
        File(folder, "$name.json").writeText(screen.dump())
        val text = prompt!!.text(RuntimeEnvironment.getApplication().resources.configuration.locales[0].language)
        val checks = ViewChecks(screen)
        val words = listOf(text.title, text.policyLabel) + text.paragraphs.map { it.text } +
            text.choices.flatMap { listOf(it.title, it.detail) } + text.controls.map { it.label }
        assertEquals(emptyList(), (checks.all() + checks.says(words)).map { "$it" })
        val (first, second) = text.controls.map { control ->
            screen.top.views.first { it.text == control.label }.view as TextView
        }
        assertEquals(emptyList(), checks.equalRank(first, second).map { "$it" })
    }

    private val clipboard: suspend Guard.() -> Any = { gate(Policy003.clipboard).read() }
    private val choices: suspend Guard.() -> Any = { askTogether(Policy003.jmlink.all) }

    @Test
    fun `the policy`() = looks("policy", acceptFirst = false) { policy.present() }

    @Test
    fun `one access`() = looks("consent", ask = clipboard)

    @Test
    fun `several choices`() = looks("choices", ask = choices)

    @Test
    @Config(qualifiers = "en-rUS-w360dp-h800dp-port-notnight-480dpi")
    fun `one access in English`() = looks("consent-en", ask = clipboard)

    @Test
    @Config(qualifiers = "+night")
    fun `several choices in the dark`() = looks("choices-dark", ask = choices)

    @Test
    fun `one access in large type`() {
        RuntimeEnvironment.setFontScale(2f)
        looks("consent-large", ask = clipboard)
    }

    @Test
    @Config(qualifiers = "en-rUS-w640dp-h320dp-land-notnight-320dpi")
    fun `several choices in large type on a low screen`() {
        RuntimeEnvironment.setFontScale(2f)
        looks("choices-large-low", ask = choices)
    }

    @Test
    fun `a switch that is set looks different and counts as set`() = onPhone {
        opens()
        acceptsPolicy()
        calls(choices)
        val before = drawn()
        before.top.views.first { it.isChecked == false && it.isTouchable }.view.performClick()
        MainThread.await("the switch") { Screen.capture().top.views.any { it.isChecked == true } }
        val after = Screen.capture()
        assertNotEquals(emptyList(), ViewChecks(after).nothingPreset())
        assertEquals(false, before.bitmap.sameAs(after.bitmap))
    }
}
