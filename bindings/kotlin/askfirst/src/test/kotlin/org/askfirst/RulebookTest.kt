package org.askfirst

import kotlin.enums.EnumEntries
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.askfirst.bridge.Action as BridgeAction
import org.askfirst.bridge.Addressee as BridgeAddressee
import org.askfirst.bridge.ChangeClass as BridgeChangeClass
import org.askfirst.bridge.ClockStart as BridgeClockStart
import org.askfirst.bridge.Disposal as BridgeDisposal
import org.askfirst.bridge.Ground as BridgeGround
import org.askfirst.bridge.GuardianFault as BridgeGuardianFault
import org.askfirst.bridge.How as BridgeHow
import org.askfirst.bridge.Initiator as BridgeInitiator
import org.askfirst.bridge.MessageClass as BridgeMessageClass
import org.askfirst.bridge.NoticePart as BridgeNoticePart
import org.askfirst.bridge.Part as BridgePart
import org.askfirst.bridge.RefusalFault as BridgeRefusalFault
import org.askfirst.bridge.RightName as BridgeRightName
import org.junit.jupiter.api.Test

/** The chapters of the rulebook as an app meets them; what they decide, the scenarios show. */
class RulebookTest {
    private val news = Claim(Claim.Ground.NEWS, reason = "a report", requester = "the editor")

    @Test
    fun `every constant has its twin in the core`() {
        fun same(core: EnumEntries<*>, public: EnumEntries<*>) =
            assertEquals(core.map { it.name }, public.map { it.name })
        same(BridgeAction.entries, DataAction.entries)
        same(BridgeAddressee.entries, Addressee.entries)
        same(BridgeChangeClass.entries, ChangeClass.entries)
        same(BridgeGround.entries, Claim.Ground.entries)
        same(BridgeHow.entries, Change.How.entries)
        same(BridgeRightName.entries, RightName.entries)
        same(BridgeClockStart.entries, ClockStart.entries)
        same(BridgeDisposal.entries, Disposal.entries)
        same(BridgeGuardianFault.entries, GuardianFault.entries)
        same(BridgeInitiator.entries, Initiator.entries)
        same(BridgeMessageClass.entries, MessageKind.entries)
        same(BridgeNoticePart.entries, NoticePart.entries)
        same(BridgePart.entries, CopyPart.entries)
        same(BridgeRefusalFault.entries, RefusalFault.entries)
    }

    @Test
    fun `the edition at hand is listed with what was said to it`() = accepted {
        val edition = guard.editions.all().single()
        assertEquals(PolicyState.Accepted, edition.state)
        assertTrue(edition.isCurrent)
        assertEquals(edition.hash, guard.editions.agreedOn("2024-03-01")?.hash)
        assertNull(guard.editions.agreedOn("2024-02-29"))
        assertNull(guard.editions.agreedOn("the day before"))
        val text = guard.editions.document(edition, "zh")
        assertEquals(guard.policy.document("zh").title, text?.title)
        assertNull(guard.editions.changes())
        assertTrue(guard.editions.isInForce())
    }

    @Test
    fun `a new edition tells in both languages what it changes`(): Unit = runBlocking {
        Fixture().use { before ->
            before.acceptPolicy()
            before.core.kill()
            before.next(nextEdition()).use { after ->
                after.settled()
                val changes = checkNotNull(after.guard.editions.changes())
                assertTrue(CLIPBOARD.id in changes.stale)
                val change = changes.all.first()
                assertFalse(change.text.text("zh-CN") == change.text.text("en"))
                assertEquals(listOf(1, 2), after.guard.editions.all().map { it.ordinal })
            }
        }
    }

    @Test
    fun `an exemption opens nothing unless the app switched them on`() = accepted {
        val read = assertIs<Read.Shut>(guard.exemptions.read(CLIPBOARD, news))
        assertEquals("EXEMPTIONS_OFF", read.reason.code)
        assertIs<Claimed.Refused>(guard.exemptions.record(CLIPBOARD, DataAction.DISCLOSE, news))
        assertEquals(0, reads.get())
    }

    @Test
    fun `a closed guard answers every chapter with no`() = accepted {
        guard.close()
        assertIs<Read.Shut>(guard.exemptions.read(CLIPBOARD, news))
        assertIs<Joined.Refused>(guard.joins.open(listOf(CLIPBOARD)))
        assertEquals("CLOSED", guard.handling.keep(CLIPBOARD)?.reason?.code)
        assertEquals("CLOSED", guard.handling.passOn(CLIPBOARD, APP_LIST)?.reason?.code)
        assertEquals("CLOSED", guard.handling.release("clip.content", "anybody")?.reason?.code)
        assertFalse(guard.handling.proveSource("someone", "file 7"))
        assertTrue(guard.editions.rights().isEmpty())
        assertFalse(guard.editions.isInForce())
        assertEquals("CLOSED", guard.messages.whyNot(MessageKind.SERVICE)?.code)
        assertIs<ClosingAnswer.NotRecorded>(guard.account.requestClosing(Initiator.PERSON))
        assertIs<AgeAnswer.NotRecorded>(guard.person.stateAge(17))
        assertIs<RequestAnswer.NotRecorded>(guard.requests.make(RightName.ACCESS))
        assertIs<NoticeAnswer.NotRecorded>(guard.notices.disclosed("a court", listOf("clip.content"), "a warrant"))
        assertIs<Conformity.NotRecorded>(guard.conformity.observed(null, "clip.content", 0))
        assertIs<EndAnswer.NotRecorded>(guard.service.announceEnd("2030-01-01"))
        assertIs<Withdrawn.NotDurable>(guard.withdrawals.insist(CLIPBOARD))
    }
}
