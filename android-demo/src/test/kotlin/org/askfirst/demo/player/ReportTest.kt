package org.askfirst.demo.player

import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

class ReportTest {
    @get:Rule
    val folder = TemporaryFolder()

    private fun step(calls: Int = 0, beforeConsent: Boolean = true, check: Check = Check("nothing is clipped", true)) =
        Step(
            "zh-01",
            Both("轻触<同意>", "Taps <agree>"),
            "zh-01.png",
            "zh-01.json",
            listOf(
                Decided(
                    "jmlink.clipboard",
                    Summary.REFUSED,
                    "NO_POLICY_ACCEPTANCE",
                    Both("尚未同意政策", "policy not accepted"),
                    null,
                ),
            ),
            mapOf("ClipboardManager.getPrimaryClip" to calls),
            beforeConsent,
            listOf(check),
        )

    private fun book(vararg steps: Step, moved: Int = 1, change: Notebook.() -> Unit = {}) =
        Notebook("zh", Both("中文", "Chinese")).apply {
            calibration["ClipboardManager.getPrimaryClip"] = 0 to moved
            flows += Flow("first-run", Both("首次运行", "First run"), steps.toMutableList())
            ledger += LedgerLine(1, 0, "shown", "jmlink.clipboard", "")
            ledgerEntries = 1
            ledgerHead = "ab"
            ledgerChecked = true
            change()
        }

    private fun summary(book: Notebook) = Summary(listOf(book))

    @Test
    fun `a run in which all holds has passed`() = assertTrue(summary(book(step())).passed)

    @Test
    fun `a call before consent fails the run`() = assertFalse(summary(book(step(calls = 1))).passed)

    @Test
    fun `a call after consent does not`() =
        assertTrue(summary(book(step(), step(calls = 1, beforeConsent = false))).passed)

    @Test
    fun `a failed check fails the run`() =
        assertFalse(summary(book(step(check = Check("nothing is clipped", false, "a button")))).passed)

    @Test
    fun `a counter that does not move fails the run`() = assertFalse(summary(book(step(), moved = 0)).passed)

    @Test
    fun `a ledger with a bad entry fails the run`() = assertFalse(summary(book(step()) { ledgerFirstBad = 1 }).passed)

    @Test
    fun `a ledger that was never verified fails the run`() = assertFalse(
        summary(
            book(step()) {
                ledgerChecked = false
            },
        ).passed,
    )

    @Test
    fun `a run without pictures has not passed`() = assertFalse(summary(book()).passed)

    @Test
    fun `a run without plays has not passed`() = assertFalse(Summary(emptyList()).passed)

    @Test
    fun `a notebook reads back as it was written`() {
        val file = folder.newFile("zh.notebook.json")
        book(step(), step(calls = 2, beforeConsent = false)).save(file)
        val first = file.readText()
        Notebook.load(file).save(file)
        assertEquals(first, file.readText())
    }

    @Test
    fun `the page needs nothing beside it and shows what was noted`() {
        Report.write(folder.root, listOf(book(step()))) { "data:image/png;base64,AAAA" }
        val page = folder.root.resolve("index.html").readText()
        assertTrue("轻触&lt;同意&gt;" in page && "NO_POLICY_ACCEPTANCE" in page)
        assertFalse(Regex("(src|href)=\"(?!data:)").containsMatchIn(page), "the page refers to something outside")
        assertFalse("http" in page || "url(" in page || "@import" in page, "the page refers to something outside")
    }

    @Test
    fun `a counter that the page would not show fails the run`() {
        val odd = step().let {
            Step(it.name, it.did, it.picture, it.dump, it.decided, mapOf("Camera.open" to 0), true, it.checks)
        }
        assertFalse(summary(book(odd)).passed)
    }

    @Test
    fun `the summary counts what the notebooks hold`() {
        val json = Summary(listOf(book(step(), step(calls = 3, beforeConsent = false)))).toJson()
        assertEquals(2, json.getInt("screenshots"))
        assertEquals(2, json.getInt("decisions"))
        val calls = json.getJSONObject("framework_calls")
        assertEquals(0, calls.getJSONObject("before_consent").getInt("ClipboardManager.getPrimaryClip"))
        assertEquals(3, calls.getJSONObject("after_consent").getInt("ClipboardManager.getPrimaryClip"))
        assertTrue(json.getBoolean("ok") && json.getJSONObject("ledger").getBoolean("verified"))
    }
}
