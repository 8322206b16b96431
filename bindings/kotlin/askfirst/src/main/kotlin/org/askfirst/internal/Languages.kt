package org.askfirst.internal

import java.util.Locale

/** The item whose language comes closest to [language]: the same tag, then the same primary language, then the first. */
internal fun <T> List<T>.closest(language: String, tag: (T) -> String): T {
    val primary = language.primaryLanguage()
    return firstOrNull { tag(it).equals(language, ignoreCase = true) }
        ?: firstOrNull { tag(it).primaryLanguage() == primary }
        ?: first()
}

private fun String.primaryLanguage(): String = substringBefore('-').substringBefore('_').lowercase(Locale.ROOT)
