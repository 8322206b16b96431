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

    /** Keeps the old file under another name. */
    fun setAside(): Unit = busyOnFailure {
        if (!file.exists()) return
        val number = generateSequence(1) { it + 1 }.first { !File("${file.path}.$it").exists() }
        if (!file.renameTo(File("${file.path}.$number"))) throw IOException("the key file cannot be set aside")
    }

    /** The name is on disk only after the folder is; some systems refuse to open a folder, and then cannot. */
    private fun syncFolder() {
        try {
            RandomAccessFile(file.parentFile, "r").use { it.fd.sync() }
        } catch (_: IOException) {
            // Java opens no folders; the file system orders the rename after the data that was synced above.
        }
    }

    private inline fun busyOnFailure(act: () -> Unit) = try {
        act()
    } catch (failure: IOException) {
        throw SafeFailure(KeyAnswer.Busy, failure)
    }

    private companion object {
        const val FORMAT: Byte = 1
    }
}
