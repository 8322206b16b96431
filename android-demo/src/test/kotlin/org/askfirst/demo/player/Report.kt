package org.askfirst.demo.player

import java.io.File
import java.text.SimpleDateFormat
import java.util.Date
import java.util.Locale
import java.util.TimeZone

/**
 * The run as one page that needs nothing beside it: styles and pictures are inside.
 *
 * Everything on it comes from the notebooks; words that explain are in Chinese and English, one shown at a time.
 */
internal class Report(
    private val notebooks: List<Notebook>,
    private val summary: Summary,
    private val pictures: Pictures,
    private val ranAt: Date = Date(),
) {
    /** Gives a picture by its file name as a `data:` address. */
    fun interface Pictures {
        fun dataAddress(name: String): String
    }

    fun html(): String = buildString {
        append("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")
        append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        append(
            "<title>AskFirst · 演示记录 Demo report</title>\n<style>\n$STYLE</style>\n</head>\n<body class=\"zh\">\n<main>\n",
        )
        head()
        facts()
        matrix(Matrix.ofRepository())
        calibration()
        notebooks.forEach { play(it) }
        checks()
        append("</main>\n<script>\n$SCRIPT</script>\n</body>\n</html>\n")
    }

    private fun StringBuilder.head() {
        append("<header>\n<p class=\"kicker\">AskFirst</p>\n<h1>${both("演示记录", "Demo report")}</h1>\n")
        append("<p class=\"lead\">")
        append(
            both(
                "一个应用从全新安装开始，逐步操作。每张截图旁边写着：人做了什么、守卫如何决定及原因、到此为止系统接口被调用了几次。",
                "An app is played from a fresh install. Beside each picture: what the person did, " +
                    "what the guard decided and why, and how often the framework had been called by then.",
            ),
        )
        append("</p>\n<p class=\"meta\">${stamp()} · Robolectric, AOSP framework code, native library loaded</p>\n")
        append(
            "<p class=\"tools\"><button type=\"button\" data-lang=\"zh\">中文</button><button type=\"button\" data-lang=\"en\">English</button></p>\n</header>\n",
        )
    }

    private fun StringBuilder.facts() {
        val verdict = if (summary.passed) both("通过", "Passed") else both("未通过", "Failed")
        append("<section class=\"facts\"><h2>${both("结果", "Result")}</h2>\n<table class=\"plain\">\n")
        row(both("结论", "Verdict"), "<strong class=\"${if (summary.passed) "good" else "bad"}\">$verdict</strong>")
        row(both("流程与截图", "Flows and pictures"), "${notebooks.sumOf { it.flows.size }} · ${summary.pictures.size}")
        row(
            both("守卫的决定", "Decisions of the guard"),
            both(
                "${summary.decisions.size} 次：允许 ${summary.allowed}，拒绝 ${summary.decisions.size - summary.allowed}",
                "${summary.decisions.size}: ${summary.allowed} allowed, ${summary.decisions.size - summary.allowed} refused",
            ),
        )
        row(both("同意之前的系统调用", "Framework calls before consent"), counts(summary.callsBefore))
        row(both("全程的系统调用", "Framework calls by the end"), counts(summary.callsAfter))
        row(
            both("记录账本", "Ledger"),
            notebooks.joinToString("<br>") { book ->
                "${escape(book.id)}: ${book.ledgerEntries} " +
                    if (book.ledgerVerified) {
                        both(
                            "条，校验通过",
                            "entries, verified",
                        )
                    } else {
                        both("条，校验未通过", "entries, not verified")
                    }
            },
        )
        row(both("检查", "Checks"), "${summary.checks.size - summary.failed.size} / ${summary.checks.size}")
        append("</table>\n</section>\n")
    }

    private fun StringBuilder.matrix(matrix: Matrix) {
        val title = both("哪些流程适用于哪份政策", "Which flow applies to which policy")
        append("<section><h2>$title</h2>\n<table class=\"plain\"><tr><th></th>")
        matrix.packs.forEach { append("<th>${escape(it)}</th>") }
        append("</tr>\n")
        for (line in matrix.lines) {
            append("<tr><th>${line.code} ${both(line.title)}</th>")
            for (pack in matrix.packs) {
                val clause = line.clauses[pack]
                append("<td>")
                append(if (clause == null) "✓" else "${escape(clause.clause)}<br>${both(clause.why)}")
                append("</td>")
            }
            append("</tr>\n")
        }
        append("</table>\n</section>\n")
    }

    private fun StringBuilder.calibration() {
        append("<section><h2>${both("先校准计数器", "Counters first")}</h2>\n<p>")
        append(
            both(
                "每次运行先直接调用一次每个被计数的系统方法，计数器必须变化，随后清零。这样，后面的 0 才有意义。",
                "Each run first calls every counted framework method once, directly; its counter must move " +
                    "and is then reset. Only so does a later zero mean anything.",
            ),
        )
        val moved = notebooks.flatMap { it.calibration.values }
        val count = moved.count { it.second > it.first }
        append("</p>\n<details><summary>")
        append(both("${moved.size} 个计数器中 $count 个变化", "$count of ${moved.size} counters moved"))
        append("</summary>\n<table class=\"plain\"><tr><th>${both("方法", "Method")}</th>")
        notebooks.forEach { append("<th>${escape(it.id)}</th>") }
        append("</tr>\n")
        for (method in notebooks.flatMap { it.calibration.keys }.distinct()) {
            append("<tr><td class=\"mono\">${escape(method)}</td>")
            notebooks.forEach { book ->
                val seen = book.calibration[method]
                append("<td class=\"num\">${seen?.let { "${it.first} → ${it.second}" } ?: "–"}</td>")
            }
            append("</tr>\n")
        }
        append("</table>\n</details>\n</section>\n")
    }

    private fun StringBuilder.play(book: Notebook) {
        append("<section class=\"play\" id=\"${escape(book.id)}\">\n<h2>${both(book.title)}</h2>\n")
        var number = 0
        for (flow in book.flows) {
            append("<h3>${both(flow.title)}</h3>\n<div class=\"strip\">\n")
            flow.steps.forEach { figure(++number, it) }
            append("</div>\n")
        }
        ledger(book)
        append("</section>\n")
    }

    private fun StringBuilder.figure(number: Int, step: Step) {
        append(
            "<figure id=\"${escape(
                step.name,
            )}\">\n<img src=\"${pictures.dataAddress(step.picture)}\" alt=\"${escape(step.did.zh)}\">\n<figcaption>\n",
        )
        append("<p class=\"did\"><span class=\"n\">$number</span>${both(step.did)}</p>\n")
        if (step.decided.isNotEmpty()) {
            append("<ul class=\"decided\">\n")
            step.decided.forEach { append("<li class=\"${it.outcome}\">${decided(it)}</li>\n") }
            append("</ul>\n")
        }
        append("<p class=\"calls\">${both("到此为止", "So far")}: ${counts(step.calls)}")
        if (step.beforeConsent) append(" <span class=\"tag\">${both("同意之前", "before consent")}</span>")
        append("</p>\n")
        val bad = step.checks.filterNot { it.passed }
        if (bad.isEmpty()) {
            append("<p class=\"ok\">${both("${step.checks.size} 项检查成立", "${step.checks.size} checks hold")}</p>\n")
        } else {
            bad.forEach { append("<p class=\"bad\">${escape(it.name)}: ${escape(it.detail)}</p>\n") }
        }
        append("<p class=\"file\">${escape(step.picture)}<br>${escape(step.dump)}</p>\n</figcaption>\n</figure>\n")
    }

    private fun decided(it: Decided): String {
        val verdict = if (it.outcome == Summary.ALLOWED) both("允许", "allowed") else both("拒绝", "refused")
        val code = it.reason?.let { reason -> " <code>${escape(reason)}</code>" } ?: ""
        val why = it.why?.let { words -> "<br><span class=\"why\">${both(words)}</span>" } ?: ""
        val entry =
            it.entry?.let { entry -> " <span class=\"entry\">${both("依据第 $entry 条", "by entry $entry")}</span>" } ?: ""
        return "<code>${escape(it.access)}</code> <b>$verdict</b>$code$entry$why"
    }

    private fun StringBuilder.ledger(book: Notebook) {
        append("<h3>${both("账本", "Ledger")} · ${escape(book.id)}</h3>\n<p>")
        append(
            if (book.ledgerVerified) {
                both("共 ${book.ledgerEntries} 条，逐条校验通过。", "${book.ledgerEntries} entries, each verified.")
            } else {
                "<span class=\"bad\">" + both("校验未通过", "Not verified") + " ${book.ledgerFirstBad ?: ""}</span>"
            },
        )
        append("<br><span class=\"mono head\">${escape(book.ledgerHead)}</span></p>\n<details><summary>")
        append(both("逐条列出", "List every entry"))
        append(
            "</summary>\n<table class=\"ledger\"><tr><th>#</th><th>${both(
                "何时",
                "When",
            )}</th><th>${both("何事", "What")}</th>",
        )
        append("<th>${both("访问", "Access")}</th><th>${both("细节", "Detail")}</th></tr>\n")
        for (line in book.ledger) {
            append(
                "<tr><td class=\"num\">${line.id}</td><td class=\"num\">${time(
                    line.atMillis,
                )}</td><td>${escape(line.what)}</td>",
            )
            append("<td class=\"mono\">${escape(line.access ?: "")}</td><td>${escape(line.detail)}</td></tr>\n")
        }
        append("</table>\n</details>\n")
    }

    private fun StringBuilder.checks() {
        append("<section><h2>${both("检查", "Checks")}</h2>\n<p>")
        append(
            both(
                "每张截图都附有视图清单，并逐一核对。只有人眼才能判断好不好看；这里列出的是机器能判断的部分。",
                "Beside each picture lies a dump of its views, and these were checked. Whether it looks good is for eyes; this is the rest.",
            ),
        )
        append("</p>\n<table class=\"plain\">\n")
        for ((name, same) in summary.checks.groupBy { it.name }) {
            val bad = same.filterNot { it.passed }
            val mark = if (bad.isEmpty()) "<span class=\"good\">✓</span>" else "<span class=\"bad\">✗</span>"
            append("<tr><td>$mark</td><td>${escape(name)}")
            bad.forEach { append("<br><span class=\"bad\">${escape(it.detail)}</span>") }
            append("</td><td class=\"num\">${same.size - bad.size} / ${same.size}</td></tr>\n")
        }
        append("</table>\n</section>\n")
    }

    private fun StringBuilder.row(name: String, value: String) {
        append("<tr><th>$name</th><td>$value</td></tr>\n")
    }

    private fun counts(calls: Map<String, Int>): String {
        val sums =
            Family.entries.joinToString(" ") { family ->
                val sum = family.sum(calls)
                "<span class=\"count${if (sum > 0) " some" else ""}\">${both(family.words)} <b>$sum</b></span>"
            }
        val moved = Family.moved(calls)
        return if (moved.isEmpty()) {
            sums
        } else {
            "$sums<br><span class=\"moved\">${moved.joinToString("<br>") {
                escape(it)
            }}</span>"
        }
    }

    private fun both(words: Both) = both(words.zh, words.en)

    private fun both(zh: String, en: String) =
        "<span class=\"l-zh\" lang=\"zh-CN\">${escape(zh)}</span><span class=\"l-en\" lang=\"en\">${escape(en)}</span>"

    private fun stamp() = format("yyyy-MM-dd HH:mm z", ranAt)

    private fun time(millis: Long) = format("HH:mm:ss.SSS", Date(millis))

    private fun format(pattern: String, date: Date) =
        SimpleDateFormat(pattern, Locale.ROOT).apply { timeZone = TimeZone.getTimeZone("UTC") }.format(date)

    companion object {
        private val STYLE = resource("/report/report.css")
        private val SCRIPT = resource("/report/report.js")

        private fun resource(path: String) =
            checkNotNull(Report::class.java.getResourceAsStream(path)) { "$path is missing from the test resources" }
                .bufferedReader()
                .use { it.readText() }

        fun escape(text: String) = text
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")

        /** Writes the page and the two summaries into [folder]. */
        fun write(folder: File, notebooks: List<Notebook>, pictures: Pictures): Summary {
            val summary = Summary(notebooks)
            File(folder, "index.html").writeText(Report(notebooks, summary, pictures).html())
            File(folder, "summary.json").writeText(summary.toJson().toString(2) + "\n")
            File(folder, "summary.txt").writeText(summary.text(folder))
            return summary
        }
    }
}
