package org.askfirst.internal

import org.askfirst.Contact
import org.askfirst.RefusalGround
import org.askfirst.RequestAnswer
import org.askfirst.RequestState
import org.askfirst.RequestView
import org.askfirst.Requests
import org.askfirst.RightName
import org.askfirst.RightOffer
import org.askfirst.RightTerms
import org.askfirst.WorkingDays
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.Calendar as BridgeCalendar
import org.askfirst.bridge.Contact as BridgeContact
import org.askfirst.bridge.RequestAnswer as BridgeAnswer
import org.askfirst.bridge.RequestOutcome as BridgeOutcome
import org.askfirst.bridge.RequestView as BridgeView
import org.askfirst.bridge.RightOffer as BridgeOffer
import org.askfirst.bridge.RightTerms as BridgeTerms

/** Requests in the real core. */
internal class CoreRequests(private val guard: CoreGuard) : Requests {
    private val mapping = guard.mapping

    override suspend fun offer(right: RightName, kind: String?): RightOffer =
        guard.known({ RightOffer.NotDeclared }) { offer(it.rightOffer(right.same(), kind)) }

    override suspend fun grounds(): List<RefusalGround> = guard.known({ emptyList() }) { bridge ->
        bridge.refusalGrounds().map {
            RefusalGround(it.number.toInt(), it.ground.same(), it.text.wording(), it.requiresCitation)
        }
    }

    override suspend fun contact(): Contact? = guard.known({ null }) { it.contact()?.let(::contact) }

    override suspend fun setCalendar(calendar: WorkingDays?): Boolean = guard.carry({ false }) { bridge ->
        bridge.setCalendar(calendar?.let { BridgeCalendar(it.first, it.last, it.off, it.worked) })
    }

    override suspend fun make(right: RightName, kind: String?): RequestAnswer =
        step { it.makeRequest(right.same(), kind) }

    override suspend fun identityVerified(request: Long): RequestAnswer =
        step { it.identityVerified(request.toULong()) }

    override suspend fun answered(request: Long, except: List<String>): RequestAnswer =
        step { it.requestAnswered(request.toULong(), except) }

    // No list counts below one, so a negative number finds nothing.
    override suspend fun refused(request: Long, item: Int, citation: String?): RequestAnswer =
        step { it.requestRefused(request.toULong(), item.coerceAtLeast(0).toUInt(), citation) }

    override suspend fun takenBack(request: Long): RequestAnswer = step { it.requestTakenBack(request.toULong()) }

    override suspend fun all(): List<RequestView> = guard.known({ emptyList() }) { it.requests().map(::view) }

    private suspend fun step(call: suspend (Bridge) -> BridgeAnswer): RequestAnswer =
        guard.carry({ RequestAnswer.NotRecorded(it) }) { bridge -> answer(call(bridge)) }

    private fun answer(answer: BridgeAnswer): RequestAnswer = when (answer) {
        is BridgeAnswer.Made -> RequestAnswer.Made(answer.id.toLong(), due(answer.due), answer.tellOfCost)
        is BridgeAnswer.NotOffered -> RequestAnswer.NotOffered(offer(answer.v1))
        is BridgeAnswer.Recorded -> RequestAnswer.Recorded(due(answer.due))
        is BridgeAnswer.Answered -> RequestAnswer.Answered(answer.obligations.map(mapping::obligation))
        is BridgeAnswer.Refused -> answer.v1.let {
            RequestAnswer.Refused(it.number.toInt(), it.text.wording(), it.clause, contact(it.contact))
        }
        is BridgeAnswer.RefusalNotTaken -> RequestAnswer.RefusalNotTaken(answer.v1.same())
        is BridgeAnswer.IdentityFirst -> RequestAnswer.IdentityFirst
        is BridgeAnswer.NotOpen -> RequestAnswer.NotOpen
        is BridgeAnswer.NotRecorded -> RequestAnswer.NotRecorded(mapping.reason(answer.v1))
    }

    private fun offer(offer: BridgeOffer): RightOffer = when (offer) {
        is BridgeOffer.Offered -> RightOffer.Offered(terms(offer.v1))
        is BridgeOffer.Withheld -> RightOffer.Withheld(offer.clause, offer.instead.map { it.right.same() })
        is BridgeOffer.NotDeclared -> RightOffer.NotDeclared
    }

    private fun terms(terms: BridgeTerms): RightTerms = RightTerms(
        route = terms.route?.wording(),
        addressee = terms.addressee.same(),
        mayCheckIdentity = terms.identityCheck,
        mayCost = terms.mayCost,
        clause = terms.clause
    )

    private fun contact(contact: BridgeContact): Contact = Contact(
        phone = contact.phone,
        mail = contact.mail,
        address = contact.address?.wording(),
        officer = contact.officer?.wording(),
        complaints = contact.complaints.map { it.statement() },
        clause = contact.clause
    )

    private fun view(view: BridgeView): RequestView = RequestView(
        id = view.id.toLong(),
        right = view.right.same(),
        kind = view.kind,
        madeMillis = view.made,
        waitsForIdentity = view.waitsForIdentity,
        due = due(view.due),
        isOverdue = view.overdue,
        state = when (view.outcome) {
            is BridgeOutcome.Open -> RequestState.OPEN
            is BridgeOutcome.Answered -> RequestState.ANSWERED
            is BridgeOutcome.Refused -> RequestState.REFUSED
            is BridgeOutcome.TakenBack -> RequestState.TAKEN_BACK
        }
    )
}
