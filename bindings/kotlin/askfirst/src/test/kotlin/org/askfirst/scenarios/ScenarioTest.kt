package org.askfirst.scenarios

import java.io.File
import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import org.askfirst.Group
import org.askfirst.Reason
import org.askfirst.internal.Mapping
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Replays every scenario through the public API; the log must be Rust's, byte for byte. */
class ScenarioTest {
    private val root = File(System.getProperty("askfirst.root"))
    private val files = root.resolve("tests/scenarios").listFiles { file -> file.extension == "json" }.orEmpty().sorted()
    private val logs = System.getenv("ASKFIRST_LOG_DIR")?.let(::File) ?: root.resolve("target/scenario-logs/kotlin")

    @Test
    fun `there are scenarios`() = assertTrue(files.isNotEmpty(), "no scenario lies under $root")

    @TestFactory
    fun `every log equals the one of Rust`(): List<DynamicTest> = files.map { file ->
        DynamicTest.dynamicTest(file.nameWithoutExtension) {
            val log = Player(file, root).replay()
            logs.mkdirs()
            logs.resolve("${file.nameWithoutExtension}.log").writeText(log)
            assertEquals(rust(file), log)
        }
    }

    @Test
    fun `a fault in the Kotlin mapping makes the comparison fail`() {
        val file = files.first { it.name.startsWith("r026-a-refusal") }
        val faulty = object : Mapping() {
            override fun reason(code: String, group: String): Reason =
                if (code == "REFUSED") Reason("WITHDRAWN", Group.SAID_NO) else super.reason(code, group)
        }
        assertNotEquals(rust(file), Player(file, root, faulty).replay())
        assertEquals(rust(file), Player(file, root).replay())
    }

    @Test
    fun `a misspelt field is an error`() {
        val file = files.first { it.name.startsWith("r026-a-refusal") }
        val text = file.readText()
            .replaceFirst("\"about\":", "\"abuot\":")
            .replaceFirst("\"times\": 100", "\"times\": 100, \"tmies\": 100")
            .replaceFirst("\"prompts\":", "\"promts\":")
            .replaceFirst("\"says\":", "\"say\":")
        val refused = assertFailsWith<IllegalArgumentException> { Player(Scenario(file, root, text)).replay() }
        val names = Regex("`(.*?)`").findAll(refused.message.orEmpty()).map { it.groupValues[1] }.toSet()
        assertEquals(setOf("abuot", "tmies", "promts", "say"), names)
    }

    @Test
    fun `an age that is no number of years is an error`() {
        val file = files.first { it.name.startsWith("r026-a-refusal") }
        for (bad in listOf("null", "\"30\"", "-1", "256", "30.5")) {
            val text = file.readText().replaceFirst("\"steps\":", "\"age\": $bad,\n  \"steps\":")
                .replaceFirst("\"age\": 30,", "")
            assertFailsWith<IllegalArgumentException>(bad) { Scenario(file, root, text) }
        }
    }

    /** Rust's own log, as `askfirst replay` prints it. */
    private fun rust(file: File): String {
        val command = File(System.getProperty("askfirst.command"))
        assertTrue(command.canExecute(), "$command is missing; build it with cargo build")
        val replay = ProcessBuilder(command.path, "replay", file.path)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
        val log = replay.inputStream.readBytes().toString(Charsets.UTF_8)
        assertTrue(replay.waitFor(1, TimeUnit.MINUTES))
        return log
    }
}
