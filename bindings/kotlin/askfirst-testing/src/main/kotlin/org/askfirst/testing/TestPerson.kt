package org.askfirst.testing

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicReference
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.askfirst.Access
import org.askfirst.Control
import org.askfirst.Dismissal
import org.askfirst.Guard
import org.askfirst.PolicyState
import org.askfirst.Prompt
import org.askfirst.Style

/** What the person does when asked. */
internal enum class Reaction { AGREE, REFUSE, LEAVE }

/** The person in front of the screen, who does what the test scripted and nothing else. */
internal class TestPerson {
    val answers = ConcurrentHashMap<String, Reaction>()
    val asked = CopyOnWriteArrayList<List<Access<*>>>()
    private val unforeseen = AtomicReference<String?>()
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    @Volatile
    var policy: PolicyState? = null

    /** The same person in the next process. */
    fun next(): TestPerson {
        leave()
        val next = TestPerson()
        next.answers += answers
        next.policy = policy
        return next
    }

    fun watch(guard: Guard) {
        scope.launch {
            var last = 0L
            guard.prompts.collect { prompt ->
                if (prompt != null && prompt.ticket != last) {
                    last = prompt.ticket
                    answer(guard, prompt)
                }
            }
        }
    }

    fun leave(): Unit = scope.cancel()

    /** Runs [call] and fails if the person was asked something that no test foresaw. */
    suspend fun <T> foreseen(call: suspend () -> T): T {
        val result = call()
        unforeseen.getAndSet(null)?.let { unscripted(it) }
        return result
    }

    private suspend fun answer(guard: Guard, prompt: Prompt) {
        asked += prompt.accesses
        prompt.shown(prompt.text.language)
        when (prompt.style) {
            Style.POLICY -> answerPolicy(prompt)
            Style.PRIMER -> prompt.press(prompt.control(Control.CONTINUE))
            Style.CONSENT -> answerConsent(prompt)
            Style.CHOICES -> answerChoices(guard, prompt)
        }
    }

    private fun answerPolicy(prompt: Prompt) = when (policy) {
        PolicyState.Accepted -> prompt.press(prompt.control(Control.AGREE))
        PolicyState.Declined -> prompt.press(prompt.control(Control.REFUSE))
        PolicyState.NotAnswered, null -> giveUp(prompt, "the policy")
    }

    private fun answerConsent(prompt: Prompt) {
        val reactions = prompt.accesses.map { answers[it.id] }
        when {
            Reaction.REFUSE in reactions -> prompt.press(prompt.control(Control.REFUSE))
            Reaction.LEAVE in reactions -> prompt.dismiss(Dismissal.BACK)
            Reaction.AGREE in reactions -> prompt.press(prompt.control(Control.AGREE))
            else -> giveUp(prompt, prompt.accesses.joinToString { it.id })
        }
    }

    private suspend fun answerChoices(guard: Guard, prompt: Prompt) {
        val missing = prompt.accesses.filter { !answers.containsKey(it.id) }
        val choiceOf = guard.consents.first().associate { it.access.id to it.choice }
        val reactions = prompt.accesses.groupBy { choiceOf[it.id] }.mapValues { (_, all) -> all.map { answers[it.id] } }
        val on = reactions.filterValues { all -> Reaction.AGREE in all && Reaction.REFUSE !in all }.keys.filterNotNull()
        when {
            reactions.values.any { all -> all.all { it == null } } -> giveUp(prompt, missing.joinToString { it.id })
            reactions.values.any { Reaction.LEAVE in it } -> prompt.dismiss(Dismissal.BACK)
            else -> prompt.press(prompt.control(Control.SUBMIT), on.toSet())
        }
    }

    private fun giveUp(prompt: Prompt, what: String) {
        unforeseen.set(what)
        prompt.dismiss(Dismissal.CLOSED)
    }

    private fun Prompt.control(id: String): Control = controls.first { it.id == id }
}
