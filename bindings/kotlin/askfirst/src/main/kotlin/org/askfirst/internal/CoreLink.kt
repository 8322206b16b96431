package org.askfirst.internal

import java.io.File
import java.util.Locale
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import org.askfirst.GuardOptions
import org.askfirst.NamedRecipient
import org.askfirst.bridge.Bridge

/** The core cannot be reached; the guard's status says why. */
internal class Unreachable(message: String) : Exception(message)

/**
 * The way to one guard of the core: at once by its handle over JNI, and from the first question on by UniFFI.
 */
internal class CoreLink(private val directory: File, private val options: GuardOptions, private val seams: Seams) {
    private val opened = CompletableDeferred<Long>()
    private val attaching = Mutex()

    @Volatile
    private var attached: Bridge? = null

    /** 0 until the core is there, and for good if it cannot be. */
    @Volatile
    var handle: Long = 0
        private set

    /** The bridge, if a question has been asked in this process. */
    val bridgeIfAttached: Bridge? get() = attached

    /** The kind of each access that the pack declares; the pack of a guard never changes. */
    val kinds: Map<String, String> by lazy {
        Native.declared(handle).toList().chunked(2).associate { (access, kind) -> access to kind }
    }

    /** Opens the core. Gives what went wrong, or `null`. For the guard's own thread. */
    fun open(): Throwable? {
        val missing = NativeLibrary.load()
        val failed = missing ?: try {
            handle = begun()
            if (handle == 0L) Unreachable("the core gave no handle") else null
        } catch (error: Throwable) {
            error
        }
        opened.complete(handle)
        return failed
    }

    /** A guard that knows what an older release reported, before anybody else has its handle. */
    private fun begun(): Long {
        val handle = Native.open(arguments())
        val legacy = options.legacy
        if (handle != 0L && legacy != null) Native.legacyAcceptance(handle, legacy.textVersion, legacy.atMillis)
        return handle
    }

    /** Waits until the core is there. */
    suspend fun awaitHandle(): Long {
        val handle = opened.await()
        if (handle == 0L) throw Unreachable("the native library is not there")
        return handle
    }

    /** The bridge for questions. The first call loads JNA, which takes long, so it is never done on the caller. */
    suspend fun bridge(): Bridge {
        attached?.let { return it }
        val handle = awaitHandle()
        return withContext(NonCancellable + options.workers) { attaching.withLock { attached ?: attach(handle) } }
    }

    private fun attach(handle: Long): Bridge = Bridge.attach(handle.toULong()).also { attached = it }

    /** A pack that cannot be read is no pack; the core then says so. */
    private fun packText(): String = try {
        options.pack.json
    } catch (error: Throwable) {
        seams.fault("reading the pack ${options.pack.name}", error)
        ""
    }

    /** The options as the core's JNI entry takes them: name, value, name, value … */
    private fun arguments(): Array<String> {
        val named = linkedMapOf(
            "directory" to directory.path,
            "pack" to packText(),
            "pack_name" to options.pack.name,
            "surface" to options.surface.name.lowercase(Locale.ROOT),
            "language" to options.language,
            "quiet_period_hours" to options.quietPeriodHours?.toString(),
            "shown_timeout_ms" to options.shownTimeoutMillis.toString(),
            "key_timeout_ms" to options.keyTimeoutMillis.toString(),
            "manual_clock_ms" to options.manualClockMillis?.toString(),
            "two_controls_always" to options.alwaysTwoControls.toString(),
            "ios" to options.isIos.toString(),
            "exemptions" to options.exemptions.toString()
        )
        val facts = options.device.map { (name, value) -> "device.$name" to value }
        val names = options.names.map { "binding.${it.id}" to listOf(it.category, region(it), it.name).joinToString("\t") }
        return (named.toList() + facts + names).flatMap { (name, value) ->
            if (value == null) emptyList() else listOf(name, value)
        }.toTypedArray()
    }

    private fun region(named: NamedRecipient): String = if (named.isDomestic) "domestic" else "abroad"
}
