@file:JvmName("Packs")

package org.askfirst.android

import android.content.Context
import org.askfirst.Pack

/**
 * The policy pack that lies under [path] among the app's assets.
 *
 * It is read when the guard opens, on the guard's own thread. One that is not there gives a guard that is closed and
 * says so.
 */
public fun assetPack(context: Context, path: String): Pack = Pack(path) {
    context.assets.open(path).bufferedReader().use { it.readText() }
}
