package org.askfirst.internal

import java.io.File
import java.util.concurrent.ConcurrentHashMap
import kotlin.concurrent.thread
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.askfirst.Access
import org.askfirst.AccessParts
import org.askfirst.Account
import org.askfirst.AccountLife
import org.askfirst.Answer
import org.askfirst.Ask
import org.askfirst.Cause
import org.askfirst.Conduct
import org.askfirst.Confirmed
import org.askfirst.ConsentView
import org.askfirst.Copies
import org.askfirst.Editions
import org.askfirst.Exemptions
import org.askfirst.Gate
import org.askfirst.Guard
import org.askfirst.GuardHost
import org.askfirst.GuardOptions
import org.askfirst.Handling
import org.askfirst.Joins
import org.askfirst.Kind
import org.askfirst.Messages
import org.askfirst.Notices
import org.askfirst.Obligation
import org.askfirst.Permission
import org.askfirst.Person
import org.askfirst.PlatformApi
import org.askfirst.PlatformState
import org.askfirst.Policy
import org.askfirst.Prompt
import org.askfirst.Reason
import org.askfirst.Recipient
import org.askfirst.Records
import org.askfirst.Remedy
import org.askfirst.Requests
import org.askfirst.Service
import org.askfirst.Started
import org.askfirst.Status
import org.askfirst.Switched
import org.askfirst.Withdrawals
import org.askfirst.Withdrawn
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.Withdrawn as BridgeWithdrawn

/** The guard over the real core. */
internal class CoreGuard(private val directory: File, val options: GuardOptions) : Guard {
    val seams = Seams(options)
    val link = CoreLink(directory, options, seams)
    val mapping = options.mapping
    private val scope = CoroutineScope(SupervisorJob() + options.workers)
    private val gates = ConcurrentHashMap<Any, CoreGate<*>>()
    private val watcher = Watcher(link, seams, mapping)
    private val returns = MutableStateFlow(0)
    val reader = Reader(scope, link, seams, options, returns) { isClosed }
    private val adapters = Adapters(options.adapters, seams) { Native.settle(link.handle) }
    private val keys = KeyFeeder(options.keys, seams, link, options.workers)
    private val owed = Channel<Unit>(Channel.CONFLATED)
    val queue = PromptQueue(scope, link, seams, mapping)

    @Volatile
    private var isClosed = false

    override val status: StateFlow<Status> get() = watcher.status
    override val prompts: StateFlow<Prompt?> get() = watcher.prompts
    override val policy: Policy = CorePolicy(this)
    override val records: Records = CoreRecords(this)
    override val editions: Editions = CoreEditions(this)
    override val exemptions: Exemptions = CoreExemptions(this)
    override val joins: Joins = CoreJoins(this)
    override val handling: Handling = CoreHandling(this)
    override val account: AccountLife = CoreAccount(this)
    override val person: Person = CorePerson(this)
    override val requests: Requests = CoreRequests(this)
    override val notices: Notices = CoreNotices(this)
    override val messages: Messages = CoreMessages(this)
    override val conformity: Conduct = CoreConduct(this)
    override val service: Service = CoreService(this)
    override val withdrawals: Withdrawals = CoreWithdrawals(this)
    override val export: Copies = CoreCopies(this)

    @PlatformApi
    override val host: GuardHost = CoreHost(this)

    override val consents: Flow<List<ConsentView>>
        get() = watcher.changes.map { consentsNow() }.distinctUntilChanged()

    /** Begins opening, on a thread of its own. */
    fun start() {
        watcher.onChange = { handle ->
            gates.values.forEach { it.refresh(handle) }
            seams.keepAnchor { Native.anchor(handle) }
            lookAfterSdks()
        }
        watcher.promptOf = { promptNow() }
        scope.launch { for (tick in owed) meetObligations() }
        scope.launch {
            // A consent that runs out is no event of its own.
            while (adapters.isAnyKnown) {
                delay(LOOK_MILLIS)
                if (adapters.isAnyRunning) lookAfterSdks()
            }
        }
        thread(name = "askfirst-open", isDaemon = true) {
            val failed = link.open()
            if (failed == null) opened() else unreachable(failed)
        }
    }

    private fun lookAfterSdks() {
        if (adapters.isAnyKnown && link.bridgeIfAttached != null) owed.trySend(Unit)
    }

    private fun opened() {
        if (isClosed) return Native.close(link.handle)
        keys.start()
        watcher.start()
    }

    private fun unreachable(failed: Throwable) {
        seams.fault("opening the core", failed)
        watcher.publish(Status.Closed(Cause.FAULT, "the core could not be reached (${failed.javaClass.simpleName})"))
    }

    /** The app came back to the front: whoever waits for the system's dialog looks again, and so does the core. */
    fun resumed() {
        returns.update { it + 1 }
        if (status.value !is Status.Opening) return queue.tell(::reportSystem)
        // The first screen comes before the ledger is read; what the system says then must not be lost.
        scope.launch {
            status.first { it !is Status.Opening }
            queue.tell(::reportSystem)
        }
    }

    /**
     * Tells the core what the system says now about every declared access that the system has a say in.
     *
     * Whatever the person said to the policy: what was agreed to under an earlier edition may go on.
     */
    private fun reportSystem(handle: Long) {
        val seen = HashMap<String, PlatformState?>()
        for ((id, kind) in link.kinds) {
            val platform = seen.getOrPut(kind) { seams.platform(mapping.access(id, kind), isOwnCode = true) } ?: continue
            if (platform.permission == Permission.NOT_NEEDED) continue
            Native.platformSeen(handle, Native.gate(handle, id), mapping.bits(platform))
        }
    }

    /** Returns after everything said so far has been handled. */
    suspend fun settle() {
        queue.drain()
        val handle = link.handle
        if (handle != 0L) withContext(options.workers) { Native.settle(handle) }
        look()
    }

    /** Takes a new look at everything, so that the caller of an act sees what it did. */
    suspend fun look(): Unit = withContext(NonCancellable + options.workers) { watcher.look() }

    override fun <V : Any> gate(access: Access<V>): Gate<V> =
        door(access.id to access.kind) { gateFor(access, null) }

    override fun gate(parts: AccessParts): Gate<Any> =
        door("$parts") { gateFor(Access(parts.toString(), Kind<Any>(parts.kind)), parts) }

    private fun <V : Any> gateFor(access: Access<V>, parts: AccessParts?): CoreGate<V> =
        CoreGate(access, parts, reader, seams, mapping)

    @Suppress("UNCHECKED_CAST")
    private fun <V : Any> door(key: Any, make: () -> CoreGate<V>): CoreGate<V> {
        gates[key]?.let { return it as CoreGate<V> }
        val made = make()
        val gate = gates.putIfAbsent(key, made) ?: made
        val handle = link.handle
        if (gate === made && handle != 0L) made.refresh(handle)
        return gate as CoreGate<V>
    }

    /** The core's number for the door of [access]. */
    suspend fun index(access: Access<*>): UInt {
        val handle = link.awaitHandle()
        return (gate(access) as CoreGate<*>).index(handle).toUInt()
    }

    override suspend fun askTogether(accesses: List<Access<*>>, ask: Ask): List<Answer> =
        act({ why -> accesses.map { Answer(it, false, why) } }) { bridge ->
            val platform = mapping.platform(seams.around())
            val answers = bridge.askTogether(accesses.map { index(it) }, mapping.ask(ask), platform)
            accesses.map { mapping.answer(it, answers) }
        }

    override suspend fun start(recipient: Recipient, isTapped: Boolean): Started =
        act({ Started.Held(it, Remedy.NONE) }) { bridge ->
            meetObligations()
            adapters.start(recipient, ::isOpen) { mapping.started(bridge.start(recipient.id, isTapped), recipient) }
        }

    /** Whether the access is open, of whatever kind a caller takes it to be. */
    private fun isOpen(access: Access<*>): Boolean =
        gate(mapping.access(access.id, link.kinds[access.id].orEmpty())).isOpen

    override suspend fun withdraw(access: Access<*>): Withdrawn = withdrawing { it.withdraw(indexOf(access.id)) }

    /** Does what ends a consent, and what follows from it. */
    suspend fun withdrawing(call: suspend (Bridge) -> BridgeWithdrawn): Withdrawn =
        carry({ Withdrawn.NotDurable }) { bridge -> mapping.withdrawn(call(bridge)) }

    /** By its id alone: a withdrawal must reach the consent, of whatever kind its caller takes it to be. */
    suspend fun indexOf(id: String): UInt = Native.gate(link.awaitHandle(), id).toUInt()

    /** [act], for what is carried through even if its caller is cancelled, and may leave something owed. */
    suspend fun <T> carry(failed: (Reason) -> T, call: suspend (Bridge) -> T): T = withContext(NonCancellable) {
        act(failed) { bridge -> call(bridge).also { meetObligations() } }
    }

    /** [asked], once it is known where the guard stands. */
    suspend fun <T> known(failed: (Reason) -> T, call: suspend (Bridge) -> T): T {
        status.first { it !is Status.Opening }
        return asked(failed, call)
    }

    override suspend fun switchTo(account: Account?): Switched = withContext(NonCancellable) {
        act({ Switched.NOT_DURABLE }) { bridge ->
            val isDone = bridge.switchTo(account?.let(mapping::account))
            lookAfterSdks()
            if (isDone) Switched.DONE else Switched.NOT_DURABLE
        }
    }

    override suspend fun setFact(name: String, value: String?): Unit = withContext(NonCancellable) {
        act({ }) { bridge -> bridge.setFact(name, value) }
    }

    override suspend fun obligations(): List<Obligation> =
        asked({ emptyList() }) { bridge -> bridge.obligations().map(mapping::obligation) }

    override suspend fun confirm(obligation: Obligation, how: Confirmed): Boolean = withContext(NonCancellable) {
        act({ false }) { bridge -> bridge.confirm(obligation.id.toULong(), mapping.confirmed(how)) }
    }

    private suspend fun promptNow(): Prompt? {
        val bridge = link.bridge()
        val prompt = bridge.prompt() ?: return null
        return mapping.prompt(prompt, { link.kinds[it].orEmpty() }, options.language, queue)
    }

    private suspend fun consentsNow(): List<ConsentView> =
        asked({ emptyList() }) { bridge -> bridge.consents().map(mapping::consent) }

    override suspend fun startAgain(closed: Status.Closed): Status = withContext(NonCancellable) {
        act({ status.value }) { bridge ->
            val now = mapping.status(bridge.status())
            if (now !is Status.Closed || !now.canStartAgain) return@act now
            val key = keys.renew() ?: return@act now
            var after: Status = now
            try {
                mapping.status(bridge.startAgain(key)).also { after = it }
            } finally {
                key.fill(0)
                // The core keeps its old ledger, and only the old key reads it.
                if (after !is Status.Ready) keys.restore()
            }
        }
    }

    override fun explain(access: Access<*>): String = try {
        val bridge = link.bridgeIfAttached ?: runBlocking { link.bridge() }
        bridge.explain(Native.gate(link.handle, access.id).toUInt(), options.language)
    } catch (error: Throwable) {
        seams.fault("explain", error)
        "${access.id}: ${status.value}"
    }

    override fun close() {
        if (isClosed) return
        isClosed = true
        if (link.handle != 0L) Native.close(link.handle)
        endHere("the host closed the guard")
    }

    private fun endHere(detail: String) {
        OpenGuards.forget(directory, this)
        keys.stop()
        queue.close()
        // Whoever waits for the system's dialog looks up once more.
        returns.update { it + 1 }
        watcher.end(Status.Closed(Cause.CLOSED_BY_HOST, detail))
        gates.values.forEach { it.shut() }
        scope.cancel()
    }

    /** Ends this guard as the death of the process would. For test doubles. */
    suspend fun kill() {
        if (isClosed) return
        val bridge = link.bridge()
        isClosed = true
        withContext(options.workers) { bridge.testKill() }
        endHere("the process was killed")
    }

    /** Moves a clock that is set by hand. For test doubles. */
    suspend fun advanceClock(millis: Long) {
        link.bridge().testAdvanceClock(millis)
        lookAfterSdks()
    }

    /** Sets a clock that is set by hand. For test doubles. */
    suspend fun setClock(millis: Long) {
        link.bridge().testSetClock(millis)
        lookAfterSdks()
    }

    /** Confirms what the adapters of this process can meet. */
    private suspend fun meetObligations() {
        val bridge = link.bridgeIfAttached ?: return
        // An adapter's own call comes back here while its turn lasts; what is owed then waits for the turn's end.
        if (adapters.isInTurn()) return lookAfterSdks()
        try {
            for (obligation in bridge.obligations().map(mapping::obligation)) {
                val how = adapters.meet(obligation) ?: continue
                bridge.confirm(obligation.id.toULong(), mapping.confirmed(how))
            }
            // A guard that opens, or that cannot answer now, says nothing about what was agreed to.
            if (status.value is Status.Ready) adapters.refresh(::isOpen)
        } catch (error: Exception) {
            currentCoroutineContext().ensureActive()
            seams.fault("meeting an obligation", error)
        }
    }

    /** [asked], for what changes something: afterwards everybody sees it, and the anchor is kept. */
    suspend fun <T> act(failed: (Reason) -> T, call: suspend (Bridge) -> T): T = try {
        asked(failed, call)
    } finally {
        if (link.handle != 0L) look()
    }

    /** Asks the core. Whatever goes wrong becomes [failed], except the caller's own cancellation. */
    suspend fun <T> asked(failed: (Reason) -> T, call: suspend (Bridge) -> T): T {
        if (isClosed) return failed(Reasons.CLOSED)
        return try {
            withContext(options.workers) { call(link.bridge()) }
        } catch (_: CancellationException) {
            currentCoroutineContext().ensureActive()
            failed(Reasons.INTERNAL)
        } catch (error: Throwable) {
            if (error !is Unreachable) seams.fault("a call of the core", error)
            failed(if (isClosed) Reasons.CLOSED else Reasons.INTERNAL)
        }
    }

    private companion object {
        /** How late an SDK may hear that a consent ran out while nobody touched it. */
        const val LOOK_MILLIS = 15_000L
    }
}
