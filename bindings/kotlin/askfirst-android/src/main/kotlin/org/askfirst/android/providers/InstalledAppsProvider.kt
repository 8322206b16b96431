package org.askfirst.android.providers

import android.content.Context
import android.content.pm.ApplicationInfo
import android.content.pm.PackageInfo
import android.content.pm.PackageManager
import android.os.Build
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.InstalledApp
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Missing
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.Source
import org.askfirst.android.SystemPermissions

/**
 * Lists the installed apps, as far as the system shows them to this one.
 *
 * From Android 11 on the system filters the list by the manifest's `queries`; some Chinese systems ask the person.
 */
public class InstalledAppsProvider(private val context: Context) : Provider<List<InstalledApp>> {
    private val permissions = SystemPermissions.of(context)

    override val kinds: Set<Kind<List<InstalledApp>>> = setOf(Kinds.INSTALLED_APPS)

    override fun platform(kind: Kind<*>): PlatformState = PlatformState(permissions.state(kind))

    override suspend fun read(access: Access<List<InstalledApp>>, permit: AccessPermit): Reading<List<InstalledApp>> {
        // PERMIT: apps.list InstalledAppsProviderTest#a spent permit does not reach the framework
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        val found = context.packageManager.getInstalledPackages(0)
        return Reading.Got(found.map(::app))
    }

    private fun app(info: PackageInfo): InstalledApp {
        val isSystem = (info.applicationInfo?.flags ?: 0) and ApplicationInfo.FLAG_SYSTEM != 0
        return InstalledApp(info.packageName, info.version(), isSystem)
    }

    @Suppress("DEPRECATION")
    private fun PackageInfo.version(): Long =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) longVersionCode else versionCode.toLong()
}

/** Asks whether one app is installed. `gate.readWith(source = IsInstalled(context, name))` uses the list's gate. */
public class IsInstalled(private val context: Context, private val packageName: String) : Source<Boolean> {
    override val kind: Kind<*> get() = Kinds.INSTALLED_APPS

    override suspend fun read(permit: AccessPermit): Reading<Boolean> {
        // PERMIT: apps.one InstalledAppsProviderTest#a spent permit does not reach the question about one app
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        return try {
            context.packageManager.getPackageInfo(packageName, 0)
            Reading.Got(true)
        } catch (_: PackageManager.NameNotFoundException) {
            Reading.Got(false)
        } catch (_: SecurityException) {
            Reading.None(Missing.NOT_OFFERED)
        }
    }
}
