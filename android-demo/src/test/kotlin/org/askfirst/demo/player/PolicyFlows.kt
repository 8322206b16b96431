package org.askfirst.demo.player

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.READ_MEDIA_IMAGES
import android.Manifest.permission.READ_MEDIA_VISUAL_USER_SELECTED
import android.view.View
import android.widget.TextView
import kotlinx.coroutines.flow.first
import org.askfirst.AccessParts
import org.askfirst.Ask
import org.askfirst.Control
import org.askfirst.Group
import org.askfirst.Pack
import org.askfirst.PolicyState
import org.askfirst.Read
import org.askfirst.Style
import org.askfirst.android.assetPack
import org.askfirst.demo.R
import org.json.JSONObject

/** What the person tries under one policy. Nothing else about it is known here: the app and the pack say the rest. */
internal class Trial(
    val file: String,
    /** What the person agrees to when it is used. */
    val agreed: String,
    /** What the person refuses when it is used. */
    val refused: String,
    /** What the policy calls necessary, if it calls anything so. */
    val necessary: String?,
    /** The system's permissions that stand before [agreed]. */
    val permissions: List<String>,
) {
    val number = file.removeSuffix(".json")

    companion object {
        private val PLACE = listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
        private val PHOTOS = listOf(READ_MEDIA_IMAGES, READ_MEDIA_VISUAL_USER_SELECTED)

        val all = listOf(
            Trial("000.json", "place.gps", "safe_environment.app_list", null, PLACE),
            Trial("001.json", "storage.photos", "install_check.app_list", "login.phone", PHOTOS),
            Trial("002.json", "location_service.gps", "service_log.apps", "account.phone", PLACE),
            Trial("003.json", "nearby.location", "security.app_list", "search.phone", PLACE),
            Trial("004.json", "location_service.gps", "service_log.apps", "account.phone", PLACE),
        )
    }
}

/** The flows that need no policy in particular, played through the pages that know none. */
internal class PolicyFlows(private val player: Player, private val language: String) {
    private val privacy get() = player.privacy

    private fun words(id: Int) = player.activity.get().getString(id)

    /** The same app under each policy, one after the other, by the switcher. */
    fun everyPolicy() {
        player.launch()
        val (atFirst, later) = Trial.all.partition { it.file == player.app.policy }
        atFirst.forEach { under(it, isShownElsewhere = true) }
        for (trial in later) {
            changeTo(trial)
            under(trial)
        }
    }

    /** All of it under the policy that the app was opened with. */
    fun underThis() {
        player.launch()
        under(trial())
    }

    /** One flow under the policy that the app was opened with, and of the others only what leads to it. */
    fun only(code: String) {
        player.launch()
        val trial = trial()
        if (code == "F4") {
            firstRun(trial)
            return
        }
        firstRun(trial, refusesFirst = false)
        when (code) {
            "F1" -> return
            "F8" -> return newEdition(trial)
        }
        use(trial)
        when (code) {
            "F3" -> refuse(trial)
            "F6" -> systemSwitch(trial)
            "F7" -> withdraw(trial.also { refuse(it) }.also { Hands.tapId(R.id.back) })
        }
    }

    private fun trial() = Trial.all.first { it.file == player.app.policy }

    /** [isShownElsewhere]: another play shows the policy's first question; the same picture twice would say nothing. */
    private fun under(trial: Trial, isShownElsewhere: Boolean = false) {
        firstRun(trial, isShownElsewhere)
        use(trial)
        refuse(trial)
        systemSwitch(trial)
        withdraw(trial)
        newEdition(trial)
        clipboard(trial)
        val report = Hands.await("the ledger's verification") { privacy.records.verify() }
        player.hold("the ledger of each policy is verified", report.isSound, "${trial.file}: ${report.firstBad}")
    }

    private fun flow(trial: Trial, code: String, zh: String, en: String, play: () -> Unit) = player.flow(
        "$code-${trial.number}",
        "$code · 政策 ${trial.number}：$zh",
        "$code · policy ${trial.number}: $en",
        play,
    )

    private fun changeTo(trial: Trial) = flow(trial, "F11", "更换政策", "change of the policy") {
        Hands.tap(words(R.string.tool_packs))
        player.step(
            "packs-${trial.number}",
            "「更换政策」：同一个应用，五份隐私政策，各自的选择各自保存。",
            "“Change the policy”: the same app, five policies, each with answers of its own.",
            says = listOf(words(R.string.packs_now)),
        )
        Hands.tapTagged(trial.file)
        player.underAnotherPolicy()
    }

    /** [refusesFirst]: what the policy calls necessary is refused before the policy is accepted. */
    private fun firstRun(trial: Trial, isShownElsewhere: Boolean = false, refusesFirst: Boolean = true) {
        if (isShownElsewhere) player.saysAge()
        if (!isShownElsewhere) {
            flow(trial, "F1", "首次运行", "first run") {
                player.saysAgeInAPicture("age-${trial.number}")
                player.step(
                    "first-${trial.number}",
                    "第一次在这份政策下打开：它自己的提示，两个同等的按钮。",
                    "First start under this policy: its own prompt, two equal buttons.",
                    player.question(Style.POLICY),
                )
            }
        }
        val prompt = player.question(Style.POLICY)
        if (trial.necessary == null || !refusesFirst) {
            player.answer(prompt, Control.AGREE)
        } else {
            refuseNecessary(trial, trial.necessary)
        }
        Hands.waitUntil("acceptance") { privacy.policy.state == PolicyState.Accepted }
        val lines = Hands.await("the lines") { privacy.consents.first() }
        val open = lines.filter { it.isGated && privacy.gate(it.access).isOpen }
        player.hold("accepting a policy opens no gate", open.isEmpty(), "${trial.file}: $open")
    }

    private fun refuseNecessary(trial: Trial, access: String) =
        flow(trial, "F4", "拒绝基本功能所需", "refuse what is necessary") {
            player.answer(player.question(Style.POLICY), Control.REFUSE)
            Hands.waitUntil("limited mode") { Hands.sees(words(R.string.limited_title)) }
            Hands.tap(words(R.string.tool_uses))
            val said = tapUse(access)
            player.hold("what is necessary stays shut, and nothing asks again", privacy.prompts.value == null, said)
            player.step(
                "necessary-${trial.number}",
                "不同意政策后使用基本功能：写明原因与影响，不崩溃，不循环询问。",
                "Refuses the policy and uses a necessary function: reason and effect are said; no crash, no loop.",
                says = listOf(said),
            )
            Hands.tapId(R.id.back)
            Hands.tap(words(R.string.limited_action))
            player.answer(player.question(Style.POLICY), Control.AGREE)
        }

    private fun use(trial: Trial) = flow(trial, "F2", "用到时才询问", "asked when used") {
        Hands.tap(words(R.string.tool_uses))
        press(trial.agreed)
        val prompt = player.question(Style.CONSENT)
        player.step(
            "use-${trial.number}",
            "轻触一项：此时才说明目的、方式与拒绝的影响。",
            "Taps one use: only now purpose, manner and effect of refusing are told.",
            prompt,
        )
        player.consentGiven()
        player.answer(prompt, Control.AGREE)
        // What the system granted under one policy it has granted to the app.
        Hands.waitUntil("the system's dialog or the result") {
            Phone.requested(player.activity.get()) != null || shown(trial.agreed) != null
        }
        if (shown(trial.agreed) == null) Phone.answerSystemDialog(player, granted = true)
        Hands.waitUntil("the result") { shown(trial.agreed) != null }
        player.hold("what was agreed to opens", isOpen(trial.agreed), "${trial.file} ${shown(trial.agreed)}")
    }

    private fun refuse(trial: Trial) = flow(trial, "F3", "拒绝一项，其余照常", "refuse one, keep the rest") {
        press(trial.refused)
        player.answer(player.question(Style.CONSENT), Control.REFUSE)
        Hands.waitUntil("the reason") { shown(trial.refused) != null }
        player.hold("what was refused stays shut", !isOpen(trial.refused))
        player.hold("what was agreed to stays open", isOpen(trial.agreed))
        player.step(
            "refused-${trial.number}",
            "拒绝另一项：写明影响；已同意的那项照常可用。",
            "Refuses another: the effect is said; what was agreed to goes on.",
            says = listOf(shown(trial.refused)!!, shown(trial.agreed)!!),
        )
    }

    private fun systemSwitch(trial: Trial) = flow(trial, "F6", "在系统设置中关闭权限", "permission off in the system") {
        val gate = privacy.gate(access(trial.agreed))
        player.leaveAndReturn { Phone.denyInSettings(player.app, trial.permissions) }
        val read = Hands.await("a read") { gate.read(Ask.NEVER) }
        val group = (read as? Read.Shut)?.reason?.group
        player.hold("the system's off is an off", group == Group.SYSTEM_OFF, "${trial.file}: $read")
        val told = tapWhileOff(trial)
        player.step(
            "system-${trial.number}",
            "在系统设置中关闭权限：立即视为关闭。再次轻触，系统的对话框也被拒绝：写明原因；随后在系统设置中重新打开。",
            "The permission is turned off in the settings: that counts at once. A tap, and the system's dialog is " +
                "refused too: the reason is said. It is turned on again.",
            says = listOf(told),
        )
        player.leaveAndReturn { Phone.grantInSettings(player.app, trial.permissions) }
        Hands.tapId(R.id.back)
    }

    /** The person taps the use again and refuses in the system's dialog; what the row says then. */
    private fun tapWhileOff(trial: Trial): String {
        val before = shown(trial.agreed)
        press(trial.agreed)
        val prompt = player.questionOrNull { Phone.requested(player.activity.get()) != null }
        if (prompt != null) player.answer(prompt, Control.AGREE)
        Hands.waitUntil("the system's dialog") { Phone.requested(player.activity.get()) != null }
        Phone.answerSystemDialog(player, granted = false)
        Hands.waitUntil("the reason") { shown(trial.agreed) != before }
        return shown(trial.agreed)!!
    }

    private fun withdraw(trial: Trial) = flow(trial, "F7", "撤回", "withdraw") {
        Hands.tap(words(R.string.tool_privacy))
        Hands.waitUntil("the consent's row") { player.row(trial.refused) != null }
        val given = Hands.await("the lines") { privacy.consents.first() }.first { it.access.id == trial.agreed }
        player.step(
            "consents-${trial.number}",
            "「隐私与授权」：给过的与拒绝过的都在，每项一个开关。",
            "“Privacy and consent”: what was given and what was refused, a switch each.",
            says = listOf(words(R.string.privacy_past)),
        )
        Hands.await("the withdrawal") { privacy.withdraw(given.access) }
        player.settle()
        player.hold("a withdrawn gate is shut", !isOpen(trial.agreed), trial.file)
        Hands.tapId(R.id.back)
    }

    private fun newEdition(trial: Trial) = flow(trial, "F8", "政策更新", "a new edition") {
        player.activity.get().switchTo(edited(trial))
        player.policyChanged()
        val prompt = player.question(Style.POLICY)
        player.step(
            "edition-${trial.number}",
            "政策出了新版：提示列出与旧版的差别；同意之前旧的选择照旧。",
            "A new edition: the prompt lists what differs; until it is accepted, earlier choices stand as they were.",
            prompt,
        )
        player.answer(prompt, Control.AGREE)
    }

    /** The policy's next edition, which says a purpose otherwise. */
    private fun edited(trial: Trial): Pack {
        val json = JSONObject(assetPack(player.app, trial.file).json)
        val identity = json.getJSONObject("identity")
        identity.put("ordinal", identity.getInt("ordinal") + 1)
        val purpose = json.getJSONArray("purposes").getJSONObject(0).getJSONObject("text")
        purpose.put("zh", purpose.getString("zh") + "（新增：改进服务）")
        purpose.put("en", purpose.getString("en") + " (new: to improve the service)")
        return Pack(trial.file, json.toString())
    }

    private fun clipboard(trial: Trial) {
        val read = Hands.await("the clipboard") { privacy.gate(AccessParts("clip.content")).read(Ask.NEVER) }
        player.hold("the app itself never gets the clipboard", read is Read.Shut, "${trial.file}: $read")
    }

    private fun access(id: String) = Hands.await("the lines") {
        privacy.consents.first()
    }.first { it.access.id == id }.access

    private fun isOpen(id: String) = privacy.gate(access(id)).isOpen

    private fun press(id: String) {
        Hands.waitUntil("the row of $id") { player.row(id) != null }
        Hands.tapTagged(id)
    }

    private fun tapUse(id: String): String {
        press(id)
        Hands.waitUntil("what came of $id") { shown(id) != null }
        return shown(id)!!
    }

    /** What the row of [id] says came of its use, or `null` while nothing did. */
    private fun shown(id: String): String? = player.row(id)?.findViewById<TextView>(R.id.result)
        ?.takeIf { it.visibility == View.VISIBLE }?.text?.toString()
}
