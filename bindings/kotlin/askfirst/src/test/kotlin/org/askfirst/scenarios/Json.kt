package org.askfirst.scenarios

import java.util.Locale
import java.util.concurrent.ConcurrentHashMap

/** Reads JSON into maps, lists, strings, doubles, booleans and `null`. Strict enough for files that others check. */
internal class Json private constructor(private val text: String) {
    private var at = 0

    private fun value(): Any? {
        skipBlank()
        return when (val next = text[at]) {
            '{' -> members()
            '[' -> items()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> if (next == '-' || next.isDigit()) number() else fail("unexpected `$next`")
        }
    }

    private fun members(): Map<String, Any?> {
        val members = LinkedHashMap<String, Any?>()
        list('}') {
            val name = string()
            skipBlank()
            take(':')
            members[name] = value()
        }
        return members
    }

    private fun items(): List<Any?> {
        val items = ArrayList<Any?>()
        list(']') { items.add(value()) }
        return items
    }

    private fun list(end: Char, item: () -> Unit) {
        at++
        skipBlank()
        if (text[at] == end) {
            at++
            return
        }
        while (true) {
            skipBlank()
            item()
            skipBlank()
            if (text[at] == end) break
            take(',')
        }
        at++
    }

    private fun string(): String {
        take('"')
        val out = StringBuilder()
        while (text[at] != '"') {
            if (text[at] == '\\') escape(out) else out.append(text[at++])
        }
        at++
        return out.toString()
    }

    private fun escape(out: StringBuilder) {
        val mark = text[at + 1]
        at += 2
        when (mark) {
            'n' -> out.append('\n')
            't' -> out.append('\t')
            'r' -> out.append('\r')
            'b' -> out.append('\b')
            'f' -> out.append('\u000c')
            'u' -> {
                out.append(text.substring(at, at + 4).toInt(16).toChar())
                at += 4
            }
            else -> out.append(mark)
        }
    }

    private fun number(): Double {
        val start = at
        while (at < text.length && text[at] in "+-.eE0123456789") at++
        return text.substring(start, at).toDouble()
    }

    private fun word(word: String, value: Any?): Any? {
        if (!text.startsWith(word, at)) fail("expected `$word`")
        at += word.length
        return value
    }

    private fun take(expected: Char) {
        if (text[at] != expected) fail("expected `$expected`")
        at++
    }

    private fun skipBlank() {
        while (at < text.length && text[at].isWhitespace()) at++
    }

    private fun fail(what: String): Nothing = throw IllegalArgumentException("$what at character $at")

    companion object {
        fun parse(text: String): Node = Node(Json(text).value())
    }
}

internal fun String.upper(): String = uppercase(Locale.ROOT)

/**
 * A piece of JSON, with the few ways in which scenarios and packs are looked at.
 *
 * It remembers at which of its members anybody looked: what nobody looks at is misspelt.
 */
internal class Node(private val value: Any?) {
    private val looked: MutableSet<String> = ConcurrentHashMap.newKeySet()
    private val children: Map<String, Node> by lazy {
        (value as? Map<*, *>).orEmpty().entries.associate { (name, child) -> "$name" to Node(child) }
    }

    val isPresent: Boolean get() = value != null

    val members: Map<String, Node> get() = children.also { looked += it.keys }

    val items: List<Node> by lazy { (value as? List<*>).orEmpty().map { Node(it) } }

    fun has(name: String): Boolean = name in children

    operator fun get(name: String): Node = children[name]?.also { looked += name } ?: NOTHING

    val textOrNull: String? get() = value as? String
    val text: String get() = value as String
    val texts: List<String> get() = items.map { it.text }
    val longOrNull: Long? get() = (value as? Double)?.toLong()
    val isWhole: Boolean get() = value is Double && value % 1 == 0.0
    val long: Long get() = longOrNull ?: 0
    val int: Int get() = long.toInt()

    fun flag(default: Boolean): Boolean = value as? Boolean ?: default

    /** The members that nobody looked at, here and further in. */
    fun unread(): List<String> =
        children.flatMap { (name, child) -> if (name in looked) child.unread() else listOf(name) } +
            items.flatMap { it.unread() }

    private companion object {
        val NOTHING = Node(null)
    }
}
