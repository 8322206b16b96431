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

    /** The deep-link stand-in. Only its adapter starts it. */
    internal val linkSdk = LinkStandIn()

    /** How the attempts of start-up ended; empty until they have. */
    internal var attempts: List<StartUp.Attempt> = emptyList()
        private set

    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    override fun attachBaseContext(base: Context) {
        super.attachBaseContext(base)
        privacy =
            AskFirst.open(this, Pack(Policy003.FILE, policy(base))) {
                language = base.getString(R.string.language)
                // A cold first frame on an old phone can take longer than the library's three seconds.
                shownTimeoutMillis = FIRST_FRAME_MILLIS
                adapter(LinkAdapter(linkSdk) { privacy })
            }
    }

    override fun onCreate() {
        super.onCreate()
        scope.launch { attempts = StartUp(privacy).readTooEarly() }
    }

    /** The pack as the app ships it. Text that cannot be read gives a guard that is closed and says so. */
    private fun policy(base: Context): String =
        runCatching { base.assets.open(Policy003.FILE).bufferedReader().use { it.readText() } }.getOrDefault("")

    private companion object {
        const val FIRST_FRAME_MILLIS = 20_000L
    }
}
