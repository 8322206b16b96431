package org.askfirst.android.web

import org.askfirst.Access

/**
 * Which pages act for the app, and what they may come to use as the policy names it.
 *
 * What is left out no page gets, and a page from elsewhere gets nothing: it would be a recipient of its own.
 */
public class WebAccesses @JvmOverloads constructor(
    /** The app's own pages, as `https://example.com`. */
    public val origins: Set<String>,
    /** The position, precise or approximate. */
    public val position: Access<*>? = null,
    public val camera: Access<*>? = null,
    public val microphone: Access<*>? = null,
    /** Cookies, and what a page stores in their place. */
    public val cookies: Access<*>? = null,
)
