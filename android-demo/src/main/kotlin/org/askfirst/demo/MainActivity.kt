package org.askfirst.demo

import android.app.Activity
import android.os.Bundle
import android.widget.FrameLayout
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.ConsentView
import org.askfirst.Guard
import org.askfirst.PolicyState
import org.askfirst.Status
import org.askfirst.demo.pages.HomePage
import org.askfirst.demo.pages.LinksPage
import org.askfirst.demo.pages.NearbyPage
import org.askfirst.demo.pages.Page
import org.askfirst.demo.pages.Place
import org.askfirst.demo.pages.PolicyPage
import org.askfirst.demo.pages.PrivacyPage
import org.askfirst.demo.pages.RecordPage
import org.askfirst.demo.pages.need
import org.askfirst.demo.standin.LinkStandIn

/** The only activity: holds one page at a time and draws it again when the guard's answers change. */
public class MainActivity : Activity() {
    internal val scope: CoroutineScope = MainScope()
    internal val privacy: Guard get() = app.privacy
    internal val linkSdk: LinkStandIn get() = app.linkSdk
    internal val screen: FrameLayout by lazy { window.decorView.need(R.id.screen) }

    /** The consents as last published by the guard. */
    internal var consents: List<ConsentView> = emptyList()
        private set

    private val app get() = application as WorkbenchApp
    private val way = ArrayDeque<Place>()
    private var page: Page? = null
    private var watching = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.activity_main)
        val saved = savedInstanceState?.getStringArrayList(WAY)?.map { Place.valueOf(it) }
        way.addAll(saved ?: listOf(Place.HOME))
        show()
        scope.launch { privacy.status.collect { refresh() } }
        scope.launch { privacy.prompts.collect { refresh() } }
        scope.launch { firstRun() }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putStringArrayList(WAY, ArrayList(way.map { it.name }))
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    /**
     * Presents the policy on the first run and never again by itself: whoever declined it meets limited mode, with a
     * button of their own to reconsider.
     */
    private suspend fun firstRun() {
        privacy.status.first { it !is Status.Opening }
        if (privacy.policy.state == PolicyState.NotAnswered) privacy.policy.present()
        refresh()
    }

    /** The person asked to see the policy again. */
    internal fun presentPolicy() {
        scope.launch {
            privacy.policy.present(Ask.TAPPED)
            refresh()
        }
    }

    /** Keeps [consents] up to date from the first page on that lists them. */
    internal fun watchConsents() {
        if (watching) return
        watching = true
        scope.launch {
            privacy.consents.collect {
                consents = it
                refresh()
            }
        }
    }

    internal fun refresh() {
        page?.draw()
    }

    internal fun goTo(place: Place) {
        way.addLast(place)
        show()
    }

    internal fun goBack() {
        if (way.size > 1) {
            way.removeLast()
            show()
        } else {
            finish()
        }
    }

    @Deprecated("The framework's own callback; the newer one needs API 33.")
    override fun onBackPressed() = goBack()

    private fun show() {
        val next = make(way.last())
        page = next
        screen.removeAllViews()
        screen.addView(next.view)
        next.draw()
    }

    private fun make(place: Place): Page = when (place) {
        Place.HOME -> HomePage(this)
        Place.NEARBY -> NearbyPage(this)
        Place.LINKS -> LinksPage(this)
        Place.PRIVACY -> PrivacyPage(this)
        Place.RECORD -> RecordPage(this)
        Place.POLICY -> PolicyPage(this)
    }

    private companion object {
        const val WAY = "way"
    }
}
