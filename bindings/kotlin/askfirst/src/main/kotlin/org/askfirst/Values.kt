package org.askfirst

// The values of the headline kinds, free of any platform type.
// None shows what it holds in toString(): a value must not reach a log by string interpolation.

/** Content of the clipboard. */
public class Clip(
    /** What lies on the clipboard, first things first. */
    public val items: List<ClipItem>
) {
    /** The first text there is, or `null`. */
    public val text: String? get() = items.firstNotNullOfOrNull { it.text }

    override fun equals(other: Any?): Boolean = other is Clip && other.items == items

    override fun hashCode(): Int = items.hashCode()

    override fun toString(): String = "Clip(..)"

    public companion object {
        /** A clip that holds one plain text. */
        @JvmStatic
        public fun ofText(text: String): Clip = Clip(listOf(ClipItem(text = text)))
    }
}

/** One thing on the clipboard. */
public class ClipItem @JvmOverloads constructor(
    public val text: String? = null,
    public val html: String? = null,
    public val uri: String? = null
) {
    override fun equals(other: Any?): Boolean =
        other is ClipItem && other.text == text && other.html == html && other.uri == uri

    override fun hashCode(): Int = (31 * text.hashCode() + html.hashCode()) * 31 + uri.hashCode()

    override fun toString(): String = "ClipItem(..)"
}

/** What the clipboard says about its content without handing it out. Reading it needs the same consent. */
public class ClipInfo(
    /** Whether anything lies there. */
    public val hasContent: Boolean,
    /** The media types on offer, such as `text/plain`. */
    public val mimeTypes: List<String>
) {
    override fun equals(other: Any?): Boolean =
        other is ClipInfo && other.hasContent == hasContent && other.mimeTypes == mimeTypes

    override fun hashCode(): Int = 31 * hasContent.hashCode() + mimeTypes.hashCode()

    override fun toString(): String = "ClipInfo(..)"
}

/** A position. */
public class Fix @JvmOverloads constructor(
    public val latitude: Double,
    public val longitude: Double,
    /** Radius of 68 % confidence in metres, where the platform says so. */
    public val accuracyMeters: Float? = null,
    /** When the position was taken, in milliseconds since 1970 UTC. */
    public val takenAtMillis: Long = 0,
    /** Which source of the platform gave it, such as `gps`. */
    public val source: String? = null
) {
    override fun equals(other: Any?): Boolean = other is Fix &&
        other.latitude == latitude &&
        other.longitude == longitude &&
        other.accuracyMeters == accuracyMeters &&
        other.takenAtMillis == takenAtMillis &&
        other.source == source

    override fun hashCode(): Int = (31 * latitude.hashCode() + longitude.hashCode()) * 31 + takenAtMillis.hashCode()

    override fun toString(): String = "Fix(..)"
}

/** An app that is installed. */
public class InstalledApp @JvmOverloads constructor(
    public val packageName: String,
    public val versionCode: Long? = null,
    public val isSystem: Boolean = false
) {
    override fun equals(other: Any?): Boolean = other is InstalledApp &&
        other.packageName == packageName &&
        other.versionCode == versionCode &&
        other.isSystem == isSystem

    override fun hashCode(): Int = packageName.hashCode()

    override fun toString(): String = "InstalledApp(..)"
}

/** An identifier of the device. */
public class DeviceId(public val value: String) {
    override fun equals(other: Any?): Boolean = other is DeviceId && other.value == value

    override fun hashCode(): Int = value.hashCode()

    override fun toString(): String = "DeviceId(..)"
}
