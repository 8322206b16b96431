package org.askfirst.demo

import android.content.res.Resources
import org.askfirst.Fix
import java.text.Collator
import kotlin.math.asin
import kotlin.math.cos
import kotlin.math.pow
import kotlin.math.sin
import kotlin.math.sqrt

/** An invented building project. */
internal enum class Project(
    /** How invitation links name it. */
    val code: String,
    val title: Int,
    val note: Int,
    private val latitude: Double,
    private val longitude: Double,
) {
    RIVERSIDE("riverside-1", R.string.project_binjiang, R.string.project_binjiang_note, 22.5410, 114.0712),
    SHADE("shade", R.string.project_luyin, R.string.project_luyin_note, 22.5702, 113.9505),
    BRIDGEHEAD("bridgehead", R.string.project_qiaotou, R.string.project_qiaotou_note, 22.6204, 114.1403),
    MOONHILL("moonhill", R.string.project_shanyue, R.string.project_shanyue_note, 22.5561, 114.0498),
    ;

    /** Distance along the great circle. */
    fun kilometresFrom(here: Fix): Double {
        val north = Math.toRadians(latitude - here.latitude)
        val east = Math.toRadians(longitude - here.longitude)
        val shrink = cos(Math.toRadians(here.latitude)) * cos(Math.toRadians(latitude))
        val half = sin(north / 2).pow(2) + shrink * sin(east / 2).pow(2)
        return 2 * EARTH_KM * asin(sqrt(half))
    }

    companion object {
        private const val EARTH_KM = 6371.0

        /** By distance where [here] is known, else by name as the language sorts. */
        fun ordered(texts: Resources, here: Fix?): List<Project> {
            if (here != null) return entries.sortedBy { it.kilometresFrom(here) }
            val collator = Collator.getInstance()
            return entries.sortedWith { a, b -> collator.compare(texts.getString(a.title), texts.getString(b.title)) }
        }
    }
}
