package org.askfirst.demo.player

import android.widget.Checkable
import kotlinx.coroutines.flow.first
import org.askfirst.Control
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Standing
import org.askfirst.Style
import org.askfirst.demo.Policy003
import org.askfirst.demo.R
import org.askfirst.robolectric.Counted
import org.askfirst.robolectric.Counters

/** What the person does in each flow, told once and played in every language, theme and type size. */
internal class Flows(private val player: Player, private val language: String) {
    /** What is played under any policy. */
    val policies = PolicyFlows(player, language)

    private val app = player.app
    private val privacy get() = player.privacy

    private fun words(id: Int) = player.activity.get().getString(id)

    /** Start-up code reads before anybody was asked, and is refused. */
    fun tooEarly() = player.flow("too-early", "应用在启动时抢先读取", "The app reads too early, at start-up") {
        player.launch()
        Hands.waitUntil("start-up has made its attempts") { app.attempts.isNotEmpty() }
        for (attempt in app.attempts) {
            player.hold("start-up reads nothing", attempt.result is Read.Shut, "${attempt.what}: ${attempt.result}")
        }
        player.saysAgeInAPicture()
        val prompt = player.question(Style.POLICY)
        player.step(
            "start-up",
            "安装后第一次打开。启动代码立即索取设备标识、剪切板、应用列表和位置，全部被拒绝；屏幕上只有政策提示。",
            "First start after installing. Start-up code at once wants the device id, clipboard, installed apps and " +
                "position, and is refused each; the screen shows the policy prompt.",
            prompt,
        )
    }

    /** The first run, up to a refusal. */
    fun refusePolicy() = player.flow("first-run", "首次运行：阅读全文，然后不同意", "First run: read the full text, then refuse") {
        val prompt = player.question(Style.POLICY)
        Hands.tap(prompt.text(language).policyLabel)
        val document = Hands.await("the policy's text") { privacy.policy.document(language) }
        Hands.waitUntil("the full text") { Hands.sees(document.sections.last().lines.last()) }
        player.step(
            "full-text",
            "轻触「${prompt.text(language).policyLabel}」，政策全文在一次轻触之内，由政策数据包生成。",
            "Taps “${prompt.text("en").policyLabel}”: the whole policy is one tap away, generated from the pack.",
            says = listOf(document.title) + document.sections.flatMap { listOf(it.heading) + it.lines },
        )
        Hands.tapId(org.askfirst.android.R.id.askfirst_document_back)
        player.answer(player.question(Style.POLICY), Control.REFUSE)
        player.hold(
            "a refusal of the policy is known",
            privacy.policy.state == PolicyState.Declined,
            "${privacy.policy.state}",
        )
        Hands.waitUntil("limited mode") { Hands.sees(words(R.string.limited_title)) }
        player.step(
            "limited",
            "选择「不同意」。应用进入有限模式：写明什么未开启、如何开启，不再弹窗。",
            "Chooses “Do not agree”. Limited mode: the app says what is off and how to turn it on, and does not ask again.",
            says = listOf(
                words(R.string.limited_title),
                words(R.string.limited_text),
                words(R.string.limited_action),
            ),
        )
    }

    /** The app stays usable, and nothing asks again. */
    fun limitedMode() = player.flow("limited", "有限模式：可用，不循环询问", "Limited mode: usable, no loop of questions") {
        Hands.tap(words(R.string.tool_nearby))
        Hands.tap(words(R.string.nearby_sort))
        Hands.waitUntil("the refusal is shown") { !Hands.sees(words(R.string.order_name_note)) }
        player.hold("limited mode asks nothing", privacy.prompts.value == null, "${privacy.prompts.value}")
        player.step(
            "nearby-limited",
            "仍可查看全部项目；轻触「按距离排序」得到原因，没有弹窗。",
            "All projects can be seen; “Sort by distance” gives the reason, and no prompt.",
        )
        Hands.tapId(R.id.back)
        player.reopen()
        player.hold(
            "opening the app again does not ask again",
            privacy.prompts.value == null,
            "${privacy.prompts.value}",
        )
        Hands.tap(words(R.string.tool_record))
        Hands.waitUntil("the record") { Hands.seesExactly(words(R.string.record_refused)) }
        player.step(
            "record-refused",
            "退出后重新打开，没有再次询问。「访问记录」列出启动时被拒绝的每一次读取。",
            "Leaves and opens the app again: no new question. The access record lists every attempt of start-up, all refused.",
            says = listOf(words(R.string.record_refused)),
        )
        Hands.tapId(R.id.back)
    }

    /** The person changes their mind by their own tap. */
    fun acceptPolicy() = player.flow("accept", "重新阅读并同意", "Reconsider and agree") {
        Hands.tap(words(R.string.limited_action))
        player.answer(player.question(Style.POLICY), Control.AGREE)
        player.hold(
            "the policy is accepted",
            privacy.policy.state == PolicyState.Accepted,
            "${privacy.policy.state}",
        )
        home()
    }

    /** A first run that ends in acceptance at once. */
    fun firstRunAgree() = player.flow("first-run", "首次运行：同意政策", "First run: agree to the policy") {
        player.launch()
        player.saysAgeInAPicture()
        val prompt = player.question(Style.POLICY)
        player.step(
            "first-run",
            "安装后第一次打开：政策提示，两个同等的按钮。",
            "First start after installing: the policy prompt with two equal buttons.",
            prompt,
        )
        player.answer(prompt, Control.AGREE)
        home()
    }

    private fun home() {
        Hands.waitUntil("the notice is gone") { !Hands.sees(words(R.string.limited_title)) }
        val opened = Policy003.all.filter { privacy.gate(it).isOpen }
        player.hold("accepting the policy opens no gate", opened.isEmpty(), "$opened")
        player.step(
            "home",
            "同意政策。同意政策不等于同意读取：所有受控数据仍然关闭。",
            "Agrees to the policy. That is no consent to read: every guarded kind of data is still shut.",
        )
    }

    /** Four switches, none set; two of them turned on. */
    fun deepLink(chosen: List<Int> = listOf(0, 1), brief: Boolean = false) =
        player.flow("deep-link", "深度链接：四项分别决定", "Deep link: four separate decisions") {
            Hands.tap(words(R.string.tool_links))
            if (!brief) {
                player.step(
                    "links",
                    "打开「邀请链接直达」：SDK 未启动，四项均未决定。",
                    "Opens “Invitation links”: the SDK is not started, all four undecided.",
                )
            }
            Hands.tap(words(R.string.links_choose))
            val prompt = player.question(Style.CHOICES)
            player.hold(
                "the deep-link prompt has four switches",
                Hands.switches().size == CHOICES,
                "${Hands.switches().size}",
            )
            player.step(
                "choices",
                "轻触「逐项决定」：四个开关，均未预先打开，两个按钮同等。",
                "Taps “Decide each one”: four switches, none set, two equal buttons.",
                prompt,
            )
            chosen.forEach { Hands.press(Hands.switches()[it]) }
            if (!brief) {
                player.step(
                    "chosen",
                    "只打开前两项，剪切板与应用列表保持关闭。",
                    "Turns on the first two only; clipboard and installed apps stay off.",
                    nothingSet = false,
                )
            }
            player.consentGiven()
            player.answer(prompt, Control.SUBMIT)
            Hands.waitUntil("the SDK runs") { app.linkSdk.isRunning }
            player.hold("the SDK was started once, by its adapter", app.linkSdk.starts == 1, "${app.linkSdk.starts}")
            Hands.tap(words(R.string.links_open))
            Hands.waitUntil("the link's outcome") { Hands.sees(words(R.string.invite_by_hand)) }
            val forbidden = Counters.snapshot().filterKeys {
                it.startsWith("Clipboard") ||
                    it.startsWith("PackageManager")
            }
            player.hold("refused clipboard and app list are not read", forbidden.values.all { it == 0 }, "$forbidden")
            player.step(
                "links-two",
                "提交。SDK 启动，只得到前两项；打开邀请链接可用，但没有读取剪切板和应用列表。",
                "Submits. The SDK runs with those two; an invitation link works, without clipboard or installed apps being read.",
                says = listOf(words(R.string.invite_by_hand)),
            )
            Hands.tapId(R.id.back)
        }

    /** One more consent, given at its own switch through a prompt of its own. */
    fun clipboardLater() = player.flow("clipboard", "之后单独同意剪切板", "Agree to the clipboard later, by itself") {
        Hands.tap(words(R.string.tool_privacy))
        Hands.waitUntil("the clipboard's row") { player.row(Policy003.JmLink.clipboard.id) != null }
        Hands.tapTagged(Policy003.JmLink.clipboard.id)
        val prompt = player.question(Style.CONSENT)
        player.step(
            "clipboard-prompt",
            "在「隐私与授权」打开剪切板开关：先出现提示，开关不会自行打开。",
            "Turns the clipboard's switch in “Privacy and consent”: a prompt comes first, the switch does not move by itself.",
            prompt,
        )
        player.answer(prompt, Control.AGREE)
        Hands.tapId(R.id.back)
        Hands.tap(words(R.string.tool_links))
        Hands.tap(words(R.string.links_open))
        Hands.waitUntil("straight to the project") { Hands.sees(words(R.string.project_binjiang)) }
        player.hold(
            "the clipboard is read after its consent",
            Counters[Counted.CLIP_CONTENT] > 0,
            "${Counters.moved()}",
        )
        player.step(
            "links-direct",
            "同意后再打开邀请链接：守卫放行一次读取，直达项目。",
            "After agreeing, opens the link again: the guard allows one read, straight to the project.",
            says = listOf(words(R.string.project_binjiang)),
        )
        Hands.tapId(R.id.back)
    }

    /** Purpose first, then the system's own dialog, whose answer is [systemSays]. */
    fun location(systemSays: Boolean) = player.flow("location", "用到时才询问位置", "Location, asked at the time of use") {
        Hands.tap(words(R.string.tool_nearby))
        Hands.tap(words(R.string.nearby_sort))
        val prompt = player.question(Style.CONSENT)
        player.hold("the system's dialog waits for the prompt", Phone.requested(player.activity.get()) == null)
        player.step(
            "location-prompt",
            "轻触「按距离排序」：先说明目的、方式与拒绝的影响。",
            "Taps “Sort by distance”: purpose, manner and effect of refusing come first.",
            prompt,
        )
        if (systemSays) player.consentGiven()
        player.answer(prompt, Control.AGREE)
        if (systemSays) {
            Phone.answerSystemDialog(player, granted = true)
            sorted(
                "同意后出现系统对话框（${Phone.asked})，选择允许。位置读取一次，列表按距离排序。",
                "Agrees; the system's dialog (${Phone.asked}) follows and is answered with Allow. One position is read.",
            )
        } else {
            systemRefuses()
        }
        Hands.tapId(R.id.back)
    }

    private fun systemRefuses() {
        val before = located()
        Phone.answerSystemDialog(player, granted = false)
        Hands.waitUntil("the way to the settings") { Hands.sees(words(R.string.nearby_settings)) }
        player.hold("the system's no is a no", located() == before, "${Counters.moved()}")
        player.step(
            "system-denied",
            "在本应用同意，但在系统对话框（${Phone.asked}）选择拒绝：不读取，同意保留，并指出系统设置。",
            "Agrees in the app but refuses in the system's dialog (${Phone.asked}): nothing is read, " +
                "the consent is kept, the way to the settings is shown.",
            says = listOf(words(R.string.nearby_settings)),
        )
        player.leaveAndReturn { Phone.grantInSettings(app) }
        Hands.tap(words(R.string.nearby_sort))
        val again = player.questionOrNull { Hands.sees(words(R.string.order_distance)) }
        if (again != null) player.answer(again, Control.AGREE)
        sorted(
            "到系统设置中打开位置权限，回到应用再试：读取一次，列表按距离排序。",
            "Turns the permission on in the system's settings, comes back and tries again: one position is read.",
        )
    }

    private fun sorted(zh: String, en: String) {
        Hands.waitUntil("the list by distance") { Hands.sees(words(R.string.order_distance)) }
        player.hold("the position is read after consent and permission", located() > 0, "${Counters.moved()}")
        player.step("sorted", zh, en, says = listOf(words(R.string.order_distance)))
    }

    private fun located() = Counters.snapshot().filterKeys { it.startsWith("LocationManager") }.values.sum()

    /** The withdrawal screen: one switch off, what stops, and what stands. */
    fun withdraw() = player.flow("withdraw", "随时撤回", "Withdraw at any time") {
        Hands.tap(words(R.string.tool_privacy))
        Hands.waitUntil("the consents") { player.row(Policy003.JmLink.clipboard.id) != null }
        player.step(
            "consents",
            "「隐私与授权」列出每一项同意及其开关。",
            "“Privacy and consent” lists every consent with its switch.",
            says = listOf(words(R.string.privacy_past)),
        )
        centre()
        Hands.tapTagged(Policy003.JmLink.clipboard.id)
        Hands.waitUntil("the question back") { Hands.sees(words(R.string.withdraw_title)) }
        player.step("withdraw-confirm", "关闭剪切板开关，先说明影响。", "Turns the clipboard off; the effect is told first.")
        Hands.tap(words(R.string.withdraw_yes))
        Hands.waitUntil("the withdrawal is done") { Hands.sees(words(R.string.withdrawn_title)) }
        player.hold("a withdrawn gate is shut", !privacy.gate(Policy003.JmLink.clipboard).isOpen)
        player.step(
            "withdrawn",
            "撤回：写明随之停止什么；此前的处理仍然有效。",
            "Withdraws: the app says what stops; what was done before stays lawful.",
        )
        Hands.tap(words(R.string.got_it))
        Hands.tapId(R.id.back)
        val reads = Counters[Counted.CLIP_CONTENT]
        Hands.tap(words(R.string.tool_links))
        Hands.tap(words(R.string.links_open))
        Hands.waitUntil("the link without clipboard") {
            !Hands.sees(words(R.string.project_binjiang)) &&
                Hands.sees(words(R.string.invite_by_hand))
        }
        player.hold("after the withdrawal the clipboard is not read again", Counters[Counted.CLIP_CONTENT] == reads)
        player.step(
            "links-withdrawn",
            "再次打开邀请链接：剪切板不再被读取，功能仍可用。",
            "Opens a link once more: the clipboard is no longer read, the feature still works.",
        )
        Hands.tapId(R.id.back)
        Hands.tap(words(R.string.tool_record))
        Hands.waitUntil("the record") { Hands.seesExactly(words(R.string.record_allowed)) }
        player.step(
            "record",
            "「访问记录」：允许与拒绝都在，账本逐条校验。",
            "The access record: allowed and refused alike, the ledger verified entry by entry.",
            says = listOf(words(R.string.record_allowed), words(R.string.record_refused)),
        )
        Hands.tapId(R.id.back)
    }

    /** The library's own list of consents, as one page of the app. */
    private fun centre() {
        val listed = Hands.await("the consents") {
            privacy.consents.first()
        }.filter { it.isGated }.groupBy { it.choice }
        val given = listed.values.count { views -> views.any { it.state.standing == Standing.GIVEN } }
        Hands.tap(words(R.string.tool_centre))
        Hands.waitUntil("the library's list") { Hands.switches().size == listed.size }
        val on = Hands.switches().count { (it as Checkable).isChecked }
        player.hold("the library's list shows what stands", on == given, "$on switches on, $given choices given")
        player.step(
            "centre",
            "「全部授权项」是库自带的列表，放进应用自己的页面：政策中每一项需要单独同意的数据，开关只显示已有的选择。",
            "“Every consent” is the library's own list in a page of the app: each item of the policy that needs a " +
                "consent of its own, its switch showing the choice that stands.",
            says = listOf(words(R.string.centre_intro)),
        )
        Hands.tapId(R.id.back)
        Hands.waitUntil("the consents again") { player.row(Policy003.JmLink.clipboard.id) != null }
    }

    private companion object {
        const val CHOICES = 4
    }
}
