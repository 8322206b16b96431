package org.askfirst.testing

import java.io.File
import java.nio.file.Files
import kotlin.time.Duration
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.askfirst.Access
import org.askfirst.AccessParts
import org.askfirst.Answer
import org.askfirst.Ask
import org.askfirst.AskFirst
import org.askfirst.Gate
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.Joined
import org.askfirst.Joins
import org.askfirst.Kind
import org.askfirst.Pack
import org.askfirst.Permission
import org.askfirst.Policy
import org.askfirst.PolicyDocument
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Recipient
import org.askfirst.Source
import org.askfirst.Started
import org.askfirst.Status
import org.askfirst.internal.CoreGuard

/** The real core over a ledger of its own, with a scripted person, a clock by hand and providers that count. */
public fun testGuard(pack: Pack, configure: GuardOptions.Builder.() -> Unit = {}): TestGuard =
    TestGuard.open(pack, TestPhone(), configure)

/**
 * The real core for tests: a ledger in a directory of its own, a person who answers as scripted, a clock set by hand
 * and a phone that counts what is read from it.
 *
 * Everything is shut until the person agrees, and a question that no test foresaw fails with an [AssertionError] in
 * the call that asked it. From Java, begin with [TestGuard.open].
 */
public class TestGuard private constructor(
    private val directory: File,
    private val pack: Pack,
    /** What the phone says and gives. */
    public val phone: TestPhone,
    private val script: TestPerson,
    private val startMillis: Long,
    private val configure: GuardOptions.Builder.() -> Unit
) : Guard by AskFirst.open(directory, pack, settings(phone, startMillis, configure)) {
    private val core: CoreGuard = AskFirst.open(directory, GuardOptions.Builder(pack).build()) as CoreGuard

    /** The clock, set by hand. It stands still by itself. */
    public val clock: TestClock = TestClock(startMillis, core)

    init {
        script.watch(core)
        runBlocking { withTimeoutOrNull(OPENING_LIMIT_MILLIS) { status.first { it !is Status.Opening } } }
    }

    /** What was read from the phone so far, in order. */
    public val reads: List<Access<*>> get() = phone.reads

    /** What the person was asked so far: the accesses of each prompt, empty for the policy. */
    public val asked: List<List<Access<*>>> get() = script.asked

    /** The app states the person's age here and now, which a policy with rules for minors waits for. */
    public fun statesAge(years: Int): TestGuard = apply { runBlocking { person.stateAge(years) } }

    /** The person accepts the policy; it is presented here and now. */
    public fun acceptsPolicy(): TestGuard = apply {
        script.policy = PolicyState.Accepted
        runBlocking { policy.present(Ask.TAPPED) }
    }

    /** The person declines the policy; it is presented here and now. */
    public fun declinesPolicy(): TestGuard = apply {
        script.policy = PolicyState.Declined
        runBlocking { policy.present(Ask.TAPPED) }
    }

    /** The person agrees to [access] when asked. */
    public fun agrees(access: Access<*>): TestGuard = apply { script.answers[access.id] = Reaction.AGREE }

    /** The person refuses [access] when asked. */
    public fun refuses(access: Access<*>): TestGuard = apply { script.answers[access.id] = Reaction.REFUSE }

    /** The person goes back without answering when asked for [access]. */
    public fun leaves(access: Access<*>): TestGuard = apply { script.answers[access.id] = Reaction.LEAVE }

    /** The phone gives [value] when [kind] is read. */
    public fun <V : Any> gives(kind: Kind<V>, value: V): TestGuard = apply { phone.gives(kind, value) }

    /** The system's permission for [kind] is [permission]. */
    public fun permission(kind: Kind<*>, permission: Permission): TestGuard =
        apply { phone.permission(kind, permission) }

    /** The person answers the system's dialog for [kind] with [permission]. */
    public fun answersSystem(kind: Kind<*>, permission: Permission): TestGuard =
        apply { phone.answersSystem(kind, permission) }

    /** Ends this guard as the death of the process would, and opens the next one over the same ledger. */
    public fun kill(): TestGuard {
        runBlocking { core.kill() }
        return TestGuard(directory, pack, phone.next(), script.next(), clock.nowMillis, configure)
    }

    override fun <V : Any> gate(access: Access<V>): Gate<V> = TestGate(core.gate(access), script)

    override fun gate(parts: AccessParts): Gate<Any> = TestGate(core.gate(parts), script)

    override suspend fun askTogether(accesses: List<Access<*>>, ask: Ask): List<Answer> =
        script.foreseen { core.askTogether(accesses, ask) }

    override suspend fun start(recipient: Recipient, isTapped: Boolean): Started =
        script.foreseen { core.start(recipient, isTapped) }

    override val joins: Joins = object : Joins {
        override suspend fun open(accesses: List<Access<*>>, ask: Ask): Joined =
            script.foreseen { core.joins.open(accesses, ask) }
    }

    override val policy: Policy = object : Policy {
        override val state: PolicyState get() = core.policy.state

        override suspend fun present(ask: Ask): PolicyState = script.foreseen { core.policy.present(ask) }

        override suspend fun document(language: String): PolicyDocument = core.policy.document(language)
    }

    override fun close() {
        script.leave()
        core.close()
        directory.deleteRecursively()
    }

    private class TestGate<V : Any>(private val gate: Gate<V>, private val script: TestPerson) : Gate<V> by gate {
        override suspend fun read(ask: Ask): Read<V> = script.foreseen { gate.read(ask) }

        override suspend fun <T : Any> readWith(ask: Ask, source: Source<T>): Read<T> =
            script.foreseen { gate.readWith(ask, source) }

        override suspend fun <T : Any> use(ask: Ask, body: suspend () -> T): Read<T> =
            script.foreseen { gate.use(ask, body) }

        override fun updates(ask: Ask): Flow<V> = gate.updates(ask)
    }

    public companion object {
        private const val OPENING_LIMIT_MILLIS = 10_000L

        /** 2024-03-01 09:00 in Beijing. */
        private const val START_MILLIS = 1_709_254_800_000L

        /** A guard over a new ledger, for Java. */
        @JvmStatic
        public fun open(pack: Pack): TestGuard = open(pack, TestPhone()) {}

        internal fun open(pack: Pack, phone: TestPhone, configure: GuardOptions.Builder.() -> Unit): TestGuard {
            val directory = Files.createTempDirectory("askfirst-test").toFile()
            return TestGuard(directory, pack, phone, TestPerson(), START_MILLIS, configure)
        }

        private fun settings(
            phone: TestPhone,
            startMillis: Long,
            configure: GuardOptions.Builder.() -> Unit
        ): GuardOptions.Builder.() -> Unit = {
            keys = KeySource { KeyAnswer.Key(ByteArray(KEY_BYTES) { 0x5a }) }
            surroundings = phone.surroundings
            dialogs = phone.dialogs
            manualClockMillis = startMillis
            anyKind = phone.provider
            configure()
        }

        private const val KEY_BYTES = 32
    }
}

/** A clock that moves by hand. */
public class TestClock internal constructor(startMillis: Long, private val core: CoreGuard) {
    /** What it shows, in milliseconds since 1970 UTC. */
    @Volatile
    public var nowMillis: Long = startMillis
        private set

    /** Moves it on. */
    @JvmSynthetic
    public fun advance(by: Duration): Unit = advanceMillis(by.inWholeMilliseconds)

    /** Moves it on; back, if negative. */
    public fun advanceMillis(millis: Long) {
        nowMillis += millis
        runBlocking { core.setClock(nowMillis) }
    }
}
