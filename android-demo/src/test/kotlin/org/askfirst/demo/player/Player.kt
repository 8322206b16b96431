package org.askfirst.demo.player

import android.graphics.Bitmap
import android.view.View
import android.widget.TextView
import org.askfirst.DecisionRecord
import org.askfirst.Guard
import org.askfirst.PlatformApi
import org.askfirst.Prompt
import org.askfirst.Style
import org.askfirst.demo.MainActivity
import org.askfirst.demo.R
import org.askfirst.demo.WorkbenchApp
import org.askfirst.robolectric.Calibration
import org.askfirst.robolectric.Counters
import org.askfirst.robolectric.Finding
import org.askfirst.robolectric.Screen
import org.askfirst.robolectric.ViewChecks
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import java.io.File

/**
 * Plays the app once from a fresh install and keeps a notebook of it.
 *
 * Counting starts before the app's first line of code ran: what was called by then is looked at first, then every
 * counter is shown to count, and only then does the play begin.
 */
@OptIn(PlatformApi::class)
internal class Player(id: String, title: Both, private val language: String, private val folder: File) {
    val book = Notebook(id, title)
    val app = RuntimeEnvironment.getApplication() as WorkbenchApp
    val privacy: Guard get() = app.privacy
    lateinit var activity: ActivityController<MainActivity>
        private set

    /** Whether a gated consent has been given by now; until then every counter must stand at zero. */
    private var consented = false
    private var seenDecisions = 0
    private var number = 0

    init {
        val atStart = Counters.snapshot()
        hold("before the first screen nothing was read", atStart.values.all { it == 0 }, atStart.toString())
        Phone.prepare(app)
        book.calibration.putAll(Calibration.run(app))
        for ((method, moved) in book.calibration) {
            hold(
                "each counter moves when its method is called directly",
                moved.second == moved.first + 1,
                "$method $moved",
            )
        }
        Counters.reset()
    }

    fun launch() {
        activity = Robolectric.buildActivity(MainActivity::class.java).setup()
        Hands.waitUntil("the guard is open") { privacy.status.value !is org.askfirst.Status.Opening }
    }

    fun flow(id: String, zh: String, en: String, play: () -> Unit) {
        book.flows += Flow(id, Both(zh, en))
        play()
    }

    /** Notes that [name] must hold. */
    fun hold(name: String, isSo: Boolean, detail: String = "") {
        book.checks += Check(name, isSo, if (isSo) "" else detail)
    }

    /** The person gave a consent that opens a gate; from now on calls may happen. */
    fun consentGiven() {
        consented = true
    }

    /** The question that stands on the screen now, after waiting for it. */
    fun question(style: Style): Prompt {
        Hands.waitUntil("a prompt of style $style") {
            val prompt = privacy.prompts.value
            prompt != null && prompt.style == style && Hands.sees(prompt.text(language).title)
        }
        settle()
        return checkNotNull(privacy.prompts.value)
    }

    /**
     * Says how old the person is, where the app asks: that is before the policy, and only under one with rules for
     * minors. [picture] comes before the tap.
     */
    fun saysAge(picture: () -> Unit = {}) {
        val asked = activity.get().getString(R.string.age_title)
        Hands.waitUntil("the policy or the question for the age") {
            privacy.prompts.value != null || Hands.seesExactly(asked)
        }
        if (privacy.prompts.value != null) return
        picture()
        Hands.tap(activity.get().getString(R.string.age_adult))
    }

    /** The same with a picture of its own, in a flow. */
    fun saysAgeInAPicture(name: String = "age") = saysAge {
        val texts = activity.get()
        step(
            name,
            "这份政策对未成年人另有规定：先请本人选择年龄段，没有预先选中的一项。",
            "This policy has rules for minors: the person chooses an age band first; none is chosen beforehand.",
            nothingSet = true,
            says = listOf(
                texts.getString(R.string.age_text),
                texts.getString(R.string.age_adult),
                texts.getString(R.string.age_minor),
                texts.getString(R.string.age_child),
            ),
        )
    }

    /** The next question, or `null` if [instead] comes true without one. */
    fun questionOrNull(instead: () -> Boolean): Prompt? {
        Hands.waitUntil("a prompt or an answer") { privacy.prompts.value != null || instead() }
        return privacy.prompts.value
    }

    /** The guard was opened anew: its decisions are counted from the first. */
    fun policyChanged() {
        seenDecisions = 0
    }

    /** Another policy is at hand, under which nobody has agreed to anything: counting begins again. */
    fun underAnotherPolicy() {
        policyChanged()
        consented = false
        Counters.reset()
    }

    /** The row of an access on the page for consents, or `null` while it is not there. */
    fun row(access: String): View? = activity.get().window.decorView.findViewWithTag(access)

    /** The person leaves the app, does [meanwhile], and comes back. */
    fun leaveAndReturn(meanwhile: () -> Unit) {
        activity.pause().stop()
        settle()
        meanwhile()
        activity.restart().start().resume().visible()
        settle()
    }

    /** The app is closed and opened again in the same process. */
    fun reopen() {
        activity.pause().stop().destroy()
        launch()
        settle()
    }

    /** Answers the prompt by tapping the control with [id]. */
    fun answer(prompt: Prompt, id: String) {
        Hands.tap(prompt.text(language).controls.first { it.id == id }.label)
        Hands.waitUntil("the prompt is gone") { privacy.prompts.value?.ticket != prompt.ticket }
        settle()
    }

    /** Returns when the guard has handled everything and the screen has followed. */
    fun settle() {
        Hands.await("the guard is settled") { privacy.host.settle() }
        Hands.waitUntil("the screen is drawn") { true }
    }

    /** Takes the picture, writes the dump beside it, notes what was decided and called, and checks what can be. */
    fun step(
        name: String,
        zh: String,
        en: String,
        prompt: Prompt? = null,
        nothingSet: Boolean = prompt != null,
        says: List<String> = emptyList(),
    ) {
        settle()
        val file = "%s-%02d-%s".format(book.id, ++number, name)
        val screen = Screen.capture()
        screen.save(File(folder, "$file.png"))
        File(folder, "$file.json").writeText(screen.dump())
        val calls = Counters.snapshot()
        book.flows.last().steps +=
            Step(
                file,
                Both(zh, en),
                "$file.png",
                "$file.json",
                newDecisions(),
                calls,
                !consented,
                checks(screen, prompt, nothingSet, says, calls),
            )
    }

    private fun checks(
        screen: Screen,
        prompt: Prompt?,
        nothingSet: Boolean,
        says: List<String>,
        calls: Map<String, Int>,
    ): List<Check> {
        val look = ViewChecks(screen)
        return buildList {
            add(verdict("nothing is clipped", look.nothingCut()))
            add(verdict("touch targets are at least 48 dp", look.touchTargets()))
            add(verdict("every control has a label for a screen reader", look.labels()))
            add(verdict("text stands out from its ground", look.contrast()))
            add(verdict("every letter is in the fonts", look.glyphs()))
            if (says.isNotEmpty()) add(verdict("the screen says what it must", look.says(says)))
            if (nothingSet) add(verdict("nothing is set beforehand", look.nothingPreset()))
            if (prompt != null) addAll(promptChecks(look, screen, prompt))
            if (!consented) {
                val moved = calls.filterValues { it > 0 }
                add(Check("before consent no framework call", moved.isEmpty(), "$moved\n${Counters.callers()}".trim()))
            }
        }
    }

    /** The pack's words are there, and the two controls weigh the same. */
    private fun promptChecks(look: ViewChecks, screen: Screen, prompt: Prompt): List<Check> {
        val text = prompt.text(language)
        val words =
            listOf(text.title) + text.paragraphs.map {
                it.text
            } + text.choices.flatMap { listOf(it.title, it.detail) } +
                text.controls.map { it.label }
        val lines = words.flatMap { it.lines() }.map { it.trim() }.filter { it.isNotEmpty() }
        val buttons = text.controls.mapNotNull { control ->
            screen.top.views.firstOrNull { it.text == control.label }?.view as? TextView
        }
        return buildList {
            add(verdict("the pack's words are on the screen", look.says(lines)))
            add(
                Check(
                    "both controls are on the screen",
                    buttons.size == 2,
                    "${buttons.size} of ${text.controls.map {
                        it.label
                    }}",
                ),
            )
            if (buttons.size ==
                2
            ) {
                add(verdict("the two buttons are equal in size and weight", look.equalRank(buttons[0], buttons[1])))
            }
        }
    }

    private fun verdict(name: String, findings: List<Finding>) =
        Check(name, findings.isEmpty(), findings.joinToString("; "))

    private fun newDecisions(): List<Decided> {
        val all = Hands.await("the decisions") { privacy.records.decisions(0, MANY) }
        val fresh = all.drop(seenDecisions)
        seenDecisions = all.size
        return fresh.filter { it.outcome != "ask" }.map { decided(it) }
    }

    private fun decided(record: DecisionRecord) = Decided(
        record.access,
        if (record.outcome == "allow") Summary.ALLOWED else Summary.REFUSED,
        record.reason?.code,
        record.reason?.let { Both(it.message("zh"), it.message("en")) },
        record.entry,
    )

    /** Lists and verifies the ledger, closes the guard and writes the notebook. */
    fun finish() {
        settle()
        hold("all pictures differ", differ(), "two pictures of this play are the same")
        var from = 0L
        while (true) {
            val some = Hands.await("the ledger") { privacy.records.entries(from, MOST) }.filter { it.id >= from }
            if (some.isEmpty()) break
            book.ledger += some.map { LedgerLine(it.id, it.atMillis, it.what, it.access, it.detail) }
            from = some.maxOf { it.id } + 1
        }
        val report = Hands.await("the ledger's verification") { privacy.records.verify() }
        book.ledgerEntries = report.entries
        book.ledgerFirstBad = report.firstBad
        book.ledgerHead = report.head
        book.ledgerChecked = true
        hold("the ledger is verified", report.isSound, "first bad entry ${report.firstBad}")
        close()
        book.save(File(folder, "${book.id}.notebook.json"))
    }

    /** Keeps what there is of a play that broke off, so that the report can show it. */
    fun stopped(why: Throwable) {
        hold("the play ran to its end", false, why.toString().lines().first())
        runCatching { close() }
        book.save(File(folder, "${book.id}.notebook.json"))
    }

    fun close() {
        if (::activity.isInitialized) activity.pause().stop().destroy()
        privacy.close()
    }

    private fun differ(): Boolean {
        val prints = book.steps.map { Pixels.print(File(folder, it.picture)) }
        return prints.distinct().size == prints.size
    }

    private companion object {
        const val MOST = 200
        const val MANY = 10_000
    }
}

/** Pictures by their pixels, not by their files. */
internal object Pixels {
    fun print(file: File): Int {
        val picture: Bitmap =
            requireNotNull(android.graphics.BitmapFactory.decodeFile(file.path)) { "$file is no picture" }
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        return pixels.contentHashCode()
    }
}
