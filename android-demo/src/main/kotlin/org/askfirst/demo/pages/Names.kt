package org.askfirst.demo.pages

import android.content.res.Resources
import org.askfirst.ConsentView
import org.askfirst.demo.R

/** What to call an entry of the record, in the pack's own words: the data, and who wants it. */
internal class Names(private val known: List<ConsentView>, private val texts: Resources, private val language: String) {
    fun of(access: String): String = when {
        access.startsWith(START) -> texts.getString(R.string.record_start, recipient(access.removePrefix(START)))
        else -> declared(access) ?: undeclared(access) ?: access
    }

    private fun declared(access: String): String? {
        val words = known.firstOrNull { it.access.id == access }?.words(language) ?: return null
        return words.term + " · " + (words.recipient ?: words.function)
    }

    /** Wanted by the app itself without any function that the policy knows: named by the kind alone. */
    private fun undeclared(access: String): String? {
        val kind = access.substringAfterLast('/')
        val words = known.firstOrNull { it.access.kind.id == kind }?.words(language) ?: return null
        return words.term + " · " + texts.getString(R.string.privacy_app)
    }

    private fun recipient(id: String): String =
        known.firstOrNull { it.access.id.startsWith("$id.") }?.words(language)?.recipient ?: id

    private companion object {
        /** How the record names the start of an SDK. */
        const val START = "start "
    }
}
