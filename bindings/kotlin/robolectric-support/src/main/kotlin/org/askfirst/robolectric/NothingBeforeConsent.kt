package org.askfirst.robolectric

import org.junit.rules.TestRule
import org.junit.runner.Description
import org.junit.runners.model.Statement
import org.robolectric.RuntimeEnvironment

/**
 * For an app team's own tests: fails a test in which anybody reads personal data before [consented], and says who.
 *
 * ```
 * @RunWith(AskFirstRunner::class)
 * class StartUpTest {
 *     @get:Rule val nothing = NothingBeforeConsent()
 *
 *     @Test fun `the app starts and reads nothing`() { Robolectric.buildActivity(MainActivity::class.java).setup() }
 * }
 * ```
 *
 * It counts underneath the app, in the framework's own code, so it does not matter who calls: the app, an SDK, or
 * native-free code of a library that nobody remembers. What it cannot see: native code, a system that is not
 * Android's own, and calls that no test makes happen. Needs [AskFirstRunner].
 */
public class NothingBeforeConsent(
    /** What to watch; everything by default. */
    private vararg val kinds: String,
) : TestRule {
    private var before: List<Culprit>? = null

    override fun apply(base: Statement, description: Description): Statement = object : Statement() {
        override fun evaluate() {
            // What the application did while it was created has been counted already; it is looked at first.
            check()
            // A counter that cannot move would prove nothing.
            Calibration.require(RuntimeEnvironment.getApplication())
            base.evaluate()
            check()
        }
    }

    /** From here on reading is not this rule's business. What was read before fails the test. */
    public fun consented() {
        before = found()
    }

    /** Who has read anything so far that must not be read yet. */
    public fun found(): List<Culprit> =
        before ?: Counters.culprits().filter { kinds.isEmpty() || kinds.any(it.call.kind::startsWith) }

    private fun check() {
        val found = found()
        if (found.isNotEmpty()) throw AssertionError("read before consent:\n" + found.joinToString("\n"))
    }
}
