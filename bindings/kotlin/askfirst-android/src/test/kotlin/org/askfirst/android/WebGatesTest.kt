package org.askfirst.android

import android.app.Activity
import android.net.Uri
import android.webkit.CookieManager
import android.webkit.GeolocationPermissions
import android.webkit.PermissionRequest
import android.webkit.PermissionRequest.RESOURCE_AUDIO_CAPTURE
import android.webkit.PermissionRequest.RESOURCE_PROTECTED_MEDIA_ID
import android.webkit.PermissionRequest.RESOURCE_VIDEO_CAPTURE
import android.webkit.WebView
import org.askfirst.Access
import org.askfirst.Fix
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.android.web.WebAccesses
import org.askfirst.android.web.WebGates
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.MainThread
import org.askfirst.robolectric.SystemDialog
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue

private const val OWN = "https://example.com"

/** What pages in a web view ask for passes the gates of the app. */
@RunWith(AskFirstRunner::class)
class WebGatesTest {
    private val place: Access<Fix> = EveryKind.access(Kinds.PRECISE_LOCATION)
    private val camera: Access<Any> = EveryKind.access(Kind("media.camera"))
    private val microphone: Access<Any> = EveryKind.access(Kind("media.mic"))
    private val cookies: Access<Any> = EveryKind.access(Kind("web.cookie"))
    private val all = listOf(place, camera, microphone, cookies)

    /** What the page heard: whether it gets what it asked for, once and for all. */
    private class Heard {
        val answers = mutableListOf<String>()

        fun single(): String {
            MainThread.await("the page's answer") { answers.isNotEmpty() }
            return answers.single()
        }
    }

    private class Wanted(private val page: String, private vararg val what: String) : PermissionRequest() {
        val heard = Heard()

        override fun getOrigin(): Uri = Uri.parse("$page/")

        override fun getResources(): Array<String> = arrayOf(*what)

        override fun grant(resources: Array<String>) {
            heard.answers += resources.sorted().joinToString(" ")
        }

        override fun deny() {
            heard.answers += "no"
        }
    }

    private class Browser(val phone: Phone, val screen: Activity, accesses: WebAccesses) {
        val view = WebView(phone.app).apply { settings.domStorageEnabled = true }
        val gates = WebGates(view, phone.guard, accesses)
        val storesCookies get() = CookieManager.getInstance().acceptCookie() && view.settings.domStorageEnabled
        val reloads get() = shadowOf(view).reloadInvocations

        fun position(page: String = OWN): Heard = Heard().also { heard ->
            gates.client.onGeolocationPermissionsShowPrompt(
                "$page/",
                GeolocationPermissions.Callback { origin, isAllowed, isKept ->
                    assertEquals("$page/", origin)
                    heard.answers += if (isAllowed) "yes, kept: $isKept" else "no"
                },
            )
        }

        fun media(vararg what: String, page: String = OWN): Heard = Wanted(page, *what).let {
            gates.client.onPermissionRequest(it)
            it.heard
        }
    }

    private fun browsing(
        accesses: WebAccesses = WebAccesses(setOf(OWN), place, camera, microphone, cookies),
        test: Browser.() -> Unit,
    ) = Phone(pack = EveryKind.pack(all.map { it.kind })).use { phone ->
        val screen = phone.ready().opens().get()
        phone.acceptsPolicy()
        shadowOf(phone.app).grantPermissions(*POSITION.toTypedArray(), CAMERA, MICROPHONE)
        val browser = Browser(phone, screen, accesses)
        try {
            browser.test()
        } finally {
            browser.gates.close()
        }
    }

    private fun Browser.withdraws(access: Access<*>) = with(phone) {
        calls { withdraw(access) }.ended()
        settles()
    }

    @Test
    fun `a page gets the position after the person agreed, and is loaded again when that ends`() = browsing {
        val first = position()
        assertEquals(listOf<Access<*>>(place), phone.asked().accesses)
        assertEquals(emptyList(), first.answers)
        phone.taps("agree")
        assertEquals("yes, kept: false", first.single())
        assertEquals("yes, kept: false", position().single())
        assertEquals(0, reloads)
        withdraws(place)
        MainThread.await("the page to be loaded again") { reloads == 1 }
        assertEquals("no", position().single())
    }

    @Test
    fun `a refusal is the page's answer, and no page asks again`() = browsing {
        val first = position()
        phone.taps("refuse")
        assertEquals("no", first.single())
        assertEquals("no", position().single())
        assertNull(phone.prompt)
    }

    @Test
    fun `the system is asked after the purpose, and its no is the page's`() = browsing {
        shadowOf(phone.app).denyPermissions(CAMERA)
        val wanted = media(RESOURCE_VIDEO_CAPTURE)
        phone.taps("agree")
        MainThread.await("the system's dialog") { SystemDialog.asked(screen) == listOf(CAMERA) }
        assertEquals(emptyList(), wanted.answers)
        SystemDialog.answer(screen, emptyList())
        assertEquals("no", wanted.single())
    }

    @Test
    fun `a page from elsewhere gets nothing and asks nothing`() = browsing {
        phone.agreesTo(place)
        phone.agreesTo(camera)
        for (page in STRANGERS) {
            assertEquals("no", position(page).single(), page)
            assertEquals("no", media(RESOURCE_VIDEO_CAPTURE, page = page).single(), page)
        }
        assertEquals("yes, kept: false", position().single())
        assertNull(phone.prompt)
    }

    @Test
    fun `camera and microphone together need both consents`() = browsing {
        val both = media(RESOURCE_VIDEO_CAPTURE, RESOURCE_AUDIO_CAPTURE)
        phone.taps("agree")
        MainThread.await("the second question") { phone.prompt?.accesses == listOf<Access<*>>(microphone) }
        assertEquals(emptyList(), both.answers)
        phone.taps("refuse")
        assertEquals("no", both.single())
        assertEquals(RESOURCE_VIDEO_CAPTURE, media(RESOURCE_VIDEO_CAPTURE).single())
        withdraws(camera)
        MainThread.await("the page to be loaded again") { reloads == 1 }
        assertEquals("no", media(RESOURCE_VIDEO_CAPTURE).single())
    }

    @Test
    fun `what no policy names no page gets`() = browsing(WebAccesses(setOf(OWN))) {
        assertEquals("no", position().single())
        assertEquals("no", media(RESOURCE_VIDEO_CAPTURE).single())
        assertEquals("no", media(RESOURCE_AUDIO_CAPTURE).single())
        assertEquals("no", media(RESOURCE_PROTECTED_MEDIA_ID).single())
        assertEquals("no", media().single())
        assertFalse(storesCookies)
        assertNull(phone.prompt)
    }

    @Test
    fun `a page that goes away takes its question down`() = browsing {
        val wanted = Wanted(OWN, RESOURCE_VIDEO_CAPTURE)
        gates.client.onPermissionRequest(wanted)
        phone.asked()
        gates.client.onPermissionRequestCanceled(wanted)
        MainThread.await("the question to go") { phone.prompt == null }
        assertEquals("no", wanted.heard.single())
        val position = position()
        phone.asked()
        gates.client.onGeolocationPermissionsHidePrompt()
        MainThread.await("the question to go") { phone.prompt == null }
        assertEquals("no", position.single())
    }

    @Test
    fun `cookies are taken while their gate is open, and erased when the consent is withdrawn`() = browsing {
        val jar = CookieManager.getInstance()
        assertFalse(storesCookies)
        phone.agreesTo(cookies)
        MainThread.await("cookies to be taken") { storesCookies }
        jar.setCookie(OWN, "visit=1")
        assertTrue(jar.hasCookies())
        withdraws(cookies)
        MainThread.await("cookies to be held back") { !storesCookies && !jar.hasCookies() }
    }

    @Test
    fun `cookies that came before the library wait for an answer and are not erased`() {
        CookieManager.getInstance().setCookie(OWN, "session=1")
        browsing {
            phone.settles()
            assertFalse(storesCookies)
            assertTrue(CookieManager.getInstance().hasCookies())
        }
    }

    private companion object {
        val STRANGERS =
            listOf("https://ads.example", "http://example.com", "https://example.com.ads.example", "file://")
        const val CAMERA = android.Manifest.permission.CAMERA
        const val MICROPHONE = android.Manifest.permission.RECORD_AUDIO
    }
}
