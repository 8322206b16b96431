package org.askfirst.internal

import org.askfirst.Dismissal

/** What can be done with a prompt. Nothing here waits; calls take effect in the order they were made. */
internal interface PromptActs {
    fun shown(ticket: Long, language: String)

    fun press(ticket: Long, control: String, on: List<String>, isBound: Boolean)

    fun dismiss(ticket: Long, how: Dismissal)
}
