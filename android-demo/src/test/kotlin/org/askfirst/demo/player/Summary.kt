package org.askfirst.demo.player

import org.json.JSONArray
import org.json.JSONObject
import java.io.File

/**
 * What the run came to, counted from the notebooks and from nothing else.
 *
 * A run with a failed check, an unverified ledger or a framework call before consent has not passed.
 */
internal class Summary(private val notebooks: List<Notebook>) {
    private val steps = notebooks.flatMap { it.steps }
    val checks = notebooks.flatMap { book -> book.allChecks }
    val failed = checks.filterNot { it.passed }
    val pictures = steps.map { it.picture }
    val decisions = steps.flatMap { it.decided }
    val allowed = decisions.count { it.outcome == ALLOWED }

    /** The highest count any picture taken before a consent showed, for each counted call. */
    val callsBefore: Map<String, Int> = highest(steps.filter { it.beforeConsent })
    val callsAfter: Map<String, Int> = highest(steps)
    val countersProven = notebooks.all { book ->
        book.calibration.isNotEmpty() &&
            book.calibration.values.all { it.second > it.first }
    }
    val ledgerVerified = notebooks.isNotEmpty() && notebooks.all { it.ledgerVerified }
    private val allShown = Family.strangers(callsAfter).isEmpty()
    val passed =
        allShown && failed.isEmpty() && ledgerVerified && countersProven && callsBefore.values.all { it == 0 } &&
            steps.isNotEmpty()

    private fun highest(some: List<Step>): Map<String, Int> =
        some.flatMap { it.calls.entries }.groupBy({ it.key }, { it.value }).mapValues { (_, seen) -> seen.max() }

    fun toJson(): JSONObject = JSONObject()
        .put("ok", passed)
        .put("flows", JSONArray(notebooks.flatMap { book -> book.flows.map { flow -> flowJson(book, flow) } }))
        .put("screenshots", pictures.size)
        .put("screenshot_files", JSONArray(pictures))
        .put("decisions", decisions.size)
        .put("decisions_allowed", allowed)
        .put(
            "refusals_by_reason",
            JSONObject(
                decisions.mapNotNull {
                    it.reason
                }.groupingBy { it }.eachCount().toSortedMap(),
            ),
        )
        .put("counters_proven", countersProven)
        .put(
            "framework_calls",
            JSONObject().put(
                "before_consent",
                JSONObject(callsBefore),
            ).put("after_consent", JSONObject(callsAfter)),
        ).put(
            "ledger",
            JSONObject()
                .put("entries", notebooks.sumOf { it.ledgerEntries })
                .put("verified", ledgerVerified)
                .put("plays", JSONArray(notebooks.map { ledgerJson(it) })),
        ).put("checks", JSONObject().put("total", checks.size).put("failed", JSONArray(failed.map { it.toJson() })))

    private fun flowJson(book: Notebook, flow: Flow) = JSONObject()
        .put("play", book.id)
        .put("name", "${book.id}/${flow.id}")
        .put("title", flow.title.toJson())
        .put("steps", flow.steps.size)
        .put("ok", flow.steps.isNotEmpty() && flow.steps.all { step -> step.checks.all { it.passed } })

    private fun ledgerJson(book: Notebook) = JSONObject()
        .put("play", book.id)
        .put("entries", book.ledgerEntries)
        .put("verified", book.ledgerVerified)
        .put("head", book.ledgerHead)

    /** The same in plain words, for a terminal. */
    fun text(folder: File): String = buildString {
        appendLine(if (passed) "AskFirst demo: passed" else "AskFirst demo: FAILED")
        appendLine()
        for (book in notebooks) {
            appendLine("  ${book.title.en} / ${book.title.zh}")
            for (flow in book.flows) appendLine("    %-46s %2d pictures".format(flow.title.en, flow.steps.size))
        }
        appendLine()
        appendLine("  pictures         ${pictures.size}, each with a dump of its views")
        appendLine("  decisions        ${decisions.size}: $allowed allowed, ${decisions.size - allowed} refused")
        appendLine(
            "  counters         ${if (countersProven) "each moved when its framework method was called directly" else "NOT proven"}",
        )
        appendLine("  before consent   ${counts(callsBefore)}")
        appendLine("  after consent    ${counts(callsAfter)}")
        for (book in notebooks) {
            val verdict = if (book.ledgerVerified) "verified" else "NOT VERIFIED"
            appendLine("  ledger           ${book.id}: ${book.ledgerEntries} entries, $verdict")
        }
        appendLine("  checks           ${checks.size - failed.size} of ${checks.size} hold")
        for (check in failed) appendLine("    FAILED  ${check.name}: ${check.detail}")
        appendLine()
        appendLine("  report           ${File(folder, "index.html")}")
    }

    private fun counts(calls: Map<String, Int>): String {
        val sums = Family.entries.joinToString(", ") { "${it.words.en} ${it.sum(calls)}" }
        val moved = Family.moved(calls)
        return if (moved.isEmpty()) sums else "$sums (${moved.joinToString(", ")})"
    }

    companion object {
        const val ALLOWED = "allowed"
        const val REFUSED = "refused"
    }
}
