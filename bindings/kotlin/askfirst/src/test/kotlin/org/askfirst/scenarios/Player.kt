package org.askfirst.scenarios

import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.askfirst.Guard
import org.askfirst.Hold
import org.askfirst.Joined
import org.askfirst.PlatformApi
import org.askfirst.Status
import org.askfirst.internal.CoreGuard
import org.askfirst.internal.Mapping

/**
 * Plays a scenario through the public API and writes its log.
 *
 * It waits for what a step states and for nothing else; it does not judge. The clock, the death of the process and
 * the moment of rest are what no app has.
 */
@OptIn(PlatformApi::class)
internal class Player(val scenario: Scenario, mapping: Mapping = Mapping()) {
    constructor(file: File, root: File, mapping: Mapping = Mapping()) : this(Scenario(file, root), mapping)

    val storage = FakeStorage()
    val phone = FakePhone(scenario.phone)
    val screen = FakeScreen(scenario.language, scenario.draws)
    val desk = Desk(scenario.stopsAfterRestart)
    private val tasks = RestingDispatcher()
    private val app = FakeApp(scenario, storage, phone, desk, tasks, mapping)
    private val log = LogText(scenario.name)
    private val waiting = LinkedHashMap<Call, Job>()
    private val answered = ArrayList<Call>()

    /** What is under legal hold, and which requests were made, in order. */
    val holds: MutableList<Hold> = CopyOnWriteArrayList()
    val requests: MutableList<Long> = CopyOnWriteArrayList()

    /** The last copy of the records, as JSON. */
    @Volatile
    var copy: String = ""

    /** What was joined so far, in order. */
    val joins: MutableList<Joined.Open> = CopyOnWriteArrayList()
    private var made = 0
    private var step = 0
    private var process: CoroutineScope? = null
    var nowMillis = scenario.start
        private set

    /** The guard of the process that runs now. */
    var guardOrNull: Guard? = null
        private set
    val guard: Guard get() = checkNotNull(guardOrNull) { "the app is not open" }
    var keys = FakeKeys("usual")
        private set
    var declared = Declared(scenario.pack(), scenario.names)
        private set

    fun replay(): String {
        try {
            for (next in scenario.steps) {
                step++
                play(next)
            }
            scenario.checkFields()
            return log.toString()
        } finally {
            die()
            storage.delete()
        }
    }

    private fun play(next: Step) {
        val ticket = screen.standing?.prompt?.ticket
        val dialog = phone.dialogNumber
        stateAge()
        Verbs(this).perform(next)
        waitFor(next, ticket)
        settle()
        conclude(ticket, dialog)
    }

    /** States the scenario's age for an account whose age is wanted and unknown, as an app does at first use. */
    private fun stateAge() {
        val years = scenario.age ?: return
        val open = guardOrNull?.takeIf { it.status.value is Status.Ready } ?: return
        runBlocking { if (open.person.view().isAgeUnknown) open.person.stateAge(years) }
    }

    // What verbs use.

    fun open(word: String, otherPack: String?) {
        val pack = scenario.pack(otherPack)
        keys = FakeKeys(word)
        declared = Declared(pack, scenario.names)
        val opened = app.open(pack, keys, nowMillis)
        guardOrNull = opened
        val scope = CoroutineScope(SupervisorJob() + tasks)
        process = scope
        scope.launch { screen.follow(opened) }
    }

    fun make(verb: String, subject: String, name: String? = null, answer: suspend () -> List<String>) {
        val call = Call(++made, step, verb, subject, name)
        synchronized(waiting) {
            waiting[call] = process!!.launch {
                val fields = answer()
                synchronized(waiting) {
                    if (waiting.remove(call) != null) answered += call.also { it.answer = fields }
                }
            }
        }
    }

    fun cancel(name: String, count: Int) {
        val jobs = synchronized(waiting) {
            waiting.entries.filter { it.key.name == name }.take(count).map { (call, job) ->
                waiting.remove(call)
                answered += call.also { it.answer = listOf("cancelled") }
                job
            }
        }
        check(jobs.isNotEmpty()) { "no call `$name` is waiting" }
        runBlocking {
            jobs.forEach {
                it.cancel()
                it.join()
            }
        }
    }

    fun setClock(toMillis: Long) {
        nowMillis = toMillis
        val core = guardOrNull as? CoreGuard ?: return
        if (core.link.handle != 0L) runBlocking { core.setClock(toMillis) }
    }

    fun advanceClock(byMillis: Long) = setClock(nowMillis + byMillis)

    /** The process dies; whatever waits is gone. */
    fun die() {
        // First, so that no call of the dead process is answered any more.
        synchronized(waiting) { waiting.clear() }
        val core = guardOrNull as? CoreGuard
        if (core != null && core.link.handle != 0L) runBlocking { core.kill() }
        process?.cancel()
        phone.forgetProcess()
        screen.clear()
        guardOrNull = null
    }

    // The end of a step.

    private fun waitFor(next: Step, before: Long?) {
        val deadline = System.nanoTime() + PATIENCE_NANOS
        while (!isAsStated(next, before) && System.nanoTime() < deadline) Thread.sleep(1)
    }

    private fun isAsStated(next: Step, before: Long?): Boolean {
        val standing = screen.standing
        val wanted = next.then["prompt"]
        val isPromptRight = if (wanted.isPresent && standing != null) {
            val isSame = before == standing.prompt.ticket
            wanted["same"].flag(false) == isSame && (standing.drawn != null || !scenario.draws)
        } else {
            !wanted.isPresent && standing == null
        }
        return isPromptRight &&
            synchronized(waiting) { answered.size } >= next.answers &&
            phone.dialog == next.then["system_dialog"].textOrNull &&
            desk.count >= next.then["sdk"].items.size
    }

    /** Lets the guard and the app come to rest. */
    private fun settle() {
        var before: List<Any?>? = null
        while (true) {
            rest()
            (guardOrNull as? CoreGuard)?.let { core -> runBlocking { settle(core) } }
            rest()
            val now = picture()
            if (now == before) return
            before = now
        }
    }

    private suspend fun settle(core: CoreGuard) {
        // The core notes decisions in blocks, which only the bridge can have written now.
        if (core.link.handle != 0L) core.link.bridge()
        core.host.settle()
    }

    private fun rest() {
        val deadline = System.nanoTime() + PATIENCE_NANOS
        while (!tasks.isAtRest && System.nanoTime() < deadline) Thread.sleep(1)
    }

    private fun picture(): List<Any?> = listOf(
        synchronized(waiting) { answered.size },
        screen.standing?.prompt?.ticket,
        screen.standing?.drawn,
        phone.dialogNumber,
        desk.count,
        phone.reads,
        phone.systemDialogs
    )

    private fun conclude(ticket: Long?, dialog: Long) {
        val millis = nowMillis - scenario.start
        for (told in desk.take()) log.line(step, millis, "sdk", told.what, told.recipient, told.allowed.joinToString(","))
        val calls = synchronized(waiting) { answered.sortedBy { it.made }.also { answered.clear() } }
        log.calls(step, millis, calls)
        val standing = screen.standing
        val isSame = standing != null && standing.prompt.ticket == ticket
        if (standing != null && !isSame) log.prompt(step, millis, standing)
        val dialogNow = phone.dialog
        if (dialogNow != null && phone.dialogNumber != dialog) log.line(step, millis, "dialog", dialogNow)
        if (ticket != null && !isSame) log.line(step, millis, "gone", "prompt")
        if (dialog != 0L && phone.dialogNumber != dialog) log.line(step, millis, "gone", "dialog")
        val counts = listOf(phone.reads, screen.count, phone.systemDialogs, desk.starts).map { "$it" }
        log.line(step, millis, "end", counts[0], counts[1], counts[2], counts[3])
    }

    private companion object {
        const val PATIENCE_NANOS = 10_000_000_000L
    }
}
