package org.askfirst.android

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Permission
import java.util.concurrent.ConcurrentHashMap

/** Which of Android's permissions stand before which kind, and how they stand now. */
internal class SystemPermissions private constructor(private val context: Context) {
    private val dismissedForGood = ConcurrentHashMap.newKeySet<String>()

    private val declared: Set<String> by lazy {
        // The app's own manifest; nothing is learnt about any other app.
        val own = context.packageManager.getPackageInfo(context.packageName, PackageManager.GET_PERMISSIONS)
        own.requestedPermissions.orEmpty().toSet()
    }

    /** What the system's dialog has to be asked for, the deciding permission first. */
    fun of(kind: Kind<*>): List<String> = when (kind.id) {
        // From Android 12 on, precise is only given together with coarse.
        Kinds.PRECISE_LOCATION.id -> listOf(
            Manifest.permission.ACCESS_FINE_LOCATION,
            Manifest.permission.ACCESS_COARSE_LOCATION,
        )

        Kinds.COARSE_LOCATION.id -> listOf(Manifest.permission.ACCESS_COARSE_LOCATION)

        Kinds.INSTALLED_APPS.id -> listOf(INSTALLED_APPS).filter { isKnown(it) }

        else -> emptyList()
    }

    /**
     * How [kind] stands now.
     *
     * Android does not tell "never asked" from "never again". Whoever was not asked in this process counts as not
     * asked: the system then answers by itself, without a dialog, if it was told never to ask again.
     */
    fun state(kind: Kind<*>): Permission {
        val deciding = of(kind).firstOrNull() ?: return Permission.NOT_NEEDED
        return when {
            isGranted(deciding) -> Permission.GRANTED
            deciding !in declared -> Permission.UNAVAILABLE
            deciding in dismissedForGood -> Permission.DENIED
            else -> Permission.NOT_ASKED
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

        /** Chinese systems guard the list of apps with this one; stock Android does not know it. */
        private const val INSTALLED_APPS = "com.android.permission.GET_INSTALLED_APPS"
    }
}
