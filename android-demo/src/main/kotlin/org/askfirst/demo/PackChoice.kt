package org.askfirst.demo

import android.content.Context
import org.askfirst.Pack
import org.askfirst.android.assetPack

/** Which policy pack the app opens: the one it ships, unless another was put in its place before the app started. */
internal object PackChoice {
    @Volatile
    var pack: (Context) -> Pack = { context -> assetPack(context, Policy003.FILE) }
}
