package org.askfirst.demo

import org.json.JSONArray
import org.json.JSONObject
import org.junit.Test
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

class PackTest {
    private val shipped = File("target/assets/${Policy003.FILE}")
    private val pack = JSONObject(shipped.readText())

    private fun JSONArray.all(): List<JSONObject> = (0 until length()).map { getJSONObject(it) }

    /** Every access that the pack declares, with its kind. */
    private val declared: Map<String, String> =
        pack.getJSONArray("functions").all().flatMap { owner -> lines(owner.getString("id"), owner) }.toMap() +
            pack.getJSONArray("recipients").all().flatMap { owner ->
                owner.getJSONArray("items").all().flatMap { lines(owner.getString("id"), it) }
            }

    private fun lines(owner: String, holder: JSONObject) =
        holder.optJSONArray("accesses")?.all().orEmpty().map { "$owner.${it.getString("id")}" to it.getString("kind") }

    @Test
    fun `the app ships the repository's pack, byte for byte`() {
        assertEquals(File("../core/policies/003.json").readText(), shipped.readText())
    }

    /** What a kind of the pack may be read as: itself, or one that it stands for. */
    private fun readings(kind: String): List<String> {
        val view = pack.getJSONArray("kinds").all().single { it.getString("id") == kind }
        val narrower = view.optJSONArray("stands_for") ?: return listOf(kind)
        return listOf(kind) + (0 until narrower.length()).map { narrower.getString(it) }
    }

    @Test
    fun `every access the app names is declared, with that kind or one that stands for it`() {
        for (access in Policy003.all) {
            val kind = assertNotNull(declared[access.id], "${access.id} is not declared")
            assertTrue(access.kind.id in readings(kind), "${access.id} reads ${access.kind.id}, the pack says $kind")
        }
    }

    @Test
    fun `the deep-link SDK's accesses are all named, in the pack's order`() {
        val inPack = declared.keys.filter { it.startsWith("jmlink.") }
        assertTrue(inPack.size > 1)
        assertEquals(inPack, Policy003.JmLink.recipient.all.map { it.id })
    }

    @Test
    fun `the deep-link SDK has four data–purpose pairs`() {
        val row = pack.getJSONArray("recipients").all().single { it.getString("id") == "jmlink" }
        assertEquals(4, row.getJSONArray("items").length())
    }
}
