package org.askfirst.android

import java.io.File
import kotlin.test.assertEquals

/**
 * Holds the table of `docs/providers.md` to what a run found.
 *
 * Each run also writes what it found below `target/providers/`, so that a column can be copied after a change.
 */
internal object ProvidersPage {
    class Line(val kind: String, val cell: String)

    private const val HEAD = "| Kind |"

    fun hold(level: Int, found: List<Line>) {
        val file = File("target/providers/$level.tsv")
        file.parentFile.mkdirs()
        file.writeText(found.joinToString("\n", postfix = "\n") { "${it.kind}\t${it.cell}" })
        assertEquals(found.associate { it.kind to it.cell }, written(level), "docs/providers.md, API $level; see $file")
    }

    private fun written(level: Int): Map<String, String> {
        val page = File(checkNotNull(System.getProperty("providers.page"))).readLines()
        val head = page.indexOfFirst { it.startsWith(HEAD) }
        check(head >= 0) { "docs/providers.md has no table" }
        val column = cells(page[head]).indexOfFirst { it == "API $level" }
        return page.drop(head + 2).takeWhile { it.startsWith("|") }.map(::cells)
            .associate { it[0].removeSurrounding("`") to it[column] }
    }

    private fun cells(line: String) = line.trim().removeSurrounding("|").split("|").map { it.trim() }
}
