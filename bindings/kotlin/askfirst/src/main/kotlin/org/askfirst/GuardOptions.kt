package org.askfirst

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import org.askfirst.internal.Mapping

/** How a guard is to be opened. Made with [Builder]. */
public class GuardOptions private constructor(builder: Builder) {
    public val pack: Pack = builder.pack
    internal val keys: KeySource? = builder.keys
    internal val anchor: AnchorStore? = builder.anchor
    internal val surroundings: Surroundings = builder.surroundings
    internal val dialogs: SystemDialogs = builder.dialogs
    internal val log: HostLog = builder.log
    internal val language: String = builder.language
    internal val surface: Surface = builder.surface
    internal val legacy: LegacyAcceptance? = builder.legacy
    internal val quietPeriodHours: Int? = builder.quietPeriodHours
    internal val alwaysTwoControls: Boolean = builder.alwaysTwoControls
    internal val shownTimeoutMillis: Long = builder.shownTimeoutMillis
    internal val keyTimeoutMillis: Long = builder.keyTimeoutMillis
    internal val readTimeoutMillis: Long = builder.readTimeoutMillis
    internal val device: Map<String, String> = builder.device.toMap()
    internal val providers: List<Provider<*>> = builder.providers.toList()
    internal val adapters: List<SdkAdapter> = builder.adapters.toList()
    internal val names: List<NamedRecipient> = builder.names.toList()
    internal val exemptions: Boolean = builder.exemptions
    internal val manualClockMillis: Long? = builder.manualClockMillis
    internal val mapping: Mapping = builder.mapping
    internal val isIos: Boolean = builder.isIos
    internal val anyKind: Provider<Any>? = builder.anyKind
    internal val workers: CoroutineDispatcher = builder.workers

    /**
     * A builder with the same options, for a platform layer that fills in what the app left open.
     *
     * The [defaults] come before the app's own providers, which win over them.
     */
    @PlatformApi
    public fun toBuilder(defaults: List<Provider<*>> = emptyList()): Builder {
        val same = Builder(pack)
        same.keys = keys
        same.anchor = anchor
        same.surroundings = surroundings
        same.dialogs = dialogs
        same.log = log
        same.language = language
        same.surface = surface
        same.legacy = legacy
        same.quietPeriodHours = quietPeriodHours
        same.alwaysTwoControls = alwaysTwoControls
        same.shownTimeoutMillis = shownTimeoutMillis
        same.keyTimeoutMillis = keyTimeoutMillis
        same.readTimeoutMillis = readTimeoutMillis
        same.device += device
        same.providers += defaults + providers
        same.adapters += adapters
        same.names += names
        same.exemptions = exemptions
        same.manualClockMillis = manualClockMillis
        same.mapping = mapping
        same.isIos = isIos
        same.anyKind = anyKind
        same.workers = workers
        return same
    }

    /** Collects the options. Every one has a default that opens nothing. */
    public class Builder(internal val pack: Pack) {
        internal val providers: MutableList<Provider<*>> = mutableListOf()
        internal val adapters: MutableList<SdkAdapter> = mutableListOf()
        internal val device: MutableMap<String, String> = linkedMapOf()
        internal val names: MutableList<NamedRecipient> = mutableListOf()
        internal var manualClockMillis: Long? = null
        internal var mapping: Mapping = Mapping()

        /** Lets the core pick what it picks on iOS, so that tests of all languages play the same questions. */
        internal var isIos: Boolean = false

        /** Reads every kind that no other provider reads. For test doubles. */
        internal var anyKind: Provider<Any>? = null

        /** Runs everything that is not done on the caller. Tests look at it to see when all is at rest. */
        internal var workers: CoroutineDispatcher = Dispatchers.IO

        /** Where the ledger's key comes from. Without one the guard stays closed. */
        @set:JvmSynthetic
        public var keys: KeySource? = null

        /** Where the roll-back anchor is kept. Without one an older copy of the ledger is not noticed. */
        @set:JvmSynthetic
        public var anchor: AnchorStore? = null

        /** What the app is doing. By default nobody is there, so nothing can be asked. */
        @set:JvmSynthetic
        public var surroundings: Surroundings = Surroundings.Nobody

        /** How the system's own permission dialog is shown. By default it cannot be. */
        @set:JvmSynthetic
        public var dialogs: SystemDialogs = SystemDialogs.None

        /** Where log lines go. */
        @set:JvmSynthetic
        public var log: HostLog = HostLog.JAVA

        /** The language of prompts and messages, `zh` or `en`. */
        @set:JvmSynthetic
        public var language: String = "zh"

        /** What the host is. A pack that does not cover it opens nothing. */
        @set:JvmSynthetic
        public var surface: Surface = Surface.APP

        /** What an older release of the app remembered as agreement. Opens nothing. */
        @set:JvmSynthetic
        public var legacy: LegacyAcceptance? = null

        /** How long nothing asks again by itself after a prompt was left; the pack's own period if absent. */
        @set:JvmSynthetic
        public var quietPeriodHours: Int? = null

        /** Whether a prompt before a system dialog must have two controls as well. */
        @set:JvmSynthetic
        public var alwaysTwoControls: Boolean = false

        /** Whether [Exemptions] may be claimed at all. */
        @set:JvmSynthetic
        public var exemptions: Boolean = false

        /** How long a prompt may go without being drawn. */
        @set:JvmSynthetic
        public var shownTimeoutMillis: Long = 3_000

        /** How long the key source may take. */
        @set:JvmSynthetic
        public var keyTimeoutMillis: Long = 3_000

        /** How long a provider may take. */
        @set:JvmSynthetic
        public var readTimeoutMillis: Long = 30_000

        /** As [keys]. */
        public fun keys(source: KeySource): Builder = apply { keys = source }

        /** As [anchor]. */
        public fun anchor(store: AnchorStore): Builder = apply { anchor = store }

        /** As [surroundings]. */
        public fun surroundings(surroundings: Surroundings): Builder = apply { this.surroundings = surroundings }

        /** As [dialogs]. */
        public fun dialogs(dialogs: SystemDialogs): Builder = apply { this.dialogs = dialogs }

        /** As [log]. */
        public fun log(log: HostLog): Builder = apply { this.log = log }

        /** As [language]. */
        public fun language(language: String): Builder = apply { this.language = language }

        /** As [surface]. */
        public fun surface(surface: Surface): Builder = apply { this.surface = surface }

        /** As [legacy]. */
        public fun legacy(acceptance: LegacyAcceptance): Builder = apply { legacy = acceptance }

        /** As [quietPeriodHours]. */
        public fun quietPeriodHours(hours: Int): Builder = apply { quietPeriodHours = hours }

        /** As [alwaysTwoControls]. */
        public fun alwaysTwoControls(always: Boolean): Builder = apply { alwaysTwoControls = always }

        /** As [exemptions]. */
        public fun exemptions(mayBeClaimed: Boolean): Builder = apply { exemptions = mayBeClaimed }

        /** As [shownTimeoutMillis]. */
        public fun shownTimeoutMillis(millis: Long): Builder = apply { shownTimeoutMillis = millis }

        /** As [keyTimeoutMillis]. */
        public fun keyTimeoutMillis(millis: Long): Builder = apply { keyTimeoutMillis = millis }

        /** As [readTimeoutMillis]. */
        public fun readTimeoutMillis(millis: Long): Builder = apply { readTimeoutMillis = millis }

        /** Reads a kind. The last provider given for a kind is the one used. */
        public fun provider(provider: Provider<*>): Builder = apply { providers += provider }

        /** Starts and stops a recipient's SDK. The last adapter given for a recipient is the one used. */
        public fun adapter(adapter: SdkAdapter): Builder = apply { adapters += adapter }

        /** Who stands behind a category of recipients that the policy names. */
        public fun recipient(named: NamedRecipient): Builder = apply { names += named }

        /** A fact about the device that a recipient's condition may ask for, such as `brand` and `xiaomi`. */
        public fun device(name: String, value: String): Builder = apply { device[name] = value }

        /** The finished options. */
        public fun build(): GuardOptions = GuardOptions(this)
    }
}

/** What a host can be; a policy says which of them it is for. */
public enum class Surface {
    /** An app on a phone. */
    APP,

    /** A web site. */
    SITE,

    /** A program on a personal computer. */
    CLIENT,

    /** A mini-program inside another app. */
    MINI_PROGRAM,

    /** A plug-in inside another product. */
    PLUGIN
}
