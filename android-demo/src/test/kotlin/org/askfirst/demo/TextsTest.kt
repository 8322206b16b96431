package org.askfirst.demo

import org.junit.Test
import org.w3c.dom.Element
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals

class TextsTest {
    private val zh = texts("values")
    private val en = texts("values-en")

    private fun texts(folder: String): Map<String, String> {
        val file = File("src/main/res/$folder/strings.xml")
        val root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).documentElement
        val nodes = (0 until root.childNodes.length).map { root.childNodes.item(it) }.filterIsInstance<Element>()
        return nodes.associate { it.getAttribute("name") to it.textContent }
    }

    @Test
    fun `every text exists in both languages`() = assertEquals(zh.keys, en.keys)

    @Test
    fun `both languages fill in the same values`() {
        val values = Regex("%(\\d\\$)?[.\\d]*[sdf]")
        val differ = zh.keys.filter { name ->
            count(values, zh[name]) != count(values, en[name]) &&
                "note_links_on" != name
        }
        assertEquals(emptyList(), differ)
    }

    private fun count(values: Regex, text: String?) = values.findAll(text.orEmpty()).count()

    @Test
    fun `punctuation next to Chinese is of full width`() {
        val narrow = Regex("[\\u4e00-\\u9fff][,:;?!()]|[,:;?!()][\\u4e00-\\u9fff]")
        assertEquals(emptyMap(), zh.filterValues { narrow.containsMatchIn(it) })
    }

    @Test
    fun `English texts hold no Chinese`() {
        assertEquals(emptyMap(), en.filterValues { text -> text.any { it in '\u4e00'..'\u9fff' } })
    }
}
