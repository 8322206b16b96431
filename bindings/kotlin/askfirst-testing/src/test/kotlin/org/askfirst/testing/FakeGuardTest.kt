package org.askfirst.testing

import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Clip
import org.askfirst.Group
import org.askfirst.Kinds
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Reading
import org.askfirst.Withdrawn
import org.junit.jupiter.api.Test

class FakeGuardTest {
    private val clipboard = Access("jmlink.clipboard", Kinds.CLIPBOARD)
    private val fake = FakeGuard()

    @Test
    fun `everything is shut unless a test says otherwise`() = runBlocking {
        assertFalse(fake.gate(clipboard).isOpen)
        assertEquals(Group.NOT_ANSWERED, assertIs<Read.Shut>(fake.gate(clipboard).read(Ask.NEVER)).reason.group)
        assertTrue(fake.reads.isEmpty())
    }

    @Test
    fun `a question that no test foresaw fails loudly`(): Unit = runBlocking {
        assertFailsWith<AssertionError> { fake.gate(clipboard).read() }
        assertFailsWith<AssertionError> { fake.policy.present() }
        assertFailsWith<AssertionError> { fake.askTogether(listOf(clipboard)) }
    }

    @Test
    fun `a chapter of the rulebook is not played and says so`(): Unit = runBlocking {
        val error = assertFailsWith<AssertionError> { fake.editions.all() }
        assertTrue("Editions.all" in error.message.orEmpty())
    }

    @Test
    fun `what the person agrees to is read and can be withdrawn`() = runBlocking {
        fake.acceptsPolicy().agrees(clipboard, Clip.ofText("invite"))
        assertEquals(PolicyState.Accepted, fake.policy.present())
        assertFalse(fake.gate(clipboard).isOpen)
        assertEquals("invite", fake.gate(clipboard).read().valueOrNull()?.text)
        assertTrue(fake.gate(clipboard).isOpen)
        assertIs<Withdrawn.Done>(fake.withdraw(clipboard))
        assertEquals("WITHDRAWN", assertIs<Read.Shut>(fake.gate(clipboard).read(Ask.NEVER)).reason.code)
        assertEquals(listOf(clipboard), fake.reads)
    }

    @Test
    fun `a refusal and a closed guard are shut`() = runBlocking {
        fake.refuses(clipboard)
        assertEquals(Group.SAID_NO, assertIs<Read.Shut>(fake.gate(clipboard).read()).reason.group)
        fake.close()
        assertEquals(Group.NOT_READY, assertIs<Read.Shut>(fake.gate(clipboard).read()).reason.group)
    }

    @Test
    fun `a source that does not spend its permit fails loudly`(): Unit = runBlocking {
        fake.opens(clipboard, Clip.ofText("x"))
        assertFailsWith<AssertionError> { fake.gate(clipboard).readWith(Ask.NEVER) { Reading.Got("x") } }
    }
}
