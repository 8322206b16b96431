package org.askfirst.scenarios

import java.util.TreeMap
import kotlinx.coroutines.CompletableDeferred
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Kind
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.Surroundings
import org.askfirst.SystemDialogs

/** The fake phone: what the system says about each kind, what it gives, and what it counts. */
internal class FakePhone(start: Node) {
    private val permissions = TreeMap<String, Permission>()
    private val switches = TreeMap<String, Boolean>()
    private val gives = TreeMap<String, String>()
    private val holds = TreeMap<String, String>()
    private val held = TreeMap<String, CompletableDeferred<Unit>>()
    private val dialogs = ArrayDeque<Dialog>()
    private var nextDialog = 0L
    private var isForeground = true
    private var hasScreen = true

    var reads = 0
        private set
    var systemDialogs = 0
        private set

    private class Dialog(val number: Long, val kind: String, val answered: CompletableDeferred<Unit>)

    init {
        change(start)
    }

    @Synchronized
    fun change(change: Node) {
        change["permissions"].members.forEach { (kind, word) -> permissions[kind] = permission(word.text) }
        change["switches"].members.forEach { (kind, isOn) -> switches[kind] = isOn.flag(true) }
        change["gives"].members.forEach { (kind, word) -> gives[kind] = word.text }
        isForeground = change["foreground"].flag(isForeground)
        hasScreen = change["screen"].flag(hasScreen)
    }

    @Synchronized
    fun inFront(isInFront: Boolean) {
        isForeground = isInFront
        hasScreen = isInFront
    }

    @Synchronized
    fun hold(kind: String, where: String) {
        holds[kind] = where
    }

    @Synchronized
    fun goOn(kind: String) {
        checkNotNull(held.remove(kind)) { "no read of `$kind` is held" }.complete(Unit)
    }

    /** The process died: nothing of it stays on the screen or in a read. */
    @Synchronized
    fun forgetProcess() {
        dialogs.clear()
        holds.clear()
        held.clear()
    }

    @get:Synchronized
    val dialog: String? get() = dialogs.firstOrNull()?.kind

    /** Number of the dialog that stands; 0 if none does. */
    @get:Synchronized
    val dialogNumber: Long get() = dialogs.firstOrNull()?.number ?: 0

    @Synchronized
    fun answerDialog(word: String) {
        val dialog = checkNotNull(dialogs.removeFirstOrNull()) { "no system dialog is on the screen" }
        permissions[dialog.kind] = permission(word)
        dialog.answered.complete(Unit)
    }

    @Synchronized
    private fun put(kind: String): Dialog {
        systemDialogs++
        return Dialog(++nextDialog, kind, CompletableDeferred()).also { dialogs += it }
    }

    @Synchronized
    private fun takeDown(dialog: Dialog) {
        dialogs.remove(dialog)
    }

    @Synchronized
    private fun countRead() {
        reads++
    }

    /** What to wait for, if the read of [kind] stops here. */
    @Synchronized
    private fun stop(kind: String, where: String): CompletableDeferred<Unit>? {
        if (holds[kind] != where) return null
        holds.remove(kind)
        return CompletableDeferred<Unit>().also { held[kind] = it }
    }

    @Synchronized
    private fun state(kind: String) = PlatformState(permissions[kind] ?: Permission.NOT_NEEDED, switches[kind] ?: true)

    @Synchronized
    private fun giving(kind: String): String = gives[kind] ?: "value"

    private fun permission(word: String) = Permission.valueOf(word.uppercase())

    val surroundings = object : Surroundings {
        override val isForeground: Boolean get() = synchronized(this@FakePhone) { this@FakePhone.isForeground }
        override val hasScreen: Boolean get() = synchronized(this@FakePhone) { this@FakePhone.hasScreen }
    }

    val systemDialog = SystemDialogs { access ->
        val dialog = put(access.kind.id)
        try {
            dialog.answered.await()
        } finally {
            takeDown(dialog)
        }
    }

    val provider = object : Provider<Any> {
        override val kinds: Set<Kind<Any>> get() = emptySet()

        override fun platform(kind: Kind<*>): PlatformState = state(kind.id)

        override suspend fun read(access: Access<Any>, permit: AccessPermit): Reading<Any> {
            val kind = access.kind.id
            stop(kind, "before")?.await()
            if (!permit.spend()) return Reading.Void
            countRead()
            stop(kind, "after")?.await()
            return when (giving(kind)) {
                "value" -> Reading.Got(Unit)
                "not_offered" -> Reading.None(Missing.NOT_OFFERED)
                "no_value" -> Reading.None(Missing.NO_VALUE)
                else -> Reading.None(Missing.FAILED)
            }
        }
    }
}
