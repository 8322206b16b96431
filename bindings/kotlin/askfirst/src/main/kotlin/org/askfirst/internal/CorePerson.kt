package org.askfirst.internal

import org.askfirst.AgeAnswer
import org.askfirst.GuardianAnswer
import org.askfirst.GuardianConsent
import org.askfirst.Person
import org.askfirst.PersonView
import org.askfirst.bridge.AgeAnswer as BridgeAge
import org.askfirst.bridge.GuardianAnswer as BridgeGuardian
import org.askfirst.bridge.GuardianRecord as BridgeRecord

/** The person in the real core. */
internal class CorePerson(private val guard: CoreGuard) : Person {
    private val mapping = guard.mapping

    override suspend fun view(): PersonView = guard.known({ UNKNOWN }) { bridge ->
        val view = bridge.person()
        PersonView(
            isAgeMatter = view.ageMatters,
            isAgeUnknown = view.ageUnknown,
            isGuardianRequired = view.guardianRequired,
            isAllSensitive = view.allSensitive,
            guardian = view.guardian?.let { GuardianConsent(it.guardian, it.method, it.evidence, it.consented) },
            useLimits = view.useLimits?.wording()
        )
    }

    override suspend fun stateAge(years: Int): AgeAnswer = guard.carry({ AgeAnswer.NotRecorded(it) }) { bridge ->
        when (val answer = bridge.statesAge(years.coerceIn(0, OLDEST).toUByte())) {
            is BridgeAge.NotAskedFor -> AgeAnswer.NotAskedFor
            is BridgeAge.Recorded -> AgeAnswer.Recorded(
                answer.guardianRequired,
                answer.suspended,
                answer.obligations.map(mapping::obligation)
            )
            is BridgeAge.NotRecorded -> AgeAnswer.NotRecorded(mapping.reason(answer.v1))
        }
    }

    override suspend fun guardianConsented(consent: GuardianConsent): GuardianAnswer =
        guard.carry({ GuardianAnswer.NotRecorded(it) }) { bridge ->
            val record = BridgeRecord(consent.guardian, consent.method, consent.evidence, consent.consentedMillis)
            when (val answer = bridge.guardianConsented(record)) {
                is BridgeGuardian.Stands -> GuardianAnswer.Stands(answer.obligations.map(mapping::obligation))
                is BridgeGuardian.NotTaken -> GuardianAnswer.NotTaken(answer.v1.same())
                is BridgeGuardian.NotRecorded -> GuardianAnswer.NotRecorded(mapping.reason(answer.v1))
            }
        }

    override suspend fun guardianWithdrew(): Boolean = guard.carry({ false }) { it.guardianWithdrew() }

    private companion object {
        /** The core keeps a year in a byte; nobody's bands lie that high. */
        const val OLDEST = 255

        /** Without a core nothing is known, so no rule may be left out. */
        val UNKNOWN = PersonView(true, true, true, true, null, null)
    }
}
