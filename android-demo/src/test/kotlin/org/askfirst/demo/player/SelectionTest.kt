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

    private fun Selection.played(language: String = "zh") = steps(language, usual)

    @Test
    fun `nothing chosen plays every play as usual`() {
        for (language in listOf("zh", "en")) assertSame(usual, selection().played(language))
        assertNull(selection().pack)
    }

    @Test
    fun `a flow is chosen by its number or by any of its names`() {
        for (name in listOf("F5", "f5", "deep-link", "clipboard")) {
            assertSame(Scene.DEEP_LINK.play, selection(flow = name).played())
        }
    }

    @Test
    fun `a flow that is not there yet is an error that names those that are`() {
        val message = mistake(flow = "F9")
        assertTrue("F9" in message && Scene.entries.all { it.code in message }, message)
    }

    @Test
    fun `a language leaves the other plays out`() {
        assertNull(selection(lang = "en").played("zh"))
        assertSame(usual, selection(lang = "en").played("en"))
        assertSame(usual, selection(lang = "zh").played("zh"))
        assertTrue("fr" in mistake(lang = "fr"))
    }

    @Test
    fun `a pack is chosen by its number, its file's name or a path, and is read later`() {
        val file = policies.newFile("001.json").apply { writeText("{}") }
        for (name in listOf("001", "001.json", file.path)) {
            val chosen = selection(pack = name)
            assertEquals("001.json", assertNotNull(chosen.pack).name)
            assertSame(Scene.onePolicy, chosen.played())
        }
    }

    @Test
    fun `the pack that the app ships changes nothing`() {
        policies.newFile("003.json")
        assertNull(selection(pack = "003").pack)
        assertSame(usual, selection(pack = "003").played())
    }

    @Test
    fun `a pack that is not there, or that nobody has tried, is an error that names those that can be`() {
        policies.newFile("003.json")
        policies.newFile("another.json")
        val missing = mistake(pack = "009")
        assertTrue("009" in missing && "003.json" in missing, missing)
        val untried = mistake(pack = "another")
        assertTrue("another" in untried && "003" in untried, untried)
    }

    @Test
    fun `every flow is played under every policy that has it, and else the clause is named`() {
        val matrix = Matrix.ofRepository()
        matrix.packs.forEach { policies.newFile("$it.json") }
        assertEquals(matrix.lines.map { it.code }, Scene.entries.map { it.code })
        for (line in matrix.lines) {
            for (pack in matrix.packs) {
                val clause = line.clauses[pack]
                if (clause == null) {
                    val (number, scene) = pack to Scene.named(line.code)
                    val expected = if (number == "003") scene.play else scene.underAnother
                    assertSame(expected, selection(line.code, pack).played(), "${line.code} $pack")
                } else {
                    val message = mistake(line.code, pack)
                    assertTrue(clause.clause in message && clause.why.en in message, message)
                }
            }
        }
    }
}
