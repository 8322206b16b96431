package org.askfirst.android.ui

/** What a person has done with one question so far. Outlives every window that the question is drawn in. */
internal class Session(val ticket: Long) {
    /** The choices that the person has set. */
    val on: MutableSet<String> = linkedSetOf()

    /** How far the person has scrolled. */
    var scroll = 0

    /** Whether the person is reading the policy, and how far. */
    var isReading = false
    var readingScroll = 0

    /** Whether a control was pressed: the question is then no longer the person's to leave. */
    var isAnswered = false

    /** Whether the person left it without an answer. */
    var isLeft = false

    /** In which languages it was drawn on the screen that it stands on. */
    val shownIn: MutableSet<String> = mutableSetOf()
}
