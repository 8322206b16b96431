package org.askfirst.robolectric;

import android.content.ClipData;
import android.content.ClipDescription;
import android.content.ClipboardManager;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowClipboardManager;

/** Counts every look at the clipboard, at what sort of content it holds, and at when it changes. */
@Implements(ClipboardManager.class)
public class CountingClipboardManager extends ShadowClipboardManager {
    @Implementation
    @Override
    protected ClipData getPrimaryClip() {
        return Counters.counting(Counted.CLIP_CONTENT, super::getPrimaryClip);
    }

    @Implementation
    @Override
    protected ClipDescription getPrimaryClipDescription() {
        return Counters.counting(Counted.CLIP_DESCRIPTION, super::getPrimaryClipDescription);
    }

    @Implementation
    @Override
    protected boolean hasPrimaryClip() {
        return Counters.counting(Counted.CLIP_PRESENCE, super::hasPrimaryClip);
    }

    @Implementation
    @Override
    protected boolean hasText() {
        return Counters.counting(Counted.CLIP_PRESENCE, super::hasText);
    }

    @Implementation
    @Override
    protected void addPrimaryClipChangedListener(ClipboardManager.OnPrimaryClipChangedListener listener) {
        Counters.counting(Counted.CLIP_LISTENER, () -> super.addPrimaryClipChangedListener(listener));
    }
}
