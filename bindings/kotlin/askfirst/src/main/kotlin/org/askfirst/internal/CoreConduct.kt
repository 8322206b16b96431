package org.askfirst.internal

import org.askfirst.Conduct
import org.askfirst.Conformity
import org.askfirst.EndAnswer
import org.askfirst.Finding
import org.askfirst.MessageKind
import org.askfirst.Messages
import org.askfirst.Reason
import org.askfirst.Service
import org.askfirst.ServiceEnd
import org.askfirst.Timeliness
import org.askfirst.Wording
import org.askfirst.bridge.Conformity as BridgeConformity
import org.askfirst.bridge.EndAnswer as BridgeEnd
import org.askfirst.bridge.Observed as BridgeObserved

/** Messages in the real core. */
internal class CoreMessages(private val guard: CoreGuard) : Messages {
    override suspend fun whyNot(kind: MessageKind, topics: List<String>): Reason? =
        guard.known({ it }) { bridge -> bridge.maySend(kind.same(), topics)?.let(guard.mapping::reason) }

    override suspend fun optOutRoute(): Wording? = guard.known({ null }) { it.optOutRoute()?.wording() }

    override suspend fun stopPromotions(isStopped: Boolean): Boolean =
        guard.carry({ false }) { it.stopMessages(isStopped) }
}

/** What the real core was told to be seen. */
internal class CoreConduct(private val guard: CoreGuard) : Conduct {
    private val mapping = guard.mapping

    override suspend fun observed(recipient: String?, kind: String, atMillis: Long): Conformity =
        guard.carry({ Conformity.NotRecorded(it) }) { bridge ->
            when (val answer = bridge.observed(BridgeObserved(recipient, kind, atMillis))) {
                is BridgeConformity.Conforms -> Conformity.Conforms
                is BridgeConformity.Nonconforming ->
                    Conformity.Nonconforming(mapping.reason(answer.reason), answer.obligations.map(mapping::obligation))
                is BridgeConformity.NotRecorded -> Conformity.NotRecorded(mapping.reason(answer.v1))
            }
        }

    override suspend fun cleared(recipient: String): Boolean = guard.carry({ false }) { it.cleared(recipient) }

    override suspend fun shutOff(): List<String> = guard.known({ emptyList() }) { it.shutOff() }

    override suspend fun findings(): List<Finding> = guard.known({ emptyList() }) { bridge ->
        bridge.findings().map { Finding(it.recipient, it.kind, it.observed, mapping.reason(it.reason)) }
    }
}

/** The service in the real core. */
internal class CoreService(private val guard: CoreGuard) : Service {
    override suspend fun end(): ServiceEnd? = guard.known({ null }) { bridge ->
        bridge.serviceEnd()?.let { ServiceEnd(it.from, it.announced, timeliness(it.short), it.ended, it.then.same()) }
    }

    override suspend fun announceEnd(day: String): EndAnswer = guard.carry({ EndAnswer.NotRecorded(it) }) { bridge ->
        when (val answer = bridge.announceEnd(day)) {
            is BridgeEnd.Announced -> EndAnswer.Announced(timeliness(answer.short))
            is BridgeEnd.NotADay -> EndAnswer.NotADay
            is BridgeEnd.AlreadyEnded -> EndAnswer.AlreadyEnded
            is BridgeEnd.NotRecorded -> EndAnswer.NotRecorded(guard.mapping.reason(answer.v1))
        }
    }

    private fun timeliness(short: Boolean?): Timeliness = when (short) {
        null -> Timeliness.UNKNOWN
        true -> Timeliness.SHORT_NOTICE
        false -> Timeliness.IN_TIME
    }
}
