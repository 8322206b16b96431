package org.askfirst.android.web

import android.net.Uri
import android.webkit.CookieManager
import android.webkit.GeolocationPermissions
import android.webkit.PermissionRequest
import android.webkit.WebChromeClient
import android.webkit.WebView
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Guard
import org.askfirst.Read
import org.askfirst.Standing
import org.askfirst.android.UiThread

/**
 * Puts the app's gates before the pages of one web view: a page otherwise reads what the app was refused.
 *
 * Position, camera and microphone are asked for when a page wants them, by their purpose first and then by the
 * system. Cookies, which all web views of an app share, are taken and sent only while their gate is open. When a
 * consent ends, the page is loaded again, because it keeps what it was given for as long as it stands.
 *
 * Made and used on the main thread, before the first page is loaded. An app with a [WebChromeClient] of its own hands
 * its calls on to [position], [media] and the two that forget; others set [client].
 */
public class WebGates(private val view: WebView, private val guard: Guard, private val accesses: WebAccesses) :
    AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + UiThread)
    private val watched = mutableSetOf<Access<*>>()
    private val waiting = mutableMapOf<PermissionRequest, Job>()
    private var waitingForPosition: Job? = null

    /** What the app itself lets pages store; a shut gate takes it away. */
    private val storesByApp = view.settings.domStorageEnabled

    /** A client that does this and nothing else. */
    public val client: WebChromeClient = object : WebChromeClient() {
        override fun onGeolocationPermissionsShowPrompt(origin: String, callback: GeolocationPermissions.Callback) =
            position(origin, callback)

        override fun onGeolocationPermissionsHidePrompt() = forgetPosition()

        override fun onPermissionRequest(request: PermissionRequest) = media(request)

        override fun onPermissionRequestCanceled(request: PermissionRequest) = forget(request)
    }

    init {
        storing(false)
        accesses.cookies?.let { cookies -> scope.launch { follow(cookies) } }
    }

    /** A page of [origin] wants the position. The web view is never told to remember the answer; the ledger does. */
    public fun position(origin: String, callback: GeolocationPermissions.Callback) {
        forgetPosition()
        val wanted = listOf(accesses.position.takeIf { isOwn(Uri.parse(origin)) })
        waitingForPosition = scope.launch {
            // It is not remembered beyond the page.
            answer(wanted, { callback.invoke(origin, true, false) }, { callback.invoke(origin, false, false) })
        }
    }

    /** The page does not want the position any more. */
    public fun forgetPosition() {
        waitingForPosition?.cancel()
        waitingForPosition = null
    }

    /** A page wants the camera, the microphone or both. It gets all that it asks for, or nothing. */
    public fun media(request: PermissionRequest) {
        val isOwn = isOwn(request.origin)
        val wanted = request.resources.map { resource -> access(resource).takeIf { isOwn } }
        val asking = scope.launch {
            answer(wanted, { request.grant(request.resources) }, { request.deny() })
            waiting.remove(request)
        }
        if (asking.isActive) waiting[request] = asking
    }

    /** The page does not want it any more. */
    public fun forget(request: PermissionRequest) {
        waiting.remove(request)?.cancel()
    }

    /** Ends the gates together with their web view. Whatever is still asked gets a no. */
    override fun close() {
        scope.cancel()
    }

    private fun access(resource: String): Access<*>? = when (resource) {
        PermissionRequest.RESOURCE_VIDEO_CAPTURE -> accesses.camera
        PermissionRequest.RESOURCE_AUDIO_CAPTURE -> accesses.microphone
        else -> null
    }

    private fun isOwn(page: Uri): Boolean = accesses.origins.map(Uri::parse).any {
        it.scheme == page.scheme && it.authority == page.authority
    }

    /** Gives the page one answer: [grant] under all permits at once, else [deny]. */
    private suspend fun answer(wanted: List<Access<*>?>, grant: () -> Unit, deny: () -> Unit) {
        var isGranted = false
        try {
            val isUnderPermits = underPermits(wanted) {
                isGranted = true
                grant()
            }
            // Consent ended in the moment of giving.
            if (isGranted && !isUnderPermits) view.reload()
        } finally {
            if (!isGranted) deny()
        }
    }

    /** Runs [act] while every gate of [wanted] has given its permit. */
    private suspend fun underPermits(wanted: List<Access<*>?>, act: () -> Unit): Boolean {
        val access = wanted.firstOrNull() ?: return false
        val rest = wanted.drop(1)
        var isDone = true
        val read = guard.gate(access).use(Ask.IF_NEW) {
            if (rest.isEmpty()) act() else isDone = underPermits(rest, act)
        }
        val isGiven = read is Read.Value && isDone
        if (isGiven) watch(access)
        return isGiven
    }

    /** Loads the page again when [access] ends. */
    private fun watch(access: Access<*>) {
        val gate = guard.gate(access)
        // A consent for this one time is used up by now and ends nothing that it began.
        if (!gate.isOpen || !watched.add(access)) return
        scope.launch {
            gate.state.first { !it.isOpen }
            watched -= access
            view.reload()
        }
    }

    private suspend fun follow(cookies: Access<*>) {
        val gate = guard.gate(cookies)
        gate.state.collect { state ->
            storing(false)
            if (state.isOpen) gate.use(Ask.NEVER) { storing(true) }
            // A guard that cannot answer shuts, and is no reason to forget.
            if (state.standing == Standing.WITHDRAWN) CookieManager.getInstance().removeAllCookies(null)
        }
    }

    private fun storing(isAllowed: Boolean) {
        CookieManager.getInstance().setAcceptCookie(isAllowed)
        view.settings.domStorageEnabled = isAllowed && storesByApp
    }
}
