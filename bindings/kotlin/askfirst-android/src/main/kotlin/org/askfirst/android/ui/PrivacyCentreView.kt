package org.askfirst.android.ui

import android.app.Activity
import android.app.Dialog
import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import android.widget.TextView
import android.widget.Toast
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.askfirst.Ask
import org.askfirst.ConsentView
import org.askfirst.Group
import org.askfirst.Guard
import org.askfirst.Standing
import org.askfirst.Withdrawn
import org.askfirst.android.R
import org.askfirst.android.UiThread

/**
 * Lists every consent with a switch: off withdraws, on asks.
 *
 * A switch shows what the guard holds and nothing else: it moves when the withdrawal is on disk, or the answer is.
 * For a layout of the app's own; [PrivacyCentre] shows it by itself.
 */
public class PrivacyCentreView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) :
    LinearLayout(context, attributes) {
    private val rows = linkedMapOf<String, SwitchRow>()
    private var scope: CoroutineScope? = null
    private var guard: Guard? = null
    private val language get() = languageOf(resources.configuration)

    init {
        orientation = VERTICAL
    }

    /** Shows the consents of [guard], for as long as the view is on a screen. */
    public fun bind(guard: Guard) {
        this.guard = guard
        if (isAttachedToWindow) listen()
    }

    override fun onAttachedToWindow() {
        super.onAttachedToWindow()
        listen()
    }

    override fun onDetachedFromWindow() {
        super.onDetachedFromWindow()
        scope?.cancel()
        scope = null
    }

    private fun listen() {
        val guard = guard ?: return
        scope?.cancel()
        val fresh = CoroutineScope(SupervisorJob() + UiThread)
        scope = fresh
        fresh.launch { guard.consents.collect { list -> draw(guard, list.filter { it.isGated }) } }
    }

    private fun draw(guard: Guard, consents: List<ConsentView>) {
        val choices = consents.groupBy { it.choice }
        if (choices.keys.toList() != rows.keys.toList()) {
            removeAllViews()
            rows.clear()
            choices.keys.forEach { rows[it] = row() }
        }
        choices.forEach { (choice, views) -> fill(guard, rows.getValue(choice), views) }
    }

    private fun row(): SwitchRow {
        val row = LayoutInflater.from(context).inflate(R.layout.askfirst_choice, this, false) as SwitchRow
        addView(row)
        return row
    }

    private fun fill(guard: Guard, row: SwitchRow, views: List<ConsentView>) {
        val words = views.map { it.words(language) }
        val first = words.first()
        val terms = words.map { it.term }.distinct().joinToString(SEPARATOR)
        row.say("${first.recipient ?: first.function}$SEPARATOR$terms", first.purpose)
        val isGiven = views.any { it.state.standing == Standing.GIVEN }
        row.isChecked = isGiven
        row.onToggle = {
            // Back to what holds; the change comes by way of the guard.
            row.isChecked = isGiven
            row.isEnabled = false
            change(guard, views, isGiven).invokeOnCompletion { UiThread.run { row.isEnabled = true } }
        }
    }

    private fun change(guard: Guard, views: List<ConsentView>, isGiven: Boolean): Job =
        checkNotNull(scope) { "the view is not on a screen" }.launch {
            if (isGiven) {
                views.forEach { withdraw(guard, it) }
            } else {
                ask(guard, views)
            }
        }

    private suspend fun ask(guard: Guard, views: List<ConsentView>) {
        val reason = guard.askTogether(views.map { it.access }, Ask.TAPPED).firstNotNullOfOrNull { it.reason } ?: return
        // What the person did needs no words; what kept the guard from asking does.
        if (reason.group != Group.SAID_NO && reason.group != Group.NOT_ANSWERED) say(reason.message(language))
    }

    private suspend fun withdraw(guard: Guard, view: ConsentView) {
        val message = when (val done = guard.withdraw(view.access)) {
            is Withdrawn.Done, Withdrawn.NothingGiven -> return
            is Withdrawn.ClosesAccount -> done.consequence
            Withdrawn.NotDurable -> context.getString(R.string.askfirst_not_durable)
        }
        say(message)
    }

    private fun say(words: String) = Toast.makeText(context, words, Toast.LENGTH_LONG).show()

    private companion object {
        const val SEPARATOR = " · "
    }
}

/** Shows the list of consents as a screen of its own. */
public object PrivacyCentre {
    /** Shows it over [activity]; the way back closes it. */
    @JvmStatic
    public fun show(activity: Activity, guard: Guard): Dialog {
        val dialog = Dialog(activity, R.style.askfirst_Window)
        val page = LayoutInflater.from(dialog.context).inflate(R.layout.askfirst_document, null)
        page.fitsSystemWindows = true
        dialog.setContentView(page)
        dialog.setTitle(R.string.askfirst_privacy_centre)
        page.find<TextView>(R.id.askfirst_document_title).setText(R.string.askfirst_privacy_centre)
        page.find<View>(R.id.askfirst_document_back).setOnClickListener { dialog.dismiss() }
        page.find<ViewGroup>(R.id.askfirst_document_body).addView(
            PrivacyCentreView(dialog.context).apply { bind(guard) },
        )
        dialog.show()
        return dialog
    }
}
