package org.askfirst.android.keys

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.Base64
import org.askfirst.AnchorAnswer
import org.askfirst.AnchorStore
import org.askfirst.android.Places
import java.security.KeyStore
import javax.crypto.KeyGenerator

/**
 * Keeps the roll-back anchor in the Android Keystore.
 *
 * The Keystore holds keys and no data, so the anchor stands in the name of a key that is used for nothing else.
 * Unlike a file it cannot be put back together with an older copy of the ledger.
 */
public class KeystoreAnchor internal constructor(private val names: NameStore, ledger: String = Places.LEDGER) :
    AnchorStore {
    private val prefix = PREFIX + Places.suffix(ledger) + "."

    public constructor() : this(KeystoreNames())

    override fun load(): AnchorAnswer {
        val text = newest()?.name?.substringAfterLast('.') ?: return AnchorAnswer.None
        val bytes = try {
            Base64.decode(text, FLAGS)
        } catch (_: IllegalArgumentException) {
            return AnchorAnswer.Broken
        }
        // The decoder passes over what it does not know.
        return if (Base64.encodeToString(bytes, FLAGS) == text) AnchorAnswer.Kept(bytes) else AnchorAnswer.Broken
    }

    override fun store(anchor: ByteArray) {
        val old = entries()
        val step = (old.maxOfOrNull { it.step } ?: 0) + 1
        // The new name first: a death in between leaves two, and the higher step is the right one.
        names.add(prefix + "%016x".format(step) + "." + Base64.encodeToString(anchor, FLAGS))
        old.forEach { names.remove(it.name) }
    }

    private fun newest(): Entry? = entries().maxByOrNull { it.step }

    private fun entries(): List<Entry> = names.all().filter { it.startsWith(prefix) }.mapNotNull { name ->
        name.removePrefix(prefix).substringBefore('.').toLongOrNull(HEX)?.let { Entry(name, it) }
    }

    private class Entry(val name: String, val step: Long)

    private companion object {
        const val PREFIX = "askfirst.anchor"
        const val HEX = 16
        const val FLAGS = Base64.URL_SAFE or Base64.NO_WRAP or Base64.NO_PADDING
    }
}

/** A durable set of names. */
internal interface NameStore {
    fun all(): List<String>

    fun add(name: String)

    fun remove(name: String)
}

/** The names of the app's keys in the Android Keystore. */
internal class KeystoreNames : NameStore {
    override fun all(): List<String> = store().aliases().toList()

    override fun add(name: String) {
        val spec = KeyGenParameterSpec.Builder(name, KeyProperties.PURPOSE_ENCRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .build()
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
    }

    override fun remove(name: String) {
        store().deleteEntry(name)
    }

    private fun store(): KeyStore = KeyStore.getInstance(STORE).apply { load(null) }

    private companion object {
        const val STORE = "AndroidKeyStore"
    }
}
