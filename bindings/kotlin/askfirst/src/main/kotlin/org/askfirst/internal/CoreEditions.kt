package org.askfirst.internal

import org.askfirst.Change
import org.askfirst.ChangeClass
import org.askfirst.Edition
import org.askfirst.EditionChanges
import org.askfirst.Editions
import org.askfirst.PolicyDocument
import org.askfirst.PolicyState
import org.askfirst.Right
import org.askfirst.RightTerms
import org.askfirst.Wording
import org.askfirst.bridge.Comparison as BridgeComparison
import org.askfirst.bridge.Edition as BridgeEdition
import org.askfirst.bridge.Right as BridgeRight
import org.askfirst.bridge.Text as BridgeText

/** The editions of the real core. */
internal class CoreEditions(private val guard: CoreGuard) : Editions {
    override suspend fun all(): List<Edition> = guard.known({ emptyList() }) { it.editions().map(::edition) }

    override suspend fun document(edition: Edition, language: String): PolicyDocument? =
        guard.known({ null }) { it.editionText(edition.hash, language)?.let(guard.mapping::document) }

    override suspend fun changes(): EditionChanges? = guard.known({ null }) { it.editionChanges()?.let(::changes) }

    override suspend fun agreedOn(day: String): Edition? =
        guard.known({ null }) { it.editionAgreedOn(day)?.let(::edition) }

    override suspend fun bindsFromMillis(): Long? = guard.known({ null }) { it.editionBindsFrom() }

    override suspend fun isInForce(): Boolean = guard.known({ false }) { it.editionIsInForce() }

    override suspend fun rights(): List<Right> = guard.known({ emptyList() }) { it.rights().map(::right) }

    private fun edition(edition: BridgeEdition): Edition {
        val answered = edition.answered
        return Edition(
            hash = edition.hash,
            ordinal = edition.ordinal.toInt(),
            sinceMillis = edition.since,
            shownMillis = edition.shown,
            state = when (answered?.accepted) {
                null -> PolicyState.NotAnswered
                true -> PolicyState.Accepted
                false -> PolicyState.Declined
            },
            answeredMillis = answered?.at,
            isCurrent = edition.isCurrent
        )
    }

    private fun changes(comparison: BridgeComparison): EditionChanges = EditionChanges(
        all = comparison.changes.map { Change(it.`class`.same(), it.how.same(), it.path, it.text.wording()) },
        stale = comparison.stale,
        added = comparison.new,
        takenAway = comparison.takenAway.map { it.same() },
        isUnderstated = comparison.understated,
        isUnknown = comparison.unknown
    )

    private fun right(right: BridgeRight): Right = Right(
        name = right.right.same(),
        kinds = right.kinds,
        isOffered = right.offered,
        terms = RightTerms(
            route = right.route?.wording(),
            addressee = right.addressee.same(),
            mayCheckIdentity = right.identityCheck,
            mayCost = right.mayCost,
            clause = right.clause
        )
    )
}

internal fun BridgeText.wording(): Wording = Wording(zh, en)

/** The constant of the same name on the other side of the bridge; a test holds that each has one. */
internal inline fun <reified E : Enum<E>> Enum<*>.same(): E = enumValueOf(name)
