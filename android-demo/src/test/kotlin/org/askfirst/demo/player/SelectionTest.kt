package org.askfirst.demo.player

import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertSame
import kotlin.test.assertTrue

class SelectionTest {
    @get:Rule
    val policies = TemporaryFolder()

    private val usual: Flows.() -> Unit = { }

    private fun selection(flow: String? = null, pack: String? = null, lang: String? = null) =
        Selection(flow, pack, lang, policies.root)

    private fun mistake(flow: String? = null, pack: String? = null, lang: String? = null) =
        assertFailsWith<IllegalArgumentException> { selection(flow, pack, lang) }.message.orEmpty()

    @Test
    fun `nothing chosen plays every play as usual`() {
        for (language in listOf("zh", "en")) assertSame(usual, selection().steps(language, usual))
        assertNull(selection().pack)
    }

    @Test
    fun `a flow is chosen by its number or by any of its names`() {
        for (name in listOf("F5", "f5", "deep-link", "clipboard")) {
            assertSame(Scene.DEEP_LINK.play, selection(flow = name).steps("zh", usual))
        }
    }

    @Test
    fun `a flow that is not there yet is an error that names those that are`() {
        val message = mistake(flow = "F9")
        assertTrue("F9" in message && Scene.entries.all { it.code in message }, message)
    }

    @Test
    fun `a language leaves the other plays out, and English alone shows everything`() {
        assertNull(selection(lang = "en").steps("zh", usual))
        assertSame(Scene.all, selection(lang = "en").steps("en", usual))
        assertSame(usual, selection(lang = "zh").steps("zh", usual))
        assertTrue("fr" in mistake(lang = "fr"))
    }

    @Test
    fun `a pack is chosen by its number, its file's name or a path, and is read later`() {
        val file = policies.newFile("001.json").apply { writeText("{}") }
        for (name in listOf("001", "001.json", file.path)) {
            val chosen = selection(pack = name)
            assertEquals("001.json", assertNotNull(chosen.pack).name)
            assertSame(Scene.ONE_POLICY.play, chosen.steps("zh", usual))
        }
    }

    @Test
    fun `the pack that the app ships changes nothing`() {
        policies.newFile("003.json")
        assertNull(selection(pack = "003").pack)
        assertSame(usual, selection(pack = "003").steps("zh", usual))
    }

    @Test
    fun `a pack that is not there is an error that names those that are`() {
        policies.newFile("003.json")
        val message = mistake(pack = "009")
        assertTrue("009" in message && "003.json" in message, message)
    }

    @Test
    fun `a flow that needs the app's own pack is not played with another`() {
        policies.newFile("001.json")
        assertTrue("003.json" in mistake(flow = "F5", pack = "001"))
        assertSame(Scene.FIRST_RUN.play, selection(flow = "F1", pack = "001").steps("zh", usual))
    }
}
