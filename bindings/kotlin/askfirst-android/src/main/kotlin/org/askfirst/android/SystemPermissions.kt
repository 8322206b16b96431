package org.askfirst.android

import android.Manifest
import android.app.AppOpsManager
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.os.Process
import org.askfirst.Kind
import org.askfirst.LogLevel
import org.askfirst.Permission
import java.util.concurrent.ConcurrentHashMap

/** Which of Android's permissions stand before which kind, and how they stand now. */
internal class SystemPermissions private constructor(private val context: Context) {
    private val dismissedForGood = ConcurrentHashMap.newKeySet<String>()
    private val named = ConcurrentHashMap.newKeySet<String>()

    private val declared: Set<String> by lazy {
        // The app's own manifest; nothing is learnt about any other app.
        val own = context.packageManager.getPackageInfo(context.packageName, PackageManager.GET_PERMISSIONS)
        own.requestedPermissions.orEmpty().toSet()
    }

    /** What the system's dialog has to be asked for, the deciding permission first. */
    fun of(kind: Kind<*>): List<String> = rule(kind)?.ask.orEmpty()

    private fun rule(kind: Kind<*>): KindPermissions.Rule? = KindPermissions.of(kind.id, Build.VERSION.SDK_INT)
        ?.takeIf { it.ask.first() != KindPermissions.INSTALLED_APPS || isKnown(KindPermissions.INSTALLED_APPS) }

    /**
     * How [kind] stands now.
     *
     * Android does not tell "never asked" from "never again". Whoever was not asked in this process counts as not
     * asked: the system then answers by itself, without a dialog, if it was told never to ask again.
     */
    fun state(kind: Kind<*>): Permission {
        if (kind.id == KindPermissions.USAGE) return usage()
        val rule = rule(kind) ?: return Permission.NOT_NEEDED
        val deciding = rule.ask.first()
        return when {
            rule.enough.any(::isGranted) -> Permission.GRANTED
            deciding !in declared -> Permission.UNAVAILABLE.also { misses(kind, deciding) }
            deciding in dismissedForGood -> Permission.DENIED
            else -> Permission.NOT_ASKED
        }
    }

    /** Told once: an app that forgot a line of its manifest would otherwise search for long. */
    private fun misses(kind: Kind<*>, permission: String) {
        if (!named.add(permission)) return
        AndroidLog.log(LogLevel.ERROR, TAG, "${kind.id} cannot be read: the app's manifest lacks $permission")
    }

    /** A special access: the person gives it on a page of the system's settings, there is no dialog. */
    private fun usage(): Permission {
        val operations = context.getSystemService(Context.APP_OPS_SERVICE) as? AppOpsManager
        val mode = operations?.let(::usageMode)
        val isAllowed = when (mode) {
            AppOpsManager.MODE_ALLOWED -> true
            AppOpsManager.MODE_DEFAULT -> isGranted(Manifest.permission.PACKAGE_USAGE_STATS)
            else -> false
        }
        return if (isAllowed) Permission.GRANTED else Permission.DENIED
    }

    @Suppress("DEPRECATION")
    private fun usageMode(operations: AppOpsManager): Int {
        val (name, own) = AppOpsManager.OPSTR_GET_USAGE_STATS to Process.myUid()
        return if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            operations.unsafeCheckOpNoThrow(name, own, context.packageName)
        } else {
            operations.checkOpNoThrow(name, own, context.packageName)
        }
    }

    fun isGranted(permission: String): Boolean =
        context.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED

    /** Remembers what the dialog gave. */
    fun answered(permission: String) {
        if (isGranted(permission)) dismissedForGood -= permission else dismissedForGood += permission
    }

    private fun isKnown(permission: String): Boolean = try {
        context.packageManager.getPermissionInfo(permission, 0)
        true
    } catch (_: PackageManager.NameNotFoundException) {
        false
    }

    companion object {
        @Volatile
        private var last: SystemPermissions? = null

        /** The one of the app that [context] belongs to: providers and dialog share what the dialog gave. */
        fun of(context: Context): SystemPermissions {
            // In attachBaseContext there is no application context yet, but the context is the application itself.
            val owner = context.applicationContext ?: context
            return synchronized(this) {
                last?.takeIf { it.context === owner } ?: SystemPermissions(owner).also { last = it }
            }
        }

        private const val TAG = "AskFirst"
    }
}
