package org.askfirst

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.askfirst.internal.Adapters
import org.askfirst.internal.Seams
import org.askfirst.scenarios.Json
import org.junit.jupiter.api.Test

/**
 * Every reason of the core is met through this API: by a scenario, whose log is the same here as in Rust, or below.
 *
 * The page of reasons is the list; `cargo xtask tidy` holds it equal with the core's table.
 */
class ReasonsTest {
    private val root = File(System.getProperty("askfirst.root"))
    private val codes = Regex("(?m)^\\| `([A-Z_]+)` \\| `[A-Z_]+` \\|")
        .findAll(root.resolve("docs/reasons.md").readText())
        .map { it.groupValues[1] }
        .toSet()

    @Test
    fun `every reason is met`() {
        val met = inScenarios() + cancelled() + unsettled() + fault()
        assertTrue("REFUSED" in met && "INTERNAL" in met)
        assertEquals(emptySet(), met - codes, "met, and on no page")
        assertEquals(emptySet(), codes - met, "on the page, and never met")
    }

    /** The reasons that answers of scenarios state: after a word of refusal, or behind an access. */
    private fun inScenarios(): Set<String> =
        root.resolve("tests/scenarios").listFiles { file -> file.extension == "json" }.orEmpty()
            .flatMap { Json.parse(it.readText())["steps"].items }
            .flatMap { it["then"]["answers"].texts }
            .flatMap(::reasons)
            .toSet()

    private fun reasons(answer: String): List<String> {
        val words = answer.split(' ').let { if (it.getOrNull(1) == "x") it.drop(2) else it }
        val own = if (words[0] in REFUSALS) listOfNotNull(words.getOrNull(1)) else emptyList()
        return own + words.map { it.substringAfter('=', "") }.filter { it in codes }
    }

    private fun cancelled(): String = runBlocking {
        Fixture().use { app ->
            val ended = CompletableDeferred<Reason>()
            val callback = object : Callback<PolicyState> {
                override fun onResult(result: PolicyState) = Unit

                override fun onEnded(reason: Reason) {
                    ended.complete(reason)
                }
            }
            val call = Suspending.run({ app.guard.policy.present() }, Runnable::run, callback)
            app.prompt()
            call.cancel()
            withTimeout(5_000) { ended.await() }.code
        }
    }

    /** What was withdrawn before an SDK's turn came. */
    private fun unsettled(): String {
        var code = ""
        accepted {
            val adapter = object : SdkAdapter(JMLINK) {
                override suspend fun start(allowed: Set<Access<*>>) = Unit

                override suspend fun stop() = Stopped.NOW
            }
            val adapters = Adapters(listOf(adapter), Seams(options))
            val held = adapters.start(JMLINK, { false }) { Started.Running(setOf(CLIPBOARD)) }
            code = assertIs<Started.Held>(held).reason.code
        }
        return code
    }

    private fun fault(): String {
        var code = ""
        accepted {
            core.link.bridge().testPanic()
            code = assertIs<Read.Shut>(clipboard.read(Ask.NEVER)).reason.code
        }
        return code
    }

    private companion object {
        val REFUSALS = setOf("shut", "held", "nonconforming", "not_recorded")
    }
}
