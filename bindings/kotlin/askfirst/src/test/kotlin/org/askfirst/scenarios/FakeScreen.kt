package org.askfirst.scenarios

import org.askfirst.Guard
import org.askfirst.Prompt
import org.askfirst.PromptText

/** A prompt on the screen. */
internal class Standing(val number: Int, val prompt: Prompt, private val usual: String) {
    /** The language in which it was drawn last. */
    @Volatile
    var drawn: String? = null

    val text: PromptText get() = prompt.text(drawn ?: usual)
}

/** The fake screen: the prompt that stands on it, and every prompt so far. */
internal class FakeScreen(private val language: String, private val draws: Boolean) {
    private val all = ArrayList<Prompt>()

    @Volatile
    var standing: Standing? = null
        private set

    val count: Int @Synchronized get() = all.size

    /** Follows what the guard asks, for as long as the app lives. */
    suspend fun follow(guard: Guard): Unit = guard.prompts.collect { look(it) }

    @Synchronized
    private fun look(prompt: Prompt?) {
        if (prompt?.ticket == standing?.prompt?.ticket) return
        standing = prompt?.let {
            all += it
            Standing(all.size, it, language)
        }
        if (draws && prompt != null) draw(language)
    }

    @Synchronized
    fun draw(language: String) {
        val standing = checkNotNull(standing) { "no prompt is on the screen" }
        standing.prompt.shown(language)
        standing.drawn = language
    }

    /** The prompt of a number, or the one that stands. */
    @Synchronized
    fun prompt(number: Long?): Prompt =
        checkNotNull(if (number == null) standing?.prompt else all.getOrNull(number.toInt() - 1)) {
            "there is no such prompt"
        }

    /** The process died. */
    @Synchronized
    fun clear() {
        standing = null
    }
}
