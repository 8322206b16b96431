package org.askfirst.demo.player

import org.json.JSONArray
import org.json.JSONObject
import java.io.File

/** A sentence of the report in both of its languages. */
internal class Both(val zh: String, val en: String) {
    fun toJson(): JSONObject = JSONObject().put("zh", zh).put("en", en)

    companion object {
        fun from(json: JSONObject) = Both(json.getString("zh"), json.getString("en"))
    }
}

/** One decision of the guard, as its own ledger tells it. */
internal class Decided(
    val access: String,
    val outcome: String,
    val reason: String?,
    /** The reason as the app tells it to a person. */
    val why: Both?,
    val entry: Long?,
) {
    fun toJson(): JSONObject = JSONObject()
        .put("access", access)
        .put("outcome", outcome)
        .putOpt("reason", reason)
        .putOpt("why", why?.toJson())
        .putOpt("entry", entry)

    companion object {
        fun from(json: JSONObject) = Decided(
            json.getString("access"),
            json.getString("outcome"),
            json.optString("reason").ifEmpty { null },
            json.optJSONObject("why")?.let { Both.from(it) },
            if (json.has("entry")) json.getLong("entry") else null,
        )
    }
}

/** Something that must hold, and whether it did in this run. */
internal class Check(val name: String, val passed: Boolean, val detail: String = "") {
    fun toJson(): JSONObject = JSONObject().put("name", name).put("passed", passed).put("detail", detail)

    companion object {
        fun from(json: JSONObject) = Check(json.getString("name"), json.getBoolean("passed"), json.getString("detail"))
    }
}

/** One picture of the strip with everything that belongs beside it. */
internal class Step(
    val name: String,
    val did: Both,
    val picture: String,
    val dump: String,
    val decided: List<Decided>,
    val calls: Map<String, Int>,
    val beforeConsent: Boolean,
    val checks: List<Check>,
) {
    fun toJson(): JSONObject = JSONObject()
        .put("name", name)
        .put("did", did.toJson())
        .put("picture", picture)
        .put("dump", dump)
        .put("decisions", JSONArray(decided.map { it.toJson() }))
        .put("framework_calls_so_far", JSONObject(calls))
        .put("before_consent", beforeConsent)
        .put("checks", JSONArray(checks.map { it.toJson() }))

    companion object {
        fun from(json: JSONObject) = Step(
            json.getString("name"),
            Both.from(json.getJSONObject("did")),
            json.getString("picture"),
            json.getString("dump"),
            json.getJSONArray("decisions").objects().map { Decided.from(it) },
            json.getJSONObject("framework_calls_so_far").counts(),
            json.getBoolean("before_consent"),
            json.getJSONArray("checks").objects().map { Check.from(it) },
        )
    }
}

/** Steps that belong together, such as the first run. */
internal class Flow(val id: String, val title: Both, val steps: MutableList<Step> = mutableListOf()) {
    fun toJson(): JSONObject = JSONObject()
        .put("id", id)
        .put("title", title.toJson())
        .put("steps", JSONArray(steps.map { it.toJson() }))

    companion object {
        fun from(json: JSONObject) = Flow(
            json.getString("id"),
            Both.from(json.getJSONObject("title")),
            json.getJSONArray("steps").objects().map { Step.from(it) }.toMutableList(),
        )
    }
}

/** One line of the ledger. */
internal class LedgerLine(
    val id: Long,
    val atMillis: Long,
    val what: String,
    val access: String?,
    val detail: String,
) {
    fun toJson(): JSONObject = JSONObject()
        .put("id", id)
        .put("at_ms", atMillis)
        .put("what", what)
        .putOpt("access", access)
        .put("detail", detail)

    companion object {
        fun from(json: JSONObject) = LedgerLine(
            json.getLong("id"),
            json.getLong("at_ms"),
            json.getString("what"),
            json.optString("access").ifEmpty { null },
            json.getString("detail"),
        )
    }
}

/**
 * The record of one play of the app from a fresh install.
 *
 * It is written to a file when the play ends, so that the report is made from what was kept and not from memory.
 */
internal class Notebook(
    val id: String,
    val title: Both,
    val calibration: MutableMap<String, Pair<Int, Int>> = linkedMapOf(),
    val flows: MutableList<Flow> = mutableListOf(),
    val ledger: MutableList<LedgerLine> = mutableListOf(),
    var ledgerEntries: Long = 0,
    var ledgerFirstBad: Long? = null,
    var ledgerHead: String = "",
    var ledgerChecked: Boolean = false,
    val checks: MutableList<Check> = mutableListOf(),
) {
    val steps: List<Step> get() = flows.flatMap { it.steps }

    val allChecks: List<Check> get() = checks + steps.flatMap { it.checks }

    val ledgerVerified: Boolean get() = ledgerChecked && ledgerFirstBad == null && ledgerEntries > 0

    fun save(file: File) {
        file.parentFile?.mkdirs()
        file.writeText(toJson().toString(2))
    }

    private fun toJson(): JSONObject = JSONObject()
        .put("id", id)
        .put("title", title.toJson())
        .put(
            "calibration",
            JSONObject(
                calibration.mapValues { (_, moved) ->
                    JSONArray(listOf(moved.first, moved.second))
                },
            ),
        )
        .put("flows", JSONArray(flows.map { it.toJson() }))
        .put("ledger", JSONArray(ledger.map { it.toJson() }))
        .put("ledger_entries", ledgerEntries)
        .putOpt("ledger_first_bad", ledgerFirstBad)
        .put("ledger_head", ledgerHead)
        .put("ledger_checked", ledgerChecked)
        .put("checks", JSONArray(checks.map { it.toJson() }))

    companion object {
        fun load(file: File): Notebook {
            val json = JSONObject(file.readText())
            val calibration = json.getJSONObject("calibration")
            return Notebook(
                json.getString("id"),
                Both.from(json.getJSONObject("title")),
                calibration.keys().asSequence().associateWithTo(linkedMapOf()) { key ->
                    calibration.getJSONArray(key).let { it.getInt(0) to it.getInt(1) }
                },
                json.getJSONArray("flows").objects().map { Flow.from(it) }.toMutableList(),
                json.getJSONArray("ledger").objects().map { LedgerLine.from(it) }.toMutableList(),
                json.getLong("ledger_entries"),
                if (json.has("ledger_first_bad")) json.getLong("ledger_first_bad") else null,
                json.getString("ledger_head"),
                json.getBoolean("ledger_checked"),
                json.getJSONArray("checks").objects().map { Check.from(it) }.toMutableList(),
            )
        }
    }
}

internal fun JSONArray.objects(): List<JSONObject> = (0 until length()).map { getJSONObject(it) }

private fun JSONObject.counts(): Map<String, Int> = keys().asSequence().associateWithTo(linkedMapOf()) { getInt(it) }
