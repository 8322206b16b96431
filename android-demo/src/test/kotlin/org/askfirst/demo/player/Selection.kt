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
    /** Whether it fits any pack; the others use accesses of the one that the app ships. */
    val fitsAnyPack: Boolean,
    val play: Flows.() -> Unit,
) {
    FIRST_RUN("F1", listOf("too-early", "first-run", "limited", "accept"), true, {
        tooEarly()
        refusePolicy()
        limitedMode()
        acceptPolicy()
    }),
    DEEP_LINK("F5", listOf("deep-link", "clipboard"), false, {
        firstRunAgree()
        deepLink()
        clipboardLater()
    }),
    SYSTEM_SWITCH("F6", listOf("location"), false, {
        firstRunAgree()
        location(systemSays = false)
    }),
    WITHDRAWAL("F7", listOf("withdraw"), false, {
        firstRunAgree()
        deepLink(brief = true)
        clipboardLater()
        withdraw()
    }),
    ONE_POLICY("F2", listOf("use", "F3", "F4", "F8", "one-policy"), true, { policies.underThis() }),
    POLICIES("F11", listOf("policies"), true, { policies.everyPolicy() }),
    ;

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

        fun named(name: String): Scene =
            entries.firstOrNull { it.code.equals(name, true) || it.names.any { known -> known.equals(name, true) } }
                ?: throw IllegalArgumentException(
                    "there is no flow “$name” yet; there are ${entries.joinToString {
                        it.toString()
                    }}",
                )
    }

    override fun toString(): String = "$code (${names.joinToString()})"
}

/**
 * What to play, as `cargo xtask demo` was told; nothing means all of it.
 *
 * A choice that cannot be played is an error that says what can.
 */
internal class Selection(flow: String?, pack: String?, private val language: String?, policies: File) {
    private val scene = flow?.let(Scene::named)

    /** The pack to open instead of the app's own, or `null`. */
    val pack: Pack? = pack?.let { found(it, policies) }?.takeUnless { it.name == Policy003.FILE }

    init {
        require(language == null || language in LANGUAGES) {
            "the app speaks ${LANGUAGES.joinToString()}, not “$language”"
        }
        require(this.pack == null || scene?.fitsAnyPack != false) {
            "$scene needs ${Policy003.FILE}; with another pack there is ${Scene.entries.filter { it.fitsAnyPack }}"
        }
    }

    /** The steps of a play in [language], or `null` if it is not to be played; [usual] are its steps by default. */
    fun steps(language: String, usual: Flows.() -> Unit): (Flows.() -> Unit)? = when {
        this.language != null && this.language != language -> null

        scene != null -> scene.play

        pack != null -> Scene.ONE_POLICY.play

        // The one play in that language then shows everything.
        this.language == "en" -> Scene.all

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
