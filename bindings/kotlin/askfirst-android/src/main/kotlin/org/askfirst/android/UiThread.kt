package org.askfirst.android

import android.os.Handler
import android.os.Looper
import kotlinx.coroutines.CoroutineDispatcher
import kotlin.coroutines.CoroutineContext

/** The main thread as a dispatcher, without the artifact that would bring one. */
internal object UiThread : CoroutineDispatcher() {
    private val handler by lazy { Handler(Looper.getMainLooper()) }

    override fun isDispatchNeeded(context: CoroutineContext): Boolean = Looper.myLooper() != Looper.getMainLooper()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        handler.post(block)
    }

    /** Runs [act] on the main thread, at once if this is it. */
    fun run(act: () -> Unit) {
        if (Looper.myLooper() == Looper.getMainLooper()) act() else handler.post(act)
    }

    /** Runs [act] on the main thread after what stands in its queue already. */
    fun post(act: () -> Unit) {
        handler.post(act)
    }
}
