package org.askfirst.robolectric

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
 * Stands in for the phone's key store service, which Robolectric does not have, so that the library keeps its key and
 * its anchor the way it does on a phone. Remembers which threads called it.
 */
public object StandInKeystore {
    /** The keys by their names. */
    public val keys: MutableMap<String, SecretKey> = ConcurrentHashMap()

    /** Every thread that called since [install]. */
    public val callers: MutableSet<Thread> = Collections.newSetFromMap(ConcurrentHashMap())

    /** Thrown by the next calls, as when the service is dead or busy. */
    @Volatile
    public var trouble: (() -> Throwable)? = null

    /** A phone without keys. */
    public fun install() {
        keys.clear()
        callers.clear()
        trouble = null
        Security.removeProvider(NAME)
        Security.addProvider(Fake())
    }

    private fun <T> called(act: () -> T): T {
        callers += Thread.currentThread()
        trouble?.let { throw it() }
        return act()
    }

    /** What the framework throws when the service died. */
    public fun dead(): Throwable = ProviderException("the key store does not answer")

    private const val NAME = "AndroidKeyStore"

    private class Fake : Provider(NAME, "1", "for tests") {
        init {
            put("KeyStore.AndroidKeyStore", Store::class.java.name)
            put("KeyGenerator.AES", Generator::class.java.name)
        }
    }

    /** Made by name, through the framework's own look-up. */
    internal class Generator : KeyGeneratorSpi() {
        private var alias = ""

        override fun engineInit(random: SecureRandom?) = Unit

        override fun engineInit(spec: AlgorithmParameterSpec?, random: SecureRandom?) {
            alias = (spec as KeyGenParameterSpec).keystoreAlias
        }

        override fun engineInit(size: Int, random: SecureRandom?) = Unit

        override fun engineGenerateKey(): SecretKey = called {
            SecretKeySpec(ByteArray(32).also(SecureRandom()::nextBytes), "AES").also { keys[alias] = it }
        }
    }

    /** Made by name, through the framework's own look-up. */
    internal class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = called { keys[alias] }

        override fun engineAliases(): Enumeration<String> = called { Collections.enumeration(keys.keys.toList()) }

        override fun engineDeleteEntry(alias: String) {
            called { keys.remove(alias) }
        }

        override fun engineContainsAlias(alias: String): Boolean = called { alias in keys }

        override fun engineSize(): Int = keys.size

        override fun engineIsKeyEntry(alias: String): Boolean = alias in keys

        override fun engineLoad(stream: InputStream?, password: CharArray?) = called { }

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
