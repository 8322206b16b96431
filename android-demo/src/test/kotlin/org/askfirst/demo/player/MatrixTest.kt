package org.askfirst.demo.player

import org.askfirst.demo.pages.PacksPage
import org.junit.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class MatrixTest {
    private val matrix = Matrix.ofRepository()

    @Test
    fun `every policy that the app ships has a column, and a trial`() {
        assertEquals(PacksPage.POLICIES.keys.map { it.removeSuffix(".json") }, matrix.packs)
        assertEquals(matrix.packs.toSet(), Trial.all.map { it.number }.toSet())
    }

    @Test
    fun `what does not apply says by which clause, in both languages`() {
        for (line in matrix.lines) {
            for ((pack, clause) in line.clauses) {
                assertTrue(pack in matrix.packs, "${line.code} $pack")
                assertTrue(clause.clause.isNotBlank() && clause.why.zh.isNotBlank() && clause.why.en.isNotBlank())
            }
        }
    }

    @Test
    fun `a policy that calls nothing necessary has no flow for refusing it`() {
        val without = Trial.all.filter { it.necessary == null }.map { it.number }
        assertEquals(without, matrix.lines.single { it.code == "F4" }.clauses.keys.toList())
    }
}
