package org.askfirst.internal

import org.askfirst.Access
import org.askfirst.PastRead
import org.askfirst.WithdrawalRoute
import org.askfirst.WithdrawalTerms
import org.askfirst.Withdrawals
import org.askfirst.Withdrawn

/** Ways to withdraw in the real core. */
internal class CoreWithdrawals(private val guard: CoreGuard) : Withdrawals {
    override suspend fun routes(): List<WithdrawalRoute> = guard.known({ emptyList() }) { bridge ->
        bridge.withdrawalRoutes().map { WithdrawalRoute(it.access, it.choice, it.bySwitch, it.bySystem) }
    }

    override suspend fun terms(): WithdrawalTerms? = guard.known({ null }) { bridge ->
        bridge.withdrawalTerms()?.let { terms ->
            WithdrawalTerms(terms.route.wording(), terms.others.map { it.statement() })
        }
    }

    override suspend fun consequence(access: Access<*>, language: String): String? =
        guard.known({ null }) { it.withdrawalConsequence(guard.indexOf(access.id), language) }

    override suspend fun insist(access: Access<*>): Withdrawn = guard.withdrawing { it.insist(guard.indexOf(access.id)) }

    override suspend fun pastReads(): List<PastRead> = guard.known({ emptyList() }) { bridge ->
        bridge.pastReads().map { PastRead(it.access, it.at, it.under.toLong(), it.given, it.ended) }
    }
}
