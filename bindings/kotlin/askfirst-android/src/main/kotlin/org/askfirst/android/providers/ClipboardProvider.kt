package org.askfirst.android.providers

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import org.askfirst.Access
import org.askfirst.AccessPermit
import org.askfirst.Clip
import org.askfirst.ClipInfo
import org.askfirst.ClipItem
import org.askfirst.Kind
import org.askfirst.Kinds
import org.askfirst.Missing
import org.askfirst.Permission
import org.askfirst.PlatformState
import org.askfirst.Provider
import org.askfirst.Reading
import org.askfirst.Source

/**
 * Reads the clipboard's content.
 *
 * Items are handed out as they lie there: a link to another app's content is not opened, since that would be a
 * read of its own.
 */
public class ClipboardProvider(private val context: Context) : Provider<Clip> {
    override val kinds: Set<Kind<Clip>> = setOf(Kinds.CLIPBOARD)

    override fun platform(kind: Kind<*>): PlatformState = PlatformState(Permission.NOT_NEEDED)

    override suspend fun read(access: Access<Clip>, permit: AccessPermit): Reading<Clip> {
        val clipboard = context.clipboard() ?: return Reading.None(Missing.NOT_OFFERED)
        // PERMIT: clip.content ClipboardProviderTest#a spent permit does not reach the framework
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        // Nothing there, or a system that gives nothing to an app without focus: both look the same.
        val clip = clipboard.primaryClip ?: return Reading.None(Missing.NO_VALUE)
        return Reading.Got(clip.toClip())
    }

    private fun ClipData.toClip(): Clip = Clip(
        (0 until itemCount).map(::getItemAt).map { ClipItem(it.text?.toString(), it.htmlText, it.uri?.toString()) },
    )
}

/**
 * Looks at what sort of content the clipboard holds, without the content.
 *
 * That is an access like any other: `gate.readWith(source = ClipboardInfo(context))` goes through the same gate.
 */
public class ClipboardInfo(private val context: Context) : Source<ClipInfo> {
    override val kind: Kind<*> get() = Kinds.CLIPBOARD

    override suspend fun read(permit: AccessPermit): Reading<ClipInfo> {
        val clipboard = context.clipboard() ?: return Reading.None(Missing.NOT_OFFERED)
        // PERMIT: clip.description ClipboardProviderTest#a spent permit does not reach the description
        if (!permit.spend()) return Reading.Void
        // PERMIT-END
        val description = clipboard.primaryClipDescription ?: return Reading.Got(ClipInfo(false, emptyList()))
        val types = (0 until description.mimeTypeCount).map(description::getMimeType)
        return Reading.Got(ClipInfo(true, types))
    }
}

private fun Context.clipboard() = getSystemService(Context.CLIPBOARD_SERVICE) as? ClipboardManager
