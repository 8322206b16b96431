import AskFirst

/// A scripted person in front of the screen. Every question must have been
/// scripted; one that was not fails loudly, because a test that does not expect
/// a question must not be answered one.
final class Person: Sendable {
  enum Act: Sendable, Equatable {
    case gives
    case refuses
    case dismisses(Prompt.Dismissal)
    case leavesOpen
    case neverSees
  }

  private struct Script: Sendable {
    var policy: Act?
    var accesses: [AccessID: Act] = [:]
    var choices: Set<String>?
    var seen: [Prompt] = []
    var failing: @Sendable (String) -> Void
  }

  private let script: Locked<Script>
  private let language: String

  init(language: String, failing: @escaping @Sendable (String) -> Void) {
    self.language = language
    script = Locked(Script(failing: failing))
  }

  func policy(_ act: Act) { script.with { $0.policy = act } }
  func access(_ id: AccessID, _ act: Act) { script.with { $0.accesses[id] = act } }
  func choices(_ on: Set<String>) { script.with { $0.choices = on } }
  var prompts: [Prompt] { script.with { $0.seen } }

  func watch(_ prompts: AsyncStream<Prompt?>) async {
    for await prompt in prompts {
      guard let prompt, isNew(prompt) else { continue }
      await meet(prompt)
    }
  }

  private func isNew(_ prompt: Prompt) -> Bool {
    script.with { script in
      guard !script.seen.contains(where: { $0.id == prompt.id }) else { return false }
      script.seen.append(prompt)
      return true
    }
  }

  private func meet(_ prompt: Prompt) async {
    guard let act = act(for: prompt) else {
      let asked =
        prompt.accesses.isEmpty ? "the policy" : prompt.accesses.map(\.rawValue).joined(separator: ", ")
      script.with { $0.failing }("unscripted question (\(prompt.style)): \(asked)")
      return await prompt.close(.failed)
    }
    if act == .neverSees { return }
    _ = await prompt.recordShown(language: language)
    switch act {
    case .gives, .refuses: await answer(prompt, act == .gives)
    case .dismisses(let how): await prompt.close(how)
    case .leavesOpen, .neverSees: break
    }
  }

  private func answer(_ prompt: Prompt, _ yes: Bool) async {
    switch prompt.style {
    case .policy, .consent: _ = await prompt.answer(yes ? "agree" : "refuse")
    case .choices: _ = await prompt.answer("submit", on: switches(prompt))
    // A primer cannot be refused; the system's dialog that follows can.
    case .primer: _ = await prompt.answer("continue")
    }
  }

  /// A prompt is met as its accesses were scripted. Switches differ from each
  /// other, so there any scripted one will do.
  private func act(for prompt: Prompt) -> Act? {
    script.with { script in
      switch prompt.style {
      case .policy: return script.policy
      case .choices where script.choices != nil: return .gives
      case .choices:
        let acts = prompt.accesses.compactMap { script.accesses[$0] }
        return acts.first { $0 != .gives && $0 != .refuses } ?? acts.first.map { _ in .gives }
      case .consent, .primer: return prompt.accesses.compactMap { script.accesses[$0] }.first
      }
    }
  }

  private func switches(_ prompt: Prompt) -> Set<String> {
    script.with { script in
      if let on = script.choices { return on }
      return Set(
        prompt.choices.map(\.id).filter { script.accesses[AccessID($0)] == .gives })
    }
  }
}
