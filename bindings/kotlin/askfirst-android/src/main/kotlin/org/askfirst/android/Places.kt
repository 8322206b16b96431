package org.askfirst.android

import android.content.Context
import android.os.Build
import android.os.UserManager
import java.io.File

/** Where the library keeps its few files. */
internal object Places {
    /**
     * The library's folder: outside every backup, and never emptied by the system.
     *
     * Put together by hand, because `noBackupFilesDir` makes the folder, which is a disk call on the calling thread.
     */
    fun root(context: Context): File = File(context.applicationInfo.dataDir, "no_backup/askfirst")

    /** The name of the ledger of an app that has only one. */
    const val LEDGER = "ledger"

    /** The ledger's folder. Nothing but the core opens a file in it. */
    fun ledger(context: Context, name: String = LEDGER): File = File(root(context), name)

    /** The ledger's key, wrapped. */
    fun wrappedKey(context: Context, name: String = LEDGER): File = File(root(context), "key" + suffix(name))

    /** What tells the key and the anchor of one more ledger from those of the first. */
    fun suffix(name: String): String = if (name == LEDGER) "" else "-$name"

    /** Before the first unlock of the device an absent file means nothing. */
    fun areReadable(context: Context): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.N ||
        (context.getSystemService(Context.USER_SERVICE) as? UserManager)?.isUserUnlocked != false
}
