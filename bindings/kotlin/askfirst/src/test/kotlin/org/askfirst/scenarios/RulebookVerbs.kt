package org.askfirst.scenarios

import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Claim
import org.askfirst.Claimed
import org.askfirst.DataAction
import org.askfirst.Edition
import org.askfirst.EditionChanges
import org.askfirst.Joined
import org.askfirst.PolicyState
import org.askfirst.Read

/** What each verb of the rulebook does, and its answer as the log writes it. */
internal class RulebookVerbs(private val player: Player) {
    private val guard get() = player.guard

    fun call(verb: String, fields: Node) {
        when (verb) {
            "lists_editions" -> player.make(verb, "") { listOf("editions") + guard.editions.all().map(::edition) }
            "lists_changes" -> player.make(verb, "") { changes(guard.editions.changes()) }
            "asks_agreed_text" -> player.make(verb, fields["day"].text) {
                listOf("agreed", "${guard.editions.agreedOn(fields["day"].text)?.ordinal ?: "-"}")
            }
            "lists_rights" -> player.make(verb, "") {
                val offered = guard.editions.rights().filter { it.isOffered }.map { it.name.word() }
                listOf("rights") + offered.sortedWith(LogText.BYTES)
            }
            "joins" -> joins(verb, fields)
            "ends_join" -> join(verb, fields) { listOf(if (it.end()) "ended" else "no_join") }
            "checks_join" -> join(verb, fields) { yesOr("stands", it.whyShut()) }
            "keeps" -> player.make(verb, fields["access"].text) { yesOr("kept", guard.handling.keep(access(fields))) }
            "passes_on" -> player.make(verb, "${fields["access"].text},${fields["to"].text}") {
                yesOr("passed_on", guard.handling.passOn(access(fields), access(fields, "to")))
            }
            "releases" -> player.make(verb, fields["kind"].text) {
                yesOr("released", guard.handling.release(fields["kind"].text, fields["to"].text))
            }
            "proves_source" -> player.make(verb, fields["source"].text) {
                val isProven = guard.handling.proveSource(fields["source"].text, fields["reference"].text)
                listOf(if (isProven) "proven" else "not_proven")
            }
            "claims" -> claims(verb, fields)
            else -> ChapterVerbs(player).call(verb, fields)
        }
    }

    private fun access(fields: Node, name: String = "access"): Access<Any> = player.declared.access(fields[name].text)

    private fun joins(verb: String, fields: Node) {
        val ids = fields["accesses"].texts
        val ask = Ask.valueOf((fields["ask"].textOrNull ?: "if_new").upper())
        player.make(verb, ids.joinToString(",")) {
            when (val joined = guard.joins.open(ids.map { player.declared.access(it) }, ask)) {
                is Joined.Open -> listOf("joined").also { player.joins += joined }
                is Joined.Refused -> no(joined.shut)
            }
        }
    }

    private fun join(verb: String, fields: Node, answer: suspend (Joined.Open) -> List<String>) {
        val join = player.joins[fields["join"].int - 1]
        player.make(verb, "${fields["join"].int}") { answer(join) }
    }

    private fun claims(verb: String, fields: Node) {
        val action = DataAction.valueOf((fields["action"].textOrNull ?: "collect").upper())
        val claim = Claim(
            item = fields["item"].longOrNull?.let { Claim.Number(it.toInt()) }
                ?: Claim.Ground.valueOf(fields["item"].text.upper()),
            reason = fields["reason"].text,
            requester = fields["requester"].text,
            citation = fields["citation"].textOrNull,
            isDirectlyLinked = fields["directly"].flag(false)
        )
        player.make(verb, fields["access"].text) {
            if (action == DataAction.COLLECT) {
                claimed(guard.exemptions.read(access(fields), claim))
            } else {
                when (val claimed = guard.exemptions.record(access(fields), action, claim)) {
                    is Claimed.Recorded -> listOf("recorded")
                    is Claimed.Refused -> no(claimed.shut)
                }
            }
        }
    }

    private fun claimed(read: Read<*>): List<String> = when (read) {
        is Read.Value -> listOf("value", "${read.entry}")
        is Read.Unavailable -> listOf("unavailable", read.cause.name)
        is Read.Shut -> no(read)
    }

    private fun edition(edition: Edition): String {
        val state = when (edition.state) {
            PolicyState.Accepted -> "accepted"
            PolicyState.Declined -> "declined"
            PolicyState.NotAnswered -> if (edition.shownMillis == null) "unseen" else "shown"
        }
        return "${edition.ordinal}:$state${if (edition.isCurrent) ":current" else ""}"
    }

    private fun changes(changes: EditionChanges?): List<String> = when {
        changes == null -> listOf("no_changes")
        changes.isUnknown -> listOf("unknown")
        else -> listOf("changes") + changes.all.map { "${it.what.word()}:${it.how.word()}:${it.path}" }
    }

    private fun yesOr(yes: String, shut: Read.Shut?): List<String> = if (shut == null) listOf(yes) else no(shut)

    private fun no(shut: Read.Shut) = listOf("shut", shut.reason.code, shut.reason.group.name, shut.remedy.name)
}

/** A constant as scenarios write it. */
internal fun Enum<*>.word(): String = name.lowercase()
