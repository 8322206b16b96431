package org.askfirst.demo.player

import org.json.JSONObject
import java.io.File

/** Which flow is played under which policy, and by which clause it is not, as `tests/flows.json` says. */
internal class Matrix(json: JSONObject) {
    /** Why a flow does not apply. */
    class Clause(val clause: String, val why: Both)

    /** One flow; a policy without a clause plays it. */
    class Line(val code: String, val title: Both, val clauses: Map<String, Clause>)

    val packs: List<String> = json.getJSONArray("packs").run { (0 until length()).map(::getString) }

    val lines: List<Line> = json.getJSONObject("flows").run {
        keys().asSequence().map { line(it, getJSONObject(it)) }.sortedBy { it.code.drop(1).toInt() }.toList()
    }

    private fun line(code: String, json: JSONObject): Line {
        val cells = json.getJSONObject("cells")
        val clauses = cells.keys().asSequence().associateWith { pack ->
            val cell = cells.getJSONObject(pack)
            Clause(cell.getString("clause"), Both.from(cell))
        }
        return Line(code, Both.from(json), clauses)
    }

    companion object {
        fun ofRepository(): Matrix = Matrix(JSONObject(File("../tests/flows.json").readText()))
    }
}
