package org.askfirst.demo.player

import org.askfirst.Pack
import org.askfirst.demo.Policy003
import java.io.File

/** A flow of the requirements that the player knows: how it is named, and all of its steps from a fresh install. */
internal enum class Scene(
    /** Its number among the flows that the policies ask for. */
    val code: String,
    /** The ids that its steps bear in the report. */
    val names: List<String>,
    /** Under the policy that the app ships, whose accesses the app's own pages use. */
    val play: Flows.() -> Unit,
    /** Under any other policy that has it. */
    val underAnother: Flows.() -> Unit,
) {
    FIRST_RUN("F1", listOf("too-early", "first-run", "limited", "accept"), {
        tooEarly()
        refusePolicy()
        limitedMode()
        acceptPolicy()
    }, { policies.only("F1") }),
    IN_USE("F2", listOf("use"), { policies.only("F2") }),
    REFUSED("F3", listOf("refused"), { policies.only("F3") }),
    NECESSARY("F4", listOf("necessary"), { policies.only("F4") }),
    DEEP_LINK("F5", listOf("deep-link", "clipboard"), {
        firstRunAgree()
        deepLink()
        clipboardLater()
    }),
    SYSTEM_SWITCH("F6", listOf("location"), {
        firstRunAgree()
        location(systemSays = false)
    }, { policies.only("F6") }),
    WITHDRAWAL("F7", listOf("withdraw"), {
        firstRunAgree()
        deepLink(brief = true)
        clipboardLater()
        withdraw()
    }, { policies.only("F7") }),
    NEW_EDITION("F8", listOf("edition"), { policies.only("F8") }),
    POLICIES("F11", listOf("policies"), { policies.everyPolicy() }),
    ;

    constructor(code: String, names: List<String>, play: Flows.() -> Unit) : this(code, names, play, play)

    companion object {
        /** Everything, each flow once, in the order in which a person meets it. */
        val all: Flows.() -> Unit = {
            tooEarly()
            refusePolicy()
            limitedMode()
            acceptPolicy()
            deepLink()
            clipboardLater()
            location(systemSays = false)
            withdraw()
        }

        /** All flows that need no policy in particular, under the one at hand. */
        val onePolicy: Flows.() -> Unit = { policies.underThis() }

        fun named(name: String): Scene = entries.firstOrNull { it.isNamed(name) }
            ?: throw IllegalArgumentException("there is no flow “$name” yet; there are ${entries.joinToString()}")
    }

    private fun isNamed(name: String) = code.equals(name, true) || names.any { it.equals(name, true) }

    override fun toString(): String = "$code (${names.joinToString()})"
}

/**
 * What to play, as `cargo xtask demo` was told; nothing means all of it.
 *
 * A choice that cannot be played is an error that says what can.
 */
internal class Selection(
    flow: String?,
    pack: String?,
    private val language: String?,
    policies: File,
    matrix: Matrix = Matrix.ofRepository(),
) {
    private val scene = flow?.let(Scene::named)

    /** The pack to open instead of the app's own, or `null`. */
    val pack: Pack? = pack?.let { found(it, policies) }?.takeUnless { it.name == Policy003.FILE }

    init {
        require(language == null || language in LANGUAGES) {
            "the app speaks ${LANGUAGES.joinToString()}, not “$language”"
        }
        val number = (this.pack?.name ?: Policy003.FILE).removeSuffix(".json")
        require(number in matrix.packs) {
            "nobody has said what to try under $number; there are ${matrix.packs.joinToString()}"
        }
        val clause = matrix.lines.firstOrNull { it.code == scene?.code }?.clauses?.get(number)
        require(clause == null) {
            "$scene does not apply to policy $number, clause ${clause?.clause}: ${clause?.why?.en}"
        }
    }

    /** The steps of a play in [language], or `null` if it is not to be played; [usual] are its steps by default. */
    fun steps(language: String, usual: Flows.() -> Unit): (Flows.() -> Unit)? = when {
        this.language != null && this.language != language -> null
        scene != null -> if (pack == null) scene.play else scene.underAnother
        pack != null -> Scene.onePolicy
        else -> usual
    }

    private fun found(named: String, policies: File): Pack {
        val file = listOf(File(policies, "$named.json"), File(policies, named), File(named)).firstOrNull { it.isFile }
        val there = policies.list().orEmpty().filter { it.endsWith(".json") }.sorted()
        requireNotNull(file) { "there is no pack “$named”; there are ${there.joinToString()}" }
        return Pack(file.name) { file.readText() }
    }

    companion object {
        private val LANGUAGES = listOf("zh", "en")

        /** What the command was told. */
        fun ofCommand(): Selection = Selection(
            System.getenv("ASKFIRST_DEMO_FLOW"),
            System.getenv("ASKFIRST_DEMO_PACK"),
            System.getenv("ASKFIRST_DEMO_LANG"),
            File("../core/policies"),
        )
    }
}
