package org.askfirst

import java.util.concurrent.Callable

/**
 * A kind of personal data, and the type of the value that reading it gives.
 *
 * [id] is the kind's name in a policy pack, for example `clip.content`.
 * Two kinds with the same id are the same kind.
 */
public class Kind<out V : Any>(public val id: String) {
    override fun equals(other: Any?): Boolean = other is Kind<*> && other.id == id

    override fun hashCode(): Int = id.hashCode()

    override fun toString(): String = "Kind($id)"
}

/** The kinds that this library gives a value type of its own. */
public object Kinds {
    /** Content of the clipboard. Looking at what sort of content lies there is the same kind. */
    @JvmField
    public val CLIPBOARD: Kind<Clip> = Kind("clip.content")

    /** Precise position. */
    @JvmField
    public val PRECISE_LOCATION: Kind<Fix> = Kind("loc.precise")

    /** Approximate position. */
    @JvmField
    public val COARSE_LOCATION: Kind<Fix> = Kind("loc.coarse")

    /** Which apps are installed. Asking after a single app is the same kind. */
    @JvmField
    public val INSTALLED_APPS: Kind<List<InstalledApp>> = Kind("apps.installed")

    /** The identifier that Android gives an app on a device. */
    @JvmField
    public val ANDROID_ID: Kind<DeviceId> = Kind("device.android_id")
}

/**
 * One line of a policy pack: kind × function × purpose × recipient.
 *
 * The accesses of a pack are generated from it, so that one the pack does not declare does not compile.
 * The constructor serves tools and generated code; an id that no pack declares gives a gate that is always shut.
 */
public class Access<out V : Any>(
    /** `owner.name`, where the owner is a function of the app or a recipient: `jmlink.clipboard`. */
    public val id: String,
    /** What kind of data this access reads. */
    public val kind: Kind<V>
) {
    override fun equals(other: Any?): Boolean = other is Access<*> && other.id == id

    override fun hashCode(): Int = id.hashCode()

    override fun toString(): String = "Access($id)"
}

/**
 * An access spelt out in parts, for tools and for questions that no pack foresees.
 *
 * A part that is left out means: the app itself (no [recipient]), the function's own controller (no [controller]).
 */
public class AccessParts @JvmOverloads constructor(
    public val kind: String,
    public val function: String? = null,
    public val purpose: String? = null,
    public val recipient: String? = null,
    public val controller: String? = null,
    /** How the data come to the app: `passive` (code reads them), `active` (the person types them), `import`. */
    public val mode: String? = null,
    /** What is done with them; left out: collecting, or sharing with the recipient. */
    public val action: DataAction? = null,
    /** The source, for data that others hand over. */
    public val source: String? = null
) {
    override fun toString(): String =
        "AccessParts(${listOfNotNull(kind, function, purpose, recipient, controller, mode, action, source).joinToString(" × ")})"
}

/** Anyone the data is disclosed to, such as the maker of an SDK, with every access that the pack declares for it. */
public class Recipient(
    /** The recipient's id in the pack. */
    public val id: String,
    /** All its accesses, in the order of the pack. */
    public val all: List<Access<*>>
) {
    override fun equals(other: Any?): Boolean = other is Recipient && other.id == id

    override fun hashCode(): Int = id.hashCode()

    override fun toString(): String = "Recipient($id)"
}

/**
 * A recipient by its name, behind a category that the policy names, such as "partners for statistics" (R-066).
 *
 * A category by itself is nobody. A name gets the category's lines as accesses of its own, `id.name`, with a choice, a
 * consent and a withdrawal of its own.
 */
public class NamedRecipient(
    /** The category's id in the pack. */
    public val category: String,
    /** The id of this recipient: a lower-case word that nothing else has. */
    public val id: String,
    /** Its name, as a person reads it. */
    public val name: String,
    /** Whether it processes data in the country of the policy. Not known counts as abroad (R-073). */
    public val isDomestic: Boolean
) {
    override fun toString(): String = "NamedRecipient($category, $id)"
}

/**
 * One version of a privacy policy as data.
 *
 * The app ships it; the library brings none. Whether [json] is sound is found when the guard opens:
 * a broken pack gives a guard that is closed and says why.
 */
public class Pack private constructor(
    /** What to call the pack in messages, such as its file name. */
    public val name: String,
    private val text: Lazy<String>
) {
    /** A pack whose text is there already. */
    public constructor(name: String, json: String) : this(name, lazyOf(json))

    /**
     * A pack that is read when the guard opens, on the guard's own thread, so that opening never waits for the disk.
     *
     * What [read] throws gives a guard that is closed and says so. Until the text has been read, two packs of one
     * name count as the same one.
     */
    public constructor(name: String, read: Callable<String>) : this(name, lazy { read.call() })

    /** The pack's text, read on this thread if nobody has yet. */
    public val json: String get() = text.value

    /** Whether [other] is the same pack, as far as it can be told without reading. */
    internal fun isSameAs(other: Pack): Boolean =
        if (text.isInitialized() && other.text.isInitialized()) json == other.json else name == other.name

    override fun toString(): String = "Pack($name)"
}
