package org.askfirst.robolectric

import android.widget.TextView
import org.json.JSONArray
import org.json.JSONObject

/** Writes trees of views as JSON, so that they can lie beside a picture and be searched. */
internal object ViewJson {
    fun write(windows: List<Screen.Window>): String = JSONArray(
        windows.map { window ->
            JSONObject()
                .put("bounds", window.bounds.toShortString())
                .put("root", write(window.tree))
        },
    ).toString(2)

    private fun write(node: ViewNode): JSONObject {
        val json = JSONObject()
            .put("class", node.type)
            .putOpt("id", node.id)
            .putOpt("text", node.text)
            .putOpt("label", node.label.takeIf { it != node.text })
            .put("bounds", node.bounds.toShortString())
            .putOpt("checked", node.isChecked)
            .putOpt("cut", node.cuts.ifEmpty { null }?.let(::JSONArray))
        if (node.isTouchable) json.put("touchable", true)
        if (node.isInScroll) json.put("scrolls", true)
        val view = node.view
        if (view is TextView) {
            json.put("size", view.textSize.toDouble())
                .put("weight", view.typeface?.weight ?: 0)
                .put("colour", "#%08x".format(view.currentTextColor))
        }
        if (node.children.isNotEmpty()) json.put("children", JSONArray(node.children.map(::write)))
        return json
    }
}
