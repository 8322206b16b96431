package org.askfirst

import org.askfirst.internal.PromptActs
import org.askfirst.internal.closest

/** How a prompt is to be drawn; chosen by the core, never by the app. */
public enum class Style {
    /** The privacy policy: two controls of equal rank. */
    POLICY,

    /** One access, or several that belong together: two controls of equal rank. */
    CONSENT,

    /** One switch for each access, none set, and two controls. */
    CHOICES,

    /** A word before the system's own dialog: one neutral control and no way out. */
    PRIMER
}

/**
 * One question that the core issued. It can be answered once.
 *
 * A prompt is state: it stays the same through rotation, and goes to `null` in [Guard.prompts] when it is over.
 * An answer counts only after [shown] said in which language the prompt stood on the screen.
 * None of the calls waits; they take effect in the order they were made, and one that comes too late does nothing.
 */
public class Prompt internal constructor(
    /** The question's number. The same question drawn again keeps it. */
    public val ticket: Long,
    public val style: Style,
    /** What is asked for. Empty for the policy. */
    public val accesses: List<Access<*>>,
    /** The same question in every language that the pack has. */
    public val texts: List<PromptText>,
    private val language: String,
    private val acts: PromptActs
) {
    /** The text in the guard's own language. */
    public val text: PromptText get() = text(language)

    public val title: String get() = text.title
    public val paragraphs: List<Paragraph> get() = text.paragraphs
    public val choices: List<Choice> get() = text.choices
    public val controls: List<Control> get() = text.controls

    /** The text whose language comes closest to [language], such as `zh` for `zh-Hans-CN`. */
    public fun text(language: String): PromptText = texts.closest(language) { it.language }

    /** Says that the prompt is on the screen, in [language]. To be called again when it is drawn in another one. */
    public fun shown(language: String): Unit = acts.shown(ticket, text(language).language)

    /**
     * Says that the person pressed [control]; [on] are the ids of the [choices] that are set.
     *
     * Where there are views, bind the control instead, so that the library hears the tap itself:
     * the ledger says which of the two it was.
     */
    @JvmOverloads
    public fun press(control: Control, on: Set<String> = emptySet()): Unit =
        acts.press(ticket, control.id, on.toList(), false)

    /** Says that the library's own listener heard the tap. */
    @PlatformApi
    public fun tapped(control: Control, on: Set<String>): Unit = acts.press(ticket, control.id, on.toList(), true)

    /** Says that the prompt was closed without an answer. */
    public fun dismiss(how: Dismissal): Unit = acts.dismiss(ticket, how)

    override fun equals(other: Any?): Boolean = other is Prompt && other.ticket == ticket && other.texts == texts

    override fun hashCode(): Int = ticket.hashCode()

    override fun toString(): String = "Prompt($ticket, $style)"
}

/** How a prompt ended without an answer. */
public enum class Dismissal {
    /** Its closing control was pressed. */
    CLOSED,

    /** The person touched beside it. */
    OUTSIDE_TAP,

    /** The person went back. */
    BACK,

    /** It stood too long. */
    TIMED_OUT,

    /** The screen that draws prompts failed. */
    UI_FAILED
}

/** One question in one language. */
public class PromptText(
    /** `zh` or `en`. */
    public val language: String,
    public val title: String,
    public val paragraphs: List<Paragraph>,
    /** The switches of a [Style.CHOICES] prompt, otherwise empty. None is set. */
    public val choices: List<Choice>,
    /** The controls, in order. All are of the same rank. */
    public val controls: List<Control>,
    /** What to write on the link to the policy. */
    public val policyLabel: String,
    /** What to write on the control that closes the prompt without an answer; empty where there is none. */
    public val closeLabel: String,
    /** Fingerprint of the text, as it goes into the ledger. */
    public val hash: String
) {
    override fun equals(other: Any?): Boolean =
        other is PromptText && other.language == language && other.hash == hash

    override fun hashCode(): Int = hash.hashCode()

    override fun toString(): String = "PromptText($language)"
}

/** One paragraph of a prompt. */
public class Paragraph(
    /** What it tells: `summary`, `purpose`, `kinds`, `manner`, `controller`, `recipient`, `refusal`, `withdrawal` */
    public val role: String,
    public val text: String
) {
    override fun toString(): String = "Paragraph($role)"
}

/** One switch of a prompt. */
public class Choice(public val id: String, public val title: String, public val detail: String) {
    override fun toString(): String = "Choice($id)"
}

/** One control of a prompt. */
public class Control(
    /** `agree`, `refuse`, `submit` or `continue`. */
    public val id: String,
    public val label: String
) {
    override fun equals(other: Any?): Boolean = other is Control && other.id == id

    override fun hashCode(): Int = id.hashCode()

    override fun toString(): String = "Control($id)"

    public companion object {
        public const val AGREE: String = "agree"
        public const val REFUSE: String = "refuse"
        public const val SUBMIT: String = "submit"
        public const val CONTINUE: String = "continue"
    }
}
