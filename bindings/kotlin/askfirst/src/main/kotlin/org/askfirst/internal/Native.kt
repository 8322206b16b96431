package org.askfirst.internal

/**
 * The fast way into the core, over JNI.
 *
 * Everything that needs no question goes this way: opening, `isOpen`, `read(NEVER)`, what the host reports of screens
 * and of coming back. So start-up never loads JNA.
 * In every number that comes back, zero means no. Records are one line of fields with tabs between them.
 * The functions are public because the names of internal ones are mangled; the object is not.
 */
internal object Native {
    /** Loads the library. Here, because its functions belong to the class loader of the class that loads it. */
    @JvmStatic
    public fun load(path: String?): Unit = if (path != null) System.load(path) else System.loadLibrary("askfirst_ffi")

    /** Opens a guard and returns its handle at once; 0 if even that failed. */
    @JvmStatic
    public external fun open(options: Array<String>): Long

    /** Hands over what the key store answered, see [KeyCode], and what the anchor store did, see [AnchorCode]. */
    @JvmStatic
    public external fun supplyKey(handle: Long, answer: Int, key: ByteArray?, kept: Int, anchor: ByteArray?)

    @JvmStatic
    public external fun status(handle: Long): String

    /** The gate of an access by its id. */
    @JvmStatic
    public external fun gate(handle: Long, access: String): Int

    /** The gate of an access by its id, for reading one kind of data through it; shut if the pack says another. */
    @JvmStatic
    public external fun gateOfKind(handle: Long, access: String, kind: String): Int

    /** The gate of an access by its parts: kind, function, purpose, recipient, controller, mode, action, source; empty for none. */
    @JvmStatic
    public external fun gateOf(handle: Long, parts: Array<String>): Int

    /** What [isOpen] takes: guard and gate in one number. */
    @JvmStatic
    public external fun token(handle: Long, gate: Int): Long

    @JvmStatic
    public external fun isOpen(token: Long): Boolean

    /** Decides without asking. Blocks for as long as the decision takes, so not for the main thread. */
    @JvmStatic
    public external fun requestNow(handle: Long, gate: Int, platform: Int): String

    @JvmStatic
    public external fun spend(handle: Long, permit: Long): Boolean

    /** Says what came of a read. Gives `kept`, or a shut door if the value must be dropped; `null` is a fault. */
    @JvmStatic
    public external fun finish(handle: Long, permit: Long, outcome: Int): String?

    /** Waits until something changed after [since], or [timeoutMillis] passed; returns the change counter. */
    @JvmStatic
    public external fun awaitChange(handle: Long, since: Long, timeoutMillis: Long): Long

    @JvmStatic
    public external fun gateState(handle: Long, gate: Int): String

    @JvmStatic
    public external fun policyState(handle: Long): String

    /** A sentence for a reason; empty if there is none. */
    @JvmStatic
    public external fun reasonMessage(code: String, language: String): String

    @JvmStatic
    public external fun hasPrompt(handle: Long): Boolean

    /** What was logged since the last call: level, target, message, level … */
    @JvmStatic
    public external fun takeLogs(handle: Long): Array<String>

    /** What the host must keep elsewhere, or null. */
    @JvmStatic
    public external fun anchor(handle: Long): ByteArray?

    /** Reports what an older release remembered as agreement. Does not wait. */
    @JvmStatic
    public external fun legacyAcceptance(handle: Long, textVersion: String, atMillis: Long)

    /** Every access that the pack declares: id, kind, id … */
    @JvmStatic
    public external fun declared(handle: Long): Array<String>

    /** Reports the system's state for a gate, on resume. Does not wait. */
    @JvmStatic
    public external fun platformSeen(handle: Long, gate: Int, platform: Int)

    /** Tells whether there is a screen to draw prompts on. Does not wait. */
    @JvmStatic
    public external fun screen(handle: Long, isPresent: Boolean)

    /** Blocks until everything said before has been handled, so not for the main thread. */
    @JvmStatic
    public external fun settle(handle: Long)

    @JvmStatic
    public external fun close(handle: Long)
}

/** Loads the native library, once for the process. */
internal object NativeLibrary {
    private val outcome: Throwable? by lazy {
        try {
            Native.load(System.getProperty("askfirst.library"))
            ReasonTexts.source = Native::reasonMessage
            null
        } catch (error: Throwable) {
            error
        }
    }

    /** What went wrong, or `null` if the library is there. */
    fun load(): Throwable? = outcome
}
