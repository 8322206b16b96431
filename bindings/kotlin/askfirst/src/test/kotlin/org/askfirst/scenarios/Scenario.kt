package org.askfirst.scenarios

import java.io.File
import java.time.Instant
import java.util.Locale
import org.askfirst.Access
import org.askfirst.Kind
import org.askfirst.NamedRecipient
import org.askfirst.Pack
import org.askfirst.Recipient
import org.askfirst.Surface

/** A scenario file, read by the rules of `docs/scenarios.md`. */
internal class Scenario(private val file: File, private val root: File, text: String = file.readText()) {
    private val head = Json.parse(text)
    val name: String = head["name"].text
    val start: Long = moment(head["start"].text)
    val language: String = head["language"].textOrNull ?: "zh"
    val surface: Surface = Surface.valueOf((head["surface"].textOrNull ?: "app").uppercase(Locale.ROOT))
    val isIos: Boolean = head["platform"].textOrNull == "ios"
    val device: Map<String, String> = head["device"].members.mapValues { it.value.text }
    val keepsAnchor: Boolean = head["anchor"].flag(true)
    val draws: Boolean = head["draws"].flag(true)
    val quietPeriodHours: Int? = head["quiet_period_hours"].longOrNull?.toInt()
    val alwaysTwoControls: Boolean = head["two_controls_always"].flag(false)
    val legacy: Node = head["legacy"]

    /** The full years that the app states for every account whose age is wanted and unknown. */
    val age: Int? = head.age()
    val exemptions: Boolean = head["exemptions"].flag(false)

    /** Who stands behind the policy's categories of recipients. */
    val names: List<NamedRecipient> = head["bindings"].items.map {
        NamedRecipient(it["category"].text, it["id"].text, it["name"].text, it["region"].text == "domestic")
    }
    val phone: Node = head["phone"]
    val steps: List<Step> = head["steps"].items.map { Step(it) }

    init {
        ABOUT.forEach { head[it] }
    }

    /** Refuses what no verb and no head knows, once everything was played. */
    fun checkFields() {
        val unknown = head.unread()
        require(unknown.isEmpty()) { "$name: unknown field ${unknown.joinToString { "`$it`" }}" }
    }

    /** Recipients whose SDK cannot stop before the process ends. */
    val stopsAfterRestart: Set<String> =
        head["sdks"].members.filterValues { it["stops"].textOrNull == "after_restart" }.keys

    fun pack(other: String? = null): Pack {
        val name = other ?: head["pack"].text
        val isPolicy = name.all { it in '0'..'9' }
        val place = if (isPolicy) root.resolve("core/policies/$name.json") else file.parentFile.resolve(name)
        return Pack(place.name, place.readText())
    }

    companion object {
        /** For the reader, and for the replayer that judges. */
        private val ABOUT = listOf("about", "covers")

        /** A whole number of years; every other form is an error. */
        private fun Node.age(): Int? = takeIf { it.has("age") }?.get("age")?.let { written ->
            requireNotNull(written.longOrNull?.takeIf { written.isWhole && it in 0..255 }) { "`age` is no number of years" }
        }?.toInt()

        fun moment(text: String): Long = Instant.parse(text).toEpochMilli()
    }
}

/** One step: a verb with its fields, and what must come of it. */
internal class Step(node: Node) {
    val verb: String = node.members.keys.single { it != "then" && it != "note" }
    val fields: Node = node[verb]
    val then: Node = node["then"]

    init {
        COUNTS.forEach { then[it].members }
        SHOWN.forEach { then["prompt"][it] }
    }

    /** How many calls must be answered in this step. */
    val answers: Int = then["answers"].texts.sumOf { answer ->
        answer.split(' ').let { if (it.getOrNull(1) == "x") it[0].toInt() else 1 }
    }

    private companion object {
        /** What only the replayer that judges looks at. */
        val COUNTS = listOf("reads", "reads_of", "prompts", "system_dialogs", "starts", "effect_says")
        val SHOWN = listOf("style", "accesses", "says", "lacks", "controls", "choices", "same")
    }
}

/** What an app knows of its pack: the kinds of its accesses and its recipients. A broken pack has none. */
internal class Declared(pack: Pack, names: List<NamedRecipient>) {
    private val kinds = LinkedHashMap<String, String>()
    val recipients = ArrayList<Recipient>()

    init {
        val node = runCatching { Json.parse(pack.json) }.getOrNull() ?: Node(null)
        for (function in node["functions"].items) note(function["id"].textOrNull, function["accesses"].items)
        for (recipient in node["recipients"].items) {
            val accesses = recipient["items"].items.flatMap { it["accesses"].items }
            val own = recipient["id"].textOrNull ?: continue
            // A name behind a category has the category's accesses as its own.
            for (id in listOf(own) + names.filter { it.category == own }.map { it.id }) {
                recipients += Recipient(id, note(id, accesses))
            }
        }
    }

    private fun note(owner: String?, accesses: List<Node>): List<Access<*>> = accesses.map { access ->
        val id = "$owner.${access["id"].textOrNull}"
        kinds[id] = access["kind"].textOrNull ?: NONE
        access(id)
    }

    /** The access of an id; one that the pack does not have is of no kind. */
    fun access(id: String): Access<Any> = Access(id, Kind(kinds[id] ?: NONE))

    private companion object {
        const val NONE = "none"
    }
}
