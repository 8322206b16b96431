package org.askfirst

import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.receiveAsFlow
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.RepeatedTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

private val NEARBY = Access("nearby.location", Kinds.PRECISE_LOCATION)

/** Values as they come: they begin after consent, pass one by one, and end with it. */
@Timeout(5)
class UpdatesTest {
    /** A phone whose position is told when the test says so. */
    private class Positions : Provider<Fix> {
        val sent = Channel<Fix>(Channel.UNLIMITED)
        val listeners = AtomicInteger()
        val registered = AtomicInteger()

        @Volatile
        var permission = Permission.GRANTED

        override val kinds = setOf(Kinds.PRECISE_LOCATION)

        override fun platform(kind: Kind<*>) = PlatformState(permission)

        override suspend fun read(access: Access<Fix>, permit: AccessPermit): Reading<Fix> =
            Reading.None(Missing.NO_VALUE)

        override fun updates(access: Access<Fix>, permit: AccessPermit): Flow<Fix> = flow {
            if (!permit.spend()) return@flow
            registered.incrementAndGet()
            listeners.incrementAndGet()
            emitAll(sent.receiveAsFlow().onCompletion { listeners.decrementAndGet() })
        }

        fun moves(latitude: Double) {
            sent.trySend(Fix(latitude, 0.0))
        }
    }

    private val phone = Positions()

    private fun streaming(test: suspend Fixture.(Gate<Fix>) -> Unit) =
        accepted({ provider(phone) }) { test(guard.gate(NEARBY)) }

    private val List<Fix>.latitudes get() = map { it.latitude }

    @RepeatedTest(20)
    fun `values begin after the person agreed, pass in order, and end with the consent`() = streaming { gate ->
        phone.moves(1.0)
        val got = Channel<Fix>(Channel.UNLIMITED)
        val stream = calls { gate.updates().collect { got.send(it) } }
        val prompt = prompt()
        arrived()
        assertEquals(0, phone.registered.get(), "a listener stood before the person agreed")
        answer(Control.AGREE, prompt)
        phone.moves(2.0)
        assertEquals(listOf(1.0, 2.0), listOf(got.receive(), got.receive()).latitudes)
        assertFalse(stream.isCompleted)
        assertIs<Withdrawn.Done>(guard.withdraw(NEARBY))
        stream.await()
        assertEquals(0, phone.listeners.get(), "the listener stood after the consent")
        phone.moves(3.0)
        assertTrue(got.tryReceive().isFailure)
    }

    @RepeatedTest(20)
    fun `a value that arrives after the withdrawal is dropped`() = streaming { gate ->
        val got = ArrayList<Fix>()
        val (isSlow, goOn) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        val stream = calls {
            gate.updates().collect {
                got += it
                isSlow.complete(Unit)
                goOn.await()
            }
        }
        answer(Control.AGREE)
        phone.moves(1.0)
        isSlow.await()
        guard.withdraw(NEARBY)
        phone.moves(2.0)
        goOn.complete(Unit)
        stream.await()
        assertEquals(listOf(1.0), got.latitudes)
    }

    @Test
    fun `a refusal ends the stream without a value or a listener`() = streaming { gate ->
        phone.moves(1.0)
        val stream = calls { gate.updates().toList() }
        answer(Control.REFUSE)
        assertEquals(emptyList(), stream.await())
        assertEquals(0, phone.registered.get())
    }

    @Test
    fun `a stream that never asks asks nobody`() = streaming { gate ->
        assertEquals(emptyList(), gate.updates(Ask.NEVER).toList())
        assertEquals(null, guard.prompts.value)
        assertEquals(0, phone.registered.get())
    }

    @Test
    fun `a permission that goes off ends the stream`() = streaming { gate ->
        val got = Channel<Fix>(Channel.UNLIMITED)
        val stream = calls { gate.updates().collect { got.send(it) } }
        answer(Control.AGREE)
        phone.moves(1.0)
        got.receive()
        phone.permission = Permission.DENIED
        phone.moves(2.0)
        stream.await()
        assertTrue(got.tryReceive().isFailure)
        assertEquals(0, phone.listeners.get())
    }

    @Test
    fun `whoever stops listening takes the listener away, and the consent stays`() = streaming { gate ->
        val got = Channel<Fix>(Channel.UNLIMITED)
        val stream = calls { gate.updates().collect { got.send(it) } }
        answer(Control.AGREE)
        phone.moves(1.0)
        got.receive()
        stream.cancelAndJoin()
        until { phone.listeners.get() == 0 }
        assertTrue(gate.isOpen)
    }

    @Test
    fun `an account that changes ends the stream`() = streaming { gate ->
        val got = Channel<Fix>(Channel.UNLIMITED)
        val stream = calls { gate.updates().collect { got.send(it) } }
        answer(Control.AGREE)
        phone.moves(1.0)
        got.receive()
        guard.switchTo(Account("u-1"))
        stream.await()
        assertEquals(0, phone.listeners.get())
    }

    @Test
    fun `a closed guard ends the stream`() = streaming { gate ->
        val stream = calls { gate.updates().toList() }
        answer(Control.AGREE)
        until { phone.listeners.get() == 1 }
        guard.close()
        assertEquals(emptyList(), stream.await())
        until { phone.listeners.get() == 0 }
    }

    @Test
    fun `a kind without a stream ends at once`() = accepted {
        val stream = calls { clipboard.updates().toList() }
        answer(Control.AGREE)
        assertEquals(emptyList(), stream.await())
    }

    @Test
    fun `a listener that throws ends the stream and nothing else`() = accepted({
        provider(
            object : Provider<Fix> by phone {
                override fun updates(access: Access<Fix>, permit: AccessPermit): Flow<Fix> = flow {
                    permit.spend()
                    throw NotImplementedError("broken")
                }
            }
        )
    }) {
        val stream = calls { guard.gate(NEARBY).updates().toList() }
        answer(Control.AGREE)
        assertEquals(emptyList(), stream.await())
        assertTrue(guard.gate(NEARBY).isOpen)
    }

    @Test
    fun `a Java caller hears each value and how the stream ended`() = streaming { gate ->
        val heard = Channel<String>(Channel.UNLIMITED)
        gate.updates(
            Ask.IF_NEW,
            Runnable::run,
            object : Callback<Fix> {
                override fun onResult(result: Fix) {
                    heard.trySend("${result.latitude}")
                }

                override fun onEnded(reason: Reason) {
                    heard.trySend(reason.code)
                }
            }
        )
        answer(Control.AGREE)
        phone.moves(1.0)
        assertEquals("1.0", heard.receive())
        guard.withdraw(NEARBY)
        assertEquals("CLOSED", heard.receive())
    }
}
