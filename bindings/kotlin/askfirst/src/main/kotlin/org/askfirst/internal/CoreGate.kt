package org.askfirst.internal

import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.launch
import org.askfirst.Access
import org.askfirst.AccessParts
import org.askfirst.Ask
import org.askfirst.Gate
import org.askfirst.GateState
import org.askfirst.Missing
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Source
import org.askfirst.Standing

/** A door of the real core. */
internal class CoreGate<V : Any>(
    override val access: Access<V>,
    private val parts: AccessParts?,
    private val reader: Reader,
    private val seams: Seams,
    private val mapping: Mapping
) : Gate<V> {
    private val states = MutableStateFlow(GateState(false, Reasons.NOT_READY, Standing.UN_ASKED, null))

    /** 0 until the core is there: shut. */
    @Volatile
    private var token = 0L

    override val state: StateFlow<GateState> get() = states

    override val isOpen: Boolean
        get() {
            val token = token
            return token != 0L && Native.isOpen(token)
        }

    /** The core's number for this door. */
    fun index(handle: Long): Int =
        parts?.let { Native.gateOf(handle, it.fields()) } ?: Native.gateOfKind(handle, access.id, access.kind.id)

    /** Takes a new look at the door. */
    fun refresh(handle: Long) {
        val index = index(handle)
        token = Native.token(handle, index)
        states.value = mapping.gateState(Native.gateState(handle, index))
    }

    /** Shuts the door for good: the guard was closed. */
    fun shut() {
        token = 0
        states.value = GateState(false, Reasons.CLOSED, states.value.standing, states.value.sinceMillis)
    }

    override suspend fun read(ask: Ask): Read<V> = reader.read(this, ask, Hand.PROVIDER) { permit ->
        seams.provider(access.kind)?.read(access, permit) ?: Reading.None(Missing.NOT_OFFERED)
    }

    override suspend fun <T : Any> readWith(ask: Ask, source: Source<T>): Read<T> {
        // Consent is to one kind of data, so it is none to what another one's source would read.
        if (source.kind.let { it != null && it != access.kind }) return Reader.OTHER_KIND
        return reader.read(this, ask, Hand.PROVIDER) { permit -> source.read(permit) }
    }

    override suspend fun <T : Any> use(ask: Ask, body: suspend () -> T): Read<T> =
        reader.read(this, ask, Hand.CALLER) { permit -> if (permit.spend()) Reading.Got(body()) else Reading.Void }

    override fun updates(ask: Ask): Flow<V> = channelFlow {
        reader.read(this@CoreGate, ask, Hand.CALLER) { permit ->
            val values = seams.provider(access.kind)?.updates(access, permit)
            if (values != null) follow(values)
            Reading.None(if (values == null) Missing.NOT_OFFERED else Missing.NO_VALUE)
        }
    }.flowOn(Dispatchers.Default)

    private suspend fun ProducerScope<V>.follow(values: Flow<V>): Unit = coroutineScope {
        val listening = launch { values.takeWhile { value -> pass(value) }.collect { } }
        // The word in memory decides: the published state may lag behind it.
        val watching = launch {
            states.first { !isOpen }
            listening.cancel()
        }
        listening.join()
        watching.cancel()
    }

    /** Hands one value on under a permit of its own. False ends the stream. */
    private suspend fun ProducerScope<V>.pass(value: V): Boolean {
        val allowed = reader.read(this@CoreGate, Ask.NEVER, Hand.CALLER) { permit ->
            if (permit.spend()) Reading.Got(value) else Reading.Void
        }
        if (allowed is Read.Value) send(allowed.value)
        return allowed is Read.Value
    }

    private fun AccessParts.fields(): Array<String> =
        listOf(kind, function, purpose, recipient, controller, mode, action?.name?.lowercase(Locale.ROOT), source)
            .map { it.orEmpty() }
            .toTypedArray()
}
