/// A prompt as a screen draws it: with the switches that the person has set so far.
public struct PromptScreen: Sendable, Equatable, Identifiable {
  /// One switch with its position.
  public struct Switch: Sendable, Equatable, Identifiable {
    /// The choice.
    public let choice: Prompt.Choice
    /// Whether the person has turned it on. Never on at first.
    public var isOn: Bool
    /// The choice's id.
    public var id: String { choice.id }
  }

  /// The prompt.
  public let prompt: Prompt
  /// The text that is drawn, in one language.
  public let text: Prompt.Text
  /// The switches.
  public var switches: [Switch]

  /// The ticket.
  public var id: UInt64 { prompt.id }
  /// Whether there is a way out without an answer: everywhere but before a system dialog.
  public var isClosable: Bool { prompt.style != .primer }
  /// Whether the way to the full policy is shown.
  public var offersPolicy: Bool { !text.policyLabel.isEmpty }

  init?(_ prompt: Prompt, language: String) {
    guard let text = prompt.text(in: language) else { return nil }
    self.prompt = prompt
    self.text = text
    switches = text.choices.map { Switch(choice: $0, isOn: false) }
  }
}

/// What the default prompt UI does, without any UI: follows the guard's prompts,
/// keeps the switches, and hands the person's acts to the core.
@MainActor public final class PromptModel {
  /// What is on the screen now.
  public private(set) var screen: PromptScreen? {
    didSet { changes.publish(screen) }
  }

  /// What is on the screen, now and after every change.
  public var screens: AsyncStream<PromptScreen?> { changes.stream() }

  private let changes = Latest<PromptScreen?>(nil)
  private let hub: Hub
  private let language: String
  private var following: Task<Void, Never>?

  /// - Parameters:
  ///   - guarding: the guard whose prompts are drawn.
  ///   - language: the language to draw them in; nil for the guard's.
  public init(for guarding: Guard, language: String? = nil) {
    hub = guarding.hub
    self.language = language ?? guarding.hub.options.language
  }

  deinit {
    following?.cancel()
    changes.end()
  }

  /// Begins to follow. From now on there is a screen to ask on.
  public func appear() {
    guard following == nil else { return }
    let prompts = hub.prompts.stream()
    following = Task { [weak self] in
      for await prompt in prompts { self?.draw(prompt) }
      self?.draw(nil)
    }
  }

  /// Stops following: the scene is gone. The question stays, for another scene.
  public func disappear() {
    following?.cancel()
    following = nil
    screen = nil
  }

  private func draw(_ prompt: Prompt?) {
    guard let prompt else { return screen = nil }
    // The same ticket drawn again keeps what the person has set so far.
    guard screen?.prompt != prompt else { return }
    screen = PromptScreen(prompt, language: language)
  }

  /// Records that the person can see the prompt. Called by the view when it is on the screen.
  public func shown() {
    guard let screen else { return }
    screen.prompt.shown(language: screen.text.language)
  }

  /// Turns one switch.
  public func turn(_ id: String, on: Bool) {
    guard let index = screen?.switches.firstIndex(where: { $0.id == id }) else { return }
    screen?.switches[index].isOn = on
  }

  /// Presses a button.
  public func press(_ control: Prompt.Control) {
    guard let screen else { return }
    let on = screen.switches.filter(\.isOn).map(\.id)
    screen.prompt.press(control, on: Set(on))
  }

  /// Closes the prompt without an answer, where that is offered.
  public func close(_ how: Prompt.Dismissal = .closed) {
    guard let screen, screen.isClosable else { return }
    screen.prompt.dismiss(how)
  }

  /// The policy as readable text, in the language that is drawn.
  public func policy() -> PolicyDocument { hub.link.document(language: language) }
}
