/// One question that the core has issued, ready to be drawn.
///
/// A prompt is state, not a callback: it is the same prompt on every screen and
/// after every redraw, until it is answered or taken down. An answer counts only
/// after `shown`.
public struct Prompt: Sendable, Equatable, Identifiable {
  /// A paragraph with its role, such as `purpose`, `kinds`, `refusal`.
  public struct Paragraph: Hashable, Sendable {
    /// What the paragraph is about.
    public let role: String
    /// The text.
    public let text: String

    /// Describes a paragraph.
    public init(role: String, text: String) {
      self.role = role
      self.text = text
    }
  }

  /// One switch of a CHOICES prompt. It is never set beforehand.
  public struct Choice: Hashable, Sendable, Identifiable {
    /// What `press` is given for a switch that is on.
    public let id: String
    /// The label.
    public let title: String
    /// What it means.
    public let detail: String

    /// Describes a choice.
    public init(id: String, title: String, detail: String) {
      self.id = id
      self.title = title
      self.detail = detail
    }
  }

  /// One button.
  public struct Control: Hashable, Sendable, Identifiable {
    /// `agree`, `refuse`, `submit` or `continue`.
    public let id: String
    /// The label.
    public let label: String

    /// Describes a control.
    public init(id: String, label: String) {
      self.id = id
      self.label = label
    }
  }

  /// The prompt in one language.
  public struct Text: Hashable, Sendable {
    /// The language, `zh` or `en`.
    public let language: String
    /// The title.
    public let title: String
    /// The paragraphs in order.
    public let paragraphs: [Paragraph]
    /// The switches, for CHOICES.
    public let choices: [Choice]
    /// The buttons in order.
    public let controls: [Control]
    /// The label of the way to the full policy.
    public let policyLabel: String
    /// The label of the way out, for accessibility.
    public let closeLabel: String
    /// The hash that the ledger will hold as proof of what was shown.
    public let hash: String

    /// Describes a text.
    public init(
      language: String, title: String, paragraphs: [Paragraph], choices: [Choice], controls: [Control],
      policyLabel: String, closeLabel: String, hash: String
    ) {
      self.language = language
      self.title = title
      self.paragraphs = paragraphs
      self.choices = choices
      self.controls = controls
      self.policyLabel = policyLabel
      self.closeLabel = closeLabel
      self.hash = hash
    }
  }

  /// How a prompt was closed without an answer.
  public enum Dismissal: Hashable, Sendable, CaseIterable {
    /// The person closed it.
    case closed
    /// The person tapped beside it.
    case outsideTap
    /// The person went back.
    case back
    /// It stood too long.
    case timedOut
    /// The screen that should have drawn it failed.
    case failed
  }

  /// The ticket: one question, answered once.
  public let id: UInt64
  /// The shape, chosen by the core.
  public let style: Style
  /// The accesses it is about.
  public let accesses: [AccessID]
  /// The text in every language of the pack.
  public let texts: [Text]

  let desk: PromptDesk?
  let language: String

  /// The text in the guard's language, or in the first one there is.
  public var text: Text? { text(in: language) }

  /// The text in a language, or in the first one there is.
  public func text(in language: String) -> Text? {
    let short = language.prefix(2).lowercased()
    return texts.first { $0.language == language }
      ?? texts.first { $0.language.prefix(2).lowercased() == short } ?? texts.first
  }

  /// The title in the guard's language.
  public var title: String { text?.title ?? "" }
  /// The paragraphs in the guard's language.
  public var paragraphs: [Paragraph] { text?.paragraphs ?? [] }
  /// The switches in the guard's language.
  public var choices: [Choice] { text?.choices ?? [] }
  /// The buttons in the guard's language.
  public var controls: [Control] { text?.controls ?? [] }

  /// Records that the prompt is on the screen, in this language. No `shown`, no answer.
  public func shown(language: String) {
    let spoken = text(in: language)?.language ?? language
    desk?.send { [desk] in await desk?.shown($0, id, spoken) }
  }

  /// Presses a button, with the switches that are on.
  public func press(_ control: Control, on choices: Set<String> = []) {
    desk?.send { await $0.press(ticket: id, control: control.id, on: choices.sorted(), bound: false) }
  }

  /// Closes the prompt without an answer.
  public func dismiss(_ how: Dismissal = .closed) {
    desk?.send { await $0.dismiss(ticket: id, how: how) }
  }

  /// Two prompts are equal when they show the same question in the same words.
  public static func == (left: Prompt, right: Prompt) -> Bool {
    left.id == right.id && left.style == right.style && left.accesses == right.accesses
      && left.texts == right.texts && left.language == right.language
  }
}

/// The same acts, for callers that wait until the core has taken them.
extension Prompt {
  /// Records that the prompt is on the screen; false if it no longer stands.
  public func recordShown(language: String) async -> Bool {
    let spoken = text(in: language)?.language ?? language
    return await desk?.ask { [desk] in await desk?.shown($0, id, spoken) ?? false } ?? false
  }

  /// Presses a button and returns when the answer is on disk; false if the prompt no longer stands.
  public func answer(_ control: String, on choices: Set<String> = []) async -> Bool {
    await answer(control, on: choices, bound: false)
  }

  package func answer(_ control: String, on choices: Set<String>, bound: Bool) async -> Bool {
    await desk?.ask {
      await $0.press(ticket: id, control: control, on: choices.sorted(), bound: bound)
    } ?? false
  }

  /// Closes the prompt without an answer and returns when that is recorded.
  public func close(_ how: Dismissal) async {
    _ = await desk?.ask { await $0.dismiss(ticket: id, how: how) }
  }
}
