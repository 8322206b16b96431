package org.askfirst.scenarios

/** One call that the app made, and what it was answered. */
internal class Call(val made: Int, val step: Int, val verb: String, val subject: String, val name: String?) {
    var answer: List<String> = emptyList()
}

/** The canonical decision log, as `docs/scenarios.md` section 6 lays it down. */
internal class LogText(name: String) {
    private val out = StringBuilder()
    private val marks = ArrayList<String>()

    init {
        fields(listOf("askfirst-log", "1", name))
    }

    fun line(step: Int, millis: Long, vararg fields: String) = line(step, millis, fields.toList())

    private fun line(step: Int, millis: Long, fields: List<String>) = fields(listOf("$step", "$millis") + fields)

    /** The answers of a step; equal answers to calls made together share a line. */
    fun calls(step: Int, millis: Long, calls: List<Call>) {
        calls.forEach(::mark)
        for (together in calls.chunkedBy { Triple(it.step, it.verb, it.subject) }) {
            val equal = together.groupBy { it.answer.joinToString("\t") }
            for ((_, same) in equal.toSortedMap(BYTES)) {
                val first = same.first()
                line(step, millis, listOf("call", first.verb, first.subject, "${same.size}") + first.answer)
            }
        }
    }

    /** Ledger entries are named by order of appearance. */
    private fun mark(call: Call) {
        if (call.answer.size != 2 || call.answer[0] != "value") return
        val entry = call.answer[1]
        if (entry !in marks) marks += entry
        call.answer = listOf("value", "e${marks.indexOf(entry) + 1}")
    }

    fun prompt(step: Int, millis: Long, standing: Standing) {
        val prompt = standing.prompt
        line(step, millis, "prompt", "${standing.number}", prompt.style.name, prompt.accesses.joinToString(",") { it.id })
        val text = standing.text
        line(step, millis, "title", text.title)
        text.paragraphs.forEach { line(step, millis, "paragraph", it.role, it.text) }
        text.choices.forEach { line(step, millis, "choice", it.id, it.title, it.detail) }
        text.controls.forEach { line(step, millis, "control", it.id, it.label) }
        line(step, millis, "labels", text.policyLabel, text.closeLabel)
        line(step, millis, "hash", text.hash)
    }

    private fun fields(fields: List<String>) {
        fields.joinTo(out, "\t") { escaped(it) }
        out.append('\n')
    }

    private fun escaped(field: String): String = if (field.isEmpty()) {
        "-"
    } else {
        field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    }

    override fun toString(): String = out.toString()

    companion object {
        /** Order by bytes, which for UTF-8 is the order of code points. */
        val BYTES: Comparator<String> = Comparator { one, other ->
            val (left, right) = one.codePoints().toArray() to other.codePoints().toArray()
            (0 until minOf(left.size, right.size)).firstOrNull { left[it] != right[it] }
                ?.let { left[it].compareTo(right[it]) }
                ?: left.size.compareTo(right.size)
        }

        private fun <T, K> List<T>.chunkedBy(key: (T) -> K): List<List<T>> {
            val chunks = ArrayList<MutableList<T>>()
            for (item in this) {
                val last = chunks.lastOrNull()
                if (last != null && key(last[0]) == key(item)) last += item else chunks += mutableListOf(item)
            }
            return chunks
        }
    }
}
