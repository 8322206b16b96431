package org.askfirst.robolectric;

import android.content.Intent;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.PackageManager.NameNotFoundException;
import android.content.pm.ResolveInfo;
import java.util.List;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowApplicationPackageManager;

/**
 * Counts every question about which other apps there are.
 *
 * <p>What an app asks about its own package is not counted: it is no personal data, and the framework asks it often.
 */
@Implements(className = "android.app.ApplicationPackageManager", isInAndroidSdk = false)
public class CountingPackageManager extends ShadowApplicationPackageManager {
    @Implementation
    @Override
    public List<PackageInfo> getInstalledPackages(int flags) {
        return Counters.counting(Counted.APPS_LIST, () -> super.getInstalledPackages(flags));
    }

    @Implementation
    protected List<PackageInfo> getInstalledPackages(PackageManager.PackageInfoFlags flags) {
        return Counters.counting(Counted.APPS_LIST, () -> super.getInstalledPackages((Object) flags));
    }

    @Implementation
    @Override
    protected List<PackageInfo> getInstalledPackagesAsUser(int flags, int user) {
        return Counters.counting(Counted.APPS_LIST, () -> super.getInstalledPackagesAsUser(flags, user));
    }

    @Implementation
    @Override
    protected List<ApplicationInfo> getInstalledApplications(int flags) {
        return Counters.counting(Counted.APPS_APPLICATIONS, () -> super.getInstalledApplications(flags));
    }

    @Implementation
    protected List<ApplicationInfo> getInstalledApplications(PackageManager.ApplicationInfoFlags flags) {
        return Counters.counting(Counted.APPS_APPLICATIONS, () -> super.getInstalledApplications((Object) flags));
    }

    @Implementation
    @Override
    protected List<PackageInfo> getPackagesHoldingPermissions(String[] permissions, int flags) {
        return Counters.counting(Counted.APPS_LIST, () -> super.getPackagesHoldingPermissions(permissions, flags));
    }

    @Implementation
    @Override
    protected List<ResolveInfo> queryIntentActivities(Intent intent, int flags) {
        return Counters.counting(Counted.APPS_QUERY, () -> super.queryIntentActivities(intent, flags));
    }

    @Implementation
    protected List<ResolveInfo> queryIntentActivities(Intent intent, PackageManager.ResolveInfoFlags flags) {
        return Counters.counting(
                Counted.APPS_QUERY,
                () -> super.queryIntentActivitiesAsUser(intent, (Object) flags, android.os.Process.myUid() / 100_000));
    }

    @Implementation
    @Override
    protected List<ResolveInfo> queryIntentServices(Intent intent, int flags) {
        return Counters.counting(Counted.APPS_QUERY, () -> super.queryIntentServices(intent, flags));
    }

    @Implementation
    @Override
    protected List<ResolveInfo> queryBroadcastReceivers(Intent intent, int flags) {
        return Counters.counting(Counted.APPS_QUERY, () -> super.queryBroadcastReceivers(intent, flags));
    }

    @Implementation
    @Override
    protected List<ResolveInfo> queryIntentContentProviders(Intent intent, int flags) {
        return Counters.counting(Counted.APPS_QUERY, () -> super.queryIntentContentProviders(intent, flags));
    }

    @Implementation
    @Override
    protected ResolveInfo resolveActivity(Intent intent, int flags) {
        return Counters.counting(Counted.APPS_QUERY, () -> super.resolveActivity(intent, flags));
    }

    @Implementation
    @Override
    protected Intent getLaunchIntentForPackage(String name) {
        return foreign(name, () -> super.getLaunchIntentForPackage(name));
    }

    @Implementation
    @Override
    protected String[] getPackagesForUid(int uid) {
        return uid == android.os.Process.myUid()
                ? super.getPackagesForUid(uid)
                : Counters.counting(Counted.APPS_OTHER, () -> super.getPackagesForUid(uid));
    }

    @Implementation
    @Override
    protected PackageInfo getPackageInfo(String name, int flags) throws NameNotFoundException {
        return foreign(name, () -> super.getPackageInfo(name, flags));
    }

    @Implementation
    protected PackageInfo getPackageInfo(String name, PackageManager.PackageInfoFlags flags)
            throws NameNotFoundException {
        return foreign(name, () -> super.getPackageInfo(name, (Object) flags));
    }

    @Implementation
    @Override
    protected ApplicationInfo getApplicationInfo(String name, int flags) throws NameNotFoundException {
        return foreign(name, () -> super.getApplicationInfo(name, flags));
    }

    @Implementation
    protected ApplicationInfo getApplicationInfo(String name, PackageManager.ApplicationInfoFlags flags)
            throws NameNotFoundException {
        return foreign(name, () -> super.getApplicationInfo(name, (Object) flags));
    }

    @Implementation
    @Override
    protected String getInstallerPackageName(String name) {
        return foreign(name, () -> super.getInstallerPackageName(name));
    }

    private static <T> T foreign(String name, java.util.concurrent.Callable<T> call) {
        boolean own = RuntimeEnvironment.getApplication() == null
                || RuntimeEnvironment.getApplication().getPackageName().equals(name);
        return own ? Counters.uncounted(call) : Counters.counting(Counted.APPS_OTHER, call);
    }
}
