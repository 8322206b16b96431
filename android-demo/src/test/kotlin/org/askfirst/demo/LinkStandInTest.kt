package org.askfirst.demo

import kotlinx.coroutines.runBlocking
import org.askfirst.demo.standin.Invitation
import org.askfirst.demo.standin.LinkData
import org.askfirst.demo.standin.LinkStandIn
import org.junit.Test
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue

class LinkStandInTest {
    private class Handed(private val clip: String?) : LinkData {
        override suspend fun deviceId(): String? = null

        override suspend fun device(): String? = null

        override suspend fun network(): String? = null

        override suspend fun region(): String? = null

        override suspend fun installedApps(): List<String>? = null

        override suspend fun clipboard(): String? = clip
    }

    private fun resolved(clip: String?): Invitation? = runBlocking {
        LinkStandIn().apply { start(Handed(clip)) }.resolve()
    }

    @Test
    fun `it finds nothing out before it is started`() {
        assertNull(runBlocking { LinkStandIn().resolve() })
    }

    @Test
    fun `it works without any of its data`() {
        assertIs<Invitation.ByHand>(resolved(null))
    }

    @Test
    fun `a link on the clipboard leads straight to its project`() {
        assertEquals(
            "riverside-1",
            assertIs<Invitation.Direct>(resolved("来看 https://invite.example/p/riverside-1 吧")).project,
        )
    }

    @Test
    fun `a clipboard without a link leads nowhere`() {
        assertIs<Invitation.NoLink>(resolved("会议 15:00"))
    }

    @Test
    fun `a stopped one forgets its source`() {
        val sdk = LinkStandIn().apply { start(Handed("https://invite.example/p/x")) }
        assertTrue(sdk.isRunning)
        sdk.stop()
        assertFalse(sdk.isRunning)
        assertNull(runBlocking { sdk.resolve() })
    }

    @Test
    fun `it knows no Android class, so it can reach the framework only through what it is handed`() {
        val source = File("src/main/kotlin/org/askfirst/demo/standin")
        val files = requireNotNull(source.listFiles()) { "$source is not there" }
        assertTrue(files.isNotEmpty())
        for (file in files) assertFalse("android." in file.readText(), "$file mentions Android")
    }

    @Test
    fun `only its adapter starts it`() {
        val starts =
            File("src/main/kotlin").walk().filter { it.extension == "kt" }.filter {
                "sdk.start(" in
                    it.readText().lowercase()
            }
        assertEquals(listOf("LinkAdapter.kt"), starts.map { it.name }.toList())
    }
}
