package org.askfirst.robolectric;

import android.content.ContentResolver;
import android.provider.Settings;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowSettings;

/**
 * Counts reads of the device identifier. In Java, because Kotlin cannot hide a static method of a superclass.
 *
 * <p>Other settings are not counted: the framework itself reads many of them.
 */
@Implements(Settings.Secure.class)
public class CountingSecureSettings extends ShadowSettings.ShadowSecure {
    @Implementation
    protected static String getString(ContentResolver resolver, String name) {
        return Settings.Secure.ANDROID_ID.equals(name)
                ? Counters.counting(Counted.ANDROID_ID, () -> ShadowSettings.ShadowSecure.getString(resolver, name))
                : ShadowSettings.ShadowSecure.getString(resolver, name);
    }

    @Implementation
    protected static String getStringForUser(ContentResolver resolver, String name, int user) {
        return Settings.Secure.ANDROID_ID.equals(name)
                ? Counters.counting(
                        Counted.ANDROID_ID, () -> ShadowSettings.ShadowSecure.getStringForUser(resolver, name, user))
                : ShadowSettings.ShadowSecure.getStringForUser(resolver, name, user);
    }
}
