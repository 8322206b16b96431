package org.askfirst.demo

import android.app.Application
import android.content.Context
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import org.askfirst.Guard
import org.askfirst.Pack
import org.askfirst.android.AskFirst
import org.askfirst.demo.standin.LinkStandIn

/** Opens the guard before anything else runs, then starts up the way careless apps do. */
public class WorkbenchApp : Application() {
    /** The one guard of this process. */
    internal lateinit var privacy: Guard
        private set

    /** The file of the policy at hand. */
    internal var policy: String = Policy003.FILE
        private set

    /** The deep-link stand-in. Only its adapter starts it. */
    internal val linkSdk = LinkStandIn()

    /** How the attempts of start-up ended; empty until they have. */
    internal var attempts: List<StartUp.Attempt> = emptyList()
        private set

    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    override fun attachBaseContext(base: Context) {
        super.attachBaseContext(base)
        val pack = PackChoice.pack(this)
        policy = pack.name
        privacy = opened(pack, base.getString(R.string.language))
    }

    /** Closes the policy at hand and opens [pack]. What was answered stays with the policy it answered. */
    internal fun switchTo(pack: Pack) {
        privacy.close()
        policy = pack.name
        privacy = opened(pack, getString(R.string.language))
    }

    private fun opened(pack: Pack, speaks: String): Guard =
        AskFirst.open(this, pack, ledger = "policy-" + pack.name.removeSuffix(".json")) {
            language = speaks
            // A cold first frame on an old phone can take longer than the library's three seconds.
            shownTimeoutMillis = FIRST_FRAME_MILLIS
            adapter(LinkAdapter(linkSdk) { privacy })
        }

    override fun onCreate() {
        super.onCreate()
        scope.launch { attempts = StartUp(privacy).readTooEarly() }
    }

    private companion object {
        const val FIRST_FRAME_MILLIS = 20_000L
    }
}
