package org.askfirst.guide

import org.junit.Test
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** What a reader copies out of `docs/android.md` is compiled here, and where it is a test, run. */
class GuideTest {
    private val code = File("src/test/kotlin/org/askfirst/guide/Guide.kt").readText()

    private fun blocks(page: String): List<String> =
        Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(page).map { it.groupValues[1] }.toList()

    /** As it stands, or inside of something. */
    private fun isCompiled(block: String): Boolean =
        INDENTS.any { indent -> block.trimEnd().lines().joinToString("\n") { (indent + it).trimEnd() } in code }

    @Test
    fun `every block of the guide is code that compiles`() {
        val blocks = blocks(File(checkNotNull(System.getProperty("guide"))).readText())
        assertEquals(4, blocks.size)
        for (block in blocks) assertTrue(isCompiled(block), "Guide.kt lacks\n$block")
    }

    @Test
    fun `a block that says something else would be found`() {
        val block = blocks("```kotlin\nprivacy.open()\n```\n").single()
        assertFalse(isCompiled(block))
    }

    private companion object {
        val INDENTS = listOf("", " ".repeat(4), " ".repeat(8))
    }
}
