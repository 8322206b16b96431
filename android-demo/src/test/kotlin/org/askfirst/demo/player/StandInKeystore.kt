package org.askfirst.demo.player

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import java.util.concurrent.ConcurrentHashMap
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/**
 * Stands in for the phone's key store service, which Robolectric does not have, so that the app runs with the same key
 * and anchor as on a phone.
 */
internal object StandInKeystore {
    val keys: MutableMap<String, SecretKey> = ConcurrentHashMap()

    /** A phone without keys. */
    fun install() {
        keys.clear()
        Security.removeProvider(NAME)
        Security.addProvider(Fake())
    }

    private const val NAME = "AndroidKeyStore"

    private class Fake : Provider(NAME, "1", "for tests") {
        init {
            put("KeyStore.AndroidKeyStore", Store::class.java.name)
            put("KeyGenerator.AES", Generator::class.java.name)
        }
    }

    class Generator : KeyGeneratorSpi() {
        private var alias = ""

        override fun engineInit(random: SecureRandom?) = Unit

        override fun engineInit(spec: AlgorithmParameterSpec?, random: SecureRandom?) {
            alias = (spec as KeyGenParameterSpec).keystoreAlias
        }

        override fun engineInit(size: Int, random: SecureRandom?) = Unit

        override fun engineGenerateKey(): SecretKey =
            SecretKeySpec(ByteArray(32).also(SecureRandom()::nextBytes), "AES").also { keys[alias] = it }
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = keys[alias]

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys.toList())

        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
        }

        override fun engineContainsAlias(alias: String): Boolean = alias in keys

        override fun engineSize(): Int = keys.size

        override fun engineIsKeyEntry(alias: String): Boolean = alias in keys

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineIsCertificateEntry(alias: String): Boolean = false

        override fun engineGetCertificateAlias(certificate: Certificate?): String? = null

        override fun engineSetKeyEntry(a: String?, k: Key?, p: CharArray?, c: Array<out Certificate>?) = refuse()

        override fun engineSetKeyEntry(a: String?, k: ByteArray?, c: Array<out Certificate>?) = refuse()

        override fun engineSetCertificateEntry(a: String?, c: Certificate?) = refuse()

        override fun engineStore(stream: OutputStream?, password: CharArray?) = refuse()

        private fun refuse(): Unit = throw UnsupportedOperationException()
    }
}
