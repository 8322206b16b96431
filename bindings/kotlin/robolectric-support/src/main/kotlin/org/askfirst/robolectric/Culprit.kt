package org.askfirst.robolectric

/** Somebody who called the framework for personal data. */
public class Culprit private constructor(
    /** What was called. */
    public val call: Counted,
    /** The nearest caller outside the framework, such as `com.vendor.Sdk.init`. */
    public val who: String,
    /** All callers outside the framework, the nearest first. */
    public val path: List<StackTraceElement>,
) {
    override fun toString(): String =
        "${call.kind}: $who called ${call.label}" + path.joinToString("") { "\n    at $it" }

    internal companion object {
        private val FRAMEWORK = listOf(
            "android.",
            "com.android.",
            "dalvik.",
            "libcore.",
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "kotlin.",
            "kotlinx.",
            "org.robolectric.",
            "org.askfirst.robolectric.",
            "org.junit.",
            "org.apache.maven.",
        )

        fun of(call: Counted, at: Throwable): Culprit {
            val path = at.stackTrace.filterNot { frame -> FRAMEWORK.any(frame.className::startsWith) }
            val nearest = path.firstOrNull()
            return Culprit(call, nearest?.run { "$className.$methodName" } ?: "the framework itself", path)
        }
    }
}
