package org.askfirst.robolectric

import android.content.Context
import android.content.pm.PackageManager

/** Finds code that Android starts before the app's own: content providers in the app's merged manifest. */
public object SelfStarting {
    /**
     * The classes of all content providers in the manifest of [context]'s app that are not in one of the packages
     * [own]. Each runs before `Application.onCreate`, and so before anybody could have agreed to anything.
     */
    public fun providers(context: Context, vararg own: String): List<String> {
        val manifest = context.packageManager.getPackageInfo(context.packageName, PackageManager.GET_PROVIDERS)
        return manifest.providers.orEmpty().map { it.name }.filterNot { name -> own.any { name.startsWith("$it.") } }
    }
}
