package org.askfirst.demo

import android.app.Activity
import android.os.Bundle
import android.widget.FrameLayout
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.ConsentView
import org.askfirst.Guard
import org.askfirst.Pack
import org.askfirst.PersonView
import org.askfirst.PolicyState
import org.askfirst.Status
import org.askfirst.demo.pages.CentrePage
import org.askfirst.demo.pages.HomePage
import org.askfirst.demo.pages.LinksPage
import org.askfirst.demo.pages.NearbyPage
import org.askfirst.demo.pages.PacksPage
import org.askfirst.demo.pages.Page
import org.askfirst.demo.pages.Place
import org.askfirst.demo.pages.PolicyPage
import org.askfirst.demo.pages.PrivacyPage
import org.askfirst.demo.pages.RecordPage
import org.askfirst.demo.pages.UsesPage
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

    /** Whether the person has been before the policy's question, and has left it with or without an answer. */
    internal var hasFacedPolicy: Boolean = false
        private set

    /** What the guard knew of the person at the first run; `null` where the policy was answered before. */
    internal var person: PersonView? = null
        private set

    /** The file of the policy at hand. */
    internal val policy: String get() = app.policy

    private val app get() = application as WorkbenchApp
    private var following: Job? = null
    private val way = ArrayDeque<Place>()
    private var page: Page? = null
    private var watching = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.activity_main)
        val saved = savedInstanceState?.getStringArrayList(WAY)?.map { Place.valueOf(it) }
        way.addAll(saved ?: listOf(Place.HOME))
        show()
        begin()
    }

    /** Follows the guard at hand, which another one may have replaced. */
    private fun begin() {
        hasFacedPolicy = false
        person = null
        following?.cancel()
        following =
            scope.launch {
                launch { privacy.status.collect { refresh() } }
                launch { privacy.prompts.collect { refresh() } }
                launch { firstRun() }
            }
    }

    /** The person chose another policy: the app begins anew under it. */
    internal fun switchTo(pack: Pack) {
        following?.cancel()
        app.switchTo(pack)
        consents = emptyList()
        watching = false
        way.clear()
        way.addLast(Place.HOME)
        show()
        begin()
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
     * button of their own to reconsider. Where the policy has rules for minors, the home page asks for the age first.
     */
    private suspend fun firstRun() {
        privacy.status.first { it !is Status.Opening }
        if (privacy.policy.state == PolicyState.NotAnswered) {
            val known = privacy.person.view()
            person = known
            if (!known.isAgeUnknown) privacy.policy.present()
            hasFacedPolicy = !known.isAgeUnknown
        } else {
            hasFacedPolicy = true
        }
        refresh()
    }

    /** The person said how old they are; only which band of the policy fits is kept. */
    internal fun stateAge(years: Int) {
        // The question is answered; nobody answers it twice.
        person = null
        refresh()
        scope.launch {
            privacy.person.stateAge(years)
            firstRun()
        }
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
        val guard = privacy
        scope.launch {
            guard.consents.collect {
                if (guard !== privacy) return@collect
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
        Place.CENTRE -> CentrePage(this)
        Place.USES -> UsesPage(this)
        Place.PACKS -> PacksPage(this)
        Place.RECORD -> RecordPage(this)
        Place.POLICY -> PolicyPage(this)
    }

    private companion object {
        const val WAY = "way"
    }
}
