package org.askfirst.internal

import org.askfirst.GateState
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Standing
import org.askfirst.Status

/** Reads the lines that the JNI entries give: fields with tabs between them, the first one a tag. */
internal class Wire(private val mapping: Mapping) {
    fun verdict(line: String): Verdict {
        val fields = line.split('\t')
        return when (fields[0]) {
            "permit" -> Verdict.Permit(fields.number(1), fields.number(2))
            else -> Verdict.Shut(shut(fields))
        }
    }

    /** `null` only where the core says by its word that the value may be used. */
    fun shutOrNull(line: String?): Read.Shut? = if (line == KEPT) null else shut(line.orEmpty().split('\t'))

    fun status(line: String): Status {
        val fields = line.split('\t')
        return when (fields[0]) {
            "opening" -> Status.Opening
            "ready" -> Status.Ready(fields.text(1) == "true")
            else -> Status.Closed(
                cause = mapping.cause(fields.text(1)),
                detail = fields.text(2),
                entry = fields.text(3).toLongOrNull(),
                canStartAgain = fields.text(4) == "true"
            )
        }
    }

    fun gateState(line: String): GateState {
        val fields = line.split('\t')
        val isOpen = fields[0] == "open"
        return GateState(
            isOpen = isOpen,
            reason = if (isOpen) null else mapping.reason(fields.text(3), fields.text(4)),
            standing = Standing.entries.firstOrNull { it.name == fields.text(1) } ?: Standing.NOT_DECLARED,
            sinceMillis = fields.text(2).toLongOrNull()
        )
    }

    fun policyState(line: String): PolicyState = when (line) {
        "accepted" -> PolicyState.Accepted
        "declined" -> PolicyState.Declined
        else -> PolicyState.NotAnswered
    }

    private fun shut(fields: List<String>): Read.Shut = if (fields[0] == "shut") {
        mapping.shut(fields.text(1), fields.text(2), fields.text(3), fields.text(4))
    } else {
        Reader.FAULT
    }

    private fun List<String>.text(index: Int): String = getOrElse(index) { "" }

    private fun List<String>.number(index: Int): Long = text(index).toLongOrNull() ?: 0

    private companion object {
        const val KEPT = "kept"
    }
}
