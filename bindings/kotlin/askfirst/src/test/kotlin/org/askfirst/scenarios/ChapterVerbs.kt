package org.askfirst.scenarios

import kotlinx.coroutines.runBlocking
import org.askfirst.AccountStage
import org.askfirst.AgeAnswer
import org.askfirst.ClosingAnswer
import org.askfirst.Compared
import org.askfirst.Conformity
import org.askfirst.Due
import org.askfirst.EndAnswer
import org.askfirst.GuardianAnswer
import org.askfirst.GuardianConsent
import org.askfirst.HeldUse
import org.askfirst.Initiator
import org.askfirst.MessageKind
import org.askfirst.NoticeAnswer
import org.askfirst.NoticePart
import org.askfirst.Obligation
import org.askfirst.Reason
import org.askfirst.RequestAnswer
import org.askfirst.RequestState
import org.askfirst.RequestView
import org.askfirst.RightName
import org.askfirst.RightOffer
import org.askfirst.Timeliness
import org.askfirst.WithdrawalRoute
import org.askfirst.Wording
import org.askfirst.WorkingDays

/** What each verb of the chapters about people does, and its answer as the log writes it. */
internal class ChapterVerbs(private val player: Player) {
    private val guard get() = player.guard
    private val language = player.scenario.language

    fun call(verb: String, fields: Node) {
        when (verb) {
            "closes_account", "checks_account", "holds", "uses_held", "releases_hold" -> account(verb, fields)
            "states_age", "records_guardian", "withdraws_guardian", "checks_person" -> person(verb, fields)
            "checks_right", "makes_request", "moves_request", "lists_requests" -> requests(verb, fields)
            "sets_calendar" -> runBlocking { guard.requests.setCalendar(calendar(fields)) }
            "lists_notices", "shows_notice", "discloses", "reports_incident" -> notices(verb, fields)
            else -> conduct(verb, fields)
        }
    }

    private fun make(verb: String, subject: String, answer: suspend () -> List<String>) =
        player.make(verb, subject, answer = answer)

    private fun account(verb: String, fields: Node) {
        val account = guard.account
        when (verb) {
            "closes_account" -> {
                val by = Initiator.valueOf((fields["by"].textOrNull ?: "person").upper())
                make(verb, by.word()) {
                    closing(
                        when (fields["step"].text) {
                            "requested" -> account.requestClosing(by)
                            "rejected" -> account.closingRejected()
                            "taken_back" -> account.takeBackClosing()
                            "closed" -> account.closed(by)
                            else -> account.openedAgain()
                        }
                    )
                }
            }
            "checks_account" -> make(verb, "") { stage(account.stage()) }
            "holds" -> make(verb, fields["kinds"].texts.joinToString(",")) {
                val hold = account.hold(fields["kinds"].texts, fields["ground"].text)
                if (hold != null) player.holds += hold
                listOf(if (hold != null) "held" else "not_held")
            }
            "uses_held" -> make(verb, fields["kind"].text) {
                when (val use = account.useHeld(fields["kind"].text, fields["ground"].text, fields["by"].text)) {
                    is HeldUse.Allowed -> listOf("allowed")
                    HeldUse.OtherGround -> listOf("other_ground")
                    HeldUse.NotHeld -> listOf("not_held")
                    is HeldUse.NotRecorded -> notRecorded(use.reason)
                }
            }
            else -> {
                val hold = player.holds[fields["hold"].int - 1]
                make(verb, "${fields["hold"].int}") { yesNo(account.release(hold), "released", "no_hold") }
            }
        }
    }

    private fun person(verb: String, fields: Node) {
        val person = guard.person
        when (verb) {
            "states_age" -> make(verb, "${fields["years"].int}") {
                when (val answer = person.stateAge(fields["years"].int)) {
                    AgeAnswer.NotAskedFor -> listOf("not_asked_for")
                    is AgeAnswer.Recorded -> listOf(
                        "recorded",
                        if (answer.isGuardianRequired) "guardian_required" else "-",
                        answer.suspended.joinToString(",").ifEmpty { "-" }
                    ) + owed(answer.obligations)
                    is AgeAnswer.NotRecorded -> notRecorded(answer.reason)
                }
            }
            "records_guardian" -> {
                val consented = fields["consented"].textOrNull?.let(Scenario::moment) ?: player.nowMillis
                val consent =
                    GuardianConsent(fields["guardian"].text, fields["method"].text, fields["evidence"].text, consented)
                make(verb, "") {
                    when (val answer = person.guardianConsented(consent)) {
                        is GuardianAnswer.Stands -> listOf("stands") + owed(answer.obligations)
                        is GuardianAnswer.NotTaken -> listOf("not_taken", answer.fault.word())
                        is GuardianAnswer.NotRecorded -> notRecorded(answer.reason)
                    }
                }
            }
            "withdraws_guardian" -> make(verb, "") { yesNo(person.guardianWithdrew(), "withdrawn", "no_guardian") }
            else -> make(verb, "") {
                val view = person.view()
                val facts = listOf(
                    view.isAgeMatter to "age_matters",
                    view.isAgeUnknown to "age_unknown",
                    view.isGuardianRequired to "guardian_required",
                    view.isAllSensitive to "all_sensitive",
                    (view.guardian != null) to "guardian"
                )
                listOf("person") + facts.filter { it.first }.map { it.second }
            }
        }
    }

    private fun requests(verb: String, fields: Node) {
        val requests = guard.requests
        val kind = fields["kind"].textOrNull
        val subject = listOfNotNull(fields["right"].textOrNull, kind).joinToString(",")
        when (verb) {
            "checks_right" -> make(verb, subject) { offer(requests.offer(right(fields), kind)) }
            "makes_request" -> make(verb, subject) {
                val answer = requests.make(right(fields), kind)
                if (answer is RequestAnswer.Made) player.requests += answer.id
                answer(answer)
            }
            "moves_request" -> {
                val id = player.requests[fields["request"].int - 1]
                make(verb, "${fields["request"].int}") {
                    answer(
                        when (fields["step"].text) {
                            "identity_verified" -> requests.identityVerified(id)
                            "answered" -> requests.answered(id, fields["except"].texts)
                            "refused" -> requests.refused(id, fields["item"].int, fields["citation"].textOrNull)
                            else -> requests.takenBack(id)
                        }
                    )
                }
            }
            else -> make(verb, "") { listOf("requests") + requests.all().map(::request) }
        }
    }

    private fun right(fields: Node) = RightName.valueOf(fields["right"].text.upper())

    private fun calendar(fields: Node): WorkingDays? {
        val first = fields["first"].textOrNull ?: return null
        val last = fields["last"].textOrNull ?: return null
        return WorkingDays(first, last, fields["off"].texts, fields["worked"].texts)
    }

    private fun notices(verb: String, fields: Node) {
        val notices = guard.notices
        when (verb) {
            "lists_notices" -> make(verb, "") {
                listOf("notices") + notices.pending(language).map { it.lines.joinToString(" ") }
            }
            "shows_notice" -> make(verb, "") {
                val first = notices.pending(language).firstOrNull()
                yesNo(first != null && notices.shown(first, language), "shown", "not_shown")
            }
            "discloses" -> make(verb, fields["to"].text) {
                notice(notices.disclosed(fields["to"].text, fields["kinds"].texts, fields["ground"].text))
            }
            else -> make(verb, "") {
                val parts = fields["parts"].texts.associate { NoticePart.valueOf(it.upper()) to Wording(it, it) }
                notice(notices.incident(parts))
            }
        }
    }

    private fun conduct(verb: String, fields: Node) {
        when (verb) {
            "asks_message" -> {
                val topics = fields["topics"].texts
                make(verb, (listOf(fields["class"].text) + topics).joinToString(",")) {
                    val why = guard.messages.whyNot(MessageKind.valueOf(fields["class"].text.upper()), topics)
                    if (why == null) listOf("may_go") else listOf("shut", why.code)
                }
            }
            "stops_messages" -> {
                val isStopped = fields["stopped"].flag(false)
                make(verb, "") {
                    val yes = if (isStopped) "stopped" else "let_in"
                    yesNo(guard.messages.stopPromotions(isStopped), yes, "not_recorded")
                }
            }
            "reports_access" -> {
                val (who, now) = fields["recipient"].textOrNull to player.nowMillis
                make(verb, "${who ?: "-"},${fields["kind"].text}") {
                    when (val answer = guard.conformity.observed(who, fields["kind"].text, now)) {
                        Conformity.Conforms -> listOf("conforms")
                        is Conformity.Nonconforming ->
                            listOf("nonconforming", answer.reason.code) + owed(answer.obligations)
                        is Conformity.NotRecorded -> notRecorded(answer.reason)
                    }
                }
            }
            "clears" -> make(verb, fields["recipient"].text) {
                yesNo(guard.conformity.cleared(fields["recipient"].text), "cleared", "not_shut_off")
            }
            "lists_findings" -> make(verb, "") {
                listOf("findings") +
                    guard.conformity.findings().map { "${it.recipient ?: "-"}:${it.kind}:${it.reason.code}" }
            }
            "announces_end" -> make(verb, fields["day"].text) { end(guard.service.announceEnd(fields["day"].text)) }
            else -> withdrawals(verb, fields)
        }
    }

    private fun withdrawals(verb: String, fields: Node) {
        val withdrawals = guard.withdrawals
        when (verb) {
            "insists" -> make(verb, fields["access"].text) {
                Verbs(player).withdrawn(withdrawals.insist(player.declared.access(fields["access"].text)))
            }
            "lists_routes" -> make(verb, "") { listOf("routes") + withdrawals.routes().map(::route) }
            "lists_past_reads" -> make(verb, "") {
                listOf("past_reads") +
                    withdrawals.pastReads().map { "${it.access}:${if (it.endedMillis == null) "stands" else "ended"}" }
            }
            else -> copies(verb)
        }
    }

    private fun copies(verb: String) {
        when (verb) {
            "exports" -> make(verb, "") {
                val copy = guard.export.take()
                if (copy == null) listOf("not_ready") else exported(Json.parse(copy)).also { player.copy = copy }
            }
            "compares_export" -> make(verb, "") {
                when (val compared = guard.export.compare(player.copy)) {
                    Compared.Same -> listOf("same")
                    is Compared.Differs -> listOf("differs", compared.part.word())
                    Compared.NotACopy -> listOf("not_an_export")
                    Compared.NotReady -> listOf("not_ready")
                }
            }
            else -> error("`app_$verb` is no verb")
        }
    }

    // Answers as the log writes them.

    /** The records with their states, and how many decisions there are. */
    private fun exported(copy: Node): List<String> {
        val records = copy["consent_records"].items.map { record ->
            val states = record["events"].items.joinToString(",") { it["event_state"].text }
            "${record["record_id"].text.substringBefore(' ')}:$states"
        }
        return listOf("exported", "${copy["decisions"].items.size}") + records
    }

    private fun owed(obligations: List<Obligation>) = Verbs(player).owed(obligations)

    private fun notRecorded(reason: Reason) = listOf("not_recorded", reason.code)

    private fun yesNo(isDone: Boolean, yes: String, no: String) = listOf(if (isDone) yes else no)

    private fun due(due: Due): String = when (due) {
        Due.NotPromised -> "-"
        is Due.Waits -> "waits:${due.start.word()}"
        is Due.At -> "at:${due.lastMillis - player.scenario.start}"
        is Due.Unknown -> "unknown:${due.workingDays}"
    }

    private fun closing(answer: ClosingAnswer): List<String> = when (answer) {
        is ClosingAnswer.Requested -> listOf("requested", due(answer.due)) + owed(answer.obligations)
        is ClosingAnswer.Closed -> listOf("closed", answer.then.word()) + owed(answer.obligations)
        ClosingAnswer.OpenAgain -> listOf("open_again")
        is ClosingAnswer.NotByThem -> listOf("not_by_them") + answer.others.map { it.word() }
        ClosingAnswer.NoChange -> listOf("no_change")
        is ClosingAnswer.NotRecorded -> notRecorded(answer.reason)
    }

    private fun stage(stage: AccountStage): List<String> = when (stage) {
        AccountStage.Open -> listOf("open")
        is AccountStage.Closing ->
            listOf("closing", stage.by.word(), due(stage.due), if (stage.isOverdue) "overdue" else "-")
        is AccountStage.Closed -> listOf("closed")
    }

    private fun offer(offer: RightOffer): List<String> = when (offer) {
        is RightOffer.Offered -> listOf("offered", offer.terms.clause)
        is RightOffer.Withheld ->
            listOf("withheld", offer.clause) + offer.instead.map { it.word() }.sortedWith(LogText.BYTES).distinct()
        RightOffer.NotDeclared -> listOf("not_declared")
    }

    private fun answer(answer: RequestAnswer): List<String> = when (answer) {
        is RequestAnswer.Made -> listOf("made", due(answer.due), if (answer.tellsOfCost) "tell_of_cost" else "-")
        is RequestAnswer.NotOffered -> listOf("not_offered") + offer(answer.offer)
        is RequestAnswer.Recorded -> listOf("recorded", due(answer.due))
        is RequestAnswer.Answered -> listOf("answered") + owed(answer.obligations)
        is RequestAnswer.Refused -> listOf("refused", "${answer.number}", answer.clause)
        is RequestAnswer.RefusalNotTaken -> listOf("refusal_not_taken", answer.fault.word())
        RequestAnswer.IdentityFirst -> listOf("identity_first")
        RequestAnswer.NotOpen -> listOf("not_open")
        is RequestAnswer.NotRecorded -> notRecorded(answer.reason)
    }

    private fun request(view: RequestView): String {
        val stands = when {
            view.state != RequestState.OPEN -> view.state.word()
            view.waitsForIdentity -> "identity"
            view.isOverdue -> "overdue"
            else -> "open"
        }
        return "${view.right.word()}:${view.kind ?: "-"}:$stands:${due(view.due)}"
    }

    private fun notice(answer: NoticeAnswer): List<String> = when (answer) {
        NoticeAnswer.Queued -> listOf("queued")
        NoticeAnswer.NotPromised -> listOf("not_promised")
        is NoticeAnswer.Lacks -> listOf("lacks") + answer.parts.map { it.word() }
        is NoticeAnswer.NotRecorded -> notRecorded(answer.reason)
    }

    private fun end(answer: EndAnswer): List<String> = when (answer) {
        is EndAnswer.Announced ->
            listOf("announced", if (answer.timeliness == Timeliness.UNKNOWN) "-" else answer.timeliness.word())
        EndAnswer.NotADay -> listOf("not_a_day")
        EndAnswer.AlreadyEnded -> listOf("already_ended")
        is EndAnswer.NotRecorded -> notRecorded(answer.reason)
    }

    private fun route(route: WithdrawalRoute): String =
        "${route.access}:${if (route.isBySwitch) "switch" else "closing"}${if (route.isBySystem) ":system" else ""}"
}
