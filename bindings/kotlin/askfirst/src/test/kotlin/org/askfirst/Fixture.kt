package org.askfirst

import java.io.File
import java.nio.file.Files
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.askfirst.internal.CoreGuard
import org.askfirst.scenarios.RestingDispatcher

internal val CLIPBOARD = Access("jmlink.clipboard", Kinds.CLIPBOARD)
internal val APP_LIST = Access("jmlink.app_list", Kinds.INSTALLED_APPS)
internal val CAMERA = Access("scan.camera", Kind<String>("media.camera"))
internal val JMLINK = Recipient("jmlink", listOf(CLIPBOARD, APP_LIST))

internal fun policy003(): Pack {
    val file = File(System.getProperty("askfirst.root"), "core/policies/003.json")
    return Pack(file.name, file.readText())
}

/** A place for a ledger, in memory where the system has such: hundreds of ledgers are opened, and none outlives its test. */
private fun newPlace(): File {
    val memory = File("/dev/shm")
    val prefix = "askfirst"
    if (!memory.canWrite()) return Files.createTempDirectory(prefix).toFile()
    return Files.createTempDirectory(memory.toPath(), prefix).toFile()
}

/** The next edition of the same policy. */
internal fun nextEdition(): Pack {
    val pack = policy003()
    val next = pack.json
        .replaceFirst("\"ordinal\": 1,", "\"ordinal\": 2,")
        // Said otherwise, so that what was agreed to about the clipboard no longer covers it.
        .replaceFirst("查找其中的跳转信息", "查找其中的全部信息")
    check("\"ordinal\": 2," in next && "查找其中的全部信息" in next)
    return Pack(pack.name, next)
}

/** A guard over a ledger of its own, with a phone that counts and a person who is played by the test. */
internal class Fixture(
    private val pack: Pack = policy003(),
    val place: File = newPlace(),
    private val configure: GuardOptions.Builder.() -> Unit = {}
) : AutoCloseable {
    @Volatile
    var isForeground = true

    @Volatile
    var hasScreen = true

    @Volatile
    var onDialog: suspend (Access<*>) -> Unit = {}

    @Volatile
    var onRead: suspend () -> Unit = {}
    val permissions = ConcurrentHashMap<String, Permission>()
    val reads = AtomicInteger()
    val dialogs = AtomicInteger()
    val anchor = HeldAnchor()

    /** Runs every coroutine of the guard and of the test's calls, so that the test sees when all of them wait. */
    private val workers = RestingDispatcher()
    private val scope = CoroutineScope(SupervisorJob() + workers)
    val around = object : Surroundings {
        override val isForeground: Boolean get() = this@Fixture.isForeground
        override val hasScreen: Boolean get() = this@Fixture.hasScreen
    }
    private val phone = object : Provider<Any> {
        override val kinds: Set<Kind<Any>> = emptySet()

        override fun platform(kind: Kind<*>) = PlatformState(permissions[kind.id] ?: Permission.NOT_NEEDED)

        override suspend fun read(access: Access<Any>, permit: AccessPermit): Reading<Any> {
            if (!permit.spend()) return Reading.Void
            reads.incrementAndGet()
            onRead()
            return Reading.Got(if (access.kind == Kinds.CLIPBOARD) Clip.ofText("x") else "x")
        }
    }
    val options: GuardOptions = GuardOptions.Builder(pack).apply {
        keys = KeySource { KeyAnswer.Key(ByteArray(32) { 7 }) }
        surroundings = around
        dialogs = SystemDialogs {
            this@Fixture.dialogs.incrementAndGet()
            onDialog(it)
        }
        log = HostLog { _, _, _ -> }
        anyKind = phone
        anchor = this@Fixture.anchor
        workers = this@Fixture.workers
        manualClockMillis = 1_709_254_800_000L
        configure()
    }.build()
    val guard: Guard = AskFirst.open(place, options)
    val core: CoreGuard get() = guard as CoreGuard
    val clipboard: Gate<Clip> = guard.gate(CLIPBOARD)

    suspend fun settled(): Status = guard.status.first { it !is Status.Opening }

    /** Begins [call] as another part of the app does. */
    fun <T> calls(call: suspend () -> T): Deferred<T> = scope.async { call() }

    /** Returns when every call made so far waits for the core, the phone or the person. */
    suspend fun arrived() {
        until { workers.isAtRest }
        guard.host.settle()
    }

    /** Waits for the next prompt and draws it. */
    suspend fun prompt(other: Prompt? = null): Prompt {
        val prompt = guard.prompts.first { it != null && it.ticket != other?.ticket }!!
        prompt.shown("zh-CN")
        return prompt
    }

    suspend fun answer(id: String, prompt: Prompt? = null) {
        val shown = prompt ?: prompt()
        shown.press(shown.controls.first { it.id == id })
        guard.prompts.first { it?.ticket != shown.ticket }
    }

    /** The person, who is of age, accepts the policy. */
    suspend fun acceptPolicy() = withTimeout(5_000) {
        settled()
        if (guard.person.view().isAgeUnknown) check(guard.person.stateAge(30) is AgeAnswer.Recorded)
        val state = calls { guard.policy.present() }
        answer(Control.AGREE)
        check(state.await() == PolicyState.Accepted)
    }

    /** Names of the ledger's entries so far. */
    suspend fun entries(): List<String> = listed().map { it.what }

    /** What the ledger says since the policy was accepted: each act of a person or of the system, and its detail. */
    suspend fun ledger(): List<String> = listed()
        .takeLastWhile { it.what != "policy_accepted" }
        .filter { it.what != "decisions" && it.what != "opened" }
        .map { "${it.what} ${it.detail}".trim() }

    private suspend fun listed(): List<LedgerEntry> {
        guard.host.settle()
        return guard.records.entries()
    }

    /** The next process over the same ledger. */
    suspend fun kill(configure: GuardOptions.Builder.() -> Unit = this.configure): Fixture {
        core.kill()
        return next(configure = configure)
    }

    /** The next guard over the same ledger. */
    fun next(pack: Pack = this.pack, configure: GuardOptions.Builder.() -> Unit = this.configure): Fixture =
        Fixture(pack, place, configure)

    suspend fun until(what: () -> Boolean) = withTimeout(5_000) { while (!what()) delay(2) }

    override fun close() {
        guard.close()
        scope.cancel()
        place.deleteRecursively()
    }
}

/** A place for the anchor that can be slow: between an answer on disk and the caller who hears of it. */
internal class HeldAnchor : AnchorStore {
    /** Held back until the latch opens. */
    @Volatile
    var held: CountDownLatch? = null
    val isReached = CompletableDeferred<Unit>()

    override fun load(): AnchorAnswer = AnchorAnswer.None

    override fun store(anchor: ByteArray) {
        val latch = held ?: return
        isReached.complete(Unit)
        latch.await()
    }
}

/** How a read ended, in full. */
internal fun said(read: Read<*>): String = when (read) {
    is Read.Value -> "value"
    is Read.Shut -> "shut ${read.reason.code} ${read.reason.group} ${read.remedy}"
    is Read.Unavailable -> "unavailable ${read.cause}"
}

/** Runs [test] with a guard whose policy has been accepted. */
internal fun accepted(configure: GuardOptions.Builder.() -> Unit = {}, test: suspend Fixture.() -> Unit): Unit =
    runBlocking {
        Fixture(configure = configure).use {
            it.acceptPolicy()
            it.test()
        }
    }
