package org.askfirst.internal

import org.askfirst.Group
import org.askfirst.Reason
import org.askfirst.Remedy

/** The reasons that this layer gives itself, where the core cannot be asked. */
internal object Reasons {
    val CANCELLED = Reason("CANCELLED", Group.NOT_READY)
    val CLOSED = Reason("CLOSED", Group.NOT_READY)
    val INTERNAL = Reason("INTERNAL", Group.NOT_READY)
    val NOT_DECLARED = Reason("NOT_DECLARED", Group.NOT_DECLARED)
    val NOT_READY = Reason("NOT_READY", Group.NOT_READY)
    val PERMIT_VOID = Reason("PERMIT_VOID", Group.NOT_NOW)
    val UNSETTLED = Reason("UNSETTLED", Group.NOT_NOW)

    /** Reads a group by its name; an unknown one is treated as "cannot answer". */
    fun group(name: String): Group = Group.entries.firstOrNull { it.name == name } ?: Group.NOT_READY

    fun remedy(name: String): Remedy = Remedy.entries.firstOrNull { it.name == name } ?: Remedy.NONE
}

/** Sentences for reasons. The core has one for each code; without it there is one for each group. */
internal object ReasonTexts {
    /** Set once the native library is there. Gives an empty text for a code it does not know. */
    @Volatile
    var source: ((code: String, language: String) -> String)? = null

    fun message(code: String, group: Group, language: String): String {
        val fromCore = try {
            source?.invoke(code, language)
        } catch (_: Throwable) {
            null
        }
        return if (fromCore.isNullOrEmpty()) general(group, language.startsWith("zh")) else fromCore
    }

    private fun general(group: Group, isChinese: Boolean): String = when (group) {
        Group.NOT_READY -> if (isChinese) "隐私保护尚未就绪。" else "Privacy protection is not ready."
        Group.NOT_ANSWERED -> if (isChinese) "您还没有作出选择。" else "You have not chosen yet."
        Group.SAID_NO -> if (isChinese) "您没有同意。" else "You did not agree."
        Group.SYSTEM_OFF -> if (isChinese) "系统权限或开关已关闭。" else "The system's permission or switch is off."
        Group.NOT_DECLARED -> if (isChinese) "隐私政策没有说明这项用途。" else "The privacy policy does not cover this."
        Group.NOT_NOW -> if (isChinese) "现在不能使用。" else "Not possible at this moment."
    }
}
