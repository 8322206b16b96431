package org.askfirst.android.keys

import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.UserNotAuthenticatedException
import org.askfirst.KeyAnswer
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Wraps and unwraps one key. */
internal interface KeySafe {
    /** Wraps [key], making the wrapping key if there is none. */
    fun wrap(key: ByteArray): ByteArray

    /** Unwraps what [wrap] gave. */
    fun unwrap(wrapped: ByteArray): ByteArray

    /** Deletes the wrapping key. */
    fun forget()
}

/** A safe that did not open, and what that means for the guard. */
internal class SafeFailure(val answer: KeyAnswer, cause: Throwable?) : Exception(cause)

/** A safe in the Android Keystore. No lock screen or fingerprint is asked for: changing one would destroy the key. */
internal class AndroidKeySafe(private val alias: String) : KeySafe {
    override fun wrap(key: ByteArray): ByteArray = guarded {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, existing() ?: made())
        cipher.iv + cipher.doFinal(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = guarded {
        // Asked for twice, because a key store that is just starting may not list a key yet.
        val wrapping = existing() ?: existing() ?: throw SafeFailure(KeyAnswer.Lost, null)
        if (wrapped.size <= IV_BYTES) throw SafeFailure(KeyAnswer.Lost, null)
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, wrapping, GCMParameterSpec(TAG_BITS, wrapped, 0, IV_BYTES))
        cipher.doFinal(wrapped, IV_BYTES, wrapped.size - IV_BYTES)
    }

    override fun forget(): Unit = guarded { store().deleteEntry(alias) }

    private fun store(): KeyStore = KeyStore.getInstance(STORE).apply { load(null) }

    private fun existing(): SecretKey? = store().getKey(alias, null) as? SecretKey

    private fun made(): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(WRAPPING_BITS)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
    }

    /**
     * Says what a failure means.
     *
     * Only what the Keystore calls permanent, or a seal that does not fit, counts as lost. Everything else may be a
     * key store that is busy: a good ledger must not be set aside for that.
     */
    private inline fun <T> guarded(act: () -> T): T = try {
        act()
    } catch (failure: SafeFailure) {
        throw failure
    } catch (failure: KeyPermanentlyInvalidatedException) {
        throw SafeFailure(KeyAnswer.Lost, failure)
    } catch (failure: AEADBadTagException) {
        throw SafeFailure(if (isTransient(failure)) KeyAnswer.Busy else KeyAnswer.Lost, failure)
    } catch (failure: UserNotAuthenticatedException) {
        throw SafeFailure(KeyAnswer.Locked, failure)
    } catch (failure: GeneralSecurityException) {
        throw SafeFailure(KeyAnswer.Busy, failure)
    } catch (failure: RuntimeException) {
        // `ProviderException` and its like: the key store's process died or did not answer.
        throw SafeFailure(KeyAnswer.Busy, failure)
    }

    /** Some devices report a key store that is out of order as a bad seal, with the real cause behind it. */
    private fun isTransient(failure: Throwable): Boolean = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
        generateSequence(failure) { it.cause }.filterIsInstance<KeyStoreException>().any {
            it.isTransientFailure || it.isSystemError
        }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val CIPHER = "AES/GCM/NoPadding"
        const val IV_BYTES = 12
        const val TAG_BITS = 128
        const val WRAPPING_BITS = 256
    }
}
