package org.askfirst.android.keys

import org.askfirst.KeyAnswer
import java.io.File
import java.io.FileNotFoundException
import java.io.FileOutputStream
import java.io.IOException
import java.io.RandomAccessFile

/** The file that holds the wrapped key: one byte that names the format, then what the safe gave. */
internal class WrappedKeyFile(private val file: File) {
    /** The wrapped key, or `null` if there is no file. A file that cannot be read just now is no missing file. */
    fun read(): ByteArray? {
        val bytes = try {
            file.readBytes()
        } catch (missing: FileNotFoundException) {
            if (file.exists()) throw SafeFailure(KeyAnswer.Busy, missing)
            return null
        } catch (failure: IOException) {
            throw SafeFailure(KeyAnswer.Busy, failure)
        }
        if (bytes.firstOrNull() != FORMAT) throw SafeFailure(KeyAnswer.Lost, null)
        return bytes.copyOfRange(1, bytes.size)
    }

    /**
     * Runs [act] while no other thread and no other process does the same.
     *
     * Two processes that open for the first time would each make a key, and the ledger of one could not be read with
     * the key of the other.
     */
    fun <T> alone(act: () -> T): T = synchronized(LOCK) {
        val lock = busyOnFailure {
            file.parentFile?.mkdirs()
            RandomAccessFile(File(file.path + ".lock"), "rw")
        }
        // Closing the file gives the lock back, and so does the death of the process.
        lock.use {
            busyOnFailure { it.channel.lock() }
            act()
        }
    }

    /** Writes the wrapped key and returns when it is on disk. */
    fun write(wrapped: ByteArray): Unit = busyOnFailure {
        file.parentFile?.mkdirs()
        val fresh = File(file.path + ".new")
        FileOutputStream(fresh).use { out ->
            out.write(byteArrayOf(FORMAT) + wrapped)
            out.fd.sync()
        }
        if (!fresh.renameTo(file)) throw IOException("the key file cannot be put in place")
        syncFolder()
    }

    /** Keeps the old file under another name. Gives that name's file, or `null` if there was none to keep. */
    fun setAside(): File? = busyOnFailure {
        if (!file.exists()) return null
        val number = generateSequence(1) { it + 1 }.first { !File("${file.path}.$it").exists() }
        val aside = File("${file.path}.$number")
        if (!file.renameTo(aside)) throw IOException("the key file cannot be set aside")
        aside
    }

    /** Puts back what [setAside] kept. What stands in its place sealed nothing. */
    fun putBack(aside: File): Unit = busyOnFailure {
        if (!aside.renameTo(file)) throw IOException("the key file cannot be put back")
        syncFolder()
    }

    /** The name is on disk only after the folder is; some systems refuse to open a folder, and then cannot. */
    private fun syncFolder() {
        try {
            RandomAccessFile(file.parentFile, "r").use { it.fd.sync() }
        } catch (_: IOException) {
            // Java opens no folders; the file system orders the rename after the data that was synced above.
        }
    }

    private inline fun <T> busyOnFailure(act: () -> T): T = try {
        act()
    } catch (failure: IOException) {
        throw SafeFailure(KeyAnswer.Busy, failure)
    }

    private companion object {
        const val FORMAT: Byte = 1

        /** A lock on a file holds between processes only. */
        val LOCK = Any()
    }
}
