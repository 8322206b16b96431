package org.askfirst.guide

import android.app.Activity
import android.app.Application
import android.content.Context
import android.webkit.WebView
import org.askfirst.Access
import org.askfirst.Ask
import org.askfirst.Fix
import org.askfirst.Guard
import org.askfirst.Kinds
import org.askfirst.Read
import org.askfirst.Remedy
import org.askfirst.android.AskFirst
import org.askfirst.android.assetPack
import org.askfirst.android.web.WebAccesses
import org.askfirst.android.web.WebGates
import org.askfirst.robolectric.AskFirstRunner
import org.askfirst.robolectric.NothingBeforeConsent
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric

// The code of `docs/android.md`, as it stands there; `GuideTest` holds the two together.

class App : Application() {
    lateinit var privacy: Guard

    override fun attachBaseContext(base: Context) {
        super.attachBaseContext(base)
        privacy = AskFirst.open(this, assetPack(this, "policy.json"))
    }
}

/** What the guide's reader generates from a policy. */
private object Policy {
    object Nearby {
        val location: Access<Fix> = Access("nearby.location", Kinds.PRECISE_LOCATION)
    }
}

class MainActivity : Activity() {
    private val privacy get() = (application as App).privacy

    suspend fun sortsByDistance() {
        when (val read = privacy.gate(Policy.Nearby.location).read(Ask.TAPPED)) {
            is Read.Value -> show(read.value)
            is Read.Shut -> explain(read.reason.message("en"), read.remedy)
            is Read.Unavailable -> chooseByHand()
        }
    }

    fun guarded(view: WebView): WebGates {
        val accesses = WebAccesses(setOf("https://example.com"), position = Policy.Nearby.location)
        val gates = WebGates(view, privacy, accesses)
        view.webChromeClient = gates.client
        return gates
    }

    private fun show(fix: Fix) = setTitle("${fix.latitude}, ${fix.longitude}")

    private fun explain(why: String, remedy: Remedy) = setTitle("$why $remedy")

    private fun chooseByHand() = setTitle("")
}

@RunWith(AskFirstRunner::class)
class StartUpTest {
    @get:Rule val nothing = NothingBeforeConsent()

    @Test fun `the app starts and reads nothing`() {
        Robolectric.buildActivity(MainActivity::class.java).setup()
    }
}
