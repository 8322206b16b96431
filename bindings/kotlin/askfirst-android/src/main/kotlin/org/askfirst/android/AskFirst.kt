package org.askfirst.android

import android.app.Application
import android.content.Context
import android.content.ContextWrapper
import android.os.Build
import org.askfirst.Guard
import org.askfirst.GuardOptions
import org.askfirst.HostLog
import org.askfirst.Pack
import org.askfirst.Surroundings
import org.askfirst.SystemDialogs
import org.askfirst.android.keys.KeystoreAnchor
import org.askfirst.android.keys.KeystoreKeys
import org.askfirst.android.keys.KeystoreNames
import org.askfirst.android.providers.AndroidIdProvider
import org.askfirst.android.providers.ClipboardProvider
import org.askfirst.android.providers.InstalledAppsProvider
import org.askfirst.android.providers.PositionProvider
import org.askfirst.android.providers.system.SystemTable
import org.askfirst.android.ui.PromptScreen
import java.util.Collections
import java.util.Locale
import java.util.WeakHashMap

/** Who draws the guard's questions. */
public enum class PromptUi {
    /** The library, over whichever activity the person sees. */
    LIBRARY,

    /** The app, from `guard.prompts`. */
    APP,
}

/** Opens guards on Android. */
public object AskFirst {
    private val served = Collections.newSetFromMap(WeakHashMap<Guard, Boolean>())

    /**
     * Opens the app's guard.
     *
     * Legal in `attachBaseContext`, before any SDK's content provider. Returns at once: neither the disk nor the key
     * store is touched on the calling thread, and everything is shut until the guard is ready. Never fails: whatever
     * is wrong stands in [Guard.status]. A second call with the same pack gives the same guard.
     *
     * What [configure] leaves open is filled in: the key and the roll-back anchor in the Android Keystore, Android's
     * log, the providers, the system's dialog, the device's brand. [ui] says who draws the questions.
     *
     * An app that serves several policies, one at a time, gives each its own [ledger]: what was answered under one
     * says nothing about another.
     */
    @JvmSynthetic
    public fun open(
        context: Context,
        pack: Pack,
        ui: PromptUi = PromptUi.LIBRARY,
        ledger: String = Places.LEDGER,
        configure: GuardOptions.Builder.() -> Unit = {},
    ): Guard = open(context, GuardOptions.Builder(pack).apply(configure).build(), ui, ledger)

    /** As above, with options made before. */
    @JvmStatic
    @JvmOverloads
    public fun open(
        context: Context,
        options: GuardOptions,
        ui: PromptUi = PromptUi.LIBRARY,
        ledger: String = Places.LEDGER,
    ): Guard {
        val screens = Screens.of(context)
        val folder = Places.ledger(context, ledger)
        val guard = org.askfirst.AskFirst.open(folder, filled(context, options, screens, ledger))
        if (synchronized(served) { served.add(guard) }) {
            UiThread.run {
                screens.watch(ScreenReports(guard))
                if (ui == PromptUi.LIBRARY) PromptScreen(guard, screens).start()
            }
        }
        return guard
    }

    private fun filled(context: Context, options: GuardOptions, screens: Screens, ledger: String): GuardOptions {
        val permissions = SystemPermissions.of(context)
        val builder = options.toBuilder(
            listOf(
                AndroidIdProvider(context),
                PositionProvider(context),
                ClipboardProvider(context),
                InstalledAppsProvider(context),
            ) + SystemTable.providers(context),
        )
        if (builder.keys == null) {
            builder.keys = KeystoreKeys(context, ledger)
            if (builder.anchor == null) builder.anchor = KeystoreAnchor(KeystoreNames(), ledger)
        }
        if (builder.surroundings === Surroundings.Nobody) builder.surroundings = screens
        if (builder.dialogs === SystemDialogs.None) builder.dialogs = HeadlessDialogs(screens, permissions)
        if (builder.log === HostLog.JAVA) builder.log = AndroidLog
        // Conditions of the pack may name a maker: some SDKs belong to one maker's phones. Constants of the build.
        return builder.device("brand", Build.BRAND.orEmpty().lowercase(Locale.ROOT))
            .device("manufacturer", Build.MANUFACTURER.orEmpty().lowercase(Locale.ROOT))
            .build()
    }
}

/** The application that a context belongs to, as soon as there is one. */
internal fun Context.application(): Application? =
    generateSequence(this) { (it as? ContextWrapper)?.baseContext }.filterIsInstance<Application>().firstOrNull()
        ?: applicationContext as? Application
