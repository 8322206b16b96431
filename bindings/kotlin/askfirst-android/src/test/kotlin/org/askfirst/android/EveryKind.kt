package org.askfirst.android

import org.askfirst.Access
import org.askfirst.Kind
import org.askfirst.Pack

/** A policy that asks for every kind Android can read: one function a kind, each with a question of its own. */
object EveryKind {
    /** The access of the policy's function for [kind]. */
    fun <V : Any> access(kind: Kind<V>): Access<V> = Access("${owner(kind)}.read", kind)

    fun pack(kinds: List<Kind<*>>): Pack = Pack("every-kind.json", text(kinds))

    private fun owner(kind: Kind<*>) = kind.id.replace('.', '_')

    private fun both(zh: String, en: String) = """{"zh": "$zh", "en": "$en"}"""

    private fun listed(items: List<String>) = items.joinToString(",\n", "[", "]")

    private fun text(kinds: List<Kind<*>>): String = """
        {
          "format": 1,
          "identity": {"id": "every_kind", "title": ${both("测试政策", "Test policy")}, "ordinal": 1,
            "effective": "2024-01-01", "clause": "head"},
          "scope": {"product": ${both("测试应用", "Test app")}, "surfaces": ["app"], "clause": "1"},
          "controllers": [{"id": "firm", "name": ${both("测试公司", "Test Company")}, "role": "operator", "clause": "1"}],
          "acceptance": {"act": "agree_and_submit", "clause": "1"},
          "kinds": ${listed(kinds.map { """{"id": "${it.id}", "term": ${both("数据", "data")}, "clause": "2"}""" })},
          "purposes": [{"id": "show", "text": ${both("显示给您", "show it to you")}, "clause": "2"}],
          "functions": ${listed(kinds.map(::function))},
          "recipients": [],
          "withdrawal": {"route": ${both("设置", "settings")}, "clause": "5"},
          "contact": {"phone": "400-000-0000", "mail": null, "address": null, "clause": "9"},
          "change": {"material": ["purposes", "kinds"], "notice": "before_effect", "rights_floor": true,
            "declined": "old_text_goes_on", "archive": true, "clause": "6"},
          "rights": [],
          "notes": []
        }
    """.trimIndent()

    private fun function(kind: Kind<*>): String = """
        {"id": "${owner(kind)}", "name": ${both("功能", "function")}, "tier": "additional",
          "refusal": {"effect": "lose_feature", "clause": "2"}, "controllers": ["firm"],
          "accesses": [{"id": "read", "kind": "${kind.id}", "purpose": "show", "consent": {"rule": "prompt"},
            "manner": ${both("使用时读取", "read while you use it")}, "clause": "2"}],
          "clause": "2"}
    """.trimIndent()
}
