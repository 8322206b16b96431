package org.askfirst.scenarios

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.askfirst.AccessParts
import org.askfirst.Account
import org.askfirst.Ask
import org.askfirst.Control
import org.askfirst.DataAction
import org.askfirst.Dismissal
import org.askfirst.Gate
import org.askfirst.Obligation
import org.askfirst.PlatformApi
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Recipient
import org.askfirst.Standing as ConsentStanding
import org.askfirst.Started
import org.askfirst.Status
import org.askfirst.Switched
import org.askfirst.Withdrawn

/** What each verb does, through calls that an app has. */
@OptIn(PlatformApi::class)
internal class Verbs(private val player: Player) {
    private val language = player.scenario.language

    fun perform(step: Step) {
        val fields = step.fields
        when (step.verb) {
            "app_cancels" -> player.cancel(fields["call"].text, fields["count"].longOrNull?.toInt() ?: Int.MAX_VALUE)
            "app_reports" -> runBlocking { player.guard.setFact(fields["fact"].text, fields["value"].textOrNull) }
            "app_closes" -> player.guard.close()
            "app_is_killed" -> player.die()
            "app_goes_to_background" -> {
                player.phone.inFront(false)
                player.guard.host.screenGone()
            }
            "app_comes_to_front" -> {
                player.phone.inFront(true)
                player.guard.host.screenBack()
                player.guard.host.resumed()
            }
            "person_taps" -> tap(fields)
            "person_dismisses" ->
                player.screen.prompt(fields["prompt"].longOrNull).dismiss(Dismissal.valueOf(fields["how"].text.upper()))
            "person_answers_system" -> player.phone.answerDialog(fields["permission"].text)
            "screen_draws" -> player.screen.draw(fields["language"].textOrNull ?: language)
            "phone_changes" -> player.phone.change(fields)
            "phone_holds" -> player.phone.hold(fields["kind"].text, fields["at"].text)
            "phone_goes_on" -> player.phone.goOn(fields["kind"].text)
            "key_arrives" -> player.keys.arrive()
            "clock_advances" -> player.advanceClock(millis(fields))
            "clock_is_set" -> player.setClock(Scenario.moment(fields["to"].text))
            "storage_is_copied" -> player.storage.copy(fields["as"].text)
            "storage_is_put_back" ->
                player.storage.putBack(fields["copy"].text, fields["anchor"].textOrNull == "too")
            "storage_byte_is_flipped" -> player.storage.flip(fields["file"].text, fields["at"].long)
            "storage_is_removed" -> player.storage.remove(fields["file"].textOrNull)
            else -> call(step.verb.removePrefix("app_"), fields)
        }
    }

    private fun tap(fields: Node) {
        val prompt = player.screen.prompt(fields["prompt"].longOrNull)
        val control = Control(fields["control"].text, "")
        val on = fields["on"].texts.toSet()
        if (fields["how"].textOrNull == "bound") prompt.tapped(control, on) else prompt.press(control, on)
    }

    /** The calls that are answered. */
    private fun call(verb: String, fields: Node) {
        if (verb == "opens") player.open(fields["key"].textOrNull ?: "usual", fields["pack"].textOrNull)
        val guard = player.guard
        when (verb) {
            "opens" -> player.make(verb, "") {
                status(if (player.keys.isPrompt) guard.status.first { it !is Status.Opening } else guard.status.value)
            }
            "starts_again" -> player.make(verb, "") { status(guard.startAgain(guard.status.value as Status.Closed)) }
            "checks_status" -> player.make(verb, "") { status(guard.status.value) }
            "presents_policy" -> player.make(verb, "") { policy(guard.policy.present(Ask.TAPPED)) }
            "shows_policy" -> player.make(verb, fields["ordinal"].longOrNull?.toString().orEmpty()) {
                document(fields["ordinal"].longOrNull?.toInt())
            }
            "checks" -> player.make(verb, label(fields)) { listOf(if (gate(fields).isOpen) "open" else "shut") }
            "observes" -> player.make(verb, label(fields)) { state(gate(fields)) }
            "reads" -> repeat(fields["times"].longOrNull?.toInt() ?: 1) {
                val gate = gate(fields)
                val ask = Ask.valueOf((fields["ask"].textOrNull ?: "if_new").upper())
                player.make(verb, label(fields), fields["as"].textOrNull) { read(gate.read(ask)) }
            }
            "asks_together" -> asksTogether(verb, fields["accesses"].texts)
            "starts" -> starts(verb, fields["recipient"].text, fields["tapped"].flag(false))
            "withdraws" -> player.make(verb, fields["access"].text) {
                withdrawn(guard.withdraw(player.declared.access(fields["access"].text)))
            }
            "switches_account" -> switchesAccount(verb, fields["account"])
            "lists_consents" -> player.make(verb, "") { consents() }
            "lists_entries" -> player.make(verb, fields["what"].texts.joinToString(",")) { entries(fields["what"].texts) }
            "lists_decisions" -> player.make(verb, "${fields["last"].int}") { decisions(fields["last"].int) }
            "lists_obligations" -> player.make(verb, "") { listOf("obligations") + owed(guard.obligations()) }
            "verifies" -> player.make(verb, "") { verified() }
            else -> RulebookVerbs(player).call(verb, fields)
        }
    }

    private fun gate(fields: Node): Gate<Any> {
        val id = fields["access"].textOrNull ?: return player.guard.gate(parts(fields["parts"]))
        return player.guard.gate(player.declared.access(id))
    }

    private fun parts(node: Node) = AccessParts(
        kind = node["kind"].text,
        function = node["function"].textOrNull,
        purpose = node["purpose"].textOrNull,
        recipient = node["recipient"].textOrNull,
        controller = node["controller"].textOrNull,
        mode = node["mode"].textOrNull,
        action = node["action"].textOrNull?.let { DataAction.valueOf(it.upper()) },
        source = node["source"].textOrNull
    )

    private fun label(fields: Node): String = fields["access"].textOrNull ?: PART_NAMES
        .mapNotNull { name -> fields["parts"][name].textOrNull?.let { "$name=$it" } }
        .joinToString(",")

    private fun asksTogether(verb: String, ids: List<String>) {
        val accesses = ids.map { player.declared.access(it) }
        player.make(verb, ids.joinToString(",")) {
            listOf("answers") + player.guard.askTogether(accesses, Ask.TAPPED).map { answer ->
                "${answer.access.id}=${if (answer.isGiven) "given" else answer.reason?.code ?: "-"}"
            }
        }
    }

    private fun starts(verb: String, id: String, isTapped: Boolean) {
        val recipient = player.declared.recipients.firstOrNull { it.id == id } ?: Recipient(id, emptyList())
        player.make(verb, id) {
            when (val started = player.guard.start(recipient, isTapped)) {
                is Started.Running -> listOf("running", started.allowed.map { it.id }.sortedWith(LogText.BYTES).joinToString(","))
                is Started.Held -> listOf("held", started.reason.code, started.reason.group.name, started.remedy.name)
            }
        }
    }

    private fun switchesAccount(verb: String, node: Node) {
        val account = node["id"].textOrNull?.let { Account(it, node["tenant"].textOrNull) }
        val subject = account?.let { if (it.tenant == null) it.id else "${it.id}@${it.tenant}" }.orEmpty()
        player.make(verb, subject) {
            listOf(if (player.guard.switchTo(account) == Switched.DONE) "switched" else "not_durable")
        }
    }

    // Answers as the log writes them.

    private fun status(status: Status): List<String> = when (status) {
        Status.Opening -> listOf("opening")
        is Status.Ready -> listOf("ready", if (status.isRollbackDetectable) "detectable" else "undetectable")
        is Status.Closed -> listOf("closed", status.cause.name, status.entry?.toString().orEmpty())
    }

    private fun policy(state: PolicyState): List<String> = when (state) {
        PolicyState.Accepted -> listOf("accepted")
        PolicyState.Declined -> listOf("declined")
        PolicyState.NotAnswered -> listOf("not_answered")
    }

    private suspend fun document(ordinal: Int?): List<String> {
        val editions = player.guard.editions
        val edition = editions.all().firstOrNull { it.ordinal == ordinal }
        val document = when {
            ordinal == null -> player.guard.policy.document(language)
            edition == null -> null
            else -> editions.document(edition, language)
        } ?: return listOf("document", "", "0", "0")
        return listOf("document", document.title, "${document.sections.size}", "${document.sections.sumOf { it.lines.size }}")
    }

    private fun state(gate: Gate<*>): List<String> {
        val state = gate.state.value
        val since = state.sinceMillis?.let { "${it - player.scenario.start}" } ?: "-"
        return listOf("state", state.standing.name, state.reason?.code ?: "-", since)
    }

    fun read(read: Read<*>): List<String> = when (read) {
        is Read.Value -> listOf("value", "${read.entry}")
        is Read.Shut -> {
            val reason = read.reason
            listOf("shut", reason.code, reason.group.name, read.remedy.name, read.effect.orEmpty(), reason.message(language))
        }
        is Read.Unavailable -> listOf("unavailable", read.cause.name)
    }

    fun withdrawn(withdrawn: Withdrawn): List<String> = when (withdrawn) {
        is Withdrawn.Done -> listOf("done") + owed(withdrawn.obligations)
        is Withdrawn.ClosesAccount -> listOf("closes_account")
        Withdrawn.NotDurable -> listOf("not_durable")
        Withdrawn.NothingGiven -> listOf("nothing_given")
    }

    fun owed(obligations: List<Obligation>): List<String> =
        obligations.map { "${it.action}:${it.recipient ?: "-"}:${it.kind.ifEmpty { "-" }}" }.sortedWith(LogText.BYTES)

    private suspend fun consents(): List<String> {
        // One access has one line here, whatever number of controllers may use it.
        val first = player.guard.consents.first().distinctBy { it.access.id }
        val answered = first.filter { it.state.standing != ConsentStanding.UN_ASKED }
        return listOf("consents") + answered.map { "${it.access.id}=${it.state.standing}" }.sortedWith(LogText.BYTES)
    }

    private suspend fun entries(what: List<String>): List<String> =
        listOf("entries") + player.guard.records.entries(1, Int.MAX_VALUE)
            .filter { it.what in what }
            .map { "${it.what}:${it.access ?: "-"}" }

    private suspend fun decisions(last: Int): List<String> =
        listOf("decisions") + player.guard.records.decisions(0, Int.MAX_VALUE)
            .takeLast(last)
            .map { "${it.access}=${it.reason?.code ?: "allow"}" }

    private suspend fun verified(): List<String> {
        val report = player.guard.records.verify()
        return if (report.isSound) listOf("sound") else listOf("bad", "${report.firstBad ?: "-"}")
    }

    private fun millis(fields: Node): Long {
        val hours = fields["days"].long * 24 + fields["hours"].long
        return ((hours * 60 + fields["minutes"].long) * 60 + fields["seconds"].long) * 1_000
    }

    private companion object {
        val PART_NAMES = listOf("kind", "function", "purpose", "recipient", "controller", "mode", "action", "source")
    }
}
