package org.askfirst.android.providers.system

import android.content.Context
import org.askfirst.Provider

/** Every kind, beside the headline ones, that Android has a way to read; one line each. */
internal object SystemTable {
    val entries: List<Entry<*>> = Hardware.entries + Networks.entries + Lists.entries + Sensing.entries

    /** A provider for each. */
    fun providers(context: Context): List<Provider<*>> = entries.map { SystemProvider(context, it) }
}
