package org.askfirst.testing

import java.lang.reflect.Proxy
import org.askfirst.AccountLife
import org.askfirst.Conduct
import org.askfirst.Copies
import org.askfirst.Editions
import org.askfirst.Exemptions
import org.askfirst.Handling
import org.askfirst.Joins
import org.askfirst.Messages
import org.askfirst.Notices
import org.askfirst.Person
import org.askfirst.Requests
import org.askfirst.Rulebook
import org.askfirst.Service
import org.askfirst.Withdrawals

/** No chapter of the rulebook: every call fails, so that no test takes an answer for the core's. */
internal object NoRulebook : Rulebook {
    override val editions: Editions = unplayed()
    override val exemptions: Exemptions = unplayed()
    override val joins: Joins = unplayed()
    override val handling: Handling = unplayed()
    override val account: AccountLife = unplayed()
    override val person: Person = unplayed()
    override val requests: Requests = unplayed()
    override val notices: Notices = unplayed()
    override val messages: Messages = unplayed()
    override val conformity: Conduct = unplayed()
    override val service: Service = unplayed()
    override val withdrawals: Withdrawals = unplayed()
    override val export: Copies = unplayed()

    private inline fun <reified T : Any> unplayed(): T {
        val chapter = T::class.java
        return Proxy.newProxyInstance(chapter.classLoader, arrayOf(chapter)) { _, method, _ ->
            throw AssertionError("FakeGuard plays no ${chapter.simpleName}.${method.name}; use TestGuard")
        } as T
    }
}
