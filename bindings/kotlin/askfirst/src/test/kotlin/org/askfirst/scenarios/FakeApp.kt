package org.askfirst.scenarios

import java.io.File
import java.nio.file.Files
import java.util.TreeSet
import java.util.concurrent.CountDownLatch
import org.askfirst.Access
import org.askfirst.AnchorAnswer
import org.askfirst.AnchorStore
import org.askfirst.AskFirst
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.HostLog
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.LegacyAcceptance
import org.askfirst.Pack
import org.askfirst.Recipient
import org.askfirst.SdkAdapter
import org.askfirst.Stopped
import org.askfirst.internal.Mapping

/** What the SDK adapters of a scenario were told. */
internal class Desk(private val stopsAfterRestart: Set<String>) {
    private val told = ArrayList<Told>()

    var starts = 0
        private set

    class Told(val what: String, val recipient: String, val allowed: Set<String>)

    @Synchronized
    private fun tell(what: String, recipient: Recipient, allowed: Set<Access<*>>) {
        if (what == "start") starts++
        told += Told(what, recipient.id, allowed.mapTo(TreeSet(LogText.BYTES)) { it.id })
    }

    /** How much has been told and not been taken. */
    val count: Int @Synchronized get() = told.size

    @Synchronized
    fun take(): List<Told> = told.toList().also { told.clear() }

    fun adapter(recipient: Recipient): SdkAdapter = object : SdkAdapter(recipient) {
        override suspend fun start(allowed: Set<Access<*>>) = tell("start", recipient, allowed)

        override suspend fun changed(allowed: Set<Access<*>>) = tell("changed", recipient, allowed)

        override suspend fun stop(): Stopped {
            tell("stop", recipient, emptySet())
            return if (recipient.id in stopsAfterRestart) Stopped.AFTER_RESTART else Stopped.NOW
        }
    }
}

/** Where the key of a scenario comes from. */
internal class FakeKeys(private val word: String) : KeySource {
    private val late = CountDownLatch(1)

    /** Whether the guard will know by itself where it stands. */
    val isPrompt: Boolean get() = word != "late"

    fun arrive(): Unit = late.countDown()

    override fun key(): KeyAnswer = when (word) {
        "wrong" -> KeyAnswer.Key(ByteArray(KEY_BYTES) { 0xa5.toByte() })
        "lost" -> KeyAnswer.Lost
        "locked" -> KeyAnswer.Locked
        "late" -> {
            late.await()
            newKey()
        }
        else -> newKey()
    }

    override fun newKey(): KeyAnswer = KeyAnswer.Key(ByteArray(KEY_BYTES) { 0x5a })

    private companion object {
        const val KEY_BYTES = 32
    }
}

/** The place of one scenario: the ledger's directory, the anchor outside it, and copies of both. */
internal class FakeStorage {
    private val root: File = Files.createTempDirectory("askfirst-scenario").toFile()
    private val copies = HashMap<String, ByteArray?>()

    @Volatile
    private var kept: ByteArray? = null
    val ledger: File = root.resolve("ledger").apply { mkdirs() }

    val anchor = object : AnchorStore {
        override fun load(): AnchorAnswer = kept?.let { AnchorAnswer.Kept(it.copyOf()) } ?: AnchorAnswer.None

        override fun store(anchor: ByteArray) {
            kept = anchor.copyOf()
        }
    }

    fun copy(name: String) {
        ledger.copyRecursively(root.resolve("copy-$name"), overwrite = true)
        copies[name] = kept
    }

    fun putBack(name: String, isAnchorToo: Boolean) {
        check(name in copies) { "there is no copy `$name`" }
        remove()
        root.resolve("copy-$name").copyRecursively(ledger, overwrite = true)
        if (isAnchorToo) kept = copies[name]
    }

    fun remove(file: String?) {
        if (file == null) remove() else check(ledger.resolve(file).delete()) { "there is no `$file`" }
    }

    private fun remove() {
        ledger.deleteRecursively()
        ledger.mkdirs()
    }

    fun flip(name: String, at: Long) {
        val file = ledger.resolve(name)
        val bytes = file.readBytes()
        val place = (if (at < 0) bytes.size + at else at).toInt()
        bytes[place] = bytes[place].toInt().inv().toByte()
        file.writeBytes(bytes)
    }

    fun delete() {
        root.deleteRecursively()
    }
}

/** Opens the guard as an app would, with fakes for everything outside. */
internal class FakeApp(
    private val scenario: Scenario,
    private val storage: FakeStorage,
    private val phone: FakePhone,
    private val desk: Desk,
    private val tasks: RestingDispatcher,
    private val mapping: Mapping
) {
    fun open(pack: Pack, keys: FakeKeys, nowMillis: Long): Guard {
        val builder = GuardOptions.Builder(pack)
            .keys(keys)
            .surroundings(phone.surroundings)
            .dialogs(phone.systemDialog)
            .language(scenario.language)
            .surface(scenario.surface)
            .alwaysTwoControls(scenario.alwaysTwoControls)
            .shownTimeoutMillis(GENEROUS_MILLIS)
            .keyTimeoutMillis(GENEROUS_MILLIS)
            .readTimeoutMillis(GENEROUS_MILLIS)
            .log(HostLog { _, _, _ -> })
            .exemptions(scenario.exemptions)
        builder.quietPeriodHours = scenario.quietPeriodHours
        builder.manualClockMillis = nowMillis
        builder.isIos = scenario.isIos
        builder.anyKind = phone.provider
        builder.workers = tasks
        builder.mapping = mapping
        if (scenario.keepsAnchor) builder.anchor(storage.anchor)
        scenario.device.forEach { (name, value) -> builder.device(name, value) }
        scenario.names.forEach { builder.recipient(it) }
        Declared(pack, scenario.names).recipients.forEach { builder.adapter(desk.adapter(it)) }
        if (scenario.legacy.isPresent) builder.legacy(legacy())
        return AskFirst.open(storage.ledger, builder.build())
    }

    private fun legacy() = LegacyAcceptance(
        textVersion = scenario.legacy["text_version"].text,
        atMillis = Scenario.moment(scenario.legacy["at"].text)
    )

    private companion object {
        /** Time-outs must not decide a replay. */
        const val GENEROUS_MILLIS = 60_000L
    }
}
