package org.askfirst.internal

import org.askfirst.Notice
import org.askfirst.NoticeAnswer
import org.askfirst.NoticePart
import org.askfirst.Notices
import org.askfirst.Wording
import org.askfirst.bridge.Bridge
import org.askfirst.bridge.NoticeAbout as BridgeAbout
import org.askfirst.bridge.NoticeAnswer as BridgeAnswer
import org.askfirst.bridge.NoticeText as BridgeNoticeText
import org.askfirst.bridge.Text as BridgeText

/** Notices of the real core. */
internal class CoreNotices(private val guard: CoreGuard) : Notices {
    override suspend fun pending(language: String): List<Notice> = guard.known({ emptyList() }) { bridge ->
        bridge.notices(language).map { Notice(it.id.toLong(), about(it.about), it.since, it.lines) }
    }

    override suspend fun shown(notice: Notice, language: String): Boolean =
        guard.carry({ false }) { it.noticeShown(notice.id.toULong(), language) }

    override suspend fun disclosed(recipient: String, kinds: List<String>, ground: String): NoticeAnswer =
        queued { it.disclosed(recipient, kinds, ground) }

    override suspend fun incident(parts: Map<NoticePart, Wording>): NoticeAnswer = queued { bridge ->
        bridge.incident(parts.map { (part, text) -> BridgeNoticeText(part.same(), BridgeText(text.zh, text.en)) })
    }

    private suspend fun queued(call: suspend (Bridge) -> BridgeAnswer): NoticeAnswer =
        guard.carry({ NoticeAnswer.NotRecorded(it) }) { bridge ->
            when (val answer = call(bridge)) {
                is BridgeAnswer.Queued -> NoticeAnswer.Queued
                is BridgeAnswer.NotPromised -> NoticeAnswer.NotPromised
                is BridgeAnswer.Lacks -> NoticeAnswer.Lacks(answer.v1.map { it.same() })
                is BridgeAnswer.NotRecorded -> NoticeAnswer.NotRecorded(guard.mapping.reason(answer.v1))
            }
        }

    private fun about(about: BridgeAbout): Notice.About = when (about) {
        is BridgeAbout.Disclosure -> Notice.About.DISCLOSURE
        is BridgeAbout.Incident -> Notice.About.INCIDENT
        is BridgeAbout.ServiceEnd -> Notice.About.SERVICE_END
    }
}
