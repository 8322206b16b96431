package org.askfirst.android.keys

import android.content.Context
import org.askfirst.KeyAnswer
import org.askfirst.KeySource
import org.askfirst.android.Places
import java.io.File
import java.security.SecureRandom

/**
 * Keeps the ledger's key wrapped by a key that never leaves the Android Keystore.
 *
 * Unwrapping takes milliseconds to hundreds of them and sometimes never ends; the guard calls it on a thread of its
 * own and waits for a bounded time. A key that is *lost* is told apart from one that is *locked* or *busy*: only the
 * first is a reason to set a ledger aside.
 */
public class KeystoreKeys internal constructor(
    private val isUnlocked: () -> Boolean,
    private val ledger: File,
    private val file: WrappedKeyFile,
    private val safe: KeySafe,
) : KeySource {
    /** The wrapped key that [newKey] set aside in this process. */
    @Volatile
    private var replaced: File? = null

    public constructor(context: Context) : this(context, Places.LEDGER)

    internal constructor(context: Context, name: String) : this(
        { Places.areReadable(context) },
        Places.ledger(context, name),
        WrappedKeyFile(Places.wrappedKey(context, name)),
        AndroidKeySafe(ALIAS + Places.suffix(name)),
    )

    override fun key(): KeyAnswer {
        if (!isUnlocked()) return KeyAnswer.Locked
        return try {
            file.read()?.let { KeyAnswer.Key(safe.unwrap(it)) } ?: file.alone { firstKey() }
        } catch (failure: SafeFailure) {
            failure.answer
        }
    }

    /** Looks once more: another process may have been quicker, and its key is the one. */
    private fun firstKey(): KeyAnswer {
        val wrapped = file.read()
        return when {
            wrapped != null -> KeyAnswer.Key(safe.unwrap(wrapped))

            // A ledger without its key: making a new one would only hide that the old one is gone.
            ledger.hasFiles() -> KeyAnswer.Lost

            else -> create()
        }
    }

    /**
     * Begins anew with a fresh key, after the person decided to start again.
     *
     * The old wrapped key is set aside, not deleted: it reads the old ledger, which is set aside as well.
     */
    override fun newKey(): KeyAnswer {
        if (!isUnlocked()) return KeyAnswer.Locked
        return try {
            file.alone {
                val old = file.setAside()
                try {
                    create().also { replaced = old }
                } catch (failure: SafeFailure) {
                    old?.let(file::putBack)
                    throw failure
                }
            }
        } catch (failure: SafeFailure) {
            failure.answer
        }
    }

    override fun keepOldKey() {
        val old = replaced ?: return
        file.alone { file.putBack(old) }
        replaced = null
    }

    private fun create(): KeyAnswer {
        val key = ByteArray(KEY_BYTES).also(SecureRandom()::nextBytes)
        // On disk before it is used: a ledger sealed with a key that a crash takes away could never be read again.
        file.write(wrapped(key))
        return KeyAnswer.Key(key)
    }

    /** Wraps [key], with a new wrapping key if the old one is unusable for good. */
    private fun wrapped(key: ByteArray): ByteArray = try {
        safe.wrap(key)
    } catch (failure: SafeFailure) {
        if (failure.answer !== KeyAnswer.Lost) throw failure
        safe.forget()
        safe.wrap(key)
    }

    private fun File.hasFiles(): Boolean = list()?.isNotEmpty() == true

    private companion object {
        const val ALIAS = "askfirst.ledger"
        const val KEY_BYTES = 32
    }
}
